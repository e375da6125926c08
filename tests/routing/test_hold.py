"""A hold goes on while somebody better is likely enough to tap, and not a step longer."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.behaviour import Behaviour, gave_up, tapped, willing
from routing.hold import HoldRule, Rivals, gains, settle

RULE = HoldRule(cap_s=60)
USUAL = Behaviour()


def seconds(
    rule: HoldRule, better_by: list[float], open_s: list[float], *, behaviour: Behaviour = USUAL, held_s: float = 0.0
) -> int:
    rivals = Rivals(np.array(better_by), np.array(open_s))
    return settle(rule, behaviour, rivals, value=0.7, waited_s=20.0, held_s=held_s).settle_in_s


def test_without_a_hold_the_first_tap_wins() -> None:
    assert seconds(HoldRule(), [0.5], [10.0]) == 0


def test_nobody_waits_for_nobody() -> None:
    assert seconds(RULE, [], []) == 0


def test_much_better_ones_are_worth_the_whole_hold_and_hardly_better_ones_none_of_it() -> None:
    assert seconds(RULE, [0.5, 0.4], [5.0, 5.0]) == 60
    assert seconds(RULE, [0.0001], [5.0]) == 0


def test_who_has_been_silent_for_long_is_no_longer_waited_for() -> None:
    assert seconds(RULE, [0.1], [5.0]) > seconds(RULE, [0.1], [400.0]) == 0


def test_a_card_that_opens_only_later_is_waited_for_too() -> None:
    """Nothing can happen in the first steps; the rule looks further ahead."""
    assert seconds(RULE, [0.5], [-10.0]) == 60


def test_a_fixed_hold_waits_whoever_may_come() -> None:
    fixed = HoldRule(cap_s=20, fixed=True)
    assert (seconds(fixed, [], []), seconds(fixed, [0.1], [5.0], held_s=8.0)) == (20, 12)


def test_what_is_left_of_the_hold_is_all_there_is() -> None:
    assert seconds(RULE, [0.5], [5.0], held_s=30.0) == 30
    assert seconds(RULE, [0.5], [5.0], held_s=58.0) == 2
    assert seconds(RULE, [0.5], [5.0], held_s=75.0) == 0


def test_a_promise_ends_the_hold_before_it_would_be_broken() -> None:
    """Twenty seconds have gone by; the promise is a minute."""
    kept = replace(RULE, promise=1.0, cap_s=300)
    assert seconds(replace(RULE, cap_s=300), [0.3, 0.3], [5.0, 5.0]) > 40
    assert 0 <= seconds(kept, [0.3, 0.3], [5.0, 5.0]) < 40


def test_the_verdict_shows_what_was_weighed() -> None:
    rivals = Rivals(np.array([0.05]), np.array([20.0]))
    verdict = settle(replace(RULE, cost=0.001, cap_s=300), USUAL, rivals, value=0.7, waited_s=20.0, held_s=0.0)
    assert 0 < verdict.gain <= verdict.price


def test_the_gain_by_hand_of_two_who_have_been_silent_so_far() -> None:
    """The better of two who tap counts, and silence makes everybody less likely to be willing."""
    rule = HoldRule(cap_s=60, ahead=(1,))
    before, after = tapped(USUAL, np.array([30.0, 35.0])).tolist()
    taps = (after - before) / (1 - before)
    got = gains(rule, USUAL, Rivals(np.array([0.3, 0.1]), np.array([30.0, 30.0])), steps=1)
    assert got.tolist() == [[pytest.approx(0.3 * taps + (1 - taps) * 0.1 * taps)]]


def test_who_fits_better_is_likelier_to_tap_and_is_waited_for_longer() -> None:
    """Half a fit is as willing as anybody; each point of fit draws `drawn` more."""
    assert willing(USUAL, np.array([0.5, 1.0])).tolist() == pytest.approx([0.55, 0.65])
    assert willing(USUAL, np.array([-9.0, 9.0])).tolist() == [0.01, 0.99]
    rule, by = HoldRule(cap_s=300, step_s=1), np.array([0.02])
    ends = [
        settle(rule, USUAL, Rivals(by, np.array([5.0]), fits), value=0.7, waited_s=20.0, held_s=0.0).settle_in_s
        for fits in (np.array([0.1]), None, np.array([1.0]))
    ]
    assert ends == sorted(ends)
    assert ends[0] < ends[2]


AMOUNTS = st.floats(0.001, 1.0)


@given(st.lists(st.tuples(AMOUNTS, st.floats(-60, 300)), max_size=6), st.floats(0, 0.01), st.floats(0, 0.01))
def test_dearer_waiting_never_makes_a_hold_longer(rivals: list[tuple[float, float]], one: float, other: float) -> None:
    better, opened = [by for by, _ in rivals], [since for _, since in rivals]
    cheap, dear = sorted((one, other))
    assert seconds(replace(RULE, cost=dear), better, opened) <= seconds(replace(RULE, cost=cheap), better, opened)


@given(st.lists(st.tuples(AMOUNTS, st.floats(-60, 300)), min_size=1, max_size=6), st.integers(0, 5))
def test_somebody_more_to_wait_for_never_makes_it_shorter(rivals: list[tuple[float, float]], left_out: int) -> None:
    rivals = sorted(rivals, reverse=True)
    fewer = [one for place, one in enumerate(rivals) if place != left_out % len(rivals)]
    everybody, rest = ([list(column) for column in zip(*some, strict=True)] or [[], []] for some in (rivals, fewer))
    assert seconds(RULE, everybody[0], everybody[1]) >= seconds(RULE, rest[0], rest[1])


@given(st.lists(st.tuples(AMOUNTS, st.floats(-60, 300)), max_size=6), st.floats(0, 100))
def test_a_hold_ends_by_its_cap(rivals: list[tuple[float, float]], held_s: float) -> None:
    got = seconds(RULE, [by for by, _ in rivals], [since for _, since in rivals], held_s=held_s)
    assert 0 <= got <= max(0, RULE.cap_s - held_s)


def test_nobody_taps_before_the_offer_and_half_of_the_willing_by_the_median() -> None:
    likely = tapped(USUAL, np.array([-5.0, 0.0, 45.0, 1e9])).tolist()
    assert likely[:2] == [0.0, 0.0]
    assert likely[2] == pytest.approx(USUAL.accept / 2)
    assert likely[3] <= USUAL.accept
    assert gave_up(USUAL, np.array([540.0])).tolist() == pytest.approx([0.5])


def test_patience_only_runs_out() -> None:
    gone = gave_up(USUAL, np.arange(0.0, 4000.0, 7.0)).tolist()
    assert all(one <= after for one, after in pairwise(gone))
