"""One world of the night desk: who works when, who comes when with what, and what each would do. Arrays, by id."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
from scipy.special import ndtri

from routing.shifts import moment
from routing.simulation.chance import Flags, Floats, Ints, uniform
from routing.simulation.settings import DAY_S, KINDS, TOPICS, Kind, Settings

ACCEPTS, REACTS = 1, 2  # streams of chance
SWITCHES = (date(2026, 3, 16), date(2026, 10, 12))  # Mondays before Europe's clocks change; a year begins in January
NOBODY, NO_WISH = -1, -1


@dataclass(frozen=True)
class Reps:
    """One row for each representative. Levels are [rep, topic]; `life`, `rating` in 0 .. 1; languages are bits."""

    kind: Ints
    age: Floats
    life: Floats
    gender: Ints
    languages: Ints
    levels: Ints
    rating: Floats
    capacity: Ints
    willing: Floats
    log_reaction: Floats


@dataclass(frozen=True)
class Orders:
    """One row for each order, in order of `at`. Times in seconds after the world's beginning."""

    at: Floats
    topic: Ints
    session_s: Floats
    patience_s: Floats
    language: Ints
    gender: Ints  # NO_WISH, or the gender wished for
    hard: Flags
    known: Ints  # NOBODY, or the representative whom this customer knows


@dataclass(frozen=True)
class Shifts:
    """One row for each shift, in order of `start`. Times in seconds after the world's beginning."""

    rep: Ints
    start: Floats
    end: Floats


@dataclass(frozen=True)
class Edges:
    """Who would take which order: one row for each willing pair, in order of the orders."""

    order: Ints
    rep: Ints
    from_s: Floats  # when the representative is on shift for it at the earliest
    react_s: Floats  # how long after an offer they tap
    until_s: Floats  # the end of that shift
    quality: Floats
    starts: Ints  # edges of order i are starts[i] : starts[i + 1]


@dataclass(frozen=True)
class World:
    settings: Settings
    began: datetime
    reps: Reps
    orders: Orders
    shifts: Shifts

    @cached_property
    def edges(self) -> Edges:
        from routing.simulation.edges import willing_pairs  # noqa: PLC0415 (it needs the world's own types)

        return willing_pairs(self)

    @property
    def horizon_s(self) -> float:
        return (self.settings.days + self.settings.warm_up_days) * DAY_S

    def hour_of(self, at: Floats) -> Floats:
        """The shop's hour of day, 0 .. 24, with the zone's switches."""
        return (at / 3600 + offsets_h(self.settings.zone, self.began, at)) % 24


def build(settings: Settings) -> World:
    """The world of these settings; the same settings always give the same world."""
    rng = np.random.default_rng([settings.seed, 20261125])
    began = first_midnight(settings)
    reps = draw_reps(settings, rng)
    shifts = draw_shifts(settings, reps, began, rng)
    return World(settings, began, reps, draw_orders(settings, began, rng), shifts)


def first_midnight(settings: Settings) -> datetime:
    first = date(2026, 1, 5) if settings.days > 60 else SWITCHES[settings.seed % 2]
    return moment(first, 0, ZoneInfo(settings.zone))


def offsets_h(zone: str, began: datetime, at: Floats) -> Floats:
    """Hours that the zone is ahead of UTC, plus the hour of day in UTC of the beginning, for each time."""
    days = np.floor(at / 3600).astype(np.int64)
    known = {int(hour): began + timedelta(hours=int(hour)) for hour in np.unique(days)}
    ahead = {
        h: (when.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()).total_seconds() for h, when in known.items()
    }
    base = began.astimezone(UTC).hour + began.astimezone(UTC).minute / 60
    return base + np.array([ahead[int(hour)] for hour in days]) / 3600


