"""On columns: several orders at once, wishes that give way, what is expected, gaps, and the same again to the byte."""

from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.behaviour import Behaviour, tapped
from routing.contention import leads, led
from routing.coverage import Asked, Gap, away, gaps
from routing.decision import decide, decide_among
from routing.decision_text import WRITTEN_OUT, from_json, to_json
from routing.eligible import exclusions, masks
from routing.engine import Outlook, Policy, better, rank
from routing.eta import FEWEST, Calibration, band, calibrate, eta, expected_s, more_to_wait, still
from routing.gather import pool_of
from routing.hold import HoldRule
from routing.pool import NO_TIES
from routing.replay import replay, snapshot
from routing.request import Candidate, Exclusion, Request, reasons_of
from routing.score import Weights
from tests.routing.worlds import FITTING, NOW, ORDER, REQUESTS, pools

PLAIN = Policy()


def team(*levels: int) -> list[Candidate]:
    return [replace(FITTING, rep_id=number + 2, levels={"sleep": level}) for number, level in enumerate(levels)]


@given(REQUESTS, pools())
def test_a_pool_and_its_members_agree_on_who_is_out_and_why(order: Request, people: list[Candidate]) -> None:
    pool, ties = pool_of(people)
    one_by_one = {rep.rep_id: exclusions(order, rep) for rep in people}
    together = dict(zip(pool.ids.tolist(), map(reasons_of, masks(order, pool, ties).tolist()), strict=True))
    assert together == one_by_one
    decision = decide(order, people, NOW, PLAIN)
    assert {rep_id: decision.why_not(rep_id) for rep_id in one_by_one} == one_by_one
    assert sum(decision.counts().values()) == sum(len(reasons) for reasons in one_by_one.values())


def test_a_decision_remembers_the_moment_though_people_come_and_go() -> None:
    pool, ties = pool_of(team(4, 3))
    decision = decide_among(ORDER, pool, ties, NOW, PLAIN)
    pool.stands(0, 1 << 3)
    assert decision.why_not(2) == ()
    assert decision.excluded == ()
    assert decision.why_not(99) is None


MOVES = st.lists(st.tuples(st.integers(0, 11), st.sampled_from([0, 1, 8])), max_size=8)


@given(st.lists(MOVES, max_size=6), st.sampled_from([1, 99]))
def test_who_is_ready_is_kept_up_to_date_and_records_keep_their_moment(
    moves: list[list[tuple[int, int]]], kept_from: int
) -> None:
    """However few or many there are, and whoever has been asked or told of the pool in between."""
    pool, _ = pool_of(team(*[3] * 12))
    stood, records = [0] * 12, []
    with patch("routing.pool.KEPT_FROM", kept_from):
        for some in moves:
            for row, reasons in some:
                pool.stands(row, reasons)
                stood[row] = reasons
            assert pool.ready().tolist() == [row for row in range(12) if not stood[row]]
            records.append((pool.as_it_stands(), list(stood)))
        for record, then in records:
            assert record.standing.tolist() == then
            assert record.ready().tolist() == [row for row in range(12) if not then[row]]
    with pytest.raises(ValueError, match="read-only"):
        pool.standing[0] = 1


def test_a_large_shops_decision_is_packed_and_says_the_same() -> None:
    decision = decide(ORDER, team(*(number % 6 for number in range(WRITTEN_OUT + 5))), NOW, PLAIN)
    text = to_json(decision)
    again = from_json(text)
    assert again == decision
    assert to_json(again) == text
    assert again.ranked[:3] == decision.ranked[:3]
    assert again.why_not(2) == decision.why_not(2) == (Exclusion.LEVEL,)


def test_whoever_is_needed_elsewhere_comes_later() -> None:
    people = [
        replace(FITTING, rep_id=2, levels={"sleep": 4, "grief": 5}),
        replace(FITTING, rep_id=3, levels={"sleep": 4, "grief": 0}),
    ]
    pool, ties = pool_of(people)
    outlook = Outlook(np.array([[0.9, 0.1]]), np.array([2.0]), 3600.0, Behaviour())
    careful = Policy(weights=Weights(scarcity=60))
    first = {int(pool.ids[rank(ORDER, pool, ties, careful, seed=seed, outlook=outlook).rows[0]]) for seed in range(30)}
    assert first == {3}
    assert {int(pool.ids[rank(ORDER, pool, ties, careful, seed=seed).rows[0]]) for seed in range(30)} == {2, 3}


def test_only_who_is_better_by_the_margin_may_overtake() -> None:
    pool, ties = pool_of(team(5, 4, 3, 3))
    ranking = rank(ORDER, pool, ties, PLAIN, seed=1)
    assert better(ranking, 3, HoldRule()).tolist() == [0, 1]  # equals do not
    assert better(ranking, 3, HoldRule(margin=0.15)).tolist() == [0]
    assert better(ranking, 0, HoldRule()).tolist() == []


