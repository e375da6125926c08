"""Anyone who writes to the bot: who they are, their language, their first page."""

from datetime import timedelta

from bot.desk import commands as c
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.work import Actor, RepMenu, Work
from bot.rules import codes
from models import block
from models import person as persons
from models import rep as reps
from models.kinds import Language, RepStatus
from models.person import Person
from models.rep import Invite, Rep

TEXT_LANGUAGES = {"zh": Language.ZH}


async def recognise(work: Work, telegram_id: int, language_code: str | None) -> Actor:
    """Who this is; somebody new is written down, with the language that their Telegram speaks."""
    person = await persons.by_telegram_id(work.session, telegram_id)
    if person is None:
        language = TEXT_LANGUAGES.get((language_code or "")[:2].lower(), Language.EN)
        person = Person(telegram_id=telegram_id, language=language, created_at=work.now)
        work.session.add(person)
        await work.session.flush()
    elif person.unreachable:
        person.unreachable = False
    return Actor(
        id=person.id,
        language=Language(person.language),
        adult=person.adult_at is not None,
        is_owner=telegram_id in work.owners,
        is_rep=await work.session.get(Rep, person.id) is not None,
        is_cashier=telegram_id in work.cashiers,
    )


async def start(work: Work, command: c.Start) -> n.Notice:
    if command.payload:
        return await accept_invitation(work, command)
    return first_page(command.actor)


def first_page(actor: Actor) -> n.Notice:
    if not actor.adult and not actor.is_owner and not actor.is_rep:
        return n.AdultCheck()
    return n.Welcome(is_rep=actor.is_rep, is_owner=actor.is_owner)


async def confirm_adult(work: Work, command: c.ConfirmAdult) -> n.Notice:
    person = await work.session.get_one(Person, command.actor.id)
    person.adult_at = person.adult_at or work.now
    return n.Welcome(is_rep=command.actor.is_rep, is_owner=command.actor.is_owner)


async def accept_invitation(work: Work, command: c.Start) -> n.Notice:
    digest = codes.digest(command.payload, work.rules.secret)
    invite = await work.session.get(Invite, digest, with_for_update=True)
    if invite is None or invite.expires_at < work.now:
        raise Refused(Reason.INVITE_INVALID)
    if command.actor.is_rep:
        raise Refused(Reason.ALREADY_REP)
    if invite.used_by is not None:
        raise Refused(Reason.INVITE_USED)
    invite.used_by = command.actor.id
    code = await fresh_rep_code(work)
    person = await work.session.get_one(Person, command.actor.id)
    person.adult_at = person.adult_at or work.now  # the owner invites adults only, and the page says so
    languages = [Language(person.language).value]
    rep = Rep(id=person.id, code=code, status=RepStatus.SETTING_UP, languages=languages, created_at=work.now)
    rep.time_zone = work.rules.time_zone
    work.session.add(rep)
    await work.session.flush()
    work.deliveries.append(RepMenu(rep.id))
    return n.InviteWelcome()


async def fresh_rep_code(work: Work) -> str:
    while True:
        code = "R" + codes.order_code(work.rng)
        if await reps.by_code(work.session, code) is None:
            return code


async def make_invite(work: Work) -> n.Notice:
    token = codes.invite_token()
    expires = work.now + timedelta(seconds=work.rules.invite_s)
    digest = codes.digest(token, work.rules.secret)
    work.session.add(Invite(digest=digest, created_at=work.now, expires_at=expires))
    await work.session.flush()
    return n.InviteLink(token, work.rules.bot_username, work.rules.invite_s // 86400)


async def ask_language(_work: Work, _command: c.AskLanguage) -> n.Notice:
    return n.LanguageChoice()


async def choose_language(work: Work, command: c.ChooseLanguage) -> n.Notice:
    person = await work.session.get_one(Person, command.actor.id)
    person.language = command.language
    await work.session.flush()
    return n.LanguageSet(command.language)


async def ask_help(work: Work, command: c.AskHelp) -> n.Notice:
    actor = command.actor
    return n.Help(is_rep=actor.is_rep, is_owner=actor.is_owner, marks_delivered=work.rules.delivered_reaction)


async def ask_privacy(work: Work, command: c.AskPrivacy) -> n.Notice:
    blocks = await block.count_said_by(work.session, command.actor.id)
    return n.Privacy(work.rules.keep_links_s // 3600, work.rules.vanish_at_end, blocks)


async def unknown_command(_work: Work, command: c.UnknownCommand) -> n.Notice:
    raise Refused(Reason.UNKNOWN_COMMAND, word=command.word)
