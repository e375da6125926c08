"""Time in which two could not talk, through no fault of theirs: it is charged to nobody, and to nobody's slowness."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.desk import clock_notices as cn
from bot.desk import commands as c
from bot.desk import facts, ledger, pulse, session, settling
from bot.desk import notices as n
from bot.desk.work import Work
from bot.rules.meter import STANDS, UNCOUNTED, Meter
from models import clockwork, kernel, link
from models import order as orders
from models.kinds import OrderState, Side, SpanKind, TimerKind
from models.order import Order
from models.outage import Outage
from models.person import Person

WORTH_TELLING = timedelta(minutes=1)


async def was_away(work: Work, command: c.WasAway) -> None:
    """The shop was: of every talk that ran, that time does not count, and after long the two begin together anew."""
    away = Outage(start=command.since, end=command.until, reason="down")
    work.session.add(away)
    await work.session.flush()
    for order in await orders.connected(work.session):
        if order.state == OrderState.CLAIMED:
            lost = away.end - max(away.start, order.claimed_at or away.start)
            await kernel.put_off(work.session, str(order.id), lost, TimerKind.GREET, TimerKind.ABSENT)
        elif await cut_out(work, order, away):
            await go_on(work, order, away)


async def cut_out(work: Work, order: Order, away: Outage) -> bool:
    """That time does not count, and whoever is waited for has it again. False where the two need not hear of it."""
    meter = await facts.meter_of(work, order)
    cut = meter.carve(away.start, away.end, SpanKind.OUTAGE, away.reason)
    if meter.open in UNCOUNTED:
        await facts.keep_meter(work, order, cut)
        await pulse.arm(work, order, cut)
        return meter.open is SpanKind.WAITING
    if cut != meter:
        await without(work, order, cut, work.now)
    return cut != meter


async def go_on(work: Work, order: Order, away: Outage) -> None:
    """At once, or after long when both are there again."""
    seconds = int((away.end - away.start).total_seconds())
    waits = seconds > facts.terms_of(order).outage_pause_s
    if waits:
        await stand_still(work, order, away.reason)
    if waits or seconds >= WORTH_TELLING.total_seconds():
        for side in Side:
            await pulse.tell(work, order, side, n.WasAway(side, order.code, seconds, waits))
    await facts.show_both(work, order)


async def without(work: Work, order: Order, meter: Meter, back: datetime) -> None:
    """Keep the meter without that time; whoever waits or is silent began to do so when it was over."""
    await facts.keep_meter(work, order, meter)
    await pulse.arm(work, order, await pulse.catch_up(work, order, anew=back))


async def stand_still(work: Work, order: Order, reason: str, *, there: Side | None = None) -> bool:
    """Until both come back; who is `there` need not. False where the bought time is over."""
    meter = await facts.meter_of(work, order)
    if meter.open not in (SpanKind.LIVE, SpanKind.WAITING):
        return False
    (await clockwork.of(work.session, order.id)).back = there.value if there else ""
    order.state, order.paused_by = OrderState.PAUSED, None
    meter = meter.switch(SpanKind.OUTAGE, work.now, reason)
    await facts.keep_meter(work, order, meter)
    await pulse.arm(work, order, meter)
    return True


async def came_late(work: Work, command: c.CameLate) -> None:
    """Words that were on their way too long: for that time nobody pays, and nobody was slow.

    Where the talk is over when this is seen, the time is made good in money.
    """
    came, by_order = dict(command.arrivals), dict[int, list[link.Link]]()
    for one in await link.by_ids(work.session, tuple(came)):
        by_order.setdefault(one.order_id, []).append(one)
    for order_id, links in sorted(by_order.items()):
        order = await orders.by_id(work.session, order_id)
        if order is None or order.state not in (OrderState.LIVE, OrderState.PAUSED, OrderState.ENDED):
            continue
        limit = timedelta(seconds=facts.terms_of(order).late_relay_s)
        late = [one for one in links if came[one.id] - (one.said_at or one.created_at) > limit]
        if late and order.state == OrderState.ENDED:
            await late_after_all(work, order, late, came)
        elif late:
            await late_for(work, order, late, came)


def without_late(meter: Meter, late: Sequence[link.Link], came: Mapping[int, datetime]) -> Meter:
    """What was counted while they were on their way is an outage."""
    for one in late:
        meter = meter.carve(one.said_at or one.created_at, came[one.id], SpanKind.OUTAGE, "late")
    return meter


async def late_after_all(work: Work, order: Order, late: Sequence[link.Link], came: Mapping[int, datetime]) -> None:
    """What the seconds cost goes back, at the shop's expense; what costs nothing stays as it was told."""
    meter = await facts.meter_of(work, order)
    cut = without_late(meter, late, came)
    amount = await settling.make_good(work, order, cut)
    if amount:
        await facts.keep_meter(work, order, cut)
        wallet = await ledger.wallet(work, order.customer_id, order.currency)
        seconds = meter.billed_s(work.now) - cut.billed_s(work.now)
        told = cn.LateMadeGood(order.code, seconds, amount, order.currency, wallet)
        work.tell(order.customer_id, told, order_id=order.id)


async def late_for(work: Work, order: Order, late: Sequence[link.Link], came: Mapping[int, datetime]) -> None:
    meter = await pulse.catch_up(work, order)
    cut = without_late(meter, late, came)
    if meter.open in STANDS and cut != meter:
        await facts.keep_meter(work, order, cut)
        await facts.show_both(work, order)
        return
    read = max((came[one.id] for one in late if one.sender_id == order.customer_id), default=None)
    if cut.open is SpanKind.WAITING and read is not None and read > cut.spans[-1].start:
        cut = cut.switch(SpanKind.LIVE, read, "talk")  # nobody is slow to answer what they could not read
    if cut != meter:
        await without(work, order, cut, max(came[one.id] for one in late))
        await facts.show_both(work, order)


async def blocked(work: Work, command: c.Blocked) -> None:
    """Somebody blocked the bot, or lets it in again."""
    person = await work.session.get_one(Person, command.actor.id)
    person.unreachable = command.blocked
    await work.session.flush()
    if command.blocked:
        await lost(work, c.Unreachable(person.id))
        return
    for order in await orders.open_lines_of(work.session, person.id, lock=True):
        if order.state == OrderState.PAUSED and (await facts.meter_of(work, order)).open is SpanKind.OUTAGE:
            await session.came_back(work, order, pulse.side_of(order, person.id))


async def lost(work: Work, command: c.Unreachable) -> None:
    """Nothing reaches this person any more: their talks wait for a while, and the others hear why."""
    for order in await orders.open_lines_of(work.session, command.person_id, lock=True):
        if order.state != OrderState.LIVE:
            continue
        await pulse.catch_up(work, order)
        there = pulse.side_of(order, command.person_id).other
        if await stand_still(work, order, "lost", there=there):
            minutes = facts.terms_of(order).lost_s // 60
            await pulse.tell(work, order, there, n.ConnectionLost(there, minutes))
            await facts.show_both(work, order)
