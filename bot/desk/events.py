"""What happened to an order, for others at the desk to follow up after the use-case, in the same transaction."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Claimed:
    """A representative has the order: two people are connected."""

    order_id: int


@dataclass(frozen=True)
class Resumed:
    """The pause is over."""

    order_id: int


@dataclass(frozen=True)
class Closed:
    """These people are no longer connected by the order; `over` where nobody will be again."""

    order_id: int
    people: tuple[int, ...]
    over: bool = True


@dataclass(frozen=True)
class WalletFilled:
    """Money of theirs came into their wallet."""

    person_id: int


Event = Claimed | Resumed | Closed | WalletFilled
