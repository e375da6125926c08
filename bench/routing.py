"""`make bench-routing`: how long one decision takes, with the full record, among 200, 10,000 and 1,000,000 people."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import perf_counter, thread_time

import numpy as np
from rich.console import Console
from rich.table import Table

from routing.decision import Decision, decide_among
from routing.decision_text import to_json
from routing.pool import ENDLESS_S, Known, Pool, Ties
from routing.presets import PRESETS
from routing.request import BIT, Exclusion, Request

TOPICS = ("breakup", "grief", "family", "anxiety", "loneliness", "career", "study", "money", "casual")
GOALS_MS = {200: 1.0, 10_000: 2.0, 1_000_000: 10.0}
NOW = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
ROUNDS, MOVES = 3, 20
"""How often each decision is made; and so many come or go between two, the cost of which is counted with the second."""


def pool_of(n: int, rng: np.random.Generator) -> Pool:
    """So many people, of whom one in fourteen works just now, as in the benchmark's world."""
    codes = {"en": 0, "zh": 1, "listen": 2, "advise": 3, "female": 4, "male": 5}
    off = rng.random(n) >= 0.07
    return Pool(
        ids=np.sort(rng.choice(n * 4, n, replace=False)).astype(np.int64),
        codes=codes,
        standing=np.where(off, 1 << BIT[Exclusion.OFF_SHIFT], 0).astype(np.uint16),
        gender=rng.integers(4, 6, n).astype(np.int8),
        age=np.full(n, -2, dtype=np.int8),
        life=rng.random(n, dtype=np.float32) * 5,
        rating=rng.random(n, dtype=np.float32),
        deficit=np.zeros(n, dtype=np.float32),
        languages=rng.integers(1, 4, n).astype(np.uint32),
        styles=rng.integers(0, 4, n).astype(np.uint32) << np.uint32(2),
        shift_left_s=np.full(n, ENDLESS_S, dtype=np.int32),
        free=np.ones(n, dtype=np.int8),
        levels={topic: rng.integers(0, 6, n).astype(np.int8) for topic in TOPICS},
    )


def requests(count: int, pool: Pool, rng: np.random.Generator) -> list[tuple[Request, Ties]]:
    """Orders of every topic, half of them with wishes, some of customers who know somebody."""
    orders = []
    for number in range(count):
        wish, known = (None, "female", "male", None)[number % 4], int(rng.choice(pool.ids))
        request = Request(
            customer_id=-number - 1,
            topic=TOPICS[number % len(TOPICS)],
            min_level=1 + number % 3,
            min_experience=number % 2,
            experience_weight=30 if number % 2 else 8,
            language="en" if number % 3 else "zh",
            wish_gender=wish,
            style="listen" if number % 5 == 0 else None,
            session_s=3600,
        )
        orders.append((request, Ties(known={known: Known(3, 15, 3)}, declined=frozenset({known + 1}))))
    return orders


def recorded(request: Request, pool: Pool, ties: Ties, now: datetime) -> Decision:
    """The decision with all it was made of, and why one who is out is out; asking about others costs as little."""
    decision = decide_among(request, pool, ties, now, PRESETS["ours"])
    decision.why_not(int(pool.ids[-1]))
    return decision


def come_and_go(pool: Pool, rows: list[int]) -> None:
    """Each of these goes who was ready, and comes who was not."""
    for row in rows:
        pool.stands(row, 0 if pool.standing[row] else 1 << BIT[Exclusion.OFF_SHIFT])


@dataclass(frozen=True)
class Took:
    """Milliseconds of so many decisions: by the wall's clock, and on the processor alone, whoever else wants it.

    `undisturbed`: of each decision the quickest of its rounds on the processor. A machine that stalls for a moment, as
    shared ones do, does not do so each time at the same decision; one that is slow by itself is slow each time.
    """

    wall: list[float]
    cpu: list[float]
    undisturbed: list[float]
    counts_ms: float
    text_ms: float


def measure(n: int, count: int) -> Took:
    """Each decision after some came and some went; every reason counted and the record as text once."""
    rng = np.random.default_rng(n)
    pool = pool_of(n, rng)
    asked, ready = requests(count, pool, rng), pool.ready()
    moves = [[*rng.choice(ready, MOVES // 2).tolist(), *rng.choice(n, MOVES // 2).tolist()] for _ in asked]
    wall, cpu = np.zeros((ROUNDS, count)), np.zeros((ROUNDS, count))
    for turn in range(ROUNDS):
        for number, (request, ties) in enumerate(asked):
            busy, began = thread_time(), perf_counter()
            come_and_go(pool, moves[number])
            decision = recorded(request, pool, ties, NOW + timedelta(seconds=number))
            wall[turn, number] = (perf_counter() - began) * 1000
            cpu[turn, number] = (thread_time() - busy) * 1000
    all_wall, all_cpu, least = (sorted(column.ravel().tolist()) for column in (wall, cpu, cpu.min(axis=0)))
    return Took(all_wall, all_cpu, least, timed(decision.counts), timed(lambda: to_json(decision)))


def at(took: list[float], percent: int) -> float:
    return took[min(len(took) - 1, len(took) * percent // 100)]


def timed(act: Callable[[], object]) -> float:
    began = perf_counter()
    act()
    return (perf_counter() - began) * 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=1000, help="how many for each size; a fifth for a million")
    told = parser.parse_args()
    table = Table(
        title=f"One decision with its full record, and {MOVES} who came or went, ms; on the processor in brackets"
    )
    headings = ("people", "median", "p99", "p99 undisturbed", "goal p99", "growth of the median", "counts", "as text")
    for heading in headings:
        table.add_column(heading, justify="right")
    before = 0.0
    for n, goal in GOALS_MS.items():
        took = measure(n, told.decisions if n < 1_000_000 else max(20, told.decisions // 5))
        median, median_cpu = at(took.wall, 50), at(took.cpu, 50)
        growth = f"x{median_cpu / before:.1f}" if before else ""
        shown = (f"{median:.3f} ({median_cpu:.3f})", f"{at(took.wall, 99):.3f} ({at(took.cpu, 99):.3f})")
        alone = f"{at(took.undisturbed, 99):.3f}"
        table.add_row(f"{n:,}", *shown, alone, f"{goal:g}", growth, f"{took.counts_ms:.1f}", f"{took.text_ms:.1f}")
        before = median_cpu
    Console(width=None if sys.stdout.isatty() else 130).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
