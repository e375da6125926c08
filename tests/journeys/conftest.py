"""A shop with people in it, on the stand-in, over real HTTP; time moves only when a test moves it."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any

import aiohttp
import pytest
from aiogram.client.session.aiohttp import AiohttpSession
from sqlalchemy import func, select

from bot.app import App, build
from bot.clock import ManualClock
from bot.config import Config
from bot.sandbox.people import People, Person
from bot.sandbox.server import RunningSandbox, start
from bot.seed import seed_menu
from models.engine import Database
from models.inbox import InboxRow
from models.kernel import Timer
from models.kinds import AgeBand, Gender, InboxState, Language, OutboxState, RepStatus
from models.outbox import OutboxRow
from models.person import Person as PersonRow
from models.rep import Rep, Specialty
from tests.patience import eventually

TOKEN = "424242:a-token-for-the-stand-in"


class StandInClock:
    """The stand-in on the test's own clock."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now().timestamp()

    async def sleep(self, seconds: float) -> None:
        await self._clock.sleep(seconds)

    def advance(self, seconds: float) -> None:
        self._clock.advance(seconds)


@dataclass
class Shop:
    """A running shop and the people of a test."""

    url: str
    database_url: str
    clock: ManualClock
    people: People
    owner: Person
    lin: Person
    tom: Person
    group: int
    config: Config
    app: App = field(init=False)

    async def open(self) -> None:
        self.app = build(self.config, clock=self.clock, rng=Random(7))
        await self.app.start()

    async def reopen(self) -> None:
        """Close and open again, as a restart does."""
        await self.app.stop()
        await self.open()

    async def hire(self, person: Person, code: str, **fields: Any) -> None:
        """A representative who is set up and on duty, written straight into the tables."""
        levels = fields.pop(
            "levels", {"chat": 3, "breakup": 4, "tough": 4, "study": 3, "love": 3, "work": 3, "night": 3}
        )
        database = Database(self.database_url)
        async with database.begin() as session:
            row = PersonRow(
                telegram_id=person.id, language=Language.EN, adult_at=self.clock.now(), created_at=self.clock.now()
            )
            session.add(row)
            await session.flush()
            base = {
                "gender": Gender.FEMALE,
                "age_band": AgeBand.FORTIES,
                "life_experience": 4,
                "languages": ["en", "zh"],
            }
            rep = Rep(
                id=row.id,
                code=code,
                status=RepStatus.ACTIVE,
                on_duty=True,
                created_at=self.clock.now(),
                **(base | fields),
            )
            session.add(rep)
            await session.flush()
            session.add_all(Specialty(rep_id=row.id, topic=topic, level=level) for topic, level in levels.items())
        await database.close()
        self.sandbox.world.private(424242, person.id).started = True

    sandbox: RunningSandbox = field(init=False)

    async def voucher(self, service: str = "chat30") -> str:
        """A fresh code, by the owner's own command."""
        last = (await self.owner.messages())[-1:]
        await self.owner.says(f"/voucher 1 {service}")
        made = await self.owner.sees("🎟", after=last[0]["message_id"] if last else 0)
        return next(line for line in str(made["text"]).splitlines() if line.count("-") == 2)

    async def confirmed(self, who: Person, topic: str = "Casual chat", service: str = "30 minutes") -> None:
        """Through the wizard to the payment prompt, in five taps."""
        await who.starts()
        await who.taps("Yes, I am 18")
        await who.taps("Find someone")
        await who.taps(topic)
        await who.taps(service)
        await who.taps("Next")
        await who.taps("Skip")
        await who.taps("Confirm")
        await who.sees("voucher code")

    async def queued(self, who: Person, **choices: str) -> str:
        """A paid order, looking for someone; returns its code."""
        await self.confirmed(who, **choices)
        await who.says(await self.voucher())
        card = await who.sees("looking for")
        return str(card["text"]).splitlines()[0].split()[-1]

    async def toasts(self, at_least: int, within: float = 60) -> list[str]:
        """What taps were answered with, as soon as there are so many answers."""
        deadline = asyncio.get_running_loop().time() + within
        while True:
            found = [e["body"]["text"] for e in self.sandbox.world.events if e["kind"] == "toast"]
            if len(found) >= at_least or asyncio.get_running_loop().time() > deadline:
                return found
            await asyncio.sleep(0.05)

    async def bytes_of(self, file_id: str) -> bytes:
        async with (
            aiohttp.ClientSession() as http,
            http.get(f"{self.url}/control/file", params={"file_id": file_id}) as response,
        ):
            return await response.read()

    async def called(self, method: str, **wanted: Any) -> None:
        """Wait until the bot made such a call."""

        async def seen() -> bool:
            calls = [call for call in await self.people.calls() if call["method"] == method]
            return any(all(call.get(key) == value for key, value in wanted.items()) for call in calls)

        await eventually(seen)

    async def handled(self) -> None:
        """Wait until every update that the bot was given is handled."""

        async def done() -> bool:
            async with self.app.database.begin() as session:
                waiting = select(func.count()).select_from(InboxRow).where(InboxRow.state == InboxState.PENDING)
                unfetched = self.sandbox.sandbox.updates.queue(424242).waiting
                return not unfetched and not await session.scalar(waiting)

        await eventually(done)

    async def quiet(self) -> None:
        """Wait until nothing is handled, sent or due any more."""
        await self.handled()

        async def done() -> bool:
            async with self.app.database.begin() as session:
                pending = select(func.count()).select_from(OutboxRow).where(OutboxRow.state == OutboxState.PENDING)
                due = select(func.count()).select_from(Timer).where(Timer.due <= self.clock.now())
                return not await session.scalar(pending) and not await session.scalar(due)

        await eventually(done)

    async def talking(self, who: Person) -> str:
        """Accepted by Lin, both have spoken, the clock runs."""
        code = await self.queued(who)
        await self.lin.taps("Accept", in_=self.group)
        await who.sees("is here for you")
        await self.lin.says("Hello, I am here.")
        await who.sees("Hello, I am here.")
        await who.says("Hi, thank you.")
        await self.lin.sees("Hi, thank you.")
        await who.sees("The clock runs now")
        return code


