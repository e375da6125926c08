"""Whether a tap on Accept is in time, too early, or not for this representative."""

from dataclasses import replace
from datetime import timedelta

import pytest

from routing.claim import No, NotYet, Yes, may_claim
from routing.decision import decide
from routing.engine import Policy
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
