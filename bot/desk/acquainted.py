"""Whom a customer knows best of those who talked with them before and whom they liked."""

from datetime import UTC, datetime

from bot.desk.work import Work
from models import rep as reps
from models import searching
from models.order import Order
from models.rep import Acquaintance
from routing.eligible import reasons_against
from routing.pool import Pool, Ties
from routing.ratings import PRIOR_RATING
from routing.request import Exclusion, Request

WELL_FROM = 4.0
"""Stars of this customer's own, on the average, from which their talks went well; talks without stars did."""

AWAY = frozenset({Exclusion.OFF_DUTY, Exclusion.OFF_SHIFT})
NEVER = datetime.min.replace(tzinfo=UTC)


async def best_known(work: Work, order: Order, request: Request, pool: Pool, ties: Ties) -> tuple[int, bool] | None:
    """The known representative who can take the order now, and True; else the best known who is only away, and False.

    Best by the customer's own stars, then by who talked with them last. None where nobody is known so.
    """
    found = await by_liking(work, order.customer_id)
    reasons = {one: reasons_against(request, pool, ties, one) for one in found}
    ready = next((one for one, against in reasons.items() if against == ()), None)
    if ready is not None:
        return ready, True
    away = next((one for one, against in reasons.items() if against and set(against) <= AWAY), None)
    return (away, False) if away is not None else None


async def by_liking(work: Work, customer_id: int) -> list[int]:
    last = await searching.last_talks_of(work.session, customer_id)
    known = (await reps.acquaintances_of(work.session, customer_id)).values()
    liked = [one for one in known if one.orders and stars(one) >= WELL_FROM and one.rep_id != customer_id]
    liked.sort(key=lambda one: (stars(one), last.get(one.rep_id, NEVER), one.rep_id), reverse=True)
    return [one.rep_id for one in liked]


def stars(known: Acquaintance) -> float:
    return known.stars_sum / known.stars_count if known.stars_count else PRIOR_RATING
