"""Where a representative's money goes: they write it, the owner looks, and a change waits two days."""

from datetime import timedelta

from bot.desk import contacts, earnings, profile
from bot.desk import money_commands as mc
from bot.desk import money_notices as mn
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.owner import audit, owner_only, rep_named
from bot.desk.work import Work
from models import kernel
from models.kinds import TimerKind
from models.pay import PayAccount
from models.rep import Rep

SHORTEST, LONGEST = 4, 200
STOP = "stop"


async def held(work: Work, rep_id: int) -> PayAccount:
    """The row, kept for this transaction alone; made where there is none."""
    await earnings.hold_rep(work, rep_id)
    row = await work.session.get(PayAccount, rep_id, populate_existing=True)
    if row is None:
        row = PayAccount(rep_id=rep_id, account="", wanted="", approved=False)
        work.session.add(row)
        await work.session.flush()
    return row


def page(row: PayAccount) -> mn.AccountPage:
    return mn.AccountPage(row.account, row.wanted, row.approved, row.from_at)


async def write(work: Work, command: mc.WriteAccount) -> n.Notice:
    """Without words: how it stands. `stop` takes back a change that is not in use yet."""
    rep = await profile.rep_of(work, command.actor)
    row = await held(work, rep.id)
    text = " ".join(command.text.split())
    if not text:
        return page(row)
    if text.lower() == STOP:
        await forget(work, row)
        return page(row)
    if not SHORTEST <= len(text) <= LONGEST or not text.isprintable():
        raise Refused(Reason.BAD_ACCOUNT, shortest=SHORTEST, longest=LONGEST)
    row.wanted, row.wanted_at, row.approved, row.from_at = text, work.now, False, None
    await work.session.flush()
    await kernel.clear_timers(work.session, earnings.subject(rep.id), TimerKind.PAY_ACCOUNT)
    await contacts.tell_owners(work, mn.AccountAsked(rep.code, row.account, text))
    return page(row)


async def forget(work: Work, row: PayAccount) -> None:
    row.wanted, row.wanted_at, row.approved, row.from_at = "", None, False, None
    await work.session.flush()
    await kernel.clear_timers(work.session, earnings.subject(row.rep_id), TimerKind.PAY_ACCOUNT)


@owner_only
async def approve(work: Work, command: mc.ApproveAccount) -> n.Notice:
    """The first account is used at once; a change after a while, in which its owner can say that it was not them."""
    rep = await rep_named(work, command.rep_code)
    row = await held(work, rep.id)
    if not row.wanted or row.approved:
        raise Refused(Reason.NOTHING_WANTED, code=rep.code)
    audit(work, command.actor, "account", rep.code, "approved" if command.yes else "refused")
    if not command.yes:
        await forget(work, row)
    elif row.account and work.rules.pay.account_hold_s:
        row.approved, row.from_at = True, work.now + timedelta(seconds=work.rules.pay.account_hold_s)
        await work.session.flush()
        await kernel.set_timer(work.session, TimerKind.PAY_ACCOUNT, earnings.subject(rep.id), row.from_at)
    else:
        await use(work, row)
    work.tell(rep.id, mn.AccountDecided(command.yes, page(row)))
    return n.Done("account" if command.yes else "no_account", rep.code)


async def use(work: Work, row: PayAccount) -> None:
    row.account = row.wanted
    await forget(work, row)


async def comes_into_use(work: Work, timer_subject: str) -> None:
    rep = await work.session.get(Rep, int(timer_subject.removeprefix("r")))
    if rep is None:
        return
    row = await held(work, rep.id)
    if row.approved and row.from_at is not None and row.from_at <= work.now:
        await use(work, row)
        work.tell(rep.id, page(row))
