"""Words for what orders come to: complaints, the owner's decisions, what they change."""

from html import escape

from bot.desk import money_notices as mn
from bot.telegram.callbacks import CaseTap, OrderTap
from bot.telegram.render.book import GAP, button, lines, renders
from bot.telegram.render.tongue import Tongue
from bot.telegram.view import Button, View
from models.kinds import CaseState, Fault, Side


def complaint_button(t: Tongue, code: str) -> Button:
    return button(t("😕 Something was wrong"), OrderTap(act="wrong", code=code))


def harassed_button(t: Tongue, code: str) -> Button:
    return button(t("🛡 They harassed me"), OrderTap(act=Fault.HARASSMENT, code=code))


def fault_name(t: Tongue, fault: Fault) -> str:
    """What happened, as a few words in the middle of a sentence."""
    return {
        Fault.DONE: t("talked to the end"),
        Fault.UNFILLED: t("nobody was free"),
        Fault.CANCELLED_EARLY: t("called off"),
        Fault.CANCELLED_LATE: t("called off late"),
        Fault.ABSENT: t("the customer did not come"),
        Fault.NO_GREET: t("nobody said hello"),
        Fault.MISMATCH: t("no fit"),
        Fault.REP_LEFT: t("the representative left"),
        Fault.REP_EXCUSED: t("the representative could not go on"),
        Fault.AGREED: t("all was said"),
        Fault.TECHNICAL: t("technical trouble"),
        Fault.CUSTOMER_ENDED: t("the customer ended it"),
        Fault.OWNER_ENDED: t("the shop ended it"),
        Fault.HARASSMENT: t("harassment"),
        Fault.MISCONDUCT: t("bad conduct"),
        Fault.NOT_WORTH_IT: t("not worth it"),
        Fault.CRISIS: t("somebody was in danger"),
        Fault.RAIL_REFUND: t("the payment was taken back"),
    }[Fault(fault)]


@renders(mn.ComplaintChoice)
def complaint_choice(t: Tongue, notice: mn.ComplaintChoice) -> View:
    labels = {
        Fault.NOT_WORTH_IT: t("😕 It was not worth it"),
        Fault.TECHNICAL: t("🔌 Technical trouble"),
        Fault.MISCONDUCT: t("🚩 They behaved badly"),
        Fault.HARASSMENT: t("🛡 They harassed me"),
    }
    taps = tuple((button(labels[fault], OrderTap(act=fault, code=notice.code)),) for fault in notice.faults)
    return View(t("I am sorry. What was wrong with order {code}? The shop looks at it.", code=notice.code), taps)


@renders(mn.ComplaintTaken)
def complaint_taken(t: Tongue, notice: mn.ComplaintTaken) -> View:
    if notice.fault is Fault.HARASSMENT:
        text = t(
            "🛡 Thank you for saying so; nobody has to bear that. Your pay for order {code} is safe. The shop looks at it by {time}.",
            code=notice.code,
            time=t.day_time(notice.due),
        )
        return View(text)
    text = t(
        "💌 Thank you for telling us. The shop looks at order {code} and answers by {time}.",
        code=notice.code,
        time=t.day_time(notice.due),
    )
    return View(text)


def case_lines(t: Tongue, notice: mn.CaseCard) -> list[str]:
    who = t("The representative says") if notice.side is Side.REP else t("The customer says")
    c = notice.currency
    return [
        t(
            "⚖️ <b>Order {code}</b> · {who}: {fault}.",
            code=notice.code,
            who=who,
            fault=fault_name(t, notice.fault),
        ),
        t("Representative: {code}", code=notice.rep_code) if notice.rep_code else "",
        t("Counted: <b>{time}</b>", time=t.duration(notice.billed_s)),
        t("Charged: {charged} · to the representative: {pay}",
          charged=t.money(notice.charged, c), pay=t.money(notice.rep_pay, c)),
        t("This customer has said so {n} times in a month.", n=notice.earlier) if notice.earlier > 1 else "",
    ]  # fmt: skip


def outcome(t: Tongue, fault: Fault) -> str:
    """What a yes does."""
    return {
        Fault.HARASSMENT: t("Yes: nothing goes back, and the representative is paid. No: what was not used goes back."),
        Fault.MISCONDUCT: t("Yes: all goes back, no pay, and the representative is suspended. No: all stays."),
        Fault.TECHNICAL: t("Yes: what was not used goes back, or all if it was hardly usable. No: all stays."),
        Fault.NOT_WORTH_IT: t("Yes: up to one block goes back as credit. No: all stays."),
    }.get(fault, "")


