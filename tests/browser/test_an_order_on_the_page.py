"""Whole orders of the real shop, walked by hand on the page: nothing is done here that a visitor could not do."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from bot.demo import Shop, open_demo
from bot.demo_script import TALKING_SPEED
from tests.browser.conftest import OpenDesk, picture
from tests.browser.phone import Desk, Phone

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 860}}
LAPTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 720}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
CLIPBOARD = ["clipboard-read", "clipboard-write"]

UNREADABLE = """() => [
  ...[...document.querySelectorAll("button, a, input, select, textarea")].filter((e) => e.checkVisibility())
    .filter((e) => !(e.getAttribute("aria-label") || e.innerText?.trim() || e.labels?.length))
    .map((e) => `without a name: ${e.outerHTML}`),
  ...[...document.querySelectorAll(".key-label, .role, .peer-name, .switcher-name, .guide p, .bar-button, .big-button")]
    .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline")
    .map((e) => `cut off: ${e.textContent}`),
  ...(document.documentElement.scrollWidth > innerWidth ? ["wider than the screen"] : []),
]"""


@pytest_asyncio.fixture(loop_scope="session")
async def demo() -> AsyncIterator[Shop]:
    """`python -m bot demo`, a little faster than life, as --speed lets it be."""
    async with open_demo(port=0, speed=TALKING_SPEED) as shop:
        yield shop


async def readable(page: Page, name: str) -> None:
    """Every control says what it is, no words are cut off, and a picture is left for people to look at."""
    assert await page.evaluate(UNREADABLE) == []
    await picture(page, name)


async def buys(customer: Phone, owner: Phone, command: str) -> None:
    """The owner makes a code and clicks on it; the customer pastes it."""
    await owner.says(command)
    code = (await owner.sees("🎟")).locator(".code")
    await code.click()
    await expect(owner.window.get_by_role("status").filter(has_text=await code.inner_text())).to_be_visible()
    await customer.field.press("Control+V")
    await customer.field.press("Enter")


async def strangers(phone: Phone, *names: str) -> None:
    """Nothing in this window's messages names the other side."""
    said = await phone.log.inner_text()
    assert not re.search(rf"\b({'|'.join(names)})\b", said), said


async def orders_as_tom(desk: Desk) -> None:
    """From Start to the question for a code."""
    tom = desk.customer
    await tom.starts()
    for label in ("Yes, I am 18", "Find someone", "Break-up", "30 minutes", "More life experience", "✅ 🌳", "🌳"):
        await tom.taps(label)
    await expect(tom.key("✅ 🌳")).to_be_visible()
    await tom.taps("Next")
    await tom.sees("say a word beforehand")
    await tom.says("She moved out on Sunday. I keep looking at my phone.")
    await tom.taps("Confirm")
    await tom.sees("Send me your voucher code")


