"""When somebody is about to tell a contact: the message waits for their choice, or stays; the owner may hear of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from bot.desk import commands as c
from bot.desk import notices as n
from bot.desk import waiting
from bot.desk.work import Work
from bot.guard.words import guard
from bot.rules.guard import policy
from bot.rules.guard.across import LookBack, Trace
from bot.rules.guard.finding import Finding, merged
from bot.rules.guard.policy import Step, Verdict
from bot.rules.parcel import Parcel
from models import held
from models import person as persons
from models.held import GuardRow
from models.kinds import HeldFor, Side
from models.order import Order

CHOOSE_WITHIN = timedelta(minutes=10)
"""Then the words are forgotten."""


@cache
def look_back() -> LookBack:
    return LookBack(guard())


def plain(work: Work, text: str, at: datetime) -> bool:
    """Whether there is nothing to look into: no contact, and no piece that may become one."""
    if not work.rules.contact_guard or not text:
        return True
    return not guard().find(text) and not look_back().trace(text, at).skeleton


async def held_back(work: Work, order: Order, side: Side, command: c.Message) -> n.Notice | None:
    """What its sender hears instead of its being carried; None where nothing stands against that."""
    findings = await found(work, order, side, command.parcel.text, min(command.sent_at, work.now))
    verdict = await judged(work, order, side, findings)
    kinds = tuple(sorted({finding.kind.value for finding in findings}))
    if verdict.step is Step.PASS:
        return None
    if verdict.step is Step.REFUSE:
        return n.ContactRefused(kinds, side)
    spans = [f"{finding.start}:{finding.end}" for finding in findings]
    alone = replace(command, parcel=replace(command.parcel, album=""))  # by the time it goes, its album has gone
    row = await waiting.keep(work, order, alone, HeldFor.CONTACT, spans=spans, kinds=kinds)
    await waiting.forget_after(work, row, CHOOSE_WITHIN)
    return n.ContactSeen(row.id, kinds, tuple(choice.value for choice in verdict.choices))


async def edit_held_back(work: Work, order: Order, side: Side, parcel: Parcel) -> n.Notice | None:
    """The same for a change: it is carried or it is not, and nobody is asked."""
    findings = await found(work, order, side, parcel.text, work.now)
    verdict = await judged(work, order, side, findings)
    kinds = tuple(sorted({finding.kind.value for finding in findings}))
    return None if verdict.step is Step.PASS else n.ContactRefused(kinds, side, edit=True)


async def found(work: Work, order: Order, side: Side, text: str, at: datetime) -> tuple[Finding, ...]:
    """Contacts in the text, and those that it completes; what may become one is remembered."""
    if not work.rules.contact_guard:
        return ()
    row = await held.guard_of(work.session, order.id, side)
    before = read(row.traces) if row is not None else ()
    latest = look_back().trace(text, at)
    if row is not None or latest.skeleton:
        row = row or await remembered(work, order, side)
        kept = look_back().kept(before, latest)
        row.traces = [f"{trace.at.timestamp()}:{trace.skeleton}" for trace in kept if any(t.skeleton for t in kept)]
    return merged((*guard().find(text), *look_back().across(before, text, at)))


async def judged(work: Work, order: Order, side: Side, findings: Sequence[Finding]) -> Verdict:
    """Count the hit, decide what it leads to, and tell the owner where that is due."""
    if not findings:
        return Verdict(Step.PASS)
    row = await held.guard_of(work.session, order.id, side) or await remembered(work, order, side)
    verdict = policy.decide(side, row.hits, findings, order.code)
    row.hits += 1
    if verdict.flag is not None:
        kinds = tuple(kind.value for kind in verdict.flag.kinds)
        await tell_owners(work, n.ContactFlag(order.code, side, kinds, verdict.flag.hits))
    return verdict


async def remembered(work: Work, order: Order, side: Side) -> GuardRow:
    row = GuardRow(order_id=order.id, side=side, hits=0, traces=[])
    work.session.add(row)
    await work.session.flush()
    return row


async def tell_owners(work: Work, notice: n.Notice) -> None:
    for owner_id in await persons.ids_of(work.session, work.owners):
        work.tell(owner_id, notice)


def read(traces: Sequence[str]) -> tuple[Trace, ...]:
    told = [trace.partition(":") for trace in traces]
    return tuple(Trace(skeleton, datetime.fromtimestamp(float(at), UTC)) for at, _, skeleton in told)
