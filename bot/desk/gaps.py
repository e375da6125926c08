"""What was asked for and nobody could take: where the shop lacks people, by hour, topic and wish."""

from collections import defaultdict
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.desk import commands as c
from bot.desk import deciding
from bot.desk import notices as n
from bot.desk.facts import words
from bot.desk.owner import owner_only
from bot.desk.work import Work
from models import decision as decisions
from models.decision import Offer
from models.kinds import Gender, Language
from models.shop import Topic
from routing import coverage
from routing.coverage import Asked, Gap

DAYS = 28
SHOWN = 12


@owner_only
async def show(work: Work, _command: c.ShowGaps) -> n.Notice:
    """By what the router decided when each order of these days first came; what it could not count is left out."""
    zone = ZoneInfo(work.rules.time_zone)
    offers = await decisions.first_offers(work.session, work.now - timedelta(days=DAYS))
    alike: dict[Asked, list[Offer]] = defaultdict(list)
    for offer in offers:
        hour = offer.at.astimezone(zone).hour
        alike[Asked(hour, offer.topic, wish_of(offer), min(offer.able, 1))].append(offer)
    found = coverage.gaps(asked for asked, some in alike.items() for _ in some)
    lines = [await line(work, gap, alike[Asked(gap.hour, gap.topic, gap.wish, 0)][0]) for gap in found[:SHOWN]]
    missed = sum(gap.unserveable for gap in found)
    return n.GapPage(DAYS, len(offers), missed, tuple(lines), more=max(0, len(found) - SHOWN))


def wish_of(offer: Offer) -> str:
    """What an order asked for beyond its topic, as one key."""
    experienced = "experienced" if offer.wish_experienced else ""
    return " ".join(filter(None, (offer.wish_gender, experienced, offer.wish_language)))


async def line(work: Work, gap: Gap, latest: Offer) -> n.GapLine:
    topic = await work.session.get_one(Topic, gap.topic)
    decision = deciding.read(await decisions.body(work.session, latest.decision_id))
    return n.GapLine(
        hour=gap.hour,
        topic=words(topic),
        emoji=topic.emoji,
        wish_gender=Gender(latest.wish_gender) if latest.wish_gender else None,
        wish_experienced=latest.wish_experienced,
        wish_language=Language(latest.wish_language) if latest.wish_language else None,
        orders=gap.orders,
        missed=gap.unserveable,
        away=coverage.away(decision) if decision is not None else 0,
    )
