"""The owner's word on what an order came to: refunds, trouble of the shop's own, danger, misconduct."""

from datetime import timedelta

from bot.desk import closing, facts, ledger, settling, way_back
from bot.desk import commands as c
from bot.desk import money_commands as mc
from bot.desk import money_notices as mn
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.owner import audit, order_named, owner_only
from bot.desk.work import Work
from bot.rules.errors import BadAmount
from bot.rules.money_text import minor_units
from bot.rules.settlement import Settlement, billed_until
from models import settlement as settlements
from models.kinds import EndReason, Fault, OrderState, RepStatus, Side
from models.order import Order
from models.rep import Rep

USAGE = "/settle CODE technical|misconduct|crisis|harassment [MINUTE]"
REFUND_USAGE = "/refund CODE [AMOUNT] [shop]"
MAY = (Fault.TECHNICAL, Fault.MISCONDUCT, Fault.CRISIS, Fault.HARASSMENT)
RUNNING = (OrderState.LIVE, OrderState.PAUSED)


@owner_only
async def refund(work: Work, command: c.Refund) -> n.Notice:
    """All that was charged; the representative's part goes back with it."""
    order = await order_named(work, command.code)
    return await back(work, order, order_charged(order), of_both=True, by=command)


@owner_only
async def refund_part(work: Work, command: mc.RefundPart) -> n.Notice:
    order = await order_named(work, command.code)
    try:
        amount = minor_units(command.amount, order.currency)
    except BadAmount:
        raise Refused(Reason.BAD_USAGE, usage=REFUND_USAGE) from None
    if 0 < order_charged(order) < amount:
        raise Refused(Reason.REFUND_TOO_MUCH, code=order.code)
    return await back(work, order, amount, of_both=command.of_both, by=command)


def order_charged(order: Order) -> int:
    """What is left to give back."""
    return (order.charged or 0) - order.given_back


async def back(work: Work, order: Order, amount: int, *, of_both: bool, by: c.Command) -> n.Notice:
    before = await settlements.last_of(work.session, order.id)
    if order.state != OrderState.ENDED or before is None or not order_charged(order):
        raise Refused(Reason.NOTHING_TO_REFUND)
    now = await settling.give_back(work, order, amount, of_both=of_both)
    await tell(work, order, Fault(before.fault), settling.read(before), now or settling.read(before))
    audit(work, by.actor, "refund", order.code, f"{amount}{'' if of_both else ' of the shop'}")
    return n.Done("refund", order.code)


async def tell(work: Work, order: Order, fault: Fault, before: Settlement, now: Settlement) -> int:
    """Both hear what it means for them; returns what the customer got."""
    amount = now.refunded - before.refunded + now.credit - before.credit
    if amount:
        wallet = await ledger.wallet(work, order.customer_id, order.currency)
        back = await way_back.offered(work, order)
        work.tell(order.customer_id, n.Refunded(order.code, amount, order.currency, wallet, back), order_id=order.id)
    await settling.tell_rep(work, order, fault, before, now)
    return amount


@owner_only
async def settle(work: Work, command: mc.Settle) -> n.Notice:
    order = await order_named(work, command.code)
    if command.fault not in MAY or (command.minute is not None and command.fault != Fault.CRISIS):
        raise Refused(Reason.BAD_USAGE, usage=USAGE)
    fault = Fault(command.fault)
    audit(work, command.actor, "settle", order.code, fault)
    if order.state in RUNNING:
        return await while_it_runs(work, order, fault)
    before = await settlements.last_of(work.session, order.id)
    if order.state != OrderState.ENDED or before is None:
        raise Refused(Reason.NOTHING_TO_SETTLE, code=order.code)
    now = await settling.decide(work, order, fault, free_s=await free_of(work, order, command.minute))
    await suspend_for(work, order, fault)
    old, new = settling.read(before), now or settling.read(before)
    amount = await tell(work, order, fault, old, new)
    return mn.Settled(order.code, fault, amount, new.rep_pay - old.rep_pay, order.currency)


async def free_of(work: Work, order: Order, minute: int | None) -> int | None:
    """How many counted seconds came after that minute of the talk."""
    meter = await facts.meter_of(work, order)
    if minute is None or meter.began is None:
        return None
    moment = meter.began + timedelta(minutes=minute)
    return max(0, meter.billed_s(work.now) - billed_until(meter, moment))


async def while_it_runs(work: Work, order: Order, fault: Fault) -> n.Notice:
    """Danger ends no talk: it goes on, and costs nothing more. Anything else ends it now."""
    if fault is Fault.CRISIS:
        order.crisis_at = order.crisis_at or work.now
        await work.session.flush()
        for side, person_id in ((Side.CUSTOMER, order.customer_id), (Side.REP, order.rep_id)):
            if person_id is not None:
                work.tell(person_id, mn.ClockNoMatter(order.code, side), order_id=order.id)
        return mn.Settled(order.code, fault, 0, 0, order.currency)
    await closing.finish(work, order, EndReason.OWNER_END)
    before = await settlements.last_of(work.session, order.id)
    now = await settling.decide(work, order, fault)
    await suspend_for(work, order, fault)
    old = settling.read(before) if before else Settlement(0)
    amount = await tell(work, order, fault, old, now or old)
    return mn.Settled(order.code, fault, amount, (now or old).rep_pay - old.rep_pay, order.currency)


async def suspend_for(work: Work, order: Order, fault: Fault) -> None:
    if fault is Fault.MISCONDUCT and order.rep_id is not None:
        rep = await work.session.get_one(Rep, order.rep_id)
        rep.status, rep.on_duty = RepStatus.SUSPENDED, False
