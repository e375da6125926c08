"""On the terms of a shop: nobody has an order before a wish gives way, or in another's head start; tiers open early."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from routing.eligible import eligible
from routing.pool import NO_TIES, Floats
from routing.presets import PRESETS
from routing.simulation.group import Group
from routing.simulation.night import GENDERS, Waiting
from routing.simulation.promises import HEAD_START_S, PROMISES, Promising
from routing.simulation.runs import Run, play, seen_before, world_of
from routing.simulation.settings import Settings
from routing.wishes import Clocks, Wish

WEEK = Settings(seed=3, days=7)
CLOCK_S = Clocks().after_s[Wish.GENDER]


class Telling(Promising):
    """Keeps who got what, and when each card was to open and did."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(world_of(settings), PRESETS["ours"], seen_before(settings))
        self.taken: list[tuple[int, int, float]] = []  # order, representative, seconds waited
        self.laid_out: dict[int, Floats] = {}
        self.most = [0] * settings.reps

    def offer(self, order: Waiting) -> None:
        super().offer(order)
        card = self.offered.get(order.number)
        if card is not None:
            self.laid_out[order.number] = card.ranking.opens_s

    def give(self, order: Waiting, rep: int, *, held: bool = False) -> None:
        self.taken.append((order.number, rep, self.now - order.at))
        super().give(order, rep, held=held)

    def carry(self, rep: int, more: int) -> None:
        super().carry(rep, more)
        self.most[rep] = max(self.most[rep], self.load[rep])


@cache
def night(*promises: str) -> Telling:
    found = Telling(replace(WEEK, promises=promises))
    found.run()
    return found


def missing(told: Telling) -> Floats:
    """How long they waited whose soft wish for a gender was not met."""
    orders, reps = told.world.orders, told.world.reps
    found = [
        waited_s
        for number, rep, waited_s in told.taken
        if orders.gender[number] >= 0 and orders.gender[number] != reps.gender[rep]
    ]
    return np.array(found)


def test_nobody_who_misses_a_wish_has_the_order_before_it_gives_way() -> None:
    told = night("wishes")
    assert len(missing(told)) > 5
    assert missing(told).min() > CLOCK_S
    assert missing(night("early-tiers")).min() < CLOCK_S / 2
    assert not any(
        told.hard[number] for number, rep, _ in told.taken if told.gender[number] != told.world.reps.gender[rep]
    )


def test_who_comes_later_and_misses_a_wish_waits_for_it_too() -> None:
    """Of those who were there nobody misses it, and so no tier of theirs opens at that time."""
    desk = Telling(replace(WEEK, promises=("wishes",)))
    number = next(n for n, wish in enumerate(desk.gender) if wish >= 0 and not desk.hard[n])
    request, _ = desk.asked(number)
    everybody = replace(desk.pool, standing=np.zeros(WEEK.reps, dtype=np.uint16))
    one, other = (
        int(eligible(replace(request, gender=gender), everybody, NO_TIES)[0])
        for gender in (request.gender, next(word for word in GENDERS if word != request.gender))
    )
    desk.now = desk.at[number]
    desk.comes(one, 10**9)
    desk.arrives(number, 0)
    desk.comes(other, 10**9)
    opens = desk.waiting[number].open_s
    assert opens == {one: desk.now, other: desk.now + CLOCK_S}


def test_a_head_start_is_theirs_alone_whom_the_customer_knows() -> None:
    told, without = night("head-start"), night("wishes")
    favoured = {number: terms.known for number, terms in told.terms.items() if terms.head_start_s}
    assert len(favoured) > 5
    mine = [(rep == favoured[number], waited_s) for number, rep, waited_s in told.taken if number in favoured]
    assert {known for known, waited_s in mine if waited_s < HEAD_START_S} == {True}
    assert {known for known, _ in mine} == {True, False}
    assert any(waited_s < HEAD_START_S for number, rep, waited_s in without.taken if favoured.get(number, rep) != rep)
    assert all(terms.head_start_s == 0 for terms in without.terms.values())


def test_tiers_open_early_and_none_later_than_they_were_laid_out() -> None:
    """Where one is left who may tap, the next are asked when that has got unlikely; at once where nobody is."""

    class Watching(Telling):
        hurries: list[float]

        def widens(self, number: int, _: int) -> None:
            card = self.offered.get(number)
            before = card.ranking.opens_s if card is not None else np.zeros(0)
            super().widens(number, _)
            if card is not None and number in self.offered and len(before):
                assert (card.ranking.opens_s <= before + 1e-9).all()
                if (card.ranking.opens_s < before).any():
                    self.hurries.append(self.now - card.at)

    crowd = replace(WEEK, scale=3.0, promises=("early-tiers",))  # those who are asked are soon busy
    told = Watching(crowd)
    told.hurries = []
    told.run()
    assert len(told.hurries) > 3
    assert min(told.hurries) < 17
    assert 18.0 in [round(after_s, 3) for after_s in told.hurries]


@pytest.mark.parametrize("promises", [(), PROMISES], ids=["without", "with"])
def test_nobody_leads_more_talks_than_they_can_and_every_order_ends(promises: tuple[str, ...]) -> None:
    told = night(*promises)
    assert all(used <= can for used, can in zip(told.most, told.capacity, strict=True))
    assert told.waiting == {}
    assert told.offered == {}
    assert told.load == [0] * WEEK.reps
    assert len({number for number, _, _ in told.taken}) == len(told.taken)


def test_a_shop_that_promises_nothing_is_the_plain_night_desk_but_for_how_first_tiers_are_composed() -> None:
    plain = Group(world_of(WEEK), PRESETS["ours"], seen_before(WEEK)).run()
    told = night()
    same = np.isclose(plain.wait_s, told.tally.wait_s, equal_nan=True)
    assert same.mean() > 0.9


@pytest.mark.long
def test_it_comes_to_the_same_again_and_to_the_plain_figures_without() -> None:
    shop = Run("ours", replace(WEEK, promises=PROMISES))
    assert play(shop) == play(shop)
    assert play(Run("tiers", replace(WEEK, promises=PROMISES))) == play(Run("tiers", WEEK))
    assert play(shop).ratio == pytest.approx(play(Run("ours", WEEK)).ratio, abs=0.03)
