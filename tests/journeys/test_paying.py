"""Every way to pay, from the page to the order, over real HTTP on the stand-in."""

from typing import Any

import pytest
from sqlalchemy import func, select

from bot.sandbox.people import Person
from models.money import PostingLine
from models.outbox import OutboxRow
from tests.journeys.conftest import Shop
from tests.media import PNG
from tests.patience import eventually


@pytest.fixture
def settings() -> dict[str, Any]:
    """Every way is open."""
    return {
        "payment": {
            "rails": ["voucher", "transfer", "stars", "provider"],
            "transfer_to": "Alipay: shop@example.org",
            "provider_token": "284685063:TEST:made-up",
        }
    }


async def invoice(who: Person, currency: str, after: int = 0) -> dict[str, Any]:
    async def come() -> bool:
        return any(found(message) for message in await who.messages())

    def found(message: dict[str, Any]) -> bool:
        return bool(message.get("invoice", {}).get("currency") == currency and message["message_id"] > after)

    await eventually(come)
    return next(message for message in await who.messages() if found(message))


async def test_stars_pay_an_order_and_go_back(shop: Shop) -> None:
    # Given an order on its payment page
    await shop.owner.says("/today")
    await shop.confirmed(shop.tom)
    await shop.tom.taps("Telegram Stars")
    asked = await invoice(shop.tom, "XTR")
    assert asked["invoice"]["total_amount"] == 223  # CN¥20 at nine fen a Star
    # When it is paid
    assert (await shop.tom.pays(asked["message_id"]))["paid"]
    card = await shop.tom.sees("looking for")
    code = str(card["text"]).splitlines()[0].split()[-1]
    # Then it cannot be paid again by an invoice asked for before
    await shop.tom.says("/cancel")
    await shop.tom.sees("is cancelled")
    # And the owner gives the Stars back
    await shop.owner.says(f"/return {code}")
    await shop.owner.sees("goes back")
    await shop.tom.sees("goes back to you")
    await shop.called("refundStarPayment", status=200)
    await shop.quiet()
    async with shop.app.database.begin() as session:
        assert await session.scalar(select(func.sum(PostingLine.amount))) == 0
        clearing = select(func.sum(PostingLine.amount)).where(PostingLine.account == "stars-clearing")
        assert await session.scalar(clearing) == 0
        assert [row for row in await session.scalars(select(OutboxRow)) if "charge" in str(row.payload)] == []


async def test_a_card_pays_and_an_old_invoice_is_refused_with_a_sentence(shop: Shop) -> None:
    await shop.confirmed(shop.tom)
    await shop.tom.taps("Card or other")
    asked = await invoice(shop.tom, "CNY")
    await shop.called("sendInvoice", status=200)  # the stand-in takes none in money without the token
    await shop.tom.taps("Telegram Stars")
    stars = await invoice(shop.tom, "XTR")
    assert (await shop.tom.pays(asked["message_id"]))["paid"]
    await shop.tom.sees("looking for")
    refused = await shop.tom.pays(stars["message_id"])
    assert not refused["paid"]
    assert "Nothing was taken" in refused["error"]
    async with shop.app.database.begin() as session:
        rows = list(await session.scalars(select(OutboxRow)))
        assert not [row for row in rows if "TEST:made-up" in str(row.payload)]


async def test_a_transfer_pays_when_the_cashier_sees_it(shop: Shop) -> None:
    await shop.owner.says("/today")
    await shop.confirmed(shop.tom)
    await shop.tom.taps("Transfer")
    page = await shop.tom.sees("Transfer exactly")
    assert "shop@example.org" in page["text"]
    await shop.tom.taps("I have paid")
    await shop.tom.sees("looks for it")
    await shop.tom.sends("photo", PNG, caption="my proof")
    await shop.tom.sees("has the picture")
    await shop.owner.sees("is it in your account")
    await shop.owner.taps("Not arrived")
    await shop.tom.sees("does not see")
    await shop.tom.taps("I have paid")
    await shop.owner.taps("Arrived")
    await shop.tom.sees("looking for")
    await shop.owner.sees("arrived.")


async def test_the_wallet_is_filled_and_pays(shop: Shop) -> None:
    await shop.tom.starts()
    await shop.tom.taps("Yes, I am 18")
    await shop.tom.says("/wallet 50")
    await shop.tom.taps("Telegram Stars")
    asked = await invoice(shop.tom, "XTR")
    await shop.tom.pays(asked["message_id"])
    await shop.tom.sees("CN¥50 went to your wallet")
    await shop.tom.says("/wallet")
    await shop.tom.sees("Money: CN¥50")
    await shop.tom.taps("Find someone")
    for label in ("Casual chat", "30 minutes", "Next", "Skip", "Confirm", "from my wallet"):
        await shop.tom.taps(label)
    await shop.tom.sees("looking for")


async def test_what_nobody_took_goes_back_the_way_it_was_paid(shop: Shop) -> None:
    # Given an order that a transfer paid, and that its customer calls off
    await shop.owner.says("/today")
    await shop.confirmed(shop.tom)
    await shop.tom.taps("Transfer")
    await shop.tom.taps("I have paid")
    await shop.owner.sees("is it in your account")
    await shop.owner.taps("Arrived")
    await shop.tom.sees("looking for")
    await shop.tom.says("/cancel")
    await shop.tom.sees("is back in your wallet")
    # When they want it back the way they paid, whoever keeps the till is asked, and cannot
    await shop.tom.taps("back the way I paid")
    await shop.tom.sees("sends it by hand")
    await shop.owner.sees("Please send CN¥20 back")
    await shop.owner.taps("Could not")
    await shop.tom.sees("is in your wallet again")
    # Then it may be asked for once more, is on its way meanwhile, and is sent
    await shop.tom.taps("back the way I paid")
    await shop.tom.says("/wallet")
    await shop.tom.sees("On its way back to you: CN¥20")
    await shop.owner.taps("Given back")
    await shop.tom.sees("The shop sent you CN¥20")
    # And Stars go by themselves
    for label in ("Find someone", "Casual chat", "30 minutes", "Next", "Skip", "Confirm", "Telegram Stars"):
        await shop.tom.taps(label)
    asked = await invoice(shop.tom, "XTR")
    await shop.tom.pays(asked["message_id"])
    await shop.tom.sees("looking for", after=asked["message_id"])
    await shop.tom.says("/cancel")
    closed = await shop.tom.sees("is cancelled", after=asked["message_id"])
    await shop.tom.taps("back the way I paid")
    await shop.tom.sees("goes back to you", after=closed["message_id"])
    await shop.called("refundStarPayment", status=200)
    await shop.quiet()
    async with shop.app.database.begin() as session:
        clearing = select(func.sum(PostingLine.amount)).where(PostingLine.account.endswith("-clearing"))
        assert await session.scalar(clearing) == 0