@renders(mn.CaseCard)
def case_card(t: Tongue, notice: mn.CaseCard) -> View:
    text = lines(
        *case_lines(t, notice),
        outcome(t, notice.fault),
        t(
            "Without your word by {time}, it goes in the customer's favour, up to one block.",
            time=t.day_time(notice.due),
        ),
    )
    yes = button(t("✅ Yes"), CaseTap(case_id=notice.case_id, choice="yes"))
    no = button(t("✖️ No"), CaseTap(case_id=notice.case_id, choice="no"))
    return View(text, ((yes, no),))


SHOWN = 8
"""Cases on one page, each with its buttons."""


@renders(mn.CaseList)
def case_list(t: Tongue, notice: mn.CaseList) -> View:
    if not notice.cases:
        return View(t("🌤 Nothing waits for your decision."))
    parts: list[str] = []
    taps = []
    for case in notice.cases[:SHOWN]:
        parts += [*case_lines(t, case), t("Until {time}.", time=t.day_time(case.due)), GAP]
        yes = button(t("✅ {code}", code=case.code), CaseTap(case_id=case.case_id, choice="yes"))
        no = button(t("✖️ {code}", code=case.code), CaseTap(case_id=case.case_id, choice="no"))
        taps.append((yes, no))
    more = len(notice.cases) - SHOWN
    return View(lines(*parts, t("And {n} more.", n=more) if more > 0 else ""), tuple(taps))


@renders(mn.CaseDecided)
def case_decided(t: Tongue, notice: mn.CaseDecided) -> View:
    amount = t.money(notice.amount, notice.currency)
    code, fault = notice.code, fault_name(t, notice.fault)
    if notice.side is None:
        done = {
            CaseState.GRANTED: t("⚖️ Order {code}: yes, {fault}.", code=code, fault=fault),
            CaseState.DECLINED: t("⚖️ Order {code}: no.", code=code),
        }.get(notice.state, t("⚖️ Order {code} waited too long and is decided in the customer's favour.", code=code))
        return View(lines(done, t("{amount} goes to the customer.", amount=amount) if notice.amount else ""))
    if notice.side is Side.REP:
        if notice.state is CaseState.GRANTED:
            return View(t("🛡 The shop agrees with you about order {code}. You are paid for it.", code=code))
        return View(t("💌 The shop has looked at order {code}. Your pay for it stays as it is.", code=code))
    if notice.amount:
        text = t("💌 The shop has looked at order {code}: {amount} is in your wallet.", code=code, amount=amount)
        return View(text)
    return View(t("💌 The shop has looked at order {code}. It stays as it was; thank you for telling us.", code=code))


@renders(mn.PayChanged)
def pay_changed(t: Tongue, notice: mn.PayChanged) -> View:
    fault, amount = fault_name(t, notice.fault), t.money(abs(notice.amount), notice.currency)
    if notice.amount > 0:
        return View(t("💰 {amount} more for order {code}: {fault}.", amount=amount, code=notice.code, fault=fault))
    return View(
        t("💸 {amount} of order {code} goes back to the customer: {fault}. You can question it with /pay.",
          amount=amount, code=notice.code, fault=fault)
    )  # fmt: skip


@renders(mn.ClockNoMatter)
def clock_no_matter(t: Tongue, notice: mn.ClockNoMatter) -> View:
    if notice.side is Side.CUSTOMER:
        return View(t("🤍 Take all the time you need. From now on nothing is charged."))
    return View(t("🤍 From now on the customer pays nothing, and you are paid as always. Please stay with them."))


@renders(mn.Settled)
def settled(t: Tongue, notice: mn.Settled) -> View:
    back, rep = t.money(notice.back, notice.currency), t.money(abs(notice.rep), notice.currency)
    text = lines(
        t("⚖️ Order {code}: {fault}. Noted, and whoever it concerns knows.",
          code=escape(notice.code), fault=fault_name(t, notice.fault)),
        t("{amount} goes to the customer.", amount=back) if notice.back else "",
        t("The representative gets {amount} more.", amount=rep) if notice.rep > 0 else "",
        t("The representative gets {amount} less.", amount=rep) if notice.rep < 0 else "",
    )  # fmt: skip
    return View(text)
