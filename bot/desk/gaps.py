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
from models.kinds import AgeBand, Gender, Language
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
        alike[Asked(hour, offer.topic, offer.wish, min(offer.able, 1), min(offer.meets, 1))].append(offer)
    found = coverage.gaps(asked for asked, some in alike.items() for _ in some)
    lines = [await line(work, gap, latest_of(gap, alike)) for gap in found[:SHOWN]]
    missed = sum(gap.unserveable for gap in found)
    return n.GapPage(DAYS, len(offers), missed, tuple(lines), more=max(0, len(found) - SHOWN))


def latest_of(gap: Gap, alike: dict[Asked, list[Offer]]) -> Offer:
    """Of the orders of this kind whose wish nobody met, the latest."""
    kinds = [Asked(gap.hour, gap.topic, gap.wish, able, 0) for able in (0, 1)]
    return max((alike[kind][0] for kind in kinds if kind in alike), key=lambda offer: offer.decision_id)


async def line(work: Work, gap: Gap, latest: Offer) -> n.GapLine:
    topic = await work.session.get_one(Topic, gap.topic)
    decision = deciding.read(await decisions.body(work.session, latest.decision_id))
    words_of = gap.wish.split()
    return n.GapLine(
        hour=gap.hour,
        topic=words(topic),
        emoji=topic.emoji,
        wish_gender=next((gender for gender in Gender if gender in words_of), None),
        wish_experienced="experienced" in words_of,
        wish_age=next((band for band in AgeBand if band in words_of), None),
        wish_language=next((language for language in Language if language in words_of), None),
        orders=gap.orders,
        missed=gap.unserveable,
        away=coverage.away(decision) if decision is not None else 0,
        unmet=gap.unmet,
    )
