"""`python -m bot simulate`: the night-desk benchmark on the command line, as a table, as JSON, as pictures."""

import json
import math
import re
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from routing.simulation.outcome import HEADLINES, Estimate, Outcome, estimates
from routing.simulation.policies import BY_NAME, CONTENDERS
from routing.simulation.promises import PROMISES
from routing.simulation.runs import Run, against, calm, most, play, unmeasured
from routing.simulation.settings import Settings

ALL = "all"
MOST_SEEDS = 1000
SEEDS = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")
COLUMNS = {
    "ratio": "ratio to bound",
    "served": "served",
    "wait_p50": "p50 s",
    "wait_p95": "p95 s",
    "within_60s": "in 60 s",
    "night_abandoned": "night lost",
    "gini": "Gini",
    "idle_reps": "without orders",
    "offers_per_order": "offers",
    "lost_claims_per_order": "lost claims",
}

Figures = dict[str, Estimate]
Found = dict[tuple[str, str], list[Outcome]]
"""By policy, and by what is otherwise beside the first world: nothing, `discouraged` or `promises`."""


@dataclass(frozen=True)
class Wanted:
    """What to run: policies by name, seeds, and the world that they vary. `discouraged` is run beside, if above 0, and
    what ours do on a shop's `promises`, if there are any.
    """

    policies: tuple[str, ...]
    seeds: tuple[int, ...]
    settings: Settings
    discouraged: float = 0.0
    processes: int = 2
    promises: tuple[str, ...] = ()

    def runs(self) -> list[Run]:
        """World by world, so that a process meets the same one again."""
        worlds = [self.settings]
        if self.discouraged:
            worlds.append(replace(self.settings, discouraged_by=self.discouraged))
        if self.promises:
            worlds.append(replace(self.settings, promises=self.promises))
        ours = [name for name in self.policies if BY_NAME[name].ours]
        return [
            Run(name, replace(world, seed=seed))
            for seed in self.seeds
            for world in worlds
            for name in (ours if world.promises else self.policies)
        ]


@dataclass(frozen=True)
class Told:
    """The options as they were typed."""

    policy: str | None
    scale: float
    seeds: str
    days: int
    discouraged: float
    processes: int
    from_db: bool
    weights: Path | None
    pictures: Path | None
    promises: str = ""


def checked(told: Told) -> Wanted:
    """What was asked for, of made-up worlds. Raises ValueError with a sentence for what cannot be."""
    if told.weights is not None and not told.from_db:
        raise ValueError("--weights needs --from-db: made-up worlds are for the policies that come with the router.")
    if told.from_db and (told.scale != 1.0 or told.pictures is not None):
        raise ValueError(
            "--from-db takes the orders as they were, and draws nothing: leave --scale and --pictures out."
        )
    names = ("ours",) if told.from_db else policies_of(told.policy or "ours")
    if told.from_db and told.promises:
        raise ValueError("--from-db plays each order on the terms that it had: leave --promises out.")
    settings, promises = Settings(scale=told.scale, days=told.days), promises_of(told.promises)
    return Wanted(names, seeds_of(told.seeds), settings, told.discouraged, told.processes, promises)


def promises_of(text: str) -> tuple[str, ...]:
    """Names with commas between, or `all`. Raises ValueError naming the one that nobody knows."""
    names = PROMISES if text == ALL else tuple(name.strip() for name in text.split(",") if name.strip())
    unknown = [name for name in names if name not in PROMISES]
    if unknown:
        raise ValueError(
            f"{', '.join(unknown)} is nothing that a shop promises. There are: {', '.join(PROMISES)}, {ALL}."
        )
    return tuple(name for name in PROMISES if name in names)


def policies_of(text: str) -> tuple[str, ...]:
    """Names with commas between, or `all`. Raises ValueError naming the one that nobody knows."""
    if text == ALL:
        return tuple(one.name for one in CONTENDERS)
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    unknown = [name for name in names if name not in BY_NAME]
    if unknown or not names:
        raise ValueError(f"{', '.join(unknown) or text!r} is no policy. There are: {', '.join(BY_NAME)}, {ALL}.")
    return names


