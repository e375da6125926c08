"""Prices by tables, and what holds for any of them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import prices
from bot.rules.errors import BadAmount
from bot.rules.prices import Asked, Change, CouponFacts, CouponFault, Kind, Part
from bot.rules.rails import LARGEST
from tests.conftest import NOON

RULES = {
    "topic:breakup": Change(Kind.PERCENT, 10),
    "tier:experienced": Change(Kind.ADD, 500),
    "night": Change(Kind.PERCENT, 15),
    "trial": Change(Kind.SET, 990),
}
HALF, FIVE_OFF = Change(Kind.PERCENT, -50), Change(Kind.ADD, -500)


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        (Asked(2000, "chat"), [("service", 2000)]),
        (Asked(2000, "breakup"), [("service", 2000), ("topic", 200)]),
        (Asked(2000, "chat", tier="experienced"), [("service", 2000), ("tier", 500)]),
        (Asked(2000, "chat", tier="unheard of"), [("service", 2000)]),
        (Asked(2000, "chat", night=True), [("service", 2000), ("night", 300)]),
        (
            Asked(2000, "breakup", "experienced", night=True),
            [("service", 2000), ("topic", 200), ("tier", 500), ("night", 300)],
        ),
        (Asked(2000, "chat", first=True), [("service", 2000), ("trial", -1010)]),
        (Asked(900, "chat", first=True), [("service", 900)]),  # a trial never costs more
        (Asked(2000, "chat", coupon=FIVE_OFF), [("service", 2000), ("coupon", -500)]),
        (Asked(2000, "chat", first=True, coupon=FIVE_OFF), [("service", 2000), ("trial", -1010)]),
        (Asked(3000, "chat", first=True, coupon=HALF), [("service", 3000), ("trial", -2010)]),
        (Asked(300, "chat", coupon=FIVE_OFF), [("service", 300), ("coupon", -300)]),
        (Asked(0, "breakup", coupon=HALF), [("service", 0)]),
        (Asked(1995, "breakup"), [("service", 1995), ("topic", 200)]),  # half a fen counts as one
    ],
)
def test_a_quote_says_what_it_is_made_of(asked: Asked, parts: list[tuple[str, int]]) -> None:
    made = prices.quote(asked, RULES)
    assert made.parts == tuple(Part(*part) for part in parts)
    assert made.total == sum(amount for _, amount in parts)


CHANGES = st.one_of(
    st.builds(Change, st.just(Kind.SET), st.integers(0, 10**6)),
    st.builds(Change, st.just(Kind.ADD), st.integers(-(10**6), 10**6)),
    st.builds(Change, st.just(Kind.PERCENT), st.integers(-100, 500)),
)
KEYS = st.sampled_from(["topic:chat", "tier:experienced", "night", "trial", "topic:other"])


@given(st.integers(0, 10**6), st.dictionaries(KEYS, CHANGES), st.booleans(), st.booleans(), st.none() | CHANGES)
def test_no_price_is_below_nothing_and_the_parts_are_the_price(
    base: int, rules: dict[str, Change], night: bool, first: bool, coupon: Change | None
) -> None:
    made = prices.quote(Asked(base, "chat", "experienced", night, first, coupon), rules)
    without = prices.quote(Asked(base, "chat", "experienced", night), rules)
    assert 0 <= made.total <= without.total <= LARGEST
    assert made.total == sum(part.amount for part in made.parts)
    assert made == prices.quote(Asked(base, "chat", "experienced", night, first, coupon), rules)
    assert [part.name for part in made.parts].count("trial") + [part.name for part in made.parts].count("coupon") <= 1


def test_a_price_beyond_any_is_refused() -> None:
    with pytest.raises(BadAmount):
        prices.quote(Asked(LARGEST, "breakup"), RULES)
    with pytest.raises(BadAmount):
        prices.quote(Asked(-1, "chat"), RULES)


READ = {
    "25": Change(Kind.SET, 2500),
    "9.90": Change(Kind.SET, 990),
    "+3": Change(Kind.ADD, 300),
    "-2.50": Change(Kind.ADD, -250),
    "−2,50": Change(Kind.ADD, -250),
    "+10%": Change(Kind.PERCENT, 10),
    "-100%": Change(Kind.PERCENT, -100),
    "+１０％": Change(Kind.PERCENT, 10),
}


@pytest.mark.parametrize(("text", "change"), READ.items())
def test_a_change_is_read(text: str, change: Change) -> None:
    assert prices.parse(text) == change


UNREADABLE = [
    "",
    "+",
    "%",
    "10%",
    "+-3",
    "1e3",
    "-101%",
    "+501%",
    "1.234",
    "25 USD",
    "$25",
    "½",
    "99999999999",
    "+1.5%",
]


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_no_change_is_refused(text: str) -> None:
    with pytest.raises(BadAmount):
        prices.parse(text)


@given(st.integers(0, 10**9), st.integers(1, 50))
def test_a_package_is_split_to_the_last_fen(amount: int, count: int) -> None:
    parts = prices.split(amount, count)
    assert (len(parts), sum(parts)) == (count, amount)
    assert max(parts) - min(parts) <= 1


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        (None, CouponFault.UNKNOWN),
        (CouponFacts(False, None, None, False), CouponFault.UNKNOWN),
        (CouponFacts(True, None, None, False), None),
        (CouponFacts(True, NOON, None, False), CouponFault.EXPIRED),
        (CouponFacts(True, NOON + timedelta(seconds=1), 1, False), None),
        (CouponFacts(True, None, 0, False), CouponFault.USED_UP),
        (CouponFacts(True, None, 5, True), CouponFault.USED_BEFORE),
    ],
)
def test_a_coupon_is_good_or_it_is_said_why_not(facts: CouponFacts | None, fault: CouponFault | None) -> None:
    assert prices.coupon_fault(facts, NOON) is fault


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("night20", "NIGHT20"),
        (" ni-ght 20 ", "NIGHT20"),
        ("ab", None),
        ("x" * 17, None),
        ("夜里20", None),
        ("a_b_c", None),
    ],
)
def test_a_coupon_is_typed_as_people_type(text: str, code: str | None) -> None:
    assert prices.coupon_code(text) == code
