"""The real bot, as one process or several: started, killed at a chosen instant, started again."""

import asyncio
import os
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from chaos.fate import WRONG_NOW, End, Moment
from chaos.member import LOOK_S, Member, spawned
from chaos.verdict import Crash
from chaos.world import BOT_ID, OWNER, TOKEN, Street

LONGEST_LIFE_S, TAKEN_OVER_WITHIN_S = 2.0, 5.0
TALKED_OUT_S, MORE = 1.0, 8
WIDER_THAN_TELEGRAM = {
    "EARSHOT_PACING__OVERALL_PER_SECOND": "35",
    "EARSHOT_PACING__CHAT_PER_SECOND": "2",
    "EARSHOT_PACING__CHAT_BURST": "8",
}
"""The stand-in allows 1 a second with bursts of 6, and 30 in all: so it is met by waiting, and by being refused."""
UNLIMITED = dict.fromkeys(WIDER_THAN_TELEGRAM, "1000")


def environment(street: Street, database_url: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("EARSHOT_")}
    return (
        clean
        | WIDER_THAN_TELEGRAM
        | {
            "EARSHOT_TELEGRAM__TOKEN": TOKEN,
            "EARSHOT_TELEGRAM__API_URL": street.running.url,
            "EARSHOT_TELEGRAM__GROUP_ID": str(street.group),
            "EARSHOT_TELEGRAM__GROUP_LANGUAGE": "en",
            "EARSHOT_OWNER__IDS": str(OWNER),
            "EARSHOT_DATABASE__URL": database_url,
            "EARSHOT_SECURITY__SECRET": "a-secret-for-chaos",
            "EARSHOT_ROUTING__HOLD_S": "20",
            "EARSHOT_LOG__FORMAT": "json",
        }
    )


def by_webhook(url: str, port: int) -> dict[str, str]:
    """What makes one of several processes listen on its port, behind the proxy at this address."""
    return {
        "EARSHOT_TELEGRAM__MODE": "webhook",
        "EARSHOT_TELEGRAM__WEBHOOK_URL": url,
        "EARSHOT_TELEGRAM__WEBHOOK_SECRET": "a-secret-of-the-webhook",
        "EARSHOT_TELEGRAM__WEBHOOK_PORT": str(port),
    }


class Shop:
    """`crashes`: when whoever sent was dead by SIGKILL, in the count of events. `differences`: one for each process."""

    def __init__(
        self,
        street: Street,
        database_url: str,
        log: Path,
        mutant: str = "",
        differences: Sequence[dict[str, str]] = ({},),
    ) -> None:
        """`log` without its ending: there is one for each process, and one for commands."""
        self.street, self.log = street, log.with_suffix(".log")
        self.environment = environment(street, database_url)
        words = ["chaos.mutants", mutant] if mutant else ["bot"]
        self.members = [
            Member(words, self.environment | different, log.with_name(f"{log.name}-{i}.log"))
            for i, different in enumerate(differences)
        ]
        self.crashes: list[Crash] = []
        self.kills, self.terms = 0, 0
        self.unclean: list[str] = []
        self.takeovers: list[float] = []
        self._killed_at: int | None = None
        self._watching: asyncio.Task[None] | None = None

    async def command(self, *words: str) -> None:
        """`python -m bot …`, to its end. Raises RuntimeError where that is not well."""
        process = await spawned(["bot", *words], self.environment, self.log)
        if await process.wait() != 0:
            raise RuntimeError(self.log.read_text(encoding="utf-8")[-2000:])

    def now(self) -> int:
        return len(self.street.world.events)

    @property
    def dead(self) -> bool:
        """Whether nobody is there."""
        return all(member.dead for member in self.members)

    async def begin(self) -> None:
        """A new life for whoever is dead; returns at once."""
        for member in self.members:
            if member.dead:
                await member.begin()
        if self._killed_at is not None:
            self.crashes.append(Crash(self._killed_at, self.now()))
            self._killed_at = None

    async def running(self) -> bool:
        """Wait until all take updates in; False if one died before."""
        return all([await member.running() for member in self.members])

    async def moment(self, end: End) -> None:
        """Return when this life is to end."""
        if end.moment is Moment.SENDING:
            await self.sent(round(end.after))
        elif end.moment is Moment.WRONG:
            await self.wrong(end.after)
        else:
            if end.moment is Moment.HEARING:
                await some(self.street.spoke.wait())
            await asyncio.sleep(end.after)

    async def sent(self, count: int) -> None:
        """Wait until so many messages of the bot arrived, for a while."""

        async def counted() -> None:
            seq, found = self.now(), 0
            while found < count:
                news = await self.street.world.news(seq, LONGEST_LIFE_S)
                seq += len(news)
                found += sum(e["kind"] == "message" and e["body"]["from"]["id"] == BOT_ID for e in news)

        await some(counted())

    async def wrong(self, within: float) -> None:
        """Wait until a mutant says that it is wrong now; meanwhile people go on to talk."""
        loop = asyncio.get_running_loop()
        deadline, more_at = loop.time() + within, loop.time() + TALKED_OUT_S
        while loop.time() < deadline and not self.dead:
            if any(WRONG_NOW in member.told() for member in self.members):
                return
            if loop.time() > more_at:
                more_at += TALKED_OUT_S
                self.street.allow(MORE)
            await asyncio.sleep(LOOK_S)

    def victims(self, end: End) -> list[Member]:
        """Whose end it is: who is starting, while it starts; else as it was drawn."""
        starting = [member for member in self.members if "running" not in member.told()]
        if end.moment is Moment.STARTING and starting:
            return starting
        if end.kill and end.whose >= 1:
            return self.members
        return [self.members[int(end.whose * len(self.members)) % len(self.members)]]

    async def end(self, end: End) -> None:
        """Kill, or ask to stop, whose end it is; they must not have ended by themselves."""
        victims = self.victims(end)
        for victim in victims:
            if victim.dead:
                self.unclean.append(f"it died by itself: {victim.process and victim.process.returncode}")
        if not end.kill:
            await self.stop(victims)
            return
        self.kills += 1
        await self.kill(victims)

    async def kill(self, victims: Sequence[Member]) -> None:
        at = self.now()
        await asyncio.gather(*(victim.kill() for victim in victims))
        if any(victim.leads for victim in victims):
            self._killed_at = at
            self._watching = asyncio.create_task(self.taken_over([m for m in self.members if not m.dead]))

    async def taken_over(self, others: Sequence[Member]) -> None:
        """One of the others must lead soon, where there are any and they live so long."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        while others and not any(member.dead for member in others):
            passed = loop.time() - began
            if any(member.leads for member in others):
                self.takeovers.append(passed)
                return
            if passed > TAKEN_OVER_WITHIN_S:
                self.unclean.append(f"nobody went on within {TAKEN_OVER_WITHIN_S:g} s")
                return
            await asyncio.sleep(LOOK_S)

    async def stop(self, members: Sequence[Member] = ()) -> None:
        """SIGTERM for these, or for all."""
        for member in members or self.members:
            self.terms += 1
            wrong = await member.stop()
            if wrong:
                self.unclean.append(wrong)

    async def slay(self) -> None:
        """End it whatever it does; for the end of a run that failed."""
        if self._watching is not None:
            self._watching.cancel()
        await asyncio.gather(*(member.kill() for member in self.members))


async def some(waiting: Coroutine[Any, Any, object]) -> None:
    """Wait for it, but not for ever."""
    with suppress(TimeoutError):
        await asyncio.wait_for(waiting, LONGEST_LIFE_S)
