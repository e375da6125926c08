"""A customer who waits changes what they wish for; the order is then looked for anew, and keeps its place in time."""

from bot.desk import commands as c
from bot.desk import dispatch, unfilled, wishing, wizard
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.work import Work
from models import order as orders
from models.kinds import Language, OrderState
from models.order import Draft


async def begin(work: Work, command: c.OtherWishes) -> n.Notice:
    """The page of the wishes, as they stand; nothing changes before the customer is done with it."""
    order = await unfilled.own_queued(work, command)
    draft = await work.session.get(Draft, command.actor.id)
    if draft is None:
        draft = Draft(person_id=command.actor.id, step=wishing.OTHER, choices={}, updated_at=work.now)
        work.session.add(draft)
    draft.step, draft.updated_at = wishing.OTHER, work.now
    draft.choices = {"order": order.code} | wishing.wishes_of(order)
    await work.session.flush()
    return wishing.wish_list(draft.choices, waits=True)


async def wishes_done(work: Work, command: c.WishesDone) -> n.Notice:
    """On with the order that is in the making, or with the one that waits."""
    draft = await wizard.at_step(work, command.actor, "wishes", wishing.OTHER)
    return await done(work, draft) if draft.step == wishing.OTHER else await wizard.go_on(work, draft, "note")


async def done(work: Work, draft: Draft) -> n.Notice:
    chosen = draft.choices
    order = await orders.by_code(work.session, chosen["order"])
    await work.session.delete(draft)
    if order is None or order.state != OrderState.QUEUED or order.booked_for is not None:
        raise Refused(Reason.STALE_BUTTON)
    order.wish_gender, order.wish_experienced = chosen.get("gender"), chosen.get("experienced") == "yes"
    order.wish_language = Language(chosen["language"]) if chosen.get("language") else None
    order.wish_age = chosen.get("age")
    order.wish_style, order.musts, order.waived = chosen.get("style"), wishing.musts_in(chosen), []
    await dispatch.offer(work, order)
    return n.StillLooking()
