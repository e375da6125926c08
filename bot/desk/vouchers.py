"""Voucher codes: made in batches for another counter, redeemed once, guessed by nobody, revoked by the owner."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.desk import dispatch, events, ledger
from bot.desk import notices as n
from bot.desk import price_notices as pn
from bot.desk import till_notices as tn
from bot.desk.notices import Reason, Refused, Sorry
from bot.desk.work import Work
from bot.rules import codes, days, postings
from bot.rules.errors import BadDay, Mistyped, Overdrawn
from bot.rules.parcel import Parcel, ParcelKind
from bot.rules.rails import Into
from models import money, shop, voucher
from models.kinds import OrderState, VoucherState
from models.money import Voucher
from models.order import Order
from models.shop import Service
from models.voucher import VoucherBatch, VoucherTry

MOST = 1000
NAME_LIMIT = 40
HOUR = timedelta(hours=1)


async def redeem(work: Work, person_id: int, text: str, order: Order | None) -> n.Notice | None:
    """Pay the order with a code, typed as people type; without an order, its worth goes to the wallet.

    A wrong code is answered, not raised: the try must be written down.
    """
    try:
        code = codes.parse_voucher(text)
    except Mistyped:
        raise Refused(Reason.VOUCHER_MISTYPED) from None  # its check character tells nothing about any other code
    await may_try(work, person_id)
    found = await money.voucher_by_digest(work.session, codes.digest(code, work.rules.secret))
    wrong = fault_of(work, found)
    if found is None or wrong is not None:
        return await count_try(work, person_id, wrong or Reason.VOUCHER_UNKNOWN)
    if order is not None and found.service != order.service:
        service = await work.session.get_one(Service, found.service)
        raise Refused(Reason.VOUCHER_OTHER_SERVICE, en=service.name_en, zh=service.name_zh)
    if not await voucher.take(work.session, found.id, order.id if order is not None else None):
        raise Refused(Reason.VOUCHER_USED)
    await pay_with(work, found, person_id, order)
    return None


async def in_a_talk(work: Work, person_id: int, text: str) -> tuple[bool, n.Notice | None]:
    """Whether what a customer wrote in a talk is a code of the shop's, and what they hear; their wallet has it then.

    The same while they wait for one. What only looks like one was meant for the other side. Raises Refused after too
    many of those: nothing is given away by what is passed on.
    """
    await may_try(work, person_id)
    digest = codes.digest(codes.parse_voucher(text), work.rules.secret)
    if await money.voucher_by_digest(work.session, digest) is None:
        await count_try(work, person_id, Reason.VOUCHER_UNKNOWN)
        return False, None
    return True, await redeem(work, person_id, text, None)


def is_code(parcel: Parcel) -> bool:
    """Whether somebody has sent a code, and nothing else."""
    if parcel.kind is not ParcelKind.TEXT:
        return False
    try:
        codes.parse_voucher(parcel.text)
    except Mistyped:
        return False
    return True


def fault_of(work: Work, found: Voucher | None) -> Reason | None:
    if found is None:
        return Reason.VOUCHER_UNKNOWN
    if found.state == VoucherState.REVOKED:
        return Reason.VOUCHER_REVOKED
    if found.state != VoucherState.FRESH:
        return Reason.VOUCHER_USED
    return Reason.VOUCHER_EXPIRED if found.expires_at is not None and found.expires_at <= work.now else None


async def may_try(work: Work, person_id: int) -> None:
    """Raises Refused for somebody who tried too often; two tries at once wait for each other."""
    await money.hold_accounts(work.session, [f"tries:{person_id}"])
    tried = await voucher.tries(work.session, person_id, work.now - HOUR)
    if len(tried) >= work.rules.rails.voucher_tries:
        left = tried[-work.rules.rails.voucher_tries] + HOUR - work.now
        raise Refused(Reason.VOUCHER_TRIES, minutes=-(-left // timedelta(minutes=1)))


async def count_try(work: Work, person_id: int, reason: Reason) -> n.Notice:
    work.session.add(VoucherTry(person_id=person_id, at=work.now))
    await work.session.flush()
    return Sorry(reason)


async def pay_with(work: Work, found: Voucher, person_id: int, order: Order | None) -> None:
    """What it was sold for pays the order; what is missing or too much is the wallet's affair."""
    service = await work.session.get_one(Service, found.service)
    value = found.value if found.value is not None else (order.price if order is not None else service.price)
    if order is not None and value == order.price:
        await ledger.post(work, postings.voucher_redeemed(order.code, value), order)
        await dispatch.queue(work, order)
        return
    currency = order.currency if order is not None else service.currency
    if value:
        topped_up = postings.topped_up(f"voucher:{found.id}", value, "voucher", person_id)
        await ledger.post(work, topped_up, None, currency=currency)
        work.events.append(events.WalletFilled(person_id))
    why = Into.TOP_UP if order is None else Into.SHORT
    if order is not None and order.state == OrderState.AWAITING_PAYMENT:
        try:
            await ledger.post(work, postings.wallet_paid(order.code, order.price, person_id), order)
            await dispatch.queue(work, order)
            why = Into.TOP_UP
        except Overdrawn:
            pass
    wallet = await ledger.wallet(work, person_id, currency)
    code = order.code if order is not None and why is Into.SHORT else ""
    work.tell(person_id, tn.MoneyCame(why, value, currency, wallet, code))


