"""Everything that can be asked of the desk. Values only; the desk checks what the actor may do."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.desk.notices import Notice
from bot.desk.work import Actor
from bot.rules.parcel import Parcel
from bot.rules.relay import Failure
from models.kinds import AgeBand, EndReason, ErasureState, Gender, Language, Style, TimerKind


@dataclass(frozen=True)
class Command:
    """Base of all commands that a person gives."""

    actor: Actor


# --- people: anyone ---


@dataclass(frozen=True)
class Start(Command):
    payload: str = ""  # of a deep link: an invitation's token


@dataclass(frozen=True)
class ConfirmAdult(Command):
    pass


@dataclass(frozen=True)
class AskLanguage(Command):
    pass


@dataclass(frozen=True)
class ChooseLanguage(Command):
    language: Language


@dataclass(frozen=True)
class AskHelp(Command):
    pass


@dataclass(frozen=True)
class AskPrivacy(Command):
    pass


@dataclass(frozen=True)
class UnknownCommand(Command):
    word: str


@dataclass(frozen=True)
class Blocked(Command):
    """The person blocked the bot, or let it back in."""

    blocked: bool


# --- the wizard and the order: customers ---


@dataclass(frozen=True)
class BeginOrder(Command):
    pass


@dataclass(frozen=True)
class OrderAgain(Command):
    """The same as that order, up to the last step."""

    code: str


@dataclass(frozen=True)
class PickTopic(Command):
    slug: str


@dataclass(frozen=True)
class PickService(Command):
    slug: str


@dataclass(frozen=True)
class ToggleWish(Command):
    """A tap on the wishes page: the value is set, or taken back if it was set."""

    wish: str  # gender, experienced, language, style
    value: str


@dataclass(frozen=True)
class ToggleMust(Command):
    """The wish is a must, or one that may give way after all."""

    wish: str


@dataclass(frozen=True)
class OtherWishes(Command):
    """The customer of an order that waits would like to change what they wish for."""

    code: str


@dataclass(frozen=True)
class WishesDone(Command):
    pass


@dataclass(frozen=True)
class SkipNote(Command):
    pass


@dataclass(frozen=True)
class BackTo(Command):
    step: str  # topic, service, wishes, note


@dataclass(frozen=True)
class ConfirmOrder(Command):
    pass


@dataclass(frozen=True)
class PayFromWallet(Command):
    code: str


@dataclass(frozen=True)
class Cancel(Command):
    """/cancel: the half-made order, or the order that nobody talks on yet. With `code` from a button."""

    code: str = ""


@dataclass(frozen=True)
class DropDraft(Command):
    """The button under a half-made order; it never touches one that was made."""


@dataclass(frozen=True)
class KeepWaiting(Command):
    code: str


@dataclass(frozen=True)
class DropWishes(Command):
    """Whoever is there will do."""

    code: str


@dataclass(frozen=True)
class CallLater(Command):
    """The order rests, and is offered again in so many hours."""

    code: str
    hours: int


@dataclass(frozen=True)
class Rate(Command):
    code: str
    stars: int


# --- the talk: both sides ---


@dataclass(frozen=True)
class Message(Command):
    """Any message in a private chat that is no command: note, voucher, working hours, or a word to the other side."""

    message_id: int
    parcel: Parcel
    sent_at: datetime
    thread: int | None = None  # the topic in which it stands
    unique: str = field(default="", compare=False)  # a photo's name with Telegram, the same wherever it is shown


@dataclass(frozen=True)
class ChooseHeld(Command):
    """What becomes of words that were held back: drop, mask or shop."""

    held_id: int
    choice: str


@dataclass(frozen=True)
class Edited(Command):
    message_id: int
    parcel: Parcel


@dataclass(frozen=True)
class React(Command):
    """All the plain reactions of the actor to a message of their own chat, the oldest first; none, if removed."""

    message_id: int
    emojis: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class Unsend(Command):
    """/unsend, written as a reply to the message to take back; both ids are of the actor's own chat."""

    message_id: int
    answered: int | None


