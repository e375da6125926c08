"""Words for representatives' pay: the statement, appeals, where the money goes, payouts, tips."""

from html import escape

from bot.desk import money_notices as mn
from bot.telegram.callbacks import AccountTap, AppealTap, PayoutTap, PayTap
from bot.telegram.render.book import GAP, button, lines, renders, rows
from bot.telegram.render.money import fault_name
from bot.telegram.render.tongue import Tongue
from bot.telegram.view import View
from models.kinds import EarningKind, EarningState, Fault, PayoutState

FAULTS = frozenset(Fault)


def kind_name(t: Tongue, kind: EarningKind) -> str:
    return {
        EarningKind.SESSION: t("talk"),
        EarningKind.STANDBY: t("waiting"),
        EarningKind.EXTENSION: t("extended"),
        EarningKind.DESIGNATED: t("came back to you"),
        EarningKind.NIGHT: t("night"),
        EarningKind.TIP: t("tip"),
        EarningKind.GIFT: t("added"),
        EarningKind.PENALTY: t("taken away"),
        EarningKind.REFUND: t("given back to the customer"),
        EarningKind.REPAYMENT: t("debt repaid"),
    }[kind]


def reason_of(t: Tongue, line: mn.PayLine) -> str:
    """Why, as a table's word or as the owner wrote it."""
    if not line.reason:
        return ""
    if line.reason in FAULTS:
        return fault_name(t, Fault(line.reason))
    return t("after your appeal") if line.reason == "appeal" else escape(line.reason[:100])


def state_of(t: Tongue, line: mn.PayLine) -> str:
    return {
        EarningState.PENDING: t("yours from {time}", time=t.day_time(line.available_at)),
        EarningState.AVAILABLE: t("yours"),
        EarningState.REQUESTED: t("on its way"),
        EarningState.PAID: t("paid"),
    }[line.state]


def line_text(t: Tongue, line: mn.PayLine) -> str:
    sign = "−" if line.amount < 0 else "+"
    amount = f"<b>{sign}{t.money(abs(line.amount), line.currency)}</b>"
    parts = [t.day_time(line.at), kind_name(t, line.kind)]
    parts += [f"<code>{escape(line.order_code)}</code>"] if line.order_code else []
    parts += [reason_of(t, line)] if line.reason else []
    return f"{amount} · {' · '.join(parts)} · {state_of(t, line)}"


@renders(mn.Statement)
def statement(t: Tongue, notice: mn.Statement) -> View:
    money = {name: t.money(getattr(notice, name), notice.currency) for name in SUMS}
    listed = [f"{place}. {line_text(t, line)}" for place, line in enumerate(notice.lines, 1)]
    text = lines(
        t("💼 <b>Service fees of {code}</b>", code=notice.rep_code),
        t("Open to question: {money}", money=money["pending"]),
        t("Yours: <b>{money}</b>", money=money["available"]),
        t("On its way: {money}", money=money["requested"]) if notice.requested else "",
        t("Owed to the shop: {money}", money=money["debt"]) if notice.debt else "",
        t("Paid in {year}: {money}", year=str(notice.year), money=money["paid_this_year"]),
        t("Next payout: {day}, from {money} on; less waits for the week after.",
          day=t.day(notice.cut_off), money=money["minimum"]),
        "" if notice.has_account else t("⚠️ Nobody knows yet where to send it: /account"),
        GAP,
        *(listed or [t("No lines yet. The first talk makes one.")]),
        t("Does a line seem wrong? Tap its number, and the owner looks at it.") if listed and notice.own else "",
    )  # fmt: skip
    taps = [button(f"❓ {i}", PayTap(act="ask", line=line.id)) for i, line in enumerate(notice.lines, 1)]
    rep = "" if notice.own else notice.rep_code
    more = (button(t("▶️ Earlier"), PayTap(act="more", line=notice.more, rep=rep)),)
    now = (button(t("💸 Send it today"), PayTap(act="now", line=0)),)
    asks = notice.on_request and notice.available >= notice.minimum
    keyboard = (*(rows(taps, 3) if notice.own else ()), *((more,) if notice.more else ()), *((now,) if asks else ()))
    return View(text, keyboard)


SUMS = ("pending", "available", "requested", "debt", "paid_this_year", "minimum")


@renders(mn.AppealTaken)
def appeal_taken(t: Tongue, notice: mn.AppealTaken) -> View:
    return View(lines(t("🙋 The owner looks at this line and answers you:"), line_text(t, notice.line)))


@renders(mn.AppealCard)
def appeal_card(t: Tongue, notice: mn.AppealCard) -> View:
    text = lines(
        t("🙋 {code} does not agree with this line:", code=notice.rep_code),
        line_text(t, notice.line),
        t("Yes gives back what it took; to add something use /bonus {code}.", code=notice.rep_code),
    )
    yes = button(t("✅ Yes"), AppealTap(appeal_id=notice.appeal_id, choice="yes"))
    return View(text, ((yes, button(t("✖️ No"), AppealTap(appeal_id=notice.appeal_id, choice="no"))),))


@renders(mn.AppealDecided)
def appeal_decided(t: Tongue, notice: mn.AppealDecided) -> View:
    if not notice.granted:
        return View(lines(t("🙋 The owner has looked, and this line stays:"), line_text(t, notice.line)))
    back = t.money(notice.amount, notice.line.currency)
    return View(
        lines(
            t("🙋 The owner agrees with you about this line:"),
            line_text(t, notice.line),
            t("{amount} is yours again.", amount=back) if notice.amount else "",
        )
    )


