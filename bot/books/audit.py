"""`python -m bot audit-money`: balances and receipts made again from the beginning; the first difference is named."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.books import audit_till
from bot.desk import settling
from bot.rules import pay_postings
from bot.rules.errors import RuleError
from bot.rules.meter import Meter, Span
from bot.rules.postings import (
    CLEARING,
    PREPAID,
    Posting,
    available_of,
    is_drawn,
    nature,
    paid_of,
    pending_of,
    requested_of,
)
from bot.rules.settlement import billed_until, settle
from models import books
from models import order as orders
from models import settlement as settlements
from models.kinds import UNFINISHED, EarningState, OrderState, PayoutState, VoucherState
from models.money import Checkpoint, PostingLine, PostingRow, Voucher
from models.order import Order
from models.pay import Earning, Payout
from models.settlement import SettlementRow

Lines = dict[str, int]
PAID_STATES = UNFINISHED - {OrderState.AWAITING_PAYMENT}
BEFORE = "before"
"""The note of settlements that were made before they were kept."""


@dataclass
class Audit:
    """What was read so far. `postings` by key, `sums` by account and currency, `prepaid` by order."""

    session: AsyncSession
    postings: dict[str, Lines] = field(default_factory=dict)
    sums: Counter[tuple[str, str]] = field(default_factory=Counter)
    until: dict[tuple[str, str], list[tuple[int, int]]] = field(default_factory=dict)
    prepaid: Counter[int] = field(default_factory=Counter)
    orders: int = 0

    async def differences(self) -> AsyncIterator[str]:
        """Each a sentence, the first one first."""
        for look in (self.ledger, self.checkpoints, self.every_order, self.earnings, self.payouts, self.vouchers):
            async for difference in look():
                yield difference
        for till in (
            audit_till.payments(self.session, self.postings, self.sums),
            audit_till.kept_time(self.session, self.sums),
        ):
            async for difference in till:
                yield difference

    async def ledger(self) -> AsyncIterator[str]:
        async for row, lines in books.postings(self.session):
            self.postings[row.key] = {line.account: line.amount for line in lines}
            async for difference in self.posting(row, lines):
                yield difference
        for (account, currency), amount in sorted(self.sums.items()):
            if amount > 0 and is_drawn(account) and account.startswith("rep:"):
                yield f"The account {account} is overdrawn by {amount} {currency}."

    async def posting(self, row: PostingRow, lines: list[PostingLine]) -> AsyncIterator[str]:
        if sum(line.amount for line in lines) != 0:
            yield f"The posting {row.key} does not sum to zero."
        for line in lines:
            self.sums[line.account, line.currency] += line.amount
            self.until.setdefault((line.account, line.currency), []).append((row.id, line.amount))
            if line.currency != row.currency:
                yield f"The posting {row.key} is in {row.currency}, and its line on {line.account} in {line.currency}."
            try:
                nature(line.account)
            except RuleError:
                yield f"The posting {row.key} names {line.account}, which is in no chart of accounts."
            if line.account == PREPAID and row.order_id is not None:
                self.prepaid[row.order_id] += line.amount

    async def checkpoints(self) -> AsyncIterator[str]:
        for kept in await self.session.scalars(select(Checkpoint)):
            made = self.until.get((kept.account, kept.currency), [])
            total = sum(amount for posting_id, amount in made if posting_id <= kept.posting_id)
            if total != kept.amount:
                yield f"The checkpoint of {kept.account} says {kept.amount}, and its lines come to {total}."

    async def every_order(self) -> AsyncIterator[str]:
        after = 0
        while True:
            query = select(Order).where(Order.id > after).order_by(Order.id).limit(books.PAGE)
            page = list(await self.session.scalars(query))
            for order in page:
                self.orders += 1
                async for difference in self.order(order):
                    yield difference
            if len(page) < books.PAGE:
                return
            after = page[-1].id
            self.session.expunge_all()

    async def order(self, order: Order) -> AsyncIterator[str]:
        rows = await settlements.all_of(self.session, order.id)
        spans = tuple(Span(r.kind, r.start, r.end) for r in await orders.spans_of(self.session, order.id))
        for one, two in pairwise(spans):
            if one.end is None or one.end > two.start:
                yield f"Order {order.code}: two stretches of its clock overlap."
        owed = -order.price if order.state in PAID_STATES else 0
        if self.prepaid[order.id] != owed:
            there = -self.prepaid[order.id]
            yield f"Order {order.code} is {order.state}: {there} is prepaid on it, and {-owed} should be."
        if not rows:
            if order.charged is not None:
                yield f"Order {order.code} is charged {order.charged}, and was never settled."
            return
        for difference in (*receipt(order, rows, Meter(order.minutes * 60, spans)), *self.settled(order, rows)):
            yield difference

    def settled(self, order: Order, rows: list[SettlementRow]) -> list[str]:
        """What its settlements say, against what was posted."""
        found = []
        for row in rows:
            try:
                settlement = settling.read(row)
            except RuleError as error:
                found.append(f"Order {order.code}, settlement {row.number}: {error}.")
                continue
            if row.rep_pay + row.bonus > row.base:
                found.append(f"Order {order.code}: its representative has more than its base of {row.base}.")
            if row.note != BEFORE and row.number == 0:
                wanted = pay_postings.ended(order.code, settlement, rep_id=order.rep_id, customer_id=order.customer_id)
                found += self.compare(wanted)
        for one, two in pairwise(rows):
            key = f"order:{order.code}:settled:{two.number}"
            back = two.refunded + two.credit - one.refunded - one.credit
            posted = self.postings.get(key)
            if two.note != BEFORE and (
                posted is None or -posted.get(f"customer:{order.customer_id}:wallet", 0) != back
            ):
                found.append(
                    f"Order {order.code}: settlement {two.number} gives {back} back, and its posting does not."
                )
        return found

    def compare(self, wanted: Posting) -> list[str]:
        lines = {line.account: line.amount for line in wanted.lines}
        if wanted.key not in self.postings:
            return [f"The posting {wanted.key} is missing."]
        if self.postings[wanted.key] != lines:
            return [f"The posting {wanted.key} is {self.postings[wanted.key]}, and should be {lines}."]
        return []

    async def earnings(self) -> AsyncIterator[str]:
        """The lines of every representative, by state, against the ledger; those of an order against its settlement."""
        by_state: Counter[tuple[int, str, EarningState]] = Counter()
        by_order: Counter[tuple[int, int]] = Counter()
        for line in await self.session.scalars(select(Earning).order_by(Earning.id)):
            by_state[line.rep_id, line.currency, EarningState(line.state)] += line.amount
            if line.order_id is not None and line.kind in OF_THE_ORDER:
                by_order[line.order_id, line.rep_id] += line.amount
        reps = {(rep_id, currency) for rep_id, currency, _ in by_state}
        for rep_id, currency in sorted(reps):
            for state, account in ACCOUNTS.items():
                said, posted = by_state[rep_id, currency, state], -self.sums[account(rep_id), currency]
                if said != posted:
                    yield f"Of representative {rep_id}, {state} lines come to {said}, and the ledger to {posted}."
        async for difference in self.pay_of_orders(by_order):
            yield difference

    async def pay_of_orders(self, earned: Counter[tuple[int, int]]) -> AsyncIterator[str]:
        """Where a refund was more than there was to take, the lines say more than the settlement."""
        latest: dict[int, SettlementRow] = {}
        spared: Counter[int] = Counter()
        for row in await self.session.scalars(select(SettlementRow).order_by(SettlementRow.number)):
            latest[row.order_id] = row
            spared[row.order_id] += row.spared
        for order_id, row in sorted(latest.items()):
            pays, lines = row.rep_pay + row.bonus + spared[order_id], earned[order_id, row.rep_id or 0]
            if row.note != BEFORE and (lines < pays or spared[order_id] < 0):
                yield f"Order number {order_id} pays {pays}, and its lines come to {lines}."

    async def payouts(self) -> AsyncIterator[str]:
        sums: Counter[int] = Counter()
        for line in await self.session.scalars(select(Earning).where(Earning.payout_id.is_not(None))):
            sums[line.payout_id or 0] += line.amount
        for payout in await self.session.scalars(select(Payout).order_by(Payout.id)):
            lines = 0 if payout.state == PayoutState.FAILED else payout.amount
            if sums[payout.id] != lines:
                yield f"Payout {payout.code} is of {lines}, and its lines come to {sums[payout.id]}."
            for posting in of_payout(payout):
                for difference in self.compare(posting):
                    yield difference

    async def vouchers(self) -> AsyncIterator[str]:
        """A code paid an order, or went to a wallet: once, and for what it was sold."""
        direct: dict[int, list[Voucher]] = {}
        for voucher in await self.session.scalars(select(Voucher).order_by(Voucher.id)):
            if voucher.state != VoucherState.REDEEMED:
                if voucher.order_id is not None or f"voucher:{voucher.id}" in self.postings:
                    yield f"Voucher number {voucher.id} is {voucher.state}, and was taken."
            elif f"voucher:{voucher.id}" in self.postings:
                came = self.postings[f"voucher:{voucher.id}"].get(CLEARING)
                if came != (came if voucher.value is None else voucher.value):
                    yield f"Voucher number {voucher.id} was sold for {voucher.value}, and {came} was posted."
            elif voucher.order_id is not None:
                direct.setdefault(voucher.order_id, []).append(voucher)
            elif voucher.value:
                yield f"Voucher number {voucher.id} is redeemed, and nothing was posted."
        codes = await books.order_codes(self.session, set(direct))
        for order_id, paid_by in sorted(direct.items()):
            paid = self.postings.get(f"order:{codes.get(order_id)}:paid")
            worth = paid_by[0].value if paid_by[0].value is not None else (paid or {}).get(CLEARING)
            if len(paid_by) != 1 or paid is None or (worth and paid.get(CLEARING) != worth):
                said = f"{len(paid_by)} vouchers, and its payment is {paid or 'missing'}"
                yield f"Order {codes.get(order_id)} has {said}."


ACCOUNTS = {
    EarningState.PENDING: pending_of,
    EarningState.AVAILABLE: available_of,
    EarningState.REQUESTED: requested_of,
    EarningState.PAID: paid_of,
}
OF_THE_ORDER = frozenset({"session", "standby", "extension", "designated", "night", "refund"})


def receipt(order: Order, rows: list[SettlementRow], meter: Meter) -> list[str]:
    """The spans are counted again, the table asked again, and what was written compared."""
    first, last, found = rows[0], rows[-1], []
    if first.note == BEFORE:
        return []
    ended = order.ended_at or order.created_at
    billed = meter.billed_s(ended)
    same = first.billed_s == last.billed_s  # else words were seen to be late after the end
    free = billed - billed_until(meter, order.crisis_at) if order.crisis_at and first.free_s and same else first.free_s
    if (billed, free) != (last.billed_s, first.free_s):
        found.append(f"Order {order.code} was settled on {last.billed_s} s, and its clock says {billed} s.")
    made = settle(settling.told_by(order, first), settling.rules_of(order))
    for name in settling.NUMBERS:
        if getattr(first, name) != getattr(made, name):
            found.append(
                f"Order {order.code}: {name} is {getattr(first, name)}, and by the table {getattr(made, name)}."
            )
    if (order.charged, order.rep_pay) != (first.charged, first.rep_pay):
        found.append(
            f"Order {order.code} says it charged {order.charged} and pays {order.rep_pay}; it was settled otherwise."
        )
    if order.given_back != first.charged - rows[-1].charged:
        found.append(
            f"Order {order.code} says {order.given_back} was given back; it was {first.charged - rows[-1].charged}."
        )
    return found


def of_payout(payout: Payout) -> list[Posting]:
    told = (payout.code, payout.amount, payout.rep_id)
    made = [pay_postings.requested(*told)]
    if payout.state == PayoutState.PAID:
        made.append(pay_postings.paid(*told))
    elif payout.state == PayoutState.FAILED:
        made.append(pay_postings.failed(*told))
    return made


async def first_difference(session: AsyncSession) -> tuple[str, Audit]:
    """The first difference, "" where all agrees; and what was read on the way."""
    audit = Audit(session)
    async for difference in audit.differences():
        return difference, audit
    return "", audit
