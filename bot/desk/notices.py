"""Everything the desk can say, without words: the edge finds them, in the reader's language."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Literal

from bot.rules.relay import Failure
from bot.rules.vanish import Tally
from models.kinds import (
    AgeBand,
    EndReason,
    Gender,
    HeldFor,
    Language,
    OrderState,
    Rail,
    RepStatus,
    Side,
    SpanKind,
    Style,
)


@dataclass(frozen=True)
class Notice:
    """Base of all notices. A toast answers a tap in passing; anything else is a message."""

    toast: ClassVar[bool] = False
    in_place: ClassVar[bool] = True  # answering a tap, it replaces the message whose button was tapped
    beside: ClassVar[bool] = False  # answering a message, it is shown as a reply to it


@dataclass(frozen=True)
class Words:
    """A name that the shop chose, in both languages."""

    en: str
    zh: str


@dataclass(frozen=True)
class OrderFacts:
    """What may be said of an order to anyone concerned with it. Money in minor units."""

    code: str
    topic: Words
    emoji: str
    service: Words
    minutes: int
    price: int
    currency: str
    wish_gender: Gender | None = None
    wish_experienced: bool = False
    wish_language: Language | None = None
    wish_style: str | None = None
    wish_age: AgeBand | None = None
    musts: tuple[str, ...] = ()  # routing's wishes that the customer insists on
    given_way: tuple[str, ...] = ()  # and those that only make a match better by now


# --- anyone ---


@dataclass(frozen=True)
class Welcome(Notice):
    """The first page: what this is, a plain promise of what is kept, [order] [language]."""

    is_rep: bool = False
    is_owner: bool = False


@dataclass(frozen=True)
class AdultCheck(Notice):
    pass


@dataclass(frozen=True)
class LanguageChoice(Notice):
    pass


@dataclass(frozen=True)
class LanguageSet(Notice):
    language: Language


@dataclass(frozen=True)
class Help(Notice):
    is_rep: bool = False
    is_owner: bool = False
    marks_delivered: bool = False


@dataclass(frozen=True)
class Privacy(Notice):
    keep_links_hours: int = 48
    vanish_at_end: bool = False
    blocks: int = 0  # people whom the reader would rather not meet again


# --- the wizard ---


@dataclass(frozen=True)
class TopicList(Notice):
    topics: tuple[tuple[str, str, Words], ...]  # slug, emoji, name


@dataclass(frozen=True)
class ServiceChoice:
    slug: str
    name: Words
    minutes: int
    price: int
    currency: str


@dataclass(frozen=True)
class ServiceList(Notice):
    topic: Words
    emoji: str
    services: tuple[ServiceChoice, ...]


@dataclass(frozen=True)
class WishList(Notice):
    gender: Gender | None
    experienced: bool
    language: Language | None
    style: str | None
    age: AgeBand | None = None
    musts: tuple[str, ...] = ()
    waits: bool = False  # of an order that waits, not of one in the making


@dataclass(frozen=True)
class NotePrompt(Notice):
    pass


@dataclass(frozen=True)
class ConfirmCard(Notice):
    facts: OrderFacts
    note: str
    minimum_minutes: int = 0  # charged at least, once the clock has started
    gives_way: tuple[tuple[str, int], ...] = ()  # wishes that are no musts, and after how many seconds each gives way
    parts: tuple[tuple[str, int], ...] = ()  # what the price is made of
    changed: bool = False  # it is another one than was shown before
    bank_days: int = 0  # for so long the rest of a talk is kept as time; 0: it is money


@dataclass(frozen=True)
class PaymentPrompt(Notice):
    """Send a voucher code, or pay from the wallet if it holds enough."""

    facts: OrderFacts
    wallet: int
    banked: int = 0  # minutes of this service that are kept, to be used for it
    rails: tuple[Rail, ...] = (Rail.VOUCHER,)  # by which it may be paid


# --- the order, to the customer ---


@dataclass(frozen=True)
class ClockFace:
    """What goes on besides the minutes: the stretch in which the clock is, and for how long it did not count so far.

    `fit` while either may still say that it is none; `came` once the reader has come back after an outage.
    """

    kind: SpanKind | None = None
    uncounted_s: int = 0
    fit: bool = False
    came: bool = False
    more: tuple[tuple[int, int], ...] = ()  # by how many minutes it can be extended now, and for how much
    auto_left: int = 0  # how often it is extended by itself
    auto_blocks: int = 0  # how often it could be, if that is not so yet
    gift: int = 0  # how many minutes the reader may give


@dataclass(frozen=True)
class StatusCard(Notice):
    """The live card. `remaining_s` counts only in live and paused, `wait_minutes` (from, to) only while searching."""

    facts: OrderFacts
    state: OrderState
    rep_alias: str = ""
    remaining_s: int = 0
    customer_spoke: bool = False
    rep_spoke: bool = False
    end_reason: EndReason | None = None
    booked_for: datetime | None = None
    wait_minutes: tuple[int, int] | None = None
    clock: ClockFace = field(default_factory=ClockFace)
    giving_way: tuple[tuple[str, datetime], ...] = ()  # wishes that are to give way, and when
    acquainted: tuple[str, bool] | None = None  # whom the customer knows: asked first just now, or not on shift


@dataclass(frozen=True)
class RepFound(Notice):
    rep_alias: str
    minutes: int


@dataclass(frozen=True)
class RepLeft(Notice):
    """The representative accepted and never said a word; the order is offered again, first in line."""


@dataclass(frozen=True)
class UnfilledChoice(Notice):
    """How to go on? `wishes` could be done without; `musts` are all that keeps those who are there from taking it."""

    facts: OrderFacts
    minutes_waited: int
    wishes: tuple[str, ...] = ()
    musts: tuple[str, ...] = ()


@dataclass(frozen=True)
class BookedFor(Notice):
    at: datetime


@dataclass(frozen=True)
class HourCame(Notice):
    """The hour that the customer asked for: somebody is looked for again."""


@dataclass(frozen=True)
class OrderWaits(Notice):
    """For the owner: nobody took it. `able` could have when it was offered, `called` of those on call are asked."""

    code: str
    minutes: int
    able: int
    called: int


@dataclass(frozen=True)
class Called(Notice):
    """For somebody on call: would they take this one?"""

    facts: OrderFacts
    epoch: int


@dataclass(frozen=True)
class HeadStart(Notice):
    """For whom the customer knows: the order is theirs alone until then, then open to all, and at last somebody's."""

    facts: OrderFacts
    epoch: int
    customer_alias: str
    until: datetime
    state: Literal["first", "open", "yours", "gone"]


