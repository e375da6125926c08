"""More of a talk: by a tap, by itself, as a gift; and the same two again, right after its end."""

from datetime import timedelta

from bot.desk import claims, events, facts, ledger, pulse, roster, time_credit, wizard
from bot.desk import clock_commands as cc
from bot.desk import clock_notices as cn
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.work import Work
from bot.rules import extending as rules
from bot.rules import postings
from bot.rules.errors import Overdrawn
from bot.rules.meter import EXTRA, Meter
from bot.rules.orders import Event, move
from bot.rules.rails import ways
from models import block, clockwork, extension
from models import order as orders
from models import rep as reps
from models.extension import Extension
from models.kinds import OrderState, Rail, RepStatus, Side, SpanKind
from models.order import Order
from models.rep import Rep
from models.time_credit import TimeCredit


async def talk_of(work: Work, code: str, person_id: int, side: Side) -> tuple[Order, Meter]:
    """Their running talk, from that side, with its clock as it is now. Raises Refused."""
    order = await orders.by_code(work.session, code)
    if order is None or (order.customer_id if side is Side.CUSTOMER else order.rep_id) != person_id:
        raise Refused(Reason.NOT_YOURS)
    if order.state not in (OrderState.LIVE, OrderState.PAUSED):
        raise Refused(Reason.TALK_ENDED)
    meter = await pulse.catch_up(work, order)
    if meter.open is None:
        raise Refused(Reason.TALK_ENDED)
    return order, meter


def price_of(order: Order, minutes: int) -> int:
    return rules.price_of(order.price, order.minutes, minutes)


async def extend(work: Work, command: cc.Extend) -> n.Notice | None:
    """One tap; but who would have to stay beyond their shift is asked first."""
    order, meter = await talk_of(work, command.code, command.actor.id, Side.CUSTOMER)
    if command.upon != order.minutes:
        raise Refused(Reason.BOUGHT_ALREADY)
    if command.minutes not in rules.for_sale(meter.remaining_s(work.now), facts.terms_of(order)):
        raise Refused(Reason.STALE_BUTTON)
    return await wanted(work, order, meter, command.minutes)


async def wanted(work: Work, order: Order, meter: Meter, minutes: int, *, how: str = "tap") -> n.Notice | None:
    """Bought, with None; else what the customer hears: who would have to stay longer is asked, or money is missing."""
    if not await stays(work, order, meter, minutes):
        return await ask_to_stay(work, order, minutes)
    return await longer(work, order, meter, minutes, how=how)


async def without_a_tap(work: Work, order: Order, meter: Meter, minutes: int, *, how: str = "tap") -> bool:
    """Whether it is bought; the customer hears what is in the way."""
    told = await wanted(work, order, meter, minutes, how=how)
    if told is not None:
        await pulse.tell(work, order, Side.CUSTOMER, told)
    return told is None


async def stays(work: Work, order: Order, meter: Meter, minutes: int) -> bool:
    """Whether so many minutes more lie within the representative's shift."""
    rep = await work.session.get_one(Rep, pulse.person_at(order, Side.REP))
    return await works_for(work, rep, meter.remaining_s(work.now) + minutes * 60)


async def works_for(work: Work, rep: Rep, seconds: int) -> bool:
    """Whether their shift lasts so long from now on."""
    off = await reps.days_off_of(work.session, rep.id, *roster.near(work.now))
    _, left_s = roster.shift_of(rep, off, work.now)
    return left_s is None or seconds <= left_s


async def ask_to_stay(work: Work, order: Order, minutes: int) -> n.Notice:
    """The representative is asked, once however often the customer taps; what the customer hears."""
    row = await clockwork.of(work.session, order.id)
    if row.asked_minutes != minutes:
        row.asked_minutes = minutes
        await pulse.tell(work, order, Side.REP, cn.StayAsk(order.code, minutes))
    return cn.StayAsked(minutes)


