"""What the desk says of settlements and pay. Values only; words are the edge's."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.desk.notices import Notice
from models.kinds import CaseState, EarningKind, EarningState, Fault, PayoutState, Side


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


# --- pay ---


@dataclass(frozen=True)
class PayLine:
    """A line of a statement. `amount` in minor units, with a minus what is taken back; `reason` is a fault's name, or
    what the owner wrote.
    """

    id: int
    kind: EarningKind
    state: EarningState
    amount: int
    currency: str
    at: datetime
    available_at: datetime
    order_code: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Statement(Notice):
    """Minor units. `more` is the line after which there are further ones; 0: that is all."""

    rep_code: str
    own: bool
    pending: int
    available: int
    requested: int
    debt: int
    paid_this_year: int
    year: int
    currency: str
    minimum: int
    cut_off: datetime
    has_account: bool
    lines: tuple[PayLine, ...]
    more: int = 0
    on_request: bool = False  # whether they may ask for their pay on any day


@dataclass(frozen=True)
class AppealTaken(Notice):
    in_place: ClassVar[bool] = False
    line: PayLine


@dataclass(frozen=True)
class AppealCard(Notice):
    """To the owner."""

    appeal_id: int
    rep_code: str
    line: PayLine


@dataclass(frozen=True)
class AppealDecided(Notice):
    """To the representative; `amount` is theirs again."""

    line: PayLine
    granted: bool
    amount: int


@dataclass(frozen=True)
class PayNote(Notice):
    """To a representative: the owner adds, or with a minus takes away, and says why."""

    order_code: str
    amount: int
    currency: str
    reason: str


@dataclass(frozen=True)
class AccountPage(Notice):
    """Where the money goes. `wanted` is not in use yet; `from_at` says when it will be."""

    account: str
    wanted: str
    approved: bool
    from_at: datetime | None


@dataclass(frozen=True)
class AccountMissing(Notice):
    """There is money for them, and nobody knows where to send it."""


@dataclass(frozen=True)
class AccountAsked(Notice):
    """To the owner."""

    rep_code: str
    account: str
    wanted: str


@dataclass(frozen=True)
class AccountDecided(Notice):
    approved: bool
    page: AccountPage


@dataclass(frozen=True)
class PayoutMoved(Notice):
    """To a representative: asked for, paid, or sent back by the bank."""

    code: str
    state: PayoutState
    amount: int
    currency: str
    account: str
    reference: str


@dataclass(frozen=True)
class PayoutsDue(Notice):
    """To the owner: the week is over."""

    batch: str
    count: int
    total: int
    currency: str


@dataclass(frozen=True)
class PayoutLine:
    code: str
    batch: str
    rep_code: str
    amount: int
    currency: str
    account: str


@dataclass(frozen=True)
class PayoutPage(Notice):
    """To the owner: what is asked for and not paid yet."""

    payouts: tuple[PayoutLine, ...]
    cut_off: datetime


@dataclass(frozen=True)
class TipGiven(Notice):
    amount: int
    currency: str


@dataclass(frozen=True)
class Tipped(Notice):
    """To a representative."""

    code: str
    amount: int
    currency: str
