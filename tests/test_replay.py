"""`python -m bot replay CODE`: decisions are made again from the command line, and a tampered one is named."""

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.desk import dispatch
from bot.desk.routing_rules import RoutingRules
from bot.desk.work import ShopRules, Work
from bot.replay import first_difference
from models.engine import Database
from models.kinds import OrderState
from models.order import DecisionRow
from models.rep import Specialty
from routing.engine import Policy
from tests.conftest import NOON
from tests.models.test_orders import a_menu, a_rep, an_order, person
from tests.test_cli import earshot

pytestmark = pytest.mark.long

OFFERED, NEVER = "K7Q2M", "K7Q3M"


@dataclass
class Books:
    """A shop's database with one order that was offered twice, and one that never was."""

    url: str

    async def put(self, epoch: int, **values: Any) -> None:
        database = Database(self.url)
        async with database.begin() as session:
            await session.execute(update(DecisionRow).where(DecisionRow.epoch == epoch).values(**values))
        await database.close()

    async def body(self, epoch: int) -> dict[str, Any]:
        database = Database(self.url)
        async with database.begin() as session:
            text = (await session.scalars(select(DecisionRow.body).where(DecisionRow.epoch == epoch))).one()
        await database.close()
        return dict(json.loads(text))

    def replayed(self, code: str = OFFERED) -> tuple[int, str]:
        """Exit code, and all that was said."""
        done = earshot("replay", code, EARSHOT_DATABASE__URL=self.url)
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
async def books(database_url: str) -> Books:
    database = Database(database_url)
    async with database.begin() as session:
        await a_menu(session)
        customer = await person(session, 1)
        for number, level in enumerate((4, 3, 2)):
            rep = await a_rep(session, 10 + number, f"RAB{number}")
            session.add(Specialty(rep_id=rep.id, topic="chat", level=level))
        away = await a_rep(session, 20, "RAWAY")
        away.on_duty = False
        work = Work(session, NOON, Random(7), ShopRules(routing=RoutingRules(Policy((1, 1), (30, 60)))))
        order = await an_order(session, customer, OFFERED, OrderState.QUEUED, paid_at=NOON)
        await dispatch.offer(work, order)
        order.released = [str(away.id)]
        await dispatch.offer(work, order)
        await an_order(session, customer, NEVER, OrderState.AWAITING_PAYMENT)
    await database.close()
    return Books(database_url)


async def test_every_decision_of_an_order_is_the_same_to_the_byte(books: Books) -> None:
    code, said = books.replayed(OFFERED.lower())
    assert code == 0, said
    assert said.count("the same to the byte") == 2
    assert "Offer 1" in said
    assert "Offer 2" in said


async def test_what_was_tampered_with_is_named_and_the_rest_goes_on(books: Books) -> None:
    body = await books.body(2)
    best = body["ranked"][0]["rep"]
    body["ranked"][0]["rep"] = 99
    await books.put(2, body=json.dumps(body, separators=(",", ":"), sort_keys=True))
    code, said = books.replayed()
    assert code == 1
    assert "Offer 1, decided 2026-11-02 12:00:00 UTC: the same" in said
    assert f"DIFFERENT, first at ranked[0].rep: stored 99, made again {best}" in said


async def test_what_a_decision_was_made_of_may_be_tampered_with_or_gone_too(books: Books) -> None:
    await books.put(1, replay=None)
    await books.put(2, replay='{"now":')
    code, said = books.replayed()
    assert code == 1
    assert "before what decisions are made of was kept" in said
    assert "cannot be read (JSONDecodeError)" in said


async def test_words_that_mean_nothing_are_told_kindly(books: Books) -> None:
    for code, words in (("NOPE", "There is no order"), ("'; drop--", "There is no order"), (NEVER, "never offered")):
        exit_code, said = books.replayed(code)
        assert (exit_code, words in said) == (2, True), said


def test_a_database_of_before_is_named(tmp_path: Path) -> None:
    done = earshot("replay", OFFERED, EARSHOT_DATABASE__URL=f"sqlite:///{tmp_path}/none.db")
    assert done.returncode == 1
    assert "migrate" in done.stderr


@pytest.mark.parametrize(
    ("stored", "made", "told"),
    [
        ('{"a":1,"b":2}', '{"a":1,"b":3}', "b: stored 2, made again 3"),
        ('{"a":[1,{"x":2}]}', '{"a":[1,{"x":null}]}', "a[1].x: stored 2, made again null"),
        ('{"a":[1]}', '{"a":[1,2]}', "a: stored [1], made again [1, 2]"),
        ('{"b":1}', '{"a":1,"b":1}', "a: stored null, made again 1"),
        ("[1]", '{"a":1}', 'the whole: stored [1], made again {"a": 1}'),
        ('{"a": 1}', '{"a":1}', 'byte 5: stored " 1}", made again "1}"'),
        ("é{", "é[", 'byte 2: stored "{", made again "["'),
        ('{"a":1}', '{"a":1}x', 'byte 7: stored "", made again "x"'),
        ("[" * 100_000, "[]", 'byte 1: stored "' + "[" * 79 + '…, made again "]"'),
    ],
)
def test_where_two_texts_differ_first(stored: str, made: str, told: str) -> None:
    assert first_difference(stored, made) == told
