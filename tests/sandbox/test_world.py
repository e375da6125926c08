"""What people and chats can do: groups, albums, files, copies, reactions, topics, menus, payments and refunds."""

import asyncio
from typing import Any

import aiohttp

from bot.sandbox.people import People
from bot.sandbox.server import RunningSandbox
from tests.media import OGG, PDF, png
from tests.sandbox.conftest import BOT_ID, TOKEN
from tests.sandbox.test_wire import call

Json = dict[str, Any]


async def test_message_ids_count_per_chat(sandbox: RunningSandbox, people: People) -> None:
    mei, tom = await people.person("Mei"), await people.person("Tom")
    for person in (mei, tom):
        await person.starts()
        sent = await call(sandbox, "sendMessage", chat_id=person.id, text="x")
        assert sent["result"]["message_id"] == (await person.messages())[-1]["message_id"]
    assert [m["message_id"] for m in await mei.messages()] == [m["message_id"] for m in await tom.messages()]


async def test_a_group_knows_its_members_and_its_administrators(sandbox: RunningSandbox, people: People) -> None:
    boss, lin = await people.person("Boss"), await people.person("Lin")
    group = await people.group("Team", [lin], creator=boss)
    me = await call(sandbox, "getChatMember", chat_id=group, user_id=BOT_ID)
    assert me["result"]["status"] == "administrator"
    admins = await call(sandbox, "getChatAdministrators", chat_id=group)
    assert {a["user"]["id"] for a in admins["result"]} >= {boss.id}
    assert (await call(sandbox, "getChatMember", chat_id=group, user_id=lin.id))["result"]["status"] == "member"
    sent = await call(sandbox, "sendMessage", chat_id=group, text="an order")
    assert sent["ok"]
    await lin.sees("an order", in_=group)
    await boss.sees("an order", in_=group)


async def test_files_come_back_with_the_same_bytes(sandbox: RunningSandbox, people: People) -> None:
    mei = await people.person("Mei")
    for kind, data in (("photo", png(7, 7)), ("voice", OGG), ("document", PDF)):
        sent = await mei.sends(kind, data)
        media = sent[kind][-1] if kind == "photo" else sent[kind]
        path = (await call(sandbox, "getFile", file_id=media["file_id"]))["result"]["file_path"]
        address = f"{sandbox.url}/file/bot{TOKEN}/{path}"
        async with aiohttp.ClientSession() as http, http.get(address) as response:
            assert await response.read() == data


async def test_an_album_comes_as_messages_of_one_group(sandbox: RunningSandbox, people: People) -> None:
    mei = await people.person("Mei")
    await mei.starts()
    media = [{"type": "photo", "media": f"attach://p{i}", "caption": f"picture {i}"} for i in range(3)]
    form = aiohttp.FormData()
    form.add_field("chat_id", str(mei.id))
    form.add_field("media", str(media).replace("'", '"'))
    for i in range(3):
        form.add_field(f"p{i}", png(3 + i, 3), filename="p.png")
    url = f"{sandbox.url}/bot{TOKEN}/sendMediaGroup"
    async with aiohttp.ClientSession() as http, http.post(url, data=form) as response:
        told = await response.json()
    assert len({m["media_group_id"] for m in told["result"]}) == 1
    assert [m["caption"] for m in told["result"]] == [f"picture {i}" for i in range(3)]
    ids = [m["message_id"] for m in told["result"]]
    copied = await call(sandbox, "copyMessages", chat_id=mei.id, from_chat_id=mei.id, message_ids=ids)
    assert len(copied["result"]) == 3


async def test_a_copy_hides_its_author_and_a_forward_does_not(sandbox: RunningSandbox, people: People) -> None:
    mei, tom = await people.person("Mei", username="mei_zh"), await people.person("Tom")
    await tom.starts()
    said = await mei.says("from me")
    ids = {"from_chat_id": mei.id, "message_id": said["message_id"], "chat_id": tom.id}
    assert (await call(sandbox, "copyMessage", **ids))["ok"]
    assert "mei_zh" not in str(await tom.messages())
    assert (await call(sandbox, "forwardMessage", **ids))["ok"]
    assert "mei_zh" in str(await tom.messages())


