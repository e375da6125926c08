"""Rows that bear money: invoices, Stars given back, a cashier's pictures; and what the desk hears of them."""

from html import unescape
from typing import TYPE_CHECKING, Any

from bot.desk.commands import Became, InvoiceFailed, StarsReturned
from bot.desk.work import Invoice, Picture, ReturnStars, TextFile
from bot.telegram.errors import Outcome, Verdict
from bot.telegram.porter import WRITTEN
from bot.telegram.render import render
from models.kinds import Language
from models.outbox import OutboxRow
from models.person import Person

if TYPE_CHECKING:
    from bot.telegram.post import Post

TITLE_LIMIT, DESCRIPTION_LIMIT = 32, 255
STARS = "XTR"
RETURN_STARS, SEND_INVOICE = "refundStarPayment", "sendInvoice"


async def put(post: "Post", delivery: Invoice | ReturnStars | Picture | TextFile) -> None:
    language = Language((await post.session.get_one(Person, delivery.to)).language)
    if isinstance(delivery, Invoice):
        ref = f"invoice:{delivery.payment_id}:{delivery.number}"
        post.add_for(delivery.to, SEND_INVOICE, invoice(delivery, language), ref=ref, order_id=delivery.order_id)
    elif isinstance(delivery, ReturnStars):
        payload = {"telegram_payment_charge_id": delivery.charge_id}
        post.add_for(delivery.to, RETURN_STARS, payload, ref=f"return:{delivery.payment_id}")
    elif isinstance(delivery, TextFile):
        view = render(delivery.notice, language, zone=post.zone)
        file = {"document": delivery.name, WRITTEN: delivery.text, "caption": view.text, "parse_mode": "HTML"}
        post.add_for(delivery.to, "sendDocument", file)
    else:
        view = render(delivery.notice, language, zone=post.zone)
        shown: dict[str, Any] = {
            "photo": delivery.media,
            "caption": view.text,
            "parse_mode": "HTML",
            "protect_content": True,
        }
        post.add_for(delivery.to, "sendPhoto", shown)


def invoice(asked: Invoice, language: Language) -> dict[str, Any]:
    """As sendInvoice takes it, but for the provider's token, which is in no row."""
    title, _, description = unescape(render(asked.title, language).text).partition("\n")
    return {
        "title": title[:TITLE_LIMIT],
        "description": description[:DESCRIPTION_LIMIT],
        "payload": asked.payload,
        "currency": asked.currency,
        "prices": [{"label": title[:TITLE_LIMIT], "amount": asked.amount}],
        "protect_content": True,
    }


def with_token(method: str, parameters: dict[str, Any], token: str) -> dict[str, Any]:
    """An invoice in money is the provider's."""
    if method != SEND_INVOICE or parameters.get("currency") == STARS:
        return parameters
    return parameters | {"provider_token": token}


def report(row: OutboxRow, verdict: Verdict) -> InvoiceFailed | StarsReturned | None:
    """What the desk is to hear of a row that is closed."""
    if row.method == SEND_INVOICE and row.ref is not None and verdict.outcome is not Outcome.SENT:
        return InvoiceFailed(int(row.ref.split(":")[1]), verdict.outcome is Outcome.UNKNOWN)
    if row.method == RETURN_STARS and row.ref is not None:
        return StarsReturned(int(row.ref.split(":")[1]), became(verdict))
    return None


def became(verdict: Verdict) -> Became:
    if verdict.outcome is Outcome.SENT:
        return Became.DONE
    return Became.UNKNOWN if verdict.outcome is Outcome.UNKNOWN else Became.REFUSED
