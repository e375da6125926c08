"""The street: the stand-in, in this process so that it outlives every kill, and a hundred people who talk in pairs."""

import asyncio
import base64
import json
import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from random import Random
from typing import Any

from bot.sandbox.deeds import act
from bot.sandbox.people import People, Person
from bot.sandbox.server import RunningSandbox, start
from bot.sandbox.world import Room, World
from bot.seed_lines import FIRST_CUSTOMER, FIRST_REP
from chaos.script import Answers, Line, What
from chaos.verdict import Copy, Said
from models.kinds import Side

Json = dict[str, Any]
TOKEN = "515151:chaos"  # noqa: S105 (the stand-in takes any)
BOT_ID = 515151
OWNER = 900_001
SERIAL = re.compile(r"^\[s(\d+)\]")
ALBUMS = {What.ALBUM: What.PHOTO, What.FILES: What.DOCUMENT}
FILES = {What.PHOTO, What.VOICE, What.DOCUMENT, What.STICKER}
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x02\0\0\0\x02\x08\x02\0\0\0"
WEBP = b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0"
WAV = b"RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\x08\0\0\0" + bytes(8)
PAUSES = 2  # as many as a customer has
LOOK_BACK = 60  # messages of a chat
CLOCKS_DIFFER_S = 0.001


