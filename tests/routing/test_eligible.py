"""Who may take an order, and every reason why somebody may not."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from routing.eligible import exclusions
from routing.request import Candidate, Exclusion, Request
from tests.routing.worlds import FITTING, ORDER, REQUESTS, candidates

X = Exclusion


def test_who_fits_is_excluded_by_nothing() -> None:
    assert exclusions(ORDER, FITTING) == ()


@pytest.mark.parametrize(
    ("order", "rep", "reason"),
    [
        ({"customer_id": 2}, {}, X.SAME_PERSON),
        ({}, {"active": False}, X.NOT_ACTIVE),
        ({}, {"on_duty": False}, X.OFF_DUTY),
        ({}, {"on_shift": False}, X.OFF_SHIFT),
        ({}, {"open_lines": 1}, X.BUSY),
        ({}, {"open_lines": 2, "capacity": 2}, X.BUSY),
        ({}, {"released": True}, X.RELEASED),
        ({"language": "zh"}, {"languages": frozenset({"en"})}, X.LANGUAGE),
        ({"gender": "male"}, {}, X.GENDER),
        ({"gender": "male"}, {"gender": None}, X.GENDER),
        ({"min_level": 5}, {}, X.LEVEL),
        ({"topic": "grief"}, {}, X.LEVEL),
        ({"min_experience": 4}, {}, X.EXPERIENCE),
        ({"experienced": True}, {"life_experience": 2}, X.EXPERIENCE),
        ({}, {"resting": True}, X.RESTING),
        ({"session_s": 3600}, {"shift_left_s": 3599}, X.SHIFT_ENDS),
        ({}, {"declined": True}, X.DECLINED),
        ({}, {"blocked": True}, X.BLOCKED),
        ({"certified": True}, {}, X.UNCERTIFIED),
        ({"certified": True}, {"certificates": frozenset({"grief"})}, X.UNCERTIFIED),
        ({"ages": frozenset({"40plus"})}, {"age": "20s"}, X.AGE),
        ({"ages": frozenset({"40plus"})}, {}, X.AGE),
    ],
)
def test_each_reason_stands_alone(order: dict[str, Any], rep: dict[str, Any], reason: Exclusion) -> None:
    assert exclusions(replace(ORDER, **order), replace(FITTING, **rep)) == (reason,)


@pytest.mark.parametrize(
    ("order", "rep"),
    [
        ({"language": "zh"}, {}),
        ({"gender": "female"}, {}),
        ({"gender": None}, {"gender": None}),
        ({"min_level": 4}, {}),
        ({"min_experience": 3}, {}),
        ({"experienced": True}, {}),
        ({}, {"open_lines": 1, "capacity": 2}),
        ({"session_s": 3600}, {"shift_left_s": 3600}),
        ({"session_s": 3600}, {}),
        ({"certified": True}, {"certificates": frozenset({"sleep"})}),
        ({"ages": frozenset({"30s", "40plus"})}, {"age": "40plus"}),
        ({"wish_gender": "male"}, {}),
    ],
)
def test_what_is_just_enough_is_enough(order: dict[str, Any], rep: dict[str, Any]) -> None:
    assert exclusions(replace(ORDER, **order), replace(FITTING, **rep)) == ()


def test_all_reasons_are_given_at_once() -> None:
    wants = {"min_experience": 5, "gender": "male", "language": "fr", "session_s": 1800, "certified": True}
    order = Request(customer_id=2, topic="grief", ages=frozenset({"20s"}), **wants)  # type: ignore[arg-type] # a table
    away = replace(FITTING, active=False, on_duty=False, on_shift=False, open_lines=9, released=True)
    rep = replace(away, resting=True, declined=True, blocked=True, shift_left_s=60)
    assert exclusions(order, rep) == tuple(Exclusion)


@given(REQUESTS, candidates())
def test_nobody_passes_who_lacks_anything(order: Request, rep: Candidate) -> None:
    if exclusions(order, rep):
        return
    assert rep.rep_id != order.customer_id
    assert rep.active
    assert rep.on_duty
    assert rep.on_shift
    assert not rep.released
    assert rep.open_lines < rep.capacity
    assert order.language is None or order.language in rep.languages
    assert order.gender in (None, rep.gender)
    assert rep.levels[order.topic] >= order.min_level
    assert rep.life_experience >= order.min_experience