# --- the owner's ---


@dataclass(frozen=True)
class Wanted:
    """A batch to be made; `until` is the last day on which its codes are good."""

    count: int
    service: str
    name: str = ""
    until: str = ""


@dataclass(frozen=True)
class Made:
    codes: tuple[str, ...]
    service: Service
    batch: VoucherBatch
    zone: ZoneInfo


async def make(work: Work, wanted: Wanted) -> Made:
    """Fresh codes, shown this once; only their keyed hashes are kept. Raises Refused."""
    service = await work.session.get(Service, wanted.service.lower())
    if service is None or not service.active or service.currency != work.rules.currency:
        known = ", ".join(s.slug for s in await shop.services(work.session))
        raise Refused(Reason.NO_SUCH_SERVICE, services=known)
    if not 1 <= wanted.count <= MOST:
        raise Refused(Reason.VOUCHER_COUNT, limit=MOST)
    batch = await new_batch(work, wanted, service)
    made = tuple(codes.voucher_code() for _ in range(wanted.count))
    work.session.add_all(
        Voucher(
            digest=codes.digest(codes.parse_voucher(code), work.rules.secret),
            service=service.slug,
            state=VoucherState.FRESH,
            batch_id=batch.id,
            value=service.price,
            expires_at=batch.expires_at,
            created_at=work.now,
        )
        for code in made
    )
    await work.session.flush()
    return Made(made, service, batch, ZoneInfo(work.rules.time_zone))


async def new_batch(work: Work, wanted: Wanted, service: Service) -> VoucherBatch:
    name = wanted.name.strip() or f"{work.now.astimezone(ZoneInfo(work.rules.time_zone)):%Y%m%d-%H%M%S}"
    if len(name) > NAME_LIMIT or any(not (ch.isalnum() or ch in "-_.") for ch in name):
        raise Refused(Reason.VOUCHER_NAME, limit=NAME_LIMIT)
    if await voucher.batch_named(work.session, name) is not None:
        if wanted.name.strip():
            raise Refused(Reason.VOUCHER_NAME, limit=NAME_LIMIT)
        name = f"{name}-{work.rng.randrange(10**6):06}"
    batch = VoucherBatch(
        name=name,
        service=service.slug,
        value=service.price,
        currency=service.currency,
        expires_at=end_of(work, wanted.until) if wanted.until else None,
        created_at=work.now,
    )
    work.session.add(batch)
    await work.session.flush()
    return batch


def end_of(work: Work, day: str) -> datetime:
    """The end of that day by the shop's clock. Raises Refused for what is no day, or one that is over."""
    try:
        return days.end_of(day, ZoneInfo(work.rules.time_zone), work.now)
    except BadDay:
        raise Refused(Reason.BAD_USAGE, usage="2027-01-31") from None


async def revoke(work: Work, what: str) -> tuple[str, int]:
    """A batch by its name, or one code; what it was, and how many codes were still good. Raises Refused."""
    batch = await voucher.batch_named(work.session, what.strip())
    if batch is not None:
        return batch.name, await voucher.revoke_batch(work.session, batch.id)
    try:
        digest = codes.digest(codes.parse_voucher(what), work.rules.secret)
    except Mistyped:
        raise Refused(Reason.VOUCHER_NO_BATCH) from None
    if not await voucher.revoke(work.session, digest):
        raise Refused(Reason.VOUCHER_UNKNOWN)
    return "", 1


async def batches(work: Work) -> tuple[pn.BatchLine, ...]:
    return tuple(
        pn.BatchLine(row.name, row.service, row.value, row.currency, row.expires_at, fresh, redeemed, revoked)
        for row, fresh, redeemed, revoked in await voucher.batches(work.session)
    )


def csv(made: Made) -> str:
    """For whoever sells them: a spreadsheet shows the codes as they are."""
    end = made.batch.expires_at
    until = end.astimezone(made.zone).date().isoformat() if end is not None else ""
    head = "code,service,value,currency,batch,until"
    service, value = made.service.slug, made.batch.value
    rows = [f"{code},{service},{value},{made.batch.currency},{made.batch.name},{until}" for code in made.codes]
    return "\n".join([head, *rows, ""])
