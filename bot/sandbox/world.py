"""Who and what there is: bots, users, chats, messages, and the log of everything that anyone could have seen."""

import asyncio
import itertools
import re
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.clock import Clock
from bot.sandbox.errors import BadRequest, ControlError, Forbidden
from bot.sandbox.files import Files
from bot.sandbox.schema import Schema, load

Json = dict[str, Any]


@dataclass
class Stored:
    """A message with what the Bot API does not tell about it."""

    body: Json
    edits: int = 0
    paid: bool = False
    deleted_for: set[int] = field(default_factory=set)
    reactions: dict[int, str] = field(default_factory=dict)


@dataclass
class Room:
    """A chat with its messages; a private one exists per bot. `members` are statuses by user id, the bot's included."""

    id: int
    type: str
    bot_id: int
    title: str = ""
    is_forum: bool = False
    members: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Stored] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    keyboards: dict[int, Json | None] = field(default_factory=dict)
    topics: dict[int, Json] = field(default_factory=dict)
    toasts: dict[int, list[Json]] = field(default_factory=dict)
    ids: Any = field(default_factory=lambda: itertools.count(1))
    started: bool = False
    blocked: bool = False

    @property
    def private(self) -> bool:
        return self.type == "private"


@dataclass
class BotAccount:
    token: str
    id: int
    username: str
    first_name: str
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    queries: dict[str, Json] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    stars: int = 0
    topics: bool = False  # BotFather's "Threaded Mode": private chats with it have topics

    def user(self) -> Json:
        return {"id": self.id, "is_bot": True, "first_name": self.first_name, "username": self.username}


USER_FIELDS = ("first_name", "last_name", "username", "language_code")


