"""Words for the owner: the day, orders, representatives, acts done, and why."""

from html import escape

from bot.desk import notices as n
from bot.telegram.render.book import lines, renders
from bot.telegram.render.common import end_name, state_name, title, wishes_line
from bot.telegram.render.config import doubt_line
from bot.telegram.render.rep import profile_body
from bot.telegram.render.tongue import Html, Tongue
from bot.telegram.view import View
from models.kinds import OrderState, RepStatus

TEXT_LIMIT = 4000
SHOWN = 20
"""Lines of a list; a message holds 4096 characters."""


@renders(n.TodayPage)
def today_page(t: Tongue, notice: n.TodayPage) -> View:
    c = notice.currency
    in_order = [(state, notice.by_state[state]) for state in OrderState if notice.by_state.get(state)]
    states = t.listing(f"{state_name(t, s)} {k}" for s, k in in_order)
    stars = f"{notice.stars_sum / notice.stars_count:.1f} ⭐ ({notice.stars_count})" if notice.stars_count else ""
    text = lines(
        t("📊 <b>{day}</b>", day=t.day(notice.day)),
        t("Orders: <b>{orders}</b>", orders=notice.orders) + (f" ({states})" if states else ""),
        t("Paid: {paid} · earned: {earned} · of it to representatives: {pay}",
          paid=t.money(notice.sold, c), earned=t.money(notice.charged, c), pay=t.money(notice.rep_pay, c)),
        t("Right now: {live} talking, {waiting} waiting", live=notice.live, waiting=notice.waiting),
        t("On duty: {on} of {all}", on=notice.on_duty, all=notice.reps),
        t("Rating: {stars}", stars=stars) if stars else "",
        t("⛔️ The shop takes no new orders. /pause_shop opens it.") if notice.shop_paused else "",
        *(doubt_line(t, doubt) for doubt in notice.doubts[:SHOWN]),
    )  # fmt: skip
    return View(text)


@renders(n.OrderPage)
def order_page(t: Tongue, notice: n.OrderPage) -> View:
    if not notice.orders:
        return View(t("No orders yet. /voucher makes codes to sell."))
    listed = [
        f"<code>{escape(o.code)}</code> {t.day_time(o.created_at)} {escape(o.emoji)} {t.words(o.topic)} "
        f"{o.minutes}′ · {state_name(t, o.state)}{' · ' + escape(o.rep_code) if o.rep_code else ''}"
        for o in notice.orders[:SHOWN]
    ]
    return View(lines(t("<b>Latest orders</b>"), *listed, t("More on one: /order CODE")))


@renders(n.OrderDetail)
def order_detail(t: Tongue, notice: n.OrderDetail) -> View:
    c = notice.facts.currency
    moments = (
        (t("made"), notice.created_at),
        (t("paid"), notice.paid_at),
        (t("taken"), notice.claimed_at),
        (t("started"), notice.started_at),
        (t("ended"), notice.ended_at),
    )
    text = lines(
        t("🧾 <b>Order {code}</b> · {state}", code=notice.facts.code, state=state_name(t, notice.state)),
        title(t, notice.facts) + f" · {t.money(notice.facts.price, c)}",
        wishes_line(t, notice.facts),
        t("Representative: {code}", code=notice.rep_code) if notice.rep_code else "",
        *[t("{what}: {time}", what=what, time=t.day_time(moment)) for what, moment in moments if moment],
        t("End: {reason}", reason=end_name(t, notice.end_reason)) if notice.end_reason else "",
        t("Counted: <b>{time}</b>", time=t.duration(notice.billed_s)) if notice.started_at else "",
        t("Paused, not counted: {time}", time=t.duration(notice.paused_s)) if notice.paused_s else "",
        order_money(t, notice),
        t("Refunded.") if notice.refunded else "",
        "⭐" * (notice.stars or 0),
    )
    return View(text)


def order_money(t: Tongue, notice: n.OrderDetail) -> str:
    if notice.charged is None:
        return ""
    charged, pay = (t.money(amount, notice.facts.currency) for amount in (notice.charged, notice.rep_pay or 0))
    return t("Charged: {charged} · to the representative: {pay}", charged=charged, pay=pay)


@renders(n.RepPage)
def rep_page(t: Tongue, notice: n.RepPage) -> View:
    if not notice.reps:
        return View(t("Nobody works here yet. /invite makes a link for the first one."))
    listed = [
        f"{'🟢' if r.busy else '☀️' if r.on_duty else '🌙'} <code>{escape(r.code)}</code> {status_name(t, r.status)}"
        f"{rating(r.rating_sum, r.rating_count)}"
        for r in notice.reps[: SHOWN * 3]
    ]
    more = len(notice.reps) - SHOWN * 3
    return View(
        lines(t("<b>Representatives</b>"), *listed, f"+{more}" if more > 0 else "", t("More on one: /rep CODE"))
    )


def rating(stars_sum: int, count: int) -> str:
    return f" · {stars_sum / count:.1f} ⭐ ({count})" if count else ""


def status_name(t: Tongue, status: RepStatus) -> str:
    return {
        RepStatus.SETTING_UP: t("setting up"),
        RepStatus.ACTIVE: t("active"),
        RepStatus.SUSPENDED: t("suspended"),
    }[RepStatus(status)]


