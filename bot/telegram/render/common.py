"""Words for anyone: the first page, help, privacy, language; and the phrases that other areas share."""

from bot.desk import notices as n
from bot.telegram.callbacks import BackTap, Go, LanguageTap
from bot.telegram.render.book import GAP, button, lines, renders, rows
from bot.telegram.render.tongue import Html, Tongue
from bot.telegram.view import Button, View
from models.kinds import AgeBand, EndReason, Gender, Language, OrderState, Style

LANGUAGE_NAMES = {Language.EN: "English", Language.ZH: "中文"}


def back(t: Tongue, step: str) -> Button:
    return button(t("‹ Back"), BackTap(step=step))


def order_button(t: Tongue) -> Button:
    return button(t("💬 Find someone to talk to"), Go(what="order"))


@renders(n.AdultCheck)
def adult_check(t: Tongue, _notice: n.AdultCheck) -> View:
    text = lines(
        t("👋 <b>Hello. You found a place where someone listens.</b>"),
        GAP,
        t("You talk with a person here, never a machine. You say what it is about, and someone fitting answers."),
        GAP,
        *promise(t),
        GAP,
        t("This is company, not therapy, and it is for adults. Are you 18 or older?"),
    )
    yes = button(t("✅ Yes, I am 18 or older"), Go(what="adult"))
    return View(text, ((yes,), (button("🌐 English / 中文", Go(what="language")),)))


@renders(n.Welcome)
def welcome(t: Tongue, notice: n.Welcome) -> View:
    text = lines(
        t("🌙 <b>Good to see you.</b>"),
        GAP,
        t("Tell me what is on your mind, pay with a voucher, and someone fitting will be with you in minutes."),
        GAP,
        *promise(t),
        GAP,
        t("You work here too: /profile and /on are yours.") if notice.is_rep else "",
        t("This is your shop: /today shows how it stands.") if notice.is_owner else "",
    )
    return View(text, ((order_button(t),), (button("🌐 English / 中文", Go(what="language")),)))


def promise(t: Tongue) -> tuple[str, str]:
    return (
        t("🔒 Whoever you talk to sees a nickname, never your name, account or number."),
        t("What you say to each other is not kept. Orders and payments are: /privacy says it in full."),
    )


@renders(n.LanguageChoice)
def language_choice(_t: Tongue, _notice: n.LanguageChoice) -> View:
    names = [button(name, LanguageTap(language=code)) for code, name in LANGUAGE_NAMES.items()]
    return View("🌐 Which language shall I speak?\n🌐 我说哪种语言好？", rows(names, 2))


@renders(n.LanguageSet)
def language_set(t: Tongue, _notice: n.LanguageSet) -> View:
    return View(t("🌐 I speak English with you from now on."), ((order_button(t),),))


@renders(n.Help)
def show_help(t: Tongue, notice: n.Help) -> View:
    text = lines(
        t("<b>How it works</b>"),
        t("1. /order: say what it is about and how long you would like to talk."),
        t("2. Send your voucher code, or pay from your wallet."),
        t("3. Someone accepts, and you write to each other right here."),
        GAP,
        t("⏱ The clock starts when both of you have written. /pause stops it for a while, /end ends the talk."),
        t(
            "🗑 Reply to your message with /unsend to take it back on the other side. "
            "Deleting it yourself is not enough: Telegram does not tell me of that."
        ),
        t("🫧 /vanish removes a whole talk from both phones, within 48 hours."),
        t("👌 under your message, where you see it, is mine: it has arrived.") if notice.marks_delivered else "",
        t("/cancel takes the order back before the talk. /language changes the language, /privacy says what is kept."),
        GAP,
        t(
            "🆘 In danger, or thinking of hurting yourself? Please call your local emergency number now. "
            "In China: 110, 120, or 12356 to talk."
        ),
        *(rep_help(t) if notice.is_rep else ()),
        *(owner_help(t) if notice.is_owner else ()),
    )
    return View(text, ((order_button(t),),))