class Street:
    """Everybody, what they said, and how much they may say until told more."""

    def __init__(self, running: RunningSandbox, people: People, pairs: int, group: int) -> None:
        self.running, self.people, self.pairs, self.group = running, people, pairs, group
        self.world = running.world
        self.said: list[Said] = []
        self.by_place: dict[tuple[int, int], Said] = {}
        self.by_file: dict[str, int] = {}
        self.pauses: Counter[int] = Counter()
        self.paused: set[int] = set()
        self.allowed = 0
        self.more = asyncio.Event()
        self.spoke = asyncio.Event()
        self.closing = False

    # --- who ---

    def chat(self, pair: int, side: Side) -> int:
        return (FIRST_CUSTOMER if side is Side.CUSTOMER else FIRST_REP) + pair

    def room(self, chat: int) -> Room:
        return self.world.private(BOT_ID, chat)

    def person(self, chat: int) -> Person:
        return Person(self.people, self.world.user(chat))

    # --- saying ---

    def allow(self, more: int) -> None:
        """Let so many more things be said."""
        self.allowed += more
        self.more.set()

    def close(self) -> None:
        """Let `talk` end when everything that was allowed is said."""
        self.closing = True
        self.more.set()

    async def talk(self, lines: Iterator[Line]) -> None:
        """Say what is allowed, line by line, until closed."""
        self.closing = False
        while self.allowed > 0 or not self.closing:
            if self.allowed <= 0:
                self.more.clear()
                await self.more.wait()
                continue
            line = next(lines)
            self.allowed -= await self.perform(line)
            self.spoke.set()
            self.spoke = asyncio.Event()
            await asyncio.sleep(line.rest_s)

    async def perform(self, line: Line) -> int:
        """Do it; returns how many messages it was. What cannot be done (nothing to edit yet) is said in words."""
        chat = self.chat(line.pair, line.side)
        if line.what is What.PAUSE and line.pair not in self.paused and self.pauses[line.pair] < PAUSES:
            await self.act(chat, "say", text="/pause")
            self.pauses[line.pair] += 1
            self.paused.add(line.pair)
            return 1
        if line.what is What.EDIT and (target := self.editable(chat, line.back)) is not None:
            await self.edit(target, line.words)
            return 1
        if line.side is Side.CUSTOMER:
            self.paused.discard(line.pair)
        if line.what in ALBUMS:
            album, kind = f"a{len(self.said)}", ALBUMS[line.what]
            for part in range(line.parts):
                captioned = part == 0 or kind is What.DOCUMENT  # a cleaned file is known by its words alone
                await self.say(line, kind, line.words if captioned else "", album=album)
            return line.parts
        await self.say(line, line.what if line.what in FILES else What.TEXT, line.words)
        return 1

    async def go_on(self) -> None:
        """Every pause ends: until then the other side's words wait."""
        for pair in sorted(self.paused):
            await self.act(self.chat(pair, Side.CUSTOMER), "say", text="/resume")
        self.paused.clear()

    async def say(self, line: Line, what: What, words: str, album: str = "") -> None:
        chat, serial = self.chat(line.pair, line.side), len(self.said)
        reply_to = None if what is What.STICKER or album else self.answered(chat, line)
        fields: Json = {"reply_to": reply_to}
        marked = f"[s{serial}] {words}" if words and what is not What.STICKER else ""
        if what is What.TEXT:
            fields |= {"text": marked}
        else:
            fields |= {"kind": what.value, "data": file_of(what, serial), "caption": marked, "group": album}
            fields |= {"emoji": f"[s{serial}]"} if what is What.STICKER else {}
            fields |= {"filename": "poem.txt", "mime": "text/plain"} if what is What.DOCUMENT else {}
        body = await self.act(chat, "say" if what is What.TEXT else "send", **fields)
        target = self.known(chat, reply_to) if reply_to else None
        one = Said(
            serial=serial,
            sender=chat,
            receiver=self.chat(line.pair, line.side.other),
            message_id=body["message_id"],
            kind=what.value,
            words=words_of(body),
            answers=target,
            answers_copy=reply_to if reply_to and (chat, reply_to) not in self.by_place else None,
            album=album,
        )
        self.said.append(one)
        self.by_place[chat, one.message_id] = one
        for file_id in file_ids(body):
            self.by_file[file_id] = serial

    async def edit(self, target: Said, words: str) -> None:
        marked = f"[s{target.serial}] {words} ({target.edits + 1})"
        body = await self.act(target.sender, "edit", message_id=target.message_id, text=marked)
        target.words, target.edits = words_of(body), target.edits + 1

    async def act(self, chat: int, do: str, **fields: Any) -> Json:
        given = {key: value for key, value in fields.items() if value not in (None, "")}
        return await act(self.world, {"as": chat, "do": do} | given)

    # --- what is there to edit or to answer ---

    def editable(self, chat: int, back: int) -> Said | None:
        mine = [self.by_place.get((chat, message_id)) for message_id in self.recent(chat)]
        found = [one for one in mine if one is not None and one.kind != What.STICKER]
        return found[-1 - min(back, len(found) - 1)] if found else None

    def answered(self, chat: int, line: Line) -> int | None:
        """The message id in this chat that the line answers."""
        recent = self.recent(chat)
        if line.answers is Answers.OWN:
            found = [message_id for message_id in recent if (chat, message_id) in self.by_place]
        elif line.answers is Answers.THEIRS:
            found = self.settled(chat, recent)
        else:
            return None
        return found[-1 - min(line.back, len(found) - 1)] if found else None

    def settled(self, chat: int, recent: list[int]) -> list[int]:
        """Copies that something followed: a chat is sent one message at a time, so the bot knows their ids.

        A person is not quick enough to answer before the id of what they answer is written down; this program is.
        """
        bots = [message_id for message_id in recent if (chat, message_id) not in self.by_place]
        return [message_id for message_id in bots[:-1] if self.known(chat, message_id) is not None]

    def recent(self, chat: int) -> list[int]:
        return list(self.room(chat).messages)[-LOOK_BACK:]

    def known(self, chat: int, message_id: int) -> int | None:
        """The serial of a message in a chat, the sender's own or a copy."""
        own = self.by_place.get((chat, message_id))
        return own.serial if own else self.serial_of(self.room(chat).messages[message_id].body)

    def serial_of(self, body: Json) -> int | None:
        marked = SERIAL.match(words_of(body)) or SERIAL.match(emoji_of(body))
        if marked:
            return int(marked[1])
        return next((self.by_file[file_id] for file_id in file_ids(body) if file_id in self.by_file), None)

    # --- what was heard ---

    def copies(self) -> list[Copy]:
        """Everything of the bot's in any chat that carries what somebody said."""
        died = self.died_after()
        arrived = {
            (event["chat_id"], event["body"]["message_id"]): event
            for event in self.world.events
            if event["kind"] == "message"
        }
        found = []
        for room in self.world.rooms.values():
            for message_id, stored in room.messages.items():
                serial = self.serial_of(stored.body) if stored.body["from"]["id"] == BOT_ID else None
                if serial is not None:
                    event = arrived[room.id, message_id]
                    cut = any(began <= event["at"] <= ended for began, ended in died.get((room.id, serial), ()))
                    found.append(copy_of(stored.body, serial, event["seq"], died=cut))
        return found

    def died_after(self) -> dict[tuple[int, int], list[tuple[float, float]]]:
        """By chat and serial, from when to when there was a call whose connection died after the act."""
        found: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
        for call in self.world.calls:
            if call.get("fault") == "reset_after" and call["method"].startswith("send"):
                began = call["at"] - call["ms"] / 1000 - CLOCKS_DIFFER_S
                for message in as_messages(call["params"]):
                    serial = self.serial_of(message)
                    if serial is not None:
                        found[int(call["params"]["chat_id"]), serial].append((began, call["at"]))
        return found


