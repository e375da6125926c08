"""Words for customers: the wizard, payment, and the status card."""

from html import escape

from bot.desk import notices as n
from bot.rules.rails import ways
from bot.telegram.callbacks import Go, LaterTap, OrderTap, RailTap, RateTap, ServiceTap, TipTap, TopicTap
from bot.telegram.render.book import GAP, button, lines, renders, rows
from bot.telegram.render.clock import fit_button, live_line, more_buttons, paused_line, uncounted_line
from bot.telegram.render.common import back, card_lines, order_button, title, wishes_line
from bot.telegram.render.money import complaint_button
from bot.telegram.render.prices import parts_line
from bot.telegram.render.rails import way_name
from bot.telegram.render.tongue import Html, Tongue
from bot.telegram.render.way_back import back_buttons
from bot.telegram.render.wishes import all_named, what_gives_way, while_looking
from bot.telegram.view import Button, View
from models.kinds import EndReason, OrderState, Rail


@renders(n.TopicList)
def topic_list(t: Tongue, notice: n.TopicList) -> View:
    taps = [button(f"{emoji} {t.words(name)}", TopicTap(slug=slug)) for slug, emoji, name in notice.topics]
    return View(t("<b>What would you like to talk about?</b>"), rows(taps, 2))


@renders(n.ServiceList)
def service_list(t: Tongue, notice: n.ServiceList) -> View:
    taps = [
        button(f"{t.words(s.name)} · {t.money(s.price, s.currency)}", ServiceTap(slug=s.slug)) for s in notice.services
    ]
    text = t("{emoji} <b>{topic}</b>\nHow long?", emoji=notice.emoji, topic=Html(t.words(notice.topic)))
    return View(text, (*rows(taps, 1), (back(t, "topic"),)))


@renders(n.NotePrompt)
def note_prompt(t: Tongue, _notice: n.NotePrompt) -> View:
    text = t(
        "<b>Would you like to say a word beforehand?</b>\n"
        "Write it here in one message; only the person who accepts will read it. Or skip it."
    )
    return View(text, ((back(t, "wishes"), button(t("Skip ›"), Go(what="skip"))),))


@renders(n.ConfirmCard)
def confirm_card(t: Tongue, notice: n.ConfirmCard) -> View:
    facts = notice.facts
    text = lines(
        title(t, facts),
        wishes_line(t, facts),
        *what_gives_way(t, notice),
        quoted(notice.note),
        GAP,
        t("The price has changed meanwhile; please look at it once more.") if notice.changed else "",
        t("Price: <b>{price}</b>", price=t.money(facts.price, facts.currency)),
        parts_line(t, notice.parts, facts.currency),
        t("The clock starts when both of you have written. If nobody is free, all of it comes back to you."),
        least_charge(t, notice.minimum_minutes, notice.bank_days),
    )
    keyboard = (
        (button(t("✅ Confirm"), Go(what="confirm")),),
        (button(t("🎁 I have a coupon"), Go(what="coupon")),),
        (back(t, "note"), button(t("Drop it"), Go(what="drop"))),
    )
    return View(text, keyboard)


def least_charge(t: Tongue, minutes: int, bank_days: int) -> str:
    """What an early end costs; nothing to say where it costs the time used and no more."""
    if not minutes:
        return ""
    time = t.duration(minutes * 60)
    if bank_days:
        return t.plural(
            "If you end early, you pay for the time used, {time} at least. The rest is kept for you as time, for {n} day.",
            "If you end early, you pay for the time used, {time} at least. The rest is kept for you as time, for {n} days.",
            bank_days,
            time=time,
        )
    return t("If you end early, you pay for the time used, {time} at least. The rest goes to your wallet.", time=time)


def quoted(note: str) -> str:
    """What a person wrote, inert."""
    return f"<blockquote>{escape(note[:1500])}</blockquote>" if note else ""


@renders(n.PaymentPrompt)
def payment_prompt(t: Tongue, notice: n.PaymentPrompt) -> View:
    facts = notice.facts
    price = t.money(facts.price, facts.currency)
    text = lines(
        t("🧾 <b>Order {code}</b> · {price}", code=facts.code, price=price),
        title(t, facts),
        GAP,
        t("<b>Send me your voucher code</b> in one message, just as you got it from the shop.")
        if Rail.VOUCHER in notice.rails
        else t("<b>How would you like to pay?</b>"),
        t("In your wallet: {money}.", money=t.money(notice.wallet, facts.currency)) if notice.wallet > 0 else "",
    )
    enough = notice.wallet >= facts.price
    pay = (button(t("💰 Pay {price} from my wallet", price=price), OrderTap(act="wallet", code=facts.code)),)
    drop = (button(t("Cancel the order"), OrderTap(act="cancel", code=facts.code)),)
    kept = button(t("⏳ Use my {minutes} min", minutes=notice.banked), OrderTap(act="time", code=facts.code))
    tapped = [(button(way_name(t, rail), RailTap(rail=rail, code=facts.code)),) for rail in ways(notice.rails)]
    return View(text, (*([(kept,)] if notice.banked else []), *([pay] if enough else []), *tapped, drop))


