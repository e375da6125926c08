"""`learn-weights`: what the shop's own stars say of the router's weights. Prints them; changes nothing."""

import asyncio
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Config
from models import decision as decisions
from models.decision import Stars
from models.engine import Database
from routing.decision_text import UNREADABLE
from routing.learning import FEWEST, NAMES, Learned, Rated, learn, rated
from routing.replay import given
from routing.score import Weights

KEYS = ("level", "rating", "wishes", "continuity", "fairness", "scarcity")


def learn_weights(config: Config) -> int:
    """Exit code: 0 learned, 1 too little to learn from."""
    ended, stars = asyncio.run(read(config))
    ratings = list(matches(stars))
    if len(ratings) < FEWEST:
        sys.stderr.write(too_few(ended, len(stars), len(ratings)))
        return 1
    present = config.routing.policy().weights
    found = learn(ratings, present)
    sys.stdout.write("\n".join([*told(found, ended, len(stars)), "", *block(named(found.weights))]) + "\n")
    return 0


async def read(config: Config) -> tuple[int, list[Stars]]:
    database = Database(config.database.url)
    try:
        async with database.snapshot() as connection, AsyncSession(connection) as session:
            return await decisions.ended(session), await decisions.stars(session)
    finally:
        await database.close()


def matches(stars: Iterable[Stars]) -> Iterator[Rated]:
    """What can be learned from; an order whose decision another version wrote cannot."""
    for one in stars:
        try:
            found = rated(given(one.replay), one.rep_id, one.stars) if one.replay else None
        except UNREADABLE:
            found = None
        if found is not None:
            yield found


def too_few(ended: int, stars: int, usable: int) -> str:
    return (
        f"Of {ended} ended orders {stars} were rated, and of {usable} it is kept what the router knew of the match. "
        f"At least {FEWEST} are needed, or chance would speak. Nothing was learned; come back when there are more.\n"
    )


def told(found: Learned, ended: int, stars: int) -> list[str]:
    """What was learned and what it is worth, as comments of TOML."""
    width = max(map(len, NAMES))
    rows = zip(NAMES, found.before, found.after, found.low, found.high, strict=True)
    better = found.error_after < found.error_before
    verdict = (
        "The learned weights tell stars better that they have not seen."
        if better
        else "On stars that they have not seen they do NO better than the present ones: better keep those."
    )
    return [
        f"# Learned from {found.ratings} ratings, of {stars} given and {ended} ended orders.",
        "# Only matches that were made and rated speak; who never got an order, and who rates nothing, does not.",
        "#",
        f"# {'in percent':{width}}  before   after   95 % between",
        *(
            f"# {name:{width}}  {was:6.1f}  {now:6.1f}   {low:5.1f} and {high:5.1f}"
            for name, was, now, low, high in rows
        ),
        "# (experience: of what each topic says)",
        "#",
        f"# Error on the latest fifth, which was held out: {found.error_before:.3f} stars before, "
        f"{found.error_after:.3f} after.",
        f"# {verdict}",
        "# Nothing has been changed. To use them, put this into config.toml and send /reload:",
    ]


def named(weights: Weights) -> Weights:
    values = repr(sorted((key, value) for key, value in asdict(weights).items() if key != "version"))
    return replace(weights, version=f"learned-{zlib.crc32(values.encode()):08x}")


def block(weights: Weights) -> list[str]:
    values = asdict(weights)
    return ["[routing.weights]", f'version = "{weights.version}"', *(f"{key} = {values[key]}" for key in KEYS)]
