"""What a policy made of a world, in figures."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

import numpy as np
from scipy.stats import t as student

from routing.simulation.chance import Flags, Floats
from routing.simulation.night import Tally
from routing.simulation.settings import DAY_S
from routing.simulation.world import World

HEADLINES = ("ratio", "wait_p50", "wait_p95", "within_60s", "gini", "offers_per_order", "lost_claims_per_order")


@dataclass(frozen=True)
class Outcome:
    """Of the orders after the warm-up. Waits in seconds, of those served; `within_60s` and `served` are shares of all.

    `ratio` is the quality got over the clairvoyant's bound; `night_abandoned` the share of the orders between 22:00 and
    06:00 that nobody took; `gini` of earnings in an hour on shift; `idle_reps` worked and had not one order.
    """

    ratio: float
    served: float
    wait_p50: float
    wait_p95: float
    within_60s: float
    night_abandoned: float
    gini: float
    idle_reps: float
    offers_per_order: float
    lost_claims_per_order: float


@dataclass(frozen=True)
class Estimate:
    """A mean over seeds, and how far off it may be either way (95 %, Student's t); one seed says nothing of that."""

    mean: float
    plus_minus: float | None


def outcome(world: World, tally: Tally, bound: float) -> Outcome:
    orders = world.orders
    counted = orders.at >= world.settings.warm_up_days * DAY_S
    wait = tally.wait_s[counted]
    served = ~np.isnan(wait)
    hour = world.hour_of(orders.at[counted])
    night = (hour >= 22) | (hour < 6)
    hours = hours_on_shift(world)
    worked = hours > 0
    return Outcome(
        ratio=float(tally.quality[counted].sum()) / bound,
        served=float(served.mean()),
        wait_p50=percentile(wait[served], 50),
        wait_p95=percentile(wait[served], 95),
        within_60s=float((wait <= 60).mean()),
        night_abandoned=share_of(~served, night),
        gini=gini(tally.earned[worked] / hours[worked]),
        idle_reps=float((tally.served[worked] == 0).sum()),
        offers_per_order=float(tally.offers[counted].mean()),
        lost_claims_per_order=float(tally.lost[counted].mean()),
    )


def percentile(waits: Floats, percent: float) -> float:
    return float(np.percentile(waits, percent)) if len(waits) else float("nan")


def share_of(what: Flags, among: Flags) -> float:
    return float(what[among].mean()) if among.any() else 0.0


def hours_on_shift(world: World) -> Floats:
    """After the warm-up, by representative."""
    shifts, hours = world.shifts, np.zeros(world.settings.reps)
    start = np.maximum(shifts.start, world.settings.warm_up_days * DAY_S)
    np.add.at(hours, shifts.rep, np.maximum(np.minimum(shifts.end, world.horizon_s) - start, 0) / 3600)
    return hours


def gini(values: Floats) -> float:
    """0 where all have the same, towards 1 where one has all (Gini 1912, on sorted values)."""
    n, total = len(values), float(values.sum())
    if n == 0 or total <= 0:
        return 0.0
    weights = 2 * np.arange(1, n + 1) - n - 1
    return float(weights @ np.sort(values)) / (n * total)


def estimates(outcomes: Sequence[Outcome]) -> dict[str, Estimate]:
    """The mean of each figure over seeds, with its interval."""
    return {one.name: estimate([float(asdict(out)[one.name]) for out in outcomes]) for one in fields(Outcome)}


def estimate(values: Sequence[float]) -> Estimate:
    n = len(values)
    if n < 2:
        return Estimate(float(np.mean(values)), None)
    spread = float(np.std(values, ddof=1)) / n**0.5
    return Estimate(float(np.mean(values)), float(student.ppf(0.975, n - 1)) * spread)
