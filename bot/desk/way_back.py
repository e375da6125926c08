"""The customer chooses: what came back to the wallet stays there, or goes back the way it was paid.

Stars go at once. What a person sends is set aside, and a card asks whoever keeps the till until they say that it went.
"""

from datetime import timedelta
from itertools import count
from typing import Literal

from bot.desk import arrivals, ledger, returns, transfer
from bot.desk import notices as n
from bot.desk import till_commands as tc
from bot.desk import till_notices as tn
from bot.desk.notices import Reason, Refused
from bot.desk.work import Work
from bot.rules import return_postings
from bot.rules.errors import Overdrawn
from models import kernel, money
from models import payment as payments
from models import settlement as settlements
from models.kinds import PaymentState, Rail, TimerKind
from models.order import Order
from models.payment import Payment


def subject(payment: Payment) -> str:
    return f"back:{payment.id}"


async def offered(work: Work, order: Order) -> n.WayBack | None:
    """What of an order's money is in the wallet again and may go back over its rail, the latest payment first."""
    for payment in await payments.paid_for(work.session, order.id):
        offer = await offer_of(work, payment, order)
        if offer.amount:
            return offer
    return None


async def offer_of(work: Work, payment: Payment, order: Order) -> n.WayBack:
    gone = await returns.gone_of(work, payment)
    amount = await can_go(work, payment, order, gone)
    return n.WayBack(payment.id, amount, gone.amount, payment.currency)


async def can_go(work: Work, payment: Payment, order: Order, gone: returns.Gone) -> int:
    """What came, less what the order keeps and what went back; no more than is there, and of Stars all or nothing."""
    free = payment.amount - await kept(work, payment, order) - gone.amount
    there = max(0, min(free, await arrivals.wallet_of(work, payment)))
    return there if returns.is_by_hand(payment) or there == payment.amount else 0


async def kept(work: Work, payment: Payment, order: Order) -> int:
    """What of a payment its order costs, or keeps as time; nothing, where it went to the wallet and paid no order."""
    if await money.posted(work.session, return_postings.wallet_key(payment.id)):
        return 0
    row = await settlements.last_of(work.session, order.id)
    return row.charged + row.banked if row is not None else payment.amount


async def choose(work: Work, command: tc.BackAsPaid) -> n.Notice | None:
    """The customer's tap. What the button promised is done, or it is shown what can be done by now."""
    payment, order = await returns.held(work, command.number)
    if payment is None or order is None or payment.person_id != command.actor.id:
        raise Refused(Reason.NOT_YOURS)
    if payment.state != PaymentState.PAID:
        raise Refused(Reason.BACK_UNDER_WAY)
    offer = await offer_of(work, payment, order)
    if not offer.amount:
        raise Refused(Reason.BACK_SPENT if returns.is_by_hand(payment) else Reason.BACK_SPENT_STARS)
    if (offer.amount, offer.gone) != (command.amount, command.gone):
        return tn.BackOffer(order.code, offer)
    if not returns.is_by_hand(payment):
        await returns.give_back_all(work, payment, order)
        return None
    await set_aside(work, payment, order, offer.amount)
    return tn.BackAsked(order.code, offer.amount, payment.currency, Rail(payment.rail))


async def set_aside(work: Work, payment: Payment, order: Order, amount: int) -> None:
    """It leaves the wallet, so that nothing else spends it, and the tills hear of it until it is settled."""
    turn = await turn_of(work, payment) + 1
    posting = return_postings.set_aside(return_postings.aside_key(payment.id, turn), amount, payment.person_id)
    try:
        await ledger.post(work, posting, order, currency=payment.currency)
    except Overdrawn:
        raise Refused(Reason.BACK_SPENT) from None
    payment.state = PaymentState.RETURNING
    await work.session.flush()
    await show_card(work, payment, order, turn, "open")
    await remind_later(work, payment)


async def turn_of(work: Work, payment: Payment) -> int:
    """How often it was set aside."""
    for number in count(1):
        if not await money.posted(work.session, return_postings.aside_key(payment.id, number)):
            return number - 1
    raise AssertionError("numbers do not end")


