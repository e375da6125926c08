"""Words about money that a customer wants back the way they paid."""

from bot.desk import till_notices as tn
from bot.desk.notices import WayBack
from bot.telegram.callbacks import SentTap, WayBackTap
from bot.telegram.render.book import button, lines, renders
from bot.telegram.render.rails import way_name
from bot.telegram.render.tongue import Html, Tongue
from bot.telegram.view import Button, View


def back_buttons(t: Tongue, back: WayBack | None) -> tuple[tuple[Button, ...], ...]:
    """A row for a message's keyboard, or none."""
    if back is None:
        return ()
    text = t("↩️ {money} back the way I paid", money=t.money(back.amount, back.currency))
    return ((button(text, WayBackTap(number=back.number, amount=back.amount, gone=back.gone)),),)


@renders(tn.BackOffer)
def back_offer(t: Tongue, notice: tn.BackOffer) -> View:
    money = t.money(notice.back.amount, notice.back.currency)
    text = t("↩️ By now {money} of order {code} can go back the way you paid. Shall it?", money=money, code=notice.code)
    return View(text, back_buttons(t, notice.back))


@renders(tn.BackAsked)
def back_asked(t: Tongue, notice: tn.BackAsked) -> View:
    money, way = t.money(notice.amount, notice.currency), Html(way_name(t, notice.rail))
    text = lines(
        t("↩️ {money} of order {code} goes back to you: {way}.", money=money, code=notice.code, way=way),
        t("Somebody of the shop sends it by hand, and I tell you when. Until then it is set aside for you."),
    )
    return View(text)


@renders(tn.BackSent)
def back_sent(t: Tongue, notice: tn.BackSent) -> View:
    money, way = t.money(notice.amount, notice.currency), Html(way_name(t, notice.rail))
    text = lines(
        t("✅ The shop sent you {money} of order {code}: {way}.", money=money, code=notice.code, way=way),
        t("It may take a while to arrive. If it does not, /paysupport helps."),
    )
    return View(text)


@renders(tn.NotGivenBack)
def not_given_back(t: Tongue, notice: tn.NotGivenBack) -> View:
    money, way = t.money(notice.amount, notice.currency), Html(way_name(t, notice.rail))
    text = lines(
        t("↩️ {money} of order {code} could not go back that way: {way}.", money=money, code=notice.code, way=way),
        t(
            "It is in your wallet again, where {wallet} is now, and pays your next order. /paysupport helps.",
            wallet=t.money(notice.wallet, notice.currency),
        ),
    )
    return View(text)


@renders(tn.ReturnCard)
def return_card(t: Tongue, notice: tn.ReturnCard) -> View:
    money = t.money(notice.amount, notice.currency)
    head = {
        "open": t("↩️ <b>Please send {money} back</b>: the customer of order {code} wants it.", money=money, code=notice.code),
        "sent": t("✅ {money} of order {code}: sent back.", money=money, code=notice.code),
        "undone": t("✖️ {money} of order {code}: not sent, it is in their wallet again.", money=money, code=notice.code),
    }[notice.state]  # fmt: skip
    came = t.money(notice.came, notice.currency)
    paid = t(
        "Paid: {came}, {time}, {way}.", came=came, time=t.day_time(notice.paid_at), way=Html(way_name(t, notice.rail))
    )
    sent = button(t("✅ Given back"), SentTap(act="sent", number=notice.number, turn=notice.turn))
    could_not = button(t("❌ Could not"), SentTap(act="not", number=notice.number, turn=notice.turn))
    return View(lines(head, paid), ((sent, could_not),) if notice.state == "open" else ())


@renders(tn.ReturnWaits)
def return_waits(t: Tongue, notice: tn.ReturnWaits) -> View:
    card = return_card(t, notice.card)
    return View(lines(t("⏰ Nobody has said yet what became of this."), card.text), card.keyboard)
