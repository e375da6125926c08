"""For whoever watches the shop: is the process well, may it be given work, and its figures for Prometheus.

`/healthz` says whether the process still does all that it began; `/readyz` whether it has its database too, and whether
it leads; `/metrics` holds counts, ages and latencies. None holds content, or the id or name of a person.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bot.clock import Clock
from bot.telegram.delivery import Delivery
from models.engine import Database, is_away
from models.figures import Figures, figures

PATIENCE_S = 3.0
TO_CLOSE_S = 0.5
LATENCIES_S = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600)


@dataclass(frozen=True)
class State:
    """What the process knows of itself at this moment."""

    well: bool
    leads: bool
    malformed: int
    clock_jumped_s: float = 0.0
    webhook_refused: Mapping[str, int] = field(default_factory=dict)  # by reason


class Metrics:
    """One process's figures, in a registry of their own."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.registry = CollectorRegistry()
        r = self.registry
        told, queue = ["outcome", "reason"], ["queue"]
        self.deliveries = Counter("earshot_deliveries", "Calls to Telegram, by what became of them", told, registry=r)
        self.latency = Histogram(
            "earshot_delivery_seconds", "From a relayed message's row to its arrival", buckets=LATENCIES_S, registry=r
        )
        self.rows = Gauge("earshot_waiting_rows", "Rows that wait", queue, registry=r)
        self.lanes = Gauge("earshot_waiting_lanes", "Lanes in which something waits", queue, registry=r)
        self.oldest = Gauge("earshot_waiting_oldest_seconds", "How long the oldest row has waited", queue, registry=r)
        self.parked = Gauge("earshot_parked_updates", "Updates that were given up; see /parked", registry=r)
        self.malformed = Gauge("earshot_malformed_updates", "What came in and was no update", registry=r)
        self.webhook = Gauge("earshot_webhook_refused", "Calls of the webhook turned away", ["reason"], registry=r)
        self.timers = Gauge("earshot_timers_late", "Timers that are due and have not fired", registry=r)
        self.latest = Gauge("earshot_timers_late_seconds", "By how much the latest of them is late", registry=r)
        self.meters = Gauge("earshot_meters_running", "Talks whose clock runs", registry=r)
        self.jumped = Gauge(
            "earshot_clock_jumped_seconds", "By how much the computer's clock was set while orders ran", registry=r
        )
        self.leads = Gauge("earshot_leads", "Whether this process sends", registry=r)

    def delivered(self, delivery: Delivery) -> None:
        """Count what became of one row; too_fast is Telegram's 429."""
        verdict = delivery.verdict
        self.deliveries.labels(verdict.outcome.value, verdict.reason).inc()
        if verdict.reason == "" and delivery.row.link_id is not None:
            self.latency.observe(max(0.0, (self.clock.now() - delivery.row.created_at).total_seconds()))

    def text(self, found: Figures, state: State) -> bytes:
        for queue, waiting in (("inbox", found.inbox), ("outbox", found.outbox)):
            self.rows.labels(queue).set(waiting.rows)
            self.lanes.labels(queue).set(waiting.lanes)
            self.oldest.labels(queue).set(waiting.oldest_s)
        self.parked.set(found.parked)
        self.malformed.set(state.malformed)
        for reason, times in state.webhook_refused.items():
            self.webhook.labels(reason).set(times)
        self.timers.set(found.timers_late)
        self.latest.set(found.latest_timer_s)
        self.meters.set(found.meters_running)
        self.jumped.set(state.clock_jumped_s)
        self.leads.set(state.leads)
        return generate_latest(self.registry)


class Watch:
    """A small HTTP server beside the shop."""

    def __init__(self, database: Database, clock: Clock, metrics: Metrics, state: Callable[[], State]) -> None:
        self.database, self.clock, self.metrics, self.state = database, clock, metrics, state
        self.app = web.Application()
        self.app.router.add_get("/healthz", self.healthz)
        self.app.router.add_get("/readyz", self.readyz)
        self.app.router.add_get("/metrics", self.report)
        self.runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> None:
        self.runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=TO_CLOSE_S)
        await self.runner.setup()
        await web.TCPSite(self.runner, host, port).start()

    async def stop(self) -> None:
        if self.runner is not None:
            await self.runner.cleanup()

    async def healthz(self, _request: web.Request) -> web.Response:
        well = self.state().well
        return web.json_response({"well": well}, status=200 if well else 503)

    async def readyz(self, _request: web.Request) -> web.Response:
        state = self.state()
        found = await self._figures()
        ready = state.well and found is not None
        said = {"ready": ready, "database": found is not None, "role": "leads" if state.leads else "stands by"}
        return web.json_response(said, status=200 if ready else 503)

    async def report(self, _request: web.Request) -> web.Response:
        found = await self._figures()
        if found is None:
            return web.Response(status=503, text="The database cannot be reached.\n")
        body = self.metrics.text(found, self.state())
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _figures(self) -> Figures | None:
        """None while the database is away."""
        try:
            async with asyncio.timeout(PATIENCE_S), self.database.begin() as session:
                return await figures(session, self.clock.now())
        except Exception as error:
            if not is_away(error):
                raise
            return None