async def stay_on(work: Work, command: cc.StayOn) -> n.Notice | None:
    """They can stay, and so it is bought; or they cannot, and the customer hears so."""
    order, meter = await talk_of(work, command.code, command.actor.id, Side.REP)
    row = await clockwork.of(work.session, order.id)
    minutes, row.asked_minutes = row.asked_minutes, 0
    if not minutes:
        raise Refused(Reason.STALE_BUTTON)
    if not command.yes:
        await pulse.tell(work, order, Side.CUSTOMER, cn.StayAnswered(Side.CUSTOMER))
        return cn.StayAnswered(Side.REP)
    short = await longer(work, order, meter, minutes)
    if short is not None:
        await pulse.tell(work, order, Side.CUSTOMER, short)
    return cn.StayAnswered(Side.REP) if short is not None else None


async def longer(work: Work, order: Order, meter: Meter, minutes: int, *, how: str = "tap") -> n.Notice | None:
    """Buy it from the wallet, tell both; where the wallet is short, say by how much and hold the talk open."""
    price, number = price_of(order, minutes), await extension.count(work.session, order.id) + 1
    try:
        await ledger.post(work, rules.extended(order.code, number, price, order.customer_id), order)
    except Overdrawn as error:
        return await too_short(work, order, meter, minutes, error.short)
    row = Extension(order_id=order.id, number=number, minutes=minutes, price=price, how=how, at=work.now)
    work.session.add(row)
    clock = await clockwork.of(work.session, order.id)
    clock.short_minutes, clock.asked_minutes = 0, 0
    pulse.time_was_added(clock)
    order.minutes, order.price = order.minutes + minutes, order.price + price
    await work.session.flush()
    meter = await pulse.catch_up(work, order)
    await pulse.arm(work, order, meter)
    for side in Side:
        left = clock.auto_left if how == "auto" else 0
        told = cn.Extended(side, order.code, minutes, price, order.currency, auto=how == "auto", left=left)
        await pulse.tell(work, order, side, told)
    await facts.show_both(work, order)
    return None


async def too_short(work: Work, order: Order, meter: Meter, minutes: int, short: int) -> n.Notice:
    """While they pay, the clock stands and the line stays open; for so long, and once."""
    row, terms = await clockwork.of(work.session, order.id), facts.terms_of(order)
    row.short_minutes = minutes
    if meter.open is SpanKind.GRACE and not meter.lasted_s(work.now, SpanKind.TOPUP) and terms.topup_hold_s:
        meter = meter.switch(SpanKind.TOPUP, work.now, "topup")
        await facts.keep_meter(work, order, meter)
    await pulse.arm(work, order, meter)
    await facts.show_both(work, order)
    rails = work.rules.rails.rails
    return cn.TopUpFirst(
        order.code,
        minutes,
        order.minutes,
        short,
        order.currency,
        terms.topup_hold_s,
        codes=Rail.VOUCHER in rails,
        ways=bool(ways(rails)),
    )


async def set_auto(work: Work, command: cc.SetAuto) -> None:
    """On: as often as the terms allow, by the shortest block; announced to both. Off: at once."""
    order, meter = await talk_of(work, command.code, command.actor.id, Side.CUSTOMER)
    row, terms = await clockwork.of(work.session, order.id), facts.terms_of(order)
    if not terms.extensions or not terms.auto_extend_blocks:
        raise Refused(Reason.STALE_BUTTON)
    row.auto_left = terms.auto_extend_blocks if command.on else 0
    block_minutes = min(terms.extensions)
    for side in Side:
        price = price_of(order, block_minutes)
        told = cn.AutoSet(side, order.code, row.auto_left, block_minutes, price, order.currency)
        await pulse.tell(work, order, side, told)
    await pulse.arm(work, order, meter)  # in the grace it goes on at once
    await facts.show_both(work, order)


async def went_on(work: Work, order: Order, meter: Meter) -> bool:
    """At the end of the bought time: one more block, if the customer has allowed it and it is paid and staffed."""
    row, terms = await clockwork.of(work.session, order.id), facts.terms_of(order)
    if not row.auto_left or not terms.extensions or meter.open not in EXTRA or meter.remaining_s(work.now):
        return False
    row.auto_left -= 1
    bought = await without_a_tap(work, order, meter, min(terms.extensions), how="auto")
    if not bought:
        row.auto_left = 0
    return bought