def test_two_orders_at_once_are_not_first_shown_to_the_same_person() -> None:
    """Both suit the first best; one of them is nearly as well off with the second, who is no good for the other."""
    people = [
        replace(FITTING, rep_id=2, levels={"sleep": 5, "grief": 5}),
        replace(FITTING, rep_id=3, levels={"sleep": 4}),
    ]
    pool, ties = pool_of(people)
    both = [rank(replace(ORDER, topic=topic), pool, ties, PLAIN, seed=1) for topic in ("sleep", "grief")]
    first = leads(both, [0.0, 0.0], pool.free, 1)
    assert [pool.ids[rows].tolist() for rows in first] == [[3], [2]]
    assert led(both[0], first[0], Policy((1, 1), (30, 30))).opens_s.tolist() == [30.0, 0.0]
    assert led(both[0], first[0][:0], PLAIN) == both[0]


def test_an_order_that_has_waited_long_goes_first() -> None:
    pool, ties = pool_of(team(5))
    young, old = (rank(replace(ORDER, topic="sleep", customer_id=who), pool, ties, PLAIN, seed=1) for who in (8, 9))
    assert [len(rows) for rows in leads([young, old], [0.0, 30.0], pool.free, 3)] == [0, 1]
    assert [len(rows) for rows in leads([young, old], [30.0, 0.0], pool.free, 3)] == [1, 0]


@given(st.lists(st.integers(2, 5), min_size=1, max_size=7), st.integers(1, 4), st.integers(1, 3))
def test_nobody_leads_more_than_they_have_room_for(levels: list[int], orders: int, size: int) -> None:
    pool, ties = pool_of([replace(rep, capacity=1 + rep.rep_id % 2) for rep in team(*levels)])
    rankings = [rank(ORDER, pool, ties, PLAIN, seed=number) for number in range(orders)]
    first = leads(rankings, [0.0] * orders, pool.free, size)
    times = np.bincount(np.concatenate(first), minlength=len(levels))
    assert (times <= pool.free).all()
    assert all(len(set(rows.tolist())) == len(rows) <= size for rows in first)
    assert sum(map(len, first)) > 0


def test_the_more_people_the_shorter_the_wait_that_is_expected() -> None:
    few, many = (expected_s(np.zeros(count), Behaviour()) for count in (2, 12))
    later = expected_s(np.full(12, 60.0), Behaviour())
    assert many < few
    assert later == many + 60
    assert expected_s(np.zeros(0), Behaviour()) == 3600


def test_an_interval_holds_eight_of_ten_of_what_comes_after() -> None:
    rng = np.random.default_rng(7)

    def night(count: int) -> list[tuple[int, float, float]]:
        people = rng.integers(1, 15, count).tolist()
        expected = [expected_s(np.zeros(able), Behaviour()) for able in people]
        took = rng.lognormal(np.log(expected), 0.6).tolist()
        return list(zip(people, expected, took, strict=True))

    learned = calibrate(night(2000))
    inside = []
    for able, _, took in night(2000):
        told = eta(np.zeros(able), Behaviour(), learned)
        assert told is not None
        assert told.low_s <= told.median_s <= told.high_s
        inside.append(told.low_s <= took <= told.high_s)
    assert 0.77 <= np.mean(inside) <= 0.83


def test_without_anybody_or_any_past_there_is_no_estimate() -> None:
    assert eta(np.zeros(0), Behaviour(), calibrate([(4, 20.0, 30.0)] * FEWEST)) is None
    assert eta(np.zeros(4), Behaviour(), Calibration()) is None


def test_people_at_one_moment_are_expected_as_if_each_were_looked_at_alone() -> None:
    opens = np.array([0.0, 0.0, 45.0, 45.0, 45.0, 90.0])
    at = np.arange(0, 3600, 5.0)
    nobody = np.prod([1 - tapped(Behaviour(), at - opened) for opened in opens], axis=0)
    assert expected_s(opens, Behaviour()) == at[np.flatnonzero(nobody <= 0.5)[0]]


PAST = st.lists(st.tuples(st.integers(1, 15), st.floats(1, 3600), st.floats(0, 4000)), max_size=60)


@given(PAST, st.integers(0, 14), st.floats(0, 4000))
def test_what_is_left_of_a_wait_is_an_interval_of_no_less_than_nothing(
    past: list[tuple[int, float, float]], able: int, waited_s: float
) -> None:
    told = more_to_wait(np.zeros(able), Behaviour(), past, waited_s)
    comparable = still(past, expected_s(np.zeros(able), Behaviour()), waited_s)
    if told is None:
        assert able == 0 or len(comparable) < FEWEST or band(able) not in {band(other) for other, _, _ in comparable}
    else:
        assert 0 <= told.low_s <= told.median_s <= told.high_s


def test_who_has_waited_is_compared_with_those_who_had_waited_as_long() -> None:
    past = [(4, 25.0, took) for took in (10.0, 30.0, 70.0)]
    assert still(past, 25.0, 0.0) == past
    assert still(past, 25.0, 40.0) == [(4, 25.0, 30.0)]
    assert still(past, 100.0, 40.0) == [(4, 25.0, 10.0), (4, 25.0, 50.0)]  # four times the expectation, half as late
    with pytest.raises(ValueError, match="less than no time"):
        still(past, 25.0, -1.0)


