"""Telegram's invoices, in Stars or through a payment provider: asked for, checked, paid once, taken back."""

from bot.desk import arrivals, closing, contacts, facts, ledger, returns, way_back
from bot.desk import commands as c
from bot.desk import notices as n
from bot.desk import till_commands as tc
from bot.desk import till_notices as tn
from bot.desk.notices import Reason, Refused
from bot.desk.work import Invoice, Work
from bot.rules import codes, rails, return_postings
from bot.rules.rails import Fault
from models import payment as payments
from models.kinds import EndReason, OrderState, PaymentState, Rail
from models.payment import OPEN, Payment

REFUSALS = {
    Fault.NOT_OURS: Reason.PAYMENT_STRANGE,
    Fault.NOT_THEIRS: Reason.PAYMENT_NOT_THEIRS,
    Fault.PAID_ALREADY: Reason.PAYMENT_DONE,
    Fault.ORDER_OVER: Reason.PAYMENT_ORDER_OVER,
    Fault.EXPIRED: Reason.PAYMENT_EXPIRED,
    Fault.PRICE_CHANGED: Reason.PAYMENT_PRICE_CHANGED,
    Fault.OTHER_AMOUNT: Reason.PAYMENT_PRICE_CHANGED,
}


async def ask(work: Work, payment: Payment) -> n.Notice | None:
    """Send it. One that never arrived is sent anew by another tap: it can be paid once all the same."""
    payment.invoices += 1
    order = await arrivals.order_of(work, payment)
    title = tn.InvoiceTitle(
        order.code if order is not None else "",
        (await facts.order_facts(work, order)).service if order is not None else None,
        order.minutes if order is not None else 0,
    )
    work.deliveries.append(
        Invoice(
            to=payment.person_id,
            title=title,
            payload=payment.token,
            amount=payment.asked_amount,
            currency=payment.asked_currency,
            payment_id=payment.id,
            number=payment.invoices,
            order_id=payment.order_id,
        )
    )
    await work.session.flush()
    return tn.InvoiceComes()


async def check(work: Work, command: tc.PreCheckout) -> None:
    """May it be paid? Telegram waits ten seconds; nothing but what is stored is asked."""
    payment = await payments.by_token(work.session, command.payload)
    order = await arrivals.order_of(work, payment) if payment is not None else None
    known = arrivals.asked(payment, order) if payment is not None else None
    fault = rails.fault_of(known, command.actor.id, command.amount, command.currency, work.now)
    if fault is not None:
        raise Refused(REFUSALS[fault])


async def paid(work: Work, command: tc.Paid) -> None:
    """Telegram has the money. Whatever was asked, and however often this is told, it counts once."""
    if await payments.by_charge(work.session, command.charge_id) is not None:
        return
    payment = await payments.by_token(work.session, command.payload)
    order = await arrivals.order_of(work, payment) if payment is not None else None
    known = arrivals.asked(payment, order) if payment is not None else None
    value = rails.value_of(known, command.amount, command.currency) if known is not None else None
    if payment is None or value is None or value < 1:
        await strange(work, command)
        return
    if payment.state not in OPEN or payment.person_id != command.actor.id:
        payment, order = await another(work, payment, command, value), None
    payment.charge_id, payment.provider_charge_id = command.charge_id, command.provider_charge_id or None
    payment.state, payment.settled_at = PaymentState.PAID, work.now
    payment.amount = value  # what came, and so the most that can go back
    await work.session.flush()
    await arrivals.arrived(work, payment, order, value)


async def another(work: Work, first: Payment, command: tc.Paid, value: int) -> Payment:
    """The same invoice paid once more, or by somebody else: theirs, in their wallet."""
    payment = Payment(
        token=codes.invite_token(),
        person_id=command.actor.id,
        rail=first.rail,
        state=PaymentState.ASKED,
        amount=value,
        currency=first.currency,
        asked_amount=command.amount,
        asked_currency=command.currency,
        created_at=work.now,
        expires_at=work.now,
    )
    work.session.add(payment)
    await work.session.flush()
    return payment


async def strange(work: Work, command: tc.Paid) -> None:
    """Money for which nothing was asked. Nothing is posted; it is written down, and the owner looks into it."""
    payment = Payment(
        token=codes.invite_token(),
        person_id=command.actor.id,
        rail=Rail.STARS if command.currency == rails.STARS else Rail.PROVIDER,
        state=PaymentState.STRANGE,
        amount=max(1, command.amount),
        currency=command.currency,
        asked_amount=command.amount,
        asked_currency=command.currency,
        charge_id=command.charge_id,
        provider_charge_id=command.provider_charge_id or None,
        created_at=work.now,
        expires_at=work.now,
    )
    work.session.add(payment)
    await work.session.flush()
    await contacts.tell_owners(work, tn.StrangeMoney(payment.id, command.amount, command.currency))
    work.tell(command.actor.id, n.Sorry(Reason.PAYMENT_STRANGE))


async def taken_back(work: Work, command: tc.TakenBack) -> None:
    """Telegram gave it back. If the owner did not ask for it, the wallet bears it, and may owe."""
    payment = await payments.by_charge(work.session, command.charge_id)
    if payment is None or payment.state == PaymentState.RETURNED:
        return
    order = await arrivals.order_of(work, payment)
    await way_back.taken_meanwhile(work, payment, order)
    expected = payment.state != PaymentState.PAID
    payment.state = PaymentState.RETURNED
    await work.session.flush()
    if expected:
        return
    if order is not None and order.state in (OrderState.QUEUED, OrderState.CLAIMED):
        await closing.call_off(work, order, EndReason.CANCELLED, closing.cancelled_fault(order))
    gone = await returns.gone_of(work, payment)
    amount = payment.amount - gone.amount
    back = return_postings.gone_back(gone.next, amount, payment.rail, payment.person_id)
    await ledger.post(work, back, None, currency=payment.currency)
    wallet = await arrivals.wallet_of(work, payment)
    told = tn.MoneyTaken(amount, payment.currency, wallet, order.code if order is not None else "")
    work.tell(payment.person_id, told)
    await contacts.tell_owners(work, told)


async def not_sent(work: Work, command: c.InvoiceFailed) -> None:
    """Telegram did not take the invoice, or nobody knows."""
    payment = await payments.by_id(work.session, command.payment_id)
    if payment is not None and payment.state in OPEN:
        order = await arrivals.order_of(work, payment)
        work.tell(payment.person_id, tn.InvoiceLost(order.code if order is not None else "", command.unknown))
