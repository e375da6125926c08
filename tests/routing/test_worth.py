"""Whom others will need, and who has had less than their share."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from routing.behaviour import Behaviour
from routing.fairness import MOST_ABOVE, deficits
from routing.scarcity import CROWD, scarcity

SURE = Behaviour(accept=1.0)
RATES = np.array([1.0, 1.0])
HOUR = np.full(2, 3600.0)
ONE_LINE = np.ones(2, dtype=np.int8)


def test_the_only_specialist_is_scarce_and_a_stand_in_is_not() -> None:
    fits = np.array([[0.9, 0.3], [0.5, 0.5]])
    specialist, stand_in = scarcity(fits, ONE_LINE, np.array([1.0, 0.0]), SURE, HOUR).tolist()
    assert specialist > 0.3
    assert stand_in == pytest.approx(0.0)


def test_two_alike_stand_in_for_each_other() -> None:
    assert scarcity(np.array([[0.9, 0.9]]), ONE_LINE, np.array([1.0]), SURE, HOUR).tolist() == pytest.approx([0, 0])


def test_who_has_room_for_another_talk_is_not_used_up() -> None:
    room = np.array([2, 1], dtype=np.int8)
    assert scarcity(np.array([[0.9, 0.3]]), room, np.array([1.0]), SURE, HOUR)[0] == 0


def test_nobody_is_worth_more_than_one_talk_however_many_orders_come() -> None:
    fits = np.array([[0.9, 0.3], [0.8, 0.2]])
    many = scarcity(fits, ONE_LINE, RATES * 1000, Behaviour(), HOUR)
    assert float(many.max()) <= 0.9


def test_nobody_is_scarce_in_a_crowd_or_alone_in_the_dark() -> None:
    n = CROWD + 1
    assert not scarcity(np.ones((1, n)), np.ones(n, dtype=np.int8), np.ones(1), SURE, np.full(n, 3600.0)).any()
    assert len(scarcity(np.zeros((2, 0)), np.zeros(0, dtype=np.int8), RATES, SURE, np.zeros(0))) == 0


def test_more_orders_to_come_make_everybody_scarcer() -> None:
    fits = np.array([[0.9, 0.6], [0.2, 0.7]])
    few, many = (scarcity(fits, ONE_LINE, RATES * times, Behaviour(), HOUR) for times in (0.5, 2.0))
    assert (many >= few).all()
    assert many.sum() > few.sum()


def test_who_has_had_nothing_comes_before_who_has_had_much() -> None:
    poor, rich = deficits(np.array([0.0, 10.0]), np.array([40.0, 40.0])).tolist()
    assert poor > 0.5
    assert rich == -MOST_ABOVE


def test_equal_shares_of_unequal_hours_are_fair() -> None:
    assert deficits(np.array([2.0, 4.0]), np.array([20.0, 40.0])).tolist() == pytest.approx([0.0, 0.0])


def test_a_newcomer_begins_level_and_nobody_is_behind_before_there_was_work() -> None:
    assert abs(deficits(np.array([8.0, 0.0]), np.array([40.0, 0.0]))[1]) < 1e-9
    assert not deficits(np.zeros(3), np.zeros(3)).any()
    assert not deficits(np.zeros(3), np.ones(3)).any()


MONEY, HOURS = st.floats(0, 100, allow_subnormal=False), st.floats(0, 200)


@given(st.lists(st.tuples(MONEY, HOURS), min_size=1, max_size=8), st.floats(0.5, 20))
@example([(1.0, 2.2250738585e-313)], 1.0)
def test_deficits_are_bounded_and_know_no_currency(rows: list[tuple[float, float]], unit: float) -> None:
    earned, hours = np.array([e for e, _ in rows]), np.array([h for _, h in rows])
    found = deficits(earned, hours)
    assert ((found >= -MOST_ABOVE) & (found <= 1)).all()
    assert deficits(earned * unit, hours) == pytest.approx(found)
