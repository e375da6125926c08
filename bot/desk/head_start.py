"""An order that is offered to whom the customer knows, alone and in their own chat, before the others may take it."""

from datetime import timedelta
from typing import Literal

from bot.desk import deciding, events, facts
from bot.desk import notices as n
from bot.desk.work import Work
from models.kinds import OrderState
from models.order import Order
from models.rep import Acquaintance
from routing.course import alone
from routing.decision import Decision

State = Literal["first", "open", "yours", "gone"]


async def ask(work: Work, order: Order, decision: Decision) -> None:
    """Tell the known one, if there is one who is there."""
    if decision.terms.head_start_s:
        await show(work, order, decision, "first")


async def end(work: Work, order: Order, decision: Decision) -> None:
    """The others may take it too from now on."""
    others = decision.opens_s[decision.ids[decision.rows] != decision.terms.known]
    since_s = (work.now - decision.at).total_seconds()
    just_now = 0 <= since_s - others.min(initial=decision.terms.head_start_s) < 1
    if decision.terms.head_start_s and just_now and not is_on(work, order, decision):
        passed = str(decision.terms.known) in order.declined
        await show(work, order, decision, "gone" if passed else "open")


def is_on(work: Work, order: Order, decision: Decision) -> bool:
    """Whether the order is for the moment the known one's alone."""
    out = frozenset(int(rep_id) for rep_id in order.declined)
    return alone(decision, (work.now - decision.at).total_seconds(), out)


async def after(work: Work, event: events.Claimed | events.Closed) -> None:
    """The order is somebody's, or nobody's any more."""
    order = await work.session.get_one(Order, event.order_id)
    found = await deciding.latest(work, order)
    if order.state == OrderState.QUEUED or found is None or not found[1].terms.head_start_s:
        return
    if isinstance(event, events.Claimed) or order.claimed_at is None:
        await show(work, order, found[1], "yours" if order.rep_id == found[1].terms.known else "gone")


async def show(work: Work, order: Order, decision: Decision, state: State) -> None:
    rep_id = decision.terms.known
    known = await work.session.get(Acquaintance, (order.customer_id, rep_id)) if rep_id is not None else None
    if known is None:
        return
    until = decision.at + timedelta(seconds=decision.terms.head_start_s)
    card = n.HeadStart(await facts.order_facts(work, order), order.epoch, known.customer_alias, until, state)
    work.tell(known.rep_id, card, ref=f"order:{order.code}:first:{order.epoch}", order_id=order.id)
