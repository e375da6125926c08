"""Codes survive people: what they type is understood, and every slip shows."""

import re
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.rules.codes import (
    ALPHABET,
    ORDER_LENGTH,
    VOUCHER_LENGTH,
    check_character,
    digest,
    invite_token,
    order_code,
    parse_voucher,
    voucher_code,
)
from bot.rules.errors import Mistyped

CODES = st.text(ALPHABET, min_size=VOUCHER_LENGTH, max_size=VOUCHER_LENGTH).map(lambda s: s + check_character(s))
PLACES = st.integers(0, VOUCHER_LENGTH)


def test_no_character_looks_like_another() -> None:
    assert not set(ALPHABET) & set("01OIL")
    assert len(set(ALPHABET)) == len(ALPHABET) == 31


def test_order_codes_are_short_and_repeat_with_their_generator() -> None:
    codes = [order_code(Random(5)) for _ in range(2)]
    assert codes[0] == codes[1]
    assert re.fullmatch(f"[{ALPHABET}]{{{ORDER_LENGTH}}}", codes[0])


def test_a_voucher_is_written_in_groups_and_holds_eighty_bits() -> None:
    code = voucher_code()
    assert re.fullmatch(f"[{ALPHABET}]{{6}}-[{ALPHABET}]{{6}}-[{ALPHABET}]{{6}}", code)
    assert parse_voucher(code) == code.replace("-", "")
    assert len(ALPHABET) ** VOUCHER_LENGTH > 2**80
    assert code != voucher_code()


@given(CODES)
def test_case_spaces_dashes_and_full_width_do_not_matter(code: str) -> None:
    wide = "".join(chr(ord(ch) + 0xFEE0) for ch in code)
    for typed in (code.lower(), f"  {code[:6]} {code[6:12]}—{code[12:]}\n", wide, ".".join(code), f"「{code}」"):
        assert parse_voucher(typed) == code


@given(CODES, PLACES, st.sampled_from(ALPHABET))
def test_one_wrong_character_always_shows(code: str, place: int, other: str) -> None:
    assume(code[place] != other)
    with pytest.raises(Mistyped):
        parse_voucher(code[:place] + other + code[place + 1 :])


@given(CODES, PLACES, PLACES)
def test_any_two_swapped_characters_always_show(code: str, a: int, b: int) -> None:
    assume(code[a] != code[b])
    swapped = list(code)
    swapped[a], swapped[b] = swapped[b], swapped[a]
    with pytest.raises(Mistyped):
        parse_voucher("".join(swapped))


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_code_or_mistyped(text: str) -> None:
    try:
        code = parse_voucher(text)
    except Mistyped:
        return
    assert parse_voucher(code) == code


@pytest.mark.parametrize("typed", ["", "hello", "ABCDEF", "O" * 18, "1" * 18, "２" * 19, "谢谢你" * 6])
def test_what_cannot_be_a_code_is_mistyped(typed: str) -> None:
    with pytest.raises(Mistyped):
        parse_voucher(typed)


def test_a_digest_depends_on_the_secret_and_tells_nothing_of_the_code() -> None:
    assert digest("ABC", b"one") == digest("ABC", b"one")
    assert digest("ABC", b"one") != digest("ABC", b"two")
    assert re.fullmatch("[0-9a-f]{64}", digest("ABC", b"one"))


def test_an_invitation_fits_a_deep_link() -> None:
    assert re.fullmatch("[A-Za-z0-9_-]{1,64}", invite_token())
    assert invite_token() != invite_token()