async def test_a_newcomer_walks_one_order_to_its_end_by_the_guide(demo: Shop, open_page: OpenDesk) -> None:
    url = f"{demo.running.url}/"
    desk = await open_page(url, guide=True, permissions=CLIPBOARD, **DESKTOP)
    tom, lin, group, owner = desk.customer, desk.rep, desk.group, desk.owner
    guide = desk.page.get_by_test_id("guide")
    show = guide.get_by_role("button", name="Show me")

    # One sees at once who one is and what to do
    await expect(guide).to_contain_text("You are Tom Baker, a customer. Press Start")
    await expect(tom.window.get_by_text("Here Tom Baker orders a talk.")).to_be_visible()
    await expect(group.window.get_by_text("Whoever taps Accept and fits best gets it.")).to_be_visible()
    await readable(desk.page, "order-1-newcomer")
    await orders_as_tom(desk)

    # Pay: the guide writes the owner's command into the field
    await expect(guide).to_contain_text("Now be Owner")
    await show.click()
    await expect(owner.field).to_have_value("/voucher 1 chat30")
    await owner.field.fill("")
    await buys(tom, owner, "/voucher 1 chat30")
    await tom.sees("looking for the right person")
    await group.sees("Break-up comfort")
    await expect(guide).to_contain_text("As Lin, tap Accept")
    await group.taps("Accept")
    await group.window.get_by_role("alertdialog").get_by_role("button", name="OK").click()

    # Talk: words and a picture, either way, and nobody is named
    await lin.sees("She moved out on Sunday")
    await tom.sees("is here for you")
    await expect(guide).to_contain_text("Tom Baker: somebody is there")
    await lin.says("Good evening. I read your note. How was today?")
    await tom.sees("How was today?")
    await tom.says("Hard. I even cooked for two, out of habit.")
    await lin.sees("cooked for two")
    await tom.sees("The clock runs now, 30 min")
    await tom.attaches("Sample photo")
    await expect(tom.window.get_by_role("list", name="To be sent").get_by_role("listitem")).to_be_visible()
    await tom.says("My kitchen window tonight")
    photo = await lin.sees("My kitchen window tonight")
    await expect(photo.get_by_role("button", name="Open the photo")).to_be_visible()
    await lin.chooses(photo, "Reply")
    await lin.says("It is a kind sky. Would you like to tell me about Sunday?")
    answer = await tom.sees("about Sunday")
    await expect(answer.get_by_role("button", name="Go to the message: Photo, My kitchen")).to_be_visible()
    await expect(guide).to_contain_text("when you have talked enough")
    await strangers(lin, "Tom", "Baker", "tom_b")
    await strangers(tom, "Lin")
    await expect(owner.window.locator(".toast")).to_have_count(0)
    await readable(desk.page, "order-2-desktop-light")
    await desk.page.get_by_role("button", name="Light or dark").click()
    await readable(desk.page, "order-3-desktop-dark")
    phone = await open_page(url, guide=True, **PHONE)
    await phone.customer.sees("about Sunday")
    await readable(phone.page, "order-4-phone")

    # The paid time passes, by the page's own switches
    drawer = await desk.backstage()
    for _ in range(2):
        await drawer.get_by_role("button", name="+10 min").click()
    await drawer.get_by_role("slider", name="Speed of the clock").press("End")
    await tom.sees("5 minutes left")
    await readable(desk.page, "order-5-backstage")
    await lin.sees("Your pay: CN¥12")
    await tom.sees("Charged: CN¥20")
    await drawer.get_by_role("button", name="Close").click()
    await tom.taps("⭐⭐⭐⭐⭐")
    await tom.sees("Thank you")
    await expect(guide).to_contain_text("Owner: see how the day goes")
    await show.click()
    await owner.field.press("Enter")
    await owner.sees("Orders: 1")
    await expect(guide).to_contain_text("That is the whole shop")
    await readable(desk.page, "order-6-receipt")

    # After a reload the guide is where it was
    await desk.page.reload()
    await expect(guide).to_contain_text("That is the whole shop")


async def test_a_chinese_order_is_ended_early_by_the_customer(demo: Shop, open_page: OpenDesk) -> None:
    desk = await open_page(f"{demo.running.url}/", locale="zh-CN", permissions=CLIPBOARD, **LAPTOP)
    mei, lin, group, owner = desk.customer, desk.rep, desk.group, desk.owner
    await expect(mei.window).to_have_accessible_name("顾客: Mei Zhang")
    await expect(lin.window.get_by_text("Lin 在这里和顾客聊天。")).to_be_visible()
    await mei.starts()
    for label in ("我已满 18 岁", "找个人聊聊", "失恋安慰", "30 分钟", "下一步", "跳过", "确认下单"):
        await mei.taps(label)
    await mei.sees("请把兑换码发给我")
    await buys(mei, owner, "/voucher 1 chat30")
    await group.sees("Break-up comfort")
    await group.taps("Accept")
    await group.window.get_by_role("alertdialog").get_by_role("button", name="好").click()
    await lin.sees("Break-up comfort")
    await lin.says("Hello, I am here.")
    await mei.sees("Hello, I am here.")
    hostile = "<script>document.title='x'</script> <b onclick=alert(1)>累</b> &amp; javascript:alert(1) \u202eabc"
    await mei.says(hostile)
    heard = await lin.sees(hostile)
    assert await heard.locator(".text").locator("script, b, a").count() == 0
    await mei.says("今天有点累，想找个人说说话。")
    await lin.sees("今天有点累")
    await readable(desk.page, "order-7-chinese")
    await mei.says("/end")
    await mei.taps("结束吧")
    receipt = await mei.sees("小票")
    await expect(receipt).to_contain_text("钱包")
    await lin.sees("Receipt")
    await expect(desk.page).to_have_title(re.compile("Earshot"))
