"""What an order comes to: the table's settlement is written down, posted, and earned; later decisions change it."""

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.desk import earnings, facts, ledger
from bot.desk import money_notices as mn
from bot.desk.work import Work
from bot.rules import pay_postings
from bot.rules.earnings import Drawn, Due, falls_due
from bot.rules.errors import BadAmount
from bot.rules.faults import TABLE, FaultRules, Pays
from bot.rules.meter import Meter
from bot.rules.settlement import Facts, Settlement, billed_until, relieve, settle, undecided
from models import clockwork, pay
from models import settlement as settlements
from models.kinds import EarningKind, Fault
from models.order import Order
from models.rep import Rep
from models.settlement import SettlementRow

MONTH = timedelta(days=30)
NUMBERS = tuple(field for field in Settlement.__dataclass_fields__)
STANDBY = frozenset({Pays.STANDBY, Pays.STANDBY_IF_REPEATED})


def rules_of(order: Order) -> FaultRules:
    """The table's numbers, as they stood when the order was made."""
    terms, told = facts.terms_of(order), order.terms.get("settlement", {})
    known = {name: told[name] for name in FaultRules.__dataclass_fields__ if name in told}
    return replace(
        FaultRules(**known),
        minimum_s=terms.minimum_charge_s,
        bank_rest=terms.remainder == "bank",
        bank_from_s=terms.bank_from_s,
    )


async def end(work: Work, order: Order, fault: Fault, meter: Meter, *, free_s: int = 0) -> Settlement:
    """Settle an order that has ended; once, whoever asks again."""
    stands = await settlements.last_of(work.session, order.id)
    if stands is not None:
        return read(stands)
    told = await facts_of(work, order, fault, meter.billed_s(work.now), free_s)
    settlement = settle(told, rules_of(order))
    given = await earnings.bonuses_of(work, order, settlement, meter)
    await write(work, order, told, settlement, number=0, bonus=sum(amount for _, amount in given))
    order.charged, order.rep_pay = settlement.charged, settlement.rep_pay
    posting = pay_postings.ended(order.code, settlement, rep_id=order.rep_id, customer_id=order.customer_id)
    await ledger.post(work, posting, order)
    kind = EarningKind.STANDBY if TABLE[fault].rep in STANDBY else EarningKind.SESSION
    await earnings.of_order(work, order, ((kind, settlement.rep_pay), *given))
    return settlement


async def stood_by(work: Work, order: Order) -> int:
    """The customer said that they are no fit, and had said so of others: the table's fee, of the shop's money."""
    told = await facts_of(work, order, Fault.MISMATCH, 0, 0)
    fee = settle(told, rules_of(order)).rep_pay
    if fee and order.rep_id is not None:
        rep = await work.session.get_one(Rep, order.rep_id)
        key = pay_postings.stood_by_key(order.code)
        await earnings.add(work, rep, EarningKind.STANDBY, fee, key, order=order, reason=Fault.MISMATCH)
        await ledger.post(work, pay_postings.stood_by(order.code, fee, rep.id), order)
    return fee


async def facts_of(work: Work, order: Order, fault: Fault, billed_s: int, free_s: int) -> Facts:
    return Facts(
        fault=fault,
        price=order.price,
        bought_s=order.minutes * 60,
        billed_s=billed_s,
        rep_percent=order.rep_share,
        free_s=free_s,
        repeat=await repeats(work, order, fault),
    )


async def repeats(work: Work, order: Order, fault: Fault) -> int:
    """How often the same has happened before, as the table counts it."""
    if fault in {Fault.CANCELLED_LATE, Fault.ABSENT}:
        faults = (Fault.CANCELLED_LATE, Fault.ABSENT)
        return await settlements.of_customer(work.session, order.customer_id, faults, month_began(work))
    since = work.now - MONTH
    if fault is Fault.MISMATCH:
        return await clockwork.mismatches_of(work.session, order.customer_id, since, besides=order.id)
    if fault is Fault.NOT_WORTH_IT and order.rep_id is not None:
        return await settlements.of_rep(work.session, order.rep_id, fault, since)
    return 0


def month_began(work: Work) -> datetime:
    local = work.now.astimezone(ZoneInfo(work.rules.time_zone))
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


async def write(
    work: Work,
    order: Order,
    told: Facts,
    settlement: Settlement,
    *,
    number: int,
    bonus: int,
    note: str = "",
    spared: int = 0,
) -> None:
    row = SettlementRow(
        order_id=order.id,
        number=number,
        rep_id=order.rep_id,
        fault=told.fault,
        note=note,
        billed_s=told.billed_s,
        free_s=told.free_s,
        repeat=told.repeat,
        bonus=bonus,
        spared=spared,
        at=work.now,
        **asdict(settlement),
    )
    work.session.add(row)
    await work.session.flush()


def read(row: SettlementRow) -> Settlement:
    return Settlement(**{name: getattr(row, name) for name in NUMBERS})


async def decide(work: Work, order: Order, fault: Fault, *, free_s: int | None = None) -> Settlement | None:
    """It came to this, as is seen now; None where the order was never settled."""
    row = await settlements.last_of(work.session, order.id)
    if row is None:
        return None
    told = await facts_of(work, order, fault, row.billed_s, row.free_s if free_s is None else free_s)
    return await change(work, order, row, told, settle(replace(told, before=read(row)), rules_of(order)))


