"""Both languages, small screens, the dark, the keyboard, the guide, and what is behind the scenes."""

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenDesk, Shop, picture

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.asyncio(loop_scope="session")]

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


async def test_backstage_moves_time_breaks_telegram_and_shows_calls(open_desk: OpenDesk, shop: Shop) -> None:
    desk = await open_desk()
    drawer = await desk.backstage()
    before = (await shop.people.call("GET", "/state"))["now"]
    await drawer.get_by_role("button", name="+10 min").click()
    await drawer.get_by_role("slider", name="Speed of the clock").press("End")
    await expect(desk.page.get_by_test_id("clock")).to_contain_text("120×")
    await drawer.get_by_role("switch", name="Flood limits").check()
    await drawer.get_by_label("Method").select_option("sendMessage")
    await drawer.get_by_label("Fault").select_option("500 server error")
    await drawer.get_by_role("button", name="Add", exact=True).click()
    await expect(drawer.get_by_text("500 server error · sendMessage · ×1")).to_be_visible()
    state = await shop.people.call("GET", "/state")
    assert (state["speed"], state["limits"], len(state["faults"])) == (120, True, 1)
    assert state["now"] >= before + 600
    await drawer.get_by_role("button", name="Take all faults away").click()
    await shop.mei.starts()
    await shop.bot.says(shop.mei.id, "seen backstage")
    call = drawer.get_by_role("log").locator("li").filter(has_text="sendMessage").first
    await call.click()
    await expect(call).to_contain_text("seen backstage")
    await desk.page.keyboard.press("Escape")
    await expect(drawer).to_be_hidden()


async def test_the_page_speaks_the_visitors_language_and_can_be_switched(open_desk: OpenDesk, shop: Shop) -> None:
    desk = await open_desk(locale="zh-CN")
    await expect(desk.customer.window).to_have_accessible_name("顾客: Mei")
    await desk.customer.starts()
    await desk.customer.says("你好，今天有点累")
    await desk.customer.sees("你好，今天有点累")
    await picture(desk.page, "chinese")
    await desk.page.get_by_test_id("language").click()
    await expect(desk.customer.window).to_have_accessible_name("Customer: Mei")
    await desk.customer.sees("你好，今天有点累")
    await expect(desk.page.locator("html")).to_have_attribute("lang", "en-GB")


async def test_both_languages_say_everything(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    words = await desk.page.evaluate("import('/words.js').then(({WORDS}) => WORDS)")
    holes = {
        code: {key: sorted(re.findall(r"\{\w+\}", text)) for key, text in said.items()} for code, said in words.items()
    }
    assert list(holes["en"]) == list(holes["zh"])
    differing = {key for key in holes["en"] if holes["en"][key] != holes["zh"][key]}
    assert differing <= {"guide_voucher", "guide_rep_start"}, "the owner or rep may be named differently"


async def test_a_phone_shows_one_window_and_counts_what_the_others_get(open_desk: OpenDesk, shop: Shop) -> None:
    desk = await open_desk(**PHONE)
    await shop.mei.starts()
    await shop.lin.starts()
    await expect(desk.customer.window).to_be_visible()
    await expect(desk.rep.window).to_be_hidden()
    await shop.bot.says(shop.lin.id, "An order for you")
    await shop.bot.says(shop.lin.id, "And another")
    tabs = desk.page.get_by_role("navigation", name="Windows")
    await tabs.get_by_role("button", name="Representative Lin, 2 new").click()
    await expect(desk.rep.window).to_be_visible()
    row = await desk.rep.sees("And another")
    await expect(tabs.get_by_role("button", name="Representative Lin", exact=True)).to_be_visible()
    await row.locator(".bubble").tap()
    await desk.page.get_by_role("menuitem", name="Reply").tap()
    await expect(desk.rep.window.get_by_text("Reply to")).to_be_visible()
    assert not await desk.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    await picture(desk.page, "phone")


async def test_dark_follows_the_system_and_can_be_turned(open_desk: OpenDesk) -> None:
    desk = await open_desk(color_scheme="dark")
    brightness = "Math.max(...getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number))"
    assert await desk.page.evaluate(brightness) < 40
    await picture(desk.page, "dark")
    await desk.page.get_by_role("button", name="Light or dark").click()
    assert await desk.page.evaluate(brightness) > 200
    await desk.page.reload()
    assert await desk.page.evaluate(brightness) > 200


async def test_the_whole_way_by_keyboard_alone(open_desk: OpenDesk, shop: Shop) -> None:
    desk = await open_desk()
    keyboard = desk.page.keyboard
    start = desk.customer.window.get_by_role("button", name="Start")
    await expect(start).to_be_visible()
    while not await start.evaluate("e => e === document.activeElement"):
        await keyboard.press("Tab")
    await keyboard.press("Enter")
    await desk.customer.sees("/start")
    keys = [[{"text": "Go on", "callback_data": "go"}]]
    await shop.bot.says(shop.mei.id, "Ready?", reply_markup={"inline_keyboard": keys})
    await desk.customer.sees("Ready?")
    row = desk.customer.rows.nth(1)
    await desk.customer.field.focus()
    await keyboard.press("Shift+Tab")
    while not await row.evaluate("e => e === document.activeElement"):
        await keyboard.press("Shift+Tab")
    await keyboard.press("Enter")
    await expect(desk.page.get_by_role("menu")).to_be_visible()
    await keyboard.press("ArrowDown")
    await expect(desk.page.get_by_role("menuitem", name="Reply")).to_be_focused()
    await keyboard.press("Enter")
    await expect(desk.customer.field).to_be_focused()
    await keyboard.type("first line")
    await keyboard.press("Shift+Enter")
    await keyboard.type("second line")
    await keyboard.press("Enter")
    await shop.bot.next("message")
    answer = await shop.bot.next("message")
    assert (answer["text"], answer["reply_to_message"]["text"]) == ("first line\nsecond line", "Ready?")
    button = row.get_by_role("button", name="Go on")
    await row.focus()
    while not await button.evaluate("e => e === document.activeElement"):
        await keyboard.press("Tab")
    await keyboard.press("Enter")
    assert (await shop.bot.next("callback_query"))["data"] == "go"


async def test_the_guide_leads_from_one_window_to_the_next(open_desk: OpenDesk, shop: Shop) -> None:
    desk = await open_desk(guide=True)
    guide = desk.page.get_by_test_id("guide")
    await expect(guide).to_contain_text("You are Mei, a customer. Press Start")
    await guide.get_by_role("button", name="Show me").click()
    await desk.page.keyboard.press("Enter")
    await expect(guide).to_contain_text("Mei: say you are an adult")
    await guide.get_by_role("button", name="Skip").click()
    await expect(guide).to_contain_text("Now be Owner, who owns the shop: send /voucher 1 chat30")
    await guide.get_by_role("button", name="Show me").click()
    await expect(desk.owner.field).to_have_value("/voucher 1 chat30")
    await shop.bot.says(
        shop.group, "Order K7", reply_markup={"inline_keyboard": [[{"text": "Accept", "callback_data": "a"}]]}
    )
    await expect(guide).to_contain_text("Press Start in the representative's window")
    await picture(desk.page, "guide")
    await guide.get_by_role("button", name="Close the guide").click()
    await desk.page.reload()
    await expect(desk.customer.window).to_be_visible()
    await expect(guide).to_be_hidden()