@dataclass(frozen=True)
class AskVanish(Command):
    """/vanish: remove the talk from both phones; asks first."""


@dataclass(frozen=True)
class ConfirmVanish(Command):
    code: str


@dataclass(frozen=True)
class KeepTalk(Command):
    """The other button under the question of /vanish."""


@dataclass(frozen=True)
class SetBlock(Command):
    """After a talk: not with the other of this order again, or after all. `listed` if the list of them is shown."""

    code: str
    on: bool
    listed: bool = False


@dataclass(frozen=True)
class ListBlocks(Command):
    """Whom the actor would rather not meet again."""


@dataclass(frozen=True)
class Pause(Command):
    code: str = ""  # of a button
    thread: int | None = None  # the topic in which it was said
    at: datetime | None = None  # Telegram's date of it; a tap has none


@dataclass(frozen=True)
class SendHeldTo(Command):
    """Words that may be for any of several talks go to this one."""

    held_id: int
    code: str


@dataclass(frozen=True)
class ListTalks(Command):
    """/talk: which talks the actor is in, and to which their words go."""


@dataclass(frozen=True)
class ChooseTalk(Command):
    code: str


@dataclass(frozen=True)
class Resume(Command):
    code: str = ""
    thread: int | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class QuietIsFine(Command):
    """Nobody has written for a while, and the customer likes it so."""

    code: str


@dataclass(frozen=True)
class NotAFit(Command):
    """Right at the beginning: the two do not fit, and nothing is to be charged. `sure` after being asked."""

    code: str
    sure: bool = False


@dataclass(frozen=True)
class AskEnd(Command):
    code: str = ""
    thread: int | None = None


@dataclass(frozen=True)
class ConfirmEnd(Command):
    """`why`: a representative who ends a running talk says that; without, they are asked."""

    code: str
    why: EndReason | None = None


@dataclass(frozen=True)
class KeepTalking(Command):
    code: str


# --- representatives ---


@dataclass(frozen=True)
class Accept(Command):
    code: str
    epoch: int


@dataclass(frozen=True)
class Decline(Command):
    """/pass CODE: this order is for others. One that was accepted without a word yet goes back."""

    code: str = ""


@dataclass(frozen=True)
class TakeBreak(Command):
    """/break 15: no orders for so many minutes, as they are written; without, which lengths there are."""

    length: str = ""


@dataclass(frozen=True)
class AddDayOff(Command):
    """/dayoff 24 Dec - 27 Dec: as days are written."""

    text: str = ""


@dataclass(frozen=True)
class RemoveDayOff(Command):
    first: str  # ISO date


@dataclass(frozen=True)
class GoOnDuty(Command):
    on: bool


@dataclass(frozen=True)
class GoOnCall(Command):
    """/oncall: to be asked in private when nobody else is there; said again, no more."""


@dataclass(frozen=True)
class ShowProfile(Command):
    page: str = ""  # "", specialties, languages, age, experience, gender, hours, zone


@dataclass(frozen=True)
class SetSpecialty(Command):
    topic: str
    level: int  # 0 removes


@dataclass(frozen=True)
class SetAgeBand(Command):
    band: AgeBand


@dataclass(frozen=True)
class SetExperience(Command):
    level: int


@dataclass(frozen=True)
class SetGender(Command):
    gender: Gender


@dataclass(frozen=True)
class ToggleStyle(Command):
    style: Style


@dataclass(frozen=True)
class ToggleLanguage(Command):
    language: Language


# --- the owner ---


@dataclass(frozen=True)
class Today(Command):
    pass


@dataclass(frozen=True)
class ListOrders(Command):
    pass


@dataclass(frozen=True)
class ShowOrder(Command):
    code: str


@dataclass(frozen=True)
class ListReps(Command):
    pass


@dataclass(frozen=True)
class ShowRep(Command):
    code: str


@dataclass(frozen=True)
class SetRepStatus(Command):
    code: str
    suspended: bool


@dataclass(frozen=True)
class SetCapacity(Command):
    """How many talks a representative may have at once."""

    code: str
    count: int