@dataclass(frozen=True)
class OnCall(Notice):
    on: bool


@dataclass(frozen=True)
class StillLooking(Notice):
    toast: ClassVar[bool] = True


@dataclass(frozen=True)
class WayBack:
    """So much of that payment may go back the way it came, if its customer wants it; `gone` went back before."""

    number: int
    amount: int
    gone: int
    currency: str


@dataclass(frozen=True)
class OrderClosed(Notice):
    """An order that ended before anyone talked. `returned` went to the wallet."""

    code: str
    reason: EndReason
    returned: int
    currency: str
    wallet: int = 0
    apology: int = 0  # from the shop, on top
    charged: int = 0  # kept for the representative who had waited
    back: WayBack | None = None


@dataclass(frozen=True)
class DraftDropped(Notice):
    pass


# --- the talk, to both sides ---


@dataclass(frozen=True)
class ClockStarted(Notice):
    side: Side
    minutes: int


@dataclass(frozen=True)
class TimeWarning(Notice):
    minutes_left: int
    side: Side


@dataclass(frozen=True)
class QuietAsk(Notice):
    """Neither wrote for a while: is that fine, or shall the clock stand still?"""

    code: str


@dataclass(frozen=True)
class QuietKept(Notice):
    pass


@dataclass(frozen=True)
class FellSilent(Notice):
    """Nobody wrote, and the clock has paused by itself; after so many minutes more the talk ends."""

    side: Side
    code: str
    minutes: int


@dataclass(frozen=True)
class GraceBegan(Notice):
    """The bought time is over; so many seconds more both can write, and nobody pays for them."""

    side: Side
    seconds: int


@dataclass(frozen=True)
class WasAway(Notice):
    """The shop was away for so long, and that is charged to nobody; `waits` until both have come back."""

    side: Side
    code: str
    seconds: int
    waits: bool


@dataclass(frozen=True)
class ConnectionLost(Notice):
    """The other side cannot be reached any more; if that stays so for so many minutes, the talk ends."""

    side: Side
    minutes: int


