"""Words about the wallet, and about time that is kept."""

from html import escape

from bot.desk import till_notices as tn
from bot.telegram.callbacks import Go, OrderTap, TopUpTap
from bot.telegram.render.book import GAP, button, lines, renders
from bot.telegram.render.tongue import Html, Tongue
from bot.telegram.view import View


@renders(tn.WalletPage)
def wallet_page(t: Tongue, notice: tn.WalletPage) -> View:
    amount = t.money(abs(notice.money), notice.currency)
    if notice.money < 0:
        money = t("You owe the shop {money}: a payment of yours was taken back. /paysupport helps.", money=amount)
    else:
        money = t("Money: {money}. It pays your next order in one tap.", money=amount)
    times = [t("⏳ {time}", time=Html(time_line(t, one))) for one in notice.times]
    text = lines(
        t("👛 <b>Your wallet</b>"),
        money,
        t("↩️ On its way back to you: {money}.", money=t.money(notice.on_its_way, notice.currency))
        if notice.on_its_way
        else "",
        *((GAP, t("<b>Time that is yours</b>"), *times) if times else ()),
        t("It pays your next order of that service, with the same person if they are there.") if times else "",
    )
    again = [
        (button(t("Talk for these {minutes} min", minutes=one.minutes), OrderTap(act="again", code=one.like)),)
        for one in notice.times[:3]
        if one.like
    ]
    more = (button(t("➕ More money"), TopUpTap()),)
    return View(text, (*again, more, (button(t("💬 Find someone to talk to"), Go(what="order")),)))


def time_line(t: Tongue, one: tn.Banked) -> str:
    return t(
        "{minutes} min of “{service}”, until {day}",
        minutes=one.minutes,
        service=Html(t.words(one.service)),
        day=t.day_time(one.expires_at),
    )


@renders(tn.TimeBanked)
def time_banked(t: Tongue, notice: tn.TimeBanked) -> View:
    text = lines(
        t("⏳ Kept for you: {time}.", time=Html(time_line(t, notice.time))),
        t("It pays your next order of that service in one tap. /wallet shows it."),
    )
    return View(text)


@renders(tn.TimeEnds)
def time_ends(t: Tongue, notice: tn.TimeEnds) -> View:
    time = Html(time_line(t, notice.time))
    if notice.days == 0:
        return View(t("⏳ Your kept time has lapsed: {time}.", time=time))
    head = t.plural(
        "⏳ {n} more day for your kept time: {time}.",
        "⏳ {n} more days for your kept time: {time}.",
        notice.days,
        time=time,
    )
    go = button(t("Use it now"), OrderTap(act="again", code=notice.time.like)) if notice.time.like else None
    return View(head, ((go or button(t("💬 Find someone to talk to"), Go(what="order")),),))


@renders(tn.TermsPage)
def terms_page(t: Tongue, notice: tn.TermsPage) -> View:
    kept = t.plural(
        "What is left when you end early is kept for you as time, for {n} day. /wallet shows it.",
        "What is left when you end early is kept for you as time, for {n} days. /wallet shows it.",
        notice.bank_days,
    )
    text = lines(
        t("📜 <b>What is sold here</b>"),
        t(
            "Time of a person who listens and answers, in this chat, as it happens. It is company, not therapy, for adults."
        ),
        t("You see the price before you pay, and it does not change after."),
        t("The clock starts when both of you have written. Pauses, and what is our fault, are not counted."),
        t("Nobody takes your order, or you cancel before the talk: all of it comes back."),
        t("You end early: whole minutes used are charged, at least {minutes}.", minutes=notice.minimum_minutes),
        kept if notice.bank_days else t("What is left when you end early goes to your wallet. /wallet shows it."),
        t("Not what it should have been? Say so after the talk, or write to /paysupport."),
        t("Telegram has no part in this and cannot help with it; we can."),
    )
    return View(text)


@renders(tn.PaySupport)
def pay_support(t: Tongue, notice: tn.PaySupport) -> View:
    if notice.sent:
        return View(t("✅ The owner has your words now and looks into it. You will hear of it here."))
    text = lines(
        t("💳 <b>Trouble with a payment?</b>"),
        t("Write it behind the command, in one message: /paysupport I paid twice for K7Q2M"),
        t("The owner reads it, sees your orders by their codes, and sets it right. /wallet shows what is yours."),
        t("Telegram's own support cannot help with purchases made here."),
    )
    return View(text)


@renders(tn.PaySupportAsked)
def pay_support_asked(t: Tongue, notice: tn.PaySupportAsked) -> View:
    text = lines(
        t("💳 <b>Somebody has trouble with a payment</b>"),
        f"<blockquote>{escape(notice.words)}</blockquote>",
        t("Their last order: {code}. /order {code} shows it.", code=notice.code) if notice.code else "",
        t("In their wallet: {money}.", money=t.money(notice.wallet, notice.currency)),
    )
    return View(text)
