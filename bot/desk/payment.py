"""Paying for an order: a voucher code from the shop's other counter, or the wallet; and the making of vouchers."""

from sqlalchemy import update

from bot.desk import commands as c
from bot.desk import dispatch, ledger
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.work import Work
from bot.rules import codes, postings
from bot.rules.errors import Mistyped, Overdrawn
from models import money
from models import order as orders
from models import shop as shops
from models.kinds import OrderState, VoucherState
from models.money import Voucher
from models.order import Order
from models.shop import Service

BATCH_LIMIT = 50


async def redeem(work: Work, order: Order, text: str) -> None:
    """Pay the order with a voucher code, typed as people type."""
    try:
        code = codes.parse_voucher(text)
    except Mistyped:
        raise Refused(Reason.VOUCHER_MISTYPED) from None
    voucher = await money.voucher_by_digest(work.session, codes.digest(code, work.rules.secret))
    if voucher is None:
        raise Refused(Reason.VOUCHER_UNKNOWN)
    if voucher.state != VoucherState.FRESH:
        raise Refused(Reason.VOUCHER_USED)
    if voucher.service != order.service:
        service = await work.session.get_one(Service, voucher.service)
        raise Refused(Reason.VOUCHER_OTHER_SERVICE, en=service.name_en, zh=service.name_zh)
    taken = await work.session.scalar(
        update(Voucher)
        .where(Voucher.id == voucher.id, Voucher.state == VoucherState.FRESH)
        .values(state=VoucherState.REDEEMED, order_id=order.id)
        .returning(Voucher.id)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        raise Refused(Reason.VOUCHER_USED)
    await ledger.post(work, postings.voucher_redeemed(order.code, order.price), order)
    await dispatch.queue(work, order)


async def pay_from_wallet(work: Work, command: c.PayFromWallet) -> None:
    order = await orders.by_code(work.session, command.code)
    if order is None or order.customer_id != command.actor.id:
        raise Refused(Reason.NOT_YOURS)
    if order.state != OrderState.AWAITING_PAYMENT:
        raise Refused(Reason.STALE_BUTTON)
    try:
        await ledger.post(work, postings.wallet_paid(order.code, order.price, order.customer_id), order)
    except Overdrawn:
        raise Refused(Reason.WALLET_SHORT) from None
    await dispatch.queue(work, order)


async def make_vouchers(work: Work, command: c.MakeVouchers) -> n.Notice:
    """Fresh codes, shown this once; only their keyed hashes are kept."""
    service = await work.session.get(Service, command.service.lower())
    if service is None or not service.active:
        known = ", ".join(s.slug for s in await shops.services(work.session))
        raise Refused(Reason.NO_SUCH_SERVICE, services=known)
    if not 1 <= command.count <= BATCH_LIMIT:
        raise Refused(Reason.VOUCHER_COUNT, limit=BATCH_LIMIT)
    made = [codes.voucher_code() for _ in range(command.count)]
    for code in made:
        digest = codes.digest(codes.parse_voucher(code), work.rules.secret)
        work.session.add(Voucher(digest=digest, service=service.slug, state=VoucherState.FRESH, created_at=work.now))
    await work.session.flush()
    return n.VouchersMade(tuple(made), n.Words(service.name_en, service.name_zh), service.price, service.currency)
