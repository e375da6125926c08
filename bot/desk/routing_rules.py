"""How this shop routes, in one value that never changes: the configuration makes it, the desk decides by it."""

from dataclasses import dataclass, field, replace

from routing.engine import Policy
from routing.presets import PRESETS
from routing.wishes import Clocks

LEAST_FAIRNESS = 5
"""Whatever the preset: somebody who would have taken an order, and lost it to a better fit, is placed better next."""


def preset(name: str) -> Policy:
    """The benchmark's policy of this name, as a shop uses it. Raises KeyError for an unknown one."""
    given = PRESETS[name]
    fairness = max(given.weights.fairness, LEAST_FAIRNESS)
    return replace(given, weights=replace(given.weights, version=f"{name}-3", fairness=fairness))


@dataclass(frozen=True)
class RoutingRules:
    """`head_start_s`: for so long an order is the customer's known representative's alone; 0: for no time.

    `finish_in_shift`: an order longer than what is left of a shift is not offered.
    """

    policy: Policy = field(default_factory=lambda: preset("ours"))
    clocks: Clocks = field(default_factory=Clocks)
    head_start_s: int = 30
    finish_in_shift: bool = True
