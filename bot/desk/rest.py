"""Times without orders: a short break, and days off."""

from datetime import date, timedelta

from bot.desk import commands as c
from bot.desk import looking, profile, roster
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.work import Work
from bot.rules import breaks, days
from bot.rules.errors import BadBreak, BadDay, PastDay
from models import kernel
from models import order as orders
from models import rep as reps
from models.kinds import RepStatus, TimerKind
from models.rep import DayOff, Rep

MOST_SPANS = 20
"""Of days off: each has a button on the page of the hours."""


async def take_break(work: Work, command: c.TakeBreak) -> n.Notice:
    """Talks that run go on; a second break takes the place of the first."""
    rep = await profile.rep_of(work, command.actor)
    try:
        length = breaks.minutes(command.length) if command.length else 0
    except BadBreak:
        raise Refused(Reason.BREAK_LENGTH, longest=breaks.LONGEST_MIN) from None
    if not rep.on_duty:
        raise Refused(Reason.BREAK_OFF_DUTY)
    if not length:
        return n.BreakChoice(breaks.OFFERED_MIN)
    until = work.now + timedelta(minutes=length)
    rep.resting_until = until
    await kernel.set_timer(work.session, TimerKind.REST_OVER, roster.rest_subject(rep), until)
    await looking.soon(work, rep.id)
    return n.BreakBegun(until, rep.time_zone)


async def break_over(work: Work, subject: str) -> None:
    rep = await work.session.get(Rep, int(subject.removeprefix("r")))
    if rep is None or rep.resting_until is None or rep.resting_until > work.now:
        return
    rep.resting_until = None
    if rep.on_duty and rep.status == RepStatus.ACTIVE:
        work.tell(rep.id, n.BreakOver(await orders.waiting(work.session, but=0)))
        await looking.soon(work, rep.id)


async def add_day_off(work: Work, command: c.AddDayOff) -> n.Notice:
    """Days that touch are kept as one stretch."""
    rep = await profile.rep_of(work, command.actor)
    if not command.text:
        raise Refused(Reason.DAY_OFF_WHICH)
    today = roster.today_of(rep, work.now)
    try:
        first, last = days.parse(command.text, today)
    except PastDay as error:
        raise Refused(Reason.DAY_PAST, text=str(error)) from None
    except BadDay as error:
        raise Refused(Reason.DAY_UNREADABLE, text=str(error)) from None
    rows = await reps.days_off_of(work.session, rep.id, today)
    spans = days.merged([(first, last), *((row.first, row.last) for row in rows)])
    if len(spans) > MOST_SPANS:
        raise Refused(Reason.DAYS_OFF_FULL, limit=MOST_SPANS)
    for row in rows:
        await work.session.delete(row)
    await work.session.flush()
    work.session.add_all(DayOff(rep_id=rep.id, first=first, last=last) for first, last in spans)
    await work.session.flush()
    return n.DayOffSet(first, last)


async def remove_day_off(work: Work, command: c.RemoveDayOff) -> n.Notice:
    rep = await profile.rep_of(work, command.actor)
    try:
        first = date.fromisoformat(command.first)
    except ValueError:
        raise Refused(Reason.STALE_BUTTON) from None
    row = await work.session.get(DayOff, (rep.id, first))
    if row is not None:
        await work.session.delete(row)
    return await profile.page(work, rep, "hours")