class World:
    def __init__(self, clock: Clock, schema: Schema | None = None) -> None:
        self.clock = clock
        self.schema = schema or load()
        self.files = Files()
        self.bots: dict[int, BotAccount] = {}
        self.users: dict[int, Json] = {}
        self.rooms: dict[tuple[int, int], Room] = {}
        self.events: list[Json] = []
        self.calls: list[Json] = []
        self._news = asyncio.Event()
        self._serial = itertools.count(1)
        self.emitters: list[Any] = []  # told (bot_id, kind, payload, queue key) of every update for a bot

    # --- who ---

    def bot(self, token: str) -> BotAccount:
        """The bot of a token; any `<digits>:<text>` is one. Raises ControlError otherwise."""
        match = re.fullmatch(r"(\d{1,15}):[\w-]{3,}", token)
        if match is None:
            raise ControlError("a token is digits, a colon and text")
        bot_id = int(match[1])
        if bot_id not in self.bots:
            self.bots[bot_id] = BotAccount(token, bot_id, f"bot{bot_id}_bot", f"Bot {bot_id}")
            self.changed()
        return self.bots[bot_id]

    def the_bot(self, bot_id: int | None) -> BotAccount:
        if bot_id is None:
            if not self.bots:
                raise ControlError("no bot has called yet")
            return next(iter(self.bots.values()))
        if bot_id not in self.bots:
            raise ControlError(f"there is no bot {bot_id}")
        return self.bots[bot_id]

    def add_user(self, given: Json) -> Json:
        name = str(given.get("first_name") or "").strip()
        if not name:
            raise ControlError("a person needs a first_name")
        user_id = int(given.get("id") or 7_000_000 + next(self._serial) * 1009)
        if user_id in self.users:
            raise ControlError(f"user {user_id} exists already")
        user: Json = {"id": user_id, "is_bot": False, "first_name": name}
        user |= {key: str(given[key]) for key in USER_FIELDS[1:] if given.get(key)}
        self.users[user_id] = user
        self.changed()
        return user

    def change_user(self, user_id: int, given: Json) -> Json:
        user = self.user(user_id)
        for key in USER_FIELDS:
            if key in given:
                user.pop(key, None)
                if given[key]:
                    user[key] = str(given[key])
        self.changed()
        return user

    def user(self, user_id: int) -> Json:
        if user_id not in self.users:
            raise ControlError(f"there is no user {user_id}")
        return self.users[user_id]

    # --- where ---

    def add_group(self, given: Json) -> Room:
        chat_id = int(given.get("id") or -1_001_000_000_000 - next(self._serial))
        room = Room(chat_id, "supergroup", 0, str(given.get("title") or "Group"), bool(given.get("is_forum")))
        for member in given.get("members", []):
            room.members[self.user(int(member["user_id"]))["id"]] = member.get("status", "member")
        if self.bots:
            room.members[self.the_bot(given.get("bot")).id] = given.get("bot_status", "administrator")
        self.rooms[(0, chat_id)] = room
        self.changed()
        return room

    def private(self, bot_id: int, user_id: int) -> Room:
        """The chat of one user with one bot, made when it is first asked for."""
        key = (bot_id, user_id)
        if key not in self.rooms:
            self.user(user_id)
            self.rooms[key] = Room(user_id, "private", bot_id, members={user_id: "member", bot_id: "member"})
        return self.rooms[key]

    def room(self, bot_id: int, chat_id: int) -> Room:
        """The room for a person's act. Raises ControlError."""
        if (0, chat_id) in self.rooms:
            return self.rooms[(0, chat_id)]
        return self.private(bot_id, chat_id)

    def room_for_bot(self, bot: BotAccount, chat_id: Any) -> Room:
        """The room a bot may write to, or Telegram's error for why it may not."""
        if isinstance(chat_id, str):
            chat_id = next((u["id"] for u in self.users.values() if f"@{u.get('username')}" == chat_id), chat_id)
        if not isinstance(chat_id, int):
            raise BadRequest("chat not found")
        group = self.rooms.get((0, chat_id))
        if group is not None:
            if group.members.get(bot.id) == "kicked":
                raise Forbidden(f"bot was kicked from the {group.type} chat")
            if group.members.get(bot.id) in (None, "left"):
                raise Forbidden(f"bot is not a member of the {group.type} chat")
            return group
        if chat_id not in self.users:
            raise BadRequest("chat not found")
        room = self.private(bot.id, chat_id)
        if room.blocked:
            raise Forbidden("bot was blocked by the user")
        if not room.started:
            raise Forbidden("bot can't initiate conversation with a user")
        return room

    def chat_json(self, room: Room) -> Json:
        if room.private:
            user = self.users[room.id]
            return {"id": room.id, "type": "private"} | {k: user[k] for k in USER_FIELDS[:3] if k in user}
        return {"id": room.id, "type": room.type, "title": room.title} | ({"is_forum": True} if room.is_forum else {})

    def watchers(self, room: Room) -> list[int]:
        """The users who see what happens in a room now."""
        present = ("creator", "administrator", "member", "restricted")
        return [user_id for user_id, status in room.members.items() if status in present and user_id in self.users]

    # --- what happened ---

    def log(self, room: Room, kind: str, body: Json, user_ids: list[int] | None = None) -> None:
        """Write an event down for those who can see it."""
        self.events.append(
            {
                "seq": len(self.events) + 1,
                "at": self.clock.now(),
                "kind": kind,
                "chat_id": room.id,
                "bot_id": room.bot_id,
                "user_ids": self.watchers(room) if user_ids is None else user_ids,
                "body": body,
            }
        )
        self._wake()

    def changed(self) -> None:
        """Something in the state changed, for the page to read again."""
        event = {"seq": len(self.events) + 1, "at": self.clock.now(), "kind": "state", "chat_id": 0, "bot_id": 0}
        self.events.append(event | {"user_ids": [], "body": {}})
        self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def news(self, seq: int, within: float) -> list[Json]:
        """Events after `seq`; waits up to `within` real seconds for the first."""
        deadline = asyncio.get_running_loop().time() + within
        while len(self.events) <= seq:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                break
            try:
                await asyncio.wait_for(self._news.wait(), left)
            except TimeoutError:
                break
        return self.events[seq:]

    def emit(self, bot_id: int, kind: str, payload: Json, key: int) -> None:
        """An update for a bot; `key` is the chat, or the user for taps and payments."""
        for emitter in self.emitters:
            emitter(bot_id, kind, payload, key)

    # --- messages ---

    def new_message(self, room: Room, sender: Json, content: Json) -> Stored:
        """Put a message into a room and tell who sees it; the bots are told by whoever called."""
        body: Json = {
            "message_id": next(room.ids),
            "date": int(self.clock.now()),
            "chat": self.chat_json(room),
            "from": sender,
        }
        stored = Stored(body | content)
        room.messages[body["message_id"]] = stored
        self.log(room, "message", self.shown(stored))
        return stored

    def edited(self, room: Room, stored: Stored, *, by_user: bool = True) -> None:
        if by_user:
            stored.edits += 1
            stored.body["edit_date"] = int(self.clock.now())
        self.log(room, "edit", self.shown(stored))

    def shown(self, stored: Stored) -> Json:
        """A message as a person's client shows it."""
        extra: Json = {
            "reactions": [{"emoji": emoji, "user_id": user} for user, emoji in stored.reactions.items()],
            "protected": bool(stored.body.get("has_protected_content")),
            "edits": stored.edits,
        }
        return stored.body | extra | ({"paid": True} if stored.paid else {})

    def delete(self, room: Room, message_ids: list[int]) -> None:
        for message_id in message_ids:
            room.messages.pop(message_id, None)
            if message_id in room.pinned:
                room.pinned.remove(message_id)
        self.log(room, "delete", {"message_ids": message_ids})
