"""Made-up representatives for a stand-in: the demo's, and `seed --demo`'s."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.kinds import AgeBand, Gender, Language, RepStatus
from models.person import Person, by_telegram_id
from models.rep import Rep, Specialty


@dataclass(frozen=True)
class RepSketch:
    """A made-up representative; `stars` are their sum and their number."""

    name: str
    telegram_id: int
    code: str
    gender: Gender
    age: AgeBand
    experience: int
    languages: tuple[Language, ...]
    levels: dict[str, int]
    stars: tuple[int, int]


REPS = (
    RepSketch("Lin", 50_001, "RLIN2", Gender.FEMALE, AgeBand.FORTIES, 5, (Language.ZH, Language.EN),
              {"breakup": 5, "love": 4, "tough": 4, "chat": 3, "work": 3, "night": 3, "study": 2}, (188, 40)),
    RepSketch("Chen", 50_002, "RCHEN", Gender.MALE, AgeBand.THIRTIES, 3, (Language.ZH, Language.EN),
              {"work": 5, "study": 4, "chat": 4, "breakup": 3, "tough": 5, "night": 2, "love": 2}, (90, 20)),
    RepSketch("Amy", 50_003, "RAMY3", Gender.FEMALE, AgeBand.TWENTIES, 2, (Language.EN, Language.ZH),
              {"chat": 5, "study": 5, "night": 4, "love": 3, "work": 2}, (47, 10)),
)  # fmt: skip


async def seed_people(session: AsyncSession, now: datetime) -> int:
    """Write the representatives who are not there yet, set up and on duty; returns how many."""
    made = 0
    for sketch in REPS:
        if await by_telegram_id(session, sketch.telegram_id) is None:
            await hire(session, sketch, now)
            made += 1
    return made


async def hire(session: AsyncSession, sketch: RepSketch, now: datetime) -> None:
    person = Person(telegram_id=sketch.telegram_id, language=Language.EN, adult_at=now, created_at=now)
    session.add(person)
    await session.flush()
    rep = Rep(
        id=person.id,
        code=sketch.code,
        status=RepStatus.ACTIVE,
        gender=sketch.gender,
        age_band=sketch.age,
        life_experience=sketch.experience,
        languages=[language.value for language in sketch.languages],
        on_duty=True,
        rating_sum=sketch.stars[0],
        rating_count=sketch.stars[1],
        created_at=now,
    )
    session.add(rep)
    await session.flush()
    session.add_all(Specialty(rep_id=rep.id, topic=topic, level=level) for topic, level in sketch.levels.items())
    await session.flush()
