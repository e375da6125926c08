"""A Bot API that only counts: updates out, messages in, with a latency of its own; in a process of its own.

`POST /bench/burst {"customers", "messages"}` queues messages from that many customers at once, `POST /bench/paced
{"customers", "messages", "per_second"}` one after the other; `GET /bench/report` waits until all are delivered and says
how long each took from the moment it was there to be fetched until it arrived.
"""

import argparse
import asyncio
import contextlib
import itertools
import json
import time
from collections import deque
from typing import Any

from aiohttp import web

FIRST_CUSTOMER, FIRST_REP = 1001, 500001


class Counter:
    def __init__(self, latency_s: float) -> None:
        self.latency_s = latency_s
        self.waiting: deque[dict[str, Any]] = deque()
        self.news = asyncio.Event()
        self.update_ids, self.message_ids = itertools.count(1), itertools.count(1)
        self.said: dict[str, float] = {}
        self.heard: dict[str, float] = {}
        self.order: dict[int, list[int]] = {}
        self.words: dict[int, str] = {}  # by message id, for who copies
        self.serial = itertools.count()
        self.complete = asyncio.Event()

    def say(self, customer: int) -> None:
        """One message of a customer, there to be fetched from now on."""
        person = {"id": FIRST_CUSTOMER + customer, "is_bot": False, "first_name": "C"}
        text = f"message {next(self.serial)}"
        message: dict[str, Any] = {
            "message_id": next(self.message_ids),
            "date": int(time.time()),
            "chat": {"id": person["id"], "type": "private", "first_name": "C"},
            "from": person,
            "text": text,
        }
        self.waiting.append({"update_id": next(self.update_ids), "message": message})
        self.words[message["message_id"]] = text
        self.said[text] = time.perf_counter()
        self.complete.clear()
        self.news.set()

    async def called(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        given: Any = await (request.json() if request.content_type == "application/json" else request.post())
        if method == "getUpdates":
            return answer(await self.updates(int(given.get("offset") or 0), float(given.get("timeout") or 0)))
        if method == "getMe":
            return answer({"id": 1, "is_bot": True, "first_name": "Bench", "username": "bench_bot"})
        if method in ("sendMessage", "copyMessage"):
            if self.latency_s:
                await asyncio.sleep(self.latency_s)
            copied = method == "copyMessage"
            text = self.words[int(given["message_id"])] if copied else str(given["text"])
            message = self.arrived(int(given["chat_id"]), text)
            return answer({"message_id": message["message_id"]} if copied else message)
        return answer(True)

    async def updates(self, offset: int, patience_s: float) -> list[dict[str, Any]]:
        while self.waiting and self.waiting[0]["update_id"] < offset:
            self.waiting.popleft()
        if not self.waiting:
            self.news.clear()
            try:
                await asyncio.wait_for(self.news.wait(), min(patience_s, 2))
            except TimeoutError:
                return []
        return list(itertools.islice(self.waiting, 100))

    def arrived(self, chat_id: int, text: str) -> dict[str, Any]:
        if text in self.said and text not in self.heard:
            self.heard[text] = time.perf_counter()
            self.order.setdefault(chat_id, []).append(int(text.split()[1]))
            if len(self.heard) == len(self.said):
                self.complete.set()
        chat = {"id": chat_id, "type": "private", "first_name": "R"}
        return {"message_id": next(self.message_ids), "date": int(time.time()), "chat": chat, "text": text}

    async def burst(self, request: web.Request) -> web.Response:
        given = await request.json()
        for i in range(int(given["messages"])):
            self.say(i % int(given["customers"]))
        return web.json_response({})

    async def paced(self, request: web.Request) -> web.Response:
        given = await request.json()
        began = time.perf_counter()
        for i in range(int(given["messages"])):
            await asyncio.sleep(max(0.0, began + i / float(given["per_second"]) - time.perf_counter()))
            self.say(i % int(given["customers"]))
        return web.json_response({})

    async def report(self, request: web.Request) -> web.Response:
        if len(self.heard) < len(self.said):
            with contextlib.suppress(TimeoutError):  # what is lost then is in the report
                await asyncio.wait_for(self.complete.wait(), float(request.query.get("patience", 60)))
        took = sorted(self.heard[text] - self.said[text] for text in self.heard)
        inverted = sum(a > b for ids in self.order.values() for a, b in itertools.pairwise(ids))
        whole = max(self.heard.values(), default=0.0) - min(self.said.values(), default=0.0)
        lost = len(self.said) - len(self.heard)
        self.said, self.heard, self.order, self.words = {}, {}, {}, {}
        return web.json_response({"took": took, "seconds": whole, "lost": lost, "inverted": inverted})


def answer(result: Any) -> web.Response:
    return web.Response(text=json.dumps({"ok": True, "result": result}), content_type="application/json")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--latency-ms", type=float, default=0.0)
    given = parser.parse_args()
    counter = Counter(given.latency_ms / 1000)
    app = web.Application()
    app.router.add_post("/bench/burst", counter.burst)
    app.router.add_post("/bench/paced", counter.paced)
    app.router.add_get("/bench/report", counter.report)
    app.router.add_route("*", "/bot{token}/{method}", counter.called)
    web.run_app(app, host="127.0.0.1", port=given.port, print=None, access_log=None)


if __name__ == "__main__":
    main()