def rep_help(t: Tongue) -> tuple[str, ...]:
    return (
        GAP,
        t("<b>For you as a representative</b>"),
        t(
            "/on and /off: take orders, or rest\n"
            "/oncall: be asked in private when nobody else is there\n"
            "/profile: what you offer, and when\n"
            "/talk: with several talks, to whom you write"
        ),
        t("/break 15: no orders for 15 minutes\n/dayoff 24 Dec - 27 Dec: no shifts on these days"),
        t("/pass CODE: let others have that order"),
    )


def owner_help(t: Tongue) -> tuple[str, ...]:
    return (
        GAP,
        t("<b>For you as the owner</b>"),
        t("/today: how the day goes\n/orders, /order CODE: orders, and how one went"),
        t(
            "/why CODE [REP]: why it went where it went, and why not to somebody\n/gaps: what nobody could take, and when"
        ),
        t("/assign CODE REP, /cancel CODE, /refund CODE: step in"),
        t("/return CODE [AMOUNT]: give a payment back the way it came"),
        t("/reps, /rep CODE [suspend|unsuspend|takes N], /invite: your team"),
        t("/topic, /rep CODE [certify|uncertify] TOPIC: what topics ask for, and who is trained for them"),
        t("/voucher N SERVICE: codes to sell\n/pause_shop: close or open the shop"),
        t("/reload: take a changed configuration into the running shop"),
    )


@renders(n.Privacy)
def privacy(t: Tongue, notice: n.Privacy) -> View:
    text = lines(
        t("🔒 <b>What is kept, in plain words</b>"),
        GAP,
        t(
            "<b>Kept:</b> your Telegram id, your language, that you are 18 or older, "
            "your orders with their payments and ratings, and with whom you would rather not talk again."
        ),
        t("<b>Kept until the order ends:</b> the note you wrote for it."),
        t.plural(
            "<b>Kept for {n} hour:</b> which message is the copy of which, so that replies and edits work. No words.",
            "<b>Kept for {n} hours:</b> which message is the copy of which, so that replies and edits work. No words.",
            notice.keep_links_hours,
        ),
        t(
            "<b>Not kept:</b> the talk itself. A message is gone from here as soon as it is delivered. "
            "What comes too early or too late waits a day at most, and you can delete it."
        ),
        *deleting(t, at_end=notice.vanish_at_end),
        t(
            "<b>Never shown:</b> your name, username, picture or number. "
            "The other side sees a nickname made for the two of you."
        ),
        GAP,
        t("Please don't write your phone number, address or account: what you tell, nobody can take back."),
    )
    return View(text, ((blocks_button(t, notice.blocks),),) if notice.blocks else ())


def blocks_button(t: Tongue, count: int) -> Button:
    return button(t("🚫 Not again: {count}", count=count), Go(what="blocks"))


def deleting(t: Tongue, *, at_end: bool) -> tuple[str, ...]:
    return (
        t(
            "<b>Deleting:</b> what you delete in Telegram stays on the other side, for Telegram tells me nothing of it. "
            "Reply to it with /unsend within 48 hours instead, and it goes on both."
        ),
        t("<b>Removing:</b> /vanish deletes a whole talk from both phones, as far as it is younger than 48 hours."),
        t(
            "<b>After the end:</b> five minutes later I delete every talk from both phones by myself. "
            "Keep nothing here that you still need."
        )
        if at_end
        else "",
    )


# --- phrases that other areas share ---


def wishes_line(t: Tongue, facts: n.OrderFacts) -> str:
    def marked(wish: str, name: str) -> str:
        if wish in facts.given_way:
            return t("{wish} (if possible)", wish=Html(name))
        return t("{wish} (a must)", wish=Html(name)) if wish in facts.musts else name

    wishes = [
        marked("gender", gender_name(t, facts.wish_gender)) if facts.wish_gender else "",
        marked("age", aged(t, facts.wish_age)) if facts.wish_age else "",
        marked("experienced", t("more life experience")) if facts.wish_experienced else "",
        LANGUAGE_NAMES[facts.wish_language] if facts.wish_language else "",
        style_wish(t, facts.wish_style) if facts.wish_style else "",
    ]
    found = [wish for wish in wishes if wish]
    return t("Wishes: {wishes}", wishes=Html(" · ".join(found))) if found else ""


