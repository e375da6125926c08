"""Pictures, recordings, samples and files."""

import struct
import zlib
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenDesk, Shop

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.asyncio(loop_scope="session")]


def png(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes(colour) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


async def test_pictures_album_and_lightbox(open_desk: OpenDesk, shop: Shop) -> None:
    desk = await open_desk()
    await desk.customer.starts()
    await desk.customer.attaches("Sample album")
    tray = desk.customer.window.get_by_role("list", name="To be sent")
    await expect(tray.get_by_role("listitem")).to_have_count(3)
    await desk.customer.says("three evenings")
    row = await desk.customer.sees("three evenings")
    await expect(row.get_by_role("group", name="Album of 3").locator("img")).to_have_count(3)
    await expect(desk.customer.rows).to_have_count(2)
    await shop.bot.next("message")
    first = await shop.bot.next("message")
    assert (await shop.bot.next("message"))["media_group_id"] == first["media_group_id"]
    assert (first["photo"][0]["width"], first["caption"]) == (960, "three evenings")
    await row.get_by_role("button", name="Open the photo").first.click()
    box = desk.page.get_by_role("dialog", name="Photo")
    await expect(box).to_be_visible()
    await desk.page.keyboard.press("Escape")
    await expect(box).to_be_hidden()


async def test_a_file_of_the_visitor_is_sent(open_desk: OpenDesk, shop: Shop) -> None:
    desk = await open_desk()
    await desk.customer.starts()
    async with desk.page.expect_file_chooser() as chooser:
        await desk.customer.attaches("Photo or video…")
    photo: Any = {"name": "blue.png", "mimeType": "image/png", "buffer": png(64, 48, (40, 90, 200))}
    await (await chooser.value).set_files(photo)
    await desk.customer.window.get_by_role("button", name="Send").click()
    await expect(desk.customer.rows.get_by_role("img", name="Photo")).to_be_visible()
    await shop.bot.next("message")
    assert (await shop.bot.next("message"))["photo"][0]["height"] == 48


async def test_several_files_travel_as_an_album(open_desk: OpenDesk, shop: Shop) -> None:
    desk = await open_desk()
    await desk.customer.starts()
    async with desk.page.expect_file_chooser() as chooser:
        await desk.customer.attaches("File…")
    files: Any = [{"name": f"{name}.txt", "mimeType": "text/plain", "buffer": name.encode()} for name in ("one", "two")]
    await (await chooser.value).set_files(files)
    await desk.customer.window.get_by_role("button", name="Send").click()
    await shop.bot.next("message")
    first, second = await shop.bot.next("message"), await shop.bot.next("message")
    assert [m["document"]["file_name"] for m in (first, second)] == ["one.txt", "two.txt"]
    assert first["media_group_id"] == second["media_group_id"]


async def test_a_voice_message_is_heard(open_desk: OpenDesk, shop: Shop) -> None:
    desk = await open_desk()
    await desk.customer.starts()
    await desk.customer.attaches("Sample voice message")
    await shop.bot.next("message")
    assert (await shop.bot.next("message"))["voice"]["mime_type"] == "audio/wav"
    row = desk.customer.rows.last
    await row.get_by_role("button", name="Play").click()
    await expect(row.get_by_role("button", name="Pause")).to_be_visible()
    await expect(row.locator(".played").first).to_be_attached()
    await row.get_by_role("button", name="Pause").click()
    await expect(row.get_by_role("button", name="Play")).to_be_visible()


@pytest.mark.parametrize(
    ("item", "kind", "shown"),
    [
        ("Sample sticker", "sticker", "img.sticker"),
        ("Sample video", "video", "video"),
        ("Location", "location", ".place"),
        ("Contact", "contact", ".contact"),
        ("Dice", "dice", ".dice"),
    ],
)
async def test_samples_are_sent_at_once(open_desk: OpenDesk, shop: Shop, item: str, kind: str, shown: str) -> None:
    desk = await open_desk()
    await desk.customer.starts()
    await shop.bot.next("message")
    await desk.customer.attaches(item)
    assert kind in await shop.bot.next("message")
    await expect(desk.customer.rows.last.locator(shown)).to_be_visible()


async def test_a_document_is_a_card_to_download(open_desk: OpenDesk, shop: Shop) -> None:
    desk = await open_desk()
    await shop.mei.starts()
    await shop.mei.sends("document", b"hello", filename="letter.txt", mime="text/plain")
    row = await desk.customer.sees("letter.txt")
    async with desk.page.expect_download() as download:
        await row.get_by_role("link").click()
    assert (await download.value).suggested_filename == "letter.txt"
