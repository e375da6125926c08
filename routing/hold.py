"""The short hold after a first tap, in which somebody who suits better may still tap. Pure.

Settled by the rule of optimal stopping: wait on while what better ones would bring, each times the chance that they
tap, is more than what waiting costs (the customer's time, and that the customer may leave). Between two taps nothing is
learned but that nobody tapped, so that the moment of the end can be said as soon as somebody has tapped.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from routing.behaviour import Behaviour, gave_up, tapped, willing
from routing.pool import Floats, Ids


@dataclass(frozen=True)
class HoldRule:
    """At most `cap_s` seconds after the first tap (0: the first wins), looked at every `step_s`.

    `cost` is what a second of waiting costs in points of fit; `ahead` are the steps by which the rule looks ahead.
    A promise is a time by which a customer should have somebody: `promise` points of fit are lost when it passes.
    Only who is better by `margin` points may overtake. `fixed` waits the whole time, whoever may come.
    """

    cap_s: int = 0
    cost: float = 0.0
    step_s: int = 5
    ahead: tuple[int, ...] = (1, 2, 4, 8)
    promise_s: int = 60
    promise: float = 0.0
    margin: float = 0.0
    fixed: bool = False


@dataclass(frozen=True)
class Rivals:
    """Who would be better, best first: by how much, and for how many seconds the order has been open to them.

    `fits` are how well they fit: who fits better is likelier to tap. None: as likely as anybody.
    """

    better_by: Floats
    open_s: Floats
    fits: Floats | None = None


@dataclass(frozen=True)
class Verdict:
    """Settle after so many seconds, and what the rule weighed at that moment: the gain still to be had, its price."""

    settle_in_s: int
    gain: float
    price: float


def settle(
    rule: HoldRule, behaviour: Behaviour, rivals: Rivals, *, value: float, waited_s: float, held_s: float
) -> Verdict:
    """When to give the order to the best who has tapped.

    `value` is what would be lost if the customer left, `waited_s` since the order came, `held_s` since the first tap.
    """
    at_once = settled_unseen(rule, held_s)
    if at_once is not None:
        return at_once
    if not len(rivals.better_by):
        return Verdict(0, 0.0, 0.0)
    left = int(rule.cap_s - held_s)
    steps = left // rule.step_s
    gain = gains(rule, behaviour, rivals, steps)
    price = prices(rule, behaviour, value, waited_s, steps)
    worth = gain - price
    stops = worth.max(axis=0) <= 0
    at = int(stops.argmax())
    if not stops[at]:
        return Verdict(left, 0.0, 0.0)
    best = int(worth[:, at].argmax())
    return Verdict(at * rule.step_s, float(gain[best, at]), float(price[best, at]))


def settled_unseen(rule: HoldRule, held_s: float) -> Verdict | None:
    """When to give it to the best, where that hangs on nobody who may come; None where it does."""
    left = int(rule.cap_s - held_s)
    if left < rule.step_s:
        return Verdict(max(left, 0), 0.0, 0.0)
    return Verdict(left, 0.0, 0.0) if rule.fixed else None


def gains(rule: HoldRule, behaviour: Behaviour, rivals: Rivals, steps: int) -> Floats:
    """Expected gain of waiting, [how far ahead, from which step on]: the best of those who tap by then."""
    grid, later = looks(rule, steps)
    likely = None if rivals.fits is None else willing(behaviour, rivals.fits)[:, None]
    done = tapped(behaviour, rivals.open_s[:, None] + grid, likely)  # [rival, step]
    now = done[:, :steps]
    taps = (done.T[later].swapaxes(1, 2) - now) / (1 - now)  # [how far ahead, rival, from which step on]
    first = np.ones_like(taps)
    np.cumprod(1 - taps[:, :-1], axis=1, out=first[:, 1:])
    gain: Floats = rivals.better_by @ (taps * first)
    return gain


def prices(rule: HoldRule, behaviour: Behaviour, value: float, waited_s: float, steps: int) -> Floats:
    """What so much more waiting costs, [how far ahead, from which step on]."""
    grid, later = looks(rule, steps)
    grid = grid + waited_s
    gone = gave_up(behaviour, grid)
    leaves = (gone[later] - gone[:steps]) / (1 - gone[:steps])
    late = (grid[:steps] < rule.promise_s) & (grid[later] >= rule.promise_s)
    ahead_s = rule.cost * np.array(rule.ahead)[:, None] * rule.step_s
    price: Floats = ahead_s + value * leaves + rule.promise * late
    return price


@lru_cache(maxsize=1024)
def looks(rule: HoldRule, steps: int) -> tuple[Floats, Ids]:
    """The moments that are weighed, in seconds, and for each of `ahead` and each step, which of them is looked at."""
    moments = np.arange(steps + max(rule.ahead) + 1, dtype=np.float64) * rule.step_s
    later: Ids = np.arange(steps) + np.array(rule.ahead)[:, None]
    return moments, later
