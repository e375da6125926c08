"""How the process dies, and what the network does meanwhile: seeded. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Moment(StrEnum):
    """When it happens."""

    STARTING = "while it starts"
    LATER = "after a while"
    SENDING = "as a message goes out"
    HEARING = "as words come in"
    WRONG = "as a mutant is wrong"


WRONG_NOW = "wrong_now"
"""The event that a mutant logs then."""


@dataclass(frozen=True, slots=True)
class End:
    """The end of one life. `after`: seconds since the moment; of SENDING, how many messages; of WRONG, the patience."""

    kill: bool  # SIGKILL; else SIGTERM
    moment: Moment
    after: float
    whose: float = 0.0  # of several processes, from 0 to 1: the first, … the last; beyond 1 all at once


ALL_AT_ONCE = 0.15
MOMENTS = {Moment.STARTING: 10, Moment.LATER: 25, Moment.SENDING: 40, Moment.HEARING: 25}


def ends(rng: Random, kills: int) -> list[End]:
    """So many kills, and about one SIGTERM to every six of them."""
    found: list[End] = []
    for i in range(kills):
        if i % 6 == 3:
            found.append(End(kill=False, moment=Moment.LATER, after=rng.uniform(0.05, 1.0), whose=rng.random()))
        found.append(killed(rng))
    return found


def killed(rng: Random) -> End:
    moment = rng.choices(list(MOMENTS), list(MOMENTS.values()))[0]
    after = {
        Moment.STARTING: rng.uniform(0.2, 3.5),
        Moment.LATER: rng.uniform(0.05, 2.0),
        Moment.SENDING: float(rng.randint(1, 30)),
        Moment.HEARING: rng.uniform(0.0, 0.02),
    }[moment]
    return End(kill=True, moment=moment, after=after, whose=rng.uniform(0, 1.0 + ALL_AT_ONCE))


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault of the stand-in. `whose` is how long ago the chat was written to that it strikes; None: any chat."""

    kind: str
    method: str = "*"
    times: int = 1
    whose: int | None = None
    retry_after: int = 1
    seconds: float = 1.0


CUTS = ("reset_before", "reset_after", "reset_after", "hang")
"""What kills a connection. The bot sends such a message once more and never again, so one message meets only one."""


def troubles(rng: Random) -> Iterator[list[Trouble]]:
    """What goes wrong in one life after the other."""
    while True:
        yield [one(rng) for _ in range(rng.randint(2, 6))]


def one(rng: Random) -> Trouble:
    whose, seconds = rng.randrange(12), rng.uniform(0.1, 1.2)
    chance = rng.random()
    if chance < 0.4:
        return Trouble(rng.choice(CUTS), whose=whose, seconds=seconds)
    if chance < 0.55:
        return Trouble("429", rng.choice(("*", "sendMessage", "editMessageText")), whose=whose)
    if chance < 0.7:
        method = rng.choice(("sendMessage", "sendPhoto", "getMe", "*"))
        anywhere = method != "*"
        times = 1 if method == "getMe" else rng.randint(1, 3)  # the bot does not begin before it has heard who it is
        return Trouble(rng.choice(("500", "502")), method, times, whose=None if anywhere else whose)
    if chance < 0.85:
        return Trouble("duplicate_update", times=rng.randint(1, 6))
    return Trouble(rng.choice(("502", "429", *CUTS)), "getUpdates", seconds=seconds)
