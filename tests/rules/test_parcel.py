"""Formatting passes, whatever can name somebody stays behind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.parcel import FORMATTING, Entity, Parcel, ParcelKind, clean, utf16_length

NAMING = [
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "text_link",
    "text_mention",
    "custom_emoji",
    "date_time",
]


def cleaned(text: str, *entities: Entity) -> tuple[Entity, ...]:
    return clean(Parcel(ParcelKind.TEXT, text, entities)).entities


@pytest.mark.parametrize("kind", sorted(FORMATTING))
def test_how_text_looks_is_carried(kind: str) -> None:
    entity = Entity(kind, 0, 5, "python" if kind == "pre" else "")
    assert cleaned("hello", entity) == (entity,)


@pytest.mark.parametrize("kind", [*NAMING, "something_new"])
def test_what_can_name_somebody_is_dropped(kind: str) -> None:
    assert cleaned("hello", Entity(kind, 0, 5)) == ()


@pytest.mark.parametrize(
    ("offset", "length", "kept"),
    [(0, 3, True), (0, 4, False), (1, 2, True), (3, 1, False), (-1, 2, False), (0, 0, False)],
)
def test_an_entity_stays_within_its_text_as_telegram_counts(offset: int, length: int, kept: bool) -> None:
    entity = Entity("bold", offset, length)
    assert cleaned("a🌙", entity) == ((entity,) if kept else ())  # a moon is two UTF-16 units


def test_half_a_character_does_not_stop_the_relay() -> None:
    assert utf16_length("\ud83c") == 1


KINDS = st.sampled_from(sorted(FORMATTING) + NAMING)
ENTITIES = st.builds(Entity, KINDS, st.integers(-2, 20), st.integers(-2, 20))


@given(st.text(max_size=12), st.lists(ENTITIES).map(tuple))
def test_cleaning_keeps_the_words_and_is_done_once(text: str, entities: tuple[Entity, ...]) -> None:
    once = clean(Parcel(ParcelKind.PHOTO, text, entities, media="file", reply_to=3))
    assert clean(once) == once
    assert (once.text, once.media, once.reply_to) == (text, "file", 3)
    assert all(
        e.kind in FORMATTING and 0 <= e.offset < e.offset + e.length <= utf16_length(text) for e in once.entities
    )
