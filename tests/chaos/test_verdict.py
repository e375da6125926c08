"""Each way in which a relay can fail is counted under its name, and what is within bounds is not."""

from dataclasses import replace
from typing import Any

import pytest

from chaos.verdict import Copy, Crash, Said, Verdict, judge

TOM, LIN, MEI = 1001, 500_001, 1002
CRASH = Crash(killed=12, born=14)


def said(serial: int, *, sender: int = TOM, receiver: int = LIN, **fields: Any) -> Said:
    given = {"kind": "text", "words": f"[s{serial}] words"} | fields
    return Said(serial, sender, receiver, message_id=100 + serial, **given)


def copy(serial: int, place: int, *, chat: int = LIN, **fields: Any) -> Copy:
    """A copy as message 200 + `place` of the chat, arrived at 10 times its place."""
    given = {"kind": "text", "words": f"[s{serial}] words"} | fields
    return Copy(chat, 200 + place, 10 * place, serial, **given)


def counted(said: list[Said], copies: list[Copy], *crashes: Crash) -> dict[str, int]:
    """What is not zero."""
    verdict = judge(said, copies, crashes)
    told = verdict.wrong() | {"repeated": verdict.repeated}
    return {name: times for name, times in told.items() if times}


THREE = [said(1), said(2), said(3)]
HEARD = [copy(1, 1), copy(2, 2), copy(3, 3)]


def test_what_arrives_once_in_order_is_clean() -> None:
    verdict = judge(THREE, HEARD, ())
    assert verdict.clean
    assert verdict.said == 3
    assert counted(THREE, list(reversed(HEARD))) == {}, "the chat's order counts, not that of reading"


def test_lost() -> None:
    assert counted(THREE, HEARD[:2]) == {"lost": 1}


def test_inverted() -> None:
    assert counted(THREE, [copy(1, 1), copy(3, 2), copy(2, 3)]) == {"inverted": 1}


@pytest.mark.parametrize("chat", [MEI, TOM], ids=["a stranger", "the sender"])
def test_misdelivered(chat: int) -> None:
    assert counted(THREE, [*HEARD, copy(2, 9, chat=chat)]) == {"misdelivered": 1}


def test_a_copy_of_what_nobody_said_is_misdelivered() -> None:
    assert counted(THREE, [*HEARD, copy(77, 9)]) == {"misdelivered": 1}


def test_a_repeat_without_an_excuse() -> None:
    repeated = [copy(1, 1), copy(1, 2), copy(2, 3), copy(3, 4)]
    assert counted(THREE, repeated) == {"repeated": 1, "repeated_beyond_bound": 1}


def test_a_crash_between_excuses_one_repeat_in_each_chat() -> None:
    repeated = [copy(1, 1), copy(1, 2), copy(2, 3), copy(3, 4)]
    assert counted(THREE, repeated, CRASH) == {"repeated": 1}
    other = said(4, sender=LIN, receiver=TOM)
    there = [copy(4, 1, chat=TOM), copy(4, 2, chat=TOM)]
    assert counted([*THREE, other], [*repeated, *there], CRASH) == {"repeated": 2}


def test_a_crash_excuses_no_second_repeat_in_one_chat() -> None:
    thrice = [copy(1, 1), copy(1, 2), copy(1, 3), copy(2, 4), copy(3, 5)]
    assert counted(THREE, thrice, Crash(12, 14)) == {"repeated": 2, "repeated_beyond_bound": 1}
    assert counted(THREE, thrice, Crash(12, 14), Crash(22, 24)) == {"repeated": 2}


def test_a_crash_at_another_time_excuses_nothing() -> None:
    repeated = [copy(1, 1), copy(1, 2), copy(2, 3), copy(3, 4)]
    for elsewhen in (Crash(2, 4), Crash(22, 24)):
        assert counted(THREE, repeated, elsewhen) == {"repeated": 1, "repeated_beyond_bound": 1}


def test_what_left_before_the_kill_may_arrive_after_it() -> None:
    repeated = [copy(1, 1), copy(1, 2), copy(2, 3), copy(3, 4)]
    assert counted(THREE, repeated, Crash(killed=8, born=11)) == {"repeated": 1}


