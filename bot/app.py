"""The composition root: every outside thing comes in here, each with a real default."""

import asyncio
import gc
import signal
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from itertools import count
from random import Random, SystemRandom
from zoneinfo import ZoneInfo

import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramAPIError, TelegramUnauthorizedError

from bot.clock import Clock, RealClock, first_of, rest
from bot.config import Config
from bot.desk.work import ShopRules
from bot.ending import left, let_end
from bot.guard.words import guard
from bot.reload import RING, Reloading
from bot.rules.earnings import next_cut_off
from bot.steady import Steady
from bot.telegram.api import Api
from bot.telegram.courier import Courier
from bot.telegram.heart import Heart
from bot.telegram.inbox import ALLOWED_UPDATES, Inbox
from bot.telegram.intake import Intake, TokenRefused
from bot.telegram.lanes import Lanes
from bot.telegram.menus import announce
from bot.telegram.pacing import Pacing
from bot.telegram.porter import Porter
from bot.telegram.routes import build_router
from bot.telegram.ticker import Ticker
from bot.telegram.unit import Units
from bot.telegram.webhook import Webhook
from bot.watch import Metrics, State, Watch
from models import kernel, shop
from models.bell import Bell
from models.engine import Database, is_away
from models.kinds import TimerKind
from models.lead import lead_of

log = structlog.get_logger(__name__)

DATABASE_PAUSE_S = 1.0
"""Of the machine's time, whatever the shop's clock; so are the next two."""

LOOK_EVERY_S = 2.0
"""How often a process looks for what another one left, or could not tell it of."""

FORGET_EVERY = 5
"""Every so many looks, the database's log is emptied: what was delivered is on the disk no longer than that."""

DRAIN_S, TO_CLOSE_S = 8.0, 2.0
"""By then after SIGTERM the shop is closed: a container gets ten seconds before it is killed."""

LONGEST_PAUSE_S = 5.0
"""Between two tries to meet Telegram at the start: people wait."""

CATCH_UP_S = 30.0
"""For so long, timers wait at the start for what was said before they fell due."""

GC_THRESHOLDS = (50_000, 20, 100)
"""Importing aiogram leaves 186,000 objects; the defaults would walk them again every few messages."""