@renders(n.RepDetail)
def rep_detail(t: Tongue, notice: n.RepDetail) -> View:
    p = notice.profile
    text = lines(
        t("🎧 <b>{code}</b> · {status}", code=p.code, status=status_name(t, p.status))
        + rating(notice.rating_sum, notice.rating_count),
        profile_body(t, p),
        t("Talks finished: {count} · pay waiting: {pay}",
          count=notice.finished, pay=t.money(notice.pending_pay, notice.currency)),
        t.plural(
            "⚠️ In 60 days {n} order was not greeted, left, or ended by bad conduct.",
            "⚠️ In 60 days {n} orders were not greeted, left, or ended by bad conduct.",
            notice.strikes,
        )
        if notice.strikes
        else "",
        f"/rep {escape(p.code)} takes {notice.capacity}",
        f"/rep {escape(p.code)} " + ("unsuspend" if p.status is RepStatus.SUSPENDED else "suspend"),
    )  # fmt: skip
    return View(text)


@renders(n.InviteLink)
def invite_link(t: Tongue, notice: n.InviteLink) -> View:
    link = f"https://t.me/{notice.bot_username}?start={notice.token}"
    text = lines(
        t.plural(
            "🌱 A link for one new representative, good for {n} day:",
            "🌱 A link for one new representative, good for {n} days:",
            notice.days,
        ),
        escape(link),
        t("Send it to them alone: whoever opens it first is in. Adults only, please."),
    )
    return View(text)


@renders(n.VouchersMade)
def vouchers_made(t: Tongue, notice: n.VouchersMade) -> View:
    codes = [f"<code>{escape(code)}</code>" for code in notice.codes]
    count, service, price = len(codes), Html(t.words(notice.service)), t.money(notice.price, notice.currency)
    head = t.plural(
        "🎟 {n} voucher for {service}, worth {price}:",
        "🎟 {n} vouchers for {service}, worth {price} each:",
        count,
        service=service,
        price=price,
    )
    return View(lines(head, *codes, t("Copy them now: I keep no readable copy.")))


@renders(n.Done)
def done(t: Tongue, notice: n.Done) -> View:
    subject, detail = notice.subject, notice.detail
    text = {
        "assign": t("✅ Order {subject} is with {detail} now.", subject=subject, detail=detail),
        "cancel": t("✅ Order {subject} is ended; both sides know.", subject=subject),
        "refund": t("✅ Order {subject} is refunded to the customer's wallet.", subject=subject),
        "suspend": t(
            "✅ {subject} is suspended and gets no more orders. /rep {subject} unsuspend undoes it.", subject=subject
        ),
        "replay": t("✅ {subject} is tried once more.", subject=subject),
        "account": t("✅ The new account of {subject} is noted; they know from when it is used.", subject=subject),
        "no_account": t("✅ The account of {subject} stays as it was; they know.", subject=subject),
        "appeal": t(
            "✅ {subject} was right, and knows. /bonus {subject} adds what a line gave too little.", subject=subject
        ),
        "no_appeal": t("✅ {subject} knows that the line stays.", subject=subject),
        "penalty": t(
            "✅ Taken from {subject} for order {detail}; they know why and may question it.",
            subject=subject,
            detail=detail,
        ),
        "bonus": t("✅ Added for {subject}; they know why.", subject=subject),
        "takes": t("✅ {subject} takes {detail} at once from now on.", subject=subject, detail=detail),
        "certify": t("📜 {subject} is certified for {detail}.", subject=subject, detail=detail),
        "uncertify": t("✅ {subject} is no longer certified for {detail}.", subject=subject, detail=detail),
        "unsuspend": t("✅ {subject} may work again, with /on.", subject=subject),
    }[notice.act]
    return View(text)


@renders(n.OrderWaits)
def order_waits(t: Tongue, notice: n.OrderWaits) -> View:
    return View(
        lines(
            t("⏳ Order {code} has waited {n} min.", code=notice.code, n=notice.minutes),
            t("Could have taken it: {able}. On call and asked: {called}.", able=notice.able, called=notice.called),
            t("/why {code} says who and why not, /assign {code} REP hands it over.", code=notice.code),
        )
    )


@renders(n.ShopPausedNow)
def shop_paused(t: Tongue, notice: n.ShopPausedNow) -> View:
    if notice.paused:
        return View(t("⛔️ The shop takes no new orders. Talks go on. /pause_shop opens it again."))
    return View(t("✅ The shop is open."))


@renders(n.UpdateParked)
def update_parked(t: Tongue, notice: n.UpdateParked) -> View:
    return View(
        t(
            "⚠️ Something a person sent could not be handled ({reason}). It lies aside as {number}; everything else goes on. "
            "/replay {number} tries it once more.",
            reason=notice.reason,
            number=notice.number,
        )
    )


@renders(n.ParkedPage)
def parked_page(t: Tongue, notice: n.ParkedPage) -> View:
    if not notice.parked:
        return View(t("Nothing lies aside. All is well."))
    rows = [f"{one.number} · {t.day_time(one.received_at)} · {escape(one.reason)}" for one in notice.parked]
    return View(lines(t("<b>Could not be handled</b>"), *rows, t("Try one again: /replay N")))


def fitting(text: str) -> str:
    """As many whole lines as a message holds; cutting inside a line could cut a tag."""
    while len(text) > TEXT_LIMIT:
        text = text[: text.rindex("\n")]
    return text
