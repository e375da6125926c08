"""What people said is nowhere when it has arrived: no table, no file of the database, no log, no backup, no folder."""

import asyncio
import gzip
import io
import json
import logging
import wave
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import make_url, select

import bot.app
from bot import backup, logs
from bot.rules.parcel import CAPTIONED, ParcelKind
from models import inbox
from models.base import Base
from models.engine import Database
from models.held import GuardRow, HeldRow
from models.inbox import NewInboxRow
from models.kernel import Timer
from models.kinds import InboxState, TimerKind
from models.order import Draft
from tests.files.cleaning import left
from tests.files.drawings import drawing, packed
from tests.files.movies import movie
from tests.files.sounds import opus
from tests.journeys.conftest import Shop
from tests.journeys.test_nobody_unmasked import CASES
from tests.media import png
from tests.patience import eventually

pytestmark = pytest.mark.long

CANARY = "Zqxcanary"  # no word of any language, and no contact
Json = dict[str, Any]


def wav() -> bytes:
    """Sound whose samples are the canary: they arrive, and so must be nowhere here."""
    made = io.BytesIO()
    with wave.open(made, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(f"{CANARY}!".encode() * 40)
    return made.getvalue()


DATA: dict[ParcelKind, Callable[[Path], bytes]] = {
    ParcelKind.PHOTO: lambda _: png() + CANARY.encode(),
    ParcelKind.VOICE: opus,
    ParcelKind.STICKER: lambda _: packed(drawing() | {"nm": CANARY}, CANARY),
    ParcelKind.VIDEO: lambda _: movie(pictures=[b"\0\0\0\x0a\x65" + CANARY.encode()]),
    ParcelKind.DOCUMENT: lambda _: f"a poem of {CANARY}".encode(),
    ParcelKind.ANIMATION: lambda _: movie(),
    ParcelKind.VIDEO_NOTE: lambda _: movie(),
    ParcelKind.AUDIO: lambda _: wav(),
}
ABOUT: dict[ParcelKind, Json] = {
    ParcelKind.DOCUMENT: {"filename": f"{CANARY}.txt", "mime": "text/plain"},
    ParcelKind.AUDIO: {"filename": f"{CANARY}.wav", "mime": "audio/wav", "performer": CANARY, "title": CANARY},
    ParcelKind.STICKER: {"emoji": "🌙", "set_name": CANARY},
    ParcelKind.VIDEO: {"filename": f"{CANARY}.mp4"},
    ParcelKind.ANIMATION: {"filename": f"{CANARY}.mp4"},
}
CARRIED = set(ParcelKind) - {ParcelKind.TEXT, ParcelKind.DICE, ParcelKind.OTHER}


async def everywhere(shop: Shop, folder: Path, said: Callable[[], str]) -> list[str]:
    """Every place in which the canary stands."""
    found = [f"table {name}" for name, rows in (await tables(shop.app.database)).items() if CANARY in rows]
    for file in files_of(shop.database_url):
        found += [f"file {file.suffix}"] * (CANARY.encode() in file.read_bytes())
    kept = folder / "kept.earshot"
    assert await asyncio.to_thread(backup.save, shop.config, kept, shop.clock.now(), force=True) == 0
    found += ["backup"] * (CANARY.encode() in gzip.decompress(kept.read_bytes()))
    found += ["log"] * (CANARY in said())
    room = shop.app.porter.room._path
    assert room is not None
    found += [f"room {name}" for name in left(room)]
    return found


async def tables(database: Database) -> dict[str, str]:
    """All rows of every table there is, as text."""
    async with database.begin() as session:
        names = list(Base.metadata.tables.values())
        return {table.name: str((await session.execute(select(table))).all()) for table in names}


def files_of(url: str) -> list[Path]:
    """SQLite's files; of PostgreSQL, none that are ours."""
    if not url.startswith("sqlite"):
        return []
    file = Path(str(make_url(url).database))
    return [path for path in file.parent.glob(f"{file.name}*") if path.is_file()]


async def ordered(shop: Shop, note: str) -> None:
    """Tom's order with a note, accepted, and both have spoken."""
    await shop.tom.starts()
    for label in ("Yes, I am 18", "Find someone", "Casual chat", "30 minutes", "Next"):
        await shop.tom.taps(label)
    await shop.tom.says(note)
    await shop.tom.taps("Confirm")
    await shop.tom.sees("voucher code")
    await shop.tom.says(await shop.voucher())
    await shop.lin.taps("Accept", in_=shop.group)
    await shop.tom.sees("is here for you")
    await shop.lin.says(f"hello {CANARY}")
    await shop.tom.sees(f"hello {CANARY}")
    await shop.tom.says(f"hi {CANARY}")
    await shop.lin.sees(f"hi {CANARY}")
    await shop.tom.sees("The clock runs now")


def carrying(field: str) -> Callable[[Json], bool]:
    return lambda message: field in message


async def every_kind(shop: Shop, folder: Path) -> None:
    for kind in ParcelKind:
        if kind in CARRIED:
            words = {"caption": f"{kind} {CANARY}"} if kind in CAPTIONED else {}
            last = max(message["message_id"] for message in await shop.lin.messages())
            await shop.tom.sends(kind.value, DATA[kind](folder), **words, **ABOUT.get(kind, {}))
            await shop.lin.sees(carrying(kind.value), after=last, named=kind.value)
    await shop.tom.sends("dice", emoji="🎯", value=6)
    await shop.lin.sees("🎯")
    for case in CASES[ParcelKind.OTHER]:
        await shop.tom.sends(case.kind, **case.fields | {"first_name": CANARY, "question": CANARY, "title": CANARY})


async def what_goes_wrong(shop: Shop) -> None:
    """Words that are changed, taken back, held, refused by Telegram, late, or never arrive."""
    said = await shop.tom.says(f"before {CANARY}")
    await shop.lin.sees(f"before {CANARY}")
    await shop.tom.edits(said["message_id"], f"after {CANARY}")
    await shop.lin.sees(f"after {CANARY}")
    await shop.tom.says("/unsend", reply_to=said["message_id"])
    await shop.tom.sees("taking it back")
    await shop.tom.says(f"my wechat is {CANARY}2931")
    await shop.tom.sees("looks like")
    await shop.tom.sends("document", b"%PDF-1.4 " + CANARY.encode(), filename=f"{CANARY}.pdf", mime="application/pdf")
    await shop.tom.sees("damaged")
    why = f"Bad Request: {CANARY}"
    await shop.people.fault("refuse", "sendMessage", chat_id=shop.lin.id, times=1, description=why)
    await shop.tom.says(f"refused {CANARY}")
    await shop.tom.sees("could not be delivered")
    await shop.people.fault("429", "sendMessage", chat_id=shop.lin.id, retry_after=2, times=1)
    await shop.tom.says(f"late {CANARY}")
    await shop.called("sendMessage", status=429)

    async def arrived() -> bool:
        shop.clock.advance(1)
        return f"late {CANARY}" in str(await shop.lin.messages())

    await eventually(arrived)
    await shop.people.fault("reset_after", "sendMessage", chat_id=shop.lin.id, times=2)
    await shop.tom.says(f"perhaps {CANARY}")
    await shop.tom.sees("may not have arrived")


@pytest.fixture
def said(capfd: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """All that the process has printed so far, and its log."""
    found: list[str] = []
    before = (logging.root.handlers[:], logging.root.level)
    log = io.StringIO()
    with redirect_stderr(log):
        logs.setup("debug", "json")

    def read() -> str:
        found.extend(capfd.readouterr())
        return "".join(found) + log.getvalue()

    yield read
    structlog.reset_defaults()
    logging.root.handlers[:], logging.root.level = before


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.app, "LOOK_EVERY_S", 0.1)
    monkeypatch.setattr(bot.app, "FORGET_EVERY", 2)


async def test_nothing_of_a_talk_stays(said: Callable[[], str], shop: Shop, tmp_path: Path) -> None:
    # Given an order with a note, everything that can be said, and everything that can go wrong with it
    await ordered(shop, f"I long for {CANARY}")
    await every_kind(shop, tmp_path)
    await what_goes_wrong(shop)
    # When what is held has had its ten minutes, though the order goes on
    shop.clock.advance(601)
    await shop.quiet()
    # Then the note alone is there, for it is needed yet
    assert {name for name, rows in (await tables(shop.app.database)).items() if CANARY in rows} == {"order"}
    assert not {"log", "room"} & {place.partition(" ")[0] for place in await everywhere(shop, tmp_path, said)}
    # And when the time is up, nothing is left, nowhere
    shop.clock.advance(1800)
    await shop.tom.sees("Receipt")
    await shop.quiet()

    async def nowhere() -> bool:
        return not await everywhere(shop, tmp_path, said)

    await eventually(nowhere)
    assert CANARY not in str(await shop.lin.messages(shop.group))


@pytest.mark.parametrize("how", ["cancelled", "unpaid", "unfilled"])
async def test_the_note_goes_however_the_order_ends(shop: Shop, how: str) -> None:
    await shop.tom.starts()
    for label in ("Yes, I am 18", "Find someone", "Casual chat", "30 minutes", "Next"):
        await shop.tom.taps(label)
    await shop.tom.says(f"I long for {CANARY}")
    await shop.tom.taps("Confirm")
    await shop.tom.sees("voucher code")
    if how == "unfilled":
        await shop.tom.says(await shop.voucher())
        await shop.tom.sees("looking for")
    await shop.quiet()
    assert CANARY in (await tables(shop.app.database))["order"]
    if how == "cancelled":
        await shop.tom.says("/cancel")
    else:
        shop.clock.advance(24 * 3600)
    await shop.quiet()

    async def gone() -> bool:
        return CANARY not in str(await tables(shop.app.database))

    await eventually(gone)


async def test_a_draft_that_was_left_lying_goes(shop: Shop) -> None:
    await shop.tom.starts()
    for label in ("Yes, I am 18", "Find someone", "Casual chat", "30 minutes", "Next"):
        await shop.tom.taps(label)
    await shop.tom.says(f"I long for {CANARY}")
    await shop.tom.sees(CANARY)
    shop.clock.advance(47 * 3600)
    await shop.quiet()
    assert CANARY in (await tables(shop.app.database))["draft"]
    shop.clock.advance(2 * 3600)
    await shop.quiet()

    async def gone() -> bool:
        async with shop.app.database.begin() as session:
            return not list(await session.scalars(select(Draft)))

    await eventually(gone)


async def traces(shop: Shop) -> list[str]:
    async with shop.app.database.begin() as session:
        return [trace for row in await session.scalars(select(GuardRow)) for trace in row.traces]


async def test_words_are_forgotten_in_ten_minutes_whatever_becomes_of_their_order(shop: Shop) -> None:
    # Given words that are held, under a number that an order has too
    await shop.talking(shop.tom)
    await shop.tom.says(f"my wechat is {CANARY}2931")
    await shop.tom.sees("looks like")
    async with shop.app.database.begin() as session:
        (row,) = await session.scalars(select(HeldRow))
        assert row.id == row.order_id
    # When the order's own timers are set anew, and it ends
    for _ in range(2):
        await shop.tom.taps("Pause")
        await shop.tom.taps("Go on")
    await shop.tom.says("138 00")
    await shop.lin.sees("138 00")
    assert await traces(shop)
    await shop.tom.taps("⏹ End")
    await shop.tom.taps("Yes, end it")
    await shop.tom.sees("Receipt")
    await shop.quiet()
    async with shop.app.database.begin() as session:
        assert list(await session.scalars(select(Timer).where(Timer.kind == TimerKind.HELD)))
    # Then they go all the same, and what was told in pieces has gone already
    assert not await traces(shop)
    shop.clock.advance(601)
    await shop.quiet()
    assert CANARY not in str(await tables(shop.app.database))


async def stored(shop: Shop, message: Json) -> None:
    """An update of Tom's that came in and is not handled yet."""
    chat = {"id": shop.tom.id, "type": "private", "first_name": "Thomas"}
    update = {"update_id": 7, "message": message | {"from": shop.tom.user, "chat": chat}}
    async with shop.app.database.begin() as session:
        new = NewInboxRow(7, str(shop.tom.id), json.dumps(update), InboxState.PENDING, shop.clock.now())
        await inbox.add_all(session, [new])
    shop.app.lanes.wake()


async def test_a_word_that_waited_to_be_handled_is_gone_when_it_is(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await stored(shop, {"message_id": 900, "date": int(shop.clock.now().timestamp()), "text": f"waited {CANARY}"})
    await shop.lin.sees(f"waited {CANARY}")
    await shop.quiet()
    assert CANARY not in str(await tables(shop.app.database))


async def test_what_was_given_up_stays_to_be_replayed_and_no_longer_than_links(
    said: Callable[[], str], shop: Shop
) -> None:
    await shop.voucher()
    await stored(shop, {"message_id": CANARY, "date": CANARY, "text": CANARY})

    async def parked() -> bool:
        shop.clock.advance(60)
        return "/replay" in str(await shop.owner.messages())

    await eventually(parked)
    assert CANARY in (await tables(shop.app.database))["inbox"]
    assert CANARY not in str(await shop.owner.received()) + said()
    shop.clock.advance(50 * 3600)
    await shop.quiet()

    async def gone() -> bool:
        return CANARY not in str(await tables(shop.app.database))

    await eventually(gone)
