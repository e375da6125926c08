"""The page's windows as a person uses them: by what is written on them, never by how they are built."""

import re
from typing import Literal

from playwright.async_api import Locator, Page, expect

Role = Literal["customer", "rep", "group", "owner"]


class Phone:
    """One messenger window."""

    def __init__(self, page: Page, role: Role) -> None:
        self.page = page
        self.window = page.get_by_test_id(f"window-{role}").first
        self.log = self.window.get_by_role("log")
        self.rows = self.log.get_by_role("article")
        self.field = self.window.get_by_label(re.compile("^(Write a message|写消息)$"))

    async def starts(self) -> None:
        await self.window.get_by_role("button", name=re.compile("^(Start|开始)$")).click()

    async def says(self, text: str) -> None:
        await self.field.fill(text)
        await self.field.press("Enter")

    async def sees(self, text: str | re.Pattern[str]) -> Locator:
        """The newest message that shows the words, once it is there."""
        row = self.rows.filter(has_text=text).last
        await expect(row).to_be_visible()
        return row

    async def sees_not(self, text: str | re.Pattern[str]) -> None:
        await expect(self.rows.filter(has_text=text)).to_have_count(0)

    async def taps(self, label: str | re.Pattern[str]) -> None:
        await self.key(label).click()

    def key(self, label: str | re.Pattern[str]) -> Locator:
        """The newest button, under a message or under the field, that shows the label."""
        return self.window.locator(".key, .reply-key").filter(has_text=label).last

    async def chooses(self, row: Locator, item: str) -> None:
        """Open a message's menu and choose from it."""
        await row.hover()
        await row.get_by_role("button", name="What to do with this message").click()
        await self.page.get_by_role("menuitem", name=item).click()

    async def attaches(self, item: str) -> None:
        await self.window.get_by_role("button", name="Attach").click()
        await self.page.get_by_role("menuitem", name=item).click()

    async def becomes(self, name: str) -> None:
        """Let somebody else sit at this window."""
        await self.window.get_by_role("button", name=re.compile("play somebody else|换一个人")).click()
        await self.page.get_by_role("menuitemradio", name=re.compile(rf"^{name}\b")).click()

    async def more(self, item: str) -> None:
        await self.window.get_by_role("button", name="More").click()
        await self.page.locator("[role^=menuitem]").filter(has_text=item).click()


class Desk:
    """The page with its four windows."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.customer = Phone(page, "customer")
        self.rep = Phone(page, "rep")
        self.group = Phone(page, "group")
        self.owner = Phone(page, "owner")

    async def backstage(self) -> Locator:
        await self.page.get_by_role("button", name="Backstage").click()
        return self.page.get_by_test_id("backstage")