def draw_reps(settings: Settings, rng: np.random.Generator) -> Reps:
    n = settings.reps
    kind = np.repeat(np.arange(len(KINDS)), share_out(n, [one.share for one in KINDS]))
    age = np.clip(rng.normal([KINDS[k].age[0] for k in kind], [KINDS[k].age[1] for k in kind]), 20, 70)
    speaks = rng.random((n, len(settings.speaks))) < np.array(settings.speaks)
    levels = rng.integers(0, 2, (n, len(TOPICS)))
    for row in levels:
        chosen = rng.choice(len(TOPICS), rng.integers(2, 6), replace=False)
        row[chosen] = rng.integers(2, 6, len(chosen))
    return Reps(
        kind=kind,
        age=age,
        life=np.clip((age - 20) / 45 + rng.normal(0, 0.15, n), 0, 1),
        gender=(rng.random(n) >= 0.62).astype(np.int64),
        languages=(speaks * (1 << np.arange(len(settings.speaks)))).sum(axis=1),
        levels=levels,
        rating=np.clip(rng.normal(0.8, 0.1, n), 0, 1),
        capacity=rng.choice([1, 2, 3], n, p=[0.5, 0.38, 0.12]),
        willing=rng.beta(*settings.willing, n),
        log_reaction=rng.normal(np.log(settings.reaction_s), settings.reaction_spread[0], n),
    )


def share_out(n: int, shares: list[float]) -> Ints:
    """Whole numbers that sum to n, as near to the shares as cumulative rounding brings them."""
    edges = np.round(np.cumsum([0.0, *shares]) * n).astype(np.int64)
    return np.diff(edges)


def draw_shifts(settings: Settings, reps: Reps, began: datetime, rng: np.random.Generator) -> Shifts:
    first = began.astimezone(ZoneInfo(settings.zone)).date() - timedelta(days=1)
    rows: list[tuple[float, float, int]] = []
    for rep, number in enumerate(reps.kind):
        kind = KINDS[int(number)]
        zone = ZoneInfo(kind.zones[rep % len(kind.zones)])
        ahead = minutes_ahead(zone, ZoneInfo(settings.zone), began)
        for step in range(settings.days + settings.warm_up_days + 1):
            day = first + timedelta(days=step)
            for start, minutes in shifts_of_day(kind, day.weekday() >= 5, rng):
                opens = moment(day, start + ahead, zone)
                rows.append(((opens - began).total_seconds(), minutes * 60.0, rep))
    return merged(rows)