async def aside(work: Work, payment: Payment, turn: int) -> int:
    """How much was set aside that time."""
    found = await money.posting_by_key(work.session, return_postings.aside_key(payment.id, turn))
    return sum(line.amount for line in found[1] if line.amount > 0) if found is not None else 0


async def show_card(
    work: Work, payment: Payment, order: Order, turn: int, state: Literal["open", "sent", "undone"]
) -> tn.ReturnCard:
    """One card a time it is asked for, for everybody who keeps the till."""
    card = await card_of(work, payment, order, turn, state)
    for cashier in await transfer.cashiers(work):
        work.tell(cashier, card, ref=f"back:{payment.id}:{turn}:{cashier}")
    return card


async def card_of(
    work: Work, payment: Payment, order: Order, turn: int, state: Literal["open", "sent", "undone"]
) -> tn.ReturnCard:
    return tn.ReturnCard(
        number=payment.id,
        turn=turn,
        code=order.code,
        amount=await aside(work, payment, turn),
        came=payment.amount,
        currency=payment.currency,
        rail=Rail(payment.rail),
        paid_at=payment.settled_at or payment.created_at,
        state=state,
    )


async def settle(work: Work, command: tc.SettleReturn) -> tn.ReturnCard:
    """A cashier sent it, or could not. Two who tap at once settle it once."""
    payment, order = await returns.held(work, command.number)
    if payment is None or order is None:
        raise Refused(Reason.STALE_BUTTON)
    if payment.person_id == command.actor.id:
        raise Refused(Reason.OWN_ORDER)
    turn = await turn_of(work, payment)
    waits = payment.state == PaymentState.RETURNING and returns.is_by_hand(payment)
    if not waits or command.turn != turn:
        raise Refused(Reason.PAYMENT_DONE)
    gone, amount = await returns.gone_of(work, payment), await aside(work, payment, turn)
    if not command.sent:
        await undo(work, payment, turn)
        work.tell(payment.person_id, await returns.not_given(work, payment, order.code, amount), order_id=order.id)
        return await show_card(work, payment, order, turn, "undone")
    sent = return_postings.sent_back(gone.next, amount, payment.rail, payment.person_id)
    await ledger.post(work, sent, order, currency=payment.currency)
    all_gone = gone.amount + amount == payment.amount
    await stands_again(work, payment, PaymentState.RETURNED if all_gone else PaymentState.PAID)
    told = tn.BackSent(order.code, amount, payment.currency, Rail(payment.rail))
    work.tell(payment.person_id, told, order_id=order.id)
    return await show_card(work, payment, order, turn, "sent")


async def undo(work: Work, payment: Payment, turn: int) -> None:
    """It is in the wallet again."""
    await ledger.reverse(work, return_postings.aside_key(payment.id, turn), "could not be given back")
    await stands_again(work, payment, PaymentState.PAID)


async def stands_again(work: Work, payment: Payment, state: PaymentState) -> None:
    payment.state = state
    await work.session.flush()
    await kernel.clear_timers(work.session, subject(payment), TimerKind.RETURN)


async def remind_later(work: Work, payment: Payment) -> None:
    due = work.now + timedelta(seconds=work.rules.rails.return_remind_s)
    await kernel.set_timer(work.session, TimerKind.RETURN, subject(payment), due)


async def hold(work: Work, timer_subject: str) -> tuple[Payment | None, Order | None]:
    return await returns.held(work, int(timer_subject.removeprefix("back:")))


async def remind(work: Work, timer_subject: str) -> None:
    """Nobody has said what became of it: the card comes once more, as a new message, until somebody does."""
    payment, order = await hold(work, timer_subject)
    if payment is None or order is None or payment.state != PaymentState.RETURNING:
        return
    card = await card_of(work, payment, order, await turn_of(work, payment), "open")
    for cashier in await transfer.cashiers(work):
        work.tell(cashier, tn.ReturnWaits(card))
    await remind_later(work, payment)


async def taken_meanwhile(work: Work, payment: Payment, order: Order | None) -> None:
    """The rail took it back by itself while a cashier was asked to: nobody is to send it once more."""
    if order is not None and payment.state == PaymentState.RETURNING and returns.is_by_hand(payment):
        turn = await turn_of(work, payment)
        await undo(work, payment, turn)
        await show_card(work, payment, order, turn, "undone")
