"""Words about the ways to pay: transfers, invoices, what arrived and what went back."""

from html import escape

from bot.desk import till_notices as tn
from bot.rules.rails import STARS, Into
from bot.telegram.callbacks import OrderTap, ReturnTap, TopUpTap, TransferTap
from bot.telegram.render.book import GAP, button, lines, renders, rows
from bot.telegram.render.tongue import Html, Tongue
from bot.telegram.view import View
from models.kinds import PaymentState, Rail


def way_name(t: Tongue, rail: Rail) -> str:
    return {
        Rail.VOUCHER: t("🎟 Voucher code"),
        Rail.TRANSFER: t("🏦 Transfer"),
        Rail.STARS: t("⭐ Telegram Stars"),
        Rail.PROVIDER: t("💳 Card or other"),
    }[rail]


def sum_of(t: Tongue, amount: int, currency: str) -> str:
    """Stars are no money that Babel knows."""
    return f"{amount} ⭐" if currency == STARS else t.money(amount, currency)


@renders(tn.TopUpPage)
def top_up_page(t: Tongue, notice: tn.TopUpPage) -> View:
    if not notice.ways:
        return View(
            t(
                "A voucher code fills your wallet: send it to me here, also in a talk, where nobody else reads it. The shop sells them."
            )
        )
    if not notice.amount:
        chosen = [button(t.money(a, notice.currency), TopUpTap(amount=a)) for a in notice.amounts]
        text = lines(
            t("👛 <b>How much for your wallet?</b>"), t("Another amount: write it behind the command, /wallet 50.")
        )
        return View(text, rows(chosen, 3))
    money = t.money(notice.amount, notice.currency)
    ways = [(button(way_name(t, rail), TopUpTap(amount=notice.amount, rail=rail)),) for rail in notice.ways]
    return View(t("👛 <b>{money} for your wallet.</b> By which way?", money=money), tuple(ways))


@renders(tn.TransferPage)
def transfer_page(t: Tongue, notice: tn.TransferPage) -> View:
    money = t.money(notice.amount, notice.currency)
    text = lines(
        t("🏦 <b>Transfer exactly {money}</b>", money=money),
        f"<blockquote>{escape(notice.to)}</blockquote>",
        t("As the message: {code}", code=notice.code) if notice.code else "",
        t("The exact amount tells the shop that it is yours. What is above the price goes to your wallet."),
        GAP,
        t(
            "⏳ The shop looks for it and tells you here as soon as it is there. A picture of the transfer helps; send it now."
        )
        if notice.claimed
        else t("Then tap here. The shop looks into its account; a picture alone pays nothing."),
    )
    paid = button(t("✅ I have paid"), TransferTap(act="paid", number=notice.number))
    other = button(t("⬅️ Other ways"), OrderTap(act="ways", code=notice.code)) if notice.code else None
    return View(text, (*(() if notice.claimed else ((paid,),)), *(((other,),) if other and not notice.claimed else ())))


@renders(tn.ProofTaken)
def proof_taken(t: Tongue, notice: tn.ProofTaken) -> View:
    if notice.claimed:
        return View(t("📎 Thank you, the shop has the picture beside your payment. It is deleted once it has served."))
    paid = button(t("✅ I have paid"), TransferTap(act="paid", number=notice.number))
    return View(
        t("📎 I have the picture. Tap here when the transfer is on its way, so that the shop looks."), ((paid,),)
    )


@renders(tn.TransferCard)
def transfer_card(t: Tongue, notice: tn.TransferCard) -> View:
    money = t.money(notice.amount, notice.currency)
    head = {
        PaymentState.ASKED: t("🏦 {money}: not arrived yet, the customer was told.", money=money),
        PaymentState.CLAIMED: t("🏦 <b>{money}</b>: is it in your account?", money=money),
        PaymentState.PAID: t("✅ {money}: arrived.", money=money),
    }.get(notice.state, t("🏦 {money}: settled.", money=money))
    text = lines(
        head,
        t("For order {code}.", code=notice.code) if notice.code else t("For a wallet."),
        t("🚨 <b>This picture was shown for another payment before.</b> Look into the account, not at the picture.")
        if notice.used_before
        else "",
        t("Another amount arrived: /arrived {number} 12.34", number=notice.number)
        if notice.state is PaymentState.CLAIMED
        else "",
    )
    here = button(t("✅ Arrived"), TransferTap(act="here", number=notice.number))
    gone = button(t("❌ Not arrived"), TransferTap(act="gone", number=notice.number))
    keyboard = {PaymentState.CLAIMED: ((here, gone),), PaymentState.ASKED: ((here,),)}.get(notice.state, ())
    return View(text, keyboard)


@renders(tn.NotArrived)
def not_arrived(t: Tongue, notice: tn.NotArrived) -> View:
    text = lines(
        t("🏦 The shop does not see your {money} yet.", money=t.money(notice.amount, notice.currency)),
        t(
            "Look whether it left, and whether it was exactly this amount. Then tap again; nothing is lost. /paysupport helps."
        ),
    )
    paid = button(t("✅ I have paid"), TransferTap(act="paid", number=notice.number))
    return View(text, ((paid,),))


@renders(tn.InvoiceTitle)
def invoice_title(t: Tongue, notice: tn.InvoiceTitle) -> View:
    if notice.service is None:
        return View(lines(t("Your wallet"), t("Money for talks in this shop. It does not lapse.")))
    service = Html(t.words(notice.service))
    text = t(
        "{minutes} min with a person, order {code}: {service}",
        minutes=notice.minutes,
        code=notice.code,
        service=service,
    )
    return View(lines(t("Order {code}", code=notice.code), text))


