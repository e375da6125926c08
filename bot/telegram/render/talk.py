"""Words for both sides of a talk: the clock, the end, the receipt."""

from bot.desk import notices as n
from bot.rules.relay import Failure
from bot.telegram.callbacks import OrderTap
from bot.telegram.render.book import button, lines, renders
from bot.telegram.render.common import end_name, title
from bot.telegram.render.customer import least_charge
from bot.telegram.render.money import harassed_button
from bot.telegram.render.tongue import Html, Tongue
from bot.telegram.render.way_back import back_buttons
from bot.telegram.view import Button, View
from models.kinds import WHY_REP_ENDS, EndReason, Side


@renders(n.ClockStarted)
def clock_started(t: Tongue, notice: n.ClockStarted) -> View:
    return View(t("⏱ The clock runs now, {time} in all.", time=t.duration(notice.minutes * 60)), silent=True)


@renders(n.TimeWarning)
def time_warning(t: Tongue, notice: n.TimeWarning) -> View:
    text = t.plural("⏳ {n} minute left.", "⏳ {n} minutes left.", notice.minutes_left)
    return View(text, silent=notice.minutes_left == 1)


@renders(n.ClockPaused)
def clock_paused(t: Tongue, notice: n.ClockPaused) -> View:
    left = t.duration(notice.remaining_s)
    if notice.by_you:
        text = t(
            "⏸ Paused for up to {limit}; nothing counts now, {left} left. Just write to go on.",
            limit=t.duration(notice.limit_minutes * 60),
            left=left,
        )
        return View(text, ((button(t("▶️ Go on"), OrderTap(act="resume", code=notice.code)),),))
    text = t(
        "⏸ The other side paused for up to {limit}; nothing counts now. What you write goes over when it ends.",
        limit=t.duration(notice.limit_minutes * 60),
    )
    return View(text)


@renders(n.ClockResumed)
def clock_resumed(t: Tongue, notice: n.ClockResumed) -> View:
    left = t.duration(notice.remaining_s)
    if notice.by_limit:
        return View(t("▶️ The pause is over. The clock runs again, {left} left.", left=left))
    return View(t("▶️ The clock runs again, {left} left.", left=left), silent=True)


@renders(n.EndConfirm)
def end_confirm(t: Tongue, notice: n.EndConfirm) -> View:
    left = t.duration(notice.remaining_s)
    if not notice.started and notice.fee:
        fee = t.money(notice.fee, notice.currency)
        text = t("Call it off now? Somebody is waiting for you already, so {fee} of the price is theirs.", fee=fee)
    elif not notice.started:
        text = t("End it before the clock has started? Nothing will be charged.")
    elif notice.side is Side.CUSTOMER:
        text = lines(
            t("End the talk now? You have {left} left.", left=left),
            least_charge(t, notice.minimum_minutes, notice.bank_days) or unused(t, notice.bank_days),
        )
    else:
        return why_end(t, notice)
    yes = button(t("⏹ Yes, end it"), OrderTap(act="end", code=notice.code))
    return View(text, ((yes, keep_talking(t, notice.code)),))


def keep_talking(t: Tongue, code: str) -> Button:
    return button(t("💬 Keep talking"), OrderTap(act="talk", code=code))


def why_end(t: Tongue, notice: n.EndConfirm) -> View:
    """A tap on the reason ends it."""
    text = lines(
        t(
            "End the talk now? The customer still has {left}; only the minutes used are charged.",
            left=t.duration(notice.remaining_s),
        ),
        t("Tap why, and it ends. Only the shop sees the reason."),
    )
    labels = {
        EndReason.REP_MUST_GO: t("🏃 I have to go"),
        EndReason.REP_UNWELL: t("😔 I am not well"),
        EndReason.REP_LINE: t("📶 My connection is bad"),
        EndReason.REP_DONE: t("🤝 All is said"),
    }
    why = [button(labels[reason], OrderTap(act=reason, code=notice.code)) for reason in WHY_REP_ENDS]
    last = (harassed_button(t, notice.code), keep_talking(t, notice.code))
    return View(text, (tuple(why[:2]), tuple(why[2:]), last))


def unused(t: Tongue, bank_days: int) -> str:
    if not bank_days:
        return t("What is not used goes back to your wallet.")
    return t.plural(
        "What is not used is kept for you as time, for {n} day.",
        "What is not used is kept for you as time, for {n} days.",
        bank_days,
    )


@renders(n.TalkIsOver)
def talk_is_over(t: Tongue, _notice: n.TalkIsOver) -> View:
    return View(t("⏹ It is over. What it came to stands below."))


@renders(n.TalkGoesOn)
def talk_goes_on(t: Tongue, _notice: n.TalkGoesOn) -> View:
    return View(t("💬 Good, nothing has changed. Just write on."))


