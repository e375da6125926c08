"""One policy through one world, ready to be run in any process."""

from dataclasses import dataclass, replace
from functools import lru_cache

from routing.behaviour import Behaviour
from routing.simulation.bound import bound
from routing.simulation.group import learned
from routing.simulation.outcome import Outcome, outcome
from routing.simulation.policies import BY_NAME
from routing.simulation.settings import Settings
from routing.simulation.world import World, build

EARLIER = 1000
"""The seed of the world in which the shop has learned what it knows of its hours; no policy is measured on it."""


@dataclass(frozen=True)
class Run:
    """Which policy, by its name, in which world."""

    policy: str
    settings: Settings


def play(run: Run) -> Outcome:
    """Run it. The same run always comes to the same figures."""
    world, most = measured(run.settings)
    night = BY_NAME[run.policy].desk(world, seen_before(run.settings))
    return outcome(world, night.run(), most)


@lru_cache(maxsize=2)
def measured(settings: Settings) -> tuple[World, float]:
    """The world and its bound."""
    world = build(settings)
    return world, bound(world).quality


def seen_before(settings: Settings) -> Behaviour:
    """What a shop of this size has seen in the four weeks before."""
    return four_weeks(replace(settings, seed=EARLIER, days=28, discouraged_by=0.0))


@lru_cache(maxsize=2)
def four_weeks(settings: Settings) -> Behaviour:
    return learned(build(settings), settings.days + settings.warm_up_days)
