"""`check-guard`: the score of a labelled file, and what is wrong with one that cannot be read."""

import json
from pathlib import Path

import pytest

from bot.guard.check import BadFile, check_guard, floor, lines, measure
from bot.guard.words import CORPUS, guard
from tests.test_cli import earshot

pytestmark = pytest.mark.long

LINES = Path(__file__).parents[1] / "rules" / "guard"
EARLY = LINES / "heldout.tsv"  # written before the first rule
LATE = LINES / "heldout_late.tsv"  # written after the last


@pytest.mark.parametrize("path", [CORPUS, EARLY, LATE], ids=lambda path: path.stem)
def test_the_guard_is_as_good_as_promised(path: Path) -> None:
    score = measure(path, guard())
    assert score.precision >= 0.98
    assert score.recall >= 0.97


def test_what_people_say_all_day_passes() -> None:
    """Greetings and short questions: a guard that stops them stops every talk. Nobody tunes on these."""
    everyday = list(lines(LINES / "everyday.tsv"))
    stopped = [line.text for line in everyday if guard().find(line.text)]
    assert len(stopped) <= len(everyday) // 100, stopped


def test_the_corpus_is_large_both_ways_and_says_nothing_twice() -> None:
    corpus = list(lines(CORPUS))
    texts = [line.text for line in corpus]
    assert len(texts) == len(set(texts))
    assert sum(line.contact for line in corpus) >= 300
    assert sum(not line.contact for line in corpus) >= 300
    assert not set(texts) & {line.text for path in (EARLY, LATE) for line in lines(path)}


def test_the_score_is_counted(tmp_path: Path) -> None:
    file = tmp_path / "lines.tsv"
    file.write_text(
        "# a comment\ncontact\t加我微信 lili1999\ncontact\t今天好累\ncontact\ttom@gmail.com\ncontact\thm\n"
        "ok\t13800138000\nok\t晚安\n\n",
        encoding="utf-8",
    )
    score = measure(file, guard())
    assert score.as_json() == '{"precision": 0.6666, "recall": 0.5}'
    assert [(line.number, line.contact) for line in score.wrong] == [(3, True), (5, True), (6, False)]


def test_a_share_is_never_rounded_up() -> None:
    assert floor(0.97999) == 0.9799
    assert floor(1.0) == 1.0


def test_a_file_of_one_label_has_a_score(tmp_path: Path) -> None:
    file = tmp_path / "lines.tsv"
    file.write_text("ok\t晚安\n", encoding="utf-8")
    assert measure(file, guard()).as_json() == '{"precision": 1.0, "recall": 1.0}'


def test_windows_endings_a_mark_and_several_messages_are_read(tmp_path: Path) -> None:
    file = tmp_path / "lines.tsv"
    file.write_bytes(b"\xef\xbb\xbfcontact\t138\\n0013\\n8000\r\nok\ta\tb\r\n")
    assert [(line.contact, line.text) for line in lines(file)] == [(True, "138\n0013\n8000"), (False, "a\tb")]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"ok\tfine\ncontact 13800138000\n", "line 2 has no tab. Write `contact` or `ok`"),
        (b"ok\tfine\n\nspam\thello\n", "line 3 is labelled 'spam'. Write `contact` or `ok`"),
        (b"\thello\n", "line 1 is labelled ''"),
        ("ok\tfine\nok\t晚安\n".encode("gbk"), "line 2 is not UTF-8. Save the file as UTF-8."),
        (b"", "holds no line"),
        (b"# only this\n\n", "holds no line"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_by_line(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "lines.tsv"
    file.write_bytes(content)
    with pytest.raises(BadFile) as fault:
        measure(file, guard())
    assert told in str(fault.value)
    assert str(file) in str(fault.value)


@pytest.mark.parametrize("name", ["nowhere.tsv", "."])
def test_a_file_that_is_not_there_ends_with_2_and_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert check_guard(tmp_path / name) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "cannot be read" in err


def test_the_command_prints_one_line_of_json_for_our_own_corpus() -> None:
    answer = earshot("check-guard")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.count("\n") == 1
    assert json.loads(answer.stdout).keys() == {"precision", "recall"}


def test_misses_are_listed_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "lines.tsv"
    file.write_text("contact\t今天好累\nok\t13800138000\nok\t晚安\n", encoding="utf-8")
    answer = earshot("check-guard", str(file), "--misses")
    assert json.loads(answer.stdout) == {"precision": 0.0, "recall": 0.0}
    assert answer.stderr.splitlines() == [
        'lines.tsv:1: missed: "今天好累"',
        'lines.tsv:2: not a contact: "13800138000"',
    ]


def test_a_bad_file_ends_the_command_with_2(tmp_path: Path) -> None:
    file = tmp_path / "lines.tsv"
    file.write_text("hello\n", encoding="utf-8")
    answer = earshot("check-guard", str(file))
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "line 1 has no tab" in answer.stderr
