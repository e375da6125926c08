"""The HTTP control interface: how tests, the demo and the page move people and look over their shoulders."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.sandbox.clock import SpeedClock
from bot.sandbox.deeds import act
from bot.sandbox.errors import BadRequest, ControlError
from bot.sandbox.floods import Faults, Floods
from bot.sandbox.methods_bot import commands_for
from bot.sandbox.updates import Updates
from bot.sandbox.world import Json, Room, World

LONGEST_WAIT = 60.0
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Control:
    def __init__(self, world: World, updates: Updates, floods: Floods, faults: Faults) -> None:
        self.world, self.updates, self.floods, self.faults = world, updates, floods, faults
        self.closing = asyncio.Event()

    def routes(self) -> list[web.RouteDef]:
        table: list[tuple[str, str, Handler]] = [
            ("GET", "/state", self.state),
            ("POST", "/users", self.add_user),
            ("PATCH", "/users/{id}", self.change_user),
            ("POST", "/groups", self.add_group),
            ("POST", "/groups/{id}/members", self.add_member),
            ("POST", "/act", self.act),
            ("GET", "/view", self.view),
            ("GET", "/seen", self.seen),
            ("GET", "/events", self.events),
            ("GET", "/stream", self.stream),
            ("GET", "/calls", self.calls),
            ("GET", "/file", self.file),
            ("POST", "/faults", self.add_fault),
            ("DELETE", "/faults", self.drop_faults),
            ("POST", "/clock", self.set_clock),
            ("POST", "/limits", self.set_limits),
        ]
        return [web.route(verb, f"/control{path}", self.guarded(handler)) for verb, path, handler in table]

    def guarded(self, handler: Handler) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                return await handler(request)
            except (ControlError, BadRequest) as error:
                return web.json_response({"error": str(error)}, status=400)
            except (ValueError, TypeError, KeyError) as error:
                return web.json_response({"error": f"that could not be read: {error}"}, status=400)

        return answer

    @staticmethod
    async def body(request: web.Request) -> Json:
        found = json.loads(await request.read() or b"{}")
        if not isinstance(found, dict):
            raise ControlError("send a JSON object")
        return found

    # --- looking ---

    async def state(self, _request: web.Request) -> web.Response:
        bots = [{"id": b.id, "username": b.username, "first_name": b.first_name} for b in self.world.bots.values()]
        chats = [self.chat(room) for room in self.world.rooms.values() if not room.private]
        return web.json_response(
            {
                "now": self.world.clock.now(),
                "speed": getattr(self.world.clock, "speed", 1.0),
                "limits": self.floods.on,
                "bots": bots,
                "users": list(self.world.users.values()),
                "chats": chats,
                "faults": [fault.json() for fault in self.faults.active],
                "seq": len(self.world.events),
            }
        )

    def chat(self, room: Room) -> Json:
        members = [{"user_id": user_id, "status": status} for user_id, status in room.members.items()]
        return {"id": room.id, "type": room.type, "title": room.title, "is_forum": room.is_forum, "members": members}

    def place(self, request: web.Request) -> tuple[int, Room, int]:
        user_id = int(request.query.get("as") or 0)
        self.world.user(user_id)
        bot = self.world.the_bot(int(request.query["bot"]) if "bot" in request.query else None)
        room = self.world.room(bot.id, int(request.query.get("chat_id") or user_id))
        if user_id not in self.world.watchers(room) or (room.private and room.id != user_id):
            raise ControlError("this person is not in that chat")
        return user_id, room, bot.id

    async def view(self, request: web.Request) -> web.Response:
        user_id, room, bot_id = self.place(request)
        bot = self.world.the_bot(bot_id)
        seen = [s for s in room.messages.values() if user_id not in s.deleted_for]
        pinned = room.messages.get(room.pinned[-1]) if room.pinned else None
        commands = commands_for(bot, self.world.user(user_id), private=room.private, chat_id=room.id)
        return web.json_response(
            {
                "chat": self.world.chat_json(room),
                "messages": [self.world.shown(s) | {"out": s.body["from"]["id"] == user_id} for s in seen],
                "commands": commands,
                "blocked": room.blocked,
                "started": room.started,
                "typing": False,
                "toasts": room.toasts.get(user_id, []),
                "pinned": self.world.shown(pinned) if pinned else None,
                "keyboard": room.keyboards.get(user_id),
                "seq": len(self.world.events),
            }
        )

    async def seen(self, request: web.Request) -> web.Response:
        user_id = int(request.query["as"])
        keep = ("seq", "at", "kind", "chat_id", "body")
        mine = [e for e in self.world.events if user_id in e["user_ids"] and not self.own(e, user_id)]
        return web.json_response([{key: event[key] for key in keep} for event in mine])

    @staticmethod
    def own(event: Json, user_id: int) -> bool:
        return event["kind"] in ("message", "edit") and event["body"].get("from", {}).get("id") == user_id

    async def events(self, request: web.Request) -> web.Response:
        seq = int(request.query.get("since", 0))
        found = await self.world.news(seq, min(LONGEST_WAIT, float(request.query.get("timeout", 0))))
        return web.json_response({"seq": seq + len(found), "events": found})

    async def stream(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
        await response.prepare(request)
        seq = int(request.headers.get("Last-Event-ID") or request.query.get("since") or 0)
        try:
            while not self.closing.is_set():
                found = await self.world.news(seq, 1.0)
                seq += len(found)
                text = "".join(f"id: {e['seq']}\ndata: {json.dumps(e, ensure_ascii=False)}\n\n" for e in found)
                await response.write((text or ": still here\n\n").encode())
        except ConnectionError:
            pass  # the page was closed
        return response

    async def calls(self, request: web.Request) -> web.Response:
        since = int(request.query.get("since", 0))
        return web.json_response(self.world.calls[since:])

    async def file(self, request: web.Request) -> web.Response:
        file = self.world.files.get(request.query.get("file_id", ""))
        name = file.name.replace('"', "").replace("\n", "").encode("ascii", "replace").decode()
        headers = {"Content-Disposition": f'inline; filename="{name}"', "X-Content-Type-Options": "nosniff"}
        return web.Response(body=file.data, content_type=file.mime.split(";")[0], headers=headers)

    # --- doing ---

    async def act(self, request: web.Request) -> web.Response:
        return web.json_response(await act(self.world, await self.body(request)))

    async def add_user(self, request: web.Request) -> web.Response:
        return web.json_response(self.world.add_user(await self.body(request)))

    async def change_user(self, request: web.Request) -> web.Response:
        user = self.world.change_user(int(request.match_info["id"]), await self.body(request))
        return web.json_response(user)

    async def add_group(self, request: web.Request) -> web.Response:
        return web.json_response(self.chat(self.world.add_group(await self.body(request))))

    async def add_member(self, request: web.Request) -> web.Response:
        given = await self.body(request)
        room = self.world.rooms.get((0, int(request.match_info["id"])))
        if room is None:
            raise ControlError("there is no such group")
        room.members[int(given["user_id"])] = str(given.get("status", "member"))
        self.world.changed()
        return web.json_response(self.chat(room))

    async def add_fault(self, request: web.Request) -> web.Response:
        fault = self.faults.add(await self.body(request))
        if fault.kind == "duplicate_update":
            self.faults.active.remove(fault)
            for bot_id in self.world.bots:
                self.updates.queue(bot_id).doubled += fault.times
        self.world.changed()
        return web.json_response(fault.json())

    async def drop_faults(self, _request: web.Request) -> web.Response:
        self.faults.active.clear()
        self.world.changed()
        return web.json_response({"faults": []})

    async def set_clock(self, request: web.Request) -> web.Response:
        given = await self.body(request)
        clock: Any = self.world.clock
        if "speed" in given:
            if not isinstance(clock, SpeedClock):
                raise ControlError("this clock has one speed")
            speed = float(given["speed"])
            if not 0.1 <= speed <= 3600:
                raise ControlError("a speed from 0.1 to 3600")
            clock.set_speed(speed)
        if "advance" in given:
            clock.advance(max(0.0, float(given["advance"])))
        self.world.changed()
        return web.json_response({"now": clock.now(), "speed": getattr(clock, "speed", 1.0)})

    async def set_limits(self, request: web.Request) -> web.Response:
        self.floods.on = bool((await self.body(request)).get("on"))
        self.world.changed()
        return web.json_response({"on": self.floods.on})
