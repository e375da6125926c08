"""Words for times without orders: breaks, days off, an order passed on."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.desk import notices as n
from bot.telegram.callbacks import BreakTap, Go, PageTap
from bot.telegram.render.book import button, lines, renders, rows
from bot.telegram.render.tongue import Tongue
from bot.telegram.view import View


def clock(t: Tongue, moment: datetime, zone: str) -> str:
    """By the representative's own clock."""
    return Tongue(t.language, ZoneInfo(zone)).time(moment)


def break_line(t: Tongue, notice: n.Profile) -> str:
    if notice.resting_until is None:
        return ""
    return t("☕️ On a break until {time}.", time=clock(t, notice.resting_until, notice.time_zone))


@renders(n.BreakChoice)
def break_choice(t: Tongue, notice: n.BreakChoice) -> View:
    taps = [button(t("{minutes} min", minutes=length), BreakTap(minutes=length)) for length in notice.lengths]
    return View(t("☕️ How long a break? Write for example /break 15, or tap:"), rows(taps, 3))


@renders(n.BreakBegun)
def break_begun(t: Tongue, notice: n.BreakBegun) -> View:
    text = t(
        "☕️ No orders for you until {time}; I tell you when it is over. /on ends it sooner.",
        time=clock(t, notice.until, notice.time_zone),
    )
    return View(text, ((button(t("☀️ End the break"), Go(what="on")),),))


@renders(n.BreakOver)
def break_over(t: Tongue, notice: n.BreakOver) -> View:
    waiting = t.plural("{n} order waits in the group.", "{n} orders wait in the group.", notice.waiting)
    over = t("☀️ Your break is over: orders are open to you again. Not yet? /break")
    return View(lines(over, waiting if notice.waiting else ""))


@renders(n.DayOffSet)
def day_off_set(t: Tongue, notice: n.DayOffSet) -> View:
    text = t(
        "🏖 Noted: no shift of yours begins on {days}. One from the evening before runs to its end.",
        days=t.dates(notice.first, notice.last),
    )
    return View(text, ((button(t("🗓 All days off"), PageTap(page="hours")),),))


@renders(n.Passed)
def passed(t: Tongue, notice: n.Passed) -> View:
    return View(t("🙅 Order {code} is for others then, and no longer open to you.", code=notice.code))