@renders(n.Receipt)
def receipt(t: Tongue, notice: n.Receipt) -> View:
    facts = notice.facts
    clock = (
        t("{start} to {end}", start=t.time(notice.started_at), end=t.time(notice.ended_at)) if notice.started_at else ""
    )
    text = lines(
        t("🧾 <b>Receipt · order {code}</b>", code=facts.code),
        title(t, facts),
        t("With: {name}", name=Html(t.alias(notice.other))),
        t("Time: {clock}; {reason}", clock=clock, reason=end_for(t, notice)) if clock else "",
        t("Counted: <b>{time}</b>", time=t.duration(notice.billed_s)),
        t("Paused, not counted: {time}", time=t.duration(notice.paused_s)) if notice.paused_s else "",
        *money_lines(t, notice),
    )
    if notice.side is Side.CUSTOMER or notice.started_at is None:
        return View(text, back_buttons(t, notice.back))
    never = button(t("🚫 Rather not again"), OrderTap(act="block", code=facts.code))
    return View(text, ((never,), (harassed_button(t, facts.code),)))


def end_for(t: Tongue, notice: n.Receipt) -> str:
    """Why it ended, as the reader would say it: nobody is "the customer" to themselves."""
    by_rep = dict.fromkeys((EndReason.REP_END, *WHY_REP_ENDS), Side.REP)
    ender = {EndReason.CUSTOMER_END: Side.CUSTOMER, **by_rep}.get(notice.reason)
    if ender is None:
        return end_name(t, notice.reason)
    return t("you ended it") if ender is notice.side else t("the other side ended it")


def money_lines(t: Tongue, notice: n.Receipt) -> list[str]:
    currency = notice.facts.currency
    if notice.side is Side.REP:
        return [t("Your pay: <b>{amount}</b>", amount=t.money(notice.pay, currency))]
    return [
        t("Charged: <b>{amount}</b>", amount=t.money(notice.charged, currency)),
        t("Back to your wallet: {amount}", amount=t.money(notice.returned, currency)) if notice.returned else "",
        t("And from us, with our apologies: {amount}", amount=t.money(notice.apology, currency))
        if notice.apology
        else "",
        t("In your wallet: {money}.", money=t.money(notice.wallet, currency)) if notice.wallet else "",
    ]


def file_refused(t: Tongue, reason: str, kind: str) -> str:
    """Why a file stays here, and what to do instead; `reason` is one of `bot/files/kinds.py`."""
    match reason:
        case "too_big":
            return t(
                "📎 Your file stayed here: it is larger than 20 MB, the most I can carry. Please send a smaller one."
            )
        case "empty":
            return t("📎 Your file stayed here: it is empty. Please look at it and send it again.")
        case "broken" | "bomb":
            return t("📎 Your file stayed here: it is damaged. Please save it anew, or send a screenshot.")
        case "wrong_type":
            return t("📎 Your file stayed here: it is not what its name says. Please send it under its true name.")
        case "encrypted":
            return t(
                "📎 Your file stayed here: it has a password, so nobody can take your details out. Please remove it."
            )
        case "active_content":
            return t("📎 Your file stayed here: it holds macros or programs. Please save it without them, or as a PDF.")
        case "code":
            return t("📎 Your picture stayed here: there is a QR code in it. Please send it without.")
        case "too_slow" | "unavailable":
            return t("📎 Your file stayed here: it took too long to fetch and to clean. Please try again in a minute.")
        case "contact":
            return t("📎 Your file stayed here: it tells a number, an address or a name. Please send it without.")
        case _:
            kept = t("📎 Your file stayed here: I cannot take hidden details, such as your name or place, out of it.")
            return lines(kept, instead(t, kind))


def instead(t: Tongue, kind: str) -> str:
    """As what to send what nobody here can clean."""
    match kind:
        case "video" | "animation" | "video_note":
            return t("Please send it as an MP4, as your phone records it.")
        case "audio" | "voice":
            return t("Please send it as an MP3, or say it in a voice message.")
        case "sticker":
            return t("Please take another one, or an emoji.")
        case _:
            return t("Please send it as a photo, a PDF, an MP3 or an MP4.")


@renders(n.TakingBack)
def taking_back(t: Tongue, _notice: n.TakingBack) -> View:
    return View(t("🗑 I am taking it back on the other side."), silent=True)


@renders(n.NotDelivered)
def not_delivered(t: Tongue, notice: n.NotDelivered) -> View:
    if notice.why is Failure.UNSURE:
        return View(
            t(
                "📪 The connection broke as your message went out, so it may not have arrived. Please ask, or say it again."
            )
        )
    if notice.why is Failure.FILE:
        return View(file_refused(t, notice.detail, notice.kind))
    if notice.why is Failure.EDIT:
        return View(t("📪 Your change could not be carried over. Please write it as a new message."))
    if notice.why is Failure.KEPT:
        return View(t("📪 I could not take that message back: it is still there on the other side."))
    if notice.why is Failure.UNREACHABLE and notice.side is Side.REP:
        return View(t("📪 Your message did not arrive: the customer cannot be reached just now."))
    if notice.why is Failure.UNREACHABLE:
        return View(t("📪 Your message did not arrive: the other side cannot be reached just now."))
    return View(t("📪 Your message could not be delivered. Please say it in another way."))
