"""Wishes that give way, each on its own clock, unless the customer said that it must be. Pure.

Language, blocks, certificates and a topic's own floor, its ages among it, never give way. A wish that must be is
dropped only when the customer has been asked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from routing.pool import Floats, Masks
from routing.request import BIT, Exclusion, Request


class Wish(StrEnum):
    """What a customer may wish for and do without."""

    GENDER = "gender"
    EXPERIENCED = "experienced"
    AGE = "age"


@dataclass(frozen=True)
class Clocks:
    """After how many seconds each wish gives way."""

    after_s: Mapping[Wish, int] = field(
        default_factory=lambda: {Wish.GENDER: 90, Wish.EXPERIENCED: 120, Wish.AGE: 60}, hash=False
    )


GivesWay = tuple[tuple[float, Wish], ...]
"""When which wish gives way, the first first: in seconds after the order is offered, 0 for one that has done so."""

NEVER_S = float("inf")

MISSED_AS = {
    Wish.GENDER: Exclusion.GENDER,
    Wish.EXPERIENCED: Exclusion.EXPERIENCE,
    Wish.AGE: Exclusion.AGE,
}
"""By which reason somebody misses each wish."""


def wished(order: Request) -> frozenset[Wish]:
    """The wishes that narrow the choice down."""
    asked = {
        Wish.GENDER: order.gender is not None,
        Wish.EXPERIENCED: order.experienced,
        Wish.AGE: order.age is not None,
    }
    return frozenset(wish for wish, there in asked.items() if there)


def giving_way(
    order: Request, musts: Iterable[Wish], clocks: Clocks, *, waited_s: float = 0.0, waived: Iterable[Wish] = ()
) -> GivesWay:
    """When each wish gives way that is no must, for an order that has waited so long; what is `waived` has already."""
    waived, found = frozenset(waived), []
    for wish in wished(order) - (frozenset(musts) - waived):
        after_s = 0.0 if wish in waived else max(0.0, clocks.after_s[wish] - waited_s)
        found.append((after_s, wish))
    return tuple(sorted(found))


def without(order: Request, wish: Wish) -> Request:
    """The same order, the wish now only making a match better."""
    if wish is Wish.GENDER:
        return replace(order, gender=None, wish_gender=order.gender)
    if wish is Wish.EXPERIENCED:
        return replace(order, experienced=False)
    return replace(order, age=None, wish_age=order.age)


def asked_at(order: Request, gives_way: GivesWay, seconds: float) -> Request:
    """What is asked for so long after the offer."""
    for after_s, wish in gives_way:
        if after_s <= seconds:
            order = without(order, wish)
    return order


def in_the_end(order: Request, gives_way: GivesWay) -> Request:
    """What is asked for when every wish that may has given way; by it everybody is ranked who can ever take it."""
    return asked_at(order, gives_way, NEVER_S)


def missed(masks: Masks) -> Masks:
    """Of the reasons, as bits, those that a wish of the customer makes."""
    bits = sum(1 << BIT[reason] for reason in MISSED_AS.values())
    found: Masks = masks & np.uint16(bits)
    return found


def let_in_s(misses: Masks, gives_way: GivesWay) -> Floats:
    """From when on each may take the order, by the wishes (as bits) that they miss: when the last of them gives way."""
    found = np.zeros(len(misses))
    for after_s, wish in gives_way:
        lacks = misses >> BIT[MISSED_AS[wish]] & 1 == 1
        found[lacks] = np.maximum(found[lacks], after_s)
    return found
