"""Somebody says that an order went wrong; the owner decides, or lets the deadline pass."""

from datetime import timedelta

from bot.desk import closing, contacts, facts, ledger, settling, way_back
from bot.desk import money_commands as mc
from bot.desk import money_notices as mn
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.owner import audit, owner_only
from bot.desk.pulse import side_of
from bot.desk.work import Work
from bot.rules.settlement import Settlement
from models import kernel
from models import order as orders
from models import settlement as settlements
from models.kinds import OPEN_LINE, CaseState, EndReason, Fault, OrderState, RepStatus, Side, TimerKind
from models.order import Order
from models.rep import Rep
from models.settlement import Complaint

OF_CUSTOMER = (Fault.NOT_WORTH_IT, Fault.TECHNICAL, Fault.MISCONDUCT)
OF_REP = (Fault.HARASSMENT,)
MONTH = timedelta(days=30)


def subject(complaint: Complaint) -> str:
    return f"c{complaint.id}"


async def order_of(work: Work, person_id: int, code: str) -> Order:
    order = await orders.by_code(work.session, code)
    if order is None or person_id not in {order.customer_id, order.rep_id}:
        raise Refused(Reason.NOT_YOURS)
    return order


async def ask(work: Work, command: mc.AskComplaint) -> n.Notice:
    order = await order_of(work, command.actor.id, command.code)
    side = side_of(order, command.actor.id)
    return mn.ComplaintChoice(order.code, OF_CUSTOMER if side is Side.CUSTOMER else OF_REP)


async def complain(work: Work, command: mc.Complain) -> n.Notice:
    order = await order_of(work, command.actor.id, command.code)
    side, fault = side_of(order, command.actor.id), command.fault
    if fault not in (OF_CUSTOMER if side is Side.CUSTOMER else OF_REP):
        raise Refused(Reason.STALE_BUTTON)
    if await settlements.complaint_about(work.session, order.id, fault) is not None:
        raise Refused(Reason.COMPLAINT_TWICE)
    if fault is Fault.HARASSMENT and order.state in OPEN_LINE:
        await closing.finish(work, order, EndReason.REP_END, fault)
    await may_complain(work, order, fault)
    return await open_case(work, order, fault, side)


async def may_complain(work: Work, order: Order, fault: Fault) -> None:
    """Once in a while, soon after the end, of an order that cost something. Raises Refused."""
    rules = settling.rules_of(order)
    if order.state != OrderState.ENDED or order.ended_at is None or not (order.charged or fault is Fault.HARASSMENT):
        raise Refused(Reason.COMPLAINT_NOTHING)
    within = timedelta(seconds=rules.unhappy_within_s) if fault is Fault.NOT_WORTH_IT else MONTH
    if work.now - order.ended_at > within:
        raise Refused(Reason.COMPLAINT_LATE)
    if fault is Fault.NOT_WORTH_IT:
        since = work.now - timedelta(seconds=rules.unhappy_every_s)
        if await settlements.complaints_of(work.session, order.customer_id, fault, since):
            raise Refused(Reason.COMPLAINT_OFTEN)


async def open_case(work: Work, order: Order, fault: Fault, side: Side) -> n.Notice:
    due = work.now + timedelta(seconds=settling.rules_of(order).decide_s)
    case = Complaint(order_id=order.id, fault=fault, side=side, state=CaseState.OPEN, at=work.now, due=due)
    work.session.add(case)
    await work.session.flush()
    await kernel.set_timer(work.session, TimerKind.DECIDE, subject(case), due)
    await contacts.tell_owners(work, await card(work, case, order))
    return mn.ComplaintTaken(order.code, fault, due)