def told(world: World) -> Iterator[str]:
    """Everything that happened, one line of JSON each, for who looks for a cause."""
    for call in world.calls:
        if call["method"] != "getUpdates":
            yield json.dumps({"call": call}, ensure_ascii=False)
    for event in world.events:
        if event["kind"] in ("message", "edit"):
            yield json.dumps({"event": event}, ensure_ascii=False)


def file_of(what: What, serial: int) -> str:
    """A small file in base64. All but a picture are cleaned on their way, so their copies are other files."""
    data = {
        What.PHOTO: PNG + f"s{serial}".encode(),
        What.DOCUMENT: f"poem {serial}".encode(),
        What.STICKER: WEBP,
        What.VOICE: WAV,
    }[what]
    return base64.b64encode(data).decode()


def words_of(body: Json) -> str:
    return str(body.get("text", body.get("caption", "")))


def emoji_of(body: Json) -> str:
    """What a sticker stands for: here, which message it is."""
    media = body.get(What.STICKER.value)
    return str(media.get("emoji", "")) if isinstance(media, dict) else ""


def kind_of(body: Json) -> str:
    return next((what.value for what in FILES if what.value in body), What.TEXT.value)


def file_ids(body: Json) -> list[str]:
    """The files of a message; of a photo, of each of its sizes."""
    media = body.get(kind_of(body))
    return [one["file_id"] for one in (media if isinstance(media, list) else [media]) if isinstance(one, dict)]


def as_messages(params: Json) -> list[Json]:
    """The parameters of a call, shaped as the messages that it makes."""
    media = params.get("media")
    if media is not None:
        parts: list[Json] = json.loads(media) if isinstance(media, str) else media  # of a call that uploads, it is text
        return [part | {part["type"]: {"file_id": part["media"]}} for part in parts]
    kind = kind_of(params)
    shown = {"file_id": params.get(kind), "emoji": params.get("emoji", "")}
    return [params | ({kind: shown} if kind in params and kind != What.TEXT else {})]


def copy_of(body: Json, serial: int, at: int, *, died: bool) -> Copy:
    answers = body.get("reply_to_message")
    return Copy(
        chat=body["chat"]["id"],
        message_id=body["message_id"],
        at=at,
        serial=serial,
        kind=kind_of(body),
        words=words_of(body),
        answers=answers["message_id"] if answers else None,
        album=str(body.get("media_group_id", "")),
        died=died,
    )


@asynccontextmanager
async def street(pairs: int, rng: Random) -> AsyncIterator[Street]:
    """The stand-in with everybody in it, limits on. `rng` gives the names."""
    running = await start(bots=[TOKEN], page=False)
    world = running.world
    names = ("Mei", "Tom", "Lin", "Ana", "Jo", "宁", "Sam")
    try:
        for first in (FIRST_CUSTOMER, FIRST_REP):
            for i in range(pairs):
                world.add_user({"id": first + i, "first_name": rng.choice(names)})
        world.add_user({"id": OWNER, "first_name": "Boss"})
        for user_id in list(world.users):
            world.private(BOT_ID, user_id).started = True
        async with People(running.url) as people:
            yield Street(running, people, pairs, world.add_group({"title": "Representatives"}).id)
    finally:
        await running.close()
