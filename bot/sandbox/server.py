"""The stand-in's HTTP server: Bot API, files, control interface and page on one address."""

import asyncio
import inspect
import logging
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from bot.sandbox import methods_bot, methods_chats, methods_messages, payments, wire
from bot.sandbox.api import METHODS, Api, Ask
from bot.sandbox.clock import Clock, SpeedClock
from bot.sandbox.control import Control
from bot.sandbox.errors import ApiError, ControlError
from bot.sandbox.floods import Fault, Faults, Floods
from bot.sandbox.updates import Updates
from bot.sandbox.webhook import Webhooks
from bot.sandbox.wire import Call
from bot.sandbox.world import BotAccount, Json, World

SUBJECTS = (methods_bot, methods_chats, methods_messages, payments)
PAGE = Path(__file__).with_name("page")
BODY_LIMIT = 64 * 1024 * 1024
CUT = 0  # the status of a call whose connection was cut
log = logging.getLogger(__name__)
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


class Sandbox:
    """One stand-in: its world and how it answers."""

    def __init__(self, clock: Clock) -> None:
        self.world = World(clock)
        self.updates = Updates(clock)
        self.world.emitters.append(self.updates.emit)
        self.webhooks = Webhooks(self.updates)
        self.webhooks.answer_call = self.answer_in_webhook
        self.floods, self.faults = Floods(clock), Faults()
        self.api = Api(self.world, self.updates, self.webhooks)
        self.control = Control(self.world, self.updates, self.floods, self.faults)

    def app(self, *, page: bool = True) -> web.Application:
        app = web.Application(client_max_size=BODY_LIMIT)
        app.router.add_routes(self.control.routes())
        app.router.add_route("*", "/bot{token}/{method}", self.called)
        app.router.add_get("/file/bot{token}/{path:.+}", self.download)
        if page:
            app.router.add_get("/{name:[\\w.-]*}", self.page)
        return app

    async def page(self, request: web.Request) -> web.StreamResponse:
        path = PAGE / (request.match_info["name"] or "index.html")
        if path.suffix not in TYPES or not path.is_file():
            return web.Response(status=404, text="Not found")
        response = web.Response(body=path.read_bytes(), content_type=TYPES[path.suffix], charset="utf-8")
        response.headers["Cache-Control"] = "no-cache"
        return response

    async def download(self, request: web.Request) -> web.Response:
        file = self.world.files.by_path.get(request.match_info["path"])
        if file is None:
            return web.json_response(ApiError(404, "Not Found").body(), status=404)
        return web.Response(body=file.data, content_type="application/octet-stream")

    async def called(self, request: web.Request) -> web.StreamResponse:
        """One call of a bot, written down with what it got."""
        started = asyncio.get_running_loop().time()
        method, params = request.match_info["method"], {}
        struck: list[Fault] = []
        try:
            bot = self.known_bot(unquote(request.match_info["token"]))
            method = self.world.schema.method(method)
            call = await wire.read(request)
            params = call.params
            body, status = await self.with_faults(request, bot, method, call, struck)
        except ApiError as error:
            body, status = error.body(), error.code
        except web.HTTPException as error:  # a body that is too large
            status = error.status
            body = ApiError(status, error.reason).body()
        except ConnectionResetError:
            self.remember(
                method, params, CUT, {"description": "the connection was cut on request"}, started, struck=struck
            )
            raise
        except Exception as error:
            log.exception("the stand-in failed in %s", method)
            status = 500
            body = ApiError(status, f"Internal Server Error: the stand-in failed: {error!r}").body()
        self.remember(method, params, status, body, started, struck=struck)
        return web.json_response(body, status=status)

    def known_bot(self, token: str) -> BotAccount:
        try:
            return self.world.bot(token)
        except ControlError:
            raise ApiError(401, "Unauthorized: invalid token specified") from None

    def remember(
        self, method: str, params: Json, status: int, body: Json, started: float, *, struck: Sequence[Fault] = ()
    ) -> None:
        """Write down a call that began at this time of the loop, and the fault that struck it."""
        seq = len(self.world.calls) + 1
        shown = {key: value for key, value in params.items() if not isinstance(value, bytes)}
        call = {
            "seq": seq,
            "at": self.world.clock.now(),
            "method": method,
            "params": shown,
            "status": status,
            "ms": round((asyncio.get_running_loop().time() - started) * 1000, 2),
        }
        if not body.get("ok"):
            call["description"] = body.get("description")
        for fault in struck:
            call["fault"] = fault.kind
        self.world.calls.append(call)

    async def with_faults(
        self, request: web.Request, bot: BotAccount, method: str, call: Call, struck: list[Fault]
    ) -> tuple[Json, int]:
        chat_id = _number(call.params.get("chat_id"))
        fault = self.faults.take(method, chat_id)
        if fault is None:
            return await self.answer(bot, method, call), 200
        struck.append(fault)
        if fault.kind == "slow":
            body = await self.answer(bot, method, call)
            await asyncio.sleep(fault.seconds)
            return body, 200
        await self.strike(request, fault)
        with suppress(ApiError):  # the client will not learn of a refusal either
            await self.answer(bot, method, call)
        raise self.cut(request)

    async def strike(self, request: web.Request, fault: Fault) -> None:
        """The faults that come before the act."""
        match fault.kind:
            case "429":
                raise ApiError(
                    429, f"Too Many Requests: retry after {fault.retry_after}", retry_after=fault.retry_after
                )
            case "refuse":
                target = fault.migrate_to_chat_id
                raise ApiError(fault.code, fault.description, **({"migrate_to_chat_id": target} if target else {}))
            case "500":
                raise ApiError(500, "Internal Server Error")
            case "502":
                raise ApiError(502, "Bad Gateway")
            case "hang":
                await asyncio.sleep(fault.seconds)
                raise self.cut(request)
            case "reset_before":
                raise self.cut(request)

    @staticmethod
    def cut(request: web.Request) -> ConnectionResetError:
        """Close the connection without an answer; raise what this returns."""
        if request.transport is not None:
            request.transport.close()
        return ConnectionResetError("cut on request")

    async def answer(self, bot: BotAccount, method: str, call: Call) -> Json:
        """Check the call, act it out, check the answer."""
        schema = self.world.schema
        params = schema.read(method, call.params)
        if method not in METHODS:
            raise ApiError(501, f"Not Implemented: the stand-in does not act out {method}")
        album = params["media"] if method == "sendMediaGroup" else [None]
        self.floods.check(bot.id, method, params.get("chat_id"), len(album))
        function, answers = METHODS[method]
        result: Any = function(self.api, Ask(bot, params, call.parts))
        if inspect.isawaitable(result):
            result = await result
        body: Json = {"ok": True}
        if isinstance(result, tuple):
            result, body["description"] = result
        schema.check_answer(answers, result, method)
        return body | {"result": result}

    async def answer_in_webhook(self, bot_id: int, method: str, params: Json) -> None:
        started = asyncio.get_running_loop().time()
        try:
            name = self.world.schema.method(method)
            await self.answer(self.world.the_bot(bot_id), name, Call(params))
            self.remember(name, params, 200, {"ok": True}, started)
        except ApiError as error:
            self.remember(method, params, error.code, error.body(), started)


