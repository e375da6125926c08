"""Buttons, keyboards, commands, invoices and links."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenDesk, Shop

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_button_is_tapped_and_the_answer_is_said(open_desk: OpenDesk, shop: Shop) -> None:
    desk = await open_desk()
    await shop.mei.starts()
    keys = [[{"text": "Yes", "callback_data": "yes"}, {"text": "No", "callback_data": "no"}]]
    await shop.bot.says(shop.mei.id, "Shall we?", reply_markup={"inline_keyboard": keys})
    await desk.customer.taps("Yes")
    tap = await shop.bot.next("callback_query")
    assert tap["data"] == "yes"
    await shop.bot("answerCallbackQuery", callback_query_id=tap["id"], text="Then let us begin")
    await expect(desk.customer.window.get_by_role("status").filter(has_text="Then let us begin")).to_be_visible()
    await desk.customer.taps("No")
    tap = await shop.bot.next("callback_query")
    await shop.bot("answerCallbackQuery", callback_query_id=tap["id"], text="Are you sure?", show_alert=True)
    alert = desk.customer.window.get_by_role("alertdialog")
    await expect(alert).to_contain_text("Are you sure?")
    await expect(alert.get_by_role("button", name="OK")).to_be_focused()
    await desk.page.keyboard.press("Escape")
    await expect(alert).to_be_hidden()


async def test_a_reply_keyboard_comes_speaks_and_goes(open_desk: OpenDesk, shop: Shop) -> None:
    desk = await open_desk()
    await shop.mei.starts()
    keys = {"keyboard": [[{"text": "Morning"}, {"text": "Evening"}]], "resize_keyboard": True}
    await shop.bot.says(shop.mei.id, "When?", reply_markup=keys)
    await desk.customer.taps("Evening")
    await shop.bot.next("message")
    assert (await shop.bot.next("message"))["text"] == "Evening"
    await shop.bot.says(shop.mei.id, "Good.", reply_markup={"remove_keyboard": True})
    await expect(desk.customer.window.get_by_role("button", name="Evening")).to_be_hidden()


async def test_commands_are_listed_and_narrowed_as_one_types(open_desk: OpenDesk, shop: Shop) -> None:
    listed = [{"command": "order", "description": "Find someone"}, {"command": "end", "description": "End the talk"}]
    chinese = [{"command": "order", "description": "找人聊聊"}]
    await shop.bot("setMyCommands", commands=listed)
    await shop.bot("setMyCommands", commands=chinese, language_code="zh")
    await shop.mei.starts()
    desk = await open_desk()
    await desk.customer.window.get_by_role("button", name="Commands of the bot").click()
    options = desk.customer.window.get_by_role("option")
    await expect(options).to_have_count(2)
    await desk.customer.field.press_sequentially("/e")
    await expect(options).to_have_text(["/endEnd the talk"])
    await desk.customer.field.press("Enter")
    await desk.customer.sees("/end")
    await desk.customer.more("中文")
    await expect(desk.customer.window.locator(".suggestion")).to_have_count(0)
    await desk.customer.field.fill("")
    await expect(option(desk.page, "找人聊聊")).to_have_count(0)
    await desk.customer.field.press_sequentially("/")
    await expect(option(desk.page, "找人聊聊")).to_be_visible()


def option(page: Page, words: str) -> Locator:
    return page.get_by_role("option").filter(has_text=words)


async def test_an_invoice_is_paid(open_desk: OpenDesk, shop: Shop) -> None:
    desk = await open_desk()
    await shop.mei.starts()
    prices = [{"label": "talk", "amount": 60}]
    talk = {"title": "Half an hour", "description": "A talk", "payload": "p", "currency": "XTR"}
    await shop.bot("sendInvoice", chat_id=shop.mei.id, prices=prices, **talk)
    row = await desk.customer.sees("Half an hour")
    await expect(row).to_contain_text("⭐ 60")
    await desk.customer.taps("Pay")
    query = await shop.bot.next("pre_checkout_query")
    await shop.bot("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    await expect(row.get_by_text("Paid")).to_be_visible()
    await desk.customer.sees("Payment of ⭐ 60 went through")


async def test_a_blocked_bot_is_told_and_let_in_again(open_desk: OpenDesk, shop: Shop) -> None:
    desk = await open_desk()
    await shop.mei.starts()
    await desk.customer.sees("/start")
    await desk.customer.more("Block the bot")
    assert (await shop.bot.next("my_chat_member"))["new_chat_member"]["status"] == "kicked"
    await desk.customer.window.get_by_role("button", name="Unblock").click()
    assert (await shop.bot.next("my_chat_member"))["new_chat_member"]["status"] == "member"
    await expect(desk.customer.field).to_be_visible()


async def test_a_one_time_link_is_opened_as_somebody_else(open_desk: OpenDesk, shop: Shop) -> None:
    me = await shop.bot("getMe")
    await shop.owner.starts()
    await shop.bot.says(shop.owner.id, f"Send them https://t.me/{me['username']}?start=inv_7Qx")
    desk = await open_desk()
    await (await desk.owner.sees("Send them")).get_by_role("link").click()
    await desk.page.get_by_role("button", name="Open as Chen").click()
    await expect(desk.rep.window).to_have_accessible_name("Representative: Chen")
    await desk.rep.sees("/start inv_7Qx")
    await shop.bot.next("message")
    message = await shop.bot.next("message")
    assert (message["from"]["id"], message["text"]) == (shop.chen.id, "/start inv_7Qx")
