"""Money goes back over the rail by which it came: whole, or by hand in parts; never more than came, or is there."""

from dataclasses import dataclass
from itertools import count

from bot.desk import arrivals, contacts, ledger
from bot.desk import commands as c
from bot.desk import till_notices as tn
from bot.desk.notices import Reason, Refused
from bot.desk.work import ReturnStars, Work
from bot.rules import postings, return_postings
from bot.rules.errors import Overdrawn
from bot.rules.money_text import plain
from models import money
from models import order as orders
from models import payment as payments
from models.kinds import PaymentState, Rail
from models.order import Order
from models.payment import Payment


@dataclass(frozen=True)
class Gone:
    """How much of a payment went back and was not undone; the keys of its latest posting and of the next one."""

    amount: int
    latest: str
    next: str


async def gone_of(work: Work, payment: Payment) -> Gone:
    """Who is to do something about it holds the payment."""
    amount, latest = 0, ""
    account = postings.clearing_of(payment.rail)
    for number in count(1):
        key = return_postings.back_key(payment.id, number)
        found = await money.posting_by_key(work.session, key)
        if found is None:
            return Gone(amount, latest, key)
        latest = key
        if not await money.posted(work.session, f"{key}:reversed"):
            amount -= sum(line.amount for line in found[1] if line.account == account)
    raise AssertionError("numbers do not end")


def is_by_hand(payment: Payment) -> bool:
    """Whether nobody but a person can give it back, and so in parts too."""
    return payment.rail != Rail.STARS


async def that_paid(work: Work, order: Order) -> Payment:
    """Held. Raises Refused where nothing of an order can go back over a rail."""
    payment = await payments.that_paid(work.session, order.id)
    if payment is None and await payments.waits_for_hand(work.session, order.id):
        raise Refused(Reason.RETURN_ASKED, code=order.code)
    if payment is None:
        raise Refused(Reason.NOTHING_TO_RETURN)
    return payment


async def give_back(work: Work, order: Order) -> tn.GivenBack:
    """All that came in for an order and did not go back yet, out of the wallet, where it must be by now."""
    return await give_back_all(work, await that_paid(work, order), order)


async def give_back_all(work: Work, payment: Payment, order: Order) -> tn.GivenBack:
    gone = await gone_of(work, payment)
    return await go_back(work, payment, order, gone, payment.amount - gone.amount)


async def ask_part(work: Work, order: Order, typed: str) -> tn.ReturnAsk:
    """So much of it: shown with what went back before, and done by the tap on it."""
    payment = await that_paid(work, order)
    gone = await gone_of(work, payment)
    amount = arrivals.typed_amount(typed, payment.currency)
    may_go(payment, order, gone, amount)
    wallet = await arrivals.wallet_of(work, payment)
    if wallet < amount:
        raise not_there(payment, order)
    asked = (payment.id, order.code, amount, gone.amount, payment.amount, wallet, payment.currency)
    return tn.ReturnAsk(*asked, Rail(payment.rail))


async def give_part(work: Work, payment_id: int, amount: int, gone_then: int) -> tn.GivenBack:
    """The tap. Whatever went back since it was shown, by whoever, makes it stale."""
    payment, order = await held(work, payment_id)
    if payment is None or order is None:
        raise Refused(Reason.STALE_BUTTON)
    gone = await gone_of(work, payment)
    if payment.state != PaymentState.PAID or gone.amount != gone_then:
        raise Refused(Reason.RETURN_MOVED, code=order.code)
    may_go(payment, order, gone, amount)
    return await go_back(work, payment, order, gone, amount)


def may_go(payment: Payment, order: Order, gone: Gone, amount: int) -> None:
    """Raises Refused for more than is left of it, and for a part of what goes back whole."""
    left = payment.amount - gone.amount
    if not 1 <= amount <= left:
        most = f"{plain(left, payment.currency)} {payment.currency}"
        raise Refused(Reason.RETURN_TOO_MUCH, code=order.code, left=most)
    if amount < left and not is_by_hand(payment):
        raise Refused(Reason.RETURN_STARS_WHOLE, code=order.code)


async def held(work: Work, payment_id: int) -> tuple[Payment | None, Order | None]:
    """The payment and its order, kept for this transaction alone; the order first, as everybody does."""
    found = await work.session.get(Payment, payment_id)
    order = await orders.by_id(work.session, found.order_id) if found is not None and found.order_id else None
    return await payments.by_id(work.session, payment_id), order


async def go_back(work: Work, payment: Payment, order: Order, gone: Gone, amount: int) -> tn.GivenBack:
    """Post it, once, and have it sent. Raises Refused where the wallet does not hold it."""
    posting = return_postings.gone_back(gone.next, amount, payment.rail, payment.person_id, may_owe=False)
    try:
        written = await ledger.post(work, posting, order, currency=payment.currency)
    except Overdrawn:
        raise not_there(payment, order) from None
    if not written:
        raise Refused(Reason.RETURN_MOVED, code=order.code)
    by_hand, left = is_by_hand(payment), payment.amount - gone.amount - amount
    if not left:
        payment.state = PaymentState.RETURNED if by_hand else PaymentState.RETURNING
    await work.session.flush()
    if not by_hand:
        work.deliveries.append(ReturnStars(payment.person_id, payment.charge_id or "", payment.id))
    rail = Rail(payment.rail)
    work.tell(payment.person_id, tn.MoneyGoesBack(amount, payment.currency, rail, order.code))
    return tn.GivenBack(order.code, amount, payment.currency, rail, by_hand=by_hand, left=left)


def not_there(payment: Payment, order: Order) -> Refused:
    short = Reason.RETURN_WALLET_SHORT if is_by_hand(payment) else Reason.RETURN_NOT_IN_WALLET
    return Refused(short, code=order.code)


async def not_given(work: Work, payment: Payment, code: str, amount: int) -> tn.NotGivenBack:
    wallet = await arrivals.wallet_of(work, payment)
    return tn.NotGivenBack(code, amount, payment.currency, Rail(payment.rail), wallet)


async def stars_returned(work: Work, command: c.StarsReturned) -> None:
    """What became of giving Stars back. Refused: the wallet has them again. Unknown: Telegram will tell, or not."""
    payment = await payments.by_id(work.session, command.payment_id)
    if payment is None or payment.state != PaymentState.RETURNING:
        return
    if command.became is c.Became.DONE:
        payment.state = PaymentState.RETURNED
        await work.session.flush()
        return
    if command.became is c.Became.REFUSED:
        payment.state = PaymentState.PAID
        await ledger.reverse(work, (await gone_of(work, payment)).latest, "not taken by Telegram")
    order = await arrivals.order_of(work, payment)
    code = order.code if order is not None else ""
    refused = command.became is c.Became.REFUSED
    if refused:
        work.tell(payment.person_id, await not_given(work, payment, code, payment.amount))
    await contacts.tell_owners(work, tn.ReturnFailed(code, payment.amount, payment.currency, refused))
