"""What holds for every text: masking leaves nothing, offsets lie within, and no text takes long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guard.check import lines
from bot.guard.words import CORPUS, guard
from bot.rules.guard.finding import mask
from tests.each import each

GUARD = guard()
LINES = tuple(line.text for line in lines(CORPUS))
PIECES = (
    *("138", "0013", "8000", "一三八", "零零", "壹", "１", "1️⃣", "①", "l38", "OO", "one ", "double ", "yi "),
    *("微信", "v", "vx", "扣扣", "企鹅", "qq", "tg", "ins", "snap", "line", "电话", "number", "gmail"),
    *("加", "我", "的"),
    *("是", "add me on ", "my ", "is ", "lili_1999", "lilyxo", "@", ".", "com", "t.me/", "(at)", "(dot)", "艾特", "点"),
    *("元", "分", "订单", "准考证号", "2026-11-23", "8:30", "3.14", "+", "-", " ", "\n", "❤️", "\u200b"),
    *("🇨🇳", "🇻🇽", "⬛", "🔲"),
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(PIECES), max_size=24).map("".join),
    st.lists(st.sampled_from(LINES), max_size=4).map("".join),
    st.tuples(st.sampled_from(LINES), st.text(max_size=20), st.sampled_from(LINES)).map("".join),
)


@given(TEXTS)
def test_masking_leaves_nothing_to_find(text: str) -> None:
    assert GUARD.find(mask(text, GUARD.find(text))) == ()


@pytest.mark.long
def test_masking_a_line_of_the_corpus_leaves_nothing_to_find() -> None:
    def nothing_is_left(text: str) -> None:
        assert GUARD.find(mask(text, GUARD.find(text))) == ()

    each(LINES, nothing_is_left)


@given(TEXTS)
def test_findings_lie_within_the_text_in_order_and_apart(text: str) -> None:
    at = 0
    for finding in GUARD.find(text):
        assert at <= finding.start < finding.end <= len(text)
        at = finding.end


@given(TEXTS)
def test_what_is_found_does_not_depend_on_what_was_read_before(text: str) -> None:
    first = GUARD.find(text)
    GUARD.find("加我微信 lili1999")
    assert GUARD.find(text) == first


WORST = (  # one of them, over and over
    *("1", "a", " ", ".", "o", "一", "衣", "加", "@", "⬛", "💚", "\n", "a.", "a-", "a@", "@a", "1 ", "1,", "1a", "l1"),
    *("v ", "微信", "微 ", "加我", "不加", "add me ", "one ", "o ", "138 ", "(at)", "a dot ", "https://", "is ", "13"),
    *("id:", "2026-11-", "abc_1 ", "x1y2z3w4 微信 ", "订单1380013", "wechat lily ", "aaaaaaaa1 ", "+1 ", "m me "),
    *("1️⃣", "a at ", "www.", "a b ", "13800138000", "lili1999 ", "138 0013 8000 加v ", "w.e.c.", "double ", "my x "),
    *("三个", "🇨🇳", "什么微信吗", "a.b@", "3.1", "1:1", "not ", "ｖ", "1️⃣ ", "_", "#1234", "¥1,"),
)  # fmt: skip


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", WORST)
def test_no_message_takes_long(piece: str) -> None:
    """As long as a message may be. The slowest takes a fifth of a second; a pattern that tries all ways, years."""
    GUARD.find((piece * 4096)[:4096])
    GUARD.find((piece * 4096)[:4095] + "!")
