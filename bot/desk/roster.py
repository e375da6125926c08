"""When a representative works: weekly hours in their own zone, without the days off; and breaks."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.desk.work import Work
from bot.rules import days, hours
from bot.rules.errors import BadHours
from models import kernel
from models.kinds import TimerKind
from models.rep import DayOff, Rep
from routing.shifts import Week, works_until

ALWAYS = tuple((weekday, 0, 0) for weekday in range(7))
BEHIND, AHEAD = timedelta(days=2), timedelta(days=6)
"""Of days off only these matter for what is going on now, in whatever zone."""


def near(now: datetime) -> tuple[date, date]:
    """The dates whose days off are asked for."""
    return (now - BEHIND).date(), (now + AHEAD).date()


def zone_of(rep: Rep) -> ZoneInfo:
    """Their zone; UTC where the row names none that there is, as an old or a restored one may."""
    try:
        return ZoneInfo(rep.time_zone)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def unreadable(rep: Rep) -> bool:
    """Whether nobody can tell when they work: an unknown zone, or hours that say nothing. They are off shift then."""
    try:
        ZoneInfo(rep.time_zone)
        if rep.hours:
            hours.parse(rep.hours)
    except (KeyError, ValueError, OSError, BadHours):
        return True
    return False


def today_of(rep: Rep, now: datetime) -> date:
    return now.astimezone(zone_of(rep)).date()


def week_of(rep: Rep, off: Iterable[DayOff], now: datetime) -> Week | None:
    """None for who works whenever they are on duty."""
    since, until = near(now)
    free = {day for one in off for day in days.each(max(one.first, since), min(one.last, until))}
    if not rep.hours and not free:
        return None
    shifts = hours.parse(rep.hours) if rep.hours else ALWAYS
    return Week(ZoneInfo(rep.time_zone), shifts, dict.fromkeys(free, ()))


def shift_of(rep: Rep, off: Iterable[DayOff], now: datetime) -> tuple[bool, int | None]:
    """Whether they are within their hours, and the seconds that are left of them; None: as long as they like."""
    if unreadable(rep):
        return False, 0
    week = week_of(rep, off, now)
    if week is None:
        return True, None
    until = works_until(week, now)
    return until is not None, int((until - now).total_seconds()) if until else 0


def rest_subject(rep: Rep) -> str:
    """Of the timer that ends a break; orders have numbers of their own."""
    return f"r{rep.id}"


def on_break(rep: Rep, now: datetime) -> bool:
    return rep.resting_until is not None and rep.resting_until > now


async def end_break(work: Work, rep: Rep) -> None:
    rep.resting_until = None
    await kernel.clear_timers(work.session, rest_subject(rep), TimerKind.REST_OVER)
