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
    return against(unmeasured(run), most(run.settings))


def unmeasured(run: Run) -> Outcome:
    """The same, with the quality itself for a ratio: the bound may be found elsewhere meanwhile."""
    world = world_of(run.settings)
    night = BY_NAME[run.policy].desk(world, seen_before(run.settings))
    return outcome(world, night.run(), 1.0)


def against(out: Outcome, most: float) -> Outcome:
    return replace(out, ratio=out.ratio / most)


@lru_cache(maxsize=2)
def world_of(settings: Settings) -> World:
    return build(settings)


def most(settings: Settings) -> float:
    """The quality that no policy beats: it knows neither of whom lost claims discourage nor of what a shop promises."""
    return most_of(calm(settings))


def calm(settings: Settings) -> Settings:
    """The same world, for whoever does not look at how it is played."""
    return replace(settings, discouraged_by=0.0, promises=())


@lru_cache(maxsize=4)
def most_of(settings: Settings) -> float:
    return bound(world_of(settings)).quality


def seen_before(settings: Settings) -> Behaviour:
    """What a shop of this size has seen in the four weeks before."""
    return four_weeks(replace(calm(settings), seed=EARLIER, days=28))


@lru_cache(maxsize=2)
def four_weeks(settings: Settings) -> Behaviour:
    return learned(build(settings), settings.days + settings.warm_up_days)