@pytest.fixture
def talk() -> dict[str, Any]:
    """The section of the talk: a clock that runs whatever is said, for all that is not about the clock."""
    still = {"slow_reply_s": 0, "silence_ask_s": 0, "grace_s": 0, "late_relay_s": 10**6}
    return still | {"warn_aloud": [5, 1]}


@pytest.fixture
def settings() -> dict[str, Any]:
    """Sections of the configuration that a file of tests wants otherwise."""
    return {}


@pytest.fixture(scope="session")
def plain_http() -> Iterator[None]:
    """The stand-in speaks no TLS: nobody reads all authorities anew for each client, or waits for TLS to close."""

    async def close(session: AiohttpSession) -> None:
        if session._session is not None:
            await session._session.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        patch.setattr(AiohttpSession, "close", close)
        yield


@pytest.fixture
async def shop(
    database_url: str,
    clock: ManualClock,
    talk: dict[str, Any],
    settings: dict[str, Any],
    plain_http: None,
) -> AsyncIterator[Shop]:
    running = await start(clock=StandInClock(clock), bots=[TOKEN], page=False)
    running.sandbox.floods.on = False
    async with People(running.url) as people:
        owner, lin = await people.person("Boss"), await people.person("Linda", username="linda_l")
        tom = await people.person("Thomas", last_name="Baker", username="tom_baker")
        group = await people.group("Representatives", [lin], creator=owner)
        config = Config.model_validate(
            {
                "telegram": {"token": TOKEN, "api_url": running.url, "group_id": group, "group_language": "en"},
                "database": {"url": database_url},
                "owner": {"ids": [owner.id]},
                "pacing": {"on": False},
                "routing": {"tier_sizes": [3, 6], "tier_windows_s": [45, 45], "hold_s": 20},
                "talk": talk,
                "security": {"secret": "a-secret-for-tests-only"},
            }
            | settings
        )
        made = Shop(running.url, database_url, clock, people, owner, lin, tom, group, config)
        made.sandbox = running
        database = Database(database_url)
        async with database.begin() as session:
            await seed_menu(session)
        await database.close()
        await made.hire(lin, "RLIN2")
        await made.open()
        running.world.private(424242, owner.id).started = True
        try:
            yield made
        finally:
            await made.app.stop()
    await running.close()
    assert made.app.failure is None
