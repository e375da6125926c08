"""One spelling for what looks the same, and the way back to the source."""

import pytest

from bot.rules.guard.fold import fold

LISTED = {"衛": "卫", "а": "a", "○": "〇"}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("ＶＸ：１３８", "vx:138"),
        ("1️⃣3⃣", "13"),
        ("①❷⑬⓪²", "121302"),
        ("𝟏𝟑𝟖", "138"),
        ("ⓥⓧ🅅🅇🆅🆇", "vxvxvx"),
        ("🇻🇽", "vx"),
        ("🇨🇳🇺🇸", "⚑⚑⚑⚑"),
        ("v\u200bx\u00ad1", "vx1"),
        ("wēixìn", "weixin"),
        ("1̶3̶8̶", "138"),
        ("٣٤", "34"),
        ("衛星", "卫星"),
        ("tаxi", "taxi"),
        ("a\u3164b\u2800c", "a b c"),
        ("", ""),
        ("\u200b", ""),
        ("a\r\nb", "a\n\nb"),
    ],
)
def test_one_spelling(source: str, text: str) -> None:
    assert fold(source, LISTED).text == text


def test_every_folded_character_knows_where_it_came_from() -> None:
    source = "😀１️⃣⑬\u200bx"
    folded = fold(source, LISTED)
    assert folded.text == "😀113x"
    assert [source[slice(*folded.span(i, i + 1))] for i in range(5)] == ["😀", "１️⃣", "⑬\u200b", "⑬\u200b", "x"]
    assert folded.span(1, 5) == (1, 7)
