"""Words for representatives: the panel, the profile."""

from bot.desk import notices as n
from bot.telegram.callbacks import DayOffTap, Go, OrderTap, PageTap, ProfileTap, SpecialtyTap
from bot.telegram.render.book import GAP, button, lines, renders, rows
from bot.telegram.render.clock import fit_button, live_line, more_buttons, paused_line, uncounted_line
from bot.telegram.render.common import (
    LANGUAGE_NAMES,
    age_name,
    blocks_button,
    card_lines,
    gender_label,
    title,
    wishes_line,
)
from bot.telegram.render.customer import quoted
from bot.telegram.render.rest import break_line
from bot.telegram.render.tongue import Html, Tongue
from bot.telegram.view import Button, View
from models.kinds import AgeBand, Gender, OrderState, RepStatus, Style

EMPTY = "empty"
"""What the desk says of a message that was no text at all."""


@renders(n.RepPanel)
def rep_panel(t: Tongue, notice: n.RepPanel) -> View:
    facts = notice.facts
    head = t("🎧 <b>{name}</b> · order {code}", name=Html(t.alias(notice.customer_alias)), code=facts.code)
    order = (head, title(t, facts), wishes_line(t, facts), quoted(notice.note))
    text = card_lines(notice.state, panel_line(t, notice), *order)
    return View(text, panel_buttons(t, notice))


def panel_line(t: Tongue, notice: n.RepPanel) -> str:
    left = t.minutes_up(notice.remaining_s)
    match OrderState(notice.state):
        case OrderState.CLAIMED if notice.rep_spoke:
            return t("✉️ You said hello. The clock starts with the customer's first words.")
        case OrderState.CLAIMED:
            first = t.plural(
                "👋 Write a first word within {n} minute; it goes straight to the customer.",
                "👋 Write a first word within {n} minutes; it goes straight to the customer.",
                notice.greet_minutes,
            )
            return lines(t("✉️ The customer has written to you already.") if notice.customer_spoke else "", first)
        case OrderState.LIVE:
            return lines(live_line(t, notice.clock, left, ""), uncounted_line(t, notice.clock))
        case OrderState.PAUSED:
            return lines(paused_line(t, notice.clock, left), uncounted_line(t, notice.clock))
        case OrderState.ENDED:
            return t("🏁 Finished. Well done.")
        case _:
            return t("✖️ no longer wanted")


def panel_buttons(t: Tongue, notice: n.RepPanel) -> tuple[tuple[Button, ...], ...]:
    code = notice.facts.code
    end = button(t("⏹ End"), OrderTap(act="ask", code=code))
    match OrderState(notice.state):
        case OrderState.CLAIMED:
            give = button(t("🙅 Pass"), OrderTap(act="pass", code=code))
            return ((end,),) if notice.rep_spoke else ((give, end),)
        case OrderState.LIVE:
            pause = (button(t("⏸ Pause"), OrderTap(act="pause", code=code)), end)
            return (pause, *fit_button(t, notice.clock, code), *more_buttons(t, notice.clock, notice.facts))
        case OrderState.PAUSED:
            return ((button(t("▶️ Go on"), OrderTap(act="resume", code=code)), end),)
        case _:
            return ()


@renders(n.PanelGone)
def panel_gone(t: Tongue, notice: n.PanelGone) -> View:
    return View(t("↪️ Order {code} has gone to somebody else, and its note with it.", code=notice.code))


@renders(n.LineReleased)
def line_released(t: Tongue, notice: n.LineReleased) -> View:
    if notice.reason == "no_greet":
        return View(t("⌛️ Order {code} waited too long for a first word and goes to somebody else.", code=notice.code))
    text = t("✖️ Order {code} was taken back before the talk. Thank you for being ready.", code=notice.code)
    standby = t.money(notice.standby, notice.currency) if notice.standby else ""
    return View(lines(text, t("For waiting you get {amount}.", amount=standby) if standby else ""))


@renders(n.InviteWelcome)
def invite_welcome(t: Tongue, _notice: n.InviteWelcome) -> View:
    text = lines(
        t("🌱 <b>Welcome to the team.</b>"),
        t("You talk with customers right here, under a nickname; neither of you learns who the other is."),
        t("By going on you confirm that you are 18 or older."),
        GAP,
        t("First tell me what you offer. It takes a minute."),
    )
    return View(text, ((button(t("📝 My profile"), PageTap(page="")),),))


PAGES = ("specialties", "styles", "gender", "age", "experience", "languages", "hours", "zone")


@renders(n.Profile)
def profile(t: Tongue, notice: n.Profile) -> View:
    if notice.page:
        return setting_page(t, notice)
    text = lines(
        t("📝 <b>Your profile</b> · {code}", code=notice.code),
        profile_body(t, notice),
        GAP,
        t("Still to fill in: {missing}", missing=t.listing(page_name(t, page) for page in notice.missing))
        if notice.missing
        else duty_line(t, notice),
    )
    taps = [button(mark(notice, page) + page_name(t, page), PageTap(page=page)) for page in PAGES]
    blocks = ((blocks_button(t, notice.blocks),),) if notice.blocks else ()
    return View(text, (*rows(taps, 2), *blocks, duty_buttons(t, notice)))


def duty_buttons(t: Tongue, notice: n.Profile) -> tuple[Button, ...]:
    if not notice.on_duty:
        return (button(t("☀️ Go on duty"), Go(what="on")),)
    pause = (
        button(t("☀️ End the break"), Go(what="on")) if notice.resting_until else button(t("☕️ Break"), Go(what="break"))
    )
    return (pause, button(t("🌙 Go off duty"), Go(what="off")))


def mark(notice: n.Profile, page: str) -> str:
    return "❗️ " if page in notice.missing else ""


