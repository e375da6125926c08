"""What can be asked of the clock while two talk, and just after."""

from dataclasses import dataclass

from bot.desk.commands import Command


@dataclass(frozen=True)
class Extend(Command):
    """So many minutes more, at the order's own rate, paid from the wallet.

    `upon`: how many minutes were bought when the button was shown, so that a second tap on it buys nothing.
    """

    code: str
    minutes: int
    upon: int


@dataclass(frozen=True)
class StayOn(Command):
    """The representative says whether they stay longer than they had meant to."""

    code: str
    yes: bool


@dataclass(frozen=True)
class SetAuto(Command):
    """Whether the talk is extended by itself when its time is up."""

    code: str
    on: bool


@dataclass(frozen=True)
class GiveTime(Command):
    """The representative gives some minutes for nothing, once."""

    code: str


@dataclass(frozen=True)
class Reconnect(Command):
    """The same two again, right after the end."""

    code: str


@dataclass(frozen=True)
class Verify(Command):
    """Reckon the order anew from its stretches of time."""

    code: str
