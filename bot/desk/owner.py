"""The owner's acts, each checked and written to the audit table."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.desk import claims, closing, looking, people
from bot.desk import commands as c
from bot.desk import notices as n
from bot.desk import price_notices as pn
from bot.desk import vouchers as codes
from bot.desk.notices import Reason, Refused
from bot.desk.work import Actor, TextFile, Work
from models import block, shop
from models import order as orders
from models import rep as reps
from models.kernel import AuditRow
from models.kinds import EndReason, Fault, OrderState, RepStatus
from models.order import Order
from models.rep import Rep
from models.shop import ShopSetting

SHOWN = 20
"""Codes that a message shows."""

MOST_AT_ONCE = 10
"""Talks of one representative: more, and nobody can be attentive."""

OwnersCommand = TypeVar("OwnersCommand", bound=c.Command)


def owner_only(
    use_case: Callable[[Work, OwnersCommand], Awaitable[n.Notice]],
) -> Callable[[Work, OwnersCommand], Awaitable[n.Notice]]:
    """The use-case, for the owner alone; anyone else is politely refused."""

    async def guarded(work: Work, command: OwnersCommand) -> n.Notice:
        if not command.actor.is_owner:
            raise Refused(Reason.OWNER_ONLY)
        return await use_case(work, command)

    return guarded


def audit(work: Work, actor: Actor, act: str, subject: str, detail: str = "") -> None:
    work.session.add(AuditRow(at=work.now, actor_id=actor.id, act=act, subject=subject[:64], detail=detail[:200]))


async def order_named(work: Work, code: str) -> Order:
    order = await orders.by_code(work.session, code)
    if order is None:
        raise Refused(Reason.NO_SUCH_ORDER, code=code[:12])
    return order


async def rep_named(work: Work, code: str) -> Rep:
    rep = await reps.by_code(work.session, code)
    if rep is None:
        raise Refused(Reason.NO_SUCH_REP, code=code[:12])
    return rep


@owner_only
async def invite(work: Work, command: c.MakeInvite) -> n.Notice:
    audit(work, command.actor, "invite", "")
    return await people.make_invite(work)


@owner_only
async def vouchers(work: Work, command: c.MakeVouchers) -> n.Notice:
    """A few are shown; many, or those of a named batch, come as a file for whoever sells them."""
    made = await codes.make(work, codes.Wanted(command.count, command.service, command.name, command.until))
    audit(work, command.actor, "voucher", command.service, f"{command.count} {made.batch.name}")
    shown = n.Words(made.service.name_en, made.service.name_zh)
    if command.count <= SHOWN and not command.name:
        return n.VouchersMade(made.codes, shown, made.batch.value, made.batch.currency)
    ready = pn.VouchersReady(made.batch.name, len(made.codes), shown, made.batch.value, made.batch.currency)
    work.deliveries.append(TextFile(command.actor.id, f"{made.batch.name}.csv", codes.csv(made), ready))
    return ready


@owner_only
async def voucher_batches(work: Work, command: c.VoucherBatches) -> n.Notice:
    """How they stand; with a word, that batch or code is revoked."""
    if command.revoke:
        name, count = await codes.revoke(work, command.revoke)
        audit(work, command.actor, "voucher-revoke", name or "a code", str(count))
        return pn.VouchersRevoked(name, count)
    return pn.BatchPage(await codes.batches(work))


@owner_only
async def assign(work: Work, command: c.AssignOrder) -> n.Notice:
    """Hand a waiting order to a representative, past the tiers; never to its own customer, never above their room."""
    order, rep = await order_named(work, command.code), await rep_named(work, command.rep_code)
    if order.state != OrderState.QUEUED:
        raise Refused(Reason.ORDER_NOT_OPEN, code=order.code)
    if order.customer_id == rep.id:
        raise Refused(Reason.OWN_ORDER)
    if rep.status == RepStatus.SUSPENDED:
        raise Refused(Reason.REP_SUSPENDED)
    if rep.status != RepStatus.ACTIVE:
        raise Refused(Reason.REP_NOT_SET_UP, code=rep.code)
    if await block.are_apart(work.session, order.customer_id, rep.id):
        raise Refused(Reason.PAIR_BLOCKED, code=rep.code)
    await claims.settle(work, order, rep)
    audit(work, command.actor, "assign", order.code, rep.code)
    return n.Done("assign", order.code, rep.code)


@owner_only
async def cancel(work: Work, command: c.OwnerCancel) -> n.Notice:
    """Before the talk all money goes back; during it, only the minutes used are charged."""
    order = await order_named(work, command.code)
    if order.state in (OrderState.LIVE, OrderState.PAUSED):
        await closing.finish(work, order, EndReason.OWNER_END)
    elif order.state in (OrderState.AWAITING_PAYMENT, OrderState.QUEUED, OrderState.CLAIMED):
        await closing.call_off(work, order, EndReason.CANCELLED, Fault.CANCELLED_EARLY)
    else:
        raise Refused(Reason.ORDER_FINISHED)
    audit(work, command.actor, "cancel", order.code)
    return n.Done("cancel", order.code)


@owner_only
async def rep_status(work: Work, command: c.SetRepStatus) -> n.Notice:
    rep = await rep_named(work, command.code)
    if command.suspended:
        rep.status, rep.on_duty = RepStatus.SUSPENDED, False
    else:
        rep.status = RepStatus.SETTING_UP  # goes on duty again by themselves
    await looking.soon(work, rep.id)
    act = "suspend" if command.suspended else "unsuspend"
    audit(work, command.actor, act, rep.code)
    return n.Done(act, rep.code)


@owner_only
async def capacity(work: Work, command: c.SetCapacity) -> n.Notice:
    """Talks that run already go on."""
    rep = await rep_named(work, command.code)
    if not 1 <= command.count <= MOST_AT_ONCE:
        raise Refused(Reason.BAD_USAGE, usage=f"/rep {rep.code} takes 1…{MOST_AT_ONCE}")
    rep.capacity = command.count
    await looking.soon(work, rep.id)
    audit(work, command.actor, "takes", rep.code, str(command.count))
    return n.Done("takes", rep.code, str(command.count))


@owner_only
async def pause_shop(work: Work, command: c.PauseShop) -> n.Notice:
    paused = await shop.setting(work.session, "paused") != "yes"
    row = await work.session.get(ShopSetting, "paused")
    if row is None:
        work.session.add(ShopSetting(key="paused", value="yes" if paused else "no"))
    else:
        row.value = "yes" if paused else "no"
    audit(work, command.actor, "pause_shop", "on" if paused else "off")
    return n.ShopPausedNow(paused)


@owner_only
async def bad_usage(_work: Work, command: c.BadUsage) -> n.Notice:
    raise Refused(Reason.BAD_USAGE, usage=command.usage)
