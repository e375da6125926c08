"""Every ten minutes the shop looks at itself: who is there, who has had less than their share, what is asked for when.

Read in `candidates.py` and `outlook.py` with every decision, so that a decision itself counts nothing.
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.desk import roster
from bot.desk.work import Work
from models import kernel, past
from models import rep as reps
from models.kinds import RepStatus, TimerKind
from models.rep import Rep
from routing.fairness import behind
from routing.scarcity import hourly_rates

EVERY = timedelta(minutes=10)

WINDOW = timedelta(days=28)
"""What came before is forgotten: who was away or poor in luck for a month begins level."""

DEMAND = "demand"
DEMAND_EVERY = timedelta(hours=1)


async def look(work: Work) -> None:
    everyone = await reps.everyone(work.session)
    await past.add_on_shift(work.session, work.now.date(), await there(work, everyone), int(EVERY.total_seconds()))
    await weigh_shares(work, everyone)
    known = await past.learned(work.session, DEMAND)
    if known is None or work.now - known.at >= DEMAND_EVERY:
        await learn_demand(work)
        await past.purge_on_shift(work.session, (work.now - WINDOW).date())
    await kernel.set_timer(work.session, TimerKind.SHARES, "shop", work.now + EVERY)


async def there(work: Work, everyone: Iterable[Rep]) -> list[int]:
    """Who could be offered an order now, busy or not: being busy is what the hours are for."""
    off = await reps.days_off(work.session, *roster.near(work.now))
    ready = [
        rep for rep in everyone if rep.status == RepStatus.ACTIVE and rep.on_duty and not roster.on_break(rep, work.now)
    ]
    return [rep.id for rep in ready if roster.shift_of(rep, off.get(rep.id, ()), work.now)[0]]


async def weigh_shares(work: Work, everyone: list[Rep]) -> None:
    """What each is behind in earnings for an hour on shift, kept with them in percent."""
    earned = await past.earned_since(work.session, work.now - WINDOW)
    seconds = await past.on_shift_since(work.session, (work.now - WINDOW).date())
    shares = behind((earned.get(rep.id, 0), seconds.get(rep.id, 0)) for rep in everyone)
    for rep, share in zip(everyone, shares, strict=True):
        rep.behind = share
    await work.session.flush()


async def learn_demand(work: Work) -> None:
    """How many orders an hour of each topic come at each hour of the shop's day."""
    orders = await past.paid_since(work.session, work.now - WINDOW)
    zone = ZoneInfo(work.rules.time_zone)
    counts: dict[str, list[int]] = {}
    for topic, at in orders:
        counts.setdefault(topic, [0] * 24)[at.astimezone(zone).hour] += 1
    rates = hourly_rates(counts, days_of(orders, work.now))
    await past.learn(work.session, DEMAND, work.now, json.dumps(rates, separators=(",", ":"), sort_keys=True))


def days_of(orders: list[tuple[str, datetime]], now: datetime) -> float:
    """How long the shop has been seen taking orders: a young one has not had the whole window."""
    return max(1.0, (now - orders[0][1]).total_seconds() / 86_400) if orders else 1.0
