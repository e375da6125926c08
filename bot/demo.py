"""`python -m bot demo`: the whole shop on this machine, with people in it, in one process."""

import asyncio
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console

from bot import logs
from bot.app import App, build
from bot.config import Config, DatabaseSection, Owner, Security, Telegram
from bot.config_payment import PaymentSection
from bot.config_routing import Routing
from bot.config_talk import Talk
from bot.desk.commands import MakeVouchers
from bot.desk.door import handle
from bot.desk.notices import VouchersMade
from bot.desk.people import recognise
from bot.sandbox.people import People, Person
from bot.sandbox.server import RunningSandbox, start
from bot.seed import seed_menu
from bot.seed_people import REPS, seed_people
from migrations import runner
from models.kinds import Language, Rail

TOKEN = "700000001:earshot-demo-only"  # noqa: S105 (any token is good for the stand-in)

TRANSFER_TO = "The demo shop's account (nobody pays anything: the Owner simply says that it arrived)"


class SharedClock:
    """The stand-in's clock, as the shop reads it: one time for both, whatever the page does to it."""

    def __init__(self, running: RunningSandbox) -> None:
        self._clock = running.world.clock

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._clock.now(), UTC)

    async def sleep(self, seconds: float) -> None:
        await self._clock.sleep(max(0.0, seconds))


@dataclass
class Shop:
    """A running demo: who is who, and where."""

    app: App
    running: RunningSandbox
    people: People
    group: int
    owner: Person
    mei: Person
    tom: Person
    reps: dict[str, Person]

    @property
    def page(self) -> str:
        cast = f"customer={self.mei.id}&rep={self.reps['Lin'].id}&group={self.group}&owner={self.owner.id}"
        return f"{self.running.url}/?{cast}"


@asynccontextmanager
async def open_demo(*, port: int, speed: float) -> AsyncIterator[Shop]:
    """A stand-in with people, a seeded database in a temporary folder, and the bot; all closed on leaving."""
    with tempfile.TemporaryDirectory(prefix="earshot-demo-") as folder:
        running = await start(port=port, bots=[TOKEN])
        running.world.clock.set_speed(speed)  # type: ignore[attr-defined]  # start made a SpeedClock
        running.world.bots[700000001].first_name = "Earshot"
        running.world.bots[700000001].username = "earshot_demo_bot"
        try:
            async with People(running.url) as people:
                shop = await furnish(running, people, Path(folder) / "shop.db")
                try:
                    yield shop
                finally:
                    await shop.app.stop()
        finally:
            await running.close()


async def furnish(running: RunningSandbox, people: People, file: Path) -> Shop:
    owner = await people.person("Owner", username="shop_owner")
    mei = await people.person("Mei", last_name="Zhang", username="mei_zh", language_code="zh")
    tom = await people.person("Tom", last_name="Baker", username="tom_b", language_code="en")
    reps = {rep.name: await people.person(rep.name, id=rep.telegram_id, language_code="en") for rep in REPS}
    group = await people.group("Representatives", list(reps.values()), creator=owner)
    app = build(configuration(running, file, group, owner), clock=SharedClock(running))
    runner.upgrade(f"sqlite:///{file}")
    async with app.database.begin() as session:
        await seed_menu(session)
        await seed_people(session, app.clock.now())
    for person in (owner, *reps.values()):  # they know the bot; the customers have yet to press Start
        running.world.private(700000001, person.id).started = True
    await app.start()
    return Shop(app, running, people, group, owner, mei, tom, reps)


def configuration(running: RunningSandbox, file: Path, group: int, owner: Person) -> Config:
    return Config(
        telegram=Telegram(token=SecretStr(TOKEN), api_url=running.url, group_id=group, group_language=Language.EN),
        database=DatabaseSection(url=f"sqlite:///{file}"),
        owner=Owner(ids=[owner.id]),
        routing=Routing(hold_s=20),  # whoever tries it out would not wait for two minutes
        talk=Talk(slow_reply_s=0, silence_ask_s=0),  # they push time on, and nobody speaks meanwhile
        payment=PaymentSection(rails=[Rail.VOUCHER, Rail.TRANSFER, Rail.STARS], transfer_to=TRANSFER_TO),
        security=Security(secret=SecretStr("only-for-the-demo-on-this-machine")),
    )


async def vouchers(shop: Shop, service: str, count: int) -> tuple[str, ...]:
    """Fresh codes, made by the owner's own command."""
    app = shop.app
    async with app.database.begin() as session:
        work = app.units.work(session, app.clock.now())
        actor = await recognise(work, shop.owner.id, "en")
        made = await handle(work, MakeVouchers(actor, count, service))
    return made.codes if isinstance(made, VouchersMade) else ()


async def show(*, port: int, speed: float, console: Console) -> None:
    """Run until Ctrl-C or SIGTERM."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, ended.set)
    async with open_demo(port=port, speed=speed) as shop:
        codes = await vouchers(shop, "chat30", 3)
        console.print(f"\n[bold]The shop is open:[/] [link={shop.page}]{shop.page}[/link]\n", soft_wrap=True)
        console.print("Mei and Tom are customers; Lin, Chen and Amy accept orders in the group; Owner steers.")
        console.print("Press Start as Mei, order 30 minutes, and pay with one of these voucher codes, made-up Stars,")
        console.print("or a transfer that Owner confirms:")
        for code in codes:
            console.print(f"    [bold]{code}[/]")
        console.print("The drawer on the page makes time run faster. Ctrl-C closes the shop.\n")
        await ended.wait()


def main(*, port: int, speed: float, script: bool) -> int:
    """The demo; 0 well, 1 if the scripted order failed, 2 if the port is taken."""
    console = Console(highlight=False)
    logs.setup("error" if script else "warning", "console")
    try:
        if script:
            from bot.demo_script import play  # noqa: PLC0415 (only the script needs it)

            return asyncio.run(play(speed=speed if speed > 1 else 60.0, console=console))
        asyncio.run(show(port=port, speed=speed, console=console))
    except OSError as error:
        sys.stderr.write(f"Cannot listen on port {port}: {error.strerror or error}. Try: make demo PORT=8099\n")
        return 2
    return 0
