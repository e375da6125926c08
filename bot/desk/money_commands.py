"""What can be asked of the desk about settlements and pay. Values only."""

from dataclasses import dataclass

from bot.desk.commands import Command
from models.kinds import Fault

# --- whoever was at either end of an order ---


@dataclass(frozen=True)
class AskComplaint(Command):
    """Something about an order was wrong: what?"""

    code: str


@dataclass(frozen=True)
class Complain(Command):
    code: str
    fault: Fault


# --- the owner ---


@dataclass(frozen=True)
class Settle(Command):
    """/settle CODE FAULT [MINUTE]: it came to this. `minute` of the talk, from which a crisis made it free."""

    code: str
    fault: str
    minute: int | None = None


@dataclass(frozen=True)
class RefundPart(Command):
    """/refund CODE AMOUNT [shop]: so much, of both or of the shop's part alone."""

    code: str
    amount: str
    of_both: bool = True


@dataclass(frozen=True)
class ListCases(Command):
    """/cases: what waits for the owner's decision."""


@dataclass(frozen=True)
class DecideCase(Command):
    case_id: int
    granted: bool


@dataclass(frozen=True)
class ListPayouts(Command):
    """/payouts: what is asked for and not paid yet."""


@dataclass(frozen=True)
class SettlePayout(Command):
    """The bank has paid it, or sent it back."""

    code: str
    paid: bool
    reference: str = ""


@dataclass(frozen=True)
class PayBatch(Command):
    """All that is open of one week is paid."""

    batch: str


@dataclass(frozen=True)
class ApproveAccount(Command):
    rep_code: str
    yes: bool


@dataclass(frozen=True)
class DecideAppeal(Command):
    appeal_id: int
    granted: bool


@dataclass(frozen=True)
class Penalise(Command):
    """/penalty ORDER AMOUNT REASON"""

    code: str
    amount: str
    reason: str


@dataclass(frozen=True)
class GiveBonus(Command):
    """/bonus REP AMOUNT REASON"""

    rep_code: str
    amount: str
    reason: str


# --- representatives ---


@dataclass(frozen=True)
class ShowPay(Command):
    """/pay: one's own statement; /pay REP is the owner's. `before`: the line after which it goes on."""

    rep_code: str = ""
    before: int = 0


@dataclass(frozen=True)
class AppealLine(Command):
    line_id: int


@dataclass(frozen=True)
class AskPayout(Command):
    """A representative asks for all that is theirs today."""


@dataclass(frozen=True)
class WriteAccount(Command):
    """/account WORDS: where the money is to go; without words, how it stands."""

    text: str = ""


# --- customers ---


@dataclass(frozen=True)
class GiveTip(Command):
    code: str
    amount: int  # minor units, one of those offered