@renders(tn.InvoiceComes)
def invoice_comes(t: Tongue, _notice: tn.InvoiceComes) -> View:
    return View(t("The invoice comes in a moment."))


@renders(tn.InvoiceLost)
def invoice_lost(t: Tongue, notice: tn.InvoiceLost) -> View:
    text = (
        t("💳 I am not sure that the invoice reached you. If you do not see it, tap again: you cannot pay twice.")
        if notice.unknown
        else t("💳 This way of paying does not work just now. Please take another one, or write to /paysupport.")
    )
    go = button(t("All ways to pay"), OrderTap(act="ways", code=notice.code)) if notice.code else None
    return View(text, ((go or button(t("👛 My wallet"), TopUpTap()),),))


@renders(tn.MoneyCame)
def money_came(t: Tongue, notice: tn.MoneyCame) -> View:
    money = t.money(notice.amount, notice.currency)
    why = {
        Into.ORDER: t("👛 {money} went to your wallet.", money=money),
        Into.TOP_UP: t("👛 {money} went to your wallet.", money=money),
        Into.LATE: t("👛 Your {money} came when order {code} was over. It is in your wallet.", money=money, code=notice.code),
        Into.TWICE: t("👛 Order {code} was paid already, so your {money} is in your wallet.", money=money, code=notice.code),
        Into.SHORT: t("👛 {money} came, which is less than order {code} costs. It is in your wallet.", money=money, code=notice.code),
    }[notice.why]  # fmt: skip
    text = lines(why, t("There now: {money}.", money=t.money(notice.wallet, notice.currency)))
    go = button(t("All ways to pay"), OrderTap(act="ways", code=notice.code))
    return View(text, ((go,),) if notice.why is Into.SHORT else ())


@renders(tn.MoneyTaken)
def money_taken(t: Tongue, notice: tn.MoneyTaken) -> View:
    text = lines(
        t("↩️ A payment of {money} was taken back.", money=t.money(notice.amount, notice.currency)),
        t("It was for order {code}.", code=notice.code) if notice.code else "",
        t("The wallet stands at {money} now.", money=t.money(notice.wallet, notice.currency)),
        t("Below nothing, no new order can be made until it is settled: /wallet.") if notice.wallet < 0 else "",
    )
    return View(text)


@renders(tn.MoneyGoesBack)
def money_goes_back(t: Tongue, notice: tn.MoneyGoesBack) -> View:
    money, way = t.money(notice.amount, notice.currency), Html(way_name(t, notice.rail))
    return View(t("↩️ {money} of order {code} goes back to you: {way}.", money=money, code=notice.code, way=way))


@renders(tn.ReturnAsk)
def return_ask(t: Tongue, notice: tn.ReturnAsk) -> View:
    def money(amount: int) -> str:
        return t.money(amount, notice.currency)

    text = lines(
        t("↩️ <b>Give back {money} of order {code}?</b>", money=money(notice.amount), code=notice.code),
        t("The way it came: {way}.", way=Html(way_name(t, notice.rail))),
        t("Came in: {came}. Went back so far: {gone}.", came=money(notice.came), gone=money(notice.gone)),
        t("In their wallet: {money}.", money=money(notice.wallet)),
    )
    go = ReturnTap(number=notice.number, amount=notice.amount, gone=notice.gone)
    return View(text, ((button(t("↩️ Give back {money}", money=money(notice.amount)), go),),))


@renders(tn.GivenBack)
def given_back(t: Tongue, notice: tn.GivenBack) -> View:
    money, way = t.money(notice.amount, notice.currency), Html(way_name(t, notice.rail))
    left = t.money(notice.left, notice.currency)
    text = lines(
        t("✅ {money} of order {code} goes back: {way}.", money=money, code=notice.code, way=way),
        t("Send it by hand now: I cannot do that.") if notice.by_hand else "",
        t("{money} can still go back: /return {code} AMOUNT", money=left, code=notice.code) if notice.left else "",
    )
    return View(text)


@renders(tn.ReturnFailed)
def return_failed(t: Tongue, notice: tn.ReturnFailed) -> View:
    money = t.money(notice.amount, notice.currency)
    if notice.refused:
        return View(t("⚠️ Telegram did not give back {money} of order {code}. It is in the customer's wallet again.",
                      money=money, code=notice.code))  # fmt: skip
    return View(t("⚠️ I do not know whether Telegram gave back {money} of order {code}. Look into the bot's Stars.",
                  money=money, code=notice.code))  # fmt: skip


@renders(tn.StrangeMoney)
def strange_money(t: Tongue, notice: tn.StrangeMoney) -> View:
    money = sum_of(t, notice.amount, notice.currency)
    return View(t("🚨 {money} came for which I asked nobody (number {number}). Nothing is booked; the payer was told that you "
                  "look into it.", money=money, number=notice.number))  # fmt: skip


@renders(tn.RailsPage)
def rails_page(t: Tongue, notice: tn.RailsPage) -> View:
    def named(rails: tuple[Rail, ...]) -> str:
        return t.listing(rail.value for rail in rails) or t("none")

    listed = [
        f"<code>{escape(slug)}</code>: {named(ways)}" + ("" if live or ways == (Rail.STARS,) else " ⚠️")
        for slug, ways, live in notice.services
    ]
    text = lines(
        t("💳 <b>Ways to pay</b>"),
        *listed,
        t("The shop has: {ways}.", ways=named(notice.shop)),
        t("Change one: /rails SERVICE voucher stars, or /rails SERVICE all"),
        t("⚠️ What is no live talk of two, Telegram wants paid in Stars alone.") if "⚠️" in "".join(listed) else "",
    )
    return View(text)
