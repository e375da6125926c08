"""Whose turn it is: what is urgent first, nobody twice, and nobody who is busy."""

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.turns import Turns


def test_the_urgent_go_first_and_the_patient_as_far_as_there_is_room() -> None:
    turns = Turns()
    for lane in ("card 1", "card 2", "card 3"):
        turns.put_off(lane)
    turns.heard(["word 1", "word 2"])
    assert turns.take(9, 2) == ["word 1", "word 2", "card 1", "card 2"]
    assert turns.take(9, 2) == ["card 3"]
    assert not turns


def test_a_patient_lane_in_which_something_urgent_comes_is_urgent() -> None:
    turns = Turns()
    turns.put_off("p1")
    turns.put_off("p2")
    turns.heard(["p2"])
    assert turns.take(1, 0) == ["p2"]
    turns.put_off("p2")
    assert turns.take(9, 9) == ["p1", "p2"]


LANES = st.sampled_from([f"p{i}" for i in range(6)])
STEPS = st.lists(st.tuples(st.sampled_from(["heard", "put_off", "busy", "free", "take"]), LANES, st.integers(0, 4)))


@given(STEPS)
def test_no_lane_waits_twice_and_none_that_is_heard_of_when_free_is_forgotten(
    steps: list[tuple[str, str, int]],
) -> None:
    turns, waiting = Turns(), set[str]()
    for act, lane, limit in steps:
        if act == "heard":
            turns.heard([lane])
            waiting |= {lane} - turns.busy
        elif act == "put_off" and lane not in turns.busy:
            turns.put_off(lane)
            waiting.add(lane)
        elif act == "busy":
            turns.busy.add(lane)
        elif act == "free" and lane in turns.busy:
            turns.busy.discard(lane)
            turns.heard([lane])
            waiting.add(lane)
        elif act == "take":
            taken = turns.take(limit, limit)
            assert len(taken) == len(set(taken)) <= limit
            assert not turns.busy & set(taken)
            waiting -= set(taken)
        assert waiting - turns.busy <= set(turns.ready) | set(turns.patient)
        assert not set(turns.ready) & set(turns.patient)
    assert set(turns.take(100, 100)) == waiting - turns.busy
