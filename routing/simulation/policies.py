"""Every policy of the benchmark by its name: ours, what is common, and plain readings of well-known desks."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from routing.behaviour import Behaviour
from routing.engine import Policy
from routing.hold import HoldRule
from routing.presets import PRESETS
from routing.simulation import sequential as seq
from routing.simulation.group import Foresight, Group
from routing.simulation.night import Night
from routing.simulation.promises import Promising
from routing.simulation.sequential import NEVER, Custom, Sequential
from routing.simulation.world import World


@dataclass(frozen=True)
class Contender:
    """A policy under its name, and what it does in a sentence. Ours are also played on the terms of a shop."""

    name: str
    says: str
    desk: Callable[[World, Behaviour], Night]
    ours: bool = False


def ours(name: str, says: str, policy: Policy) -> Contender:
    def desk(world: World, behaviour: Behaviour) -> Night:
        return (Promising if world.settings.promises else Group)(world, policy, behaviour)

    return Contender(name, says, desk, ours=True)


def group(name: str, says: str, policy: Policy) -> Contender:
    return Contender(name, says, lambda world, behaviour: Group(world, policy, behaviour))


def one_by_one(name: str, says: str, custom: Custom) -> Contender:
    return Contender(name, says, lambda world, _: Sequential(world, custom))


STEPS = ((30.0, 4), (60.0, 3), (90.0, 2))
RINGS = ((30.0, 5), (60.0, 4), (90.0, 3), (120.0, 2))

YARDSTICK = Contender(
    "foresight",
    "ours-best with long holds that know who will tap: a yardstick, no policy",
    lambda world, behaviour: Foresight(world, replace(PRESETS["best"], hold=HoldRule(300)), behaviour),
)

CONTENDERS = (
    ours("ours", "tiers, then a hold settled by optimal stopping", PRESETS["ours"]),
    ours("ours-best", "the same for quality alone", PRESETS["best"]),
    ours("ours-fast", "the same, keeping the promise of a minute", PRESETS["fast"]),
    ours("ours-fair", "the same, evening out earnings", PRESETS["fair"]),
    group("first-claim", "the card to all, the first tap wins", Policy((), ())),
    group(
        "best-of-20s", "the card to all, the best who taps within 20 s", Policy((), (), hold=HoldRule(20, fixed=True))
    ),
    group("tiers", "3, after 45 s 6 more, after 45 s all; the first tap wins", Policy((3, 6), (45, 45))),
    one_by_one("random", "one at a time for 60 s, by lot", Custom(seq.at_random)),
    one_by_one("round-robin", "one at a time for 60 s, in turn", Custom(seq.round_robin)),
    one_by_one("longest-idle", "one at a time for 60 s, the longest idle", Custom(seq.longest_idle)),
    one_by_one("least-loaded", "one at a time for 60 s, the least loaded", Custom(seq.least_loaded)),
    one_by_one("skill", "one at a time for 60 s, by level in the topic", Custom(seq.most_skilled)),
    one_by_one("score", "one at a time for 60 s, by our score", Custom(seq.best_scored)),
    one_by_one(
        "chatwoot", "assigned to whoever has fewest open, and never taken back", Custom(seq.least_loaded, NEVER)
    ),
    one_by_one("rocketchat", "load rotation: routed longest ago, no timer", Custom(seq.round_robin, NEVER)),
    one_by_one(
        "connect", "routing steps: level 4, 3, 2, any, 30 s each; longest idle", Custom(seq.longest_idle, 20.0, STEPS)
    ),
    one_by_one(
        "bullseye", "rings by level, widening every 30 s; best available", Custom(seq.most_skilled, 60.0, RINGS)
    ),
    one_by_one("shortfall", "whoever is furthest behind their share", Custom(seq.furthest_behind)),
)
BY_NAME = {one.name: one for one in (*CONTENDERS, YARDSTICK)}