async def test_reactions_go_both_ways(sandbox: RunningSandbox, people: People) -> None:
    mei = await people.person("Mei")
    said = await mei.says("look")
    await call(sandbox, "getUpdates", allowed_updates=["message_reaction"], offset=-1)
    reaction = [{"type": "emoji", "emoji": "👍"}]
    place = {"chat_id": mei.id, "message_id": said["message_id"]}
    assert (await call(sandbox, "setMessageReaction", **place, reaction=reaction))["ok"]
    assert (await mei.messages())[-1]["reactions"] == [{"emoji": "👍", "user_id": BOT_ID}]
    await mei.reacts(said["message_id"], "🔥")
    found = (await call(sandbox, "getUpdates"))["result"]
    assert found[-1]["message_reaction"]["new_reaction"] == [{"type": "emoji", "emoji": "🔥"}]


async def test_a_forum_has_topics_and_a_plain_group_has_none(sandbox: RunningSandbox, people: People) -> None:
    boss = await people.person("Boss")
    forum = await people.group("Forum", [boss], is_forum=True)
    plain = await people.group("Plain", [boss])
    made = await call(sandbox, "createForumTopic", chat_id=forum, name="Meadow")
    thread = made["result"]["message_thread_id"]
    sent = await call(sandbox, "sendMessage", chat_id=forum, text="inside", message_thread_id=thread)
    assert sent["result"]["message_thread_id"] == thread
    assert "not a forum" in (await call(sandbox, "createForumTopic", chat_id=plain, name="x"))["description"]


async def test_menus_are_shown_by_scope_and_language(sandbox: RunningSandbox, people: People) -> None:
    mei = await people.person("Mei", language_code="zh")
    await mei.starts()
    everyone = [{"command": "help", "description": "Help"}]
    chinese = [{"command": "help", "description": "帮助"}]
    await call(sandbox, "setMyCommands", commands=everyone)
    assert (await mei.view())["commands"] == everyone
    await call(sandbox, "setMyCommands", commands=chinese, language_code="zh")
    assert (await mei.view())["commands"] == chinese
    mine = [{"command": "today", "description": "Today"}]
    await call(sandbox, "setMyCommands", commands=mine, scope={"type": "chat", "chat_id": mei.id})
    assert (await mei.view())["commands"] == mine


async def test_stars_are_paid_once_and_given_back_once(sandbox: RunningSandbox, people: People) -> None:
    mei = await people.person("Mei")
    await mei.starts()
    await call(sandbox, "getUpdates", offset=-1)
    prices = [{"label": "A talk", "amount": 50}]
    invoice = {"title": "Talk", "description": "30 min", "payload": "k7q2", "currency": "XTR", "prices": prices}
    sent = await call(sandbox, "sendInvoice", chat_id=mei.id, **invoice)
    paying = asyncio.create_task(mei.pays(sent["result"]["message_id"]))
    query = None
    while query is None:
        found = (await call(sandbox, "getUpdates", timeout=5))["result"]
        query = next((u["pre_checkout_query"] for u in found if "pre_checkout_query" in u), None)
    assert query["invoice_payload"] == "k7q2"
    assert (await call(sandbox, "answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True))["ok"]
    await paying
    found = (await call(sandbox, "getUpdates"))["result"]
    payment = next(u["message"]["successful_payment"] for u in found if "successful_payment" in u.get("message", {}))
    charge = {"user_id": mei.id, "telegram_payment_charge_id": payment["telegram_payment_charge_id"]}
    assert (payment["currency"], payment["total_amount"]) == ("XTR", 50)
    assert (await call(sandbox, "refundStarPayment", **charge))["ok"]
    again = await call(sandbox, "refundStarPayment", **charge)
    assert again["description"] == "Bad Request: CHARGE_ALREADY_REFUNDED"


async def test_what_people_cannot_do_is_said_in_a_sentence(sandbox: RunningSandbox, people: People) -> None:
    mei = await people.person("Mei")
    async with aiohttp.ClientSession() as http:
        for act, words in (
            ({"as": mei.id, "do": "dance"}, "a person can"),
            ({"as": mei.id, "do": "say", "text": "x" * 4097}, "4096 characters"),
            ({"as": mei.id, "do": "tap", "text": "nothing"}, "no button"),
            ({"as": 1, "do": "say", "text": "x"}, ""),
            ({"as": mei.id, "do": "send", "kind": "photo", "data": "%%%"}, "base64"),
        ):
            async with http.post(f"{sandbox.url}/control/act", json=act) as response:
                assert response.status == 400, act
                assert words in (await response.json())["error"]
