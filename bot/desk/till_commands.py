"""What can be asked of the desk about paying, the wallet and prices."""

from dataclasses import dataclass

from bot.desk.commands import Command


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
