"""What the database says: what still waits, whose clock counted how much, and whether the money adds up."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import func, select

from bot.rules.meter import Meter, Span
from chaos.verdict import Verdict
from models.engine import Database
from models.inbox import InboxRow
from models.kinds import InboxState, OutboxState, SpanKind
from models.money import PostingLine, PostingRow
from models.order import Order, SpanRow
from models.outbox import OutboxRow

PRICE = 48_00
ROUNDING = timedelta(seconds=1)


@dataclass(frozen=True)
class Account:
    """One order: its clock, and what it moved."""

    code: str
    customer_id: int
    meter: Meter
    unbalanced: tuple[str, ...] = ()


@dataclass(frozen=True)
class Waiting:
    """What is not done yet."""

    inbox: int
    outbox: int
    parked: int


class Books:
    def __init__(self, url: str) -> None:
        self.database = Database(url)

    async def close(self) -> None:
        await self.database.close()

    async def waiting(self) -> Waiting:
        async with self.database.begin() as session:

            async def count(table: type[InboxRow] | type[OutboxRow], state: InboxState | OutboxState) -> int:
                return await session.scalar(select(func.count()).select_from(table).where(table.state == state)) or 0

            return Waiting(
                await count(InboxRow, InboxState.PENDING),
                await count(OutboxRow, OutboxState.PENDING),
                await count(InboxRow, InboxState.PARKED),
            )

    async def price(self) -> None:
        """Give every talk a price, paid, so that its end moves money."""
        async with self.database.begin() as session:
            for order in await session.scalars(select(Order)):
                order.price = PRICE
                row = PostingRow(key=f"order:{order.code}:paid", order_id=order.id, memo="chaos", at=order.created_at)
                row.currency = order.currency
                session.add(row)
                await session.flush()
                for account, amount in (("voucher-clearing", PRICE), ("prepaid", -PRICE)):
                    session.add(PostingLine(posting_id=row.id, account=account, amount=amount, currency=row.currency))

    async def accounts(self) -> list[Account]:
        async with self.database.begin() as session:
            orders = list(await session.scalars(select(Order).order_by(Order.id)))
            spans: dict[int, list[Span]] = defaultdict(list)
            for row in await session.scalars(select(SpanRow).order_by(SpanRow.order_id, SpanRow.position)):
                spans[row.order_id].append(Span(SpanKind(row.kind), row.start, row.end, row.reason))
            sums = await session.execute(
                select(PostingRow.order_id, PostingRow.key, func.sum(PostingLine.amount))
                .join(PostingLine, PostingLine.posting_id == PostingRow.id)
                .group_by(PostingRow.order_id, PostingRow.key)
            )
            wrong: dict[int | None, list[str]] = defaultdict(list)
            for order_id, key, total in sums:
                if total != 0:
                    wrong[order_id].append(f"{key} sums to {total}")
        return [
            Account(o.code, o.customer_id, Meter(o.minutes * 60, tuple(spans[o.id])), tuple(wrong[o.id]))
            for o in orders
        ]


def judge_bills(
    verdict: Verdict,
    before: Sequence[Sequence[Account]],
    accounts: Sequence[Account],
    now: datetime,
    pauses: Mapping[str, int],
) -> None:
    """`before` is what the books said between deaths; `pauses` by code of order, how often somebody asked for one."""
    for account in accounts:
        for fault in faults(account, now, pauses.get(account.code, 0)):
            verdict.count("billed_but_not_passed", f"{account.code}: {fault}")
    for then in before:
        for old, new in zip(then, accounts, strict=True):
            if not goes_on(old.meter.spans, new.meter.spans):
                verdict.count("billed_but_not_passed", f"{old.code}: {old.meter.spans} became {new.meter.spans}")


def faults(account: Account, now: datetime, pauses: int) -> list[str]:
    spans, meter = account.meter.spans, account.meter
    found = list(account.unbalanced)
    if not spans:
        return [*found, "no clock"]
    passed = (spans[-1].end or now) - spans[0].start
    if timedelta(seconds=meter.billed_s(now)) > passed + ROUNDING:
        found.append(f"billed {meter.billed_s(now)} s of {passed}")
    if timedelta(seconds=meter.billed_s(now) + meter.paused_s(now)) < passed - 2 * ROUNDING:
        found.append(f"billed {meter.billed_s(now)} s, paused {meter.paused_s(now)} s of {passed}")
    if any(one.end is None or one.end > two.start for one, two in pairwise(spans)):
        found.append(f"spans are not disjoint: {spans}")
    if sum(span.kind == SpanKind.PAUSED for span in spans) != pauses:
        found.append(f"{pauses} pauses were asked for: {spans}")
    return found


def goes_on(old: Sequence[Span], new: Sequence[Span]) -> bool:
    """Whether the new spans go on where the old ones were: of what was over, no more counts now than did then."""
    if not old:
        return True
    seen = old[-1].end or old[-1].start
    return bool(new) and new[0].start == old[0].start and counted(new, seen) <= counted(old, seen)


def counted(spans: Sequence[Span], until: datetime) -> timedelta:
    parts = (min(span.end or until, until) - span.start for span in spans if span.billable)
    return sum((max(part, timedelta()) for part in parts), timedelta())