class App:
    """The running shop. `start`, then `stop`; or `run` until a signal."""

    def __init__(self, config: Config, units: Units, clock: Clock, rng: Random, reloading: Reloading) -> None:
        self.config, self.units, self.clock = config, units, clock
        self.reloading = units.reload = reloading
        self.database = units.database
        self.inbox, self.lanes = Inbox(units), Lanes(units)
        token = config.telegram.token.get_secret_value()
        url = f"{config.telegram.api_url}/bot{token}"
        self.lead = lead_of(self.database, token.partition(":")[0])
        self.bell = Bell(self.database, self._heard)
        reloading.ring = lambda: self.bell.ring([RING])
        files = f"{config.telegram.api_url}/file/bot{token}"
        self.porter = Porter(Api(url), files, token.partition(":")[0], looks=config.shop.contact_guard)
        self.courier = Courier(units, self.porter, Pacing(config.pacing.limits(), clock.now), self.lead)
        self.intake = Intake(self.inbox, self.lead, clock, rng, url=url)
        self.heart = Heart(units, self.lead, self.intake.away)
        self.ticker = Ticker(units, self.lead, self.heart.well)
        units.woken.append(self._woken)
        self.lead.changed.append(self._led)
        self.webhook: Webhook | None = None
        self.steady = Steady(self.database, clock) if isinstance(clock, RealClock) else None
        metrics = Metrics(clock)
        self.courier.told.append(metrics.delivered)
        self.watch = Watch(self.database, clock, metrics, self._state)
        self.tasks: list[asyncio.Task[None]] = []
        self.menus: asyncio.Task[None] | None = None
        self.striving: asyncio.Task[None] | None = None
        self.looking: asyncio.Task[None] | None = None
        self.failed = asyncio.Event()
        self.failure: BaseException | None = None

    async def start(self) -> None:
        """Meet Telegram, pick up what was left, and begin. Raises TokenRefused."""
        if self.config.watch.port:
            await self.watch.start(self.config.watch.host, self.config.watch.port)
        self.porter.open()
        await self._meet_telegram()
        if self.steady is not None:
            await self.steady.begin()
        await self.heart.start()
        async with self.database.begin() as session:
            moved = await shop.setting(session, shop.migrated(self.units.group_id))
            self.units.group_id = int(moved or self.units.group_id)
            for kind in (TimerKind.HOUSEKEEPING, TimerKind.BALANCES):
                await kernel.set_timer(session, kind, "shop", self.clock.now() + timedelta(hours=1))
            cut_off = next_cut_off(self.clock.now(), ZoneInfo(self.config.shop.time_zone))
            await kernel.set_if_none(session, TimerKind.CUT_OFF, "shop", cut_off)
            await kernel.set_timer(session, TimerKind.SHARES, "shop", self.clock.now() + timedelta(minutes=1))
        parts = (self.lanes, self.courier, self.bell, self.heart)
        runs: list[Callable[[], Awaitable[None]]] = [self._tick, *(part.run for part in parts)]
        if self.config.telegram.mode == "webhook":
            await self._open_webhook()
        else:
            await self._retrying(self.units.bot.delete_webhook)
            runs.append(self.intake.run)
        self.striving = asyncio.create_task(self.lead.run(), name="lead")
        self.looking = asyncio.create_task(self._guarded(self._look), name="look")
        self.tasks = [asyncio.create_task(self._guarded(run), name=run.__qualname__) for run in runs]
        self.menus = asyncio.create_task(announce(self.units.bot, self.units.owners, self.clock), name="menus")

    async def stop(self) -> None:
        """Take nothing new, finish what is being handled and sent, close, within DRAIN_S.

        What waits stays in the database; so does what Telegram or the database itself did not answer in time.
        """
        until = asyncio.get_running_loop().time() + DRAIN_S
        for part in (self.intake, self.lanes, self.courier, self.ticker, self.bell, self.heart):
            part.close()
        if self.webhook is not None:
            await self.webhook.stop()
        for task in (self.menus, self.looking):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        await let_end(self.tasks, until - TO_CLOSE_S)
        await self.lanes.stop(patience_s=left(until - TO_CLOSE_S))
        await self.courier.stop(patience_s=left(until - TO_CLOSE_S))
        self.lead.close()
        await let_end([self.striving] if self.striving is not None else [], until)
        await self.watch.stop()
        await self.units.bot.session.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(TO_CLOSE_S):
                await self.database.close()

    async def run(self) -> None:
        """Until SIGTERM or SIGINT. Raises what made an inner loop fail."""
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, ended.set)
        loop.add_signal_handler(signal.SIGHUP, self.reloading.on_signal)
        await self.start()
        readying = asyncio.create_task(asyncio.to_thread(guard().make_all))  # seconds that no message is to wait for
        gc.freeze()
        gc.set_threshold(*GC_THRESHOLDS)
        log.info("running")
        await first_of(ended, self.failed)
        readying.cancel()
        await self.stop()
        if self.failure is not None:
            raise self.failure

    async def _guarded(self, run: Callable[[], Awaitable[None]]) -> None:
        """A loop waits for a database that is away. Any other failure ends the process: half a shop loses messages."""
        while True:
            try:
                return await run()
            except Exception as error:
                if not is_away(error):
                    self.failure = error
                    self.failed.set()
                    raise
                log.warning("database_away", loop=run.__qualname__, error=type(error).__name__)
            if await rest(RealClock(), DATABASE_PAUSE_S, self.lanes.stopping):
                return None

    def _state(self) -> State:
        return State(
            well=bool(self.tasks) and not self.failed.is_set(),
            leads=self.lead.held.is_set(),
            malformed=self.inbox.malformed,
            clock_jumped_s=self.steady.jumped_s if self.steady is not None else 0.0,
            webhook_refused=dict(self.webhook.refused) if self.webhook is not None else {},
        )

    def _woken(self, lanes: Iterable[str]) -> None:
        """A transaction of ours left something: for us if we lead, else for who does."""
        self.lanes.wake()
        if self.lead.held.is_set():
            self.courier.wake(lanes)
            self.ticker.wake()
        else:
            self.bell.ring(lanes)

    def _heard(self, lanes: list[str]) -> None:
        """Another process's transaction left something, or it was told to read its configuration anew."""
        if RING in lanes:
            self.reloading.read()
        if self.lead.held.is_set():
            self.courier.wake(lanes)
            self.ticker.wake()

    def _led(self, held: bool) -> None:
        log.info("leading" if held else "standing_by")
        if held:
            self.courier.look_everywhere()
            self.ticker.wake()

    async def _look(self) -> None:
        for look in count(1):
            await asyncio.sleep(LOOK_EVERY_S)
            if look % FORGET_EVERY == 0:
                await self.database.truncate_log()
            self.lanes.wake()
            if self.steady is not None:
                await self.steady.look()
            if self.lead.held.is_set():
                self.courier.look_everywhere()
                self.ticker.wake()

    async def _tick(self) -> None:
        """What was said before a timer fell due is handled before the timer, however late the shop opened."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CATCH_UP_S):
                if self.webhook is None:
                    await first_of(self.intake.caught_up, self.ticker.stopping)
                await first_of(self.lanes.rested, self.ticker.stopping)
        await self.ticker.run()

    async def _meet_telegram(self) -> None:
        me = await self._retrying(self.units.bot.get_me)
        rules = self.units.rules
        met = {"bot_username": me.username or "", "topics": bool(me.has_topics_enabled)}
        self.units.rules = ShopRules(**(vars(rules) | met))

    async def _retrying(self, call: Callable[[], Awaitable[object]]):  # type: ignore[no-untyped-def]
        said = False
        pause = 0.5
        while True:
            try:
                return await call()
            except TelegramUnauthorizedError:
                raise TokenRefused("Telegram does not know this token: check telegram.token") from None
            except TelegramAPIError as error:
                if not said:
                    log.warning("telegram_unreachable", error=type(error).__name__)
                said = True
                await self.clock.sleep(pause)
                pause = min(LONGEST_PAUSE_S, pause * 2)

    async def _open_webhook(self) -> None:
        telegram = self.config.telegram
        secret = telegram.webhook_secret.get_secret_value()
        self.webhook = Webhook(self.inbox, secret=secret, path=telegram.webhook_path)
        await self.webhook.start(telegram.webhook_host, telegram.webhook_port)
        await self._retrying(
            lambda: self.units.bot.set_webhook(
                telegram.webhook_url, secret_token=secret, allowed_updates=list(ALLOWED_UPDATES)
            )
        )


def build(
    config: Config, *, clock: Clock | None = None, rng: Random | None = None, source: Callable[[], Config] | None = None
) -> App:
    """The shop, put together from its configuration, by `source` anew; a test hands in its own clock and chance."""
    clock = clock or RealClock(config.clock.speed, config.clock.anchor)
    rng = rng or SystemRandom()
    server = TelegramAPIServer.from_base(config.telegram.api_url)
    bot = Bot(config.telegram.token.get_secret_value(), session=AiohttpSession(api=server))
    dispatcher = Dispatcher()
    dispatcher.include_router(build_router())
    units = Units(
        database=Database(config.database.url),
        clock=clock,
        rng=rng,
        rules=config.rules(),
        owners=frozenset(config.owner.ids),
        cashiers=frozenset(config.owner.cashier_ids),
        provider_token=config.payment.provider_token.get_secret_value(),
        configured_group_id=config.telegram.group_id,
        group_language=config.telegram.group_language,
        bot=bot,
        dispatcher=dispatcher,
    )
    return App(config, units, clock, rng, Reloading(config, units, source or (lambda: config)))
