"""Banked time: the rest of a talk is kept as time of its service, used for another order in one tap, or lapses."""

from datetime import timedelta

from bot.desk import dispatch, events, facts, ledger
from bot.desk import till_commands as tc
from bot.desk import till_notices as tn
from bot.desk.notices import Reason, Refused
from bot.desk.work import Work
from bot.rules import postings
from bot.rules.errors import Overdrawn
from models import kernel, price
from models import order as orders
from models import time_credit as credits_
from models.kinds import CreditState, OrderState, TimerKind
from models.order import Order
from models.shop import Service
from models.time_credit import TimeCredit

WARNED_AT = (7, 1)
"""Days before it lapses."""
GIVEN_BACK_FOR = timedelta(days=1)
"""Time that comes back from an order lasts at least so long."""


def tier_of(order: Order) -> str:
    """Whose time it is."""
    return "experienced" if order.wish_experienced else ""


async def bank(work: Work, order: Order, seconds: int, value: int | None = None) -> TimeCredit | None:
    """Keep the rest of an order, whose money is in the wallet by now, as time; `value` is that money, if it is told.

    None where it is too little to keep, or where the money is needed for what the customer owes.
    """
    terms = facts.terms_of(order)
    worth = order.price - (order.charged or 0) if value is None else value
    if seconds < max(60, terms.bank_from_s):
        return None
    try:
        if not await ledger.post(work, postings.banked(order.code, worth, order.customer_id), order):
            return None
    except Overdrawn:
        return None
    credit = TimeCredit(
        customer_id=order.customer_id,
        service=order.service,
        tier=tier_of(order),
        seconds=seconds,
        value=worth,
        currency=order.currency,
        state=CreditState.OPEN,
        from_order_id=order.id,
        expires_at=work.now + timedelta(days=terms.bank_days),
        created_at=work.now,
    )
    await keep(work, credit)
    work.tell(order.customer_id, tn.TimeBanked(await shown(work, credit)), order_id=order.id)
    return credit


async def keep(work: Work, credit: TimeCredit) -> None:
    work.session.add(credit)
    await work.session.flush()
    await set_next(work, credit)


async def set_next(work: Work, credit: TimeCredit) -> None:
    """Wake when the customer is to be warned next, or when it lapses."""
    moments = [credit.expires_at - timedelta(days=days) for days in WARNED_AT]
    due = min((moment for moment in moments if moment > work.now), default=credit.expires_at)
    await kernel.set_timer(work.session, TimerKind.TIME_CREDIT, credits_.timer_subject(credit.id), due)


async def fired(work: Work, subject: str) -> None:
    """Warn, or let it lapse. A timer that comes late says what is true now."""
    credit = await work.session.get(TimeCredit, int(subject.rpartition(":")[2]))
    if credit is None or credit.state != CreditState.OPEN:
        return
    if credit.expires_at <= work.now:
        await expire(work, credit)
        return
    days = -((work.now - credit.expires_at) // timedelta(days=1))
    work.tell(credit.customer_id, tn.TimeEnds(await shown(work, credit), days))
    await set_next(work, credit)


async def expire(work: Work, credit: TimeCredit) -> None:
    """Nobody used it: its money is the shop's."""
    if not await credits_.take(work.session, credit.id, CreditState.EXPIRED):
        return
    lapsed = postings.time_expired(credit.id, credit.value, credit.customer_id)
    await ledger.post(work, lapsed, None, currency=credit.currency)
    work.tell(credit.customer_id, tn.TimeEnds(await shown(work, credit), 0))


async def pay(work: Work, command: tc.PayWithTime) -> None:
    """Use the banked time that expires first: the order becomes as long as that is."""
    order = await orders.by_code(work.session, command.code)
    if order is None or order.customer_id != command.actor.id:
        raise Refused(Reason.NOT_YOURS)
    if order.state != OrderState.AWAITING_PAYMENT:
        raise Refused(Reason.STALE_BUTTON)
    credit = await for_order(work, order)
    if credit is None:
        raise Refused(Reason.NO_TIME_BANKED)
    await spend(work, order, credit)


async def for_order(work: Work, order: Order) -> TimeCredit | None:
    found = await credits_.usable(work.session, order.customer_id, order.service, tier_of(order), work.now)
    return found if found is not None and found.currency == order.currency else None


async def spend(work: Work, order: Order, credit: TimeCredit) -> None:
    await use(work, order, credit)
    await dispatch.queue(work, order)


async def use(work: Work, order: Order, credit: TimeCredit) -> None:
    """The order is as long as the kept time, and paid by it. Raises Refused where somebody was faster."""
    if not await credits_.take(work.session, credit.id, CreditState.SPENT, order.id):
        raise Refused(Reason.NO_TIME_BANKED)
    await price.release(work.session, order.id)  # a coupon takes nothing off what is paid already
    order.quote = {"parts": [["time", credit.value]]}
    order.minutes, order.price = credit.seconds // 60, credit.value
    await ledger.post(work, postings.time_paid(order.code, credit.value, order.customer_id), order)
    await kernel.clear_timers(work.session, credits_.timer_subject(credit.id))


async def closed(work: Work, event: events.Closed) -> None:
    """An order paid by time on which nobody talked: the price came back as money, and becomes time again."""
    order = await work.session.get_one(Order, event.order_id)
    over = event.over and order.state in (OrderState.CANCELLED, OrderState.EXPIRED)
    if not over or order.paid_at is None or order.charged:
        return  # where a fee was kept, the rest stays money
    credit = await credits_.that_paid(work.session, order.id)
    if credit is None:
        return
    try:
        await ledger.post(work, postings.banked(order.code, credit.value, order.customer_id), order)
    except Overdrawn:
        return
    await work.session.refresh(credit)
    credit.state, credit.order_id = CreditState.OPEN, None
    credit.expires_at = max(credit.expires_at, work.now + GIVEN_BACK_FOR)
    await work.session.flush()
    await set_next(work, credit)


async def show_wallet(work: Work, command: tc.ShowWallet) -> tn.WalletPage:
    times = [await shown(work, credit) for credit in await credits_.open_of(work.session, command.actor.id)]
    money = await ledger.wallet(work, command.actor.id)
    on_its_way = await ledger.owed(work, postings.returning_of(command.actor.id))
    return tn.WalletPage(money, work.rules.currency, tuple(times), on_its_way)


async def shown(work: Work, credit: TimeCredit) -> tn.Banked:
    service = await work.session.get_one(Service, credit.service)
    like = await work.session.get(Order, credit.from_order_id) if credit.from_order_id is not None else None
    return tn.Banked(credit.seconds // 60, facts.words(service), credit.expires_at, like.code if like else "")
