"""One message in the group for all the orders beyond what cards of their own can carry.

Telegram lets a bot write 20 messages a minute into a group. While many orders wait, each new one stands on the board
instead of on a card: one message, edited in place, and shown anew now and then so that somebody looks.
"""

from datetime import datetime, timedelta

from bot.desk import facts
from bot.desk import notices as n
from bot.desk.work import GROUP, Work
from models import order as orders
from models import shop
from models.kinds import OrderState
from models.order import Order

KEY = "board"
SHOWN_AT_MOST = 15
"""Orders on the board, so that a message holds them whatever they wish for; the next ones come as these are taken."""

ANEW_AFTER = timedelta(seconds=60)


async def place(work: Work, order: Order) -> None:
    """Decide for a new order: a card of its own, or the board while so many wait."""
    if order.epoch == 1:
        waiting = await orders.waiting(work.session, but=order.id)
        order.on_board = waiting >= work.rules.board_from


async def show_in_group(work: Work, order: Order, *, offered: bool = False) -> None:
    """The order as it stands, where the group looks for it: on its card, or on the board."""
    if order.on_board:
        await show(work, order, offered=offered)
    else:
        await facts.show_card(work, order)


async def show(work: Work, order: Order, *, offered: bool = False) -> None:
    """Bring the board up to date with this order of it. `offered`: there is something new to look at."""
    if order.state == OrderState.ENDED:
        return  # it left the board when it was taken
    told = await shop.setting_held(work.session, KEY)  # two transactions at once would each miss the other's order
    number, shown_at = read(told)
    found = await orders.on_board(work.session, SHOWN_AT_MOST)
    anew = offered and (found == [order] or work.now - shown_at >= ANEW_AFTER)
    if anew:
        if number:
            work.tell(GROUP, n.BoardMoved(), ref=ref(number))
        number += 1
        await shop.put_setting(work.session, KEY, f"{number} {work.now.isoformat()}")
    more = await orders.on_board_count(work.session) - len(found)
    lines = tuple([n.BoardLine(await facts.order_facts(work, one), one.epoch) for one in found])
    work.tell(GROUP, n.Board(lines, more), ref=ref(number))


def read(told: str) -> tuple[int, datetime]:
    """The number of the board's last message, and since when it stands."""
    number, _, at = (told or "0 1970-01-01T00:00:00+00:00").partition(" ")
    return int(number), datetime.fromisoformat(at)


def ref(number: int) -> str:
    return f"board:{number}"