@renders(n.StatusCard)
def status_card(t: Tongue, notice: n.StatusCard) -> View:
    facts = notice.facts
    order = (t("📋 <b>Order {code}</b>", code=facts.code), title(t, facts), wishes_line(t, facts))
    text = card_lines(notice.state, status_line(t, notice), *order)
    return View(text, status_buttons(t, notice), silent=notice.state is not OrderState.QUEUED)


def status_line(t: Tongue, notice: n.StatusCard) -> str:
    name = Html(t.alias(notice.rep_alias)) if notice.rep_alias else ""
    left = t.minutes_up(notice.remaining_s)
    match OrderState(notice.state):
        case OrderState.AWAITING_PAYMENT:
            return t("🧾 Waiting for your voucher code.")
        case OrderState.QUEUED if notice.booked_for is not None:
            return t("🗓 Paid. I call you at {time}.", time=t.day_time(notice.booked_for))
        case OrderState.QUEUED:
            return lines(looking(t, notice.wait_minutes), *while_looking(t, notice))
        case OrderState.CLAIMED if notice.rep_spoke:
            return t("💬 {name} has written to you. The clock starts with your first words.", name=name)
        case OrderState.CLAIMED if notice.customer_spoke:
            return t("💬 {name} is reading. The clock starts with the answer.", name=name)
        case OrderState.CLAIMED:
            return t("🤝 {name} is here for you. Say hello; the clock starts when both of you have written.", name=name)
        case OrderState.LIVE:
            return lines(live_line(t, notice.clock, left, name), uncounted_line(t, notice.clock))
        case OrderState.PAUSED:
            return lines(paused_line(t, notice.clock, left), uncounted_line(t, notice.clock))
        case OrderState.ENDED:
            return t("🏁 Finished. Thank you for your trust.")
        case OrderState.CANCELLED:
            return t("✖️ Cancelled.")
        case _:
            return t("⌛️ This order has expired.")


def looking(t: Tongue, wait_minutes: tuple[int, int] | None) -> str:
    if wait_minutes is None:
        return t(
            "🔎 Paid. I am looking for the right person; it usually takes a few minutes. I will tell you the moment someone is here."
        )
    return lines(
        t("🔎 Paid. I am looking for the right person, and will tell you the moment someone is here."),
        wait_line(t, *wait_minutes),
    )


def wait_line(t: Tongue, low: int, high: int) -> str:
    """An interval of whole minutes; one that begins now needs no low end."""
    if low in {0, high}:
        return t.plural("⏳ Most likely within {n} minute.", "⏳ Most likely within {n} minutes.", high)
    return t("⏳ Most likely within {low} to {high} minutes.", low=low, high=high)


def status_buttons(t: Tongue, notice: n.StatusCard) -> tuple[tuple[Button, ...], ...]:
    code = notice.facts.code
    end = button(t("⏹ End"), OrderTap(act="ask", code=code))
    match OrderState(notice.state):
        case OrderState.AWAITING_PAYMENT | OrderState.QUEUED:
            return ((button(t("Cancel the order"), OrderTap(act="cancel", code=code)),),)
        case OrderState.CLAIMED:
            return ((end,),)
        case OrderState.LIVE:
            pause = (button(t("⏸ Pause"), OrderTap(act="pause", code=code)), end)
            return (pause, *fit_button(t, notice.clock, code), *more_buttons(t, notice.clock, notice.facts))
        case OrderState.PAUSED:
            return ((button(t("▶️ Go on"), OrderTap(act="resume", code=code)), end),)
        case _:
            return ()


@renders(n.RepFound)
def rep_found(t: Tongue, notice: n.RepFound) -> View:
    name = Html(t.alias(notice.rep_alias))
    return View(t("🤝 <b>{name}</b> is here for you. Just write, as you would to a friend.", name=name))


@renders(n.RepLeft)
def rep_left(t: Tongue, _notice: n.RepLeft) -> View:
    return View(
        t("🙏 They could not come after all, I am sorry. I am asking the next person; your order is first in line.")
    )


