"""What can be asked of the desk about paying, the wallet and prices."""

from dataclasses import dataclass, field

from bot.desk.commands import Command
from models.kinds import Rail


@dataclass(frozen=True)
class ShowWallet(Command):
    pass


@dataclass(frozen=True)
class AskTerms(Command):
    pass


@dataclass(frozen=True)
class AskPaySupport(Command):
    """With words, they go to the owner."""

    words: str = ""


@dataclass(frozen=True)
class PayWithTime(Command):
    """Use banked time for this order."""

    code: str


@dataclass(frozen=True)
class ShowPayment(Command):
    """All ways by which this order may be paid."""

    code: str


@dataclass(frozen=True)
class PayBy(Command):
    code: str
    rail: Rail


@dataclass(frozen=True)
class TopUp(Command):
    """Money for the wallet: which amounts, then by which way, then how."""

    amount: int = 0  # minor units
    rail: Rail | None = None
    typed: str = ""  # an amount in somebody's own words


@dataclass(frozen=True)
class SayPaid(Command):
    """The transfer is on its way, says who makes it."""

    number: int


@dataclass(frozen=True)
class Looked(Command):
    """A cashier looked into the account; `typed` is the amount where it is not the one asked for."""

    number: int
    arrived: bool
    typed: str = ""


@dataclass(frozen=True)
class PreCheckout(Command):
    payload: str
    amount: int
    currency: str


@dataclass(frozen=True)
class Paid(Command):
    """Telegram took the money. The charge ids are a secret of this person's."""

    payload: str
    amount: int
    currency: str
    charge_id: str = field(repr=False)
    provider_charge_id: str = field(default="", repr=False)


@dataclass(frozen=True)
class TakenBack(Command):
    """Telegram gave the money back to this person."""

    charge_id: str = field(repr=False)


@dataclass(frozen=True)
class GiveBack(Command):
    """The owner: what came in for this order goes back over its rail; `typed` is how much, where it is not all."""

    code: str
    typed: str = ""


@dataclass(frozen=True)
class GivePart(Command):
    """The owner's tap: so much of that payment goes back; `gone` is how much had gone back when it was shown."""

    number: int
    amount: int
    gone: int


@dataclass(frozen=True)
class BackAsPaid(Command):
    """The customer's tap: so much of that payment is to go back the way it came; `gone` is what had gone back then."""

    number: int
    amount: int
    gone: int


@dataclass(frozen=True)
class SettleReturn(Command):
    """Who keeps the till sent it back, or could not; `turn`: the time for which they were asked."""

    number: int
    turn: int
    sent: bool


@dataclass(frozen=True)
class SetRails(Command):
    """The owner: by which rails a service may be paid; without words, how it stands."""

    service: str = ""
    rails: tuple[str, ...] = ()


PRICE_USAGE = (
    "/price service chat30 25 · topic love +10% · night +15% · experienced +5 · trial -50% · package chat30 5 90"
)
COUPON_USAGE = "/coupon CODE 20% [100] [2026-12-31], /coupon CODE off"


@dataclass(frozen=True)
class SetPrice(Command):
    """The owner: a rule of prices, in words; without, how they stand."""

    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class SetCoupon(Command):
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class AskCoupon(Command):
    """The customer has a coupon for the order that is being made."""


@dataclass(frozen=True)
class LeaveCoupon(Command):
    """Without one after all."""


@dataclass(frozen=True)
class ShowPackages(Command):
    pass


@dataclass(frozen=True)
class BuyPackage(Command):
    """`bought`: how many kept times this person had when the button was shown."""

    service: str
    count: int
    bought: int
