"""A real browser, a stand-in with its cast, and a bot that is nothing but HTTP calls."""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Error, Page, async_playwright, expect

from bot.sandbox.people import People, Person
from bot.sandbox.server import RunningSandbox, start
from tests.browser.phone import Desk

TOKEN = "4242:made-up"
SCREENSHOTS = Path(__file__).parents[1] / "screenshots"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--mute-audio", "--autoplay-policy=no-user-gesture-required"]  # fmt: skip
PATIENCE_MS = 60_000

Json = dict[str, Any]
OpenDesk = Callable[..., Awaitable[Desk]]

expect.set_options(timeout=PATIENCE_MS)


class RawBot:
    """A bot without a library: `await bot("sendMessage", chat_id=…, text=…)`."""

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self.url, self.http = url, http
        self.offset = 0

    async def __call__(self, method: str, **params: Any) -> Any:
        async with self.http.post(f"{self.url}/bot{TOKEN}/{method}", json=params) as response:
            body = await response.json()
        assert body["ok"], f"{method}: {body}"
        return body["result"]

    async def next(self, kind: str) -> Json:
        """Wait for the next update of a kind; what comes before it is let go."""
        while True:
            updates = await self("getUpdates", offset=self.offset, timeout=5, limit=1)
            for update in updates:
                self.offset = update["update_id"] + 1
                if kind in update:
                    found: Json = update[kind]
                    return found

    async def says(self, to: int, text: str, **params: Any) -> Json:
        found: Json = await self("sendMessage", chat_id=to, text=text, **params)
        return found


@dataclass
class Shop:
    """The stand-in, a bot, and six people of whom four are in the group."""

    running: RunningSandbox
    people: People
    bot: RawBot
    mei: Person
    tom: Person
    lin: Person
    chen: Person
    amy: Person
    owner: Person
    group: int


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        reason = "the page is walked in Chromium, and there is none on this machine"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="session")
async def shop() -> AsyncIterator[Shop]:
    running = await start(bots=[TOKEN])
    running.sandbox.floods.on = False
    try:
        async with aiohttp.ClientSession() as http, People(running.url) as people:
            mei, tom, lin, chen, amy, owner = [
                await people.person(name) for name in ("Mei", "Tom", "Lin", "Chen", "Amy", "Owner")
            ]
            group = await people.group("Representatives", [lin, chen, amy], creator=owner)
            yield Shop(running, people, RawBot(running.url, http), mei, tom, lin, chen, amy, owner, group)
    finally:
        await running.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def plain(browser: Browser) -> AsyncIterator[Page]:
    """The page of all tests that want nothing special: each has a stand-in, and so an origin, of its own."""
    context = await context_of(browser, guide=False)
    yield await context.new_page()
    await context.close()


async def context_of(browser: Browser, *, guide: bool, **options: Any) -> BrowserContext:
    settings: Json = {"viewport": {"width": 1440, "height": 860}, "locale": "en-GB", "timezone_id": "UTC"}
    settings |= {"reduced_motion": "reduce"}  # what moves is painted again and again, and waited for
    context = await browser.new_context(**(settings | options))
    context.set_default_timeout(PATIENCE_MS)
    if not guide:
        await context.add_init_script("localStorage.setItem('earshot.guide.done', 'yes')")
    return context


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser, plain: Page) -> AsyncIterator[OpenDesk]:
    """Opens an address, one plain page at a time; at the end nothing may have gone wrong on any of them."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []
    unwatch = watch(plain, problems)

    async def open_(url: str, *, guide: bool = False, **options: Any) -> Desk:
        page = plain
        if guide or options:
            contexts.append(await context_of(browser, guide=guide, **options))
            page = await contexts[-1].new_page()
            watch(page, problems)
        await page.goto(url)
        await expect(page.locator(".window").first).to_be_attached()
        return Desk(page)

    yield open_
    for context in contexts:
        await context.close()
    unwatch()
    await plain.goto("about:blank")
    assert problems == []


@pytest_asyncio.fixture(loop_scope="session")
async def open_desk(shop: Shop, open_page: OpenDesk) -> OpenDesk:
    """Opens the page of the test's own stand-in."""

    async def open_(*, path: str = "/", **options: Any) -> Desk:
        return await open_page(shop.running.url + path, **options)

    return open_


def watch(page: Page, problems: list[str]) -> Callable[[], None]:
    """Keep what goes wrong in the page, until told to stop; a connection that a test cuts on purpose does not count."""

    def note(line: ConsoleMessage) -> None:
        if line.type == "error" and "net::ERR_" not in line.text:
            problems.append(f"console: {line.text}")

    def fell(error: Error) -> None:
        problems.append(f"error: {error}")

    def stop() -> None:
        page.remove_listener("console", note)
        page.remove_listener("pageerror", fell)

    page.on("console", note)
    page.on("pageerror", fell)
    return stop


async def picture(page: Page, name: str) -> None:
    """A picture of the page for people to look at."""
    SCREENSHOTS.mkdir(exist_ok=True)
    await page.screenshot(path=SCREENSHOTS / f"{name}.png")