@dataclass(frozen=True)
class FitAsk(Notice):
    """Are they sure that it is no fit? Nothing is charged."""

    code: str
    side: Side


@dataclass(frozen=True)
class NoFit(Notice):
    """It was none. To the customer: somebody else is looked for. To the representative: they are free."""

    side: Side
    code: str
    standby: int = 0  # what the shop gives the representative for having been there
    currency: str = ""


@dataclass(frozen=True)
class ClockPaused(Notice):
    by_you: bool
    side: Side
    limit_minutes: int
    remaining_s: int
    code: str


@dataclass(frozen=True)
class ClockResumed(Notice):
    by_you: bool
    by_limit: bool  # the pause had lasted as long as it may
    remaining_s: int


@dataclass(frozen=True)
class EndConfirm(Notice):
    code: str
    remaining_s: int
    started: bool
    side: Side
    minimum_minutes: int = 0  # charged at least, once the clock has started
    fee: int = 0  # charged where it has not, for whoever waited
    currency: str = ""
    bank_days: int = 0  # for so long the rest is kept as time; 0: it is money


@dataclass(frozen=True)
class TalkIsOver(Notice):
    """In place of the question whether to end it."""


@dataclass(frozen=True)
class TalkGoesOn(Notice):
    pass


@dataclass(frozen=True)
class Receipt(Notice):
    """What counted and what it cost. `other` is the other side's alias; `pay` is the representative's."""

    facts: OrderFacts
    side: Side
    other: str
    reason: EndReason
    started_at: datetime | None
    ended_at: datetime
    billed_s: int
    paused_s: int
    charged: int
    returned: int
    wallet: int
    pay: int
    apology: int = 0  # from the shop, on top
    back: WayBack | None = None


@dataclass(frozen=True)
class RatePrompt(Notice):
    code: str
    rep_alias: str


@dataclass(frozen=True)
class Rated(Notice):
    stars: int
    rep_alias: str
    code: str
    tips: tuple[int, ...] = ()  # what may be given on top, minor units
    currency: str = ""


@dataclass(frozen=True)
class BlockSet(Notice):
    """The two do not meet again; the other is not told. `alias` is the other's."""

    in_place: ClassVar[bool] = False
    code: str
    alias: str


@dataclass(frozen=True)
class BlockLifted(Notice):
    code: str
    alias: str


@dataclass(frozen=True)
class BlockEntry:
    """Whom the reader would rather not meet again, and the order after which they said so."""

    code: str
    alias: str


@dataclass(frozen=True)
class BlockList(Notice):
    entries: tuple[BlockEntry, ...]


@dataclass(frozen=True)
class Refunded(Notice):
    code: str
    amount: int
    currency: str
    wallet: int
    back: WayBack | None = None


@dataclass(frozen=True)
class TalkChoice:
    """A talk as one of its two knows it: the other's alias, and the order's code."""

    code: str
    alias: str
    current: bool = False


@dataclass(frozen=True)
class TopicTitle(Notice):
    """The name of a talk's topic."""

    talk: TalkChoice


@dataclass(frozen=True)
class AnotherTalk(Notice):
    """There is a further talk now; words go on to `now`, if that still runs."""

    new: TalkChoice
    now: TalkChoice | None


@dataclass(frozen=True)
class Aside(Notice):
    """Whose words come next; `here` if the reader's own go to them."""

    talk: TalkChoice
    here: bool


@dataclass(frozen=True)
class TalkList(Notice):
    """The reader's talks; after one is `over`, to which of the others they turn."""

    talks: tuple[TalkChoice, ...]
    over: bool = False


@dataclass(frozen=True)
class NowTalking(Notice):
    """To whom the reader's words go now; `sent` if what waited is on its way."""

    talk: TalkChoice
    sent: bool = False


@dataclass(frozen=True)
class WhichTalk(Notice):
    """A message waits, because it may be for any of these."""

    beside: ClassVar[bool] = True
    held_id: int
    talks: tuple[TalkChoice, ...]


@dataclass(frozen=True)
class Kept(Notice):
    """A message came when nobody may get it; it waits."""

    beside: ClassVar[bool] = True
    held_id: int
    why: HeldFor
    side: Side
    code: str


