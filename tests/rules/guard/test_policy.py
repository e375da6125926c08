"""First kindly, then told to the owner, then no more; a representative has less patience to spend."""

import pytest

from bot.rules.guard.finding import Finding, Kind
from bot.rules.guard.policy import Choice, Flag, Step, Verdict, decide
from models.kinds import Side

C, R = Side.CUSTOMER, Side.REP
HIT = (Finding(0, 3, Kind.PHONE),)
ALL, FEW = (Choice.DROP, Choice.MASK, Choice.SHOP), (Choice.DROP, Choice.SHOP)


@pytest.mark.parametrize(
    ("side", "before", "step", "choices", "flagged"),
    [
        (C, 0, Step.ASK, ALL, False),
        (C, 1, Step.ASK, ALL, True),
        (C, 2, Step.ASK, ALL, True),
        (C, 3, Step.REFUSE, (), True),
        (C, 99, Step.REFUSE, (), True),
        (R, 0, Step.ASK, FEW, True),
        (R, 1, Step.REFUSE, (), True),
        (R, 99, Step.REFUSE, (), True),
    ],
)
def test_patience_by_side_and_hits_before(
    side: Side, before: int, step: Step, choices: tuple[Choice, ...], flagged: bool
) -> None:
    flag = Flag("K7Q2M", side, (Kind.PHONE,), before + 1) if flagged else None
    assert decide(side, before, HIT, "K7Q2M") == Verdict(step, choices, flag)


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("before", [0, 1, 9])
def test_what_holds_no_contact_passes_whatever_was_before(side: Side, before: int) -> None:
    assert decide(side, before, (), "K7Q2M") == Verdict(Step.PASS)


def test_the_owner_hears_each_kind_once_and_no_place_in_the_text() -> None:
    found = (Finding(9, 12, Kind.LINK), Finding(0, 3, Kind.PHONE), Finding(4, 7, Kind.LINK))
    verdict = decide(R, 0, found, "K7Q2M")
    assert verdict.flag == Flag("K7Q2M", R, (Kind.PHONE, Kind.LINK), 1)
