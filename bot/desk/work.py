"""What one use-case works with: a transaction, the moment, chance, the shop's rules, and a tray for what goes out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.events import Event
from bot.desk.notices import ConfigTaken, Notice
from bot.desk.routing_rules import RoutingRules
from bot.rules.earnings import PayRules
from bot.rules.faults import FaultRules
from bot.rules.parcel import Parcel
from bot.rules.rails import RailRules
from bot.rules.terms import Terms, terms_for
from models.kinds import Language

GROUP: Literal["group"] = "group"
"""The representatives' group, as a receiver."""

NIGHT: Mapping[str, Mapping[str, Any]] = {"night": {"slow_reply_s": 0, "warn_aloud": []}}
"""Who wants company while falling asleep is not to be woken, and not to be answered in a hurry."""


@dataclass(frozen=True)
class Actor:
    """Whoever sent the update, as far as the desk may know them."""

    id: int
    language: Language
    adult: bool
    is_owner: bool = False
    is_rep: bool = False
    is_cashier: bool = False


@dataclass(frozen=True)
class ShopRules:
    """The shop's numbers, from the configuration. Seconds and percent."""

    currency: str = "CNY"
    rep_share: int = 60
    unpaid_s: int = 3600
    unfilled_s: int = 300
    board_from: int = 8
    contact_guard: bool = True
    expire_s: int = 1800
    invite_s: int = 7 * 24 * 3600
    keep_links_s: int = 48 * 3600
    rails: RailRules = field(default_factory=RailRules)
    secret: bytes = b""  # keys the digests of vouchers and invitations
    bot_username: str = ""
    time_zone: str = "Asia/Shanghai"
    protect_content: bool = True  # relayed messages cannot be forwarded or saved
    topics: bool = False  # private chats with the bot have topics, as BotFather has it
    vanish_at_end: bool = False  # a talk is removed from both phones a while after its end
    delivered_reaction: bool = False  # a mark on the sender's own message once its copy has arrived
    talk: Terms = field(default_factory=Terms)  # of new orders; a running one has its own
    special: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: NIGHT)
    routing: RoutingRules = field(default_factory=RoutingRules)
    settlement: FaultRules = field(default_factory=FaultRules)  # of new orders
    pay: PayRules = field(default_factory=PayRules)

    def terms(self, topic: str, service: str) -> Terms:
        """What is promised of time to who orders this now."""
        return terms_for(self.talk, self.special, topic, service)


@dataclass(frozen=True)
class Tell:
    """A notice for somebody. With `ref` it is a card: sent once, edited ever after."""

    to: int | Literal["group"]
    notice: Notice
    ref: str | None = None
    order_id: int | None = None
    reply_link_id: int | None = None  # shown as a reply to this relayed message


@dataclass(frozen=True)
class RelaySend:
    """A parcel for the other side of a line; `link_id` is the row that will learn the new message's id."""

    to: int
    parcel: Parcel
    link_id: int
    order_id: int
    reply_link_id: int | None = None


@dataclass(frozen=True)
class RelayEdit:
    """The new content of a parcel that was relayed before."""

    to: int
    parcel: Parcel
    link_id: int
    order_id: int


@dataclass(frozen=True)
class Reaction:
    """The bot's reaction to a relayed message in that person's chat, whoever wrote it; "" removes it."""

    to: int
    emoji: str
    link_id: int
    order_id: int


@dataclass(frozen=True)
class TakeBack:
    """The copy of a relayed message is to go; one that still waits is not sent. A removal hears what became of it."""

    to: int
    link_id: int
    order_id: int
    vanishing_id: int | None = None


@dataclass(frozen=True)
class OpenTopic:
    """A topic for the order's talk in that person's chat; all that is about the order stands there from then on."""

    to: int
    title: Notice
    order_id: int


@dataclass(frozen=True)
class Delete:
    """These messages in that person's own chat are to go, where Telegram lets the bot."""

    to: int
    message_ids: tuple[int, ...]


@dataclass(frozen=True)
class Erase:
    """At most 100 messages of that person's chat are to go; the removal hears what became of them."""

    to: int
    message_ids: tuple[int, ...]
    vanishing_id: int


@dataclass(frozen=True)
class Pin:
    """The card of that reference stays on top of that person's chat, or does so no longer. No sound."""

    to: int
    ref: str
    order_id: int
    on: bool


@dataclass(frozen=True)
class RepMenu:
    """Show the representatives' commands in this person's menu."""

    to: int


@dataclass(frozen=True)
class Invoice:
    """An invoice for that person, marked before it is sent and never repeated."""

    to: int
    title: Notice
    payload: str
    amount: int
    currency: str
    payment_id: int
    number: int  # of those that were sent for this payment
    order_id: int | None = None


@dataclass(frozen=True)
class ReturnStars:
    """Telegram is to give these Stars back; never asked twice."""

    to: int
    charge_id: str = field(repr=False)
    payment_id: int


@dataclass(frozen=True)
class Picture:
    """A picture that somebody sent to the shop, for who keeps the till."""

    to: int
    media: str
    notice: Notice


@dataclass(frozen=True)
class TextFile:
    """A small file that the shop itself wrote. It is kept until it is delivered, and no longer."""

    to: int
    name: str
    text: str = field(repr=False)
    notice: Notice


Delivery = (
    Tell
    | Invoice
    | ReturnStars
    | Picture
    | TextFile
    | RelaySend
    | RelayEdit
    | Reaction
    | TakeBack
    | OpenTopic
    | Delete
    | Erase
    | Pin
    | RepMenu
)


@dataclass
class Work:
    session: AsyncSession
    now: datetime
    rng: Random
    rules: ShopRules
    owners: frozenset[int] = frozenset()  # Telegram ids, for recognising alone
    reload: Callable[[], Notice] = ConfigTaken  # reads the configuration anew; without one, nothing has changed
    cashiers: frozenset[int] = frozenset()  # and of who keeps the till beside them
    deliveries: list[Delivery] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)  # not followed up yet

    def tell(
        self,
        to: int | Literal["group"],
        notice: Notice,
        *,
        ref: str | None = None,
        order_id: int | None = None,
        reply_link_id: int | None = None,
    ) -> None:
        self.deliveries.append(Tell(to, notice, ref, order_id, reply_link_id))
