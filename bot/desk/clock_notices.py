"""What the desk says of time that is bought, given or taken up again."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.desk.notices import Notice
from bot.rules.verify import Check
from models.kinds import Side


@dataclass(frozen=True)
class Extended(Notice):
    """There are so many minutes more; `auto` where it went by itself, and how often it still may."""

    side: Side
    code: str
    minutes: int
    price: int
    currency: str
    auto: bool = False
    left: int = 0


@dataclass(frozen=True)
class StayAsk(Notice):
    """To the representative: so many minutes more would go past the end of their shift."""

    code: str
    minutes: int


@dataclass(frozen=True)
class StayAsked(Notice):
    """To the customer: they are asked whether they can stay."""

    minutes: int


@dataclass(frozen=True)
class StayAnswered(Notice):
    """To the customer: they cannot stay that long. To the representative: that was passed on."""

    side: Side


@dataclass(frozen=True)
class TopUpFirst(Notice):
    """The wallet is short of the block, upon so many minutes, by so much; the talk stays open while they pay."""

    code: str
    minutes: int
    upon: int
    short: int
    currency: str
    hold_s: int
    codes: bool = False  # whether a voucher code may be sent right here
    ways: bool = False  # whether there are other ways


@dataclass(frozen=True)
class LateMadeGood(Notice):
    """After the end it was seen that words had been on their way too long: what those seconds cost is back."""

    code: str
    seconds: int
    amount: int
    currency: str
    wallet: int


@dataclass(frozen=True)
class AutoSet(Notice):
    """It goes on by itself from now on, `blocks` times at most, each of so many minutes; or no more, with 0."""

    in_place: ClassVar[bool] = False
    side: Side
    code: str
    blocks: int
    minutes: int
    price: int
    currency: str


@dataclass(frozen=True)
class TimeGiven(Notice):
    """Some minutes as a gift, that nobody pays for."""

    side: Side
    minutes: int


@dataclass(frozen=True)
class OnceMore(Notice):
    """The same two can go on within so many minutes, for that price."""

    code: str
    alias: str
    minutes: int
    price: int
    currency: str
    within: int
    kept: bool = False  # it costs no money but time that is kept for them


@dataclass(frozen=True)
class StripShown(Notice):
    """The talk as one strip of time: its stretches (kind, start, end), and what of them counted."""

    code: str
    spans: tuple[tuple[str, datetime, datetime], ...]
    counted_s: int
    bought_s: int


@dataclass(frozen=True)
class Verified(Notice):
    """Each number as it was told and as it was found."""

    code: str
    checks: tuple[Check, ...]
    currency: str
