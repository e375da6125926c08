"""Wishes that give way, each on its own clock, unless the customer said that it must be. Pure.

Language, blocks, certificates and a topic's own floor never give way. A wish that must be is dropped only when the
customer has been asked: the desk then makes the request anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from routing.engine import Outlook, Policy, Ranking, rank
from routing.pool import Pool, Ties
from routing.request import Request


class Wish(StrEnum):
    """What a customer may wish for and do without."""

    GENDER = "gender"
    EXPERIENCED = "experienced"
    AGES = "ages"


@dataclass(frozen=True)
class Clocks:
    """After how many seconds each wish gives way."""

    after_s: Mapping[Wish, int] = field(
        default_factory=lambda: {Wish.GENDER: 90, Wish.EXPERIENCED: 120, Wish.AGES: 60}, hash=False
    )


def wished(order: Request) -> frozenset[Wish]:
    """The wishes that narrow the choice down."""
    asked = {Wish.GENDER: order.gender is not None, Wish.EXPERIENCED: order.experienced, Wish.AGES: bool(order.ages)}
    return frozenset(wish for wish, there in asked.items() if there)


def without(order: Request, wish: Wish) -> Request:
    """The same order, the wish now only making a match better."""
    if wish is Wish.GENDER:
        return replace(order, gender=None, wish_gender=order.gender)
    if wish is Wish.EXPERIENCED:
        return replace(order, experienced=False)
    return replace(order, ages=frozenset())


def steps(order: Request, musts: frozenset[Wish], clocks: Clocks) -> tuple[tuple[int, Request], ...]:
    """What is asked for from when on, in seconds after the order came: the whole at 0, each later one a wish less."""
    giving_way = sorted(wished(order) - musts, key=lambda wish: (clocks.after_s[wish], wish))
    found = [(0, order)]
    for wish in giving_way:
        found.append((clocks.after_s[wish], without(found[-1][1], wish)))
    return tuple(found)


def rank_in_steps(
    asked: Sequence[tuple[int, Request]],
    pool: Pool,
    ties: Ties,
    policy: Policy,
    *,
    seed: int,
    outlook: Outlook | None = None,
) -> Ranking:
    """Everybody who can take the order in some step, best first; the card opens to each in their step at the earliest.

    Whoever comes in with a later step also waits until those of the steps before have had their tiers.
    """
    last = without_all(asked)
    everyone = rank(last, pool, ties, policy, seed=seed, outlook=outlook)
    opens = np.full(len(everyone.rows), np.nan)
    latest = 0.0
    for after_s, order in asked:
        step = rank(order, pool, ties, policy, seed=seed, outlook=outlook)
        fresh = np.isnan(opens) & np.isin(everyone.rows, step.rows)
        places = {int(row): place for place, row in enumerate(step.rows)}
        mine = step.opens_s[[places[int(row)] for row in everyone.rows[fresh]]]
        opens[fresh] = np.maximum(mine, after_s) if after_s == 0 else np.maximum(latest, after_s)
        latest = float(np.nanmax(opens)) if fresh.any() else latest
    return Ranking(everyone.rows, everyone.points, opens)


def without_all(asked: Sequence[tuple[int, Request]]) -> Request:
    """What is asked for in the end, with every wish of the beginning still making a match better."""
    first, last = asked[0][1], asked[-1][1]
    return replace(last, wish_gender=first.gender or last.wish_gender)
