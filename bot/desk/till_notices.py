"""What the desk says of paying, the wallet and prices. Values only; words are the edge's. Money in minor units."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.desk.notices import Notice, Words


@dataclass(frozen=True)
class Banked:
    """Time that a customer may still use; `like` is the order that it is from."""

    minutes: int
    service: Words
    expires_at: datetime
    like: str = ""


@dataclass(frozen=True)
class WalletPage(Notice):
    """Money below zero is owed to the shop."""

    in_place: ClassVar[bool] = False
    money: int
    currency: str
    times: tuple[Banked, ...] = ()


@dataclass(frozen=True)
class TimeBanked(Notice):
    """The rest of a talk is kept."""

    in_place: ClassVar[bool] = False
    time: Banked


@dataclass(frozen=True)
class TimeEnds(Notice):
    """In so many days it is lost; 0: it is."""

    in_place: ClassVar[bool] = False
    time: Banked
    days: int


@dataclass(frozen=True)
class TermsPage(Notice):
    """What is sold, what it costs when, and what comes back."""

    minimum_minutes: int
    bank_days: int  # 0: what is left of a talk comes back as money


@dataclass(frozen=True)
class PaySupport(Notice):
    """How to be helped with a payment; `sent`: the owner has the words now."""

    sent: bool = False


@dataclass(frozen=True)
class PaySupportAsked(Notice):
    """To the owner: somebody has trouble with a payment."""

    in_place: ClassVar[bool] = False
    words: str
    code: str  # their last order, if there is one
    wallet: int
    currency: str
