"""The whole table of moves, written out a second time."""

import pytest

from bot.rules.errors import WrongMoment
from bot.rules.orders import Event, move
from models.kinds import UNFINISHED, OrderState

S, E = OrderState, Event

LEGAL = {
    (S.AWAITING_PAYMENT, E.PAY): S.QUEUED,
    (S.AWAITING_PAYMENT, E.EXPIRE): S.EXPIRED,
    (S.AWAITING_PAYMENT, E.CANCEL): S.CANCELLED,
    (S.QUEUED, E.CLAIM): S.CLAIMED,
    (S.QUEUED, E.EXPIRE): S.EXPIRED,
    (S.QUEUED, E.CANCEL): S.CANCELLED,
    (S.CLAIMED, E.RELEASE): S.QUEUED,
    (S.CLAIMED, E.START): S.LIVE,
    (S.CLAIMED, E.CANCEL): S.CANCELLED,
    (S.CLAIMED, E.END): S.ENDED,
    (S.LIVE, E.PAUSE): S.PAUSED,
    (S.LIVE, E.MISMATCH): S.QUEUED,
    (S.PAUSED, E.MISMATCH): S.QUEUED,
    (S.LIVE, E.END): S.ENDED,
    (S.PAUSED, E.RESUME): S.LIVE,
    (S.PAUSED, E.END): S.ENDED,
}


@pytest.mark.parametrize("state", OrderState)
@pytest.mark.parametrize("event", Event)
def test_only_the_moves_of_the_table_are_made(state: OrderState, event: Event) -> None:
    if (state, event) in LEGAL:
        assert move(state, event) is LEGAL[state, event]
    else:
        with pytest.raises(WrongMoment) as refusal:
            move(state, event)
        assert (refusal.value.state, refusal.value.event) == (state, event)


def test_nothing_moves_once_it_is_finished() -> None:
    assert {state for state, _ in LEGAL} == UNFINISHED


def test_every_state_can_be_reached_from_a_new_order() -> None:
    reached = {S.AWAITING_PAYMENT}
    while more := {to for (state, _), to in LEGAL.items() if state in reached} - reached:
        reached |= more
    assert reached == set(OrderState)


def test_a_talk_that_has_begun_is_ended_not_cancelled() -> None:
    for state in (S.LIVE, S.PAUSED):
        with pytest.raises(WrongMoment, match="cannot cancel"):
            move(state, E.CANCEL)
