"""The short hold after a first tap, in which somebody who suits better may still tap. Pure.

Settled by the rule of optimal stopping: wait on while what better ones would bring, each times the chance that they
tap, is more than what waiting costs (the customer's time, and that the customer may leave). Between two taps nothing is
learned but that nobody tapped, so that the moment of the end can be said as soon as somebody has tapped.
"""

from dataclasses import dataclass

import numpy as np

from routing.behaviour import Behaviour, gave_up, tapped, willing
from routing.pool import Floats


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
    left = int(rule.cap_s - held_s)
    if left < rule.step_s:
        return Verdict(max(left, 0), 0.0, 0.0)
    if rule.fixed:
        return Verdict(left, 0.0, 0.0)
    if not len(rivals.better_by):
        return Verdict(0, 0.0, 0.0)
    steps = left // rule.step_s
    gain = gains(rule, behaviour, rivals, steps)
    price = prices(rule, behaviour, value, waited_s, steps)
    worth = (gain - price).max(axis=0)
    stops = np.flatnonzero(worth <= 0)
    at = int(stops[0]) if len(stops) else steps
    if at == steps:
        return Verdict(left, 0.0, 0.0)
    best = int((gain - price)[:, at].argmax())
    return Verdict(at * rule.step_s, float(gain[best, at]), float(price[best, at]))


def gains(rule: HoldRule, behaviour: Behaviour, rivals: Rivals, steps: int) -> Floats:
    """Expected gain of waiting, [how far ahead, from which step on]: the best of those who tap by then."""
    grid = np.arange(steps + max(rule.ahead) + 1) * rule.step_s
    likely = None if rivals.fits is None else willing(behaviour, rivals.fits)[:, None]
    done = tapped(behaviour, rivals.open_s[:, None] + grid, likely)  # [rival, step]
    silent = 1 - done
    rows = []
    for ahead in rule.ahead:
        taps = (done[:, ahead : ahead + steps] - done[:, :steps]) / silent[:, :steps]
        nobody_better = np.cumprod(1 - taps, axis=0)
        first = np.vstack([np.ones((1, steps)), nobody_better[:-1]])
        rows.append(rivals.better_by @ (taps * first))
    return np.array(rows)


def prices(rule: HoldRule, behaviour: Behaviour, value: float, waited_s: float, steps: int) -> Floats:
    """What so much more waiting costs, [how far ahead, from which step on]."""
    grid = np.arange(steps + max(rule.ahead) + 1) * float(rule.step_s) + waited_s
    gone = gave_up(behaviour, np.asarray(grid, dtype=np.float64))
    rows = []
    for ahead in rule.ahead:
        leaves = (gone[ahead : ahead + steps] - gone[:steps]) / (1 - gone[:steps])
        late = (grid[:steps] < rule.promise_s) & (grid[ahead : ahead + steps] >= rule.promise_s)
        rows.append(rule.cost * ahead * rule.step_s + value * leaves + rule.promise * late)
    return np.array(rows)
