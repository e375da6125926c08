"""Messages: live, formatted, inert, edited, reacted to, a thousand of them."""

import pytest
from aiohttp import web
from playwright.async_api import expect

from tests.browser.conftest import OpenDesk, Shop, picture

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.asyncio(loop_scope="session")]


async def test_messages_arrive_live_in_both_directions(open_desk: OpenDesk, shop: Shop) -> None:
    desk = await open_desk()
    await desk.customer.starts()
    assert (await shop.bot.next("message"))["text"] == "/start"
    await shop.bot.says(shop.mei.id, "Welcome, whoever you are.")
    await desk.customer.sees("Welcome, whoever you are.")
    await desk.customer.says("Good evening")
    assert (await shop.bot.next("message"))["text"] == "Good evening"
    await desk.customer.sees("Good evening")


async def test_the_group_is_seen_by_all_its_members(open_desk: OpenDesk, shop: Shop) -> None:
    desk = await open_desk()
    await desk.group.says("Who takes the evening?")
    await desk.group.becomes("Amy")
    row = await desk.group.sees("Who takes the evening?")
    await expect(row.get_by_text("Lin")).to_be_visible()


async def test_formatting_is_shown_as_telegram_shows_it(open_desk: OpenDesk, shop: Shop) -> None:
    desk = await open_desk(permissions=["clipboard-read", "clipboard-write"])
    await shop.mei.starts()
    text = (
        "<b>bold</b> <i>italic</i> <u>under</u> <s>struck</s> <tg-spoiler>the end</tg-spoiler> <code>CODE-7</code> "
        '<a href="https://example.org/x">a link</a> <blockquote>quoted</blockquote>'
        "<blockquote expandable>folded</blockquote><pre><code class='language-python'>x = 1</code></pre>"
        "<b>strong <i>and <u>nested</u></i></b>"
    )
    await shop.bot.says(shop.mei.id, text, parse_mode="HTML")
    row = await desk.customer.sees("bold")
    elements = {"strong": "bold", "em": "italic", "u": "under", "s": "struck", "blockquote": "quoted",
                ".pre code": "x = 1", "strong em u": "nested"}  # fmt: skip
    for selector, words in elements.items():
        await expect(row.locator(selector).first).to_have_text(words)
    await expect(row.get_by_role("link", name="a link")).to_have_attribute("href", "https://example.org/x")
    await row.get_by_role("button", name="Hidden. Show it").click()
    await expect(row.locator(".spoiler-open")).to_have_text("the end")
    await row.get_by_role("button", name="CODE-7").click()
    await expect(desk.customer.window.get_by_text("Copied: CODE-7")).to_be_visible()
    assert await desk.page.evaluate("navigator.clipboard.readText()") == "CODE-7"


async def test_marks_that_people_type_become_formatting(open_desk: OpenDesk, shop: Shop) -> None:
    desk = await open_desk()
    await desk.customer.starts()
    await shop.bot.next("message")
    await desk.customer.says("so **very** ||secret|| 🎧 `x`")
    message = await shop.bot.next("message")
    assert message["text"] == "so very secret 🎧 x"
    assert [(e["type"], e["offset"], e["length"]) for e in message["entities"]] == [
        ("bold", 3, 4),
        ("spoiler", 8, 6),
        ("code", 18, 1),
    ]


async def test_hostile_text_is_only_text(open_desk: OpenDesk, shop: Shop) -> None:
    evil = '<img src=x onerror="window.__ran=1"><script>window.__ran=1</script>'
    await shop.people.call("PATCH", f"/users/{shop.mei.id}", {"first_name": evil, "last_name": "\u202eurt"})
    await shop.people.call("PATCH", f"/users/{shop.chen.id}", {"first_name": "👩‍👩‍👧‍👦", "last_name": ""})
    desk = await open_desk()
    await shop.mei.starts()
    links = [{"type": "text_link", "offset": 0, "length": 5, "url": "javascript:window.__ran=1"}]
    keys = [[{"text": evil, "callback_data": "x"}]]
    await shop.mei.says("press me", entities=links)
    await shop.bot.says(shop.mei.id, evil + "w" * 600 + " \u202e reversed", reply_markup={"inline_keyboard": keys})
    await shop.mei.sends("document", b"<script>window.__ran=1</script>", filename=evil, mime="text/html", caption=evil)
    await shop.chen.says(evil, to=shop.group)
    row = await desk.customer.sees("wwwww")
    await desk.group.sees("<script>")
    await expect(row).to_contain_text(evil)
    await expect(desk.page.locator("img, script:not([src])")).to_have_count(0)
    await (await desk.customer.sees("press me")).get_by_text("press").click()
    await desk.customer.chooses(row, "Reply")
    assert await desk.page.evaluate("window.__ran") is None
    wide = "e => e.scrollWidth > e.clientWidth"
    assert not await desk.customer.log.evaluate(wide), "a long word is broken"
    assert not await desk.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    await picture(desk.page, "hostile")


async def test_nothing_from_elsewhere_is_loaded_and_the_policy_is_strict(open_desk: OpenDesk, shop: Shop) -> None:
    desk = await open_desk()
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url))
    await desk.page.reload()
    await expect(desk.owner.window).to_be_visible()
    assert asked
    assert [url for url in asked if not url.startswith(shop.running.url)] == []
    policy = await desk.page.locator("meta[http-equiv]").get_attribute("content")
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