async def give(work: Work, command: cc.GiveTime) -> None:
    """Once in a talk, near its end or after it: nobody pays for it, and both see it."""
    order, meter = await talk_of(work, command.code, command.actor.id, Side.REP)
    row, terms = await clockwork.of(work.session, order.id), facts.terms_of(order)
    if not terms.gift_minutes or row.gift_s or not rules.offered(meter, meter.remaining_s(work.now), terms):
        raise Refused(Reason.STALE_BUTTON)
    row.gift_s = terms.gift_minutes * 60
    if meter.open in (SpanKind.GRACE, SpanKind.TOPUP):
        await facts.keep_meter(work, order, meter.switch(SpanKind.GIFT, work.now, "gift"))
    await pulse.arm(work, order, await pulse.catch_up(work, order))
    for side in Side:
        await pulse.tell(work, order, side, cn.TimeGiven(side, terms.gift_minutes))
    await facts.show_both(work, order)


async def offer_again(work: Work, event: events.Closed) -> None:
    """A talk is over: for a while the same two can be connected again without a search."""
    order = await work.session.get_one(Order, event.order_id)
    terms = facts.terms_of(order)
    if not event.over or order.state != OrderState.ENDED or not terms.extensions or not terms.reconnect_s:
        return
    known = await facts.acquaintance_of(work, order)
    began = (await facts.meter_of(work, order)).began
    if known is None or began is None or not await free_for(work, order):
        return
    kept = await time_credit.for_order(work, order)
    minutes = kept.seconds // 60 if kept is not None else min(terms.extensions)
    price = 0 if kept is not None else price_of(order, minutes)
    told = cn.OnceMore(
        order.code, known.rep_alias, minutes, price, order.currency, terms.reconnect_s // 60, kept=kept is not None
    )
    work.tell(order.customer_id, told, order_id=order.id)


async def free_for(work: Work, order: Order) -> bool:
    """Whether the same representative could take the same customer now."""
    rep = await work.session.get(Rep, order.rep_id) if order.rep_id is not None else None
    if rep is None or rep.status != RepStatus.ACTIVE or not rep.on_duty:
        return False
    if roster.on_break(rep, work.now) or not await works_for(work, rep, min(facts.terms_of(order).extensions) * 60):
        return False
    if await block.are_apart(work.session, order.customer_id, rep.id):
        return False
    return await orders.open_lines_of_rep(work.session, rep.id) < rep.capacity


async def reconnect(work: Work, command: cc.Reconnect) -> None:
    """A new order like the former, of kept time or of the shortest block at its rate, with the same representative."""
    former = await orders.by_code(work.session, command.code)
    if former is None or former.customer_id != command.actor.id:
        raise Refused(Reason.NOT_YOURS)
    terms = facts.terms_of(former)
    until = (former.ended_at or work.now) + timedelta(seconds=terms.reconnect_s)
    if former.state != OrderState.ENDED or work.now > until or not terms.extensions:
        raise Refused(Reason.STALE_BUTTON)
    if await orders.unfinished_of(work.session, command.actor.id):
        raise Refused(Reason.ALREADY_ORDERING)
    if not await free_for(work, former):
        raise Refused(Reason.REP_BUSY)
    kept = await time_credit.for_order(work, former)
    order = await like(work, former, min(terms.extensions))
    await pay_for(work, order, kept)
    order.state, order.paid_at = move(order.state, Event.PAY), work.now
    await work.session.flush()
    rep = await work.session.get_one(Rep, former.rep_id)
    await claims.settle(work, order, rep)


async def pay_for(work: Work, order: Order, kept: TimeCredit | None) -> None:
    """With the time that is kept for them, where there is some; else from the wallet. Raises Refused."""
    if kept is not None:
        await time_credit.use(work, order, kept)
        return
    try:
        await ledger.post(work, postings.wallet_paid(order.code, order.price, order.customer_id), order)
    except Overdrawn:
        raise Refused(Reason.WALLET_SHORT) from None


async def like(work: Work, former: Order, minutes: int) -> Order:
    order = Order(
        code=await wizard.fresh_order_code(work),
        customer_id=former.customer_id,
        state=OrderState.AWAITING_PAYMENT,
        topic=former.topic,
        service=former.service,
        minutes=minutes,
        price=price_of(former, minutes),
        currency=former.currency,
        rep_share=former.rep_share,
        terms=former.terms,
        wish_language=former.wish_language,
        created_at=work.now,
        queued_at=work.now,
    )
    work.session.add(order)
    await work.session.flush()
    return order
