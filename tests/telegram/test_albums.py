"""Which rows go out together as one album: in order, of one family, and nothing that anybody said is overtaken."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.parcel import FileFacts, Parcel, ParcelKind
from bot.telegram.address import album_of
from bot.telegram.albums import FAMILIES, MOST, MOST_BYTES, PATIENCE_S, gathered
from bot.telegram.translate import to_parcel, to_send
from models.kinds import Rank
from models.outbox import Ready
from tests.conftest import NOON
from tests.telegram.test_translate import PHOTO, message

PLAIN = Ready(
    id=1, lane="p1", person_id=1, rank=Rank.NOW, method="sendPhoto", payload={}, ref=None, link_id=1, version=0,
    attempts=0, created_at=NOON, album="a", chat_id=1001, card_message_id=None, copy_message_id=None, thread_id=None,
    reply_message_id=None,
)  # fmt: skip
LONG_AFTER = NOON + timedelta(minutes=1)


def row(number: int, **fields: Any) -> Ready:
    return replace(PLAIN, id=number, link_id=number, **fields)


def notice(number: int) -> Ready:
    return replace(PLAIN, id=number, link_id=None, album=None, method="sendMessage")


def word(number: int) -> Ready:
    return row(number, album=None, method="sendMessage")


def ids(waiting: list[Ready], now: datetime = LONG_AFTER) -> list[int]:
    return [one.id for one in gathered(waiting, now).rows]


CASES: list[tuple[str, list[Ready], list[int]]] = [
    ("one row", [word(1), word(2)], [1]),
    ("an album", [row(1), row(2), row(3)], [1, 2, 3]),
    ("a word behind it", [row(1), row(2), word(3), row(4)], [1, 2]),
    ("a notice between", [row(1), notice(2), row(3), word(4)], [1, 3]),
    ("another album", [row(1), row(2), row(3, album="b")], [1, 2]),
    ("a video among photos", [row(1), row(2, method="sendVideo"), row(3)], [1, 2, 3]),
    ("a file among photos", [row(1), row(2), row(3, method="sendDocument"), row(4)], [1, 2]),
    ("files", [row(i, method="sendDocument") for i in (1, 2)], [1, 2]),
    ("music", [row(i, method="sendAudio") for i in (1, 2)], [1, 2]),
    ("music among files", [row(1, method="sendDocument"), row(2, method="sendAudio")], [1]),
    ("what cannot be in an album", [row(1, method="sendAnimation"), row(2)], [1]),
    ("a part taken back", [row(1), row(2, method="deleteMessage"), row(3)], [1, 3]),
    ("the first taken back", [row(1, method="deleteMessage"), row(2)], [1]),
]


@pytest.mark.parametrize(("waiting", "together"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_goes_together(waiting: list[Ready], together: list[int]) -> None:
    assert ids(waiting) == together
    assert gathered(waiting, LONG_AFTER).patience_s == 0.0


def test_no_album_is_larger_than_telegram_takes() -> None:
    waiting = [row(i) for i in range(1, 15)]
    assert ids(waiting) == list(range(1, MOST + 1))
    assert ids(waiting[MOST:]) == [11, 12, 13, 14]
    large = {"clean": {"size": MOST_BYTES // 2}}
    assert ids([row(i, method="sendDocument", payload=large) for i in (1, 2, 3)]) == [1, 2]
    unknown = {"clean": {"size": None}}
    assert ids([row(i, method="sendDocument", payload=unknown) for i in (1, 2, 3)]) == [1, 2, 3]


WAITS: list[tuple[str, list[Ready], float, float]] = [
    ("one part", [row(1)], 0.0, PATIENCE_S),
    ("a while later", [row(1)], 0.25, PATIENCE_S - 0.25),
    ("long enough", [row(1), row(2)], PATIENCE_S, 0.0),
    ("since the newest", [row(1), row(2, created_at=NOON + timedelta(seconds=0.5))], 1.0, 0.5),
    ("a word behind it", [row(1), word(2)], 0.0, 0.0),
    ("a notice behind it", [row(1), notice(2)], 0.0, PATIENCE_S),
    ("ten", [row(i) for i in range(1, 11)], 0.0, 0.0),
    ("no album", [word(1)], 0.0, 0.0),
    ("the clock was set back", [row(1)], -3600.0, 0.0),
]


@pytest.mark.parametrize(("waiting", "later", "wait"), [case[1:] for case in WAITS], ids=[case[0] for case in WAITS])
def test_how_long_it_waits_for_more(waiting: list[Ready], later: float, wait: float) -> None:
    assert gathered(waiting, NOON + timedelta(seconds=later)).patience_s == pytest.approx(wait)


METHODS = st.sampled_from([*FAMILIES, "sendMessage", "deleteMessage", "editMessageMedia"])
ROWS = st.lists(
    st.tuples(st.sampled_from([None, "a", "b"]), METHODS, st.booleans(), st.floats(-5, 5)), min_size=1, max_size=24
)


@given(ROWS, st.floats(-10, 10))
def test_whatever_waits_something_goes_in_order_and_no_word_is_overtaken(
    told: list[tuple[str | None, str, bool, float]], later: float
) -> None:
    waiting = [
        replace(PLAIN, id=i, album=album, method=method, link_id=i if album or is_word else None,
                created_at=NOON + timedelta(seconds=at))
        for i, (album, method, is_word, at) in enumerate(told)
    ]  # fmt: skip
    sending = gathered(waiting, NOON + timedelta(seconds=later))
    parts = [one.id for one in sending.rows]
    assert parts[0] == 0
    assert parts == sorted(parts)
    assert 0 <= sending.patience_s <= 2 * PATIENCE_S
    if len(parts) > 1:
        assert len(parts) <= MOST
        assert {one.album for one in sending.rows} == {waiting[0].album}
        assert len({FAMILIES[one.method] for one in sending.rows}) == 1
        passed = [one for one in waiting[: parts[-1]] if one.id not in parts]
        taken_back = [one for one in passed if one.album == waiting[0].album]
        assert all(one.method not in FAMILIES for one in taken_back)
        assert all(one.link_id is None for one in passed if one not in taken_back)


# --- what is sent ---


def test_what_the_parts_have_of_their_own_and_what_they_share() -> None:
    hidden = Parcel(ParcelKind.PHOTO, "me", (), "P1", spoiler=True, caption_above=True)
    shaped = FileFacts("Ann.mp4", "video/mp4", 9, (("width", 4),))
    moving = Parcel(ParcelKind.VIDEO, "", (), "V1", file=shaped)
    rows = []
    for number, parcel in enumerate((hidden, moving)):
        method, payload = to_send(parcel)
        rows.append(row(number, method=method, payload=payload, reply_message_id=77))
    assert album_of(rows) == {
        "chat_id": 1001,
        "protect_content": True,
        "reply_parameters": {"message_id": 77, "allow_sending_without_reply": True},
        "media": [
            {"type": "photo", "media": "P1", "look": True, "has_spoiler": True, "show_caption_above_media": True,
             "caption": "me", "caption_entities": []},
            {"type": "video", "media": "V1", "width": 4, "show_caption_above_media": True,
             "clean": {"name": "Ann.mp4", "mime": "video/mp4", "size": 9}},
        ],
    }  # fmt: skip


def test_protection_is_the_shops_choice() -> None:
    _, payload = to_send(Parcel(ParcelKind.PHOTO, media="P1"), protect=False)
    told = album_of([row(1, payload=payload), row(2, payload=payload)])
    assert told["protect_content"] is False
    assert "reply_parameters" not in told


# --- what an album is known by ---


def key(chat: int = 7, **content: Any) -> str:
    told = message(**({"photo": PHOTO} | content))
    return to_parcel(told | {"chat": {**told["chat"], "id": chat}}).album


def test_parts_of_one_album_have_one_key_of_their_own_in_every_chat_and_it_is_not_the_sender_s() -> None:
    holiday = key(media_group_id="123")
    assert holiday == key(media_group_id="123", caption="me")
    assert len({holiday, key(media_group_id="124"), key(8, media_group_id="123")}) == 3
    assert len(holiday) <= 24


@pytest.mark.parametrize("group", [None, 5, "", {}])
def test_what_is_no_album_has_no_key(group: object) -> None:
    assert key(media_group_id=group) == ""


def test_what_no_album_is_made_of_has_no_key() -> None:
    told = message(media_group_id="123", voice={"file_id": "V", "file_unique_id": "u", "duration": 1})
    assert to_parcel(told).album == ""
