"""Updates as Telegram sends them, good and bad, for the machine of the inbox: each says what must become of it."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from aiogram import Dispatcher, F
from aiogram.types import Message

from bot.rules.parcel import Parcel, ParcelKind
from bot.telegram import translate
from bot.telegram.handlers import common
from bot.telegram.reply import Reply
from models.kinds import Rank
from models.order import Order, open_lines_of

TOM, ROSE, ANN, MAY, STRANGER = 1001, 500001, 1002, 500002, 2001
PEOPLE = (TOM, ROSE, ANN, MAY, STRANGER)
"""Tom and Rose talk, Ann and May talk; the stranger talks to nobody."""

NO_UPDATES: tuple[object, ...] = (
    *(None, 5, [], "x", {}),
    *({"update_id": wrong} for wrong in ("7", True, 2**63, -1)),
)


class Kind(StrEnum):
    WORD = "word"  # said to the other side; whoever has none gives a command
    ANSWER = "answer"  # a word that answers the one said before
    COMMAND = "command"
    FLAKY = "flaky"  # a command whose handler fails a few times
    POISON = "poison"  # one whose handler always fails
    HANGING = "hanging"  # one whose handler never ends
    BARE = "bare"  # an update of no kind
    UNHEARD_OF = "unheard_of"  # of a kind that came into the world later
    NO_MESSAGE = "no_message"
    NO_TEXT = "no_text"
    NO_ANSWER = "no_answer"
    NO_CHAT = "no_chat"


PLAIN = (Kind.WORD, Kind.ANSWER, Kind.COMMAND)
MALFORMED = (Kind.NO_MESSAGE, Kind.NO_TEXT, Kind.NO_ANSWER, Kind.NO_CHAT)
EMPTY = (Kind.BARE, Kind.UNHEARD_OF)


@dataclass(frozen=True)
class Letter:
    """One update: `id` is its update id, its message's, and the number that its effect bears."""

    id: int
    who: int
    kind: Kind
    answers: int | None
    raw: dict[str, Any]

    @property
    def is_word(self) -> bool:
        return self.kind in (Kind.WORD, Kind.ANSWER)


def letter(number: int, who: int, kind: Kind, before: int | None, at: int) -> Letter:
    """An update from this person; `before` is the last word that they said, `at` the date."""
    if who == STRANGER and kind in (Kind.WORD, Kind.ANSWER):
        kind = Kind.COMMAND
    chat = {"id": who, "type": "private", "first_name": "P"}
    sender = {"id": who, "is_bot": False, "first_name": "P"}
    message: dict[str, Any] = {"message_id": number, "date": at, "chat": chat, "from": sender}
    message["text"] = f"#{number}" if kind in (Kind.WORD, Kind.ANSWER) else f"/do #{number}"
    answers = before if kind is Kind.ANSWER else None
    if answers is not None:
        message["reply_to_message"] = {"message_id": answers, "date": at, "chat": chat}
    bodies: dict[Kind, dict[str, Any]] = {
        Kind.BARE: {},
        Kind.UNHEARD_OF: {"dream": {"id": number}},
        Kind.NO_MESSAGE: {"message": 5},
        Kind.NO_TEXT: {"message": message | {"text": 5}},
        Kind.NO_ANSWER: {"message": message | {"text": "x", "reply_to_message": {"message_id": {}}}},
        Kind.NO_CHAT: {"message": message | {"chat": {"id": "\x00\ud800"}}},
    }
    return Letter(number, who, kind, answers, {"update_id": number, **bodies.get(kind, {"message": message})})


@dataclass
class Behaviour:
    """What the handlers do: a command sends its number to the other side, in its transaction, unless it fails."""

    failing: Counter[int] = field(default_factory=Counter)
    hanging: set[int] = field(default_factory=set)

    async def act(self, message: Message, reply: Reply) -> None:
        number = int((message.text or "").partition("#")[2])
        session = reply.work.session
        receiver = other_side(*await open_lines_of(session, reply.actor.id), me=reply.actor.id)
        method, payload = translate.to_send(Parcel(ParcelKind.TEXT, f"#{number}"))
        reply.post.add_for(receiver, method, payload, rank=Rank.NOW)
        await reply.post.put_all([])
        if self.failing[number]:
            self.failing[number] -= 1
            raise RuntimeError
        if number in self.hanging:
            await self.hangs()

    async def hangs(self) -> None:
        raise NotImplementedError

    def dispatcher(self) -> Dispatcher:
        made = Dispatcher()
        made.message.register(self.act, F.text.startswith("/"))
        made.message.register(common.any_message)
        return made


def other_side(*talks: Order, me: int) -> int:
    """Who hears of a command: the other side of the talk, or whoever gave it."""
    for order in talks:
        if order.rep_id is not None:
            return order.rep_id if order.customer_id == me else order.customer_id
    return me
