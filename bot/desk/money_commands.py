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