@dataclass(frozen=True)
class TakingBack(Notice):
    """To who asked for it: the message goes on the other side now."""


@dataclass(frozen=True)
class VanishConfirm(Notice):
    """Asks whether the talk is to be removed from both phones; so many messages were relayed in it."""

    code: str
    messages: int


@dataclass(frozen=True)
class TalkKept(Notice):
    pass


@dataclass(frozen=True)
class Vanishing(Notice):
    """The removal is under way; a receipt follows."""


@dataclass(frozen=True)
class VanishReceipt(Notice):
    """To who asked: what went from either phone, and what remains there and why."""

    mine: Tally
    theirs: Tally


@dataclass(frozen=True)
class TalkVanished(Notice):
    """To who did not ask: it is removed at the other's wish, or by the shop's rule. `mine`: on the reader's phone."""

    mine: Tally
    by_shop: bool


@dataclass(frozen=True)
class NotDelivered(Notice):
    """A relayed message did not arrive, as far as anybody knows; shown as a reply to it."""

    why: Failure
    side: Side
    detail: str = ""  # of a file, why it may not pass
    kind: str = ""  # of the message, as a ParcelKind


@dataclass(frozen=True)
class ContactSeen(Notice):
    """A message that holds a contact waits for its sender's choice."""

    beside: ClassVar[bool] = True
    held_id: int
    kinds: tuple[str, ...]
    choices: tuple[str, ...]


@dataclass(frozen=True)
class ContactSettled(Notice):
    """What was chosen is done: drop, mask or shop."""

    choice: str


@dataclass(frozen=True)
class ContactRefused(Notice):
    """A message, or a change, that holds a contact is not carried."""

    kinds: tuple[str, ...]
    side: Side
    edit: bool = False


@dataclass(frozen=True)
class ContactFlag(Notice):
    """For the owner: how often a side of this order told a contact, never what."""

    code: str
    side: Side
    kinds: tuple[str, ...]
    hits: int


@dataclass(frozen=True)
class ContactAsked(Notice):
    """For the owner: a side of this order asks whether a contact may be told."""

    code: str
    side: Side
    kinds: tuple[str, ...]


# --- representatives ---


@dataclass(frozen=True)
class GroupCard(Notice):
    """The order in the group. Never a name, an id or the note."""

    facts: OrderFacts
    state: OrderState
    epoch: int
    opened_to_all: bool = False
    booked_for: datetime | None = None
    opens_at: datetime | None = None  # it is somebody's alone till then


@dataclass(frozen=True)
class BoardLine:
    facts: OrderFacts
    epoch: int


@dataclass(frozen=True)
class Board(Notice):
    """The orders that wait, in one message to the group. Never a name, an id or the note."""

    waiting: tuple[BoardLine, ...]
    more: int  # wait beyond these


@dataclass(frozen=True)
class BoardMoved(Notice):
    """What is left of a board that is shown anew further down."""


@dataclass(frozen=True)
class RepPanel(Notice):
    """The order in the winner's private chat."""

    facts: OrderFacts
    state: OrderState
    customer_alias: str
    note: str
    remaining_s: int
    greet_minutes: int
    customer_spoke: bool = False
    rep_spoke: bool = False
    end_reason: EndReason | None = None
    clock: ClockFace = field(default_factory=ClockFace)


@dataclass(frozen=True)
class PanelGone(Notice):
    """What is left of the panel where the order has gone to somebody else: not the customer's note."""

    code: str


@dataclass(frozen=True)
class AcceptWon(Notice):
    toast: ClassVar[bool] = True
    code: str = ""


@dataclass(frozen=True)
class FirstInLine(Notice):
    """The tap holds; in so many seconds at most the order is theirs, if nobody who fits better taps."""

    toast: ClassVar[bool] = True
    seconds: int


@dataclass(frozen=True)
class Outdone(Notice):
    """Somebody who fits better has tapped before."""

    toast: ClassVar[bool] = True
    code: str


@dataclass(frozen=True)
class Overtaken(Notice):
    """Somebody who fits better has tapped after them."""

    code: str


@dataclass(frozen=True)
class LineReleased(Notice):
    """To a representative: the order was taken back (no greeting in time, or cancelled)."""

    code: str
    reason: str  # no_greet, cancelled
    standby: int = 0  # theirs, for having waited
    currency: str = ""


