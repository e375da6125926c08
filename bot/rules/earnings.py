"""What a representative earns beside the share, when it is theirs, and what a refund takes back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.rules.amounts import check_amount
from models.kinds import EarningKind

DAY_S = 24 * 3600


@dataclass(frozen=True)
class PayRules:
    """The shop's numbers for those who work there. Seconds, percent, minor units."""

    hold_s: int = DAY_S  # how long earnings are open to question
    hold_new_s: int = 3 * DAY_S  # the same of somebody new, and of a trial
    probation_orders: int = 10  # somebody is new until so many talks are finished,
    probation_s: int = 14 * DAY_S  # or so long has passed
    extension_percent: int = 5  # of what an extension costs
    designated_percent: int = 5  # of the charge, where the customer comes back to them
    night_percent: int = 5  # of the charge of a talk that begins at night
    night_from: int = 23  # by the shop's clock
    night_to: int = 6
    minimum: int = 5000  # less than this waits for the next week
    on_request_from: int = 40  # with so many talks finished, pay may be asked for on any day; 0: only weekly
    account_hold_s: int = 2 * DAY_S  # a new account is used after this
    shortfall: Literal["shop", "debt"] = "shop"  # who bears a refund that the representative's money does not cover
    appeal_s: int = 30 * DAY_S  # so long a line may be questioned
    tips: tuple[int, ...] = (500, 1000, 2000)
    tip_within_s: int = 3 * DAY_S
    tip_percent: int = 100  # of a tip, the representative's part


@dataclass(frozen=True)
class Talked:
    """What bonuses depend on. Minor units."""

    charged: int
    room: int  # how much may be earned on the order beside the share
    extended: int = 0  # of the charge, what extensions cost
    came_back: bool = False
    at_night: bool = False


def bonuses(talked: Talked, rules: PayRules) -> tuple[tuple[EarningKind, int], ...]:
    """What comes on top of the share, by kind; together never above the room. None of them is zero."""
    check_amount(talked.room)
    wanted = (
        (EarningKind.EXTENSION, talked.extended * rules.extension_percent // 100),
        (EarningKind.DESIGNATED, talked.charged * rules.designated_percent // 100 if talked.came_back else 0),
        (EarningKind.NIGHT, talked.charged * rules.night_percent // 100 if talked.at_night else 0),
    )
    room, given = talked.room, []
    for kind, asked in wanted:
        amount = min(asked, room)
        room -= amount
        if amount:
            given.append((kind, amount))
    return tuple(given)


def at_night(moment: datetime, zone: ZoneInfo, rules: PayRules) -> bool:
    """Whether it is night by that clock: from `night_from` until before `night_to`; the same hour twice is never."""
    hour, begin, end = moment.astimezone(zone).hour, rules.night_from, rules.night_to
    return begin <= hour < end if begin <= end else hour >= begin or hour < end


def hold(finished: int, since: timedelta, *, trial: bool, rules: PayRules) -> timedelta:
    """How long earnings stay open to question, of somebody with so many finished talks who came so long ago."""
    new = finished < rules.probation_orders and since < timedelta(seconds=rules.probation_s)
    return timedelta(seconds=rules.hold_new_s if new or trial else rules.hold_s)


def next_cut_off(now: datetime, zone: ZoneInfo) -> datetime:
    """The next Monday, 00:00 by that clock, after `now`. Where a clock change skips that moment, the first after it."""
    local = now.astimezone(zone)
    monday = local.date() + timedelta(days=7 - local.weekday())
    return datetime.combine(monday, time(), zone)


@dataclass(frozen=True)
class Due:
    """What a change of an order's settlement means for its representative."""

    more: int = 0  # they are given
    taken: int = 0  # is taken of what they have
    spared: int = 0  # so much more than before they are spared, or with a minus less


def falls_due(had: int, has: int, *, spared: int, penalties: int) -> Due:
    """By the settlements they `had` so much of an order, and now have so much; until now they were spared `spared`.

    Penalties and refunds together never take more than an order has earned: what a penalty has taken, no refund takes
    once more. Raises BadAmount.
    """
    for told in (had, has, spared, penalties):
        check_amount(told)
    if has > had:
        kept = min(spared, has - had)
        return Due(more=has - had - kept, spared=-kept)
    asked = had - has + spared
    taken = min(asked, max(0, had + spared - penalties))
    return Due(taken=taken, spared=asked - taken - spared)


@dataclass(frozen=True)
class Open:
    """A line whose money can still be taken back; `left` is what of it is not yet."""

    id: int
    left: int


@dataclass(frozen=True)
class Drawn:
    """A refund's part of the representative: from which pending lines, from what is available, and what is missing."""

    pending: tuple[tuple[int, int], ...] = ()  # line and amount
    available: int = 0
    short: int = 0


def draw(amount: int, pending: Sequence[Open], available: int) -> Drawn:
    """Take `amount` from pending lines in their order, then from what is available; never below zero.

    Raises BadAmount.
    """
    for told in (amount, available, *(line.left for line in pending)):
        check_amount(told)
    taken = []
    for line in pending:
        part = min(amount, line.left)
        if part:
            taken.append((line.id, part))
            amount -= part
    there = min(amount, available)
    return Drawn(tuple(taken), there, amount - there)


def repaid(debt: int, available: Iterable[int]) -> int:
    """How much of a debt is repaid by what has become available."""
    return min(debt, max(0, sum(available)))
