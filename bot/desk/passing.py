"""A representative passes on an order: it is for others, for good."""

from bot.desk import commands as c
from bot.desk import dispatch, profile
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.work import Work
from models import order as orders
from models.kinds import OPEN_LINE, OrderState


async def decline(work: Work, command: c.Decline) -> n.Notice:
    """One that they accepted goes back to the others, as long as they have not said a word on it."""
    rep = await profile.rep_of(work, command.actor)
    order = await orders.by_code(work.session, command.code) if command.code else None
    if order is None:
        raise Refused(Reason.DECLINE_WHICH)
    theirs = order.rep_id == rep.id
    if theirs and order.state in OPEN_LINE and (order.state != OrderState.CLAIMED or order.rep_spoke):
        raise Refused(Reason.DECLINE_TOO_LATE)
    if order.state in OPEN_LINE and not theirs:
        raise Refused(Reason.ORDER_TAKEN)
    if order.state not in OPEN_LINE and order.state != OrderState.QUEUED:
        raise Refused(Reason.ORDER_GONE)
    if str(rep.id) not in order.declined:
        order.declined = [*order.declined, str(rep.id)]
    if theirs and order.state == OrderState.CLAIMED:
        await dispatch.let_go(work, order, rep.id)
    elif order.state == OrderState.QUEUED:
        await dispatch.widen(work, order)  # it may open to the next ones
    return n.Passed(order.code)
