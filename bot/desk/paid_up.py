"""Money came for somebody who had wanted more of a talk than their wallet held: it goes on without another tap."""

from bot.desk import events, extending, pulse
from bot.desk.work import Work
from models import clockwork, kernel
from models import order as orders
from models.kinds import OrderState, TimerKind
from models.order import Order


async def wallet_filled(work: Work, event: events.WalletFilled) -> None:
    """In a transaction of its own, which holds the talk before the wallet, as every other does."""
    for order in await orders.open_lines_of(work.session, event.person_id):
        row = await clockwork.of(work.session, order.id)
        if order.customer_id == event.person_id and row.short_minutes:
            await kernel.set_timer(work.session, TimerKind.PAID_UP, str(order.id), work.now)


async def go_on(work: Work, order: Order) -> None:
    """What was wanted is bought, if it is still wanted, paid and staffed."""
    row = await clockwork.of(work.session, order.id)
    minutes = row.short_minutes
    if not minutes or order.state not in (OrderState.LIVE, OrderState.PAUSED):
        return
    meter = await pulse.catch_up(work, order)
    if meter.open is None:
        return
    row.short_minutes = 0  # unless it is short again
    await extending.without_a_tap(work, order, meter, minutes)
