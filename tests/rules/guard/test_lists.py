"""The word lists: checked when they are read, and an owner's word counts at once."""

from pathlib import Path
from typing import Any

import pytest

from bot.guard import words
from bot.rules.guard.finding import Kind
from bot.rules.guard.guard import Guard
from bot.rules.guard.lists import BadList

SHIPPED = {name: words.read(words.HERE / name) for name in words.FILES}


def test_an_owners_word_counts_in_every_spelling() -> None:
    assert not Guard(SHIPPED).find("小蜜蜂 lilyxoxo9")
    own = Guard({**SHIPPED, "own": {"messengers": {"bee": {"sure": ["小蜜蜂", "beechat"], "loose": ["🐝"]}}}})
    for text in ("小蜜蜂 lilyxoxo9", "小 蜜 蜂：lilyxoxo9", "B.e.e.c.h.a.t lilyxoxo9", "🐝 lilyxoxo9", "加beechat"):
        assert own.find(text), text
    assert own.find("小蜜蜂 lilyxoxo9")[0].kind is Kind.MESSENGER
    assert not own.find("小蜜蜂飞呀飞")


def test_a_language_may_be_left_out() -> None:
    english = Guard({"en": SHIPPED["en.toml"]})
    assert english.find("my insta is lilyxoxo")
    assert not english.find("加个薇")


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"messenger": {}}, r"\[messenger\] is no table"),
        ({"messengers": []}, r"\[messengers\] is no table"),
        ({"messengers": {"bee": {"sure": "小蜜蜂"}}}, "messengers.bee: expected two lists"),
        ({"messengers": {"bee": {"certain": ["小蜜蜂"]}}}, "messengers.bee: expected two lists"),
        ({"grammar": {"adds": ["加"]}}, "grammar.adds: no such list; expected one of add, "),
        ({"grammar": {"add": "加"}}, "grammar.add: expected words in quotes"),
        ({"phrases": {"labels": ["订单", " "]}}, "phrases.labels: expected words in quotes"),
        ({"digits": {"plain": {"十": 10}}}, "digits.plain: expected words with a digit each"),
        ({"digits": {"plain": ["一"]}}, "digits.plain: expected words with a digit each"),
        ({"digits": {"simple": {"一": 1}}}, "digits.simple: no such list"),
        ({"characters": {"衛": 1}}, "characters.衛: expected a character"),
        ({"words": {"common": ["a"]}}, "words.common: expected one text"),
    ],
)
def test_a_list_that_is_none_is_told_by_file_and_key(table: dict[str, Any], told: str) -> None:
    with pytest.raises(BadList, match=rf"^own\.toml: {told}"):
        Guard({"own.toml": table})


def test_a_file_that_is_no_list_is_told_by_name(tmp_path: Path) -> None:
    bad = tmp_path / "zh.toml"
    with pytest.raises(BadList, match=r"zh\.toml: cannot be read"):
        words.read(bad)
    bad.write_text("[grammar\n", encoding="utf-8")
    with pytest.raises(BadList, match=r"zh\.toml: .*line 1"):
        words.read(bad)
    bad.write_bytes("[grammar]\nadd = ['加']".encode("gbk"))
    with pytest.raises(BadList, match=r"zh\.toml: is not UTF-8"):
        words.read(bad)


@pytest.mark.parametrize("name", words.FILES)
def test_every_list_begins_with_how_to_add_a_word(name: str) -> None:
    first = (words.HERE / name).read_text(encoding="utf-8").splitlines()[:12]
    assert all(line.startswith("#") or not line for line in first[:8])
    assert any("Add yours" in line for line in first)


def test_no_pattern_can_be_smuggled_in() -> None:
    own = Guard({"own": {"messengers": {"bee": {"sure": [".*", "a|b", "(", "蜂.蜂"]}}, "grammar": {"add": ["[加"]}}})
    assert not own.find("今天好累 lilyxoxo9")
    assert not own.find("蜂蜜蜂 lilyxoxo9")
