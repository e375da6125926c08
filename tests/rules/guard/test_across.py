"""A contact in pieces, and what is kept of a message until the next."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.guard.words import guard
from bot.rules.guard.across import KEEP, LOOK_BACK, LookBack, Trace
from bot.rules.guard.finding import Finding, Kind

GUARD = guard()
LOOK = LookBack(GUARD)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SOON = timedelta(seconds=10)


def told(*messages: str, pause: timedelta = SOON) -> tuple[Finding, ...]:
    """What the last of the messages completes; none of them is a contact by itself."""
    traces: tuple[Trace, ...] = ()
    now = NOON
    for message in messages[:-1]:
        assert not GUARD.find(message), message
        traces = LOOK.kept(traces, LOOK.trace(message, now))
        now += pause
    return LOOK.across(traces, messages[-1], now)


@pytest.mark.parametrize(
    "messages",
    [
        ("138", "0013", "8000"),
        ("一三八", "零零一三", "八零零零"),
        ("138001", "38000"),
        ("138 ", "1234", "五六七八"),
        ("先记 138", "0013", "8000 完了"),
        ("415", "555", "2671"),
        ("my number is", "917 555 0142"[:7], "0142"),
        ("我的v是", "lilyxoxo"),
        ("我的微信是：", "lili1999"),
        ("my insta is", "lilyxoxo"),
        ("add my snap:", "lilyxoxo"),
        ("扣扣是", "3758", "2194"),
        ("加我", "lili1999"),
    ],
)
def test_a_contact_in_pieces_is_found_with_its_last_piece(messages: tuple[str, ...]) -> None:
    assert told(*messages), messages


@pytest.mark.parametrize(
    "messages",
    [
        ("今天好累", "考了 642 分", "138 名"),
        ("138", "哈哈", "22"),
        ("一", "二", "三"),
        ("2019", "2020", "2021"),
        ("我刚在刷微博", "Taylor Swift", "晚安"),
        ("my insta is", "boring"),
        ("我的微信", "崩了"),
        ("20 元", "30 元", "50 元"),
        ("8:30", "9:30", "10:30"),
        ("hello", "how are you", "fine"),
        ("加我一个", "三缺一", "来不来"),
    ],
)
def test_plain_talk_completes_nothing(messages: tuple[str, ...]) -> None:
    for until in range(2, len(messages) + 1):
        assert told(*messages[:until]) == ()


def test_the_finding_is_the_piece_in_the_last_message() -> None:
    assert told("138", "0013", "8000 记住") == (Finding(0, 4, Kind.PHONE),)


def test_what_a_message_holds_by_itself_is_not_found_again() -> None:
    assert told("晚安", "加我微信 lili1999") == ()
    assert told("138", "加我微信 lili1999") == ()


def test_after_a_while_pieces_are_forgotten() -> None:
    assert told("138001", "38000", pause=LOOK_BACK)
    assert told("138001", "38000", pause=LOOK_BACK + SOON) == ()
    assert LOOK.kept((Trace("147", NOON),), LOOK.trace("晚安", NOON + LOOK_BACK + SOON)) == (
        Trace("", NOON + LOOK_BACK + SOON),
    )


def test_traces_of_two_messages_are_kept() -> None:
    traces: tuple[Trace, ...] = ()
    for i in range(5):
        traces = LOOK.kept(traces, LOOK.trace(str(i), NOON + i * SOON))
    assert [trace.at for trace in traces] == [NOON + 3 * SOON, NOON + 4 * SOON]
    assert len(traces) == KEEP


@pytest.mark.parametrize(
    ("text", "skeleton"),
    [
        ("我今天被老板骂哭了", ""),
        ("考了 642 分，妈妈说还不够", ""),
        ("138", "147"),
        ("3690 是吗", "4770"),
        ("我的v是", "微信是:"),
        ("my insta is", "微信是:"),
        ("lili1999", "xxxx1777"),
        ("", ""),
    ],
)
def test_of_a_message_nothing_readable_is_kept(text: str, skeleton: str) -> None:
    assert LOOK.trace(text, NOON) == Trace(skeleton, NOON)


def test_without_anything_before_nothing_is_completed() -> None:
    assert LOOK.across((), "8000", NOON) == ()
    assert LOOK.across((Trace("147 0014", NOON),), "", NOON) == ()
