"""Examples of every notice about settlements and pay."""

from datetime import UTC, datetime

from bot.desk import money_notices as mn
from bot.desk import notices as n
from bot.desk.notices import Notice
from models.kinds import CaseState, EarningKind, EarningState, EndReason, Fault, PayoutState, Side

NOW = datetime(2026, 11, 23, 12, 5, 9, tzinfo=UTC)
CODE, REP = "K7Q2M", "RK7Q2M"


def case(fault: Fault = Fault.NOT_WORTH_IT, side: Side = Side.CUSTOMER, earlier: int = 1) -> mn.CaseCard:
    return mn.CaseCard(7, CODE, fault, side, CaseState.OPEN, NOW, REP, 2000, 2000, 1200, "CNY", 1800, earlier)


def settlements() -> list[Notice]:
    decided = [
        mn.CaseDecided(CODE, fault, state, amount, "CNY", side)
        for fault in (Fault.NOT_WORTH_IT, Fault.HARASSMENT)
        for state in (CaseState.GRANTED, CaseState.DECLINED, CaseState.LAPSED)
        for side in (None, *Side)
        for amount in (0, 2000)
    ]
    return [
        n.OrderClosed(CODE, EndReason.CANCELLED, 2000, "CNY", 2200, apology=200),
        n.OrderClosed(CODE, EndReason.CANCELLED, 1800, "CNY", 1800, charged=200),
        n.LineReleased(CODE, "cancelled", 200, "CNY"),
        n.EndConfirm(CODE, 1800, False, Side.CUSTOMER, fee=200, currency="CNY"),
        mn.ComplaintChoice(CODE, (Fault.NOT_WORTH_IT, Fault.TECHNICAL, Fault.MISCONDUCT)),
        mn.ComplaintChoice(CODE, (Fault.HARASSMENT,)),
        *[mn.ComplaintTaken(CODE, fault, NOW) for fault in (Fault.NOT_WORTH_IT, Fault.HARASSMENT)],
        *[case(fault) for fault in Fault],
        case(Fault.HARASSMENT, Side.REP, 4),
        mn.CaseList(()),
        mn.CaseList(tuple(case(fault) for fault in Fault)),
        *decided,
        *[mn.PayChanged(CODE, fault, amount, "CNY") for fault in Fault for amount in (-1200, 400)],
        *[mn.ClockNoMatter(CODE, side) for side in Side],
        *[mn.Settled(CODE, Fault.TECHNICAL, back, rep, "CNY") for back in (0, 2000) for rep in (-1200, 0, 800)],
    ]


def line(
    kind: EarningKind = EarningKind.SESSION,
    state: EarningState = EarningState.PENDING,
    amount: int = 1200,
    reason: str = "",
) -> mn.PayLine:
    return mn.PayLine(9, kind, state, amount, "CNY", NOW, NOW, CODE, reason)


def statement(*lines: mn.PayLine, own: bool = True, debt: int = 0) -> mn.Statement:
    return mn.Statement(
        rep_code=REP, own=own, pending=1200, available=9000 if own else 4000, requested=0 if own else 500, debt=debt,
        paid_this_year=90000, year=2026, currency="CNY", minimum=5000, cut_off=NOW, has_account=own, lines=lines,
        more=9 if lines else 0, on_request=own,
    )  # fmt: skip


def pay(text: str = "Bank, 6222, Lin") -> list[Notice]:
    reasons = ("", Fault.MISCONDUCT.value, "appeal", text)
    every = [line(kind, state, -5, reasons[i % 4]) for i, kind in enumerate(EarningKind) for state in EarningState]
    page = mn.AccountPage(text, text, True, NOW)
    payouts = tuple(mn.PayoutLine(f"PK7Q2{i}", "2026-11-30", REP, 5000, "CNY", text) for i in range(10))
    return [
        statement(),
        statement(*every[:6]),
        statement(*every[6:12], own=False, debt=300),
        *[mn.AppealTaken(one) for one in every],
        mn.AppealCard(3, REP, line(reason=text)),
        *[mn.AppealDecided(line(), granted, amount) for granted in (True, False) for amount in (0, 5)],
        *[mn.PayNote(CODE, amount, "CNY", text) for amount in (-500, 500)],
        page,
        mn.AccountPage("", text, False, None),
        mn.AccountPage(text, "", False, None),
        mn.AccountMissing(),
        mn.AccountAsked(REP, text, text),
        mn.AccountAsked(REP, "", text),
        *[mn.AccountDecided(yes, page) for yes in (True, False)],
        *[mn.PayoutMoved("PK7Q2M", state, 5000, "CNY", text, text) for state in PayoutState],
        *[mn.PayoutsDue("2026-11-30", count, 5000, "CNY") for count in (1, 2)],
        mn.PayoutPage((), NOW),
        mn.PayoutPage(payouts, NOW),
        mn.TipGiven(500, "CNY"),
        mn.Tipped(CODE, 500, "CNY"),
        n.Rated(5, "maple", CODE, (500, 1000, 2000), "CNY"),
    ]