@dataclass(frozen=True)
class InviteWelcome(Notice):
    pass


@dataclass(frozen=True)
class Profile(Notice):
    """A representative's own page; `page` opens one setting."""

    code: str
    page: str
    status: RepStatus
    on_duty: bool
    gender: Gender | None
    age_band: AgeBand | None
    life_experience: int | None
    languages: tuple[Language, ...]
    time_zone: str
    hours: str
    specialties: tuple[tuple[str, str, Words, int], ...]  # slug, emoji, name, level (0 = none)
    missing: tuple[str, ...] = ()  # settings still wanted: specialties, gender, age, experience, languages
    error: str = ""  # what was wrong with a text just sent: zone, hours
    resting_until: datetime | None = None
    days_off: tuple[tuple[date, date], ...] = ()  # first and last
    certificates: tuple[str, ...] = ()  # slugs of topics
    blocks: int = 0  # people whom they would rather not meet again
    styles: tuple[Style, ...] = ()  # how they like to talk


@dataclass(frozen=True)
class BreakChoice(Notice):
    lengths: tuple[int, ...]  # minutes


@dataclass(frozen=True)
class BreakBegun(Notice):
    until: datetime
    time_zone: str  # the representative's


@dataclass(frozen=True)
class BreakOver(Notice):
    waiting: int  # orders now looking for someone


@dataclass(frozen=True)
class DayOffSet(Notice):
    first: date
    last: date


@dataclass(frozen=True)
class Passed(Notice):
    """The order is for others."""

    code: str


@dataclass(frozen=True)
class DutyChanged(Notice):
    on: bool
    waiting: int  # orders now looking for someone


# --- the owner ---


@dataclass(frozen=True)
class TodayPage(Notice):
    day: datetime
    orders: int
    by_state: dict[str, int]
    sold: int
    charged: int
    rep_pay: int
    currency: str
    on_duty: int
    reps: int
    stars_sum: int
    stars_count: int
    shop_paused: bool
    waiting: int
    live: int
    doubts: tuple["Doubt", ...] = ()


@dataclass(frozen=True)
class OrderLine:
    code: str
    state: OrderState
    emoji: str
    topic: Words
    minutes: int
    price: int
    currency: str
    created_at: datetime
    rep_code: str = ""


@dataclass(frozen=True)
class OrderPage(Notice):
    orders: tuple[OrderLine, ...]


@dataclass(frozen=True)
class OrderDetail(Notice):
    facts: OrderFacts
    state: OrderState
    rep_code: str
    created_at: datetime
    paid_at: datetime | None
    claimed_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    end_reason: EndReason | None
    billed_s: int
    paused_s: int
    charged: int | None
    rep_pay: int | None
    refunded: bool
    stars: int | None


@dataclass(frozen=True)
class RepLineItem:
    code: str
    status: RepStatus
    on_duty: bool
    busy: bool
    rating_sum: int
    rating_count: int


@dataclass(frozen=True)
class RepPage(Notice):
    reps: tuple[RepLineItem, ...]


STRIKES_SINCE = timedelta(days=60)


@dataclass(frozen=True)
class RepDetail(Notice):
    profile: Profile
    rating_sum: int
    rating_count: int
    finished: int
    strikes: int  # since STRIKES_SINCE: not greeted, left, bad conduct
    capacity: int  # talks at once
    pending_pay: int
    currency: str


@dataclass(frozen=True)
class TopicFloors:
    """What a topic asks for, and how many of the team have it. `lacking`: of nobody, and why, as routing names it."""

    slug: str
    emoji: str
    name: Words
    level: int
    experience: int
    certified: bool
    ages: tuple[AgeBand, ...]
    able: int
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True)
class TopicPage(Notice):
    """One topic, or all of them in short."""

    topics: tuple[TopicFloors, ...]


@dataclass(frozen=True)
class InviteLink(Notice):
    token: str
    bot_username: str
    days: int


@dataclass(frozen=True)
class VouchersMade(Notice):
    codes: tuple[str, ...]
    service: Words
    price: int
    currency: str


@dataclass(frozen=True)
class Done(Notice):
    """An owner's act was carried out: assign, cancel, refund, suspend, unsuspend."""

    act: str
    subject: str
    detail: str = ""


@dataclass(frozen=True)
class ShopPausedNow(Notice):
    paused: bool


