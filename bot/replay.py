"""`replay CODE`: make each stored decision of an order again, and say whether it is the same to the byte."""

import json
import sys
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Config
from models import decision as decisions
from models.decision import Kept
from models.engine import Database
from models.order import Order
from routing.decision_text import to_json
from routing.replay import replay

SHOWN = 80
"""So much of a value is shown."""


async def again(config: Config, code: str) -> int:
    """Exit code: 0 all the same, 1 one differs or cannot be made again, 2 no such order, or none of its was decided."""
    database = Database(config.database.url)
    try:
        async with database.snapshot() as connection, AsyncSession(connection) as session:
            order_id = await session.scalar(select(Order.id).where(Order.code == code.upper()))
            found = [] if order_id is None else await decisions.of_order(session, order_id)
    finally:
        await database.close()
    if order_id is None:
        return refused(f"There is no order {code[:12]!r}. /orders lists the latest in the owner's chat.")
    if not found:
        return refused(f"Order {code.upper()} was never offered to anybody, so there is nothing to make again.")
    told = [verdict(one) for one in found]
    for one, fault in zip(found, told, strict=True):
        where = sys.stderr if fault else sys.stdout
        where.write(f"Offer {one.epoch}, decided {one.at:%Y-%m-%d %H:%M:%S} UTC: {fault or 'the same to the byte'}.\n")
    return 1 if any(told) else 0


def refused(why: str) -> int:
    sys.stderr.write(f"{why}\n")
    return 2


def verdict(one: Kept) -> str:
    """What is not the same, in a sentence; nothing if all of it is."""
    if one.replay is None:
        return "it cannot be made again, for it was decided before what decisions are made of was kept"
    try:
        made = to_json(replay(one.replay))
    except Exception as error:  # whatever somebody wrote there, it is said in a sentence
        return f"it cannot be made again, for what it was made of cannot be read ({type(error).__name__})"
    if made == one.body:
        return ""
    return f"DIFFERENT, first at {first_difference(one.body, made)}"


def first_difference(stored: str, made: str) -> str:
    """Where two texts differ first: by name where both are JSON that says different things, else by byte."""
    try:
        found = differing("", json.loads(stored), json.loads(made))
    except (ValueError, RecursionError):
        found = None
    if found:
        return found
    at = next((place for place, pair in enumerate(zip(stored, made, strict=False)) if pair[0] != pair[1]), None)
    place = min(len(stored), len(made)) if at is None else at
    return f"byte {len(stored[:place].encode())}: stored {shown(stored[place:])}, made again {shown(made[place:])}"


def differing(path: str, stored: Any, made: Any) -> str | None:
    """The first place, in the order of the text, at which two values differ; None where they do not."""
    if isinstance(stored, dict) and isinstance(made, dict):
        names = sorted(stored.keys() | made.keys())
        pairs = [(f"{path}.{name}".lstrip("."), stored.get(name), made.get(name)) for name in names]
    elif isinstance(stored, list) and isinstance(made, list) and len(stored) == len(made):
        pairs = [(f"{path}[{place}]", *pair) for place, pair in enumerate(zip(stored, made, strict=True))]
    elif stored == made:
        return None
    else:
        return f"{path or 'the whole'}: stored {shown(stored)}, made again {shown(made)}"
    return next((found for one in pairs if (found := differing(*one))), None)


def shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
