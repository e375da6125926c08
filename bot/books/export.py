"""`python -m bot export`: a month of the ledger, of orders or of payouts, for an accountant or a spreadsheet."""

from collections.abc import Callable, Coroutine
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.books import beancount
from bot.books.months import Period
from bot.books.tables import Number, csv_text
from bot.rules import pay_postings
from bot.rules.meter import Meter, Span
from bot.rules.money_text import plain
from bot.rules.postings import SHOP_LOSS
from models import books, pay
from models import order as orders
from models import settlement as settlements
from models.order import Order

KINDS = ("ledger", "orders", "payouts")
FORMATS = ("csv", "beancount")

LEDGER = ("date", "time", "posting", "memo", "order", "account", "amount", "currency")
ORDERS = (
    "order", "made", "paid", "ended", "topic", "service", "minutes", "state", "end", "came to", "price", "charged",
    "given back", "apology", "kept as time", "representative", "pay", "bonus", "shop", "shop loss", "safety fund",
    "stood by", "counted s", "not counted s", "currency", "stars",
)  # fmt: skip
PAYOUTS = ("payout", "week", "representative", "amount", "currency", "state", "asked", "settled", "reference")


def amount(value: int | None, currency: str) -> Number:
    return Number("" if value is None else plain(value, currency))


async def ledger_csv(session: AsyncSession, period: Period) -> str:
    codes, reps = await of_orders(session, period), await books.rep_codes(session)
    rows: list[tuple[object, ...]] = []
    async for row, lines in books.postings(session, period.since, period.until):
        local = row.at.astimezone(period.zone)
        told = (local.date(), local.strftime("%H:%M:%S%z"), row.key, row.memo, codes.get(row.order_id or 0, ""))
        rows += [(*told, named(ln.account, reps), amount(ln.amount, ln.currency), ln.currency) for ln in lines]
    return csv_text(LEDGER, rows)


async def of_orders(session: AsyncSession, period: Period) -> dict[int, str]:
    ids = {row.order_id async for row, _ in books.postings(session, period.since, period.until) if row.order_id}
    return await books.order_codes(session, ids)


def named(account: str, rep_codes: dict[int, str]) -> str:
    """A representative's account by their code; a customer is a number of the house, which nobody else knows."""
    parts = account.split(":")
    if len(parts) == 3 and parts[0] == "rep" and parts[1].isdecimal():
        parts[1] = rep_codes.get(int(parts[1]), parts[1])
    return ":".join(parts)


async def ledger_beancount(session: AsyncSession, period: Period) -> str:
    entries = [
        beancount.Entry(
            period.day(row.at), row.key, row.memo, row.currency, tuple((line.account, line.amount) for line in lines)
        )
        async for row, lines in books.postings(session, period.since, period.until)
    ]
    opening = await books.balances_before(session, period.since)
    return beancount.text_of(period.first, period.end, opening, entries, await books.rep_codes(session))


async def orders_csv(session: AsyncSession, period: Period) -> str:
    reps = await books.rep_codes(session)
    rows = [
        await order_row(session, order, period, reps)
        async for order in books.orders_made(session, period.since, period.until)
    ]
    return csv_text(ORDERS, rows)


async def order_row(session: AsyncSession, order: Order, period: Period, reps: dict[int, str]) -> tuple[object, ...]:
    spans = tuple(Span(row.kind, row.start, row.end) for row in await orders.spans_of(session, order.id))
    meter, row, of = Meter(order.minutes * 60, spans), await settlements.last_of(session, order.id), order.currency
    end = order.ended_at or order.created_at
    money = (row.credit, row.banked) if row else (None, None)
    lost = await books.of_order(session, order.id, SHOP_LOSS)  # refunds that no pay covered are in no settlement
    parts = (row.rep_pay, row.bonus, row.shop, lost, row.safety_fund) if row else (None, None, None, lost, None)
    in_vain = await pay.earned(session, pay_postings.stood_by_key(order.code))
    return (
        order.code, *(period.told(moment) for moment in (order.created_at, order.paid_at, order.ended_at)),
        order.topic, order.service, order.minutes, order.state, order.end_reason,
        row.fault if row else "", amount(order.price, of),
        amount(order.charged, of), amount(order.given_back, of), *(amount(value, of) for value in money),
        reps.get(order.rep_id or 0, ""), *(amount(value, of) for value in parts),
        amount(in_vain.amount if in_vain else 0, of), meter.billed_s(end), meter.paused_s(end), of, order.stars,
    )  # fmt: skip


async def payouts_csv(session: AsyncSession, period: Period) -> str:
    reps, rows = await books.rep_codes(session), []
    for one in await books.payouts_asked(session, period.since, period.until):
        asked = one.requested_at.astimezone(period.zone).isoformat(sep=" ", timespec="seconds")
        settled = (
            one.settled_at.astimezone(period.zone).isoformat(sep=" ", timespec="seconds") if one.settled_at else ""
        )
        told = (one.code, one.batch, reps.get(one.rep_id, ""), amount(one.amount, one.currency), one.currency)
        rows.append((*told, one.state, asked, settled, one.reference))
    return csv_text(PAYOUTS, rows)


async def year_csv(session: AsyncSession, period: Period, currency: str) -> str:
    """What was paid to each representative in a year."""
    reps = await books.rep_codes(session)
    paid = await pay.paid_between(session, period.since, period.until)
    rows = [
        (reps.get(rep_id, ""), period.first.year, amount(total, currency), currency) for rep_id, total in paid.items()
    ]
    return csv_text(("representative", "year", "paid", "currency"), rows)


Writer = Callable[[AsyncSession, Period], Coroutine[Any, Any, str]]
WRITERS: dict[tuple[str, str], Writer] = {
    ("ledger", "csv"): ledger_csv,
    ("ledger", "beancount"): ledger_beancount,
    ("orders", "csv"): orders_csv,
    ("payouts", "csv"): payouts_csv,
}
