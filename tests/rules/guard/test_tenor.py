"""What words weigh: sums, sentences, and what the weights that are shipped make of turns that no grammar foresaw."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guard import words
from bot.guard.words import guard
from bot.rules.guard.finding import Finding, Kind
from bot.rules.guard.guard import Guard
from bot.rules.guard.lists import BadList
from bot.rules.guard.names import Names
from bot.rules.guard.tenor import LEAST, LONGEST, REACH, Tenor, sentences, traits

GUARD = guard()
TABLES = {name: words.read(words.HERE / name) for name in words.FILES}
WORDS = st.lists(st.sampled_from(["a", "b", "c", "。", "<sure>", "#4"]), max_size=12)


def weigher(weights: dict[str, float]) -> Tenor:
    return Tenor(Names(GUARD.lists), weights)


def test_a_weight_counts_once_for_a_word_a_pair_of_neighbours_and_a_pair_near() -> None:
    tenor = weigher({"": -1.0, "a": 0.5, "a b": 0.25, "a … b": 0.125})
    assert tenor.weight([]) == -1.0
    assert tenor.weight(["a", "c"]) == -0.5
    assert tenor.weight(["a", "b"]) == -0.25
    assert tenor.weight(["a", "b", "a", "b"]) == -0.125
    assert tenor.weight(["a", *"c" * (REACH - 1), "b"]) == -0.375
    assert tenor.weight(["a", *"c" * REACH, "b"]) == -0.5


@given(WORDS)
def test_the_weight_is_the_sum_of_the_weights_of_its_traits(sentence: list[str]) -> None:
    weights = {trait: (len(trait) % 5) / 4 for trait in traits(["a", "b", "c", "a", "<sure>", "#4", "b", "。", "a"])}
    expected = sum(weights.get(trait, 0.0) for trait in traits(sentence))
    assert weigher(weights).weight(sentence) == pytest.approx(expected)


@given(st.lists(st.sampled_from(["a", "。", "\n", "?"]), max_size=3 * LONGEST))
def test_sentences_hold_every_word_in_order_and_none_over_a_line(run: list[str]) -> None:
    tokens = [(word, i, i + 1) for i, word in enumerate(run)]
    cut = list(sentences(tokens))
    assert [token for sentence in cut for token in sentence] == [token for token in tokens if token[0] != "\n"]
    assert all(0 < len(sentence) <= LONGEST for sentence in cut)
    for sentence in cut:
        assert "\n" not in run[sentence[0][1] : sentence[-1][1]]


def test_a_sentence_is_found_where_it_stands_and_no_other_line() -> None:
    by_weight = Guard(TABLES, {"": 0.0, "飘": LEAST + 1})
    assert by_weight.find("今天下雨\n去飘吧\n晚安") == (Finding(5, 8, Kind.INVITE),)
    assert Guard(TABLES).find("今天下雨\n去飘吧\n晚安") == ()


def test_an_invitation_in_mere_talk_is_only_spoken_of_and_a_number_never_is() -> None:
    calm = Guard(TABLES, {"": 0.0, "飘": -9.0})
    for text in ("要不加个微信", "我们去别的软件上聊吧", "去微信聊吧"):
        assert Guard(TABLES).find(f"{text} 飘")
        assert calm.find(f"{text} 飘") == ()
        assert calm.find(text)
    assert calm.find("飘 13800138000")
    assert calm.find("飘 我的微信是 lili_1999")
    assert calm.find("加🐧")


def test_figures_alone_are_left_to_the_rules_of_numbers() -> None:
    assert Guard(TABLES, {"": 9.0}).find("1, 2, 3") == ()


@pytest.mark.parametrize(
    ("meant", "only_sounds_like_it"),
    [
        ("你在别的平台叫啥 我去看看你", "你在剧本里叫啥 我忘了"),
        ("万一找不着你了咋整 给个法子联系呗", "万一睡不着咋整 给个法子呗"),
        ("這邊太慢了 換個軟件聊好唔好", "這邊太熱了 換個話題聊好唔好"),
        ("what name do you go by on discord, i'll look you up", "what name do you go by in the story"),
        ("店里抽太多 咱私下算便宜点", "店里奶茶太甜 咱点杯便宜的"),
        ("how can i get hold of you once we're done here", "how can i get hold of my temper"),
        ("the last number didn't work, got a different one?", "the last joke didn't work, got a different one?"),
        ("等你下班我接你去吃饭 你在哪栋楼", "等我下班我妈接我去吃饭"),
    ],
)
def test_turns_that_no_grammar_foresaw(meant: str, only_sounds_like_it: str) -> None:
    assert GUARD.find(meant)
    assert GUARD.find(only_sounds_like_it) == ()


@pytest.mark.parametrize("text", ["钉钉上@所有人 开会", "discord @everyone again", "slack @here at 3am"])
def test_whoever_calls_everybody_names_nobody(text: str) -> None:
    assert GUARD.find(text) == ()


def test_a_trait_that_is_none_is_told() -> None:
    with pytest.raises(BadList, match="'a b c' is no trait"):
        weigher({"a b c": 1.0})


def test_the_weights_are_those_of_the_corpus() -> None:
    first = words.WEIGHTS.read_text(encoding="utf-8").partition("\n")[0]
    assert first.endswith(words.corpus_mark()), "run: python -m scripts.weigh_guard"


@pytest.mark.long
@pytest.mark.timeout(300)
def test_the_weights_are_made_the_same_each_time() -> None:
    made = subprocess.run(
        [sys.executable, "-m", "scripts.weigh_guard"], capture_output=True, check=True, cwd=words.HERE.parents[1]
    )
    assert made.stdout.decode() == words.WEIGHTS.read_text(encoding="utf-8")


def test_weights_that_cannot_be_read_are_told_by_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "WEIGHTS", words.HERE / "nowhere.tsv")
    with pytest.raises(BadList, match=r"nowhere\.tsv: cannot be used"):
        words.weights()
