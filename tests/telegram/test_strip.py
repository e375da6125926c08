"""The drawn receipt: every stretch is to be seen in its colour, in its place, and as long as it was."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.telegram.strip import BAR, COLOURS, EDGE, HEIGHT, ORDER, WIDTH, Strip, clock, draw, placed, sums

T0 = 1_762_084_820
TALK = (("live", 0, 600), ("waiting", 600, 785), ("live", 785, 1300), ("outage", 1300, 1301), ("live", 1301, 1986))


def strip(*spans: tuple[str, int, int]) -> Strip:
    moved = tuple((kind, T0 + start, T0 + end) for kind, start, end in spans)
    counted = sum(end - start for kind, start, end in spans if kind == "live")
    return Strip("K7Q2M", moved, counted, 1800, 480)


def colour(name: str) -> tuple[int, ...]:
    return tuple(int(COLOURS[name][i : i + 2], 16) for i in (1, 3, 5))


def test_each_stretch_stands_in_its_colour_where_it_was() -> None:
    image = Image.open(io.BytesIO(draw(strip(*TALK))))
    assert (image.format, image.size, image.info) == ("PNG", (WIDTH, HEIGHT), {})
    for kind, left, right in placed(strip(*TALK)):
        assert image.getpixel(((left + right) // 2, sum(BAR) // 2)) == colour(kind)
    assert [kind for kind, _, _ in placed(strip(*TALK))] == [kind for kind, _, _ in TALK]


def test_the_sums_are_those_of_the_stretches() -> None:
    assert sums(strip(*TALK)) == {"live": 1800, "waiting": 185, "outage": 1}


@pytest.mark.parametrize(("seconds", "told"), [(0, "0:00"), (59, "0:59"), (1450, "24:10"), (3720, "1:02:00")])
def test_lengths_are_told_as_on_a_clock(seconds: int, told: str) -> None:
    assert clock(seconds) == told


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ORDER), st.integers(0, 4000)), min_size=1, max_size=30))
def test_any_talk_can_be_drawn_and_stays_within_the_picture(parts: list[tuple[str, int]]) -> None:
    spans, now = [], 0
    for kind, length in parts:
        spans.append((kind, now, now + length))
        now += length
    made = strip(*spans)
    assert draw(made).startswith(b"\x89PNG")
    assert all(EDGE <= left <= right <= WIDTH for _, left, right in placed(made))
    assert sum(sums(made).values()) == now


def test_the_same_facts_are_the_same_picture() -> None:
    told = {"code": "K7Q2M", "spans": [["live", T0, T0 + 60]], "counted_s": 60, "bought_s": 1800, "ahead": 480}
    assert draw(Strip.told(told)) == draw(strip(("live", 0, 60)))