@dataclass(frozen=True)
class WhyCandidate:
    rep_code: str
    total: float
    parts: dict[str, float]
    opens_at: datetime | None
    excluded: tuple[str, ...] = ()  # routing's named reasons
    misses: tuple[str, ...] = ()  # wishes, as reasons, that had to give way first


@dataclass(frozen=True)
class UpdateParked(Notice):
    """To the owner: an update that failed every time it was tried."""

    number: int
    reason: str


@dataclass(frozen=True)
class ParkedLine:
    number: int
    reason: str
    received_at: datetime


@dataclass(frozen=True)
class ParkedPage(Notice):
    parked: tuple[ParkedLine, ...]


@dataclass(frozen=True)
class WhyCourse:
    """What was settled beside the ranking, and what became of the tiers. Representatives by their codes."""

    wish_gender: Gender | None = None
    gives_way: tuple[tuple[str, datetime], ...] = ()
    known: str = ""
    head_start_until: datetime | None = None  # None: the known one was away
    lead: tuple[str, ...] = ()  # a first tier that was composed with those of other orders
    hurried: tuple[datetime, ...] = ()  # when the next tier opened early
    wish_age: AgeBand | None = None


@dataclass(frozen=True)
class WhyPage(Notice):
    code: str
    decided_at: datetime
    version: str
    ranked: tuple[WhyCandidate, ...]
    excluded: tuple[WhyCandidate, ...]
    taken_by: str
    course: WhyCourse | None = None


@dataclass(frozen=True)
class WhyChange:
    """One fact otherwise, by routing's reason that it would have met; `had` and `needed` where it has numbers."""

    reason: str
    had: int | None = None
    needed: int | None = None
    language: Language | None = None


@dataclass(frozen=True)
class WhyInstead:
    """How it would have gone with all of these changes; `place` is 1 for the best."""

    changes: tuple[WhyChange, ...]
    place: int
    opens_after_s: int


@dataclass(frozen=True)
class WhyOffer:
    """One representative in one decision: ranked, or with reasons against them, or not there at all.

    `place` is 1 for the best `of` so many. `tried`: whether what would have changed it could be looked for.
    """

    number: int
    decided_at: datetime
    place: int | None = None
    of: int = 0
    total: float = 0.0
    parts: dict[str, float] = field(default_factory=dict)
    opens_at: datetime | None = None
    opens_after_s: int = 0
    misses: tuple[str, ...] = ()  # wishes, as reasons, that had to give way first
    wish_gender: Gender | None = None
    wish_age: AgeBand | None = None
    first_known: bool = False  # they had it alone at first, for the customer knows them
    reasons: tuple[str, ...] = ()
    instead: WhyInstead | None = None
    tried: bool = False
    joined_later: bool = False
    unreadable: bool = False


@dataclass(frozen=True)
class WhyNotPage(Notice):
    """The latest decision first."""

    code: str
    rep_code: str
    taken_by: str
    offers: tuple[WhyOffer, ...]


@dataclass(frozen=True)
class GapLine:
    """Orders of one kind in one hour of the shop's day; `away`: how many of the team were away for the hour alone."""

    hour: int
    topic: Words
    emoji: str
    wish_gender: Gender | None
    wish_experienced: bool
    wish_language: Language | None
    orders: int
    missed: int
    away: int
    unmet: int = 0  # that somebody took who did not meet the wish, for nobody did
    wish_age: AgeBand | None = None


@dataclass(frozen=True)
class GapPage(Notice):
    """What nobody could take in these days, the most missed first; `more` kinds are not shown."""

    days: int
    orders: int
    missed: int
    gaps: tuple[GapLine, ...]
    more: int = 0