def test_a_copy_whose_call_died_after_the_act_is_repeated_once() -> None:
    died = copy(1, 1, died=True)
    assert counted(THREE, [died, copy(1, 2), copy(2, 3), copy(3, 4)]) == {"repeated": 1}
    twice = [died, copy(1, 2), copy(1, 3), copy(2, 4), copy(3, 5)]
    assert counted(THREE, twice) == {"repeated": 2, "repeated_beyond_bound": 1}
    assert counted(THREE, twice, Crash(22, 24)) == {"repeated": 2}
    crashed_first = [copy(1, 1), copy(1, 2, died=True), copy(1, 3), copy(2, 4), copy(3, 5)]
    assert counted(THREE, crashed_first, CRASH) == {"repeated": 2}


def test_a_repeat_behind_what_came_later_is_out_of_order_too() -> None:
    again = [*HEARD, copy(1, 4)]
    assert counted(THREE, again, Crash(32, 34)) == {"repeated": 1, "inverted": 1}


def test_the_last_edit_must_show_where_edits_go() -> None:
    edited = said(1, words="[s1] new (1)", edits=1)
    old, new = copy(1, 1), copy(1, 2, words="[s1] new (1)")
    assert counted([edited], [old]) == {"edits_lost": 1}
    assert counted([edited], [new]) == {}
    assert counted([edited], [old, new], CRASH) == {"repeated": 1}, "the copy that a crash left behind keeps its words"
    assert counted([edited], [copy(1, 1, words="[s1] new (1)"), copy(1, 2)], CRASH) == {"repeated": 1, "edits_lost": 1}


@pytest.mark.parametrize("wrong", [{"words": "[s1] other"}, {"kind": "photo"}], ids=["words", "kind"])
def test_altered(wrong: dict[str, Any]) -> None:
    assert counted([said(1)], [copy(1, 1, **wrong)]) == {"altered": 1}


def test_an_answer_to_one_s_own_words_answers_their_copy() -> None:
    answering = [said(1), said(2, answers=1)]
    assert counted(answering, [copy(1, 1), copy(2, 2, answers=201)]) == {}
    for wrong in (None, 101, 202):
        assert counted(answering, [copy(1, 1), copy(2, 2, answers=wrong)]) == {"replies_misthreaded": 1}


def test_an_answer_to_their_words_answers_what_they_wrote() -> None:
    theirs = said(1, sender=LIN, receiver=TOM)
    answering = [theirs, said(2, answers=1, answers_copy=201)]
    heard = copy(1, 1, chat=TOM)
    assert counted(answering, [heard, copy(2, 2, answers=101)]) == {}
    for wrong in (None, 201):
        assert counted(answering, [heard, copy(2, 2, answers=wrong)]) == {"replies_misthreaded": 1}


def test_an_answer_to_a_copy_that_a_crash_left_behind_may_stand_alone_but_not_elsewhere() -> None:
    theirs = said(1, sender=LIN, receiver=TOM)
    answering = [theirs, said(2, answers=1, answers_copy=201)]
    left_behind = [copy(1, 1, chat=TOM), copy(1, 2, chat=TOM)]
    assert counted(answering, [*left_behind, copy(2, 3)], CRASH) == {"repeated": 1}
    wrong = [*left_behind, copy(2, 3, answers=999)]
    assert counted(answering, wrong, CRASH) == {"repeated": 1, "replies_misthreaded": 1}


def test_what_answers_nothing_shows_no_answer() -> None:
    assert counted([said(1)], [copy(1, 1, answers=5)]) == {"replies_misthreaded": 1}


ALBUM = [said(serial, kind="photo", album="a") for serial in (1, 2, 3)]


@pytest.mark.parametrize("group", ["", "g"], ids=["one by one", "as an album"])
def test_the_parts_of_an_album_stand_together(group: str) -> None:
    parts = [copy(one.serial, one.serial, kind="photo", album=group) for one in ALBUM]
    assert counted(ALBUM, parts) == {}
    again = replace(parts[0], message_id=parts[0].message_id - 1, at=5)
    assert counted(ALBUM, [again, *parts], Crash(6, 8)) == {"repeated": 1}


