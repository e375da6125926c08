"""One run: everybody talks while the process dies and lives; then it is quiet, and every chat is read."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path
from random import Random

from chaos import fate, script
from chaos.books import Account, Books, judge_bills
from chaos.fate import End, Moment
from chaos.proxy import Proxy, free_ports, proxy
from chaos.shop import UNLIMITED, Shop, by_webhook
from chaos.trouble import Troubles
from chaos.verdict import Verdict, judge
from chaos.world import BOT_ID, Street, street, told
from models.kinds import Side

PAIRS = 50
WHILE_STARTING, WHILE_RUNNING = 16, 24
TALKS_ENDED = 5
QUIET_WITHIN_S = 90.0
LOOK_EVERY = 4  # deaths between two looks into the books


@dataclass(frozen=True)
class Plan:
    """Several processes take updates in by webhook on PostgreSQL; on SQLite they poll, and all but one stand by."""

    database: str
    database_url: str
    folder: Path
    kills: int
    seed: int
    mutant: str = ""
    pairs: int = PAIRS
    processes: int = 1
    calm: bool = False  # no faults and no limits

    @property
    def name(self) -> str:
        return f"{self.database}-{self.mutant or 'shop'}"


@dataclass
class Report:
    """A run: its verdict, and what it met. `takeovers`: seconds from a kill until another process led."""

    plan: Plan
    verdict: Verdict
    kills: int
    terms: int
    seconds: float
    faults: dict[str, int]
    takeovers: list[float]


async def play(plan: Plan) -> Report:
    """The whole run. Raises RuntimeError where not even the first start works."""
    began = asyncio.get_running_loop().time()
    async with running(plan) as run:
        await run.live(fate.ends(Random(f"{plan.seed} ends"), plan.kills))
        await run.place.go_on()
        await run.be_quiet()
        await run.end_talks()
        await run.shop.stop()
        verdict = await run.verdict()
        if not verdict.clean:
            run.tell_all(plan.folder / "story.jsonl")
        seconds = asyncio.get_running_loop().time() - began
        shop = run.shop
        return Report(plan, verdict, shop.kills, shop.terms, seconds, run.troubles.struck(), shop.takeovers)


@asynccontextmanager
async def running(plan: Plan) -> AsyncIterator["Run"]:
    """A shop with its people, not begun yet."""
    async with AsyncExitStack() as stack:
        place = await stack.enter_async_context(street(plan.pairs, Random(plan.seed)))
        before: Proxy | None = None
        differences: list[dict[str, str]] = [{}] * plan.processes
        if plan.processes > 1 and plan.database == "postgresql":
            ports = free_ports(plan.processes)
            before = await stack.enter_async_context(proxy(ports))
            differences = [by_webhook(before.url, port) for port in ports]
        place.running.sandbox.floods.on = not plan.calm
        if plan.calm:
            differences = [different | UNLIMITED for different in differences]
        shop = Shop(place, plan.database_url, plan.folder / plan.name, plan.mutant, differences)
        stack.push_async_callback(shop.slay)
        await shop.command("migrate")
        await shop.command("seed", "--lines", str(plan.pairs))
        books = Books(plan.database_url)
        stack.push_async_callback(books.close)
        await books.price()
        yield Run(plan, place, shop, books, before)


class Run:
    def __init__(self, plan: Plan, place: Street, shop: Shop, books: Books, before: Proxy | None = None) -> None:
        self.plan, self.place, self.shop, self.books = plan, place, shop, books
        plans = fate.troubles(Random(f"{plan.seed} troubles")) if not plan.calm else repeat([])
        self.troubles = Troubles(place, plans, before)
        self.lines = script.lines(Random(f"{plan.seed} lines"), plan.pairs)
        self.looks: list[list[Account]] = []
        self.ended: list[int] = []
        self.noisy = ""

    async def live(self, ends: Iterable[End]) -> None:
        """A life to each of these ends."""
        talk = asyncio.create_task(self.place.talk(self.lines), name="talk")
        for i, end in enumerate(ends):
            if i % LOOK_EVERY == 0:
                self.looks.append(await self.books.accounts())
            self.place.allow(WHILE_STARTING)
            self.troubles.stir()
            await self.shop.begin()
            if end.moment is not Moment.STARTING and await self.shop.running():
                self.troubles.stir()
                self.place.allow(WHILE_RUNNING)
            await self.shop.moment(end)
            await self.shop.end(end)
            if talk.done():
                talk.result()
        self.place.close()
        await talk

    async def be_quiet(self) -> None:
        """One more life, without faults: until nothing waits anywhere."""
        self.troubles.calm()
        await self.shop.begin()
        if not await self.shop.running():
            self.shop.unclean.append("it did not start again")
            return
        await self.quiet()

    async def quiet(self) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + QUIET_WITHIN_S
        queue = self.place.running.sandbox.updates.queue(BOT_ID)
        while loop.time() < deadline and not self.shop.dead:
            if not queue.waiting:
                waiting = await self.books.waiting()
                if not waiting.inbox and not waiting.outbox:
                    return
            await asyncio.sleep(0.2)
        self.noisy = (
            f"not quiet within {QUIET_WITHIN_S:g} s: {await self.books.waiting()}, {len(queue.waiting)} updates"
        )

    async def end_talks(self) -> None:
        """A few end their talk, customers and representatives by turns."""
        for i in range(min(TALKS_ENDED, self.plan.pairs)):
            if self.shop.dead:
                return
            person = self.place.person(self.place.chat(i, list(Side)[i % 2]))
            await person.says("/end")
            try:
                await person.taps("Yes, end it" if i % 2 == 0 else "I have to go")
            except AssertionError as error:
                self.shop.unclean.append(str(error))
            self.ended.append(i)
        await self.quiet()

    async def verdict(self) -> Verdict:
        place = self.place
        found = judge(place.said, place.copies(), self.shop.crashes)
        self.judge_receipts(found)
        accounts = await self.books.accounts()
        pauses = {f"L{i:05}": times for i, times in place.pauses.items()}
        judge_bills(found, self.looks, accounts, datetime.now(UTC), pauses)
        for words in [*self.shop.unclean, *([self.noisy] if self.noisy else [])]:
            found.count("stops_unclean", words)
        parked = (await self.books.waiting()).parked
        if parked:
            found.count("parked", f"{parked} updates", parked)
        return found

    def tell_all(self, file: Path) -> None:
        """The whole story, to find out why."""
        crashes = (json.dumps({"crash": asdict(crash)}) for crash in self.shop.crashes)
        file.write_text("\n".join([*crashes, *told(self.place.world)]), encoding="utf-8")

    def judge_receipts(self, found: Verdict) -> None:
        """Both sides of a talk that ended, and nobody else, got one receipt."""
        wanted = Counter({(self.place.chat(i, side), f"L{i:05}"): 1 for i in self.ended for side in Side})
        shown: Counter[tuple[int, str]] = Counter()
        for room in self.place.world.rooms.values():
            for stored in room.messages.values():
                first = str(stored.body.get("text", "")).partition("\n")[0]
                if "Receipt · order " in first:
                    shown[room.id, first.split()[-1]] += 1
        for key in wanted.keys() | shown.keys():
            if wanted[key] != shown[key]:
                found.count("receipts_wrong", f"{key}: {shown[key]} of {wanted[key]}")
