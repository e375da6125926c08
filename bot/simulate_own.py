"""`simulate --from-db`: the shop's own orders of the past under other weights or policies, in the same report."""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Config, load
from bot.desk.routing_rules import preset
from bot.simulate import Found, report_json, report_table
from models import decision as decisions
from models import rep as reps
from models import tap as taps
from models.decision import Made
from models.engine import Database
from models.kinds import EndReason, TapState
from models.tap import Tap
from routing.course import on_course
from routing.decision import Decision
from routing.decision_text import UNREADABLE, from_json
from routing.engine import Policy
from routing.presets import PRESETS
from routing.replay import Given, given
from routing.simulation.own import OwnWorld, Past, PastOrder, PastTap, own_world
from routing.simulation.own_desk import replayed
from routing.simulation.own_people import Seen

PRESENT = "present"
FEWEST = 20
"""With fewer orders a report would be an anecdote."""

MOST = 5000
"""So many of the latest decisions are taken: more would not fit into a small machine's memory."""

NEVER_TALKED = (EndReason.CUSTOMER_ABSENT, EndReason.CANCELLED)


@dataclass(frozen=True)
class Asked:
    """`weights` is a file with a [routing] section; without policies, the present one and that of the file."""

    policies: tuple[str, ...] = ()
    weights: Path | None = None
    seeds: tuple[int, ...] = (1,)
    days: int = 28
    discouraged: float = 0.0


def simulate_own(config: Config, asked: Asked, *, as_text: bool) -> int:
    """Exit code: 0 well, 1 too little history, 2 a policy that nobody knows."""
    try:
        policies = policies_of(config, asked)
    except ValueError as fault:
        sys.stderr.write(f"{fault}\n")
        return 2
    past = asyncio.run(read(config, asked.days))
    if len(past.orders) < FEWEST:
        sys.stderr.write(too_little(len(past.orders), asked.days))
        return 1
    try:
        found, world = results(config, asked, past, policies)
    except ValueError:
        sys.stderr.write("Nobody was there who could have taken any of these orders, so there is nothing to replay.\n")
        return 1
    console = Console(stderr=True, width=None if sys.stderr.isatty() else 160, highlight=False)
    console.print(assumed(past, world, len(asked.seeds)))
    if as_text:
        sys.stdout.write(report_json(found) + "\n")
    else:
        title = f"The shop's own {len(past.orders)} orders"
        Console(width=None if sys.stdout.isatty() else 160).print(report_table(found, title))
    return 0


def policies_of(config: Config, asked: Asked) -> dict[str, Policy]:
    """By name. Raises ValueError naming the one that nobody knows, ConfigFault for a file of weights with a fault."""
    known = {PRESENT: config.routing.policy()} | {name: preset(name) for name in PRESETS}
    names = list(asked.policies) or [PRESENT]
    if asked.weights is not None:
        known[asked.weights.stem] = load(asked.weights).routing.policy()
        names.append(asked.weights.stem)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ValueError(f"{', '.join(unknown)} is no policy for --from-db. There are: {', '.join(known)}.")
    return {name: known[name] for name in names}


def results(config: Config, asked: Asked, past: Past, policies: dict[str, Policy]) -> tuple[Found, OwnWorld]:
    """The outcomes over seeds by policy and mood, and the last world, for what is said of it."""
    found: Found = {}
    moods = [0.0, asked.discouraged] if asked.discouraged else [0.0]
    worlds = [(seed, mood) for mood in moods for seed in asked.seeds]
    for seed, mood in worlds:
        world = own_world(past, config.routing.policy().weights, seed, mood)
        for name, out in replayed(world, policies, past.orders).items():
            found.setdefault((name, "discouraged" if mood else ""), []).append(out)
    return found, world


async def read(config: Config, days: int) -> Past:
    """Orders as they were last offered, who was there at every decision, and how many talks each may have."""
    database = Database(config.database.url)
    try:
        async with database.snapshot() as connection, AsyncSession(connection) as session:
            made = await decisions.made(session, days, MOST)
            tapped: dict[tuple[int, int], list[Tap]] = {}
            for row in await taps.since(session, made[0].at) if made else []:
                tapped.setdefault((row.order_id, row.epoch), []).append(row)
            capacity = {rep.id: rep.capacity for rep in await reps.everyone(session)}
    finally:
        await database.close()
    found = [(one, facts) for one in made if (facts := facts_of(one)) is not None]
    last = [(one, facts) for one, facts in found if one.is_last]
    orders = [order_of(one, *facts, tapped.get((one.order_id, one.epoch), [])) for one, facts in last]
    seen = tuple(Seen(one.at, facts.pool) for one, (_, facts) in found)
    return Past(tuple(order for order in orders if order is not None), seen, capacity, config.shop.time_zone)


def facts_of(made: Made) -> tuple[Decision, Given] | None:
    """What the row says; None where another version wrote it, or its facts were not kept."""
    try:
        decision = on_course(from_json(made.body), map(float, made.course))
        return (decision, given(made.replay)) if made.replay else None
    except UNREADABLE:
        return None


def order_of(made: Made, decision: Decision, facts: Given, tapped: list[Tap]) -> PastOrder | None:
    """None for one that still waits."""
    taken_by = made.rep_id if made.claimed_at is not None else None
    closed_at = made.claimed_at or made.ended_at
    if closed_at is None or closed_at < made.at:
        return None
    told = [PastTap(row.rep_id, row.at) for row in tapped]
    if taken_by is not None and taken_by not in {tap.rep_id for tap in told}:
        told.append(PastTap(taken_by, closed_at))  # by the owner's hand
    talked = made.ended_at is not None and taken_by is not None and made.end_reason not in NEVER_TALKED
    opens = zip(decision.ids[decision.rows].tolist(), decision.opens_s.tolist(), strict=True)
    return PastOrder(
        at=made.at,
        given=facts,
        opens_s=dict(opens),
        taps=tuple(told),
        closed_at=closed_at,
        gave_up=taken_by is None,
        session_s=(made.ended_at - closed_at).total_seconds() if talked and made.ended_at else made.minutes * 60.0,
        taken_by=taken_by,
        overtaken=sum(row.became == TapState.OVERTAKEN for row in tapped),
    )


def too_little(orders: int, days: int) -> str:
    return (
        f"The last {days} days hold {orders} orders that were offered and came to an end, and at least {FEWEST} are "
        "needed to replay a shop. Come back when there are more, or try --days with a longer time; "
        "`simulate` without --from-db shows made-up worlds meanwhile.\n"
    )


def assumed(past: Past, world: OwnWorld, seeds: int) -> str:
    """What of the report is known, and what is not."""
    return (
        f"{len(past.orders)} orders and {len(world.pool.ids)} representatives over {world.settings.days} days, "
        "as they stand in the shop's decisions and taps.\n"
        f"Of {len(world.pairs.order)} pairs of an order and somebody who could have taken it, {world.known:.0%} are "
        "known from "
        "what they did while it was open to them.\n"
        f"ASSUMED, drawn anew for each of {seeds} seeds: what the others would have done "
        f"(yes in {world.behaviour.accept:.0%}, half of those within {world.behaviour.reaction_s:.0f} s, as "
        "people here did), and how much longer those who were served would have waited.\n"
        "People are there from one decision to the next; a match is worth what the present weights say of it; "
        "prices, moods and days off of others are as they were."
    )
