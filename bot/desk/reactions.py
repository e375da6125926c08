"""A reaction on one side shows on the other. It is no word: it starts no clock, and ends no pause.

A bot has one reaction to a message: the other side's takes the place of the mark of delivery, which comes back when
that one is taken away.
"""

from bot.desk import commands as c
from bot.desk import relay
from bot.desk.work import Reaction, Work
from bot.rules.reactions import DELIVERED, mirrored
from models import link as links
from models import order as orders
from models.kinds import OPEN_LINE


async def react(work: Work, command: c.React) -> None:
    """Show it on the same message at the other end, while the line is open; a reaction to anything else is nothing."""
    actor = command.actor.id
    theirs = await links.received_by(work.session, actor, command.message_id)
    row = theirs or await links.sent_by(work.session, actor, command.message_id)
    order = await orders.by_id(work.session, row.order_id) if row is not None else None
    if row is None or order is None or order.state not in OPEN_LINE or not relay.is_between(order, row):
        return
    if (await relay.line_now(work, order, command.at)).overdue:
        return
    other = row.receiver_id if row.sender_id == actor else row.sender_id
    mark = DELIVERED if work.rules.delivered_reaction and other == row.sender_id else ""
    work.deliveries.append(Reaction(other, mirrored(command.emojis) or mark, row.id, order.id))


async def delivered(work: Work, command: c.Delivered) -> None:
    """Mark them on their senders' own phones. Nothing depends on it."""
    for row in await links.by_ids(work.session, command.link_ids):
        work.deliveries.append(Reaction(row.sender_id, DELIVERED, row.id, row.order_id))
