"""Wishes give way on their own clocks, musts never; a known one may come first; all of it is made again."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.behaviour import Behaviour
from routing.contention import leads
from routing.course import hurried, next_change_s, on_course, patience_s
from routing.decision import Decision, decide_among
from routing.decision_text import WRITTEN_OUT, from_json, to_json
from routing.engine import Policy, rank
from routing.gather import pool_of
from routing.replay import given as read_again
from routing.replay import replay, snapshot
from routing.request import Candidate, Exclusion, Request
from routing.terms import PLAIN, Terms
from routing.whynot import instead
from routing.wishes import Clocks, Wish, asked_at, giving_way, in_the_end, wished
from tests.routing.worlds import FITTING, NOW, ORDER, REQUESTS, pools

POLICY = Policy((2, 2), (30, 30))
BEHAVIOUR = Behaviour()
WOMAN = replace(ORDER, gender="female")


def woman(rep_id: int, level: int = 4) -> Candidate:
    return replace(FITTING, rep_id=rep_id, levels={"sleep": level})


def man(rep_id: int, level: int = 4) -> Candidate:
    return replace(woman(rep_id, level), gender="male")


def decided(order: Request, people: list[Candidate], terms: Terms = PLAIN, policy: Policy = POLICY) -> Decision:
    pool, ties = pool_of(people)
    return decide_among(order, pool, ties, NOW, policy, terms=terms)


def opens(decision: Decision) -> dict[int, float]:
    return dict(zip(decision.ids[decision.rows].tolist(), decision.opens_s.tolist(), strict=True))


def test_each_wish_gives_way_on_its_own_clock_and_a_must_never() -> None:
    order = replace(ORDER, gender="male", experienced=True, language="zh", age="40plus")
    assert wished(order) == set(Wish)
    gives_way = giving_way(order, {Wish.EXPERIENCED}, Clocks())
    assert gives_way == ((60, Wish.AGE), (90, Wish.GENDER))
    assert asked_at(order, gives_way, 59) == order
    assert asked_at(order, gives_way, 60) == replace(order, age=None, wish_age="40plus")
    last = in_the_end(order, gives_way)
    assert (last.gender, last.wish_gender, last.age, last.wish_age, last.experienced, last.language) == (
        None, "male", None, "40plus", True, "zh",
    )  # fmt: skip


def test_time_already_waited_counts_and_a_waived_must_gives_way_at_once() -> None:
    order = replace(ORDER, gender="male", experienced=True)
    assert giving_way(order, (), Clocks(), waited_s=100) == ((0, Wish.GENDER), (20, Wish.EXPERIENCED))
    assert giving_way(order, {Wish.GENDER}, Clocks(), waived={Wish.GENDER}) == (
        (0, Wish.GENDER), (120, Wish.EXPERIENCED),
    )  # fmt: skip
    assert giving_way(order, set(Wish), Clocks(), waited_s=9999) == ()


def test_who_misses_a_wish_comes_in_when_it_gives_way_and_not_before_the_others_had_their_turn() -> None:
    terms = Terms(giving_way(WOMAN, (), Clocks()))
    few = decided(WOMAN, [woman(2), woman(3), woman(4, 3), man(9, 5)], terms)
    assert opens(few) == {2: 0, 3: 0, 4: 30, 9: 90}
    assert few.ranked[few.place_of(9) or 0].rep_id == 9
    many = decided(WOMAN, [*map(woman, range(2, 9)), man(9)], terms, Policy((1, 1), (70, 70)))
    assert opens(many)[9] == 140
    none = decided(WOMAN, [man(8), man(9)], terms)
    assert opens(none) == {8: 90, 9: 90}


def test_a_must_shuts_out_for_good_and_says_so() -> None:
    decision = decided(WOMAN, [woman(2), man(9)], Terms(giving_way(WOMAN, {Wish.GENDER}, Clocks())))
    assert decision.why_not(9) == (Exclusion.GENDER,)
    assert opens(decision) == {2: 0}


def test_whose_clock_is_later_waits_for_the_later() -> None:
    order = replace(WOMAN, experienced=True)
    young = replace(man(9), life_experience=0)
    decision = decided(order, [woman(2), man(8), young], Terms(giving_way(order, (), Clocks())))
    assert opens(decision) == {2: 0, 8: 90, 9: 120}


def test_the_known_one_has_it_alone_at_first_and_the_others_in_their_tiers_after_that() -> None:
    people = [*map(woman, range(2, 8)), man(9)]
    terms = Terms(giving_way(WOMAN, (), Clocks()), known=7, head_start_s=20)
    found = opens(decided(WOMAN, people, terms))
    assert found.pop(7) == 0
    assert sorted(found.values()) == [20, 20, 50, 50, 80, 90]
    away = opens(decided(WOMAN, people, replace(terms, head_start_s=0)))
    assert sorted(away.values()) == [0, 0, 30, 30, 60, 60, 90]


def test_a_composed_first_tier_goes_first_whoever_is_better() -> None:
    people = [woman(2, 5), woman(3, 5), woman(4, 3), woman(5, 3)]
    assert opens(decided(ORDER, people, Terms(lead=(4, 5)))) == {4: 0, 5: 0, 2: 30, 3: 30}


def test_two_orders_of_one_moment_do_not_first_go_to_the_same_people_and_the_older_goes_before() -> None:
    pool, ties = pool_of([woman(2, 5), woman(3, 2)])
    one = rank(ORDER, pool, ties, POLICY, seed=1)
    other = rank(replace(ORDER, customer_id=7), pool, ties, POLICY, seed=2)
    younger, older = leads([one, other], [0.0, 600.0], pool.free, 1)
    assert (pool.ids[younger].tolist(), pool.ids[older].tolist()) == ([3], [2])


TERMS = st.builds(
    Terms,
    gives_way=st.sampled_from(
        [(), ((0.0, Wish.GENDER),), ((60.0, Wish.EXPERIENCED), (90.5, Wish.GENDER)), ((15.0, Wish.EXPERIENCED),)]
    ),
    lead=st.lists(st.integers(1, 99), max_size=3, unique=True).map(tuple),
    known=st.none() | st.integers(1, 99),
    head_start_s=st.sampled_from([0.0, 20.0]),
)


@given(REQUESTS, pools(), TERMS)
def test_on_any_terms_a_decision_reads_back_and_is_made_again_to_the_byte(
    order: Request, people: list[Candidate], terms: Terms
) -> None:
    pool, ties = pool_of(people)
    now = NOW + timedelta(microseconds=7)
    kept = snapshot(order, pool, ties, now, POLICY, terms=terms)
    decision = decide_among(order, pool, ties, now, POLICY, terms=terms)
    text = to_json(decision)
    assert from_json(text) == decision
    assert to_json(from_json(text)) == text
    assert to_json(replay(kept)) == text


@given(REQUESTS, pools(), TERMS)
def test_nobody_is_let_in_before_the_wish_that_they_miss_gives_way(
    order: Request, people: list[Candidate], terms: Terms
) -> None:
    decision = decided(order, people, terms)
    able = {one.rep_id for one in decided(in_the_end(order, terms.gives_way), people).ranked}
    assert {one.rep_id for one in decision.ranked} == able
    for rep_id, seconds in opens(decision).items():
        then = asked_at(order, terms.gives_way, seconds)
        assert rep_id in {one.rep_id for one in decided(then, people).ranked}


def test_packed_columns_keep_what_is_missed() -> None:
    people = [woman(2), *(man(10 + number) for number in range(WRITTEN_OUT + 1))]
    decision = decided(WOMAN, people, Terms(giving_way(WOMAN, (), Clocks())))
    text = to_json(decision)
    assert from_json(text) == decision
    assert to_json(from_json(text)) == text
    assert int(decision.missed.astype(bool).sum()) == WRITTEN_OUT + 1


def test_what_would_have_opened_it_sooner_is_not_said_of_who_waits_for_a_wish() -> None:
    pool, ties = pool_of([woman(2), woman(3), woman(4, 3), man(9, 3)])
    made_of = read_again(snapshot(WOMAN, pool, ties, NOW, POLICY, terms=Terms(giving_way(WOMAN, (), Clocks()))))
    assert instead(made_of, 9) is None
    assert instead(made_of, 4) is not None


# --- the course of the tiers ---

TIERS = decided(ORDER, [woman(2, 5), woman(3, 4), woman(4, 3), woman(5, 2), woman(6, 2)])
"""Two, then two after half a minute, then one."""


def test_the_next_tier_opens_early_and_all_later_ones_as_much_sooner() -> None:
    assert sorted(opens(hurried(TIERS, 10)).values()) == [0, 0, 10, 10, 40]
    assert sorted(opens(on_course(TIERS, [10, 15])).values()) == [0, 0, 10, 10, 15]
    assert hurried(TIERS, 60) == TIERS


def test_a_wish_never_gives_way_before_its_time() -> None:
    decision = decided(WOMAN, [woman(2), woman(3), woman(4, 3), man(9)], Terms(giving_way(WOMAN, (), Clocks())))
    assert opens(hurried(decision, 5)) == {2: 0, 3: 0, 4: 5, 9: 90}
    assert opens(on_course(decision, [5, 6])) == {2: 0, 3: 0, 4: 5, 9: 90}


def test_a_tier_in_which_nobody_is_left_waits_for_nobody() -> None:
    assert next_change_s(TIERS, 7, frozenset({2, 3}), BEHAVIOUR) == 7
    assert next_change_s(TIERS, 7, frozenset(), BEHAVIOUR) == 30
    assert next_change_s(TIERS, 60, frozenset(), BEHAVIOUR) is None


def test_the_next_tier_comes_as_soon_as_an_acceptance_is_less_likely_than_not() -> None:
    alone = frozenset({3})
    at = next_change_s(TIERS, 0, alone, BEHAVIOUR)
    assert at is not None
    assert 10 < at < 30
    assert patience_s(TIERS, at, alone, BEHAVIOUR) == 0
    assert patience_s(TIERS, at - 1, alone, BEHAVIOUR) == 1


@pytest.mark.parametrize(("out", "at"), [(frozenset(), 20.0), (frozenset({2}), 5.0)])
def test_a_head_start_is_kept_as_promised_unless_its_owner_passes(out: frozenset[int], at: float) -> None:
    decision = decided(ORDER, [woman(2), woman(3), woman(4)], Terms(known=2, head_start_s=20))
    assert next_change_s(decision, 5, out, BEHAVIOUR) == at
    assert np.sort(hurried(decision, 5).opens_s).tolist() == [0, 5, 5]
