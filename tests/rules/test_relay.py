"""What reaches the other side, and what the clock makes of it."""

import pytest

from bot.rules.parcel import Parcel, ParcelKind
from bot.rules.relay import Deliver, Line, Refusal, Refuse, edit_refusal, plan, send_refusal
from models.kinds import OPEN_LINE, OrderState, Side

HELLO = Parcel(ParcelKind.TEXT, "hello")
POLL = Parcel(ParcelKind.OTHER, other="poll")
C, R = Side.CUSTOMER, Side.REP
BOTH = frozenset(Side)


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("state", OrderState)
def test_words_pass_only_while_two_are_connected(state: OrderState, side: Side) -> None:
    planned = plan(Line(state, paused_by=side), side, HELLO)
    assert isinstance(planned, Deliver) is (state in OPEN_LINE)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (OrderState.AWAITING_PAYMENT, Refusal.NOT_YET),
        (OrderState.QUEUED, Refusal.NOT_YET),
        (OrderState.ENDED, Refusal.ENDED),
        (OrderState.EXPIRED, Refusal.ENDED),
        (OrderState.CANCELLED, Refusal.ENDED),
    ],
)
def test_a_refusal_says_whether_it_is_too_early_or_too_late(state: OrderState, reason: Refusal) -> None:
    assert plan(Line(state), C, HELLO) == Refuse(reason)


def test_past_the_bought_time_nothing_passes_even_if_the_timer_is_late() -> None:
    assert plan(Line(OrderState.LIVE, BOTH, overdue=True), C, HELLO) == Refuse(Refusal.ENDED)


@pytest.mark.parametrize(("first", "second"), [(C, R), (R, C)])
def test_the_clock_starts_with_the_second_sides_first_word(first: Side, second: Side) -> None:
    one = plan(Line(OrderState.CLAIMED), first, HELLO)
    assert one == Deliver(frozenset({first}))
    again = plan(Line(OrderState.CLAIMED, frozenset({first})), first, HELLO)
    assert again == Deliver(frozenset({first}))
    other = plan(Line(OrderState.CLAIMED, frozenset({first})), second, HELLO)
    assert other == Deliver(BOTH, starts=True)


def test_the_clock_starts_once() -> None:
    assert plan(Line(OrderState.LIVE, BOTH), C, HELLO) == Deliver(BOTH)


def test_what_is_not_carried_is_named_and_counts_as_no_word() -> None:
    assert plan(Line(OrderState.CLAIMED, frozenset({R})), C, POLL) == Refuse(Refusal.KIND, "poll")
    assert plan(Line(OrderState.PAUSED, BOTH, paused_by=C), C, POLL) == Refuse(Refusal.KIND, "poll")


@pytest.mark.parametrize("side", Side)
def test_a_pause_ends_with_a_word_of_the_side_that_paused_and_the_other_s_waits(side: Side) -> None:
    assert plan(Line(OrderState.PAUSED, BOTH, paused_by=side), side, HELLO) == Deliver(BOTH, resumes=True)
    assert plan(Line(OrderState.PAUSED, BOTH, paused_by=side.other), side, HELLO) == Refuse(Refusal.PAUSED)


def test_a_line_read_back_as_plain_words_is_the_same_line() -> None:
    line = Line("paused", BOTH, paused_by="rep")  # type: ignore[arg-type]
    assert plan(line, R, HELLO) == Deliver(BOTH, resumes=True)


@pytest.mark.parametrize("kind", ParcelKind)
def test_every_kind_with_a_name_of_its_own_is_carried(kind: ParcelKind) -> None:
    assert (send_refusal(Parcel(kind)) is None) is (kind != ParcelKind.OTHER)


@pytest.mark.parametrize(
    ("sent", "now", "refusal"),
    [
        ("text", ParcelKind.TEXT, None),
        ("photo", ParcelKind.PHOTO, None),
        ("voice", ParcelKind.VOICE, None),
        ("photo", ParcelKind.VIDEO, None),
        ("audio", ParcelKind.DOCUMENT, None),
        ("text", ParcelKind.PHOTO, None),
        ("photo", ParcelKind.TEXT, "kind_changed"),
        ("voice", ParcelKind.AUDIO, "kind_changed"),
        ("text", ParcelKind.VOICE, "kind_changed"),
        ("video_note", ParcelKind.VIDEO_NOTE, "nothing_to_edit"),
        ("dice", ParcelKind.DICE, "nothing_to_edit"),
        ("text", ParcelKind.OTHER, "kind_changed"),
        ("sticker", ParcelKind.STICKER, "nothing_to_edit"),
    ],
)
def test_an_edit_follows_where_there_is_something_to_change(sent: str, now: ParcelKind, refusal: str | None) -> None:
    assert edit_refusal(sent, Parcel(now)) == refusal
