"""Files on their way to the other side: cleaned of what is personal, or kept here with a sentence that says why."""

import io
from pathlib import Path

import pytest
import segno
from PIL import Image

from bot.files.kinds import Limits
from tests.files.canary import NAME, traces
from tests.files.movies import movie
from tests.files.offices import docx, run
from tests.files.sounds import wav
from tests.files.test_pdf import plain, signed, written
from tests.journeys.conftest import Shop
from tests.kernel.test_kernel import waiting
from tests.media import png
from tests.patience import eventually

pytestmark = pytest.mark.long


def picture() -> bytes:
    """A photo that tells who took it."""
    made, exif = io.BytesIO(), Image.Exif()
    exif[0x013B] = NAME  # artist
    Image.open(io.BytesIO(png(8, 8))).save(made, "JPEG", exif=exif)
    return made.getvalue()


FILES: dict[str, tuple[str, bytes, str]] = {
    "photo.jpg": ("document", picture(), "image/jpeg"),
    "document.pdf": ("document", written(signed(plain())), "application/pdf"),
    "document.docx": ("document", docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "video.mp4": ("video", movie(), "video/mp4"),
    "audio.wav": ("audio", wav(), "audio/x-wav"),
}


@pytest.mark.parametrize("name", FILES)
async def test_a_file_arrives_without_its_maker(shop: Shop, name: str) -> None:
    kind, data, mime = FILES[name]
    assert traces(data)
    await shop.talking(shop.tom)
    ending = name.rpartition(".")[2]
    await shop.tom.sends(kind, data, filename=f"{NAME}.{ending}", mime=mime, caption="have a look")
    got = await shop.lin.sees("have a look")
    assert got[kind]["file_name"] == name
    assert got["has_protected_content"] is True
    assert traces(await shop.bytes_of(got[kind]["file_id"])) == []
    assert NAME not in str(await shop.lin.received())


async def test_a_changed_caption_does_not_bring_the_file_of_before_back(shop: Shop) -> None:
    await shop.talking(shop.tom)
    kind, data, mime = FILES["document.pdf"]
    sent = await shop.tom.sends(kind, data, filename=f"{NAME}.pdf", mime=mime, caption="have a look")
    await shop.lin.sees("have a look")
    await shop.tom.edits(sent["message_id"], "have a closer look")
    got = await shop.lin.sees("have a closer look")
    assert got[kind]["file_name"] == "document.pdf"
    assert traces(await shop.bytes_of(got[kind]["file_id"])) == []
    assert NAME not in str(await shop.lin.received())


REFUSED = {
    "empty.txt": (b"", "text/plain", "it is empty"),
    "broken.pdf": (b"%PDF-1.4 and then nothing", "application/pdf", "damaged"),
    "song.pdf": (png(), "application/pdf", "not what its name says"),
    "program.exe": (b"MZ" + bytes(200), "application/octet-stream", "cannot take hidden details"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_a_file_that_may_not_pass_stays_and_its_sender_hears_why(shop: Shop, name: str) -> None:
    data, mime, words = REFUSED[name]
    await shop.talking(shop.tom)
    sent = await shop.tom.sends("document", data, filename=name, mime=mime, caption="see this")
    told = await shop.tom.sees(words)
    assert told["reply_to_message"]["message_id"] == sent["message_id"]
    await shop.tom.says("after it")
    await shop.lin.sees("after it")
    await shop.lin.sees_not("see this")


async def test_what_is_too_big_is_not_even_fetched(shop: Shop) -> None:
    await shop.talking(shop.tom)
    before = await fetched(shop)
    shop.app.porter.limits = Limits(max_bytes=1000)
    await shop.tom.sends("document", b"x" * 1001, filename="big.txt", mime="text/plain")
    await shop.tom.sees("larger than 20 MB")
    assert await fetched(shop) == before


async def fetched(shop: Shop) -> int:
    return sum(call["method"] == "getFile" for call in await shop.people.calls())


@pytest.mark.parametrize("fault", ["502", "reset_before", "reset_after", "429"])
async def test_trouble_as_it_is_fetched_changes_nothing(shop: Shop, fault: str) -> None:
    await shop.talking(shop.tom)
    await shop.quiet()
    await shop.people.fault(fault, "getFile", times=2, retry_after=2)
    await shop.tom.sends("document", b"a poem", filename="poem.txt", mime="text/plain", caption="my poem")
    await shop.tom.says("what do you think?")
    await shop.handled()

    async def heard() -> bool:
        shop.clock.advance(1)
        return not await waiting(shop)

    await eventually(heard)
    words = [str(m.get("caption", m.get("text"))) for m in (await shop.lin.messages())[-2:]]
    assert words == ["my poem", "what do you think?"]


async def test_words_behind_a_file_wait_for_it_and_nobody_else_does(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.tom.sends("document", b"first", filename="first.txt", mime="text/plain", caption="first")
    await shop.tom.says("second")
    await shop.lin.sees("second")
    words = [str(m.get("caption", m.get("text"))) for m in (await shop.lin.messages())[-2:]]
    assert words == ["first", "second"]


async def test_nothing_of_a_file_stays_here(shop: Shop) -> None:
    room = shop.app.porter.room._path
    assert room is not None
    await shop.talking(shop.tom)
    await shop.tom.sends("document", b"a secret poem", filename="poem.txt", mime="text/plain", caption="poem")
    await shop.lin.sees("poem")
    await shop.quiet()
    assert names(room) == []
    await shop.reopen()
    assert room.name not in names(room.parent)


def code() -> bytes:
    """A picture that leads elsewhere."""
    made = io.BytesIO()
    segno.make("https://u.wechat.com/lin_2001").save(made, kind="png", scale=6)
    return made.getvalue()


@pytest.mark.parametrize("kind", ["photo", "document"])
async def test_a_picture_with_a_code_in_it_stays(shop: Shop, kind: str) -> None:
    await shop.talking(shop.tom)
    about = {"filename": "a.png", "mime": "image/png"} if kind == "document" else {}
    await shop.lin.sends(kind, code(), caption="scan this", **about)
    await shop.lin.sees("there is a QR code in it")
    await shop.lin.sends("photo", png(64, 64), caption="my cat")
    await shop.tom.sees("my cat")
    await shop.tom.sees_not("scan this")


def names(folder: Path) -> list[str]:
    return [found.name for found in folder.iterdir()]


def paper(name: str, text: str) -> bytes:
    return text.encode() if name == "text.txt" else docx(f"<w:p>{run(text)}</w:p>")


@pytest.mark.parametrize("name", ["text.txt", "document.docx"])
async def test_a_short_paper_that_tells_a_contact_stays_here(shop: Shop, name: str) -> None:
    # Given one that holds a number, and one that holds a poem
    told, poem = "call me, 138 0013 8000", "the moon over the lake, 3 swans, 1 boat"
    await shop.talking(shop.tom)
    for who, other in ((shop.tom, shop.lin), (shop.lin, shop.tom)):
        # When they are sent, either way
        await who.sends("document", paper(name, told), filename=name, caption="first paper")
        await who.sees("it tells a number")
        await who.sends("document", paper(name, poem), filename=name, caption="second paper")
        # Then the poem alone arrives
        await other.sees("second paper")
        await other.sees_not("first paper")