async def test_edits_reactions_and_replies(open_desk: OpenDesk, shop: Shop) -> None:
    desk = await open_desk()
    await shop.mei.starts()
    mine = await shop.mei.says("a frist try")
    await desk.customer.sees("a frist try")
    row = desk.customer.rows.nth(1)
    await desk.customer.field.press("ArrowUp")
    await expect(desk.customer.field).to_have_value("a frist try")
    await desk.customer.says("a first try")
    assert (await shop.bot.next("edited_message"))["text"] == "a first try"
    await expect(row).to_contain_text("edited")
    await desk.customer.chooses(row, "React with 👍")
    await expect(row.get_by_role("button", name="👍 1")).to_have_attribute("aria-pressed", "true")
    thumb = [{"type": "emoji", "emoji": "🔥"}]
    await shop.bot("setMessageReaction", chat_id=shop.mei.id, message_id=mine["message_id"], reaction=thumb)
    await expect(row.get_by_role("button", name="🔥 1")).to_be_visible()
    await shop.bot.says(shop.mei.id, "I read it", reply_parameters={"message_id": mine["message_id"]})
    answer = await desk.customer.sees("I read it")
    await answer.get_by_role("button", name="Go to the message: a first try").click()
    await expect(row).to_be_focused()
    await desk.customer.chooses(answer, "Reply")
    await desk.customer.says("thank you")
    assert (await shop.bot.next("message"))["reply_to_message"]["text"] == "I read it"


async def test_a_message_can_be_deleted_from_ones_own_view(open_desk: OpenDesk, shop: Shop) -> None:
    desk = await open_desk()
    await shop.mei.starts()
    await shop.mei.says("never mind")
    await desk.customer.chooses(await desk.customer.sees("never mind"), "Delete for me")
    await desk.customer.sees_not("never mind")


async def test_a_change_touches_one_message_and_leaves_a_thousand_alone(open_desk: OpenDesk, shop: Shop) -> None:
    await shop.mei.starts()
    for i in range(1000):
        await shop.bot.says(shop.mei.id, f"line {i}.")
    desk = await open_desk()
    await desk.customer.sees("line 999.")
    touched = """window.touched = new Set(); new MutationObserver((changes) => changes.forEach(({target}) =>
        touched.add(target.closest?.('.row') ?? target.className))).observe(document.querySelector('.messages'),
        {subtree: true, childList: true, attributes: true, attributeFilter: ['class', 'hidden']})"""
    await desk.page.evaluate(touched)
    await shop.bot.says(shop.mei.id, "one more")
    row = await desk.customer.sees("one more")
    await expect(row).to_be_in_viewport()
    assert await desk.page.evaluate("touched.size") <= 3, "the list, the new row, and the row above"
    await desk.customer.log.hover()
    await desk.page.mouse.wheel(0, -4000)
    await expect(row).not_to_be_in_viewport()
    await shop.bot.says(shop.mei.id, "while you read above")
    await desk.customer.window.get_by_role("button", name="1 new").click()
    await expect(await desk.customer.sees("while you read above")).to_be_in_viewport()


async def test_a_lost_stream_is_taken_up_where_it_broke(open_desk: OpenDesk, shop: Shop) -> None:
    desk = await open_desk()
    await shop.mei.starts()
    await desk.customer.sees("/start")
    await desk.page.evaluate("document.querySelector('.row').kept = true")
    await shop.running.runner.cleanup()
    await expect(desk.page.get_by_text("Reconnecting…")).to_be_visible()
    shop.running.runner = web.AppRunner(shop.running.sandbox.app(), shutdown_timeout=1.0)
    await shop.running.runner.setup()
    await web.TCPSite(shop.running.runner, "127.0.0.1", shop.running.port).start()
    await shop.bot.says(shop.mei.id, "still there?")
    await desk.customer.sees("still there?")
    await expect(desk.page.get_by_text("Reconnecting…")).to_be_hidden()
    assert await desk.page.evaluate("document.querySelector('.row').kept"), "nothing was loaded anew"


async def test_typing_and_pinned_messages_show(open_desk: OpenDesk, shop: Shop) -> None:
    desk = await open_desk()
    await shop.mei.starts()
    message = await shop.bot.says(shop.mei.id, "Read this first")
    await desk.customer.sees("Read this first")
    await shop.bot("pinChatMessage", chat_id=shop.mei.id, message_id=message["message_id"])
    await expect(desk.customer.window.get_by_role("button", name="Pinned message Read this first")).to_be_visible()
    await shop.bot("editMessageText", chat_id=shop.mei.id, message_id=message["message_id"], text="9 min left")
    await expect(desk.customer.window.get_by_role("button", name="Pinned message 9 min left")).to_be_visible()
    await shop.bot("sendChatAction", chat_id=shop.mei.id, action="typing")
    await expect(desk.customer.window.get_by_text("typing")).to_be_visible()
    await shop.bot.says(shop.mei.id, "here I am")
    await expect(desk.customer.window.get_by_text("typing")).to_be_hidden()
