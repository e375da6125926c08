"""A word goes to the one it is meant for, or to nobody."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.rooms import LATE_AFTER, Nowhere, OpenTalk, Said, place

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
A, B = OpenTalk(1, NOON), OpenTalk(2, NOON + timedelta(minutes=5))
LATER = NOON + timedelta(minutes=9)


@pytest.mark.parametrize(
    ("talks", "said", "chosen", "where"),
    [
        ([A], Said(LATER), None, 1),
        ([A], Said(LATER, answers=1), None, 1),
        ([A], Said(LATER, answers=2), None, Nowhere.OVER),
        ([A], Said(LATER), 2, Nowhere.WHICH),
        ([A], Said(LATER), 1, 1),
        ([A, B], Said(LATER), None, Nowhere.WHICH),
        ([A, B], Said(LATER), 2, 2),
        ([A, B], Said(LATER), 3, Nowhere.WHICH),
        ([A, B], Said(LATER, answers=2), 1, 2),
        ([A, B], Said(LATER, answers=3), 1, Nowhere.OVER),
        ([], Said(LATER), 3, Nowhere.WHICH),
        ([], Said(LATER), None, Nowhere.WHICH),
    ],
)
def test_where_a_word_goes(talks: list[OpenTalk], said: Said, chosen: int | None, where: int | Nowhere) -> None:
    assert place(talks, said, chosen=chosen) == where


def test_what_was_sent_before_the_only_talk_began_may_be_meant_for_the_one_before() -> None:
    early = Said(B.since - timedelta(seconds=1))
    ended = B.since - timedelta(seconds=30)
    assert place([B], early, before=ended) is Nowhere.OVER
    assert place([B], early) == 2
    assert place([B], Said(B.since), before=ended) == 2
    assert place([B], early, before=B.since - LATE_AFTER) == 2


@dataclass
class Desk:
    """A representative's screen and mind, told apart from the code: whom they mean, and what they can see."""

    rng: Random
    open: dict[int, OpenTalk] = field(default_factory=dict)
    over: list[int] = field(default_factory=list)
    chosen: int | None = None  # what the shop holds for them
    told: int | None = None  # to whom they were last told that their words go
    count: int = 0

    def accepts(self) -> None:
        self.count += 1
        others = sorted(self.open)
        self.open[self.count] = OpenTalk(self.count, NOON + timedelta(seconds=self.count))
        if others and self.chosen is None:
            self.chosen = others[-1]
        if not others:
            self.told = self.count

    def ends(self) -> None:
        gone = self.rng.choice(sorted(self.open))
        del self.open[gone]
        self.over.append(gone)
        if not self.open or list(self.open) == [self.chosen]:
            self.chosen = None

    def switches(self) -> None:
        self.told = self.rng.choice(sorted(self.open))
        if self.chosen is not None:
            self.chosen = self.told if len(self.open) > 1 else None

    def says(self) -> tuple[int, int | Nowhere]:
        """Whom they mean, and where it goes."""
        at = NOON + timedelta(seconds=self.count + 1)
        if self.rng.random() < 0.4:
            meant = self.rng.choice(sorted(self.open) + self.over)
            return meant, place(self.open.values(), Said(at, answers=meant), chosen=self.chosen)
        assert self.told is not None
        return self.told, place(self.open.values(), Said(at), chosen=self.chosen)


ACTS = st.lists(st.sampled_from(("accepts", "ends", "switches", "says")), max_size=40)


@given(seed=st.integers(0, 2**32), acts=ACTS)
@settings(max_examples=1_000)
def test_no_word_reaches_another_customer(seed: int, acts: list[str]) -> None:
    nobody_elses(seed, acts)


@pytest.mark.long
@given(seed=st.integers(0, 2**32), acts=ACTS)
@settings(max_examples=20_000)
def test_nor_in_any_of_twenty_thousand_evenings(seed: int, acts: list[str]) -> None:
    nobody_elses(seed, acts)


def nobody_elses(seed: int, acts: list[str]) -> None:
    """Whatever a representative with several talks does and says, it goes to whom they mean, or they are asked."""
    desk = Desk(Random(seed))
    for act in acts:
        if act in ("ends", "switches", "says") and not desk.open:
            continue
        if act != "says":
            getattr(desk, act)()
            continue
        meant, where = desk.says()
        assert where in (meant, Nowhere.OVER, Nowhere.WHICH)
        if meant in desk.open and (desk.chosen == meant or (desk.chosen is None and len(desk.open) == 1)):
            assert where == meant