@dataclass(frozen=True)
class Certify(Command):
    """A representative holds a certificate for a topic, or no longer."""

    code: str
    topic: str
    on: bool


@dataclass(frozen=True)
class ShowTopic(Command):
    """What a topic asks of who takes it; without `slug`, every topic."""

    slug: str = ""


@dataclass(frozen=True)
class SetTopicFloor(Command):
    """`floor` is level, experience, certified or ages; `value` as the owner wrote it."""

    slug: str
    floor: str
    value: str


@dataclass(frozen=True)
class MakeInvite(Command):
    pass


@dataclass(frozen=True)
class MakeVouchers(Command):
    count: int
    service: str
    name: str = ""  # of the batch
    until: str = ""  # the last day on which they are good, 2027-01-31


@dataclass(frozen=True)
class VoucherBatches(Command):
    """How the batches stand, or that one, or a code, is revoked."""

    revoke: str = ""


@dataclass(frozen=True)
class AssignOrder(Command):
    code: str
    rep_code: str


@dataclass(frozen=True)
class OwnerCancel(Command):
    code: str


@dataclass(frozen=True)
class Refund(Command):
    code: str


@dataclass(frozen=True)
class PauseShop(Command):
    """/pause_shop: closes the shop for new orders; said again, opens it."""


@dataclass(frozen=True)
class Why(Command):
    code: str


@dataclass(frozen=True)
class WhyNot(Command):
    """/why CODE REP: where one representative stood."""

    code: str
    rep_code: str


@dataclass(frozen=True)
class ShowGaps(Command):
    """/gaps: what was asked for and nobody could take."""


@dataclass(frozen=True)
class ListParked(Command):
    """/parked: updates that failed every time they were tried."""


@dataclass(frozen=True)
class Replay(Command):
    """/replay N: try a parked update once more."""

    number: int


@dataclass(frozen=True)
class BadUsage(Command):
    """An owner's command whose words are off; `usage` is the right form."""

    usage: str


# --- what no person gives ---


@dataclass(frozen=True)
class TimerFired:
    kind: TimerKind
    subject: str


@dataclass(frozen=True)
class DeliveryFailed:
    """A relayed message, or the change of one, did not arrive for good; its sender is told."""

    link_id: int
    why: Failure
    detail: str = ""  # of a file, why it may not pass


@dataclass(frozen=True)
class Delivered:
    """The copies of these relayed messages have arrived, in a shop that shows it."""

    link_ids: tuple[int, ...]


@dataclass(frozen=True)
class Erased:
    """What became of messages of one phone that a removal was to delete: of several by their ids, or of one link's."""

    vanishing_id: int
    person_id: int
    became: ErasureState
    message_ids: tuple[int, ...] = ()
    link_id: int | None = None


@dataclass(frozen=True)
class UpdateParked:
    """An update failed every time it was tried and lies aside now; the owner is told, without its content."""

    number: int
    reason: str


@dataclass(frozen=True)
class Reload(Command):
    """The owner wants the configuration read anew."""


@dataclass(frozen=True)
class ConfigRead:
    """It was read anew at a signal, with this outcome."""

    notice: Notice


@dataclass(frozen=True)
class WasAway:
    """The shop had no Telegram, or no process, between these moments."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class CameLate:
    """These relayed messages arrived long after they were said; each with when it did."""

    arrivals: tuple[tuple[int, datetime], ...]


@dataclass(frozen=True)
class Unreachable:
    """Telegram does not let the bot write to this person any more."""

    person_id: int


OfTheClock = CameLate | Unreachable | WasAway


class Became(StrEnum):
    """What became of a call that bears money."""

    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class InvoiceFailed:
    """An invoice did not go out, or nobody knows; it is not sent again by itself."""

    payment_id: int
    unknown: bool


@dataclass(frozen=True)
class StarsReturned:
    """What became of giving Stars back."""

    payment_id: int
    became: Became


OfMoney = InvoiceFailed | StarsReturned
AnyCommand = (
    Command | OfTheClock | OfMoney | ConfigRead | TimerFired | DeliveryFailed | Delivered | Erased | UpdateParked
)
