"""What an order asks for, what the router knows of a representative, and the names of all reasons why not. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Exclusion(StrEnum):
    """Why a representative cannot take an order. Each is worded for the representative and for the owner.

    The place of a reason in this list is its bit in a mask: new reasons go to the end.
    """

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
    RESTING = "resting"
    SHIFT_ENDS = "shift_ends"  # too little of the shift is left for the talk
    DECLINED = "declined"
    BLOCKED = "blocked"  # by either of the two
    UNCERTIFIED = "uncertified"  # the topic asks for a certificate
    AGE = "age"


REASONS = tuple(Exclusion)
BIT = {reason: number for number, reason in enumerate(REASONS)}

EXPERIENCED_FROM = 3
"""Life experience (0 to 5) from which a wish for "more life experience" counts as met."""


@dataclass(frozen=True)
class Request:
    """What an order asks for. Levels 1 to 5, experience 0 to 5, the weight of experience in percent of the score.

    `gender`, `language`, `experienced`, `age` must be met. `wish_gender`, `wish_age`, `style` only make a match better.
    """

    customer_id: int
    topic: str
    min_level: int = 1
    min_experience: int = 0
    experience_weight: int = 8
    gender: str | None = None
    experienced: bool = False
    language: str | None = None
    style: str | None = None
    wish_gender: str | None = None
    certified: bool = False
    ages: frozenset[str] = frozenset()  # the topic's: any will do where none is named
    session_s: int = 0  # how long the talk may take: so much of a shift must be left
    age: str | None = None
    wish_age: str | None = None


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
    resting: bool = False
    declined: bool = False
    blocked: bool = False
    certificates: frozenset[str] = frozenset()  # topics
    age: str | None = None
    styles: frozenset[str] = frozenset()
    shift_left_s: int | None = None  # None: as long as they like
    deficit: float = 0.0  # -1 .. 1, see routing.fairness


def experience_wanted(order: Request) -> int:
    """The least life experience that will do: the topic's, or more where the customer wished for it."""
    return max(order.min_experience, EXPERIENCED_FROM if order.experienced else 0)


def reasons_of(mask: int) -> tuple[Exclusion, ...]:
    """The reasons that these bits stand for."""
    return tuple(reason for number, reason in enumerate(REASONS) if mask >> number & 1)