def minutes_ahead(zone: ZoneInfo, other: ZoneInfo, at: datetime) -> int:
    """How far the clocks of `zone` are ahead of the other's."""
    ahead = at.astimezone(zone).utcoffset() or timedelta()
    return int((ahead - (at.astimezone(other).utcoffset() or timedelta())).total_seconds() // 60)


def shifts_of_day(kind: Kind, weekend: bool, rng: np.random.Generator) -> list[tuple[int, int]]:
    """Start and length in minutes of what this day brings; one shift at most."""
    for (early, late, chance, on_weekdays, at_weekends), hours in zip(
        kind.starts, kind.hours * len(kind.starts), strict=False
    ):
        drawn, start, length = rng.random(3)
        if (at_weekends if weekend else on_weekdays) and drawn < chance:
            return [(int((early + start * (late - early)) * 60), int((hours[0] + length * (hours[1] - hours[0])) * 60))]
    return []


def merged(rows: list[tuple[float, float, int]]) -> Shifts:
    """Shifts of one representative that meet are one."""
    out: dict[int, list[list[float]]] = {}
    for start, length, rep in sorted(rows):
        mine = out.setdefault(rep, [])
        if mine and start <= mine[-1][1]:
            mine[-1][1] = max(mine[-1][1], start + length)
        else:
            mine.append([start, start + length])
    flat = sorted((start, end, rep) for rep, mine in out.items() for start, end in mine)
    starts, ends, people = (np.array(column) for column in zip(*flat, strict=True))
    return Shifts(people.astype(np.int64), starts.astype(np.float64), ends.astype(np.float64))


def intensity(hours: Floats) -> Floats:
    """Orders an hour, up to a factor, [topic, hour of day]; each topic sums to its share over a day."""
    grid = np.arange(0, 24, 0.25)
    rows = []
    for topic in TOPICS:
        whole, part = np.full(len(grid), 0.0), np.full(len(hours), 0.0)
        for centre, width, height in topic.peaks:
            whole += height * np.exp(-0.5 * (around(grid - centre) / width) ** 2)
            part += height * np.exp(-0.5 * (around(hours - centre) / width) ** 2)
        floor = Settings().hour_floor
        rows.append(topic.share * (part + floor) / ((whole + floor).mean() * 24))
    return np.array(rows)


def around(hours: Floats) -> Floats:
    """Differences of hours the short way round the clock."""
    return (hours + 12) % 24 - 12


def draw_orders(settings: Settings, began: datetime, rng: np.random.Generator) -> Orders:
    at, topic = draw_arrivals(settings, began, rng)
    n = len(at)
    emotional = np.array([one.emotional for one in TOPICS])[topic]
    session = np.log(np.where(emotional, settings.session_min[0], settings.session_min[1]))
    session = np.clip(np.exp(rng.normal(session, settings.session_spread)), 8, 240) * 60
    wishes = rng.random(n) < settings.wish_gender
    return Orders(
        at=at,
        topic=topic,
        session_s=session,
        patience_s=np.exp(rng.normal(np.log(settings.patience_s), settings.patience_spread, n)),
        language=rng.choice(len(settings.languages), n, p=settings.languages),
        gender=np.where(wishes, rng.integers(0, 2, n), NO_WISH),
        hard=wishes & (rng.random(n) < settings.wish_gender_hard),
        known=np.where(rng.random(n) < settings.repeat, rng.integers(0, settings.reps, n), NOBODY),
    )


def draw_arrivals(settings: Settings, began: datetime, rng: np.random.Generator) -> tuple[Floats, Ints]:
    """A Poisson process of a rate that changes every quarter of an hour, with bursts; times and topics in order."""
    days = settings.days + settings.warm_up_days
    slots = np.arange(0, days * DAY_S, 900.0)
    hours = (slots / 3600 + offsets_h(settings.zone, began, slots)) % 24
    day = (slots // DAY_S).astype(np.int64)
    weekday = np.array(settings.weekday_factors)[day % 7]
    spread = np.exp(rng.normal(0, settings.day_spread, days))[day]
    rate = settings.orders_a_day * settings.scale * weekday * spread * intensity(hours) / 4  # [topic, slot]
    starts = rng.random(rng.poisson(settings.bursts_a_week * days / 7)) * days * DAY_S
    counts = rng.poisson(rate)
    topic, slot = (np.repeat(one, counts.ravel()) for one in (np.indices(counts.shape).reshape(2, -1)))
    at = slots[slot] + rng.random(len(slot)) * 900
    more_at, more_topic = draw_bursts(settings, starts, rate, rng)
    at, topic = np.concatenate([at, more_at]), np.concatenate([topic, more_topic])
    order = np.argsort(at, kind="stable")
    return at[order], topic[order].astype(np.int64)


def draw_bursts(settings: Settings, starts: Floats, rate: Floats, rng: np.random.Generator) -> tuple[Floats, Ints]:
    """What comes above the usual while a burst lasts."""
    at, topics = [np.zeros(0)], [np.zeros(0, dtype=np.int64)]
    for start in starts:
        extra = rate[:, int(start // 900)] * (settings.burst_factor - 1) * settings.burst_s / 900
        topic = np.repeat(np.arange(len(extra)), rng.poisson(extra))
        topics.append(topic)
        at.append(start + rng.random(len(topic)) * settings.burst_s)
    return np.concatenate(at), np.concatenate(topics)


def reacts_s(world: World, order: Ints, rep: Ints) -> Floats:
    """How long after an offer this representative would tap for this order, in seconds."""
    drawn = ndtri(uniform(world.settings.seed, REACTS, order, rep))
    reaction: Floats = np.exp(world.reps.log_reaction[rep] + world.settings.reaction_spread[1] * drawn)
    return reaction


def accepts(world: World, order: Ints, rep: Ints, quality: Floats) -> Flags:
    """Whether this representative would take this order; the better it suits, the likelier."""
    base, slope = world.settings.attraction
    chance = np.clip(world.reps.willing[rep] * (base + slope * quality), 0, 1)
    willing: Flags = uniform(world.settings.seed, ACCEPTS, order, rep) < chance
    return willing