def profile_body(t: Tongue, notice: n.Profile) -> str:
    offered = [
        f"{emoji} {t.words(name)} {level}/5{' 📜' if slug in notice.certificates else ''}"
        for slug, emoji, name, level in notice.specialties
        if level or slug in notice.certificates
    ]
    return lines(
        t("Specialties: {offered}", offered=Html(t.listing(offered))) if offered else "",
        t("Gender: {gender}", gender=gender_label(t, notice.gender)) if notice.gender else "",
        t("Age: {band}", band=age_name(t, notice.age_band)) if notice.age_band else "",
        t("Life experience: {level} of 5", level=notice.life_experience) if notice.life_experience is not None else "",
        t("Languages: {names}", names=t.listing(LANGUAGE_NAMES[code] for code in notice.languages)),
        t("Ways of talking: {names}", names=t.listing(way_of_talking(t, style) for style in notice.styles))
        if notice.styles
        else "",
        t(
            "Hours: {hours} ({zone})",
            hours=t.hours(notice.hours) if notice.hours else t("any time"),
            zone=notice.time_zone,
        ),
        t("Days off: {days}", days=t.listing(t.dates(*span) for span in notice.days_off)) if notice.days_off else "",
        break_line(t, notice),
    )


def duty_line(t: Tongue, notice: n.Profile) -> str:
    if notice.status is RepStatus.SUSPENDED:
        return t("⛔️ Suspended by the owner.")
    if notice.resting_until:
        return ""  # profile_body says so
    return t("☀️ On duty: orders in the group are open to you.") if notice.on_duty else t("🌙 Off duty.")


def page_name(t: Tongue, page: str) -> str:
    return {
        "specialties": t("Specialties"),
        "gender": t("Gender"),
        "age": t("Age"),
        "experience": t("Life experience"),
        "languages": t("Languages"),
        "styles": t("Ways of talking"),
        "hours": t("Hours"),
        "zone": t("Time zone"),
    }[page]


def way_of_talking(t: Tongue, style: Style) -> str:
    return {
        Style.LISTEN: t("👂 Listening"),
        Style.COMFORT: t("🫂 Comforting"),
        Style.ADVISE: t("🧭 Advising"),
        Style.STRAIGHT: t("🎯 Straight talk"),
    }[style]


def setting_page(t: Tongue, notice: n.Profile) -> View:
    wrong = t("❗️ I could not read “{text}”.", text=notice.error[:60]) if notice.error else ""
    wrong = t("❗️ I could not read that. Please write it as text.") if notice.error == EMPTY else wrong
    days = t("Days off: write /dayoff 24 Dec - 27 Dec. A tap on one below takes it back.")
    text = lines(
        t("<b>{page}</b>", page=page_name(t, notice.page)),
        wrong,
        page_hint(t, notice),
        *((GAP, days) if notice.page == "hours" else ()),
    )
    return View(text, (*page_buttons(t, notice), (button(t("‹ Back"), PageTap(page="")),)))


def page_hint(t: Tongue, notice: n.Profile) -> str:
    return {
        "specialties": t("Tap a topic to raise your level, from 1 to 5; after 5 it is off again."),
        "gender": t("Some customers ask for a woman or a man."),
        "age": t("Only this band is ever used, never shown to customers."),
        "experience": t("How much of life have you been through? 0 is little, 5 is a lot."),
        "languages": t("In which languages can you talk?"),
        "styles": t("What are you good at? Customers who ask for it are led to you first. Tap all that fit."),
        "hours": t(
            "When do you work? Write for example:\n<code>Mon-Fri 20:00-02:00; Sat,Sun 10:00-24:00</code>\nor <code>any time</code>."
        ),
        "zone": t("Where is your clock? Write for example <code>Asia/Shanghai</code> or <code>Europe/London</code>."),
    }[notice.page]


def page_buttons(t: Tongue, notice: n.Profile) -> tuple[tuple[Button, ...], ...]:
    def tap(label: str, setting: str, value: str, *, chosen: bool) -> Button:
        return button(("✅ " if chosen else "") + label, ProfileTap(setting=setting, value=value))

    match notice.page:
        case "specialties":
            taps = [
                button(f"{emoji} {t.words(name)} {level or '–'}", SpecialtyTap(topic=slug, level=(level + 1) % 6))
                for slug, emoji, name, level in notice.specialties
            ]
            return rows(taps, 1)
        case "gender":
            return rows([tap(gender_label(t, g), "gender", g, chosen=notice.gender is g) for g in Gender], 2)
        case "age":
            return rows([tap(age_name(t, b), "age", b, chosen=notice.age_band is b) for b in AgeBand], 3)
        case "experience":
            levels = [tap(str(k), "experience", str(k), chosen=notice.life_experience == k) for k in range(6)]
            return rows(levels, 3)
        case "languages":
            return rows([tap(v, "language", k, chosen=k in notice.languages) for k, v in LANGUAGE_NAMES.items()], 2)
        case "styles":
            return rows([tap(way_of_talking(t, s), "style", s, chosen=s in notice.styles) for s in Style], 2)
        case "hours":
            return rows(
                [button(f"🗑 {t.dates(*span)}", DayOffTap(first=span[0].isoformat())) for span in notice.days_off], 1
            )
        case _:
            return ()


@renders(n.DutyChanged)
def duty_changed(t: Tongue, notice: n.DutyChanged) -> View:
    if not notice.on:
        return View(t("🌙 You are off duty. Rest well; /on brings you back."))
    waiting = t.plural("{n} order waits in the group.", "{n} orders wait in the group.", notice.waiting)
    return View(lines(t("☀️ You are on duty. Orders appear in the group."), waiting if notice.waiting else ""))
