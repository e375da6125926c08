"""Words for wishes: which must be, which give way and when, and whom the customer knows already."""

from collections.abc import Iterable

from bot.desk import notices as n
from bot.telegram.callbacks import AcceptTap, Go, MustTap, OrderTap, WishTap
from bot.telegram.render.book import GAP, button, lines, renders, rows
from bot.telegram.render.common import (
    LANGUAGE_NAMES,
    age_name,
    aged,
    back,
    gender_label,
    gender_name,
    style_name,
    title,
    wishes_line,
)
from bot.telegram.render.tongue import Html, Tongue
from bot.telegram.view import Button, View
from models.kinds import AgeBand, Gender, Style


@renders(n.WishList)
def wish_list(t: Tongue, notice: n.WishList) -> View:
    def wish(label: str, kind: str, value: str, *, chosen: bool) -> Button:
        return button(("✅ " if chosen else "") + label, WishTap(wish=kind, value=value))

    keyboard = (
        tuple(wish(gender_label(t, g), "gender", g, chosen=notice.gender is g) for g in Gender),
        *must_row(t, notice, "gender", chosen=notice.gender is not None),
        tuple(wish(f"🎂 {age_name(t, b)}", "age", b, chosen=notice.age is b) for b in AgeBand),
        *must_row(t, notice, "age", chosen=notice.age is not None),
        (wish(t("🌳 More life experience"), "experienced", "yes", chosen=notice.experienced),),
        *must_row(t, notice, "experienced", chosen=notice.experienced),
        tuple(wish(name, "language", code, chosen=notice.language is code) for code, name in LANGUAGE_NAMES.items()),
        *rows([wish(style_name(t, s), "style", s, chosen=notice.style == s) for s in Style], 2),
        last_row(t, notice),
    )
    text = t(
        "<b>Any wishes?</b>\nTap what matters to you, or just go on: everything here may be left open. "
        "A wish can be nice to have, or a must; one tap changes it."
    )
    return View(text, keyboard)


def must_row(t: Tongue, notice: n.WishList, wish: str, *, chosen: bool) -> tuple[tuple[Button, ...], ...]:
    """Under a wish that is chosen: what it is, and with one tap the other."""
    if not chosen:
        return ()
    label = t("❗ A must") if wish in notice.musts else t("🌱 Nice to have · tap for a must")
    return ((button(label, MustTap(wish=wish)),),)


def last_row(t: Tongue, notice: n.WishList) -> tuple[Button, ...]:
    if notice.waits:
        return (button(t("🔎 Look with these wishes"), Go(what="wishes")),)
    return back(t, "service"), button(t("Next ›"), Go(what="wishes"))


def wish_name(t: Tongue, wish: str, gender: Gender | None, age: AgeBand | None) -> str:
    """As a phrase: "a woman", "more life experience"."""
    if wish == "gender" and gender is not None:
        return gender_name(t, gender)
    if wish == "age" and age is not None:
        return aged(t, age)
    return {
        "gender": t("a woman or a man"),
        "experienced": t("more life experience"),
        "experience": t("more life experience"),
        "age": t("an age group"),
    }[wish]


def all_named(t: Tongue, wishes: Iterable[str], gender: Gender | None, age: AgeBand | None) -> Html:
    return Html(t.listing(wish_name(t, wish, gender, age) for wish in wishes))


def what_gives_way(t: Tongue, notice: n.ConfirmCard) -> tuple[str, ...]:
    """On the page to confirm: which wish gives way and after how long, and what is asked before it is dropped."""
    gender, age, musts = notice.facts.wish_gender, notice.facts.wish_age, notice.facts.musts
    soft = [
        t(
            "🌱 Nice to have: {wish}. If nobody who fits takes it within {time}, I ask the others too.",
            wish=Html(wish_name(t, wish, gender, age)),
            time=t.duration(seconds),
        )
        for wish, seconds in notice.gives_way
    ]
    wishes = all_named(t, musts, gender, age)
    return (*soft, t("❗ A must: {wishes}. I never go without it unless you say so.", wishes=wishes) if musts else "")


def while_looking(t: Tongue, notice: n.StatusCard) -> tuple[str, ...]:
    """On the card of an order that waits: whom the customer knows, and what gives way when."""
    gender, age = notice.facts.wish_gender, notice.facts.wish_age
    coming = [
        t(
            "🌱 {wish}: from {time} on I ask the others too.",
            wish=Html(wish_name(t, wish, gender, age)),
            time=t.second(at),
        )
        for wish, at in notice.giving_way
    ]
    gone = all_named(t, notice.facts.given_way, gender, age)
    given_way = t("🌱 I ask everybody now, still with preference for: {wishes}.", wishes=gone)
    return acquainted(t, notice), *coming, given_way if notice.facts.given_way else ""


def acquainted(t: Tongue, notice: n.StatusCard) -> str:
    if notice.acquainted is None:
        return ""
    alias, asked = notice.acquainted
    if asked:
        return t("💛 {name} knows you, so I ask them first.", name=Html(t.alias(alias)))
    return t("🌙 {name} is not on shift now, so I ask the others.", name=Html(t.alias(alias)))


@renders(n.HeadStart)
def head_start(t: Tongue, notice: n.HeadStart) -> View:
    facts, code = notice.facts, notice.facts.code
    name = Html(t.alias(notice.customer_alias))
    about = (title(t, facts), wishes_line(t, facts))
    if notice.state in {"yours", "gone"}:
        said = (
            t("🤝 It is yours.") if notice.state == "yours" else t("It is with others now. Thank you for being there.")
        )
        return View(lines(*about, said), silent=True)
    accept = button(t("🙋 Accept"), AcceptTap(code=code, epoch=notice.epoch))
    if notice.state == "open":
        text = lines(*about, t("It is open to everybody who fits now; you may still take it."))
        return View(text, ((accept,),), silent=True)
    text = lines(
        t("💛 <b>{name} is back.</b> You know each other, so I ask you first.", name=name),
        *about,
        GAP,
        t("Until {time} it is yours alone.", time=t.second(notice.until)),
    )
    return View(text, ((accept, button(t("Not now"), OrderTap(act="pass", code=code))),))