def seeds_of(text: str) -> tuple[int, ...]:
    """`101-104`, `7` or `1,3,5-8`. Raises ValueError if it cannot be read, or names too many."""
    seeds: list[int] = []
    for part in text.split(","):
        read = SEEDS.fullmatch(part.strip())
        first, last = (int(read[1]), int(read[2] or read[1])) if read else (1, 0)
        if last < first:
            raise ValueError(f"{text[:40]!r} names no seeds. Write 7, or 101-104, or 1,3,5-8.")
        if last - first >= MOST_SEEDS:
            raise ValueError(f"{text[:40]!r} names more than {MOST_SEEDS} seeds; four of them tell most.")
        seeds += range(first, last + 1)
    return tuple(dict.fromkeys(seeds))


def results(wanted: Wanted, console: Console) -> Found:
    """The outcomes over seeds, in their order; shows how far it is."""
    runs = wanted.runs()
    done: dict[Run, Outcome] = {}
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Simulating", total=len(runs))
        for run, out in played(runs, wanted.processes):
            done[run] = out
            progress.advance(task)
    found: Found = {}
    for run in runs:
        found.setdefault((run.policy, beside(run.settings)), []).append(done[run])
    return found


def beside(settings: Settings) -> str:
    """What is otherwise in this world; nothing in the first."""
    return "promises" if settings.promises else "discouraged" if settings.discouraged_by else ""


def played(runs: Sequence[Run], processes: int) -> Iterator[tuple[Run, Outcome]]:
    if processes <= 1 or len(runs) == 1:
        yield from ((run, play(run)) for run in runs)
        return
    with ProcessPoolExecutor(processes) as pool:
        bounds: dict[Settings, Future[float]] = {}
        waiting: dict[Future[Outcome], Run] = {}
        for run in runs:
            if calm(run.settings) not in bounds:
                bounds[calm(run.settings)] = pool.submit(most, run.settings)
            waiting[pool.submit(unmeasured, run)] = run
        for one in as_completed(waiting):
            run = waiting[one]
            yield run, against(one.result(), bounds[calm(run.settings)].result())


def as_json(figures: Figures) -> dict[str, Any]:
    """Means by name, and beside them the 95 % intervals; null where one seed tells of none."""
    intervals = {
        name: None if one.plus_minus is None else [one.mean - one.plus_minus, one.mean + one.plus_minus]
        for name, one in figures.items()
    }
    order = sorted(figures, key=lambda name: (name not in HEADLINES, list(figures).index(name)))
    means = {name: figures[name].mean if math.isfinite(figures[name].mean) else None for name in order}
    return means | {"intervals": intervals}


def report_json(found: Found) -> str:
    """One policy as an object, several as objects by name; what is run beside them in each."""
    said: dict[str, dict[str, Any]] = {}
    for (name, other), outcomes in found.items():
        if other:
            said[name][other] = as_json(estimates(outcomes))
        else:
            said[name] = as_json(estimates(outcomes)) | {"seeds": len(outcomes)}
    return json.dumps(next(iter(said.values())) if len(said) == 1 else said, indent=2)


def report_table(found: Found, title: str) -> Table:
    table = Table(title=title)
    table.add_column("policy")
    for heading in COLUMNS.values():
        table.add_column(heading, justify="right")
    for (name, other), outcomes in found.items():
        figures = estimates(outcomes)
        row = [shown(column, figures[column]) for column in COLUMNS]
        table.add_row(f"{name}, {other}" if other else name, *row)
    return table


def shown(column: str, one: Estimate) -> str:
    digits = 0 if column.startswith("wait") else 1 if column == "idle_reps" else 3
    spread = "" if one.plus_minus is None or column != "ratio" else f" ±{one.plus_minus:.3f}"
    return f"{one.mean:.{digits}f}{spread}"


def main(wanted: Wanted, *, as_text: bool, pictures: Path | None) -> int:
    console = Console(stderr=True)
    found = results(wanted, console)
    if pictures is not None:
        from routing.simulation import pictures as drawing  # noqa: PLC0415 (imports matplotlib, which takes a second)

        figures = {name: estimates(outcomes) for (name, other), outcomes in found.items() if not other}
        for file in drawing.draw(figures, wanted.settings, pictures):
            console.print(f"Drawn: {file}")
    if as_text:
        sys.stdout.write(report_json(found) + "\n")
    else:
        title = f"Night desk, {wanted.settings.days} days, orders x{wanted.settings.scale:g}"
        Console(width=None if sys.stdout.isatty() else 160).print(report_table(found, title))
    return 0
