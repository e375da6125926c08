"""One decision ranks all who can, names why the others cannot, and reads back from its own bytes."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from routing.decision import decide, opens_for
from routing.decision_text import from_json, to_json
from routing.eligible import exclusions
from routing.engine import Policy
from routing.request import Candidate, Exclusion, Request
from tests.routing.worlds import FITTING, NOW, ORDER, REQUESTS, pools

POLICY = Policy()


def newcomers(*ids: int) -> list[Candidate]:
    return [replace(FITTING, rep_id=rep_id) for rep_id in ids]


def test_the_best_come_first_and_the_excluded_have_their_reasons() -> None:
    better, weaker = replace(FITTING, rep_id=3, levels={"sleep": 5}), replace(FITTING, rep_id=4, levels={"sleep": 3})
    away = replace(FITTING, rep_id=5, on_duty=False, gender=None)
    decision = decide(replace(ORDER, gender="female"), [weaker, away, better], NOW, POLICY)
    assert [one.rep_id for one in decision.ranked] == [3, 4]
    assert [(x.rep_id, x.reasons) for x in decision.excluded] == [(5, (Exclusion.OFF_DUTY, Exclusion.GENDER))]
    assert (decision.at, decision.version) == (NOW, POLICY.weights.version)


def test_nobody_at_all_is_a_decision_too() -> None:
    decision = decide(ORDER, [], NOW, POLICY)
    assert (decision.ranked, decision.excluded, decision.tiers) == ((), (), ())
    assert opens_for(decision, 7) is None
    assert from_json(to_json(decision)) == decision


def test_who_was_not_ranked_joins_with_the_last_tier() -> None:
    decision = decide(ORDER, newcomers(*range(2, 7)), NOW, POLICY)
    assert opens_for(decision, decision.ranked[0].rep_id) == NOW
    assert opens_for(decision, 99) == NOW + timedelta(seconds=45)


def test_equals_take_turns_at_being_first() -> None:
    """By lot: whoever joined the shop earlier is not offered everything first."""
    pool = newcomers(*range(2, 12))
    first = {decide(ORDER, pool, NOW + timedelta(minutes=n), POLICY).ranked[0].rep_id for n in range(200)}
    assert first == {rep.rep_id for rep in pool}


@given(REQUESTS, pools(), st.randoms(use_true_random=False))
def test_the_order_in_which_candidates_are_read_decides_nothing(
    order: Request, pool: list[Candidate], chance: Random
) -> None:
    shuffled = chance.sample(pool, len(pool))
    one, other = decide(order, pool, NOW, POLICY), decide(order, shuffled, NOW, POLICY)
    assert (one.ranked, one.tiers) == (other.ranked, other.tiers)


@given(REQUESTS, pools())
def test_everybody_is_either_ranked_or_excluded_and_only_the_ranked_are_offered(
    order: Request, pool: list[Candidate]
) -> None:
    decision = decide(order, pool, NOW, POLICY)
    able = {rep.rep_id for rep in pool if not exclusions(order, rep)}
    assert {one.rep_id for one in decision.ranked} == able
    assert {one.rep_id for one in decision.excluded} == {rep.rep_id for rep in pool} - able
    assert all(x.reasons for x in decision.excluded)
    assert [rep_id for tier in decision.tiers for rep_id in tier.rep_ids] == [one.rep_id for one in decision.ranked]
    totals = [one.score.total for one in decision.ranked]
    assert totals == sorted(totals, reverse=True)


@given(REQUESTS, pools())
def test_a_decision_reads_back_to_the_same_bytes(order: Request, pool: list[Candidate]) -> None:
    decision = decide(order, pool, NOW + timedelta(microseconds=7), POLICY)
    text = to_json(decision)
    assert from_json(text) == decision
    assert to_json(from_json(text)) == text


def test_two_hundred_candidates_are_decided_in_a_blink() -> None:
    pool = newcomers(*range(2, 202))

    def seconds() -> float:
        began = process_time()
        decide(ORDER, pool, NOW, POLICY)
        return process_time() - began

    assert min(seconds() for _ in range(20)) < 0.005


OLDER = (
    '{"at":"2026-11-23T20:00:00+00:00","excluded":[{"reasons":["off_duty","level"],"rep":4}],"ranked":[{"parts":'
    '{"continuity":0.1,"experience":0.05,"level":0.3673,"rating":0.2},"rep":3,"total":0.7173},{"parts":{"continuity":0.0,'
    '"experience":0.05,"level":0.2755,"rating":0.2},"rep":2,"total":0.5255}],"tiers":[{"opens_at":'
    '"2026-11-23T20:00:00+00:00","reps":[3]},{"opens_at":"2026-11-23T20:00:45+00:00","reps":[2]}],"version":"1"}'
)
"""As the first version wrote it: with neither policy nor wishes."""


def test_a_decision_of_the_first_version_still_tells_who_and_why() -> None:
    decision = from_json(OLDER)
    assert [(one.rep_id, one.score.total) for one in decision.ranked] == [(3, 0.7173), (2, 0.5255)]
    assert decision.ranked[0].score.parts["continuity"] == 0.1
    assert decision.why_not(4) == (Exclusion.OFF_DUTY, Exclusion.LEVEL)
    assert opens_for(decision, 2) == NOW + timedelta(seconds=45)
    assert (decision.at, decision.version) == (NOW, "1")
