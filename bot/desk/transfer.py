"""A transfer to the shop's own account: its own amount, and a cashier who sees it arrive; no picture proves it."""

from datetime import timedelta

from bot.desk import arrivals
from bot.desk import commands as c
from bot.desk import notices as n
from bot.desk import till_commands as tc
from bot.desk import till_notices as tn
from bot.desk.notices import Reason, Refused
from bot.desk.work import Picture, Work
from bot.rules import codes
from models import kernel
from models import payment as payments
from models import person as persons
from models.kinds import OrderState, PaymentState, TimerKind
from models.payment import OPEN, Payment

REMEMBERED = timedelta(days=7)
"""For so long nobody else is asked for the same amount."""


async def ask(work: Work, payment: Payment) -> n.Notice:
    return await page(work, payment)


async def page(work: Work, payment: Payment) -> tn.TransferPage:
    order = await arrivals.order_of(work, payment)
    return tn.TransferPage(
        number=payment.id,
        code=order.code if order is not None else "",
        amount=payment.asked_amount,
        currency=payment.asked_currency,
        to=work.rules.rails.transfer_to,
        claimed=payment.state == PaymentState.CLAIMED,
    )


async def claim(work: Work, command: tc.SayPaid) -> n.Notice:
    """The customer says that it is on its way: whoever keeps the till is asked to look, once."""
    payment = await payments.by_id(work.session, command.number)
    if payment is None or payment.person_id != command.actor.id:
        raise Refused(Reason.NOT_YOURS)
    order = await arrivals.order_of(work, payment)
    over = order is not None and order.state != OrderState.AWAITING_PAYMENT
    if payment.state not in OPEN or over:
        raise Refused(Reason.STALE_BUTTON)
    if payment.state == PaymentState.ASKED:
        payment.state = PaymentState.CLAIMED
        until = work.now + timedelta(seconds=work.rules.rails.transfer_wait_s)
        payment.expires_at = max(payment.expires_at, until)
        if order is not None:
            await kernel.set_timer(work.session, TimerKind.UNPAID, str(order.id), payment.expires_at)
        await work.session.flush()
        await show_card(work, payment)
    return await page(work, payment)


async def proof(work: Work, payment: Payment, command: c.Message) -> n.Notice:
    """A picture for the cashiers. It is kept no longer than it serves, and confirms nothing."""
    media = command.parcel.media
    payment.proof, payment.proof_at = media, work.now
    payment.proof_digest = codes.digest(f"proof:{command.unique or media}", work.rules.secret)
    await work.session.flush()
    used = await payments.others_with_proof(work.session, payment.proof_digest, payment.id)
    for cashier in await cashiers(work):
        work.deliveries.append(Picture(cashier, media, await card(work, payment, used_before=used)))
    if payment.state == PaymentState.CLAIMED:
        await show_card(work, payment)
    return tn.ProofTaken(claimed=payment.state == PaymentState.CLAIMED, number=payment.id)


async def cashiers(work: Work) -> list[int]:
    return await persons.ids_of(work.session, work.owners | work.cashiers)


async def show_card(work: Work, payment: Payment) -> None:
    for cashier in await cashiers(work):
        work.tell(cashier, await card(work, payment), ref=f"transfer:{payment.id}:{cashier}")


async def card(work: Work, payment: Payment, *, used_before: bool = False) -> tn.TransferCard:
    order = await arrivals.order_of(work, payment)
    used = payment.proof_digest is not None and await payments.others_with_proof(
        work.session, payment.proof_digest, payment.id
    )
    return tn.TransferCard(
        number=payment.id,
        code=order.code if order is not None else "",
        amount=payment.asked_amount,
        currency=payment.asked_currency,
        state=payment.state,
        used_before=used or used_before,
    )


async def look(work: Work, command: tc.Looked) -> n.Notice | None:
    """A cashier looked into the account. Two who tap at once settle it once."""
    if not (command.actor.is_owner or command.actor.is_cashier):
        raise Refused(Reason.OWNER_ONLY)
    payment = await payments.by_id(work.session, command.number)
    if payment is None or payment.rail != "transfer":
        raise Refused(Reason.STALE_BUTTON)
    order = await arrivals.order_of(work, payment)
    if payment.person_id == command.actor.id:
        raise Refused(Reason.OWN_ORDER)
    if not command.arrived:
        await not_arrived(work, payment)
        return None
    amount = arrivals.typed_amount(command.typed, payment.currency) if command.typed else 0
    moved = {"state": PaymentState.PAID, "settled_by": command.actor.id, "settled_at": work.now, "proof": None}
    if not await payments.settle(work.session, payment.id, OPEN, **moved):
        raise Refused(Reason.PAYMENT_DONE)
    await work.session.refresh(payment)
    payment.amount = amount or payment.asked_amount  # what came, and so the most that can go back
    await work.session.flush()
    await arrivals.arrived(work, payment, order, payment.amount)
    await show_card(work, payment)
    return None


async def not_arrived(work: Work, payment: Payment) -> None:
    if not await payments.settle(work.session, payment.id, (PaymentState.CLAIMED,), state=PaymentState.ASKED):
        raise Refused(Reason.PAYMENT_DONE)
    await work.session.refresh(payment)
    await show_card(work, payment)
    order = await arrivals.order_of(work, payment)
    told = tn.NotArrived(payment.id, order.code if order else "", payment.asked_amount, payment.asked_currency)
    work.tell(payment.person_id, told)
