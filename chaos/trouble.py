"""Faults on the stand-in, laid where there is traffic, and never twice upon one message."""

from collections.abc import Iterator

from chaos.fate import CUTS, Trouble
from chaos.proxy import FAULTS, Proxy
from chaos.world import BOT_ID, Street

MOST_AT_ONCE = 12
GONE = 0  # the stand-in's status of a call whose connection was cut


class Troubles:
    """Lays faults; `count` is how many struck, by kind."""

    def __init__(self, street: Street, plans: Iterator[list[Trouble]], proxy: Proxy | None = None) -> None:
        self.street, self.plans, self.proxy = street, plans, proxy
        self.faults = street.running.sandbox.faults
        self.wounded: dict[int, set[str]] = {}  # chats in which a call was cut, and what arrived there since
        self.calls_read = 0
        self.doubled = 0

    def stir(self) -> None:
        """What the next life has to meet."""
        if self.proxy is not None and not self.proxy.faults:
            self.proxy.faults.extend(FAULTS)
        for plan in next(self.plans):
            if len(self.faults.active) < MOST_AT_ONCE:
                self.lay(plan)

    def lay(self, plan: Trouble) -> None:
        if plan.kind == "duplicate_update":
            self.street.running.sandbox.updates.queue(BOT_ID).doubled += plan.times
            self.doubled += plan.times
            return
        if plan.method == "getUpdates" and self.proxy is not None:
            return  # nobody polls
        sends = plan.method != "getUpdates"
        chat = self.chat(plan) if sends and plan.whose is not None else None
        if plan.kind in CUTS and sends and chat is None:
            return
        given = {"kind": plan.kind, "method": plan.method, "times": plan.times, "chat_id": chat}
        self.faults.add(given | {"retry_after": plan.retry_after, "seconds": plan.seconds})

    def chat(self, plan: Trouble) -> int | None:
        """A chat that is written to about now; for a cut, one in which nothing else is or was cut just now."""
        self.read()
        busy = {fault.chat_id for fault in self.faults.active} | self.wounded.keys()
        recent = list(dict.fromkeys(one.receiver for one in reversed(self.street.said[-60:])))
        free = [chat for chat in recent if plan.kind not in CUTS or chat not in busy]
        return free[min(plan.whose or 0, len(free) - 1)] if free else None

    def read(self) -> None:
        """Who was cut, and who was written to since."""
        calls = self.street.world.calls
        for call in calls[self.calls_read :]:
            chat = call["params"].get("chat_id")
            if chat is not None and call["status"] == GONE:
                self.wounded[int(chat)] = set()
            elif chat is not None and call["status"] == 200 and call["method"].startswith("send"):
                self.heal(int(chat), repr(call["params"]))
        self.calls_read = len(calls)

    def heal(self, chat: int, content: str) -> None:
        """With the second message after a cut, the first is written down: before, a kill may make it come again."""
        arrived = self.wounded.get(chat)
        if arrived is not None:
            arrived.add(content)
            if len(arrived) == 2:
                del self.wounded[chat]

    def calm(self) -> None:
        """No more of it."""
        self.faults.active.clear()
        if self.proxy is not None:
            self.proxy.faults.clear()
        self.street.running.sandbox.updates.queue(BOT_ID).doubled = 0

    def struck(self) -> dict[str, int]:
        """How many calls each kind struck, the messenger's own limits with them."""
        found = {"duplicate_update": self.doubled, "flood": 0}
        if self.proxy is not None:
            found |= {f"the proxy {kind}": times for kind, times in self.proxy.struck.items()}
        for call in self.street.world.calls:
            kind = call.get("fault") or ("flood" if call["status"] == 429 else None)
            if kind is not None:
                found[kind] = found.get(kind, 0) + 1
        return found
