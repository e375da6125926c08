"""What the desk says of settlements and pay. Values only; words are the edge's."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.desk.notices import Notice
from models.kinds import CaseState, Fault, Side


@dataclass(frozen=True)
class ComplaintChoice(Notice):
    in_place: ClassVar[bool] = False
    code: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class ComplaintTaken(Notice):
    """The owner looks at it until `due`."""

    in_place: ClassVar[bool] = False
    code: str
    fault: Fault
    due: datetime


@dataclass(frozen=True)
class CaseCard(Notice):
    """To the owner: what somebody says of an order, and what the books say. Money in minor units."""

    case_id: int
    code: str
    fault: Fault
    side: Side
    state: CaseState
    due: datetime
    rep_code: str
    price: int
    charged: int
    rep_pay: int
    currency: str
    billed_s: int
    earlier: int  # how often this customer has said so in a month, this time among it


@dataclass(frozen=True)
class CaseList(Notice):
    cases: tuple[CaseCard, ...]


@dataclass(frozen=True)
class CaseDecided(Notice):
    """To whoever complained, and to the owner who decided."""

    in_place: ClassVar[bool] = False
    code: str
    fault: Fault
    state: CaseState
    amount: int  # what goes to the customer now
    currency: str
    side: Side | None  # of the reader; None: the owner


@dataclass(frozen=True)
class PayChanged(Notice):
    """To a representative: a later decision changed what they have of an order; `amount` with a minus is taken back."""

    code: str
    fault: Fault
    amount: int
    currency: str


@dataclass(frozen=True)
class ClockNoMatter(Notice):
    """To both: the talk goes on, and from now on nothing is charged."""

    code: str
    side: Side


@dataclass(frozen=True)
class Settled(Notice):
    """To the owner: an order was settled anew."""

    code: str
    fault: Fault
    back: int
    rep: int
    currency: str