def age_name(t: Tongue, band: AgeBand) -> str:
    return {AgeBand.TWENTIES: t("20 to 29"), AgeBand.THIRTIES: t("30 to 39"), AgeBand.FORTIES: t("40 or more")}[band]


def aged(t: Tongue, band: AgeBand) -> str:
    """As a wish."""
    return t("an age of {band}", band=Html(age_name(t, band)))


def gender_name(t: Tongue, gender: Gender) -> str:
    return t("a woman") if gender is Gender.FEMALE else t("a man")


def gender_label(t: Tongue, gender: Gender) -> str:
    return t("A woman") if gender is Gender.FEMALE else t("A man")


def style_name(t: Tongue, style: str) -> str:
    return {
        Style.LISTEN: t("👂 Just listen"),
        Style.COMFORT: t("🫂 Comfort me"),
        Style.ADVISE: t("🧭 Advise me"),
        Style.STRAIGHT: t("🎯 Tell me straight"),
    }[Style(style)]


def style_wish(t: Tongue, style: str) -> str:
    return {
        Style.LISTEN: t("to be listened to"),
        Style.COMFORT: t("to be comforted"),
        Style.ADVISE: t("to be advised"),
        Style.STRAIGHT: t("to be told straight"),
    }[Style(style)]


def title(t: Tongue, facts: n.OrderFacts) -> str:
    """`💔 Break-up comfort · 30 min`"""
    return t(
        "{emoji} <b>{topic}</b> · {minutes} min",
        emoji=facts.emoji,
        topic=Html(t.words(facts.topic)),
        minutes=facts.minutes,
    )


def state_name(t: Tongue, state: OrderState) -> str:
    return {
        OrderState.AWAITING_PAYMENT: t("waiting for payment"),
        OrderState.QUEUED: t("looking for someone"),
        OrderState.CLAIMED: t("accepted"),
        OrderState.LIVE: t("talking"),
        OrderState.PAUSED: t("paused"),
        OrderState.ENDED: t("finished"),
        OrderState.EXPIRED: t("expired"),
        OrderState.CANCELLED: t("cancelled"),
    }[OrderState(state)]


def card_lines(state: OrderState, now: str, *order: str) -> str:
    """A card: the order and what it is now. While it is pinned, that comes first, for the bar shows one line."""
    pinned = state in (OrderState.LIVE, OrderState.PAUSED)
    return lines(now, GAP, *order) if pinned else lines(*order, GAP, now)


def end_name(t: Tongue, reason: EndReason) -> str:
    return {
        EndReason.TIME_UP: t("the time was used up"),
        EndReason.CUSTOMER_END: t("the customer ended it"),
        EndReason.REP_END: t("the representative ended it"),
        EndReason.REP_MUST_GO: t("the representative had to go"),
        EndReason.REP_UNWELL: t("the representative was not well"),
        EndReason.REP_LINE: t("the representative had a bad connection"),
        EndReason.REP_DONE: t("the representative ended it, as all was said"),
        EndReason.OWNER_END: t("the shop ended it"),
        EndReason.CUSTOMER_ABSENT: t("the customer never wrote"),
        EndReason.CANCELLED: t("it was cancelled"),
        EndReason.UNFILLED: t("nobody was free"),
        EndReason.UNPAID: t("it was not paid in time"),
        EndReason.REP_LEFT: t("the representative did not answer any more"),
        EndReason.PAUSED_OUT: t("nobody came back from the pause"),
        EndReason.TECHNICAL: t("the shop had trouble of its own"),
        EndReason.CUSTOMER_LOST: t("the customer could not be reached any more"),
    }[EndReason(reason)]
