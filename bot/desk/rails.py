"""Asking for money: the payment page, and what each rail does when its button is tapped.

A rail is a function of the payment that is asked for: it says how to pay, or sends what is to be paid.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.desk import arrivals, facts, invoices, ledger, time_credit, transfer
from bot.desk import notices as n
from bot.desk import till_commands as tc
from bot.desk import till_notices as tn
from bot.desk.notices import Reason, Refused
from bot.desk.work import Work
from bot.rules import codes, rails
from bot.rules.errors import BadAmount
from models import order as orders
from models import payment as payments
from models import shop
from models.kinds import OrderState, PaymentState, Rail
from models.order import Order
from models.payment import Payment
from models.shop import Service

Ask = Callable[[Work, Payment], Awaitable[n.Notice | None]]
HOW: dict[Rail, Ask] = {
    Rail.TRANSFER: transfer.ask,
    Rail.STARS: invoices.ask,
    Rail.PROVIDER: invoices.ask,
}
AT_LEAST = timedelta(minutes=15)
"""So long what is asked can be paid, also of an order that waits for a transfer meanwhile."""

OFFERED = 4
"""Amounts to choose from."""


async def of_service(work: Work, slug: str) -> tuple[Rail, ...]:
    service = await work.session.get_one(Service, slug)
    return rails.offered(work.rules.rails, service.rails)


async def prompt(work: Work, order: Order) -> n.PaymentPrompt:
    """The page by which an order is paid: every way that its service takes, one tap each."""
    credit = await time_credit.for_order(work, order)
    return n.PaymentPrompt(
        await facts.order_facts(work, order),
        await ledger.wallet(work, order.customer_id, order.currency),
        credit.seconds // 60 if credit is not None else 0,
        await of_service(work, order.service),
    )


async def pay(work: Work, command: tc.PayBy) -> n.Notice | None:
    order = await orders.by_code(work.session, command.code)
    if order is None or order.customer_id != command.actor.id:
        raise Refused(Reason.NOT_YOURS)
    if order.state != OrderState.AWAITING_PAYMENT:
        raise Refused(Reason.STALE_BUTTON)
    if command.rail not in HOW or command.rail not in await of_service(work, order.service):
        raise Refused(Reason.RAIL_CLOSED)
    until = max(AT_LEAST, timedelta(seconds=work.rules.unpaid_s) + (order.created_at - work.now))
    return await ask(work, command.rail, Want(order.customer_id, order.id, order.price, order.currency, until))


async def top_up(work: Work, command: tc.TopUp) -> n.Notice | None:
    """Which amounts; with an amount, by which way; with both, the asking."""
    if command.typed:
        typed = arrivals.typed_amount(command.typed, work.rules.currency)
        return await top_up(work, replace(command, typed="", amount=typed))
    if command.amount == 0:
        return await amounts(work, command.actor.id)
    if not 1 <= command.amount <= rails.LARGEST:
        raise Refused(Reason.BAD_MONEY)
    if command.rail is None:
        return tn.TopUpPage(command.amount, work.rules.currency, rails.ways(work.rules.rails.rails), ())
    if command.rail not in HOW or command.rail not in work.rules.rails.rails:
        raise Refused(Reason.RAIL_CLOSED)
    until = timedelta(seconds=work.rules.unpaid_s)
    return await ask(work, command.rail, Want(command.actor.id, None, command.amount, work.rules.currency, until))


async def amounts(work: Work, person_id: int) -> tn.TopUpPage:
    """What is owed, and what the services cost."""
    owed = -await ledger.wallet(work, person_id)
    prices = {s.price for s in await shop.services(work.session) if s.price > 0 and s.currency == work.rules.currency}
    offered = ([owed] if owed > 0 else []) + sorted(prices)[:OFFERED]
    return tn.TopUpPage(0, work.rules.currency, rails.ways(work.rules.rails.rails), tuple(offered))


@dataclass(frozen=True)
class Want:
    """What is to be paid: an order's price, or money for the wallet."""

    person_id: int
    order_id: int | None
    amount: int
    currency: str
    until: timedelta


async def ask(work: Work, rail: Rail, want: Want) -> n.Notice | None:
    """The same payment again where one stands already, else a new one."""
    if want.amount < 1:
        raise Refused(Reason.BAD_MONEY)
    wanted = Payment(
        token=codes.invite_token(),
        person_id=want.person_id,
        order_id=want.order_id,
        rail=rail,
        state=PaymentState.ASKED,
        amount=want.amount,
        currency=want.currency,
        invoices=0,
        created_at=work.now,
        expires_at=work.now + want.until,
    )
    payment = await payments.open_like(work.session, wanted, work.now)
    if payment is None:
        payment = wanted
        payment.asked_amount, payment.asked_currency = await asked_for(work, rail, want.amount, want.currency)
        work.session.add(payment)
        await work.session.flush()
    return await HOW[rail](work, payment)


async def asked_for(work: Work, rail: Rail, amount: int, currency: str) -> tuple[int, str]:
    """What exactly is to be paid."""
    rules = work.rules.rails
    if rail is Rail.STARS:
        try:
            return rails.stars_for(amount, rules.star_value), rails.STARS
        except BadAmount:
            raise Refused(Reason.BAD_MONEY) from None
    if rail is Rail.TRANSFER and rules.transfer_unique:
        taken = await payments.asked_amounts(work.session, work.now - transfer.REMEMBERED)
        return rails.unique_amount(amount, taken), currency
    return amount, currency


async def show_page(work: Work, command: tc.ShowPayment) -> n.Notice:
    """Back to all ways."""
    order = await orders.by_code(work.session, command.code)
    if order is None or order.customer_id != command.actor.id:
        raise Refused(Reason.NOT_YOURS)
    if order.state != OrderState.AWAITING_PAYMENT:
        raise Refused(Reason.STALE_BUTTON)
    return await prompt(work, order)
