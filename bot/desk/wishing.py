"""What a customer wishes for: which of it gives way and when, which must be, and what they go without."""

from datetime import datetime, timedelta
from typing import Any

from bot.desk import notices as n
from bot.desk.candidates import candidates, request_of
from bot.desk.work import Work
from models.kinds import AgeBand, Gender, Language, OrderState
from models.order import Order
from routing.eligible import eligible
from routing.gather import pool_of
from routing.request import Request
from routing.wishes import GivesWay, Wish, giving_way, in_the_end

MARKED = (Wish.GENDER, Wish.AGE, Wish.EXPERIENCED)
"""What a customer may mark as a must. Language is one by itself, and style only makes a match better."""

OTHER = "other"
"""The draft's step of a customer who waits and changes their wishes: the wizard's page, for an order that is there."""


def gives_way(work: Work, order: Order, request: Request) -> GivesWay:
    """When each of the order's wishes gives way, in seconds from now; the clocks run since it was first offered."""
    musts = {Wish(one) for one in order.musts}
    waited_s = (work.now - (order.queued_at or work.now)).total_seconds()
    waived = {Wish(one) for one in order.waived}
    return giving_way(request, musts, work.rules.routing.clocks, waited_s=waited_s, waived=waived)


async def asked(work: Work, order: Order) -> tuple[Request, Request]:
    """What the order asks for, and what is left of it when all has given way that may."""
    request = await request_of(work, order)
    return request, in_the_end(request, gives_way(work, order, request))


def wished(order: Order) -> tuple[Wish, ...]:
    """What narrows the choice down and could be done without."""
    there = {
        Wish.GENDER: bool(order.wish_gender),
        Wish.AGE: bool(order.wish_age),
        Wish.EXPERIENCED: order.wish_experienced,
    }
    return tuple(wish for wish in MARKED if there[wish])


def musts(order: Order) -> tuple[Wish, ...]:
    """What the customer insists on still."""
    return tuple(wish for wish in wished(order) if wish in order.musts and wish not in order.waived)


def clocks(work: Work, order: Order) -> tuple[tuple[Wish, datetime], ...]:
    """The wishes of an order that waits and that give way by themselves, each with its moment, past or to come."""
    if order.state != OrderState.QUEUED or order.booked_for is not None:
        return ()
    since, after_s = order.queued_at or work.now, work.rules.routing.clocks.after_s
    alone = [wish for wish in wished(order) if wish not in order.musts and wish not in order.waived]
    return tuple((wish, since + timedelta(seconds=after_s[wish])) for wish in alone)


def given_way(work: Work, order: Order) -> tuple[Wish, ...]:
    """What only makes a match better by now."""
    by_clock = {wish for wish, at in clocks(work, order) if at <= work.now}
    return tuple(wish for wish in wished(order) if wish in by_clock or wish in order.waived)


async def musts_are_in_the_way(work: Work, order: Order) -> bool:
    """Whether somebody who is here now could take the order, were it not for what the customer insists on."""
    if not musts(order):
        return False
    request = await request_of(work, order)
    unasked = giving_way(request, (), work.rules.routing.clocks, waived=musts(order))
    pool, ties = pool_of(await candidates(work, order))
    return len(eligible(in_the_end(request, unasked), pool, ties)) > 0


def go_without(order: Order) -> None:
    """The customer has been asked, and does without what they wished for; whoever meets it is still placed better."""
    order.waived = [wish.value for wish in wished(order)]


def musts_in(chosen: dict[str, Any]) -> list[str]:
    """The musts among the wishes that are still chosen."""
    return [wish.value for wish in MARKED if wish in chosen.get("musts", ()) and chosen.get(wish)]


def wishes_of(order: Order) -> dict[str, Any]:
    """The wishes of an order, as the wizard's page has them."""
    return {
        "gender": order.wish_gender,
        "age": order.wish_age,
        "experienced": "yes" if order.wish_experienced else None,
        "language": order.wish_language,
        "style": order.wish_style,
        "musts": list(order.musts),
    }


def wish_list(chosen: dict[str, Any], *, waits: bool = False) -> n.Notice:
    return n.WishList(
        gender=Gender(chosen["gender"]) if chosen.get("gender") else None,
        experienced=chosen.get("experienced") == "yes",
        language=Language(chosen["language"]) if chosen.get("language") else None,
        style=chosen.get("style"),
        age=AgeBand(chosen["age"]) if chosen.get("age") else None,
        musts=tuple(musts_in(chosen)),
        waits=waits,
    )


def clocks_of(work: Work, facts: n.OrderFacts) -> tuple[tuple[str, int], ...]:
    """After how many seconds each wish of an order to be gives way that is no must."""
    there = {
        Wish.GENDER: facts.wish_gender is not None,
        Wish.AGE: facts.wish_age is not None,
        Wish.EXPERIENCED: facts.wish_experienced,
    }
    after_s = work.rules.routing.clocks.after_s
    return tuple((wish.value, after_s[wish]) for wish in MARKED if there[wish] and wish not in facts.musts)
