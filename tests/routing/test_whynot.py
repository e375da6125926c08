"""What would have changed a decision is enough, needed to the last piece, and never made up."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.engine import Policy
from routing.gather import pool_of
from routing.replay import Given, snapshot
from routing.replay import given as read_again
from routing.request import Candidate, Exclusion, Request
from routing.whynot import REMEDIES, Change, Instead, instead
from tests.routing.worlds import FITTING, NOW, ORDER, REQUESTS, pools

POLICY = Policy((1, 2), (30, 30))
NOBODYS = {
    Exclusion.SAME_PERSON,
    Exclusion.RELEASED,
    Exclusion.GENDER,
    Exclusion.DECLINED,
    Exclusion.BLOCKED,
    Exclusion.AGE,
}
"""What a customer asked for, or what lies between two people."""


def facts(order: Request, people: list[Candidate]) -> Given:
    pool, ties = pool_of(people)
    return read_again(snapshot(order, pool, ties, NOW, POLICY))


def team(*levels: int) -> list[Candidate]:
    return [replace(FITTING, rep_id=number + 10, levels={"sleep": level}) for number, level in enumerate(levels)]


THEM = replace(FITTING, rep_id=2)

ALONE: list[tuple[dict[str, object], dict[str, object], Change]] = [
    ({}, {"levels": {"sleep": 1}}, Change(Exclusion.LEVEL, 1, 2)),
    ({}, {"levels": {}}, Change(Exclusion.LEVEL, 0, 2)),
    ({"min_experience": 5}, {}, Change(Exclusion.EXPERIENCE, 3, 5)),
    ({"experienced": True}, {"life_experience": 1}, Change(Exclusion.EXPERIENCE, 1, 3)),
    ({}, {"on_duty": False}, Change(Exclusion.OFF_DUTY)),
    ({}, {"on_shift": False}, Change(Exclusion.OFF_SHIFT)),
    ({}, {"active": False}, Change(Exclusion.NOT_ACTIVE)),
    ({}, {"open_lines": 1}, Change(Exclusion.BUSY)),
    ({}, {"resting": True}, Change(Exclusion.RESTING)),
    ({"language": "fr"}, {}, Change(Exclusion.LANGUAGE)),
    ({"language": "en"}, {"languages": frozenset({"zh"})}, Change(Exclusion.LANGUAGE)),
    ({"session_s": 1800}, {"shift_left_s": 600}, Change(Exclusion.SHIFT_ENDS, needed=1800)),
    ({"certified": True}, {}, Change(Exclusion.UNCERTIFIED)),
]


@pytest.mark.parametrize(("asked", "them", "change"), ALONE, ids=str)
def test_one_reason_has_one_change(asked: dict[str, object], them: dict[str, object], change: Change) -> None:
    order = replace(ORDER, **asked)  # type: ignore[arg-type] # a table
    person = replace(THEM, **them)  # type: ignore[arg-type] # likewise
    assert instead(facts(order, [person]), 2) == Instead((change,), 0, 0.0)


@pytest.mark.parametrize(
    ("asked", "them"),
    [
        ({"customer_id": 2}, {}),
        ({"gender": "male"}, {}),
        ({"ages": frozenset({"forties"})}, {}),
        ({}, {"released": True}),
        ({}, {"declined": True}),
        ({}, {"blocked": True}),
        ({"gender": "male"}, {"on_duty": False}),
    ],
)
def test_what_is_nobodys_to_change_is_not_held_out(asked: dict[str, object], them: dict[str, object]) -> None:
    order = replace(ORDER, **asked)  # type: ignore[arg-type] # a table
    assert instead(facts(order, [replace(THEM, **them)]), 2) is None  # type: ignore[arg-type] # likewise


def test_every_reason_is_either_met_or_nobodys() -> None:
    assert set(REMEDIES) | NOBODYS == set(Exclusion)
    assert not set(REMEDIES) & NOBODYS


def test_all_changes_together_tell_the_place_and_when_the_card_would_have_opened() -> None:
    person = replace(THEM, on_duty=False, levels={"sleep": 1})
    found = instead(facts(ORDER, [person, *team(5, 4, 3)]), 2)
    assert found == Instead((Change(Exclusion.OFF_DUTY), Change(Exclusion.LEVEL, 1, 2)), 3, 60.0)


def test_who_had_to_wait_hears_the_least_level_that_opens_the_card_at_once() -> None:
    for best in (3, 4):
        given_facts = facts(ORDER, [replace(THEM, levels={"sleep": 2}, life_experience=2), *team(best)])
        assert instead(given_facts, 2) == Instead((Change(Exclusion.LEVEL, 2, best + 1),), 0, 0.0)


def test_or_else_the_least_life_experience() -> None:
    order = replace(ORDER, experience_weight=60)
    best = replace(FITTING, rep_id=9, levels={"sleep": 5}, life_experience=4)
    them = replace(FITTING, rep_id=2, levels={"sleep": 5}, life_experience=2, rating_sum=1, rating_count=1)
    assert instead(facts(order, [best, them]), 2) == Instead((Change(Exclusion.EXPERIENCE, 2, 5),), 0, 0.0)
    assert instead(facts(order, [replace(best, life_experience=5), them]), 2) is None


def test_who_had_the_card_at_once_needs_nothing_and_who_was_not_there_is_unknown() -> None:
    given_facts = facts(ORDER, team(5, 4))
    assert instead(given_facts, 10) is None
    for nobody in (2, 99):
        with pytest.raises(ValueError, match="was not there"):
            instead(given_facts, nobody)


def test_the_facts_themselves_stay_as_they_were() -> None:
    people = [replace(THEM, on_duty=False, open_lines=1, levels={"sleep": 1}, life_experience=0), *team(5, 4)]
    order = replace(ORDER, experienced=True, language="fr", certified=True, session_s=60)
    given_facts, before = facts(order, people), facts(order, people).decide()
    for person in people:
        instead(given_facts, person.rep_id)
    assert given_facts.decide() == before


@given(REQUESTS, pools(), st.data())
def test_the_changes_are_enough_and_each_of_them_is_needed(
    order: Request, people: list[Candidate], data: st.DataObject
) -> None:
    if not people:
        return
    given_facts = facts(order, people)
    rep_id = data.draw(st.sampled_from(people)).rep_id
    decision = given_facts.decide()
    reasons, found = decision.why_not(rep_id), instead(given_facts, rep_id)
    assert reasons is not None
    if not reasons:
        place = decision.place_of(rep_id)
        assert place is not None
        assert found is None or (decision.opens_s[place] > found.opens_s == 0.0)
        return
    assert (found is None) == bool(set(reasons) & NOBODYS)
    if found is None:
        return
    assert tuple(change.reason for change in found.changes) == reasons
    row = int(given_facts.pool.positions([rep_id])[0])
    for left_out in reasons:
        pool = given_facts.pool
        for reason in reasons:
            if reason is not left_out:
                remedied = REMEDIES[reason](order, pool, row)
                assert remedied is not None
                pool = remedied[0]
        assert replace(given_facts, pool=pool).decide().why_not(rep_id) == (left_out,)


def test_a_shop_of_more_tongues_than_bits_says_nothing_of_another() -> None:
    tongues = frozenset(f"l{number:02}" for number in range(32))
    person = replace(THEM, languages=tongues)
    assert instead(facts(replace(ORDER, language="fr"), [person]), 2) is None