class Reason(StrEnum):
    """Why the desk said no. Each is one friendly sentence in every language that tells what to do next."""

    ADULTS_ONLY = "adults_only"
    UNKNOWN_COMMAND = "unknown_command"
    USE_BUTTONS = "use_buttons"  # text where a button was expected
    NO_ORDER_YET = "no_order_yet"  # the same of a representative on duty
    NOTHING_OPEN = "nothing_open"  # no order, no draft: a word into the void
    STALE_BUTTON = "stale_button"
    NOT_YOURS = "not_yours"  # callback data meant for somebody else
    ALREADY_ORDERING = "already_ordering"
    SHOP_PAUSED = "shop_paused"
    GONE_FROM_MENU = "gone_from_menu"
    NOTE_TOO_LONG = "note_too_long"
    NOTE_TEXT_ONLY = "note_text_only"
    NOTE_CONTACT = "note_contact"
    VOUCHER_MISTYPED = "voucher_mistyped"
    VOUCHER_UNKNOWN = "voucher_unknown"
    VOUCHER_USED = "voucher_used"
    VOUCHER_OTHER_SERVICE = "voucher_other_service"
    VOUCHER_REVOKED = "voucher_revoked"
    VOUCHER_EXPIRED = "voucher_expired"
    VOUCHER_TRIES = "voucher_tries"  # data: minutes
    VOUCHER_NAME = "voucher_name"  # data: limit
    VOUCHER_NO_BATCH = "voucher_no_batch"
    VOUCHER_TEXT_ONLY = "voucher_text_only"
    WALLET_SHORT = "wallet_short"
    WALLET_OWES = "wallet_owes"
    RAIL_CLOSED = "rail_closed"
    BAD_MONEY = "bad_money"
    PAYMENT_STRANGE = "payment_strange"
    PAYMENT_NOT_THEIRS = "payment_not_theirs"
    PAYMENT_DONE = "payment_done"
    PAYMENT_ORDER_OVER = "payment_order_over"
    PAYMENT_EXPIRED = "payment_expired"
    PAYMENT_PRICE_CHANGED = "payment_price_changed"
    NOTHING_TO_RETURN = "nothing_to_return"
    RETURN_NOT_IN_WALLET = "return_not_in_wallet"  # data: code
    RETURN_WALLET_SHORT = "return_wallet_short"  # data: code
    RETURN_TOO_MUCH = "return_too_much"  # data: code, left
    RETURN_STARS_WHOLE = "return_stars_whole"  # data: code
    RETURN_MOVED = "return_moved"  # data: code
    RETURN_ASKED = "return_asked"  # data: code
    BACK_UNDER_WAY = "back_under_way"
    BACK_SPENT = "back_spent"
    BACK_SPENT_STARS = "back_spent_stars"
    BAD_PRICE = "bad_price"
    COUPON_UNKNOWN = "coupon_unknown"
    COUPON_EXPIRED = "coupon_expired"
    COUPON_USED_UP = "coupon_used_up"
    COUPON_USED_BEFORE = "coupon_used_before"
    NO_TIME_BANKED = "no_time_banked"
    NOTHING_TO_CANCEL = "nothing_to_cancel"
    TALKING_USE_END = "talking_use_end"
    TALK_ENDED = "talk_ended"
    BOUGHT_ALREADY = "bought_already"  # more time, by a tap before this one or by itself
    TIME_IS_UP = "time_is_up"  # nothing counts any more that could be paused
    KIND_NOT_CARRIED = "kind_not_carried"  # data: kind
    EDIT_NOT_CARRIED = "edit_not_carried"
    UNSEND_WHICH = "unsend_which"  # /unsend that answers no message
    UNSEND_NOT_YOURS = "unsend_not_yours"
    UNSEND_TOO_OLD = "unsend_too_old"
    NOTHING_TO_UNSEND = "nothing_to_unsend"
    NOTHING_TO_VANISH = "nothing_to_vanish"
    NOT_TALKING = "not_talking"
    WHICH_TALK = "which_talk"
    NOT_STARTED = "not_started"
    ALREADY_PAUSED = "already_paused"
    NOT_PAUSED = "not_paused"
    OTHER_PAUSED = "other_paused"
    NO_PAUSES_LEFT = "no_pauses_left"
    NOT_OVER_YET = "not_over_yet"
    TOO_LATE_FOR_NO_FIT = "too_late_for_no_fit"
    NO_FIT_ALREADY = "no_fit_already"
    NO_FIT_TOO_OFTEN = "no_fit_too_often"  # data: limit
    ALREADY_RATED = "already_rated"
    BREAK_LENGTH = "break_length"  # data: longest
    BREAK_OFF_DUTY = "break_off_duty"
    DAY_OFF_WHICH = "day_off_which"
    DAY_UNREADABLE = "day_unreadable"  # data: text
    DAY_PAST = "day_past"  # data: text
    DAYS_OFF_FULL = "days_off_full"  # data: limit
    DECLINE_WHICH = "decline_which"
    DECLINE_TOO_LATE = "decline_too_late"  # they have said hello
    PAIR_BLOCKED = "pair_blocked"  # of an order that the owner hands over
    NOT_A_REP = "not_a_rep"
    REP_SUSPENDED = "rep_suspended"
    SETUP_INCOMPLETE = "setup_incomplete"  # data: missing
    NOTHING_PARKED = "nothing_parked"  # data: number
    REP_NOT_SET_UP = "rep_not_set_up"  # data: code
    INVITE_INVALID = "invite_invalid"
    INVITE_USED = "invite_used"
    ALREADY_REP = "already_rep"
    ORDER_TAKEN = "order_taken"
    ORDER_GONE = "order_gone"
    ORDER_YOURS = "order_yours"  # second tap by the winner
    OPENS_LATER = "opens_later"  # data: seconds
    NOT_ELIGIBLE = "not_eligible"  # data: reasons
    OWN_ORDER = "own_order"
    OWNER_ONLY = "owner_only"
    BAD_USAGE = "bad_usage"  # data: usage
    NO_SUCH_ORDER = "no_such_order"
    NO_SUCH_REP = "no_such_rep"
    NO_SUCH_SERVICE = "no_such_service"  # data: services
    NO_SUCH_TOPIC = "no_such_topic"  # data: topics
    VOUCHER_COUNT = "voucher_count"
    ORDER_NOT_OPEN = "order_not_open"
    REP_BUSY = "rep_busy"
    ORDER_FINISHED = "order_finished"
    NOTHING_TO_REFUND = "nothing_to_refund"
    REFUND_TOO_MUCH = "refund_too_much"  # data: code
    NOTHING_TO_SETTLE = "nothing_to_settle"  # data: code
    COMPLAINT_TWICE = "complaint_twice"
    COMPLAINT_NOTHING = "complaint_nothing"
    COMPLAINT_LATE = "complaint_late"
    COMPLAINT_OFTEN = "complaint_often"
    CASE_CLOSED = "case_closed"
    NO_SUCH_PAYOUT = "no_such_payout"  # data: code
    PAY_WEEKLY = "pay_weekly"
    PAY_ASKED_TODAY = "pay_asked_today"
    PAY_TOO_LITTLE = "pay_too_little"
    PAYOUT_SETTLED = "payout_settled"  # data: code
    BAD_ACCOUNT = "bad_account"  # data: shortest, longest
    NOTHING_WANTED = "nothing_wanted"  # data: code
    APPEAL_LATE = "appeal_late"
    APPEAL_TWICE = "appeal_twice"
    APPEAL_CLOSED = "appeal_closed"
    NOTHING_EARNED = "nothing_earned"  # data: code
    WALLET_SHORT_FOR_TIP = "wallet_short_for_tip"
    TIP_TWICE = "tip_twice"
    NOT_DECIDED_YET = "not_decided_yet"
    DECISION_UNREADABLE = "decision_unreadable"


@dataclass(frozen=True)
class Sorry(Notice):
    """A refusal. Answering a tap it is a toast (an alert); else a message."""

    toast: ClassVar[bool] = True
    in_place: ClassVar[bool] = False
    beside: ClassVar[bool] = True
    reason: Reason
    data: dict[str, Any] = field(default_factory=dict)


class Refused(Exception):  # noqa: N818 (a refusal is an answer, not a fault)
    """The one error a use-case raises to say no: nothing is changed, and the notice says why."""

    def __init__(self, reason: Reason, **data: object) -> None:
        super().__init__(reason.value)
        self.notice = Sorry(reason, data)


# --- the configuration, and what cannot be right ---


@dataclass(frozen=True)
class ConfigTaken(Notice):
    """Key, old and new value of what changed in the running shop, and the keys that a restart takes."""

    changes: tuple[tuple[str, str, str], ...] = ()
    later: tuple[str, ...] = ()


@dataclass(frozen=True)
class ConfigRefused(Notice):
    faults: tuple[str, ...]  # sentences as `python -m bot check` says them


@dataclass(frozen=True)
class Doubt:
    """`kind`: hours or days_off, of a representative; topic, which nobody could take; currency, of a service."""

    kind: str
    subject: str
    detail: str = ""
