"""What a session costs, in a table, and promises that hold for every price."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.errors import BadAmount
from bot.rules.tariff import FREE, charge, split
from models.kinds import EndReason

R = EndReason
SHOP_ENDS = (R.OWNER_END, R.REP_END)


@pytest.mark.parametrize(
    ("reason", "billed_s", "charged"),
    [
        (R.TIME_UP, 1800, 2000),
        (R.CUSTOMER_END, 1800, 2000),
        (R.REP_END, 1800, 2000),
        (R.CUSTOMER_END, 1799, 1933),  # 29 minutes of 30
        (R.CUSTOMER_END, 901, 1000),
        (R.CUSTOMER_END, 899, 933),  # 14 minutes
        (R.CUSTOMER_END, 600, 666),
        (R.CUSTOMER_END, 1, 666),  # the minimum of ten minutes
        (R.CUSTOMER_END, 0, 0),  # never started
        (R.REP_END, 59, 0),
        (R.REP_END, 60, 66),
        (R.REP_END, 0, 0),
        (R.OWNER_END, 300, 333),
        (R.CUSTOMER_ABSENT, 0, 0),
        (R.CANCELLED, 0, 0),
        (R.UNFILLED, 0, 0),
        (R.UNPAID, 0, 0),
    ],
)
def test_twenty_yuan_for_half_an_hour(reason: EndReason, billed_s: int, charged: int) -> None:
    assert charge(2000, 1800, billed_s, reason, minimum_s=600) == charged


def test_the_minimum_is_never_more_than_the_price() -> None:
    assert charge(900, 300, 30, R.CUSTOMER_END, minimum_s=600) == 900


def test_a_reason_read_back_as_a_plain_word_is_the_same_reason() -> None:
    assert charge(2000, 1800, 1, "customer_end", minimum_s=600) == 666  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", [-1, 1.0, True, None, "5"])
def test_no_amount_is_negative_fractional_or_a_truth_value(bad: int) -> None:
    for wrong in ((bad, 60, 60), (5, bad, 60), (5, 60, bad)):
        with pytest.raises(BadAmount):
            charge(*wrong, R.TIME_UP)
    with pytest.raises(BadAmount):
        charge(5, 60, 60, R.TIME_UP, minimum_s=bad)
    with pytest.raises(BadAmount):
        split(bad, 50)
    with pytest.raises(BadAmount):
        split(100, bad)


def test_nobody_gets_more_than_everything() -> None:
    with pytest.raises(BadAmount):
        split(100, 101)


@pytest.mark.parametrize(
    ("charged", "percent", "shares"),
    [
        (2000, 60, (1200, 800)),
        (1, 50, (1, 0)),
        (3, 50, (2, 1)),
        (1, 49, (0, 1)),
        (999, 0, (0, 999)),
        (999, 100, (999, 0)),
    ],
)
def test_the_representatives_share_is_rounded_half_up(charged: int, percent: int, shares: tuple[int, int]) -> None:
    assert split(charged, percent) == shares


MONEY, SECONDS = st.integers(0, 10**9), st.integers(0, 8 * 3600)


@given(MONEY, st.integers(0, 100))
def test_a_split_sums_exactly(charged: int, percent: int) -> None:
    rep, shop = split(charged, percent)
    assert rep + shop == charged
    assert rep >= 0
    assert shop >= 0


@given(MONEY, SECONDS, SECONDS, st.sampled_from(EndReason), SECONDS)
def test_nobody_is_charged_more_than_the_price(
    price: int, bought: int, billed: int, reason: EndReason, minimum: int
) -> None:
    assert 0 <= charge(price, bought, billed, reason, minimum_s=minimum) <= price


@given(MONEY, st.integers(1, 8 * 3600), SECONDS, SECONDS, st.sampled_from(EndReason))
def test_talking_longer_never_costs_less(price: int, bought: int, a: int, b: int, reason: EndReason) -> None:
    short, long = sorted((a, b))
    assert charge(price, bought, short, reason, minimum_s=600) <= charge(price, bought, long, reason, minimum_s=600)


@given(MONEY, st.integers(1, 8 * 3600), SECONDS, st.sampled_from(SHOP_ENDS))
def test_whoever_did_not_end_it_pays_no_more_than_the_time_used(
    price: int, bought: int, billed: int, reason: EndReason
) -> None:
    assert charge(price, bought, billed, reason, minimum_s=600) * bought <= price * billed


@given(MONEY, SECONDS, SECONDS, st.sampled_from(sorted(FREE)))
def test_what_was_called_off_costs_nothing(price: int, bought: int, billed: int, reason: EndReason) -> None:
    assert charge(price, bought, billed, reason, minimum_s=600) == 0