async def card(work: Work, case: Complaint, order: Order) -> mn.CaseCard:
    row = await settlements.last_of(work.session, order.id)
    stands = settling.read(row) if row else Settlement(0)
    rep = await work.session.get(Rep, order.rep_id) if order.rep_id else None
    fault = Fault(case.fault)
    return mn.CaseCard(
        case_id=case.id,
        code=order.code,
        fault=fault,
        side=Side(case.side),
        state=CaseState(case.state),
        due=case.due,
        rep_code=rep.code if rep else "",
        price=order.price,
        charged=stands.charged,
        rep_pay=stands.rep_pay,
        currency=order.currency,
        billed_s=(await facts.meter_of(work, order)).billed_s(work.now),
        earlier=await settlements.complaints_of(work.session, order.customer_id, fault, work.now - MONTH),
    )


@owner_only
async def list_cases(work: Work, _command: mc.ListCases) -> n.Notice:
    found = await settlements.open_complaints(work.session)
    cards = [await card(work, case, await work.session.get_one(Order, case.order_id)) for case in found]
    return mn.CaseList(tuple(cards))


@owner_only
async def decide(work: Work, command: mc.DecideCase) -> n.Notice:
    case, order = await held_case(work, command.case_id)
    if case is None or order is None or case.state != CaseState.OPEN:
        raise Refused(Reason.CASE_CLOSED)
    await close_case(work, case, CaseState.GRANTED if command.granted else CaseState.DECLINED)
    fault = Fault(case.fault)
    before = await settlements.last_of(work.session, order.id)
    if command.granted:
        await settling.decide(work, order, fault)
        if fault is Fault.MISCONDUCT and order.rep_id is not None:
            rep = await work.session.get_one(Rep, order.rep_id)
            rep.status, rep.on_duty = RepStatus.SUSPENDED, False
    elif before is not None and before.fault == Fault.HARASSMENT:
        await settling.keep_used_only(work, order)
    audit(work, command.actor, "decide", order.code, f"{fault} {case.state}")
    amount = await tell(work, order, case, settling.read(before) if before else Settlement(0))
    return mn.CaseDecided(order.code, fault, CaseState(case.state), amount, order.currency, None)


async def held_case(work: Work, case_id: int) -> tuple[Complaint | None, Order | None]:
    """The case and its order, kept for this transaction alone; the order first, as everybody does."""
    found = await work.session.get(Complaint, case_id)
    order = await orders.by_id(work.session, found.order_id) if found is not None else None
    return await settlements.complaint(work.session, case_id), order


async def close_case(work: Work, case: Complaint, state: CaseState) -> None:
    case.state, case.decided_at = state, work.now
    await work.session.flush()
    await kernel.clear_timers(work.session, subject(case), TimerKind.DECIDE)


async def lapse(work: Work, timer_subject: str) -> None:
    """Nobody decided in time."""
    case, order = await held_case(work, int(timer_subject.removeprefix("c")))
    if case is None or order is None or case.state != CaseState.OPEN:
        return
    before = await settlements.last_of(work.session, order.id)
    await close_case(work, case, CaseState.LAPSED)
    await settling.lapse(work, order, Fault(case.fault))
    amount = await tell(work, order, case, settling.read(before) if before else Settlement(0))
    decided = mn.CaseDecided(order.code, Fault(case.fault), CaseState.LAPSED, amount, order.currency, None)
    await contacts.tell_owners(work, decided)


async def tell(work: Work, order: Order, case: Complaint, before: Settlement) -> int:
    """Both sides hear what was decided, each what concerns them; returns what went to the customer."""
    row = await settlements.last_of(work.session, order.id)
    now = settling.read(row) if row else before
    amount = now.refunded - before.refunded + now.credit - before.credit
    fault, state, side = Fault(case.fault), CaseState(case.state), Side(case.side)
    teller = order.customer_id if side is Side.CUSTOMER else order.rep_id
    if teller is not None:
        work.tell(teller, mn.CaseDecided(order.code, fault, state, amount, order.currency, side), order_id=order.id)
    if side is Side.REP and amount:
        wallet = await ledger.wallet(work, order.customer_id, order.currency)
        back = await way_back.offered(work, order)
        work.tell(order.customer_id, n.Refunded(order.code, amount, order.currency, wallet, back), order_id=order.id)
    await settling.tell_rep(work, order, fault, before, now)
    return amount
