"""What stars say. Pure."""

from routing.pool import Known

PRIOR_RATING = 4.6
PRIOR_COUNT = 10
"""A new representative's rating is taken to be 4.6 over 10 talks and moves from there (Bayesian mean)."""


def shrunk_rating(rating_sum: int, rating_count: int) -> float:
    """The mean of stars, drawn towards the prior while there are few."""
    return (PRIOR_RATING * PRIOR_COUNT + rating_sum) / (PRIOR_COUNT + rating_count)


def rating_of(rating_sum: int, rating_count: int) -> float:
    """The same in 0 .. 1."""
    return (shrunk_rating(rating_sum, rating_count) - 1) / 4


def continuity(known: Known) -> float:
    """0 .. 1: how often customer and representative have talked (three times is all), times how the customer liked it.

    Without stars of the customer's own they are taken to be the prior's; one star undoes any number of talks.
    """
    stars = known.stars_sum / known.stars_count if known.stars_count else PRIOR_RATING
    return min(known.orders, 3) / 3 * (stars - 1) / 4
