"""Whether a tap on Accept is in time, too early, or not for this representative."""

from dataclasses import replace
from datetime import timedelta

import pytest

from routing.behaviour import Behaviour
from routing.claim import Held, Hold, No, NotYet, Outdone, Yes, may_claim, tap
from routing.decision import admitted, decide, opens_for, without
from routing.decision_text import from_json, to_json
from routing.engine import Policy
from routing.hold import HoldRule
from routing.request import Exclusion
from tests.routing.worlds import FITTING, NOW, ORDER

POOL = [replace(FITTING, rep_id=rep_id, levels={"sleep": level}) for rep_id, level in [(2, 5), (3, 4), (4, 3), (5, 2)]]
DECISION = decide(ORDER, POOL, NOW, Policy(sizes=(1, 2), windows_s=(30, 60)))


@pytest.mark.parametrize(
    ("place", "seconds", "opens"), [(0, 0, None), (1, 29, 30), (1, 30, None), (2, 0, 30), (3, 89, 90), (3, 90, None)]
)
def test_the_card_opens_tier_by_tier(place: int, seconds: int, opens: int | None) -> None:
    answer = may_claim(DECISION, ORDER, POOL[place], NOW + timedelta(seconds=seconds))
    assert answer == (Yes() if opens is None else NotYet(NOW + timedelta(seconds=opens)))


def test_what_has_changed_since_the_ranking_counts() -> None:
    assert may_claim(DECISION, ORDER, replace(POOL[0], open_lines=1), NOW) == No((Exclusion.BUSY,))
    assert may_claim(DECISION, ORDER, replace(POOL[0], released=True), NOW) == No((Exclusion.RELEASED,))


def test_who_comes_on_duty_later_joins_with_the_last_tier() -> None:
    late = replace(FITTING, rep_id=77)
    assert may_claim(DECISION, ORDER, late, NOW) == NotYet(NOW + timedelta(seconds=90))
    assert may_claim(DECISION, ORDER, late, NOW + timedelta(seconds=90)) == Yes()


def test_without_a_ranking_there_is_nothing_to_wait_for() -> None:
    assert may_claim(None, ORDER, FITTING, NOW) == Yes()
    assert may_claim(decide(ORDER, [], NOW, Policy()), ORDER, FITTING, NOW) == Yes()


def test_nobody_takes_their_own_order() -> None:
    assert may_claim(DECISION, ORDER, replace(FITTING, rep_id=ORDER.customer_id), NOW) == No((Exclusion.SAME_PERSON,))


HOLDING = decide(ORDER, POOL, NOW, Policy(sizes=(4,), windows_s=(30,), hold=HoldRule(cap_s=60)))
TAP = NOW + timedelta(seconds=10)


def test_without_a_hold_the_first_tap_has_the_order_at_once() -> None:
    assert tap(DECISION, 5, TAP, Behaviour(), came_at=NOW) == Held(TAP, 0.0, 0.0, None)


def test_the_best_of_all_waits_for_nobody() -> None:
    assert tap(HOLDING, 2, TAP, Behaviour(), came_at=NOW) == Held(TAP, 0.0, 0.0, None)


def test_a_first_tap_opens_a_hold_that_only_better_ones_end_early() -> None:
    first = tap(HOLDING, 5, TAP, Behaviour(), came_at=NOW)
    assert isinstance(first, Held)
    assert TAP < first.settles_at <= TAP + timedelta(seconds=60)
    standing = Hold(TAP, holder=4)
    later = TAP + timedelta(seconds=5)
    assert tap(HOLDING, 5, later, Behaviour(), came_at=NOW, standing=standing) == Outdone(4)
    assert tap(HOLDING, 4, later, Behaviour(), came_at=NOW, standing=standing) == Outdone(4)
    assert tap(HOLDING, 2, later, Behaviour(), came_at=NOW, standing=standing) == Held(later, 0.0, 0.0, 4)


def test_the_hold_counts_from_the_first_tap_of_all() -> None:
    late = TAP + timedelta(seconds=58)
    held = tap(HOLDING, 4, late, Behaviour(), came_at=NOW, standing=Hold(TAP, holder=5))
    assert isinstance(held, Held)
    assert held.settles_at <= TAP + timedelta(seconds=60)


def test_who_comes_later_is_let_in_with_the_last_tier_and_the_others_keep_their_times() -> None:
    newcomer = replace(FITTING, rep_id=77, levels={"sleep": 5}, life_experience=5)
    with pytest.raises(ValueError, match="77"):
        tap(DECISION, 77, TAP, Behaviour(), came_at=NOW)
    late = decide(ORDER, [*POOL, newcomer], TAP, Policy())
    grown = admitted(DECISION, late, 77)
    assert grown.ranked[0].rep_id == 77
    assert opens_for(grown, 77) == NOW + timedelta(seconds=90)
    assert [opens_for(grown, rep.rep_id) for rep in POOL] == [opens_for(DECISION, rep.rep_id) for rep in POOL]
    assert opens_for(grown, 99) == NOW + timedelta(seconds=90)
    assert from_json(to_json(grown)) == grown
    assert admitted(grown, late, 77) is grown
    with pytest.raises(ValueError, match="99"):
        admitted(DECISION, late, 99)


def test_nobody_is_waited_for_who_has_passed() -> None:
    first = tap(HOLDING, 5, TAP, Behaviour(), came_at=NOW)
    assert isinstance(first, Held)
    assert first.settles_at > TAP
    assert tap(without(HOLDING, {2, 3, 4}), 5, TAP, Behaviour(), came_at=NOW) == Held(TAP, 0.0, 0.0, None)
    assert without(HOLDING, ()) == HOLDING
