"""Better fitting representatives score higher, for reasons that can be shown."""

from dataclasses import replace
from math import isclose

import pytest
from hypothesis import given

from routing.ratings import PRIOR_RATING, shrunk_rating
from routing.request import Candidate, Request
from routing.score import FIT, Weights, score
from tests.routing.worlds import FITTING, ORDER, REQUESTS, candidates

WEIGHTS = Weights()


def total(rep: Candidate, order: Request = ORDER) -> float:
    return score(order, rep, WEIGHTS).total


@pytest.mark.parametrize(
    "better",
    [
        {"levels": {"sleep": 5}},
        {"life_experience": 4},
        {"rating_sum": 50, "rating_count": 10},
        {"past_orders": 1},
        {"past_orders": 1, "own_stars_sum": 3, "own_stars_count": 1},
    ],
)
def test_each_merit_counts(better: dict[str, object]) -> None:
    assert total(replace(FITTING, **better)) > total(FITTING)  # type: ignore[arg-type]


def test_few_stars_move_little_and_many_move_much() -> None:
    assert shrunk_rating(0, 0) == PRIOR_RATING
    assert isclose(shrunk_rating(1, 1), (46 + 1) / 11)
    assert isclose(shrunk_rating(1000, 1000), (46 + 1000) / 1010)
    one_bad, many_bad = replace(FITTING, rating_sum=1, rating_count=1), replace(FITTING, rating_sum=90, rating_count=90)
    assert total(FITTING) > total(one_bad) > total(many_bad)


def test_life_experience_weighs_as_much_as_the_topic_says() -> None:
    lived = replace(FITTING, life_experience=5)
    light, heavy = replace(ORDER, experience_weight=8), replace(ORDER, experience_weight=30)
    gain = [total(lived, order) - total(FITTING, order) for order in (light, heavy)]
    assert gain[0] < gain[1]


def test_no_number_of_talks_outweighs_the_customers_own_single_star() -> None:
    disliked = replace(FITTING, past_orders=9, own_stars_sum=1, own_stars_count=1)
    assert score(ORDER, disliked, WEIGHTS).parts["continuity"] == 0


def test_a_customers_favourite_comes_before_an_equal_whom_they_rated_lower() -> None:
    loved = replace(FITTING, past_orders=3, own_stars_sum=15, own_stars_count=3)
    liked = replace(FITTING, past_orders=3, own_stars_sum=11, own_stars_count=3)
    assert total(loved) > total(liked)


@given(REQUESTS, candidates())
def test_a_score_is_the_sum_of_its_parts_within_one_and_what_knowing_each_other_adds(
    order: Request, rep: Candidate
) -> None:
    scored = score(order, rep, WEIGHTS)
    assert 0 <= scored.total <= 1 + WEIGHTS.continuity / 100
    assert set(scored.parts) == set(FIT)
    assert isclose(scored.total, sum(scored.parts.values()), abs_tol=1e-9)
    assert all(part >= 0 for part in scored.parts.values())
