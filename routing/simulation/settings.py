"""The numbers of the night desk's world: topics, hours, people. All of them assumptions, all of them here."""

from dataclasses import dataclass, field

DAY_S = 86_400.0


@dataclass(frozen=True)
class TopicShape:
    """How often people come with a topic, and when: peaks are (hour, width in hours, height)."""

    slug: str
    share: float
    emotional: bool
    peaks: tuple[tuple[float, float, float], ...]

    @property
    def experience_weight(self) -> int:
        """Percent of the score that life experience makes up."""
        return 30 if self.emotional else 8


TOPICS = (
    TopicShape("breakup", 0.16, True, ((23, 3, 1),)),
    TopicShape("grief", 0.08, True, ((22, 4, 0.6), (3, 2, 0.5))),
    TopicShape("family", 0.12, True, ((21, 3, 1),)),
    TopicShape("anxiety_night", 0.14, True, ((1, 2.5, 1), (4, 1.5, 0.5))),
    TopicShape("loneliness", 0.14, True, ((0, 3, 1), (20, 3, 0.5))),
    TopicShape("career", 0.12, False, ((13, 3, 0.8), (20, 2, 0.6))),
    TopicShape("study", 0.08, False, ((16, 3, 1), (21, 2, 0.5))),
    TopicShape("money_legal", 0.06, False, ((11, 3, 1),)),
    TopicShape("casual", 0.10, False, ((21, 4, 1),)),
)


@dataclass(frozen=True)
class Kind:
    """One kind of representative: how many of all, in which zones they live, and when they work.

    `starts` are shop hours (from, to, probability of a shift that day, on weekdays, at weekends), `hours` its length.
    """

    name: str
    share: float
    zones: tuple[str, ...]
    starts: tuple[tuple[float, float, float, bool, bool], ...]
    hours: tuple[tuple[float, float], ...]
    age: tuple[float, float] = (36, 11)


KINDS = (
    Kind(
        "day_job",
        0.45,
        ("Europe/Berlin",),
        ((19, 22, 0.45, True, False), (10, 18, 0.55, False, True)),
        ((2, 3), (3, 5)),
    ),
    Kind("overnight", 0.25, ("Europe/Berlin", "Europe/London"), ((22, 25, 0.42, True, True),), ((4, 6),)),
    Kind(
        "overseas",
        0.15,
        ("America/New_York", "Australia/Sydney"),
        ((1, 7, 0.45 * 0.7, True, True), (14, 18, 0.45 * 0.3, True, True)),
        ((3, 5), (3, 5)),
    ),
    Kind("flexible", 0.15, ("Europe/Berlin",), ((9, 15, 0.5, True, True),), ((3, 5),), age=(45, 16)),
)


@dataclass(frozen=True)
class Truth:
    """What a match is worth: the weights of the parts of quality; `known` is added when they know each other."""

    level: float = 0.45
    rating: float = 0.12
    wishes: float = 0.13
    known: float = 0.20


@dataclass(frozen=True)
class Settings:
    """One world. Times in seconds unless they say otherwise; `scale` multiplies the orders, not the representatives."""

    seed: int = 1
    scale: float = 1.0
    days: int = 28
    warm_up_days: int = 1
    orders_a_day: float = 110.0
    reps: int = 220
    zone: str = "Europe/Berlin"  # by whose clocks customers live
    weekday_factors: tuple[float, ...] = (1.0, 0.95, 0.95, 1.0, 1.05, 1.1, 0.95)
    day_spread: float = 0.15
    hour_floor: float = 0.12
    bursts_a_week: float = 2.0
    burst_factor: float = 6.0
    burst_s: float = 1200.0
    willing: tuple[float, float] = (4.0, 3.0)  # Beta
    attraction: tuple[float, float] = (0.8, 0.35)  # willingness is multiplied by first + second x quality
    reaction_s: float = 45.0
    reaction_spread: tuple[float, float] = (0.8, 0.7)  # among representatives, and from one order to the next
    session_min: tuple[float, float] = (45.0, 30.0)  # medians, of emotional topics and of others
    session_spread: float = 0.6
    patience_s: float = 540.0
    patience_spread: float = 0.9
    wish_gender: float = 0.35
    wish_gender_hard: float = 0.3
    languages: tuple[float, ...] = (0.86, 0.10, 0.04)
    speaks: tuple[float, ...] = (1.0, 0.30, 0.10)
    repeat: float = 0.4
    discouraged_by: float = 0.0  # what a lost claim takes off a representative's willingness, as a share of it
    promises: tuple[str, ...] = ()  # what ours does as a shop does, see routing.simulation.promises
    truth: Truth = field(default_factory=Truth)