def _number(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


class RunningSandbox:
    """A stand-in that listens. `url` has no slash at its end."""

    def __init__(self, sandbox: Sandbox, runner: web.AppRunner, host: str, port: int) -> None:
        self.sandbox, self.runner, self.host, self.port = sandbox, runner, host, port
        self.world = sandbox.world

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    async def close(self) -> None:
        self.sandbox.control.closing.set()
        self.world.changed()
        for queue in self.sandbox.updates.queues.values():
            if queue.poller is not None and not queue.poller.done():
                queue.poller.set_result(None)
        await self.sandbox.webhooks.close()
        await self.runner.cleanup()


async def start(
    *, host: str = "127.0.0.1", port: int = 0, clock: Clock | None = None, bots: Sequence[str] = (), page: bool = True
) -> RunningSandbox:
    """Listen on loopback; port 0 takes a free one. Raises OSError where the port is taken."""
    sandbox = Sandbox(clock or SpeedClock())
    for token in bots:
        sandbox.world.bot(token)
    runner = web.AppRunner(sandbox.app(page=page), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    try:
        await site.start()
    except OSError:
        await runner.cleanup()
        raise
    bound = runner.addresses[0][1]
    return RunningSandbox(sandbox, runner, host, bound)


async def serve(host: str, port: int, speed: float) -> None:
    """Run until cancelled."""
    running = await start(host=host, port=port, clock=SpeedClock(speed))
    try:
        await asyncio.Event().wait()
    finally:
        await running.close()
