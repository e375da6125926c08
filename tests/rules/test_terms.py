"""The terms of an order: kept as plain values, read back as they were, whatever the shop says since."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.terms import LISTS, Terms, from_json, terms_for, to_json

WORDS = {"remainder": ("bank", "refund")}
NUMBERS = st.integers(0, 10**6)
ANY_TERMS = st.fixed_dictionaries(
    {
        name: st.sampled_from(WORDS[name]) if name in WORDS else st.lists(NUMBERS) if name in LISTS else NUMBERS
        for name in vars(Terms())
    }
).map(from_json)


@given(ANY_TERMS)
def test_terms_are_read_back_as_they_were_kept(terms: Terms) -> None:
    assert from_json(json.loads(json.dumps(to_json(terms)))) == terms


def test_what_an_older_order_does_not_tell_is_as_by_default_and_what_a_later_one_tells_is_left() -> None:
    assert from_json({}) == Terms()
    assert from_json({"greet_s": 60, "not_thought_of_yet": 5}) == Terms(greet_s=60)


def test_lists_are_named_as_such() -> None:
    assert {name for name, value in vars(Terms()).items() if isinstance(value, tuple)} == LISTS


def test_a_service_goes_over_its_topic_and_both_over_the_shop() -> None:
    special: dict[str, dict[str, Any]] = {
        "night": {"slow_reply_s": 0, "warn_aloud": []},
        "chat30": {"slow_reply_s": 60},
    }
    terms = Terms(greet_s=90)
    assert terms_for(terms, special, "night", "chat15") == Terms(greet_s=90, slow_reply_s=0, warn_aloud=())
    assert terms_for(terms, special, "night", "chat30") == Terms(greet_s=90, slow_reply_s=60, warn_aloud=())
    assert terms_for(terms, special, "work", "chat15") == terms


@pytest.mark.parametrize(("minutes", "pauses"), [(15, 2), (60, 2), (119, 2), (120, 3), (240, 5)])
def test_a_long_talk_has_more_pauses(minutes: int, pauses: int) -> None:
    assert Terms().pauses_of_customer(minutes) == pauses
    assert Terms(customer_pauses=0).pauses_of_customer(minutes) == 0


@pytest.mark.parametrize(("minutes", "warned"), [(2, ()), (3, (1,)), (15, (5, 1)), (29, (5, 1)), (30, (10, 5, 1))])
def test_nobody_is_warned_of_most_of_what_they_bought(minutes: int, warned: tuple[int, ...]) -> None:
    assert Terms().warnings(minutes) == warned
