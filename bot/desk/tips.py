"""Something on top after a talk, from the wallet, in one tap."""

from datetime import timedelta

from bot.desk import earnings, ledger
from bot.desk import money_commands as mc
from bot.desk import money_notices as mn
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.work import Work
from bot.rules import pay_postings
from bot.rules.errors import Overdrawn
from models import money
from models import order as orders
from models.kinds import EarningKind, OrderState
from models.order import Order
from models.rep import Rep


async def offered(work: Work, order: Order) -> tuple[int, ...]:
    """What may be given now: what the shop offers and the wallet holds; nothing twice, nothing long after."""
    if not may_tip(work, order) or await money.posted(work.session, f"order:{order.code}:tip"):
        return ()
    there = await ledger.wallet(work, order.customer_id, order.currency)
    return tuple(amount for amount in work.rules.pay.tips if amount <= there)


def may_tip(work: Work, order: Order) -> bool:
    if order.state != OrderState.ENDED or order.rep_id is None or order.ended_at is None:
        return False
    return work.now - order.ended_at <= timedelta(seconds=work.rules.pay.tip_within_s)


async def give(work: Work, command: mc.GiveTip) -> n.Notice:
    order = await orders.by_code(work.session, command.code)
    if order is None or order.customer_id != command.actor.id:
        raise Refused(Reason.NOT_YOURS)
    if order.rep_id is None or not may_tip(work, order) or command.amount not in work.rules.pay.tips:
        raise Refused(Reason.STALE_BUTTON)
    try:
        fresh = await ledger.post(work, pay_postings.tip_given(order.code, command.amount, order.customer_id), order)
    except Overdrawn:
        raise Refused(Reason.WALLET_SHORT_FOR_TIP) from None
    if not fresh:
        raise Refused(Reason.TIP_TWICE)
    rep = await work.session.get_one(Rep, order.rep_id)
    part = command.amount * work.rules.pay.tip_percent // 100
    await ledger.post(work, pay_postings.tip_passed_on(order.code, command.amount, part, rep.id), order)
    if part:
        await earnings.add(work, rep, EarningKind.TIP, part, f"order:{order.code}:tip", order=order)
        work.tell(rep.id, mn.Tipped(order.code, part, order.currency), order_id=order.id)
    return mn.TipGiven(command.amount, order.currency)
