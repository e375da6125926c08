"""What a topic asks of who takes it, and who is certified for it: the owner's to say."""

from collections.abc import Callable

from bot.desk import commands as c
from bot.desk import notices as n
from bot.desk.facts import words
from bot.desk.notices import Reason, Refused
from bot.desk.owner import audit, owner_only, rep_named
from bot.desk.work import Work
from models import rep as reps
from models import shop
from models.kinds import AgeBand, RepStatus
from models.rep import Certificate
from models.shop import Topic
from routing.eligible import exclusions
from routing.request import Candidate, Request

USAGE = "/topic SLUG [level 1-5 | experience 0-5 | certified on|off | ages 20s,30s,40plus|any]"


@owner_only
async def show_topic(work: Work, command: c.ShowTopic) -> n.Notice:
    topics = [await topic_named(work, command.slug)] if command.slug else await shop.topics(work.session)
    return await page(work, topics)


@owner_only
async def set_floor(work: Work, command: c.SetTopicFloor) -> n.Notice:
    """Orders that are offered already stay so; each tap is judged by what the topic asks for then."""
    topic = await topic_named(work, command.slug)
    setter = SETTERS.get(command.floor)
    if setter is None or not setter(topic, command.value):
        raise Refused(Reason.BAD_USAGE, usage=USAGE)
    await work.session.flush()
    audit(work, command.actor, "topic", topic.slug, f"{command.floor} {command.value}")
    return await page(work, [topic])


@owner_only
async def certify(work: Work, command: c.Certify) -> n.Notice:
    rep, topic = await rep_named(work, command.code), await topic_named(work, command.topic)
    row = await work.session.get(Certificate, (rep.id, topic.slug))
    if command.on and row is None:
        work.session.add(Certificate(rep_id=rep.id, topic=topic.slug))
    elif not command.on and row is not None:
        await work.session.delete(row)
    await work.session.flush()
    act = "certify" if command.on else "uncertify"
    audit(work, command.actor, act, rep.code, topic.slug)
    return n.Done(act, rep.code, topic.slug)


async def topic_named(work: Work, slug: str) -> Topic:
    topic = await work.session.get(Topic, slug.lower())
    if topic is None:
        listed = ", ".join(one.slug for one in await shop.topics(work.session))
        raise Refused(Reason.NO_SUCH_TOPIC, topics=listed)
    return topic


def level(topic: Topic, value: str) -> bool:
    """Whether the value is one; then it is set. So with the next three."""
    if value not in set("12345"):
        return False
    topic.min_level = int(value)
    return True


def experience(topic: Topic, value: str) -> bool:
    if value not in set("012345"):
        return False
    topic.min_experience = int(value)
    return True


def certified(topic: Topic, value: str) -> bool:
    if value not in {"on", "off"}:
        return False
    topic.certified = value == "on"
    return True


def ages(topic: Topic, value: str) -> bool:
    named = set() if value == "any" else {part.strip() for part in value.split(",")}
    if not named <= set(AgeBand):
        return False
    topic.ages = [band.value for band in AgeBand if band in named]
    return True


SETTERS: dict[str, Callable[[Topic, str], bool]] = {
    "level": level,
    "experience": experience,
    "certified": certified,
    "ages": ages,
}


async def page(work: Work, topics: list[Topic]) -> n.TopicPage:
    everyone = await team(work)
    return n.TopicPage(tuple(floors_of(topic, everyone) for topic in topics))


async def team(work: Work) -> list[Candidate]:
    """Who works here, ready at any time: what is left to ask is what they are."""
    levels, certificates = await reps.specialties(work.session), await reps.certificates(work.session)
    return [
        Candidate(
            rep.id,
            levels=levels.get(rep.id, {}),
            life_experience=rep.life_experience or 0,
            certificates=frozenset(certificates.get(rep.id, ())),
            age=rep.age_band,
        )
        for rep in await reps.everyone(work.session)
        if rep.status != RepStatus.SUSPENDED
    ]


def floors_of(topic: Topic, everyone: list[Candidate]) -> n.TopicFloors:
    asked = Request(
        customer_id=0,  # nobody
        topic=topic.slug,
        min_level=topic.min_level,
        min_experience=topic.min_experience,
        certified=topic.certified,
        ages=frozenset(topic.ages),
    )
    against = [exclusions(asked, one) for one in everyone]
    return n.TopicFloors(
        slug=topic.slug,
        emoji=topic.emoji,
        name=words(topic),
        level=topic.min_level,
        experience=topic.min_experience,
        certified=topic.certified,
        ages=tuple(AgeBand(age) for age in topic.ages),
        able=sum(not reasons for reasons in against),
        lacking=tuple(str(reason) for reason in against[0] if all(reason in one for one in against)) if against else (),
    )
