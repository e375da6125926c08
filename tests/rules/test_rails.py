"""How much a rail asks, whether a payment may go on, and where money goes that is here."""

from dataclasses import replace
from datetime import timedelta

import pytest
from babel.core import get_global
from babel.numbers import get_currency_precision
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import rails
from bot.rules.amounts import NO_PLACES, minor_units, places_of, without_sign
from bot.rules.errors import BadAmount
from bot.rules.rails import Asked, Fault, Into, RailRules
from models.kinds import PaymentState, Rail
from tests.conftest import NOON

ALL = RailRules(rails=(Rail.STARS, Rail.VOUCHER, Rail.TRANSFER))
ASKED = Asked(7, PaymentState.ASKED, 2000, 223, "XTR", NOON + timedelta(hours=1), True, True, 2000)


@pytest.mark.parametrize(
    ("allowed", "offered"),
    [
        ([], (Rail.STARS, Rail.VOUCHER, Rail.TRANSFER)),
        (["transfer", "stars"], (Rail.STARS, Rail.TRANSFER)),
        (["provider"], ()),
    ],
)
def test_a_service_takes_what_the_shop_has_of_what_it_may(allowed: list[str], offered: tuple[Rail, ...]) -> None:
    assert rails.offered(ALL, allowed) == offered


@given(st.integers(1, 90_000), st.integers(1, 1000))
def test_stars_are_never_worth_less_and_never_one_too_many(amount: int, value: int) -> None:
    if -(-amount // value) > rails.MOST_STARS:
        with pytest.raises(BadAmount):
            rails.stars_for(amount, value)
        return
    stars = rails.stars_for(amount, value)
    assert stars * value >= amount > (stars - 1) * value


@pytest.mark.parametrize(("amount", "value"), [(0, 9), (-1, 9), (2000, 0), (2000, -1), (10**9, 9), (20.0, 9)])
def test_no_invoice_is_made_of_what_is_no_amount(amount: int, value: int) -> None:
    with pytest.raises(BadAmount):
        rails.stars_for(amount, value)


@given(st.integers(0, 10**6), st.sets(st.integers(0, 10**6)), st.sets(st.integers(0, 99)))
def test_everybody_transfers_an_amount_of_their_own(amount: int, others: set[int], steps: set[int]) -> None:
    taken = others | {amount + step for step in steps}
    asked = rails.unique_amount(amount, taken)
    assert amount <= asked <= amount + 99
    assert asked not in taken or all(amount + step in taken for step in range(100))


@pytest.mark.parametrize(
    ("asked", "payer", "amount", "currency", "fault"),
    [
        (ASKED, 7, 223, "XTR", None),
        (replace(ASKED, state=PaymentState.CLAIMED), 7, 223, "XTR", None),
        (None, 7, 223, "XTR", Fault.NOT_OURS),
        (ASKED, 8, 223, "XTR", Fault.NOT_THEIRS),
        (replace(ASKED, state=PaymentState.PAID), 7, 223, "XTR", Fault.PAID_ALREADY),
        (replace(ASKED, state=PaymentState.RETURNED), 7, 223, "XTR", Fault.PAID_ALREADY),
        (replace(ASKED, waits=False), 7, 223, "XTR", Fault.ORDER_OVER),
        (replace(ASKED, expires_at=NOON), 7, 223, "XTR", Fault.EXPIRED),
        (replace(ASKED, price=2400), 7, 223, "XTR", Fault.PRICE_CHANGED),
        (ASKED, 7, 222, "XTR", Fault.OTHER_AMOUNT),
        (ASKED, 7, 223, "CNY", Fault.OTHER_AMOUNT),
        (replace(ASKED, for_order=False, waits=False, price=0), 7, 223, "XTR", None),
    ],
)
def test_a_checkout_goes_by_what_is_stored(
    asked: Asked | None, payer: int, amount: int, currency: str, fault: Fault | None
) -> None:
    assert rails.fault_of(asked, payer, amount, currency, NOON) is fault


@pytest.mark.parametrize(
    ("value", "asked", "paid", "where"),
    [
        (2000, ASKED, False, Into.ORDER),
        (2003, ASKED, False, Into.ORDER),
        (1999, ASKED, False, Into.SHORT),
        (2000, replace(ASKED, waits=False), True, Into.TWICE),
        (2000, replace(ASKED, waits=False), False, Into.LATE),
        (2000, replace(ASKED, for_order=False), False, Into.TOP_UP),
    ],
)
def test_money_that_is_here_always_goes_somewhere(value: int, asked: Asked, paid: bool, where: Into) -> None:
    assert rails.into(value, asked, paid=paid) is where


def test_what_was_paid_is_worth_what_was_asked() -> None:
    assert rails.value_of(ASKED, 223, "XTR") == 2000
    assert rails.value_of(ASKED, 446, "XTR") == 4000
    assert rails.value_of(ASKED, 223, "USD") is None
    assert rails.value_of(replace(ASKED, asked_amount=2003, asked_currency="CNY"), 1000, "CNY") == 1000


TYPED = {
    "20": 2000,
    "19.9": 1990,
    "19,90": 1990,
    "１９．９０": 1990,
    "0.01": 1,
    "20.": 2000,
    "999999999": 99999999900,
    "": None,
    ".5": None,
    "-20": None,
    "+20": None,
    "1e3": None,
    "20.001": None,
    "20 USD": None,
    "$20": None,
    "9999999999": None,
    "1.2.3": None,
    "½": None,
    "٢٠": None,
    "二十": None,
    "20元": None,
    "0x20": None,
    "20_0": None,
}


@pytest.mark.parametrize(("text", "minor"), TYPED.items())
def test_an_amount_is_read_or_refused(text: str, minor: int | None) -> None:
    assert minor_units(text) == minor


def test_yen_have_no_smaller_unit() -> None:
    assert minor_units("500", places_of("JPY")) == 500
    assert minor_units("500.5", places_of("JPY")) is None
    assert places_of("CNY") == 2


@pytest.mark.parametrize(
    ("text", "currency", "bare"),
    [
        ("¥20", "CNY", "20"),
        ("￥ 20.5", "CNY", "20.5"),
        ("20 元", "CNY", "20"),
        ("20 CNY", "CNY", "20"),
        ("¥20元", "CNY", "20元"),
        ("$20", "CNY", "$20"),
        ("20 USD", "CNY", "20 USD"),
        ("¥20", "USD", "¥20"),
        ("$20", "USD", "20"),
        ("HK$20", "HKD", "20"),
        ("HK$20", "USD", "HK$20"),
        ("US$20", "HKD", "US$20"),
    ],
)
def test_the_shops_own_sign_is_understood_and_no_other(text: str, currency: str, bare: str) -> None:
    assert without_sign(text, currency) == bare
    assert (minor_units(bare, places_of(currency)) is None) != bare.replace(".", "").isdigit()


def test_a_currency_has_the_places_with_which_it_is_shown() -> None:
    fractions = get_global("currency_fractions")
    known = {one for one in {*NO_PLACES, "BHD", "CNY", "EUR", "KWD", "TND", "USD"} if one != rails.STARS}
    assert {one: places_of(one) for one in known} == {one: get_currency_precision(one) for one in known}
    in_use = [one for one, (places, *_) in fractions.items() if one not in GONE and places not in {2, 4}]
    assert [one for one in in_use if places_of(one) != fractions[one][0]] == []


GONE = frozenset({"ADP", "BYR", "ESP", "ITL", "LUF", "MGF", "MRO", "TMM", "TRL", "ZMK", "ZWD"})
"""Currencies that nobody pays with any more."""
