"""What representatives earn: lines that are open to question for a while, then theirs; and what a refund takes back."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.desk import ledger
from bot.desk.work import Work
from bot.rules import earnings as rules
from bot.rules import pay_postings
from bot.rules.earnings import Drawn, Open, Talked
from bot.rules.meter import Meter
from bot.rules.settlement import Settlement
from models import extension, kernel, money, pay
from models import order as orders
from models.kinds import EarningKind, EarningState, TimerKind
from models.order import Order
from models.pay import Earning
from models.rep import Acquaintance, Rep


def subject(rep_id: int) -> str:
    """Whose earnings a timer releases. An order's timers have its bare number."""
    return f"r{rep_id}"


async def hold_rep(work: Work, rep_id: int) -> None:
    """Let nobody else move this representative's money until this transaction ends; before any account of theirs."""
    await money.hold_accounts(work.session, [f"rep:{rep_id}"])


async def hold_until(work: Work, rep: Rep, *, trial: bool = False) -> datetime:
    """Until when what is earned now is open to question."""
    finished = await orders.finished_by(work.session, rep.id)
    return work.now + rules.hold(finished, work.now - rep.created_at, trial=trial, rules=work.rules.pay)


async def add(
    work: Work,
    rep: Rep,
    kind: EarningKind,
    amount: int,
    key: str,
    *,
    order: Order | None = None,
    reason: str = "",
) -> Earning:
    """A new line, pending; its posting is the caller's."""
    await hold_rep(work, rep.id)
    line = Earning(
        key=key,
        rep_id=rep.id,
        order_id=order.id if order else None,
        kind=kind,
        state=EarningState.PENDING,
        amount=amount,
        currency=order.currency if order else work.rules.currency,
        reason=reason[:200],
        at=work.now,
        available_at=await hold_until(work, rep, trial=order is not None and order.price == 0),
    )
    work.session.add(line)
    await work.session.flush()
    await set_release(work, rep.id)
    return line


async def set_release(work: Work, rep_id: int) -> None:
    due = await pay.first_release(work.session, rep_id)
    if due is None:
        await kernel.clear_timers(work.session, subject(rep_id), TimerKind.EARNED)
    else:
        await kernel.set_timer(work.session, TimerKind.EARNED, subject(rep_id), due)


async def of_order(work: Work, order: Order, earned: Sequence[tuple[EarningKind, int]]) -> None:
    """The lines of an order that has ended: the share or the fee, whose posting stands, and the bonuses."""
    if order.rep_id is None:
        return
    rep = await work.session.get_one(Rep, order.rep_id)
    for kind, amount in earned:
        if amount:
            await add(work, rep, kind, amount, f"order:{order.code}:{kind}", order=order)
    bonus = sum(amount for kind, amount in earned[1:])
    if bonus:
        await ledger.post(work, pay_postings.bonus(order.code, bonus, rep.id), order)


async def bonuses_of(
    work: Work, order: Order, settlement: Settlement, meter: Meter
) -> tuple[tuple[EarningKind, int], ...]:
    """What the shop adds to the share of a talk, within what the talk was worth."""
    if order.rep_id is None or not settlement.charged or meter.began is None:
        return ()
    known = await work.session.get(Acquaintance, (order.customer_id, order.rep_id))
    more = sum(one.price for one in await extension.of(work.session, order.id))
    told = Talked(
        charged=settlement.charged,
        extended=max(0, settlement.charged - (order.price - more)),
        room=max(0, settlement.base - settlement.rep_pay),
        came_back=known is not None and known.orders > 0,
        at_night=rules.at_night(meter.began, ZoneInfo(work.rules.time_zone), work.rules.pay),
    )
    return rules.bonuses(told, work.rules.pay)


async def take_back(
    work: Work, rep_id: int, amount: int, order: Order, *, key: str, reason: str, kind: EarningKind = EarningKind.REFUND
) -> Drawn:
    """Lines against what the representative has: of this order first, then of others, then what is available.

    The posting is the caller's.
    """
    await hold_rep(work, rep_id)
    left = {line.id: line for line in await pay.lines_of(work.session, rep_id, EarningState.PENDING)}
    there = open_lines(list(left.values()))
    mine = [one for one in there if left[one.id].order_id == order.id]
    others = [one for one in there if left[one.id].order_id != order.id]
    available = (await pay.sums(work.session, rep_id, order.currency)).get(EarningState.AVAILABLE, 0)
    drawn = rules.draw(amount, [*mine, *others], max(0, available))
    for line_id, part in drawn.pending:
        work.session.add(against(work, left[line_id], part, order, key=f"{key}:{line_id}", reason=reason, kind=kind))
    if drawn.available:
        line = against(work, None, drawn.available, order, key=key, reason=reason, kind=kind)
        line.rep_id = rep_id
        work.session.add(line)
    await work.session.flush()
    return drawn


def against(
    work: Work, line: Earning | None, amount: int, order: Order, *, key: str, reason: str, kind: EarningKind
) -> Earning:
    """A line that takes from a pending one, and becomes available with it; or from what is available."""
    made = Earning(
        key=key,
        order_id=order.id,
        kind=kind,
        state=EarningState.PENDING if line else EarningState.AVAILABLE,
        amount=-amount,
        currency=order.currency,
        reason=reason,
        at=work.now,
        available_at=line.available_at if line else work.now,
    )
    if line is not None:
        made.rep_id, made.against_id = line.rep_id, line.id
    return made


def open_lines(lines: list[Earning]) -> list[Open]:
    """What of each pending line is still to be taken."""
    taken: dict[int, int] = {}
    for line in lines:
        if line.against_id is not None:
            taken[line.against_id] = taken.get(line.against_id, 0) - line.amount
    return [Open(line.id, line.amount - taken.get(line.id, 0)) for line in lines if line.amount > 0]


async def release(work: Work, timer_subject: str) -> None:
    """What is no longer open to question becomes available; a debt is paid of it first."""
    rep_id = int(timer_subject.removeprefix("r"))
    await hold_rep(work, rep_id)
    pending = await pay.lines_of(work.session, rep_id, EarningState.PENDING)
    all_due = [line for line in pending if line.available_at <= work.now]
    for currency in sorted({line.currency for line in all_due}):
        due = [line for line in all_due if line.currency == currency]
        await pay.move_lines(work.session, due, EarningState.AVAILABLE)
        total = sum(line.amount for line in due)
        posting = pay_postings.released(str(due[0].id), total, rep_id)
        await ledger.post(work, posting, None, currency=currency)
        await repay(work, rep_id, currency)
    await set_release(work, rep_id)


async def repay(work: Work, rep_id: int, currency: str) -> None:
    debt = await ledger.debt(work, rep_id, currency)
    available = (await pay.sums(work.session, rep_id, currency)).get(EarningState.AVAILABLE, 0)
    amount = rules.repaid(debt, [available])
    if not amount:
        return
    line = Earning(
        key=f"repaid:{rep_id}:{work.now.isoformat()}"[:64],
        rep_id=rep_id,
        kind=EarningKind.REPAYMENT,
        state=EarningState.AVAILABLE,
        amount=-amount,
        currency=currency,
        at=work.now,
        available_at=work.now,
    )
    work.session.add(line)
    await work.session.flush()
    await ledger.post(work, pay_postings.repaid(f"{line.id}:repaid", amount, rep_id), None, currency=currency)
