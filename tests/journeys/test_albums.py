"""An album stays one album, in its order, each part with its caption; of one that may not pass its sender hears."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import select

from bot.sandbox.people import Person
from bot.telegram.limits import Limits
from bot.telegram.pacing import Pacing
from models.kinds import OutboxState
from models.outbox import OutboxRow
from tests.files.canary import NAME, traces
from tests.files.movies import movie
from tests.files.sounds import wav
from tests.files.test_pdf import plain, signed, written
from tests.journeys.conftest import Shop
from tests.journeys.test_contacts import NUMBER
from tests.journeys.test_files import code
from tests.journeys.test_taking_back import gone
from tests.media import png
from tests.patience import eventually

pytestmark = pytest.mark.long

Json = dict[str, Any]
GROUP = "13579246801357924"
KINDS = ("photo", "video", "document", "audio", "live_photo")


@dataclass(frozen=True)
class Part:
    kind: str
    data: bytes
    fields: Json = field(default_factory=dict)


def photo(size: int, **fields: Any) -> Part:
    return Part("photo", png(size, size), fields)


def pdf(**fields: Any) -> Part:
    return Part("document", written(signed(plain())), {"filename": f"{NAME}.pdf", "mime": "application/pdf"} | fields)


VIDEO = Part("video", movie(), {"filename": f"{NAME}.mp4", "mime": "video/mp4"})
TUNE = Part("audio", wav(), {"filename": f"{NAME}.wav", "mime": "audio/x-wav"})
PROGRAM = Part("document", b"MZ" + bytes(200), {"filename": "a.exe", "mime": "application/octet-stream"})


async def sends(person: Person, *parts: Part, group: str = GROUP, **fields: Any) -> list[Json]:
    return [await person.sends(part.kind, part.data, group=group, **part.fields, **fields) for part in parts]


async def last(person: Person) -> int:
    return max(int(message["message_id"]) for message in await person.messages())


async def files(person: Person, after: int) -> list[Json]:
    """What came from the other side since."""
    shown = [m for m in await person.messages() if not m["out"] and m["message_id"] > after]
    return [message for message in shown if any(kind in message for kind in KINDS)]


async def hears(shop: Shop, person: Person, number: int, after: int) -> list[Json]:
    """So many files, as soon as they are there; once all is handled, time goes on."""
    await shop.handled()

    async def there() -> bool:
        shop.clock.advance(0.5)
        return len(await files(person, after)) >= number

    await eventually(there)
    found = await files(person, after)
    assert len(found) == number
    return found


def is_one(album: list[Json]) -> bool:
    """Whether these stand together as one album, and whose it was is not to be seen."""
    groups = {message.get("media_group_id") for message in album}
    return len(groups) == 1 and None not in groups and GROUP not in groups


async def sides(shop: Shop, sender: str) -> tuple[Person, Person, int]:
    """A running talk: who sends, who receives, and the last message that the receiver has."""
    await shop.talking(shop.tom)
    await shop.lin.sees("The clock runs now")
    who, other = (shop.tom, shop.lin) if sender == "tom" else (shop.lin, shop.tom)
    await shop.quiet()
    return who, other, await last(other)


@pytest.mark.parametrize("sender", ["tom", "lin"])
async def test_photos_stay_one_album_in_their_order_with_their_captions(shop: Shop, sender: str) -> None:
    who, other, before = await sides(shop, sender)
    bold = [{"type": "bold", "offset": 0, "length": 3}]
    looks = {"has_media_spoiler": True, "show_caption_above_media": True}
    parts = [photo(3), photo(4, caption="the lake", caption_entities=bold, **looks), photo(5), photo(6, caption="🌙")]
    await sends(who, *parts)
    album = await hears(shop, other, 4, before)
    assert is_one(album)
    assert [await shop.bytes_of(m["photo"][-1]["file_id"]) for m in album] == [part.data for part in parts]
    assert [m.get("caption") for m in album] == [None, "the lake", None, "🌙"]
    assert [m.get("caption_entities") for m in album] == [None, bold, None, None]
    assert [m.get("has_media_spoiler") for m in album] == [None, True, None, None]
    assert all(m["show_caption_above_media"] for m in album), "Telegram takes them all on one side"
    assert all(m["has_protected_content"] for m in album)
    assert GROUP not in str(await other.received())
    assert GROUP not in str(await shop.people.calls())


KINDS_TOGETHER = {
    "photos and a video": [photo(3), VIDEO, photo(4)],
    "documents": [pdf(caption="have a look"), pdf(), pdf()],
    "music": [TUNE, TUNE],
}


@pytest.mark.parametrize("name", KINDS_TOGETHER)
async def test_files_are_cleaned_and_stay_one_album(shop: Shop, name: str) -> None:
    who, other, before = await sides(shop, "tom")
    parts = KINDS_TOGETHER[name]
    await sends(who, *parts)
    album = await hears(shop, other, len(parts), before)
    assert is_one(album)
    assert [m.get("caption") for m in album] == [part.fields.get("caption") for part in parts]
    for part, message in zip(parts, album, strict=True):
        media = message[part.kind][-1] if part.kind == "photo" else message[part.kind]
        assert traces(await shop.bytes_of(media["file_id"])) == []
    assert NAME not in str(await other.received())


REFUSED = {
    "the first": ([PROGRAM, pdf(), pdf()], 0, "cannot take hidden details"),
    "the middle": ([pdf(), PROGRAM, pdf()], 1, "cannot take hidden details"),
    "a QR code": ([photo(3), photo(4), Part("photo", code())], 2, "there is a QR code in it"),
    "one of two": ([PROGRAM, pdf()], 0, "cannot take hidden details"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_a_part_that_may_not_pass_is_named_and_the_others_go(shop: Shop, name: str) -> None:
    parts, bad, words = REFUSED[name]
    who, other, before = await sides(shop, "lin")
    sent = await sends(who, *parts)
    album = await hears(shop, other, len(parts) - 1, before)
    assert is_one(album) if len(album) > 1 else "media_group_id" not in album[0]
    told = await who.sees(words)
    assert told["reply_to_message"]["message_id"] == sent[bad]["message_id"]
    await who.says("after it")
    await other.sees("after it")
    await shop.quiet()
    assert len([m for m in await who.messages() if "stayed here" in m.get("text", "")]) == 1
    assert len(await files(other, before)) == len(parts) - 1


async def test_a_part_of_a_kind_that_is_not_passed_on_is_named(shop: Shop) -> None:
    who, other, before = await sides(shop, "tom")
    await sends(who, photo(3))
    moving = {"live_photo": {"file_id": "F", "file_unique_id": "u", "width": 1, "height": 1, "duration": 1}}
    sent = await who.does("send", kind="live_photo", content=moving["live_photo"])
    await sends(who, photo(4))
    assert is_one(await hears(shop, other, 2, before))
    told = await who.sees(lambda m: m.get("reply_to_message", {}).get("message_id") == sent["message_id"])
    assert told["text"]


async def test_parts_that_come_one_after_the_other_are_waited_for(shop: Shop) -> None:
    who, other, before = await sides(shop, "tom")
    for size in (3, 4, 5):
        await sends(who, photo(size))
        await shop.handled()
        shop.clock.advance(0.9)
    assert is_one(await hears(shop, other, 3, before))


async def test_what_comes_too_late_goes_by_itself(shop: Shop) -> None:
    who, other, before = await sides(shop, "tom")
    await sends(who, photo(3), photo(4))
    first = await hears(shop, other, 2, before)
    await sends(who, photo(5))
    *album, late = await hears(shop, other, 3, before)
    assert album == first
    assert "media_group_id" not in late


async def test_what_is_said_behind_an_album_does_not_wait_for_its_end(shop: Shop) -> None:
    who, other, before = await sides(shop, "tom")
    await sends(who, photo(3), photo(4))
    await shop.handled()
    assert await files(other, before) == []
    await who.says("from the lake")
    await other.sees("from the lake")  # and no time has passed
    assert is_one(await files(other, before))
    assert "text" in (await other.messages())[-1]


async def test_ten_parts_wait_for_no_more(shop: Shop) -> None:
    who, other, before = await sides(shop, "tom")
    await sends(who, *(photo(3 + i) for i in range(10)))
    await eventually(lambda: are(10, other, before))
    assert is_one(await files(other, before))


async def are(number: int, person: Person, after: int) -> bool:
    return len(await files(person, after)) == number


async def test_an_album_as_the_word_that_starts_the_clock_stays_one(shop: Shop) -> None:
    """What the shop says to both because of its first part comes behind it."""
    await shop.queued(shop.tom)
    await shop.lin.taps("Accept", in_=shop.group)
    await shop.tom.sees("is here for you")
    await shop.tom.says("Hi")
    await shop.lin.sees("Hi")
    await shop.quiet()
    before = await last(shop.tom)
    await sends(shop.lin, photo(3), photo(4), photo(5))
    assert is_one(await hears(shop, shop.tom, 3, before))
    await shop.tom.sees("The clock runs now", after=before)


async def test_two_albums_stay_two(shop: Shop) -> None:
    who, other, before = await sides(shop, "tom")
    await sends(who, photo(3), photo(4))
    await sends(who, photo(5), photo(6), group="another")
    album = await hears(shop, other, 4, before)
    assert is_one(album[:2])
    assert is_one(album[2:])
    assert not is_one(album)


async def test_the_same_number_in_both_chats_is_not_one_album(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.quiet()
    await sends(shop.tom, photo(3))
    await sends(shop.lin, photo(4))
    await shop.handled()
    async with shop.app.database.begin() as session:
        waiting = select(OutboxRow.album).where(OutboxRow.state == OutboxState.PENDING)
        keys = list(await session.scalars(waiting))
    assert len(set(keys)) == 2
    assert GROUP not in str(keys)


# --- edits, /unsend, replies ---


async def test_the_caption_of_a_part_can_be_changed_before_and_after_it_goes(shop: Shop) -> None:
    who, other, before = await sides(shop, "tom")
    sent = await sends(who, photo(3, caption="frist"), photo(4, caption="second"), photo(5))
    await shop.handled()
    await who.edits(sent[0]["message_id"], "first")
    album = await hears(shop, other, 3, before)
    assert is_one(album)
    assert [m.get("caption") for m in album] == ["first", "second", None]
    assert "frist" not in str(await other.received())
    await who.edits(sent[1]["message_id"], "the second")
    await other.sees("the second")
    after = await files(other, before)
    assert [m.get("caption") for m in after] == ["first", "the second", None]
    assert [m["message_id"] for m in after] == [m["message_id"] for m in album]


@pytest.mark.parametrize("which", [0, 1, 2])
async def test_a_part_taken_back_before_it_goes_never_does_and_the_others_stay_together(shop: Shop, which: int) -> None:
    who, other, before = await sides(shop, "tom")
    sent = await sends(who, *(photo(3 + i, caption=f"picture {i}") for i in range(3)))
    await shop.handled()
    await who.says("/unsend", reply_to=sent[which]["message_id"])
    await who.sees("taking it back")
    album = await hears(shop, other, 2, before)
    assert is_one(album)
    assert [m["caption"] for m in album] == [f"picture {i}" for i in range(3) if i != which]
    await shop.quiet()
    assert f"picture {which}" not in str(await other.received())
    await who.sees_not("still there")


async def test_a_part_taken_back_while_it_is_being_sent_goes_as_soon_as_it_stands(shop: Shop) -> None:
    who, other, before = await sides(shop, "tom")
    await shop.people.fault("slow", "sendMediaGroup", chat_id=other.id, seconds=1, times=1)
    sent = await sends(who, *(photo(3 + i, caption=f"picture {i}") for i in range(3)))
    album = await hears(shop, other, 3, before)
    await who.says("/unsend", reply_to=sent[1]["message_id"])
    await gone(other, album[1]["message_id"])
    await shop.quiet()
    assert [m["message_id"] for m in await files(other, before)] == [album[0]["message_id"], album[2]["message_id"]]


async def test_an_album_answers_and_each_part_can_be_answered(shop: Shop) -> None:
    who, other, before = await sides(shop, "tom")
    theirs = await who.sees("Hello, I am here.")
    sent = await sends(who, photo(3), photo(4), reply_to=theirs["message_id"])
    album = await hears(shop, other, 2, before)
    assert all(m["reply_to_message"]["text"] == "Hello, I am here." for m in album)
    await other.says("that one", reply_to=album[1]["message_id"])
    answer = await who.sees("that one")
    assert answer["reply_to_message"]["message_id"] == sent[1]["message_id"]


async def test_a_part_that_tells_a_contact_is_held_and_then_goes_alone(shop: Shop) -> None:
    who, other, before = await sides(shop, "tom")
    await sends(who, photo(3, caption=NUMBER), photo(4), photo(5))
    album = await hears(shop, other, 2, before)
    assert is_one(album)
    await who.taps("blotted out")
    await eventually(lambda: are(3, other, before))
    alone = (await files(other, before))[-1]
    assert "media_group_id" not in alone
    assert NUMBER not in str(await other.received())


# --- trouble ---


async def test_an_album_that_is_refused_goes_part_by_part(shop: Shop) -> None:
    who, other, before = await sides(shop, "tom")
    await shop.people.fault("refuse", "sendMediaGroup", chat_id=other.id, description="Bad Request: no albums today")
    await shop.people.fault("refuse", "sendPhoto", chat_id=other.id, description="Bad Request: nor this")
    sent = await sends(who, *(photo(3 + i, caption=f"picture {i}") for i in range(3)))
    shown = await hears(shop, other, 2, before)
    assert [m["caption"] for m in shown] == ["picture 1", "picture 2"]
    told = await who.sees("could not be delivered")
    assert told["reply_to_message"]["message_id"] == sent[0]["message_id"]
    await shop.quiet()
    assert len([m for m in await who.messages() if "could not be delivered" in m.get("text", "")]) == 1


FAULTS = {"429": 1, "502": 1, "reset_before": 1, "reset_after": 2}


@pytest.mark.parametrize("fault", FAULTS)
async def test_an_album_that_meets_with_trouble_comes_whole(shop: Shop, fault: str) -> None:
    who, other, before = await sides(shop, "tom")
    await shop.people.fault(fault, "sendMediaGroup", chat_id=other.id, times=1, retry_after=3)
    await sends(who, PROGRAM, pdf(caption="one"), pdf(caption="two"))
    await who.says("and on we go")
    times = FAULTS[fault]
    shown = await hears(shop, other, 2 * times, before)
    assert [m["caption"] for m in shown] == ["one", "two"] * times
    assert all(is_one(shown[i : i + 2]) for i in range(0, len(shown), 2))
    await other.sees("and on we go", after=shown[-1]["message_id"])
    assert len([m for m in await who.messages() if "stayed here" in m.get("text", "")]) == 1


async def test_a_part_that_stays_is_named_while_the_others_wait_as_they_are_told_to(shop: Shop) -> None:
    who, other, before = await sides(shop, "tom")
    await shop.people.fault("429", "sendMediaGroup", chat_id=other.id, times=1, retry_after=300)
    await sends(who, PROGRAM, pdf(), pdf())
    await shop.handled()

    async def named() -> bool:
        shop.clock.advance(0.5)
        return any("stayed here" in m.get("text", "") for m in await who.messages())

    await eventually(named)
    shop.clock.advance(200)
    await who.says("and on we go")
    await other.says("meanwhile")
    await who.sees("meanwhile")
    assert await asked(shop) == 1
    shop.clock.advance(100)
    await other.sees("and on we go")
    assert is_one(await files(other, before))
    assert await asked(shop) == 2


async def asked(shop: Shop) -> int:
    return sum(call["method"] == "sendMediaGroup" for call in await shop.people.calls())


async def test_a_chat_waits_for_an_album_as_for_so_many_messages(shop: Shop) -> None:
    who, other, before = await sides(shop, "tom")
    shop.app.courier.pacing = Pacing(Limits(chat_per_second=1, chat_burst=4), shop.clock.now)
    await sends(who, *(photo(3 + i) for i in range(10)))
    await eventually(lambda: are(10, other, before))
    async with shop.app.database.begin() as session:
        lane = await session.scalar(select(OutboxRow.lane).where(OutboxRow.album.is_not(None)).limit(1))
    assert lane is not None
    assert shop.app.courier.pacing.wait(lane) == 7.0


async def test_a_part_whose_file_is_gone_is_named_and_the_others_go(shop: Shop) -> None:
    who, other, before = await sides(shop, "tom")
    gone_since = "Bad Request: wrong file_id or the file is temporarily unavailable"
    await shop.people.fault("refuse", "getFile", description=gone_since, times=1)
    sent = await sends(who, pdf(caption="one"), pdf(caption="two"), pdf(caption="three"))
    album = await hears(shop, other, 2, before)
    assert is_one(album)
    assert [m["caption"] for m in album] == ["two", "three"]
    told = await who.sees("try again in a minute")
    assert told["reply_to_message"]["message_id"] == sent[0]["message_id"]


async def test_who_cannot_be_reached_is_told_once_of_an_album_and_of_the_next(shop: Shop) -> None:
    who, other, _ = await sides(shop, "lin")
    await other.blocks()
    for group in (GROUP, f"{GROUP}9"):
        before = await last(who)
        sent = await sends(who, photo(3), photo(4), photo(5), group=group)
        await shop.handled()

        async def answered(after: int = before) -> bool:
            shop.clock.advance(1)
            return any("reply_to_message" in m for m in await who.messages() if m["message_id"] > after)

        await eventually(answered)
        await shop.quiet()
        heard = [m for m in await who.messages() if m["message_id"] > before and not m["out"]]
        answers = [m["reply_to_message"]["message_id"] for m in heard if "reply_to_message" in m]
        assert answers == [sent[0]["message_id"]]
        of_the_clock = [m for m in heard if "reply_to_message" not in m]
        assert ["the clock stands still" in m["text"] for m in of_the_clock] == [True] * (group == GROUP)
