"""How pay leaves the shop: once a week what is available is asked for, the owner pays, and says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.desk import contacts, earnings, ledger
from bot.desk import money_commands as mc
from bot.desk import money_notices as mn
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.owner import audit, owner_only
from bot.desk.work import Actor, Work
from bot.rules import codes, pay_postings
from bot.rules.earnings import next_cut_off
from models import kernel, pay
from models import order as orders
from models.kinds import EarningState, PayoutState, TimerKind
from models.pay import PayAccount, Payout
from models.rep import Rep

REFERENCE_LIMIT = 64


def upcoming(work: Work) -> datetime:
    return next_cut_off(work.now, ZoneInfo(work.rules.time_zone))


async def cut_off(work: Work, _subject: str) -> None:
    """The week is over: whoever has enough and said where to is paid; everybody else's money waits."""
    await kernel.set_timer(work.session, TimerKind.CUT_OFF, "shop", upcoming(work))
    local = work.now.astimezone(ZoneInfo(work.rules.time_zone)).date()
    batch = (local - timedelta(days=local.weekday())).isoformat()
    made: list[Payout] = []
    for rep_id, amount in (await pay.with_money(work.session, work.rules.currency)).items():
        if amount >= work.rules.pay.minimum:
            payout = await request(work, rep_id, batch)
            made += [payout] if payout else []
    if made:
        total = sum(payout.amount for payout in made)
        await contacts.tell_owners(work, mn.PayoutsDue(batch, len(made), total, work.rules.currency))


async def on_request(work: Work, rep_id: int) -> bool:
    """Whether they need not wait for the end of the week."""
    least = work.rules.pay.on_request_from
    return bool(least) and await orders.finished_by(work.session, rep_id) >= least


async def request(work: Work, rep_id: int, batch: str) -> Payout | None:
    """A payout of all that is available; None where nobody knows where to, or it was made already."""
    await earnings.hold_rep(work, rep_id)
    account = await work.session.get(PayAccount, rep_id, populate_existing=True)
    if account is None or not account.account:
        work.tell(rep_id, mn.AccountMissing())
        return None
    lines = await pay.lines_of(work.session, rep_id, EarningState.AVAILABLE)
    amount = sum(line.amount for line in lines if line.currency == work.rules.currency)
    if amount < work.rules.pay.minimum or await pay.in_batch(work.session, rep_id, batch):
        return None
    payout = Payout(
        code=await new_code(work),
        rep_id=rep_id,
        batch=batch,
        amount=amount,
        currency=work.rules.currency,
        state=PayoutState.REQUESTED,
        account=account.account,
        requested_at=work.now,
    )
    work.session.add(payout)
    await work.session.flush()
    mine = [line for line in lines if line.currency == payout.currency]
    await pay.move_lines(work.session, mine, EarningState.REQUESTED, payout.id)
    await ledger.post(work, pay_postings.requested(payout.code, amount, rep_id), None, currency=payout.currency)
    work.tell(rep_id, mn.PayoutMoved(payout.code, PayoutState.REQUESTED, amount, payout.currency, payout.account, ""))
    return payout


async def new_code(work: Work) -> str:
    while True:
        code = f"P{codes.order_code(work.rng)}"
        if await pay.payout_by_code(work.session, code) is None:
            return code


@owner_only
async def show(work: Work, _command: mc.ListPayouts) -> n.Notice:
    return await page(work)


async def page(work: Work) -> n.Notice:
    found = await pay.open_payouts(work.session)
    lines = []
    for one in found:
        rep = await work.session.get_one(Rep, one.rep_id)
        lines.append(mn.PayoutLine(one.code, one.batch, rep.code, one.amount, one.currency, one.account))
    return mn.PayoutPage(tuple(lines), upcoming(work))


@dataclass(frozen=True)
class Outcome:
    """What the bank says of one payout."""

    code: str
    paid: bool
    reference: str = ""


@owner_only
async def settle(work: Work, command: mc.SettlePayout) -> n.Notice:
    payout = await pay.payout_by_code(work.session, command.code)
    if payout is None:
        raise Refused(Reason.NO_SUCH_PAYOUT, code=command.code[:12])
    if payout.state != PayoutState.REQUESTED:
        raise Refused(Reason.PAYOUT_SETTLED, code=payout.code)
    await came(work, payout, Outcome(payout.code, command.paid, command.reference[:REFERENCE_LIMIT]))
    audit(work, command.actor, "payout", payout.code, "paid" if command.paid else "failed")
    return await page(work)


@owner_only
async def settle_batch(work: Work, command: mc.PayBatch) -> n.Notice:
    """All of a batch that is still open. Said twice, it changes nothing more."""
    for found in await pay.open_payouts(work.session, command.batch):
        payout = await pay.payout_by_code(work.session, found.code)
        if payout is not None and payout.state == PayoutState.REQUESTED:
            await came(work, payout, Outcome(payout.code, True))
    audit(work, command.actor, "payouts", command.batch, "paid")
    return await page(work)


async def confirm(work: Work, outcomes: Sequence[Outcome], by: Actor) -> int:
    """What a file from the bank says, all of it or nothing; returns how many are new. Raises Refused.

    One that is settled already as the file says is left as it is. Each new one is written down as an act of that owner.
    """
    fresh = 0
    for outcome in sorted(outcomes, key=lambda one: one.code):
        payout = await pay.payout_by_code(work.session, outcome.code)
        if payout is None:
            raise Refused(Reason.NO_SUCH_PAYOUT, code=outcome.code[:12])
        wanted = PayoutState.PAID if outcome.paid else PayoutState.FAILED
        if payout.state == wanted:
            continue
        if payout.state != PayoutState.REQUESTED:
            raise Refused(Reason.PAYOUT_SETTLED, code=payout.code)
        await came(work, payout, outcome)
        audit(work, by, "payout", payout.code, f"{wanted} by file {outcome.reference}".rstrip())
        fresh += 1
    return fresh


async def came(work: Work, payout: Payout, outcome: Outcome) -> None:
    """The bank has paid, or sent it back; the representative hears. The payout's row is held."""
    await earnings.hold_rep(work, payout.rep_id)
    payout.state = PayoutState.PAID if outcome.paid else PayoutState.FAILED
    payout.reference, payout.settled_at = outcome.reference, work.now
    lines = await pay.lines_of_payout(work.session, payout.id)
    if outcome.paid:
        await pay.move_lines(work.session, lines, EarningState.PAID, payout.id)
        posting = pay_postings.paid(payout.code, payout.amount, payout.rep_id)
    else:
        await pay.move_lines(work.session, lines, EarningState.AVAILABLE)
        posting = pay_postings.failed(payout.code, payout.amount, payout.rep_id)
    await ledger.post(work, posting, None, currency=payout.currency)
    await work.session.flush()
    told = mn.PayoutMoved(payout.code, payout.state, payout.amount, payout.currency, payout.account, payout.reference)
    work.tell(payout.rep_id, told)
