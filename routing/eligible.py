"""Who may take an order, and for everyone else the named reasons why not. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Exclusion(StrEnum):
    """Why a representative cannot take an order. Each is worded for the representative and for the owner."""

    SAME_PERSON = "same_person"
    NOT_ACTIVE = "not_active"
    OFF_DUTY = "off_duty"
    OFF_SHIFT = "off_shift"
    BUSY = "busy"
    RELEASED = "released"  # accepted this order before and never greeted
    LANGUAGE = "language"
    GENDER = "gender"
    LEVEL = "level"
    EXPERIENCE = "experience"


EXPERIENCED_FROM = 3
"""Life experience (0 to 5) from which a wish for "more life experience" counts as met."""


@dataclass(frozen=True)
class Request:
    """What an order asks for. Levels 1 to 5, experience 0 to 5, the weight of experience in percent of the score."""

    customer_id: int
    topic: str
    min_level: int = 1
    min_experience: int = 0
    experience_weight: int = 8
    gender: str | None = None
    experienced: bool = False
    language: str | None = None
    style: str | None = None


@dataclass(frozen=True)
class Candidate:
    """What the router knows of a representative, for one order."""

    rep_id: int
    active: bool = True
    on_duty: bool = True
    on_shift: bool = True
    levels: Mapping[str, int] = field(default_factory=dict)
    life_experience: int = 0
    gender: str | None = None
    languages: frozenset[str] = frozenset()
    open_lines: int = 0
    capacity: int = 1
    rating_sum: int = 0
    rating_count: int = 0
    past_orders: int = 0  # finished with this customer
    own_stars_sum: int = 0  # of this customer alone
    own_stars_count: int = 0
    released: bool = False


RULES: tuple[tuple[Exclusion, Callable[[Request, Candidate], bool]], ...] = (
    (Exclusion.SAME_PERSON, lambda order, rep: rep.rep_id == order.customer_id),
    (Exclusion.NOT_ACTIVE, lambda _, rep: not rep.active),
    (Exclusion.OFF_DUTY, lambda _, rep: not rep.on_duty),
    (Exclusion.OFF_SHIFT, lambda _, rep: not rep.on_shift),
    (Exclusion.BUSY, lambda _, rep: rep.open_lines >= rep.capacity),
    (Exclusion.RELEASED, lambda _, rep: rep.released),
    (Exclusion.LANGUAGE, lambda order, rep: order.language is not None and order.language not in rep.languages),
    (Exclusion.GENDER, lambda order, rep: order.gender is not None and order.gender != rep.gender),
    (Exclusion.LEVEL, lambda order, rep: rep.levels.get(order.topic, 0) < order.min_level),
    (Exclusion.EXPERIENCE, lambda order, rep: rep.life_experience < experience_wanted(order)),
)


def experience_wanted(order: Request) -> int:
    """The least life experience that will do: the topic's, or more where the customer wished for it."""
    return max(order.min_experience, EXPERIENCED_FROM if order.experienced else 0)


def exclusions(order: Request, rep: Candidate) -> tuple[Exclusion, ...]:
    """Every reason why this representative cannot take the order; none if they can."""
    return tuple(reason for reason, applies in RULES if applies(order, rep))