@renders(mn.PayNote)
def pay_note(t: Tongue, notice: mn.PayNote) -> View:
    amount = t.money(abs(notice.amount), notice.currency)
    if notice.amount > 0:
        return View(t("💰 The owner adds {amount}: {reason}", amount=amount, reason=notice.reason))
    return View(
        t("💸 The owner takes {amount} of order {code}: {reason}. You can question it with /pay.",
          amount=amount, code=notice.order_code, reason=notice.reason)
    )  # fmt: skip


@renders(mn.AccountPage)
def account_page(t: Tongue, notice: mn.AccountPage) -> View:
    wanted = ""
    if notice.wanted and notice.from_at:
        wanted = t(
            "From {time}: {account}. Was that not you? /account stop",
            time=t.day_time(notice.from_at),
            account=notice.wanted,
        )
    elif notice.wanted:
        wanted = t("Waits for the owner: {account}. /account stop takes it back.", account=notice.wanted)
    text = lines(
        t("🏦 Your money goes to: {account}", account=notice.account)
        if notice.account
        else t("🏦 Nobody knows yet where your money is to go."),
        wanted,
        t("To change it, write for example: /account Bank, number, name. Only the owner sees it."),
    )
    return View(text)


@renders(mn.AccountMissing)
def account_missing(t: Tongue, _notice: mn.AccountMissing) -> View:
    return View(
        t(
            "🏦 Money waits for you. Tell me where to send it, and the next payout goes there: /account Bank, number, name"
        )
    )


@renders(mn.AccountAsked)
def account_asked(t: Tongue, notice: mn.AccountAsked) -> View:
    text = lines(
        t("🏦 {code} wants the money to go to: {account}", code=notice.rep_code, account=notice.wanted),
        t("Until now: {account}", account=notice.account) if notice.account else "",
        t("Please ask them in another way whether it was they who wrote this."),
    )
    yes = button(t("✅ Yes"), AccountTap(rep=notice.rep_code, choice="yes"))
    return View(text, ((yes, button(t("✖️ No"), AccountTap(rep=notice.rep_code, choice="no"))),))


@renders(mn.AccountDecided)
def account_decided(t: Tongue, notice: mn.AccountDecided) -> View:
    if not notice.approved:
        return View(t("🏦 The owner did not accept the new account. Please talk to them, or write another: /account"))
    return account_page(t, notice.page)


@renders(mn.PayoutMoved)
def payout_moved(t: Tongue, notice: mn.PayoutMoved) -> View:
    amount = t.money(notice.amount, notice.currency)
    if notice.state is PayoutState.PAID:
        paid = t("💸 {amount} is paid to: {account}", amount=amount, account=notice.account)
        return View(lines(paid, t("Reference: {text}", text=notice.reference) if notice.reference else ""))
    if notice.state is PayoutState.FAILED:
        return View(
            t("⚠️ The bank sent {amount} back. It is yours again and goes with the next payout. Is this right? {account} /account",
              amount=amount, account=notice.account)
        )  # fmt: skip
    return View(t("🗓 The week is over: {amount} is on its way to: {account}", amount=amount, account=notice.account))


@renders(mn.PayoutsDue)
def payouts_due(t: Tongue, notice: mn.PayoutsDue) -> View:
    total = t.money(notice.total, notice.currency)
    text = t.plural(
        "🗓 Payouts of {batch}: {n} person, {total}. /payouts shows them.",
        "🗓 Payouts of {batch}: {n} people, {total}. /payouts shows them.",
        notice.count,
        batch=notice.batch,
        total=total,
    )
    return View(text)


SHOWN = 8
"""Payouts on one page, each with its buttons."""


@renders(mn.PayoutPage)
def payout_page(t: Tongue, notice: mn.PayoutPage) -> View:
    if not notice.payouts:
        return View(t("🌤 Everybody is paid. The next payouts are made on {day}.", day=t.day(notice.cut_off)))
    shown = notice.payouts[:SHOWN]
    listed = [
        t("<code>{code}</code> {rep}: <b>{amount}</b> to {account}",
          code=one.code, rep=one.rep_code, amount=t.money(one.amount, one.currency), account=one.account)
        for one in shown
    ]  # fmt: skip
    more = len(notice.payouts) - SHOWN
    text = lines(
        t("💸 <b>To be paid</b>"),
        *listed,
        t("And {n} more.", n=more) if more > 0 else "",
        t("For the bank, on the computer: python -m bot payouts. With its reference: /paid PAYOUT REFERENCE"),
    )
    taps = [
        (button(t("✅ {code}", code=one.code), PayoutTap(act="paid", code=one.code)),
         button(t("✖️ {code}", code=one.code), PayoutTap(act="failed", code=one.code)))
        for one in shown
    ]  # fmt: skip
    whole = [
        (button(t("✅ All of {batch} are paid", batch=batch), PayoutTap(act="all", code=batch)),)
        for batch in sorted({one.batch for one in notice.payouts})
    ]
    return View(text, (*taps, *whole))


@renders(mn.TipGiven)
def tip_given(t: Tongue, notice: mn.TipGiven) -> View:
    return View(
        t("💝 {amount} is on its way to them. How kind of you!", amount=t.money(notice.amount, notice.currency))
    )


@renders(mn.Tipped)
def tipped(t: Tongue, notice: mn.Tipped) -> View:
    amount = t.money(notice.amount, notice.currency)
    return View(
        t("💝 {amount} on top for order {code}. Somebody wanted to thank you.", amount=amount, code=notice.code)
    )
