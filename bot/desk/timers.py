"""What a timer row wakes. A timer that finds its order elsewhere does nothing."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.desk import (
    claims,
    closing,
    complaints,
    dispatch,
    earnings,
    ledger,
    looking,
    paid_up,
    pay_account,
    payouts,
    pulse,
    rest,
    roster,
    session,
    shares,
    time_credit,
    unfilled,
    vanish,
    waiting,
    way_back,
)
from bot.desk.commands import TimerFired
from bot.desk.work import Work
from models import inbox, kernel, link, outbox, payment, vanishing, voucher
from models import order as orders
from models import rep as reps
from models.kinds import TimerKind
from models.order import Order

HOUSEKEEPING_EVERY = timedelta(hours=1)


OF_AN_ORDER: dict[TimerKind, Callable[[Work, Order], Awaitable[None]]] = {
    TimerKind.WIDEN: dispatch.widen,
    TimerKind.WAIT: looking.a_minute_on,
    TimerKind.SETTLE: claims.settle_held,
    TimerKind.UNFILLED: unfilled.unfilled,
    TimerKind.BOOKED: unfilled.its_hour,
    TimerKind.EXPIRE: closing.expire,
    TimerKind.UNPAID: closing.unpaid,
    TimerKind.GREET: dispatch.release,
    TimerKind.ABSENT: closing.absent,
    TimerKind.TIME_UP: session.time_up,
    TimerKind.PAID_UP: paid_up.go_on,
    TimerKind.PAUSE_OVER: session.pause_over,
    TimerKind.LOOK: pulse.look,
    TimerKind.VANISH: vanish.at_end,
}


OF_MONEY: dict[TimerKind, Callable[[Work, str], Awaitable[None]]] = {
    TimerKind.BALANCES: ledger.checkpoint,
    TimerKind.TIME_CREDIT: time_credit.fired,
    TimerKind.EARNED: earnings.release,
    TimerKind.DECIDE: complaints.lapse,
    TimerKind.CUT_OFF: payouts.cut_off,
    TimerKind.PAY_ACCOUNT: pay_account.comes_into_use,
    TimerKind.RETURN: way_back.remind,
}


OF_SOMETHING_ELSE: dict[TimerKind, Callable[[Work, str], Awaitable[None]]] = {
    TimerKind.HELD: waiting.forget_fired,
    TimerKind.VANISHED: vanish.finish,
    TimerKind.STAFF: looking.look,
    TimerKind.REST_OVER: rest.break_over,
}
"""Their subject is no order but words, a removal, a representative."""


HELD_FIRST: dict[TimerKind, Callable[[Work, str], Awaitable[object]]] = {
    TimerKind.EARNED: lambda work, subject: earnings.hold_rep(work, int(subject.removeprefix("r"))),
    TimerKind.PAY_ACCOUNT: lambda work, subject: earnings.hold_rep(work, int(subject.removeprefix("r"))),
    TimerKind.RETURN: way_back.hold,
    TimerKind.DECIDE: lambda work, subject: complaints.held_case(work, int(subject.removeprefix("c"))),
}


async def hold(work: Work, kind: TimerKind, subject: str) -> None:
    """Hold what this timer is about, before its row, as everybody does who moves the row: none waits in a circle."""
    if kind in OF_AN_ORDER:
        await orders.by_id(work.session, int(subject))
    elif kind in HELD_FIRST:
        await HELD_FIRST[kind](work, subject)


async def fired(work: Work, command: TimerFired) -> None:
    if command.kind is TimerKind.HOUSEKEEPING:
        await keep_house(work)
        return
    if command.kind in OF_MONEY:
        await OF_MONEY[command.kind](work, command.subject)
        return
    if command.kind is TimerKind.SHARES:
        await shares.look(work)
        return
    if command.kind in OF_SOMETHING_ELSE:
        await OF_SOMETHING_ELSE[command.kind](work, command.subject)
        return
    order = await orders.by_id(work.session, int(command.subject))
    if order is not None:
        await OF_AN_ORDER[command.kind](work, order)


async def keep_house(work: Work) -> None:
    """Forget what has served: delivered rows, drafts left lying, and the links of talks that ended long enough ago."""
    before = work.now - timedelta(seconds=work.rules.keep_links_s)
    await inbox.purge(work.session, before)
    await outbox.purge(work.session, before)
    await vanishing.purge(work.session, before)
    await payment.forget_proofs(work.session, work.now - timedelta(seconds=work.rules.rails.proof_kept_s))
    await voucher.forget_tries(work.session, before)
    await orders.purge_drafts(work.session, before)
    await reps.purge_days_off(work.session, (work.now - roster.BEHIND).date())
    await link.purge(work.session, before, await orders.ended_before(work.session, before))
    await kernel.set_timer(work.session, TimerKind.HOUSEKEEPING, "shop", work.now + HOUSEKEEPING_EVERY)
