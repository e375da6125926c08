"""Taps on Accept that come together: one transaction for many, and to each the answer that it would have had alone."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest
from sqlalchemy import delete, select

from bot.app import App, build
from bot.clock import ManualClock
from bot.config import Config
from bot.desk import burst, dispatch
from bot.seed import seed_menu
from models.engine import Database
from models.inbox import InboxRow
from models.kinds import AgeBand, Gender, InboxState, Language, OrderState, RepStatus
from models.order import Order
from models.outbox import OutboxRow
from models.person import Person
from models.rep import Rep, Specialty
from models.tap import Tap
from tests.conftest import NOON
from tests.databases import Databases

pytestmark = pytest.mark.long

GROUP = -1001
REPS, STRANGER = 12, 999
BUYERS = REPS + 1  # and the next two
HOLDS = pytest.mark.parametrize("hold_s", [0, 20])
Asked = tuple[int, str, int]  # who taps (Telegram's id), on which order, as it was offered then


@dataclass
class Desk:
    """A shop of which only the inbox and the lanes run."""

    app: App
    codes: list[str]
    tapped: int = 0

    async def tap(self, asked: Sequence[Asked]) -> None:
        """These come by one call of Telegram."""
        updates = []
        for who, code, epoch in asked:
            self.tapped += 1
            updates.append(update(self.tapped, who, f"a:{code}:{epoch}"))
        await self.app.inbox.keep(updates)

    async def rest(self) -> None:
        self.app.lanes.wake()
        await asyncio.wait_for(self.app.lanes.rested.wait(), 60)

    async def answers(self) -> dict[str, str]:
        """What each tap was answered with, by the number of the tap."""
        query = select(OutboxRow).where(OutboxRow.method == "answerCallbackQuery")
        async with self.app.database.begin() as session:
            payloads = [
                json.loads(row.payload) if isinstance(row.payload, str) else row.payload
                for row in await session.scalars(query)
            ]
        assert len({one["callback_query_id"] for one in payloads}) == len(payloads), "a tap was answered twice"
        return {one["callback_query_id"]: one.get("text", "") for one in payloads}

    async def facts(self) -> dict[str, Any]:
        """What the tables say of it all."""
        async with self.app.database.begin() as session:
            orders = {one.code: (one.state, one.rep_id) for one in await session.scalars(select(Order))}
            taps = [
                (tap.order_id, tap.rep_id, tap.became, tap.settles_at)
                for tap in await session.scalars(select(Tap).order_by(Tap.id))
            ]
            told = Counter(
                (row.lane, row.method) for row in await session.scalars(select(OutboxRow)) if row.lane[:2] != "cb"
            )
            left = list(await session.scalars(select(InboxRow.state)))
        assert set(left) == {InboxState.DONE}
        return {"orders": orders, "taps": taps, "told": told}


def update(number: int, who: int, data: str) -> dict[str, Any]:
    return {
        "update_id": number,
        "callback_query": {
            "id": f"{number}",
            "from": {"id": who, "is_bot": False, "first_name": "Somebody", "language_code": "en"},
            "chat_instance": "1",
            "message": {"message_id": 5, "date": 1, "chat": {"id": GROUP, "type": "supergroup", "title": "Reps"}},
            "data": data,
        },
    }


@asynccontextmanager
async def a_desk(url: str, hold_s: int) -> AsyncIterator[Desk]:
    """Three orders wait; twelve people of all levels, one suspended, one who buys, one whom nobody knows."""
    config = Config.model_validate(
        {
            "telegram": {"token": "1:t", "api_url": "http://127.0.0.1:1", "group_id": GROUP, "group_language": "en"},
            "database": {"url": url},
            "owner": {"ids": [1]},
            "routing": {"tier_sizes": [3, 6], "tier_windows_s": [45, 45], "hold_s": hold_s},
            "security": {"secret": "a-secret-for-tests-only"},
        }
    )
    app = build(config, clock=ManualClock(NOON), rng=Random(7))
    codes = await offered(app)
    async with app.database.begin() as session:
        await session.execute(delete(OutboxRow))
    running = asyncio.create_task(app.lanes.run())
    try:
        yield Desk(app, codes)
    finally:
        await app.lanes.stop()
        await asyncio.wait_for(running, 10)
        await app.units.bot.session.close()
        await app.database.close()


async def offered(app: App) -> list[str]:
    async with app.database.begin() as session:
        await seed_menu(session)
        await add_people(session)
        await session.flush()
        work = app.units.work(session, NOON)
        codes = []
        for i in range(3):
            order = Order(
                code=f"K{i}AA",
                customer_id=BUYERS + i,
                topic="chat",
                service="chat30",
                minutes=30,
                price=2000,
                currency="CNY",
                rep_share=60,
                state=OrderState.AWAITING_PAYMENT,
                epoch=0,
                created_at=NOON,
            )
            session.add(order)
            await session.flush()
            await dispatch.queue(work, order)
            codes.append(order.code)
        return codes


async def add_people(session: Any) -> None:
    for i in range(1, BUYERS + 3):  # one by one, so that the ids are these
        language = Language.ZH if i % 5 == 0 else Language.EN
        session.add(Person(telegram_id=i * 10, language=language, adult_at=NOON, created_at=NOON))
        await session.flush()
    session.add_all(
        Rep(
            id=i,
            code=f"R{i}",
            status=RepStatus.SUSPENDED if i == 7 else RepStatus.ACTIVE,
            on_duty=True,
            created_at=NOON,
            capacity=1 + i % 2,
            gender=Gender.FEMALE,
            age_band=AgeBand.FORTIES,
            life_experience=i % 6,
            languages=["en", "zh"],
        )
        for i in range(1, REPS + 1)
    )
    await session.flush()
    session.add_all(Specialty(rep_id=i, topic="chat", level=1 + i % 5) for i in range(1, REPS + 1))


def a_burst(codes: list[str], seed: int) -> list[Asked]:
    """Everybody taps everything, some twice, on old and on unknown cards too; the buyer of one, and a stranger."""
    rng = Random(seed)
    people = [i * 10 for i in range(1, REPS + 1)]
    asked = [(who, code, 1) for who in people for code in codes]
    asked += [(rng.choice(people), rng.choice(codes), epoch) for epoch in (0, 1, 2) for _ in range(4)]
    asked += [(people[0], "ZZZZ", 1), (BUYERS * 10, codes[0], 1), (STRANGER, codes[1], 1)]
    rng.shuffle(asked)
    return asked


@HOLDS
async def test_taps_that_come_together_are_answered_like_taps_one_after_another(
    databases: Databases, hold_s: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(burst, "THROUGH_THE_DOOR", 1000)  # else the last ones race, and any order of them is right
    outcomes = []
    for together in (False, True):
        url = await databases.make()
        async with a_desk(url, hold_s) as desk:
            asked = a_burst(desk.codes, 1)
            for part in [asked] if together else [[one] for one in asked]:
                await desk.tap(part)
                await desk.rest()
            outcomes.append((await desk.answers(), await desk.facts()))
        await databases.drop(url)
    (alone, alone_facts), (group, group_facts) = outcomes
    assert len(alone) == len(asked)
    assert group == alone
    assert group_facts["orders"] == alone_facts["orders"]
    assert group_facts["taps"] == alone_facts["taps"]
    assert {lane for lane, _ in group_facts["told"]} == {lane for lane, _ in alone_facts["told"]}


@HOLDS
async def test_most_taps_of_a_burst_share_a_transaction(
    database_url: str, hold_s: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, begin = Counter[str](), Database.begin

    def counted(database: Database) -> Any:
        begun["transactions"] += 1
        return begin(database)

    async with a_desk(database_url, hold_s) as desk:
        monkeypatch.setattr(Database, "begin", counted)
        for seed in (4, 5, 6):
            asked = [one for one in a_burst(desk.codes, seed) if one[0] != STRANGER]
            await desk.tap(asked)
            await desk.rest()
        monkeypatch.undo()
        assert len(await desk.answers()) == desk.tapped
    assert begun["transactions"] <= desk.tapped / 2


@HOLDS
async def test_a_burst_in_which_one_tap_fails_is_taken_one_by_one(
    database_url: str, hold_s: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, times = burst.judged, Counter[str]()

    async def breaks(work: Any, person: Any, tap: burst.Tapped) -> Any:
        notice = await whole(work, person, tap)
        times["judged"] += 1
        if times["judged"] == 3:
            raise RuntimeError("as a fault in the code would")
        return notice

    monkeypatch.setattr(burst, "judged", breaks)
    async with a_desk(database_url, hold_s) as desk:
        asked = a_burst(desk.codes, 5)
        await desk.tap(asked)
        await desk.rest()
        assert len(await desk.answers()) == len(asked)
        facts = await desk.facts()
    winners = Counter(rep for state, rep in facts["orders"].values() if state == OrderState.CLAIMED)
    assert hold_s or sum(winners.values()) == 3


@HOLDS
async def test_a_word_between_two_taps_keeps_its_place(database_url: str, hold_s: int) -> None:
    """A lane goes on in its order: what was said before a tap is handled before it."""
    async with a_desk(database_url, hold_s) as desk:
        says = {
            "update_id": 2,
            "message": {
                "message_id": 3,
                "date": 1,
                "chat": {"id": 10, "type": "private", "first_name": "S"},
                "from": {"id": 10, "is_bot": False, "first_name": "S"},
                "text": "/off",
            },
        }
        first, second = desk.codes[:2]
        taps = [update(1, 10, f"a:{first}:1"), says, update(3, 10, f"a:{second}:1"), update(4, 20, f"a:{second}:1")]
        await desk.app.inbox.keep(taps)
        await desk.rest()
        answers = await desk.answers()
    assert "duty" in answers["3"].lower(), answers
