"""Paying for an order from the wallet."""

from bot.desk import commands as c
from bot.desk import dispatch, ledger
from bot.desk.notices import Reason, Refused
from bot.desk.work import Work
from bot.rules import postings
from bot.rules.errors import Overdrawn
from models import order as orders
from models.kinds import OrderState


async def pay_from_wallet(work: Work, command: c.PayFromWallet) -> None:
    order = await orders.by_code(work.session, command.code)
    if order is None or order.customer_id != command.actor.id:
        raise Refused(Reason.NOT_YOURS)
    if order.state != OrderState.AWAITING_PAYMENT:
        raise Refused(Reason.STALE_BUTTON)
    try:
        await ledger.post(work, postings.wallet_paid(order.code, order.price, order.customer_id), order)
    except Overdrawn:
        raise Refused(Reason.WALLET_SHORT) from None
    await dispatch.queue(work, order)
