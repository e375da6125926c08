"""Who waits for whom, and since when: in a table, and for any talk at all."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.meter import After, Meter
from bot.rules.pulse import Ear, Word, as_now, followed, is_real, late, listen, next_look
from bot.rules.terms import Terms
from models.kinds import Side, SpanKind

T0 = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
TERMS = Terms()
C, R = Side.CUSTOMER, Side.REP


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def said(*words: str) -> list[Word]:
    """`c10`: the customer at 10 s; `r70`: the representative; `r70.`: nothing but dots; `c10+50`: it came 50 s late."""
    found = []
    for told in words:
        moment, _, delay = told[1:].rstrip(".").partition("+")
        when = at(int(moment))
        side = C if told[0] == "c" else R
        found.append(Word(when, when + timedelta(seconds=int(delay or 0)), side, not told.endswith(".")))
    return found


@pytest.mark.parametrize(
    ("words", "gaps", "waits_from"),
    [
        (["r0"], [], None),
        (["c0"], [], 120),
        (["c0", "r120"], [], None),
        (["c0", "r121"], [(120, 121)], None),
        (["c0", "c100", "r200"], [], None),
        (["c0", "c100", "r300"], [(220, 300)], None),
        (["c0", "c130", "r300"], [(120, 300)], None),
        (["c0", "r60.", "r300"], [(120, 300)], None),
        (["c0", "r60."], [], 120),
        (["c0+90", "r200"], [], None),
        (["c0", "r300", "c310", "r500"], [(120, 300), (430, 500)], None),
        (["r500", "c310", "r300", "c0"], [(120, 300), (430, 500)], None),
    ],
)
def test_waits_that_are_not_counted(words: list[str], gaps: list[tuple[int, int]], waits_from: int | None) -> None:
    ear, found = listen(Ear(), said(*words), TERMS)
    assert [gap for gap in found if gap[0] < gap[1]] == [(at(a), at(b)) for a, b in gaps]
    assert ear.waits_from(TERMS) == (None if waits_from is None else at(waits_from))
    assert listen(Ear(), said(*words), Terms(slow_reply_s=0))[1] == []


def test_an_answer_that_was_in_time_ends_a_wait_for_which_the_clock_had_stopped_already() -> None:
    stopped = Meter(1800).start(T0).switch(SpanKind.WAITING, at(130), "slow")
    for answered in (100, 130):
        _, gaps = listen(Ear(at(10), at(10)), said(f"r{answered}"), TERMS)
        meter = followed(stopped, gaps, [])
        assert (meter.open, meter.billed_s(at(200))) == (SpanKind.LIVE, 200)


def test_a_pause_or_an_outage_lets_every_wait_begin_anew() -> None:
    ear, _ = listen(Ear(), said("r0", "c30"), TERMS)
    assert ear.back_at(at(700)).waits_from(TERMS) == at(820)
    assert ear.back_at(at(700)).asks_at(TERMS) == at(1000)
    assert Ear().back_at(at(700)).unanswered is None


def test_silence_is_asked_about_once_and_pauses_unless_quiet_is_fine() -> None:
    ear, _ = listen(Ear(), said("c0", "r30"), TERMS)
    assert ear.asks_at(TERMS) == at(330)
    asked = Ear(ear.unanswered, ear.spoken, at(331))
    assert (asked.asks_at(TERMS), asked.falls_silent_at(TERMS)) == (None, at(631))
    fine = Ear(ear.unanswered, ear.spoken, at(331), quiet=True)
    assert (fine.asks_at(TERMS), fine.falls_silent_at(TERMS)) == (None, None)
    again, _ = listen(fine, said("c900"), TERMS)
    assert again.asks_at(TERMS) == at(1200)


@pytest.mark.parametrize(
    ("text", "media", "real"),
    [("ok", False, True), ("嗯嗯", False, True), ("好", False, False), ("…", False, False), ("...", False, False),
     ("。。。", False, False), ("  ", False, False), ("", True, True), ("…", True, True)],
)  # fmt: skip
def test_dots_are_no_answer(text: str, media: bool, real: bool) -> None:
    assert is_real(text, media=media) is real


def test_what_was_long_on_its_way_is_an_outage() -> None:
    assert late(said("c0+30", "c10+31", "r50"), TERMS) == [(at(10), at(41))]


def talk_of(words: list[Word], now: float, terms: Terms = TERMS) -> Meter:
    """All at once: the clock listens for the first time at `now`, to what has come by then."""
    words = [word for word in words if word.heard <= at(now)]
    ear, gaps = listen(Ear(), words, terms)
    return as_now(followed(Meter(1800).start(T0), gaps, late(words, terms)), ear, terms, After(grace_s=90), at(now))


def test_the_clock_stops_by_itself_and_runs_on_with_the_answer() -> None:
    assert talk_of(said("r0", "c10"), 125).open is SpanKind.LIVE
    waiting = talk_of(said("r0", "c10"), 400)
    assert (waiting.open, waiting.billed_s(at(400))) == (SpanKind.WAITING, 130)
    assert talk_of(said("r0", "c10", "r500"), 600).billed_s(at(600)) == 130 + 100


WORDS = st.lists(
    st.builds(
        lambda when, delay, side, real: Word(at(when), at(when + delay), side, real),
        st.integers(0, 3000), st.integers(0, 60), st.sampled_from(Side), st.booleans(),
    ),
    max_size=12,
)  # fmt: skip


@given(WORDS, st.lists(st.integers(0, 3200), max_size=6))
def test_how_often_the_clock_listens_changes_no_wait(words: list[Word], looks: list[int]) -> None:
    """A process that dies, wakes late or replays hears the same; here words come in the order of their dates."""
    words = sorted((Word(w.at, w.at, w.side, w.real) for w in words), key=lambda word: word.at)
    whole = listen(Ear(), words, TERMS)
    ear, gaps, rest = Ear(), [], list(words)
    for look in sorted(looks):
        heard, rest = [w for w in rest if w.at <= at(look)], [w for w in rest if w.at > at(look)]
        ear, found = listen(ear, heard, TERMS)
        gaps += found
    ear, found = listen(ear, rest, TERMS)
    assert (ear, gaps + found) == whole


@given(WORDS, st.integers(0, 6000))
def test_words_only_ever_lower_the_bill(words: list[Word], now: int) -> None:
    meter = talk_of(words, now)
    assert meter.billed_s(at(now)) <= min(now, 1800)
    assert talk_of(words, now, Terms(slow_reply_s=0, late_relay_s=10**6)).billed_s(at(now)) == min(now, 1800)


@given(WORDS, st.integers(0, 3000))
def test_the_clock_looks_again_before_a_wait_could_be_missed(words: list[Word], now: int) -> None:
    ear, _ = listen(Ear(), words, TERMS)
    look = next_look(ear, TERMS, at(now))
    assert at(now) < look <= at(now + TERMS.slow_reply_s)
    waits = ear.waits_from(TERMS)
    assert waits is None or waits <= at(now) or look <= waits
