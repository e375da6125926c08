"""What the desk says of paying, the wallet and prices. Values only; words are the edge's. Money in minor units."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from bot.desk.notices import Notice, WayBack, Words
from bot.rules.rails import Into
from models.kinds import PaymentState, Rail


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
    on_its_way: int = 0  # asked back over the rail by which it came, and not sent yet


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


# --- rails ---


@dataclass(frozen=True)
class TopUpPage(Notice):
    """Without an amount, those to choose from; with one, the ways to pay it."""

    amount: int
    currency: str
    ways: tuple[Rail, ...]
    amounts: tuple[int, ...] = ()


@dataclass(frozen=True)
class TransferPage(Notice):
    """Exactly how much to transfer, and where to; `claimed`: the shop looks for it."""

    number: int
    code: str  # the order's; "" for the wallet
    amount: int
    currency: str
    to: str
    claimed: bool = False


@dataclass(frozen=True)
class ProofTaken(Notice):
    in_place: ClassVar[bool] = False
    claimed: bool
    number: int


@dataclass(frozen=True)
class TransferCard(Notice):
    """To who keeps the till: did it arrive? `used_before`: the picture was shown for another payment already."""

    number: int
    code: str
    amount: int
    currency: str
    state: PaymentState
    used_before: bool = False


@dataclass(frozen=True)
class NotArrived(Notice):
    number: int
    code: str
    amount: int
    currency: str


@dataclass(frozen=True)
class InvoiceTitle(Notice):
    """The first line names the invoice, the rest describes it."""

    code: str
    service: Words | None
    minutes: int


@dataclass(frozen=True)
class InvoiceComes(Notice):
    """Answers the tap that asked for one."""

    toast: ClassVar[bool] = True
    in_place: ClassVar[bool] = False


@dataclass(frozen=True)
class InvoiceLost(Notice):
    """It did not go out; `unknown`: or nobody knows."""

    code: str
    unknown: bool


@dataclass(frozen=True)
class MoneyCame(Notice):
    """Money went to the wallet, and why there."""

    why: Into
    amount: int
    currency: str
    wallet: int
    code: str = ""


@dataclass(frozen=True)
class MoneyTaken(Notice):
    """A rail took a payment back by itself; the wallet bears it."""

    amount: int
    currency: str
    wallet: int
    code: str = ""


@dataclass(frozen=True)
class MoneyGoesBack(Notice):
    """To the customer: the shop gives a payment back over its rail."""

    amount: int
    currency: str
    rail: Rail
    code: str


@dataclass(frozen=True)
class ReturnAsk(Notice):
    """To the owner: is so much of a payment to go back by hand? `gone` of what `came` has gone back already."""

    number: int
    code: str
    amount: int
    gone: int
    came: int
    wallet: int
    currency: str
    rail: Rail


@dataclass(frozen=True)
class GivenBack(Notice):
    """To the owner; `by_hand`: they have to send it themselves. So much can still go back."""

    code: str
    amount: int
    currency: str
    rail: Rail
    by_hand: bool
    left: int = 0


@dataclass(frozen=True)
class ReturnFailed(Notice):
    """To the owner: Telegram did not give the Stars back, or nobody knows whether it did."""

    code: str
    amount: int
    currency: str
    refused: bool


@dataclass(frozen=True)
class BackOffer(Notice):
    """It is another amount by now than the button said."""

    in_place: ClassVar[bool] = False
    code: str
    back: WayBack


@dataclass(frozen=True)
class BackAsked(Notice):
    """To the customer: somebody of the shop is asked to send it."""

    in_place: ClassVar[bool] = False
    code: str
    amount: int
    currency: str
    rail: Rail


@dataclass(frozen=True)
class BackSent(Notice):
    """To the customer: somebody of the shop has sent it."""

    code: str
    amount: int
    currency: str
    rail: Rail


@dataclass(frozen=True)
class NotGivenBack(Notice):
    """To the customer: it could not go back, and is in the wallet again."""

    code: str
    amount: int
    currency: str
    rail: Rail
    wallet: int


@dataclass(frozen=True)
class ReturnCard(Notice):
    """To who keeps the till: a customer wants so much of what `came` back, the way they paid."""

    number: int
    turn: int
    code: str
    amount: int
    came: int
    currency: str
    rail: Rail
    paid_at: datetime
    state: Literal["open", "sent", "undone"]


@dataclass(frozen=True)
class ReturnWaits(Notice):
    """The same once more: nobody has said what became of it."""

    card: ReturnCard


@dataclass(frozen=True)
class StrangeMoney(Notice):
    """To the owner: money came for which this shop asked nobody."""

    number: int
    amount: int
    currency: str


@dataclass(frozen=True)
class RailsPage(Notice):
    """By which rails each service may be paid."""

    services: tuple[tuple[str, tuple[Rail, ...], bool], ...]
    shop: tuple[Rail, ...]