def album(serials: list[int], place: int, name: str = "g", **fields: Any) -> list[Copy]:
    """These, as one album that came at once."""
    parts = [copy(serial, place + i, kind="photo", album=name, **fields) for i, serial in enumerate(serials)]
    return [replace(part, at=10 * place) for part in parts]


def test_an_album_that_comes_again_is_one_repeat() -> None:
    whole, again = album([1, 2, 3], 1), album([1, 2, 3], 4, "h")
    crash = Crash(12, 14)
    assert counted(ALBUM, [*whole, *again], crash) == {"repeated": 1}
    assert counted(ALBUM, [*whole, *again]) == {"repeated": 1, "repeated_beyond_bound": 1}
    thrice = [*whole, *again, *album([1, 2, 3], 7, "i")]
    assert counted(ALBUM, thrice, crash) == {"repeated": 2, "repeated_beyond_bound": 1}
    assert counted(ALBUM, thrice, crash, Crash(42, 44)) == {"repeated": 2}
    died = album([1, 2, 3], 1, died=True)
    assert counted(ALBUM, [*died, *again]) == {"repeated": 1}


def test_an_album_that_comes_again_may_have_grown_and_may_come_one_by_one() -> None:
    crash = Crash(12, 14)
    assert counted(ALBUM, [*album([1, 2], 1), *album([1, 2, 3], 3, "h")], crash) == {"repeated": 1}
    singles = [copy(serial, 3 + serial, kind="photo") for serial in (1, 2, 3)]
    assert counted(ALBUM, [*album([1, 2, 3], 1), *singles], crash) == {"repeated": 1}


def test_two_albums_that_come_again_need_two_excuses() -> None:
    both = [*ALBUM, said(4, kind="photo", album="b"), said(5, kind="photo", album="b")]
    heard = [*album([1, 2, 3], 1), *album([1, 2, 3], 4, "h"), *album([4, 5], 7, "i"), *album([4, 5], 9, "j")]
    assert counted(both, heard, Crash(12, 14)) == {"repeated": 2, "repeated_beyond_bound": 1}
    assert counted(both, heard, Crash(12, 14), Crash(72, 74)) == {"repeated": 2}


def test_an_album_in_the_wrong_order_is_inverted_however_it_comes() -> None:
    assert counted(ALBUM, album([1, 3, 2], 1)) == {"inverted": 1, "albums_broken": 1}
    assert counted(ALBUM, [*album([2, 3], 1), *album([1], 3, "")]) == {"inverted": 1, "albums_broken": 1}
    mixed = [*album([1, 3], 1), *album([1, 2, 3], 3, "h")]
    assert counted(ALBUM, mixed, Crash(12, 14)) == {"repeated": 1, "inverted": 1}


def test_an_album_in_two_pieces_is_counted_and_is_not_wrong() -> None:
    pieces = [*album([1, 2], 1), *album([3], 3, "")]
    verdict = judge(ALBUM, pieces, ())
    assert verdict.clean
    assert (verdict.albums, verdict.albums_split) == (1, 1)
    assert judge(ALBUM, album([1, 2, 3], 1), ()).albums_split == 0


def test_an_album_is_broken() -> None:
    one, two, three = (copy(part.serial, part.serial, kind="photo", album="g") for part in ALBUM)
    assert counted(ALBUM, [one, two]) == {"lost": 1, "albums_broken": 1}
    later = said(4)
    between = [one, two, copy(4, 3), replace(three, message_id=204)]
    assert counted([*ALBUM, later], between) == {"inverted": 1, "albums_broken": 1}


def test_only_repeats_within_bounds_are_allowed() -> None:
    verdict = Verdict(said=9, repeated=4)
    assert verdict.clean
    for name in verdict.wrong():
        wrong = Verdict()
        wrong.count(name, "an example")
        assert not wrong.clean
        assert wrong.examples == [f"{name}: an example"]
