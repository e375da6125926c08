"""What stands in the database and cannot be right: the router goes on without it, and the owner should know."""

from datetime import date

from bot.desk import floors, roster
from bot.desk import notices as n
from bot.desk.work import Work
from models import rep as reps
from models import shop
from models.kinds import RepStatus


async def doubts(work: Work) -> tuple[n.Doubt, ...]:
    """In the order in which an owner would put them right."""
    off = await reps.days_off(work.session, date.min, date.max)
    found: list[n.Doubt] = []
    everyone = [rep for rep in await reps.everyone(work.session) if rep.status != RepStatus.SUSPENDED]
    for rep in everyone:
        if roster.unreadable(rep):
            found.append(n.Doubt("hours", rep.code, f"{rep.hours or '–'} ({rep.time_zone})"[:80]))
        if any(one.last < one.first for one in off.get(rep.id, ())):
            found.append(n.Doubt("days_off", rep.code))
    if everyone:
        team = await floors.team(work)
        topics = [floors.floors_of(topic, team) for topic in await shop.topics(work.session)]
        found += [n.Doubt("topic", topic.slug) for topic in topics if not topic.able]
    others = [one for one in await shop.services(work.session) if one.currency != work.rules.currency]
    return (*found, *(n.Doubt("currency", one.slug, one.currency) for one in others))
