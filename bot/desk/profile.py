"""A representative's own page: what they offer, who they are, when they work; and going on and off duty."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.desk import commands as c
from bot.desk import looking, roster
from bot.desk import notices as n
from bot.desk.facts import words
from bot.desk.notices import Reason, Refused
from bot.desk.work import Actor, Work
from bot.rules import hours
from bot.rules.parcel import ParcelKind
from models import block, shop
from models import order as orders
from models import rep as reps
from models.kinds import AgeBand, Gender, Language, RepStatus, Style
from models.order import Draft
from models.rep import Rep, Specialty
from models.shop import Topic

TEXT_PAGES = ("hours", "zone")
PAGES = ("", "specialties", "languages", "styles", "age", "experience", "gender", *TEXT_PAGES)
TEXT_LIMIT = 300


async def rep_of(work: Work, actor: Actor) -> Rep:
    rep = await work.session.get(Rep, actor.id)
    if rep is None:
        raise Refused(Reason.NOT_A_REP)
    return rep


async def show(work: Work, command: c.ShowProfile) -> n.Notice:
    rep = await rep_of(work, command.actor)
    if command.page not in PAGES:
        raise Refused(Reason.STALE_BUTTON)
    await expect_text(work, rep, command.page)
    return await page(work, rep, command.page)


async def expect_text(work: Work, rep: Rep, page_name: str) -> None:
    """Pages that are answered by typing wait in the draft; any other page stops that waiting."""
    draft = await work.session.get(Draft, rep.id)
    if page_name in TEXT_PAGES:
        if draft is None:
            draft = Draft(person_id=rep.id, step=page_name, choices={}, updated_at=work.now)
            work.session.add(draft)
        draft.step, draft.updated_at = page_name, work.now
    elif draft is not None and draft.step in TEXT_PAGES:
        await work.session.delete(draft)
    await work.session.flush()


async def take_text(work: Work, draft: Draft, command: c.Message) -> n.Notice:
    """Working hours or a time zone, typed; what is wrong with them is said on the page, which stays open."""
    rep = await rep_of(work, command.actor)
    text = command.parcel.text.strip() if command.parcel.kind is ParcelKind.TEXT else ""
    step = draft.step
    try:
        if step == "hours":
            rep.hours = written_hours(text)
        else:
            rep.time_zone = zone_name(text)
    except ValueError as error:
        return await page(work, rep, step, error=str(error) or "empty")
    await work.session.delete(draft)
    await work.session.flush()
    return await page(work, rep, "")


def written_hours(text: str) -> str:
    if not text or len(text) > TEXT_LIMIT:
        raise ValueError(text[:40])
    if text.lower() in ("any", "any time", "anytime", "随时", "不限"):
        return ""
    return hours.write(hours.parse(text))


def zone_name(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(text[:40]) from None
    return text


async def set_specialty(work: Work, command: c.SetSpecialty) -> n.Notice:
    rep = await rep_of(work, command.actor)
    topic = await work.session.get(Topic, command.topic)
    if topic is None or not 0 <= command.level <= 5:
        raise Refused(Reason.STALE_BUTTON)
    row = await work.session.get(Specialty, (rep.id, topic.slug))
    if command.level == 0:
        if row is not None:
            await work.session.delete(row)
    elif row is None:
        work.session.add(Specialty(rep_id=rep.id, topic=topic.slug, level=command.level))
    else:
        row.level = command.level
    await work.session.flush()
    return await page(work, rep, "specialties")


async def set_age(work: Work, command: c.SetAgeBand) -> n.Notice:
    rep = await rep_of(work, command.actor)
    rep.age_band = command.band
    return await page(work, rep, "")


async def set_experience(work: Work, command: c.SetExperience) -> n.Notice:
    rep = await rep_of(work, command.actor)
    if not 0 <= command.level <= 5:
        raise Refused(Reason.STALE_BUTTON)
    rep.life_experience = command.level
    return await page(work, rep, "")


async def set_gender(work: Work, command: c.SetGender) -> n.Notice:
    rep = await rep_of(work, command.actor)
    rep.gender = command.gender
    return await page(work, rep, "")


async def toggle_language(work: Work, command: c.ToggleLanguage) -> n.Notice:
    rep = await rep_of(work, command.actor)
    chosen = set(rep.languages) ^ {command.language.value}
    rep.languages = sorted(chosen)
    return await page(work, rep, "languages")


async def toggle_style(work: Work, command: c.ToggleStyle) -> n.Notice:
    rep = await rep_of(work, command.actor)
    rep.styles = sorted(set(rep.styles) ^ {command.style.value})
    return await page(work, rep, "styles")


async def go_on_duty(work: Work, command: c.GoOnDuty) -> n.Notice:
    rep = await rep_of(work, command.actor)
    if rep.status == RepStatus.SUSPENDED:
        raise Refused(Reason.REP_SUSPENDED)
    lacking = missing(rep, await reps.specialties_of(work.session, rep.id))
    if command.on and lacking:
        raise Refused(Reason.SETUP_INCOMPLETE, missing=lacking)
    rep.on_duty = command.on
    if command.on:
        rep.status = RepStatus.ACTIVE
    await roster.end_break(work, rep)
    await looking.soon(work, rep.id)
    await work.session.flush()
    return n.DutyChanged(command.on, await orders.waiting(work.session, but=0))


def missing(rep: Rep, levels: dict[str, int]) -> tuple[str, ...]:
    """What a representative has not said yet and the router needs to know."""
    wanted = {
        "specialties": bool(levels),
        "gender": rep.gender is not None,
        "age": rep.age_band is not None,
        "experience": rep.life_experience is not None,
        "languages": bool(rep.languages),
    }
    return tuple(name for name, said in wanted.items() if not said)


async def page(work: Work, rep: Rep, page_name: str, *, error: str = "") -> n.Profile:
    await work.session.flush()
    levels = await reps.specialties_of(work.session, rep.id)
    listed = await shop.topics(work.session)
    off = await reps.days_off_of(work.session, rep.id, roster.today_of(rep, work.now))
    return n.Profile(
        code=rep.code,
        page=page_name,
        status=rep.status,
        on_duty=rep.on_duty,
        gender=Gender(rep.gender) if rep.gender else None,
        age_band=AgeBand(rep.age_band) if rep.age_band else None,
        life_experience=rep.life_experience,
        languages=tuple(Language(code) for code in rep.languages),
        styles=tuple(style for style in Style if style in rep.styles),
        time_zone=rep.time_zone,
        hours=rep.hours,
        specialties=tuple((t.slug, t.emoji, words(t), levels.get(t.slug, 0)) for t in listed),
        missing=missing(rep, levels),
        error=error,
        resting_until=rep.resting_until if rep.resting_until and rep.resting_until > work.now else None,
        days_off=tuple((row.first, row.last) for row in off),
        certificates=tuple(sorted(await reps.certificates_of(work.session, rep.id))),
        blocks=await block.count_said_by(work.session, rep.id),
    )
