"""One run: everybody talks while the process dies and lives; then it is quiet, and every chat is read."""

import asyncio
import json
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from chaos import fate, script
from chaos.books import Account, Books, judge_bills
from chaos.fate import Moment
from chaos.shop import Shop
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
    database: str
    database_url: str
    folder: Path
    kills: int
    seed: int
    mutant: str = ""
    pairs: int = PAIRS


@dataclass
class Report:
    """A run: its verdict, and what it met."""

    plan: Plan
    verdict: Verdict
    kills: int
    terms: int
    seconds: float
    faults: dict[str, int]
    log: Path


async def play(plan: Plan) -> Report:
    """The whole run. Raises RuntimeError where not even the first start works."""
    began = asyncio.get_running_loop().time()
    async with street(plan.pairs, Random(plan.seed)) as place:
        log = plan.folder / f"{plan.database}-{plan.mutant or 'shop'}.log"
        shop = Shop(place, plan.database_url, log, plan.mutant)
        books = Books(plan.database_url)
        try:
            await shop.command("migrate")
            await shop.command("seed", "--lines", str(plan.pairs))
            await books.price()
            run = Run(plan, place, shop, books)
            await run.live()
            await run.be_quiet()
            await run.end_talks()
            await shop.stop()
            verdict = await run.verdict()
            if not verdict.clean:
                run.tell_all(plan.folder / "story.jsonl")
        finally:
            await shop.slay()
            await books.close()
        seconds = asyncio.get_running_loop().time() - began
        return Report(plan, verdict, len(shop.crashes), shop.terms, seconds, run.troubles.struck(), log)


class Run:
    def __init__(self, plan: Plan, place: Street, shop: Shop, books: Books) -> None:
        self.plan, self.place, self.shop, self.books = plan, place, shop, books
        self.troubles = Troubles(place, fate.troubles(Random(f"{plan.seed} troubles")))
        self.looks: list[list[Account]] = []
        self.ended: list[int] = []
        self.noisy = ""

    async def live(self) -> None:
        """All the lives but the last."""
        lines = script.lines(Random(f"{self.plan.seed} lines"), self.plan.pairs)
        talk = asyncio.create_task(self.place.talk(lines), name="talk")
        for i, end in enumerate(fate.ends(Random(f"{self.plan.seed} ends"), self.plan.kills)):
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
        """The last life, without faults: until nothing waits anywhere."""
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
                await person.taps("Yes, end it")
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
