"""Invoices, pre-checkout, payment, refund: Stars and provider tokens."""

import asyncio
import secrets
from typing import Any

from bot.sandbox.api import Api, Ask, acts, deliver
from bot.sandbox.errors import BadRequest, ControlError
from bot.sandbox.world import BotAccount, Json, Room, World

ANSWER_WINDOW_S = 10


def invoice_of(ask: Ask) -> Json:
    """The invoice, inside Telegram's rules."""
    prices, currency = ask.get("prices"), ask.get("currency")
    payload = str(ask.get("payload"))
    if not 1 <= len(payload.encode()) <= 128:
        raise BadRequest("INVOICE_PAYLOAD_INVALID")
    total = sum(price["amount"] for price in prices)
    if currency == "XTR":
        if ask.get("provider_token") or len(prices) != 1 or total < 1:
            raise BadRequest("STARS_INVOICE_INVALID")
    elif not ask.get("provider_token"):
        raise BadRequest("PAYMENT_PROVIDER_INVALID")
    return {
        "title": ask.get("title"),
        "description": ask.get("description"),
        "start_parameter": ask.get("start_parameter", ""),
        "currency": currency,
        "total_amount": total,
    }


@acts("sendInvoice", "Message")
def send_invoice(api: Api, ask: Ask) -> Json:
    invoice = invoice_of(ask)
    if not ask.get("reply_markup"):
        label = f"Pay {invoice['total_amount']} ⭐" if invoice["currency"] == "XTR" else "Pay"
        ask.params["reply_markup"] = {"inline_keyboard": [[{"text": label, "pay": True}]]}
    body = deliver(api, ask, {"invoice": invoice})
    ask.bot.queries[f"invoice:{ask.get('chat_id')}:{body['message_id']}"] = {
        "payload": ask.get("payload"),
        "paid": False,
    }
    return body


@acts("createInvoiceLink", "String")
def invoice_link(_api: Api, ask: Ask) -> str:
    invoice_of(ask)
    slug = secrets.token_urlsafe(8)
    ask.bot.queries[f"link:{slug}"] = {"payload": ask.get("payload")}
    return f"https://t.me/$invoice{slug}"


@acts("answerPreCheckoutQuery", "True")
def answer_pre_checkout(_api: Api, ask: Ask) -> bool:
    query = ask.bot.queries.get(ask.get("pre_checkout_query_id"))
    if query is None or "ok" not in query or query["done"].is_set():
        raise BadRequest("query is too old and response timeout expired or query ID is invalid")
    if not ask.get("ok") and not ask.get("error_message"):
        raise BadRequest('parameter "error_message" is required')
    query["ok"], query["error"] = bool(ask.get("ok")), ask.get("error_message", "")
    query["done"].set()
    return True


async def pay(world: World, bot: BotAccount, room: Room, user: Json, message_id: int) -> Json:
    """A person presses Pay: pre-checkout is asked and must be answered in ten seconds, then the money moves."""
    stored = room.messages.get(message_id)
    known = bot.queries.get(f"invoice:{room.id}:{message_id}")
    if stored is None or "invoice" not in stored.body or known is None:
        raise ControlError("that message is no invoice")
    if known["paid"]:
        raise ControlError("that invoice is paid already")
    invoice = stored.body["invoice"]
    query_id = secrets.token_hex(8)
    query: Json = {"done": asyncio.Event(), "ok": False, "error": "the bot did not answer in time"}
    bot.queries[query_id] = query
    base = {
        "currency": invoice["currency"],
        "total_amount": invoice["total_amount"],
        "invoice_payload": known["payload"],
    }
    world.emit(bot.id, "pre_checkout_query", {"id": query_id, "from": user} | base, user["id"])
    timer = asyncio.create_task(world.clock.sleep(ANSWER_WINDOW_S))
    answer = asyncio.create_task(query["done"].wait())
    await asyncio.wait({timer, answer}, return_when=asyncio.FIRST_COMPLETED)
    for task in (timer, answer):
        task.cancel()
    if not query["ok"]:
        query["done"].set()
        world.log(room, "toast", {"text": query["error"], "alert": True}, [user["id"]])
        return {"paid": False, "error": query["error"]}
    return settle(world, bot, room, user=user, stored=stored, base=base)


def settle(world: World, bot: BotAccount, room: Room, *, user: Json, stored: Any, base: Json) -> Json:
    message_id = stored.body["message_id"]
    bot.queries[f"invoice:{room.id}:{message_id}"]["paid"] = True
    stored.paid = True
    world.log(room, "edit", world.shown(stored))
    stars = base["currency"] == "XTR"
    charge = secrets.token_hex(12)
    payment = base | {
        "telegram_payment_charge_id": charge,
        "provider_payment_charge_id": "" if stars else secrets.token_hex(8),
    }
    done = world.new_message(room, user, {"successful_payment": payment})
    world.emit(bot.id, "message", done.body, room.id)
    bot.queries[f"charge:{charge}"] = {
        "user": user,
        "room": room,
        "payment": payment,
        "refunded": False,
        "at": world.clock.now(),
    }
    if stars:
        bot.stars += base["total_amount"]
    return {"paid": True, "charge": charge}


@acts("refundStarPayment", "True")
def refund(api: Api, ask: Ask) -> bool:
    charge = ask.bot.queries.get(f"charge:{ask.get('telegram_payment_charge_id')}")
    if charge is None or charge["user"]["id"] != ask.get("user_id") or charge["payment"]["currency"] != "XTR":
        raise BadRequest("CHARGE_NOT_FOUND")
    if charge["refunded"]:
        raise BadRequest("CHARGE_ALREADY_REFUNDED")
    charge["refunded"] = True
    payment = charge["payment"]
    ask.bot.stars -= payment["total_amount"]
    kept = ("currency", "total_amount", "invoice_payload", "telegram_payment_charge_id")
    done = api.world.new_message(
        charge["room"], charge["user"], {"refunded_payment": {key: payment[key] for key in kept}}
    )
    api.world.emit(ask.bot.id, "message", done.body, charge["room"].id)
    return True


@acts("getStarTransactions", "StarTransactions")
def transactions(_api: Api, ask: Ask) -> Json:
    charges = [
        c for key, c in ask.bot.queries.items() if key.startswith("charge:") and c["payment"]["currency"] == "XTR"
    ]
    found: list[Json] = []
    for charge in charges:
        partner = {"type": "user", "transaction_type": "invoice_payment", "user": charge["user"]}
        one = {
            "id": charge["payment"]["telegram_payment_charge_id"],
            "amount": charge["payment"]["total_amount"],
            "date": int(charge["at"]),
        }
        found.append(one | {"source": partner})
        if charge["refunded"]:
            found.append(one | {"receiver": partner})
    start = ask.get("offset", 0)
    return {"transactions": found[start : start + ask.get("limit", 100)]}


@acts("getMyStarBalance", "StarAmount")
def star_balance(_api: Api, ask: Ask) -> Json:
    return {"amount": ask.bot.stars}
