"""Money is here: it pays the order that it was for, or goes to the wallet with a word. Nothing of it is lost."""

from bot.desk import dispatch, events, ledger
from bot.desk import till_notices as tn
from bot.desk.notices import Reason, Refused
from bot.desk.work import Work
from bot.rules import postings, rails
from bot.rules.errors import BadAmount
from bot.rules.money_text import minor_units
from bot.rules.rails import Asked, Into
from models import order as orders
from models.kinds import OrderState
from models.order import Order
from models.payment import Payment


async def order_of(work: Work, payment: Payment) -> Order | None:
    """Held, as it is now."""
    return await orders.by_id(work.session, payment.order_id) if payment.order_id is not None else None


def asked(payment: Payment, order: Order | None) -> Asked:
    return Asked(
        person_id=payment.person_id,
        state=payment.state,
        amount=payment.amount,
        asked_amount=payment.asked_amount,
        asked_currency=payment.asked_currency,
        expires_at=payment.expires_at,
        for_order=order is not None,
        waits=order is not None and order.state == OrderState.AWAITING_PAYMENT,
        price=order.price if order is not None else 0,
    )


async def arrived(work: Work, payment: Payment, order: Order | None, value: int) -> Into:
    """Post it, once; the payment's row says that nobody else does."""
    where = rails.into(value, asked(payment, order), paid=order is not None and order.paid_at is not None)
    if where is Into.ORDER and order is not None:
        await ledger.post(work, postings.arrived(order.code, order.price, payment.rail), order)
        await to_wallet(work, payment, value - order.price, "rest")
        await dispatch.queue(work, order)
        if value > order.price:
            told = tn.MoneyCame(Into.TOP_UP, value - order.price, payment.currency, await wallet_of(work, payment))
            work.tell(payment.person_id, told, order_id=order.id)
        return where
    await to_wallet(work, payment, value, "wallet")
    told = tn.MoneyCame(where, value, payment.currency, await wallet_of(work, payment), order.code if order else "")
    work.tell(payment.person_id, told)
    return where


async def to_wallet(work: Work, payment: Payment, value: int, what: str) -> None:
    if value > 0:
        key = f"payment:{payment.id}:{what}"
        topped_up = postings.topped_up(key, value, payment.rail, payment.person_id)
        await ledger.post(work, topped_up, None, currency=payment.currency)
        work.events.append(events.WalletFilled(payment.person_id))


async def wallet_of(work: Work, payment: Payment) -> int:
    return await ledger.wallet(work, payment.person_id, payment.currency)


def typed_amount(text: str, currency: str) -> int:
    """An amount that somebody typed. Raises Refused for what is none, or nothing, or more than anything costs."""
    try:
        return minor_units(text, currency)
    except BadAmount:
        raise Refused(Reason.BAD_MONEY) from None