def test_an_interval_for_who_has_waited_holds_eight_of_ten_of_those_who_wait_on() -> None:
    rng = np.random.default_rng(7)

    def night(count: int) -> list[tuple[int, float, float]]:
        people = rng.integers(3, 6, count).tolist()
        expected = [expected_s(np.zeros(able), Behaviour()) for able in people]
        took = rng.lognormal(np.log(expected), 0.6).tolist()
        return list(zip(people, expected, took, strict=True))

    past, waited_s = night(1000), 40.0
    inside = []
    for able, _, took in night(1000):
        told = more_to_wait(np.zeros(able), Behaviour(), past, waited_s)
        assert told is not None
        if took > waited_s:
            inside.append(told.low_s <= took - waited_s <= told.high_s)
    assert len(inside) > 100
    assert 0.74 <= np.mean(inside) <= 0.86


def test_too_little_past_is_none() -> None:
    past = [(4, 20.0, 30.0)] * FEWEST
    assert more_to_wait(np.zeros(4), Behaviour(), past) is not None
    assert more_to_wait(np.zeros(4), Behaviour(), past[1:]) is None
    assert more_to_wait(np.zeros(0), Behaviour(), past) is None


@pytest.mark.parametrize(
    ("them", "count"),
    [
        ({}, 0),
        ({"on_duty": False}, 1),
        ({"on_duty": False, "on_shift": False, "open_lines": 1, "resting": True, "shift_left_s": 0}, 1),
        ({"on_duty": False, "levels": {}}, 0),
        ({"active": False}, 0),
        ({"levels": {}}, 0),
    ],
)
def test_away_are_those_whom_another_hour_would_have_found_ready(them: dict[str, object], count: int) -> None:
    order = replace(ORDER, session_s=60)
    assert away(decide(order, [replace(FITTING, **them)], NOW, PLAIN)) == count  # type: ignore[arg-type] # a table


def test_gaps_name_hour_topic_and_wish_the_most_missed_first() -> None:
    night = [Asked(3, "grief", "female", 0, 0)] * 2 + [Asked(3, "grief", "female", 4, 0), Asked(9, "study", "", 0, 0)]
    assert gaps([*night, Asked(20, "casual", "", 7, 7)]) == [
        Gap(3, "grief", "female", orders=3, unserveable=2, unmet=1),
        Gap(9, "study", "", orders=1, unserveable=1),
    ]


@given(REQUESTS, pools(), st.booleans())
def test_a_decision_is_made_again_to_the_byte(order: Request, people: list[Candidate], foresees: bool) -> None:
    pool, ties = pool_of(people)
    now = NOW + timedelta(microseconds=11)
    behaviour = Behaviour(rates={"sleep": (0.5,) * 24})
    fits = np.linspace(0, 1, 2 * len(people)).reshape(2, -1)
    outlook = Outlook(fits, np.array([1.0, 2.0]), 1800.0, behaviour) if foresees else None
    policy = Policy((2, 2), (30, 30), Weights(scarcity=50, fairness=20), HoldRule(60, promise=0.1))
    kept = snapshot(order, pool, ties, now, policy, outlook=outlook)
    first = to_json(decide_among(order, pool, ties, now, policy, outlook=outlook))
    for row in range(len(people)):
        pool.stands(row, 1)
    assert to_json(replay(kept)) == first


def test_what_was_foreseen_is_kept_for_the_replay() -> None:
    pool, ties = pool_of(team(5, 4))
    outlook = Outlook(np.array([[0.9, 0.2]]), np.array([2.0]), 1800.0, Behaviour(rates={"sleep": (0.5,) * 24}))
    careful = Policy(weights=Weights(scarcity=60))
    first = decide_among(ORDER, pool, ties, NOW, careful, outlook=outlook)
    assert first.ranked[0].score.parts["scarcity"] < 0
    assert replay(snapshot(ORDER, pool, ties, NOW, careful, outlook=outlook)) == first


def test_a_pool_of_nobody_decides_too() -> None:
    pool, ties = pool_of([])
    assert ties == NO_TIES
    assert len(rank(ORDER, pool, ties, PLAIN, seed=1).rows) == 0
    assert replay(snapshot(ORDER, pool, ties, NOW, PLAIN)).ranked == ()


@pytest.mark.parametrize("wish", [{"style": "listen"}, {"wish_gender": "male"}])
def test_a_soft_wish_moves_ahead_who_meets_it_and_shuts_nobody_out(wish: dict[str, str]) -> None:
    meets = replace(FITTING, rep_id=8, gender="male", styles=frozenset({"listen"}))
    decision = decide(replace(ORDER, **wish), [*team(4, 4), meets], NOW, PLAIN)  # type: ignore[arg-type] # a table
    assert decision.ranked[0].rep_id == 8
    assert len(decision.ranked) == 3
