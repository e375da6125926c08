"""What is not passed on is refused in words, in both languages, as a reply to it; never in silence."""

from typing import Any

import pytest

from bot.sandbox.people import Person
from tests.journeys.conftest import Shop

pytestmark = pytest.mark.long

CHAT = {"id": -1001234567890, "type": "channel", "title": "Thomas' own"}
SIZE = {"file_id": "F1", "file_unique_id": "u", "width": 1, "height": 1}
KINDS: list[tuple[str, dict[str, Any], str, str]] = [
    ("location", {}, "describe it in words", "用文字讲"),
    ("location", {"live_period": 60}, "stop sharing your place", "停止共享位置"),
    ("venue", {}, "describe it in words", "用文字讲"),
    ("contact", {"phone_number": "+8613800000000", "first_name": "Thomas"}, "just write on", "接着写"),
    ("poll", {"question": "Thomas?"}, "the question and its choices", "问题和选项"),
    ("story", {"content": {"chat": CHAT, "id": 4}}, "its photo or video", "图片或视频"),
    (
        "giveaway",
        {"content": {"chats": [CHAT], "winners_selection_date": 1, "winner_count": 1}},
        "names its channels",
        "抽奖",
    ),
    (
        "invoice",
        {"content": {"title": "x", "description": "x", "start_parameter": "", "currency": "XTR", "total_amount": 1}},
        "/order",
        "/order",
    ),
    ("game", {"content": {"title": "x", "description": "x", "photo": [SIZE]}}, "send a dice", "骰子"),
    (
        "paid_media",
        {"content": {"star_count": 5, "paid_media": [{"type": "photo", "photo": [SIZE]}]}},
        "without one",
        "不带价格",
    ),
    ("checklist", {"content": {"title": "Thomas", "tasks": [{"id": 1, "text": "x"}]}}, "write the list", "清单"),
    ("users_shared", {"content": {"request_id": 1, "users": [{"user_id": 4242}]}}, "people and chats", "分享的人和群"),
    ("chat_shared", {"content": {"request_id": 1, "chat_id": -1001}}, "people and chats", "分享的人和群"),
    (
        "message_auto_delete_timer_changed",
        {"content": {"message_auto_delete_time": 60}},
        "Only I have noticed",
        "只有我看到",
    ),
    ("web_app_data", {"content": {"data": "Thomas", "button_text": "x"}}, "Please send it as text", "请改用文字"),
]


async def refused(sender: Person, kind: str, fields: dict[str, Any], words: str) -> None:
    sent = await sender.does("send", kind=kind, **fields)
    answer = await sender.sees(words, after=sent["message_id"])
    assert answer["reply_to_message"]["message_id"] == sent["message_id"]


async def test_each_is_refused_with_what_to_do_instead_in_either_language(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.quiet()
    before = await shop.lin.received()
    for kind, fields, english, _ in KINDS:
        await refused(shop.tom, kind, fields, english)
    await shop.tom.says("/language")
    await shop.tom.taps("中文")
    for kind, fields, _, chinese in KINDS:
        await refused(shop.tom, kind, fields, chinese)
    await shop.quiet()
    assert await shop.lin.received() == before


async def test_an_edit_that_cannot_follow_is_refused_as_a_reply_to_it(shop: Shop) -> None:
    await shop.talking(shop.tom)
    sent = await shop.tom.says("in words")
    await shop.lin.sees("in words")
    changed = {
        "message_id": sent["message_id"],
        "date": 1,
        "edit_date": 2,
        "chat": {"id": shop.tom.id, "type": "private"},
    }
    changed |= {"from": shop.tom.user, "location": {"latitude": 1.0, "longitude": 2.0}}
    await shop.tom.does("raw", update={"update_id": 900_000_000, "edited_message": changed})
    answer = await shop.tom.sees("can't carry this change over")
    assert answer["reply_to_message"]["message_id"] == sent["message_id"]
