"""What is likely to come while an order would keep somebody busy, out of this shop's own past."""

import json
from zoneinfo import ZoneInfo

from bot.desk.shares import DEMAND
from bot.desk.work import Work
from models import past, shop
from models.order import Order
from models.shop import Topic
from routing.behaviour import Behaviour
from routing.engine import Outlook
from routing.outlook import outlook
from routing.pool import Pool
from routing.request import Request


async def outlook_of(work: Work, order: Order, pool: Pool) -> Outlook | None:
    """None where scarcity does not count in this shop, or nothing has come before."""
    weights = work.rules.routing.policy.weights
    known = await past.learned(work.session, DEMAND) if weights.scarcity else None
    if known is None:
        return None
    hour = work.now.astimezone(ZoneInfo(work.rules.time_zone)).hour
    rates = {topic: by_hour[hour] for topic, by_hour in json.loads(known.body).items()}
    coming = [(plain(topic), rates[topic.slug]) for topic in await shop.topics(work.session) if rates.get(topic.slug)]
    return outlook(coming, pool, weights, busy_s=order.minutes * 60.0, behaviour=Behaviour())


def plain(topic: Topic) -> Request:
    """An order of the topic from nobody in particular, who wishes for nothing in particular."""
    return Request(
        customer_id=0,
        topic=topic.slug,
        min_level=topic.min_level,
        min_experience=topic.min_experience,
        experience_weight=topic.experience_weight,
        certified=topic.certified,
    )
