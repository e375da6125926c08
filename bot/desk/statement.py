"""A representative's statement: every line with its reason; appeals; what the owner adds and takes away."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.desk import contacts, earnings, ledger, pay_account, payouts, profile, settling
from bot.desk import money_commands as mc
from bot.desk import money_notices as mn
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.owner import audit, order_named, owner_only, rep_named
from bot.desk.work import Work
from bot.rules import pay_postings
from bot.rules.errors import BadAmount
from bot.rules.money_text import minor_units
from models import order as orders
from models import pay
from models import settlement as settlements
from models.kinds import CaseState, EarningKind, EarningState
from models.order import Order
from models.pay import Appeal, Earning, PayAccount
from models.rep import Rep

SHOWN = 6
"""Lines of a page; each has a button."""
PENALTY_USAGE = "/penalty ORDER AMOUNT REASON"
BONUS_USAGE = "/bonus REP AMOUNT REASON"
REASON_LIMIT = 200


async def show(work: Work, command: mc.ShowPay) -> n.Notice:
    """One's own; with a representative's code, the owner sees theirs."""
    if command.rep_code:
        if not command.actor.is_owner:
            raise Refused(Reason.OWNER_ONLY)
        return await page(work, await rep_named(work, command.rep_code), command.before, own=False)
    return await page(work, await profile.rep_of(work, command.actor), command.before, own=True)


async def page(work: Work, rep: Rep, before: int, *, own: bool) -> n.Notice:
    currency = work.rules.currency
    sums = await pay.sums(work.session, rep.id, currency)
    rows = await pay.page_of(work.session, rep.id, SHOWN + 1, before)
    account = await work.session.get(PayAccount, rep.id)
    since, until = year_of(work)
    return mn.Statement(
        rep_code=rep.code,
        own=own,
        pending=sums.get(EarningState.PENDING, 0),
        available=sums.get(EarningState.AVAILABLE, 0),
        requested=sums.get(EarningState.REQUESTED, 0),
        debt=await ledger.debt(work, rep.id, currency),
        paid_this_year=(await pay.paid_between(work.session, since, until, rep.id)).get(rep.id, 0),
        year=since.astimezone(ZoneInfo(work.rules.time_zone)).year,
        currency=currency,
        minimum=work.rules.pay.minimum,
        cut_off=payouts.upcoming(work),
        has_account=account is not None and bool(account.account),
        on_request=own and await payouts.on_request(work, rep.id),
        lines=tuple([await line_of(work, row) for row in rows[:SHOWN]]),
        more=rows[SHOWN - 1].id if len(rows) > SHOWN else 0,
    )


async def ask_payout(work: Work, command: mc.AskPayout) -> n.Notice:
    """All that is available, today; for those who have been here for long. Raises Refused."""
    rep = await profile.rep_of(work, command.actor)
    if not await payouts.on_request(work, rep.id):
        raise Refused(Reason.PAY_WEEKLY)
    await earnings.hold_rep(work, rep.id)
    batch = f"{work.now.astimezone(ZoneInfo(work.rules.time_zone)).date()}-now"
    if await pay.in_batch(work.session, rep.id, batch):
        raise Refused(Reason.PAY_ASKED_TODAY)
    account = await work.session.get(PayAccount, rep.id)
    if account is not None and account.account:
        payout = await payouts.request(work, rep.id, batch)
        if payout is None:
            raise Refused(Reason.PAY_TOO_LITTLE)
        due = mn.PayoutsDue(batch, 1, payout.amount, payout.currency)
        await contacts.tell_owners(work, due)
    else:
        work.tell(rep.id, mn.AccountMissing())
    return await page(work, rep, 0, own=True)


def year_of(work: Work) -> tuple[datetime, datetime]:
    zone = ZoneInfo(work.rules.time_zone)
    year = work.now.astimezone(zone).year
    return datetime(year, 1, 1, tzinfo=zone).astimezone(UTC), datetime(year + 1, 1, 1, tzinfo=zone).astimezone(UTC)


async def line_of(work: Work, row: Earning) -> mn.PayLine:
    order = await work.session.get(Order, row.order_id) if row.order_id else None
    return mn.PayLine(
        id=row.id,
        kind=EarningKind(row.kind),
        state=EarningState(row.state),
        amount=row.amount,
        currency=row.currency,
        at=row.at,
        available_at=row.available_at,
        order_code=order.code if order else "",
        reason=row.reason,
    )


async def appeal(work: Work, command: mc.AppealLine) -> n.Notice:
    rep = await profile.rep_of(work, command.actor)
    row = await work.session.get(Earning, command.line_id)
    if row is None or row.rep_id != rep.id:
        raise Refused(Reason.STALE_BUTTON)
    if work.now - row.at > timedelta(seconds=work.rules.pay.appeal_s):
        raise Refused(Reason.APPEAL_LATE)
    if await pay.appeal_about(work.session, row.id) is not None:
        raise Refused(Reason.APPEAL_TWICE)
    made = Appeal(earning_id=row.id, state=CaseState.OPEN, at=work.now)
    work.session.add(made)
    await work.session.flush()
    line = await line_of(work, row)
    await contacts.tell_owners(work, mn.AppealCard(made.id, rep.code, line))
    return mn.AppealTaken(line)


@owner_only
async def decide(work: Work, command: mc.DecideAppeal) -> n.Notice:
    """A yes gives back what a line took; where it gave too little, the owner adds with /bonus what is fair."""
    made = await work.session.get(Appeal, command.appeal_id, with_for_update=True, populate_existing=True)
    if made is None or made.state != CaseState.OPEN:
        raise Refused(Reason.APPEAL_CLOSED)
    made.state, made.decided_at = CaseState.GRANTED if command.granted else CaseState.DECLINED, work.now
    row = await work.session.get_one(Earning, made.earning_id)
    order = await orders.by_id(work.session, row.order_id) if row.order_id is not None else None
    rep = await work.session.get_one(Rep, row.rep_id)
    back = -row.amount if command.granted and row.amount < 0 else 0
    if back:
        key = f"appeal:{made.id}"
        await earnings.add(work, rep, EarningKind.GIFT, back, key, reason="appeal")
        posting = pay_postings.restored(key, back, rep.id, of_revenue=row.kind == EarningKind.PENALTY)
        await ledger.post(work, posting, None, currency=row.currency)
    audit(work, command.actor, "appeal", rep.code, made.state)
    told = mn.AppealDecided(await line_of(work, row), command.granted, back)
    work.tell(rep.id, told)
    if back and row.kind == EarningKind.PENALTY and order is not None:
        await settling.take_what_was_spared(work, order)
    return n.Done("appeal" if command.granted else "no_appeal", rep.code)


@owner_only
async def penalty(work: Work, command: mc.Penalise) -> n.Notice:
    """At most what the order has earned; what is not there is not taken."""
    order = await order_named(work, command.code)
    amount, reason = asked(command.amount, command.reason, order.currency, PENALTY_USAGE)
    row = await settlements.last_of(work.session, order.id)
    if row is None or order.rep_id is None:
        raise Refused(Reason.NOTHING_EARNED, code=order.code)
    had = row.rep_pay + row.bonus - await pay.penalties_on(work.session, order.id)
    if had <= 0:
        raise Refused(Reason.NOTHING_EARNED, code=order.code)
    taken = min(amount, had)
    key = f"penalty:{order.code}:{len(await pay.lines_of_order(work.session, order.id))}"
    drawn = await earnings.take_back(work, order.rep_id, taken, order, key=key, reason=reason, kind=EarningKind.PENALTY)
    if drawn.short == taken:
        raise Refused(Reason.NOTHING_EARNED, code=order.code)  # it is in their bank by now
    await ledger.post(work, pay_postings.penalty(key, drawn, order.rep_id), order)
    rep = await work.session.get_one(Rep, order.rep_id)
    audit(work, command.actor, "penalty", order.code, f"{taken - drawn.short} {reason}")
    work.tell(rep.id, mn.PayNote(order.code, drawn.short - taken, order.currency, reason))
    return n.Done("penalty", rep.code, order.code)


@owner_only
async def bonus(work: Work, command: mc.GiveBonus) -> n.Notice:
    rep = await rep_named(work, command.rep_code)
    currency = work.rules.currency
    amount, reason = asked(command.amount, command.reason, currency, BONUS_USAGE)
    key = f"bonus:{rep.code}:{work.now.isoformat()}"[:50]
    if await pay.earned(work.session, key) is None:
        await earnings.add(work, rep, EarningKind.GIFT, amount, key, reason=reason)
        await ledger.post(work, pay_postings.given(key, amount, rep.id), None, currency=currency)
        audit(work, command.actor, "bonus", rep.code, f"{amount} {reason}")
        work.tell(rep.id, mn.PayNote("", amount, currency, reason))
    return n.Done("bonus", rep.code)


def asked(amount: str, reason: str, currency: str, usage: str) -> tuple[int, str]:
    """The amount and a reason of one line. Raises Refused: nothing is added or taken without a reason."""
    try:
        number = minor_units(amount, currency)
    except BadAmount:
        raise Refused(Reason.BAD_USAGE, usage=usage) from None
    words = " ".join(reason.split())
    if not words:
        raise Refused(Reason.BAD_USAGE, usage=usage)
    return number, words[:REASON_LIMIT]


__all__ = ["appeal", "bonus", "decide", "pay_account", "penalty", "show"]