@renders(n.UnfilledChoice)
def unfilled_choice(t: Tongue, notice: n.UnfilledChoice) -> View:
    code, gender = notice.facts.code, notice.facts.wish_gender
    wait = button(t("⏳ Keep waiting"), OrderTap(act="wait", code=code))
    later = tuple(button(t("🗓 in {n} h", n=hours), LaterTap(code=code, hours=hours)) for hours in (1, 3, 12))
    dropped = t("🌱 Go without my wishes")
    if len(notice.wishes) == 1:
        dropped = t("🌱 Go without: {wishes}", wishes=all_named(t, notice.wishes, gender, notice.facts.wish_age))
    without = (button(dropped, OrderTap(act="anyone", code=code)),)
    other = button(t("✏️ Other wishes"), OrderTap(act="rewish", code=code))
    money = (button(t("↩️ Have all of it back"), OrderTap(act="cancel", code=code)),)
    keyboard = ((wait, other), *((without,) if notice.wishes else ()), later, money)
    return View(nobody_came(t, notice), keyboard)


def nobody_came(t: Tongue, notice: n.UnfilledChoice) -> str:
    if notice.musts:
        return t(
            "❗ Nobody who is here now meets what you said must be: {wishes}. I do not go without it unless you say so. "
            "How shall I go on?",
            wishes=all_named(t, notice.musts, notice.facts.wish_gender, notice.facts.wish_age),
        )
    return t.plural(
        "⏳ Nobody was free for {n} minute. Would you like to wait a little longer, or have all of it back?",
        "⏳ Nobody was free for {n} minutes. Would you like to wait a little longer, or have all of it back?",
        notice.minutes_waited,
    )


@renders(n.BookedFor)
def booked_for(t: Tongue, notice: n.BookedFor) -> View:
    return View(t("🗓 Good: I look for somebody at {time}, and tell you then.", time=t.day_time(notice.at)))


@renders(n.HourCame)
def hour_came(t: Tongue, _notice: n.HourCame) -> View:
    return View(t("🔔 It is the hour you asked for: I am looking for somebody now."))


@renders(n.StillLooking)
def still_looking(t: Tongue, _notice: n.StillLooking) -> View:
    return View(t("🔎 I keep looking."))


@renders(n.OrderClosed)
def order_closed(t: Tongue, notice: n.OrderClosed) -> View:
    why = {
        EndReason.UNFILLED: t("😔 Nobody was free for order {code}. I am sorry.", code=notice.code),
        EndReason.UNPAID: t("⌛️ Order {code} was not paid, so I let it go.", code=notice.code),
        EndReason.CUSTOMER_ABSENT: t("⌛️ You did not write on order {code}, so I let it go.", code=notice.code),
    }.get(notice.reason, t("✖️ Order {code} is cancelled.", code=notice.code))
    amount = t.money(notice.returned, notice.currency)
    back_again = t("{amount} is back in your wallet and waits for your next order.", amount=amount)
    apology, fee = (t.money(money, notice.currency) for money in (notice.apology, notice.charged))
    text = lines(
        why,
        t("{fee} is for the one who waited for you.", fee=fee) if notice.charged else "",
        back_again if notice.returned else "",
        t("And from us, with our apologies: {amount}", amount=apology) if notice.apology else "",
    )
    return View(text, (*back_buttons(t, notice.back), (order_button(t),)))


@renders(n.DraftDropped)
def draft_dropped(t: Tongue, _notice: n.DraftDropped) -> View:
    return View(t("Dropped. Nothing was ordered."), ((order_button(t),),))


@renders(n.RatePrompt)
def rate_prompt(t: Tongue, notice: n.RatePrompt) -> View:
    stars = [button("⭐" * k, RateTap(code=notice.code, stars=k)) for k in range(1, 6)]
    text = t("How was it with {name}?", name=Html(t.alias(notice.rep_alias)))
    return View(text, (*rows(stars, 3), (never_again(t, notice.code),), (complaint_button(t, notice.code),)))


def never_again(t: Tongue, code: str) -> Button:
    return button(t("🚫 Not with this person again"), OrderTap(act="block", code=code))


@renders(n.Rated)
def rated(t: Tongue, notice: n.Rated) -> View:
    text = t("{stars} Thank you. It helps the next person find the right one.", stars="⭐" * notice.stars)
    taps = [
        button(t("💝 {amount}", amount=t.money(amount, notice.currency)), TipTap(code=notice.code, amount=amount))
        for amount in notice.tips
    ]
    asked = t("Would you like to give something on top, from your wallet?") if taps else ""
    return View(lines(text, asked), (*rows(taps, 3), (never_again(t, notice.code),)))


@renders(n.Refunded)
def refunded(t: Tongue, notice: n.Refunded) -> View:
    text = t(
        "💰 The shop gave you {amount} back for order {code}. In your wallet: {wallet}.",
        amount=t.money(notice.amount, notice.currency),
        code=notice.code,
        wallet=t.money(notice.wallet, notice.currency),
    )
    return View(text, (*back_buttons(t, notice.back), (order_button(t),)))
