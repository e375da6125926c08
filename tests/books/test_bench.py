"""The benchmark of settlements says what is true, on a history small enough for every day."""

from bench.settlement import run


async def test_a_balance_is_the_sum_and_does_not_read_all_of_history() -> None:
    seen = await run(3000)
    assert [one.orders for one in seen] == [1000, 3000]
    assert all(one.balance_us > 0 for one in seen)
