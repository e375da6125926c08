"""Not with this person again: either side says so after a talk, takes it back, and nobody tells the other."""

from bot.desk import commands as c
from bot.desk import facts, pulse
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.work import Work
from models import block
from models import order as orders
from models.block import Block
from models.kinds import Side
from models.order import OVER, Order
from models.rep import Acquaintance

SHOWN = 50
"""On the list, the latest ones; as these are taken back, earlier ones follow."""


async def set_block(work: Work, command: c.SetBlock) -> n.Notice:
    """Said twice, it is said once."""
    order = await orders.by_code(work.session, command.code)
    if order is None or command.actor.id not in (order.customer_id, order.rep_id):
        raise Refused(Reason.NOT_YOURS)
    known = await facts.acquaintance_of(work, order)
    if known is None or order.state not in OVER:
        raise Refused(Reason.STALE_BUTTON)
    side = pulse.side_of(order, command.actor.id)
    await keep(work, order, known, side, on=command.on)
    if command.listed:
        return await page(work, command.actor.id)
    return (n.BlockSet if command.on else n.BlockLifted)(order.code, other_alias(known, side))


async def keep(work: Work, order: Order, known: Acquaintance, side: Side, *, on: bool) -> None:
    row = await work.session.get(Block, (known.customer_id, known.rep_id, side))
    if on and row is None:
        made = Block(customer_id=known.customer_id, rep_id=known.rep_id, by=side, order_id=order.id)
        work.session.add(made)
    elif not on and row is not None:
        await work.session.delete(row)
    await work.session.flush()


def other_alias(known: Acquaintance, side: Side) -> str:
    return known.rep_alias if side is Side.CUSTOMER else known.customer_alias


async def list_blocks(work: Work, command: c.ListBlocks) -> n.Notice:
    return await page(work, command.actor.id)


async def page(work: Work, person_id: int) -> n.BlockList:
    entries = []
    for row in (await block.said_by(work.session, person_id))[:SHOWN]:
        order = await work.session.get_one(Order, row.order_id)
        known = await work.session.get_one(Acquaintance, (row.customer_id, row.rep_id))
        entries.append(n.BlockEntry(order.code, other_alias(known, Side(row.by))))
    return n.BlockList(tuple(entries))