async def lapse(work: Work, order: Order, fault: Fault) -> Settlement | None:
    """The owner let the deadline pass: nobody was at fault, and the customer is favoured up to one block."""
    row = await settlements.last_of(work.session, order.id)
    if row is None:
        return None
    told = await facts_of(work, order, fault, row.billed_s, row.free_s)
    new = undecided(replace(told, before=read(row)), rules_of(order))
    return await change(work, order, row, replace(told, fault=Fault(row.fault)), new, note="lapsed")


async def give_back(work: Work, order: Order, amount: int, *, of_both: bool) -> Settlement | None:
    """So much more goes to the customer. Raises BadAmount for more than they were charged, or for nothing."""
    row = await settlements.last_of(work.session, order.id)
    if row is None:
        return None
    if amount < 1:
        raise BadAmount("a refund of nothing")
    told = await facts_of(work, order, Fault(row.fault), row.billed_s, row.free_s)
    new = relieve(read(row), amount, rep_bears=of_both)
    return await change(work, order, row, told, new, note="both" if of_both else "shop")


async def make_good(work: Work, order: Order, meter: Meter) -> int:
    """Less was counted than it was settled on: what that costs less goes back, and the shop bears it. How much."""
    row = await settlements.last_of(work.session, order.id)
    if row is None:
        return 0
    billed_s = meter.billed_s(work.now)
    told = told_by(order, row)
    free_s = billed_s - billed_until(meter, order.crisis_at) if order.crisis_at and row.free_s else row.free_s
    counted = replace(told, billed_s=billed_s, free_s=min(free_s, billed_s))
    less = settle(told, rules_of(order)).charged - settle(counted, rules_of(order)).charged
    amount = min(less, row.charged)
    if amount < 1:
        return 0
    await change(work, order, row, counted, relieve(read(row), amount, rep_bears=False), note="late")
    return amount


def told_by(order: Order, row: SettlementRow) -> Facts:
    """What a settlement was made on."""
    return Facts(
        fault=Fault(row.fault),
        price=order.price,
        bought_s=order.minutes * 60,
        billed_s=row.billed_s,
        rep_percent=order.rep_share,
        free_s=row.free_s,
        repeat=row.repeat,
    )


async def change(
    work: Work, order: Order, row: SettlementRow, told: Facts, new: Settlement, *, note: str = ""
) -> Settlement:
    """Write the change down, and move only what is different. The order's own row is held by whoever read it."""
    old, number = read(row), row.number + 1
    bonus = row.bonus if new.rep_pay >= old.rep_pay else row.bonus * new.rep_pay // old.rep_pay
    due = await due_of(work, order, old.rep_pay + row.bonus, new.rep_pay + bonus)
    await write(work, order, told, new, number=number, bonus=bonus, note=note, spared=due.spared)
    drawn = Drawn()
    if due.taken and order.rep_id is not None:
        key = f"order:{order.code}:back:{number}"
        drawn = await earnings.take_back(work, order.rep_id, due.taken, order, key=key, reason=told.fault)
    posting = pay_postings.changed(
        f"order:{order.code}:settled:{number}", old, new, due, drawn, bonus_back=row.bonus - bonus,
        rep_id=order.rep_id, customer_id=order.customer_id, owes=work.rules.pay.shortfall == "debt",
    )  # fmt: skip
    await ledger.post(work, posting, order)
    if due.more and order.rep_id is not None:
        rep, key = await work.session.get_one(Rep, order.rep_id), f"order:{order.code}:more:{number}"
        await earnings.add(work, rep, EarningKind.SESSION, due.more, key, order=order, reason=told.fault)
    order.given_back = (order.charged or 0) - new.charged
    if order.charged and not new.charged:
        order.refunded_at = work.now
    await work.session.flush()
    return new


async def due_of(work: Work, order: Order, had: int, has: int) -> Due:
    spared = await settlements.spared_of(work.session, order.id)
    return falls_due(had, has, spared=spared, penalties=await pay.penalties_on(work.session, order.id))


async def take_what_was_spared(work: Work, order: Order) -> None:
    """A penalty was given back: what no refund took because of it is taken now."""
    row, spared = await settlements.last_of(work.session, order.id), await settlements.spared_of(work.session, order.id)
    if row is not None and spared:
        told = await facts_of(work, order, Fault(row.fault), row.billed_s, row.free_s)
        await change(work, order, row, told, read(row), note="appeal")
        tell_change(work, order, told.fault, await settlements.spared_of(work.session, order.id) - spared)


async def keep_used_only(work: Work, order: Order) -> None:
    """What was held until the owner had looked goes back: the customer pays for the time used, and for the minimum."""
    row = await settlements.last_of(work.session, order.id)
    if row is None:
        return
    told = await facts_of(work, order, Fault.HARASSMENT, row.billed_s, row.free_s)
    used = told.worth(max(row.billed_s, rules_of(order).minimum_s))
    if row.charged > used:
        await give_back(work, order, row.charged - used, of_both=False)


async def tell_rep(work: Work, order: Order, fault: Fault, before: Settlement, now: Settlement) -> None:
    """What they are spared is not taken from them."""
    row = await settlements.last_of(work.session, order.id)
    if row is not None and before != now:
        tell_change(work, order, fault, now.rep_pay - before.rep_pay + row.spared)


def tell_change(work: Work, order: Order, fault: Fault, amount: int) -> None:
    if order.rep_id is not None and amount:
        work.tell(order.rep_id, mn.PayChanged(order.code, fault, amount, order.currency), order_id=order.id)


async def pay_of(work: Work, order: Order) -> int:
    """What the representative has of an order by now."""
    if not order.given_back:
        return order.rep_pay or 0
    row = await settlements.last_of(work.session, order.id)
    return row.rep_pay if row is not None else 0
