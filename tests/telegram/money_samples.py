"""Examples of every notice about settlements and pay."""

from datetime import UTC, datetime

from bot.desk import money_notices as mn
from bot.desk import notices as n
from bot.desk.notices import Notice
from models.kinds import CaseState, EndReason, Fault, Side

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
