"""What an order costs: the service's price, what is added to it and taken off, part by part. Pure. Minor units."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.rules.amounts import check_amount, minor_units
from bot.rules.errors import BadAmount
from bot.rules.rails import LARGEST

MOST_PERCENT = 500


class Kind(StrEnum):
    """How a rule changes a price."""

    SET = "set"  # so much it costs, whatever it cost before
    ADD = "add"  # so much more, or with a minus less
    PERCENT = "percent"  # so many percent more, or with a minus less


@dataclass(frozen=True)
class Change:
    """Raises BadAmount for what no price can be changed by."""

    kind: Kind
    value: int

    def __post_init__(self) -> None:
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise BadAmount(f"a change of {self.value!r}")
        low, high = {
            Kind.SET: (0, LARGEST),
            Kind.ADD: (-LARGEST, LARGEST),
            Kind.PERCENT: (-100, MOST_PERCENT),
        }[self.kind]
        if not low <= self.value <= high:
            raise BadAmount(f"a change of {self.value}, {self.kind}")

    def of(self, price: int) -> int:
        """By how much it changes this price; percents are rounded half up, away from nothing."""
        if self.kind is Kind.SET:
            return self.value - price
        if self.kind is Kind.ADD:
            return self.value
        size = (abs(self.value) * price + 50) // 100
        return size if self.value >= 0 else -size


def parse(text: str, places: int = 2) -> Change:
    """`9.90` sets, `+3` and `-2.50` add, `+10%` and `-50%` are percents. Raises BadAmount for anything else."""
    told = text.strip()
    sign = -1 if told[:1] in ("-", "−") else 1
    signed = told[:1] in ("+", "-", "−")
    bare = told[1:] if signed else told
    if bare.endswith(("%", "％")):
        percent = minor_units(bare[:-1], 0)
        if percent is None or not signed:
            raise BadAmount(f"not a change: {text[:20]!r}")
        return Change(Kind.PERCENT, sign * percent)
    amount = minor_units(bare, places)
    if amount is None:
        raise BadAmount(f"not a change: {text[:20]!r}")
    return Change(Kind.ADD, sign * amount) if signed else Change(Kind.SET, amount)


@dataclass(frozen=True)
class Asked:
    """What somebody is about to order."""

    base: int  # the service's price
    topic: str
    tier: str = ""
    night: bool = False
    first: bool = False  # they never had a talk before
    coupon: Change | None = None


@dataclass(frozen=True)
class Part:
    """`name`: service, topic, tier, night, trial or coupon."""

    name: str
    amount: int


@dataclass(frozen=True)
class Quote:
    """The parts sum to the total, which is never below nothing."""

    parts: tuple[Part, ...]

    @property
    def total(self) -> int:
        return sum(part.amount for part in self.parts)

    def has(self, name: str) -> bool:
        return any(part.name == name for part in self.parts)


def quote(asked: Asked, rules: Mapping[str, Change]) -> Quote:
    """The service's price, each surcharge by that price, and then the better of trial and coupon.

    `rules` by their keys: `topic:<slug>`, `tier:<tier>`, `night`, `trial`. Raises BadAmount for a price beyond any.
    """
    check_amount(asked.base)
    parts = [Part("service", asked.base)]
    for name, key, applies in (
        ("topic", f"topic:{asked.topic}", True),
        ("tier", f"tier:{asked.tier}", bool(asked.tier)),
        ("night", "night", asked.night),
    ):
        rule = rules.get(key)
        if rule is not None and applies and rule.of(asked.base):
            parts.append(Part(name, rule.of(asked.base)))
    whole = sum(part.amount for part in parts)
    if whole < 0:
        parts[-1] = Part(parts[-1].name, parts[-1].amount - whole)
        whole = 0
    if whole > LARGEST:
        raise BadAmount(f"a price of {whole}")
    off = best_off(asked, rules, whole)
    return Quote((*parts, off) if off is not None else tuple(parts))


def best_off(asked: Asked, rules: Mapping[str, Change], whole: int) -> Part | None:
    """What is taken off: never more than there is, and not both."""
    found = []
    trial = rules.get("trial")
    if asked.first and trial is not None:
        found.append(Part("trial", max(-whole, min(0, trial.of(whole)))))
    if asked.coupon is not None:
        found.append(Part("coupon", max(-whole, min(0, asked.coupon.of(whole)))))
    best = min(found, key=lambda part: part.amount, default=None)
    return best if best is not None and best.amount else None


def split(amount: int, count: int) -> tuple[int, ...]:
    """So many parts that sum to the amount, the bigger ones first. Raises BadAmount."""
    check_amount(amount)
    if count < 1:
        raise BadAmount(f"{count} parts")
    each, more = divmod(amount, count)
    return tuple(each + (place < more) for place in range(count))


class CouponFault(StrEnum):
    """Why a coupon takes nothing off."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    USED_UP = "used_up"
    USED_BEFORE = "used_before"


@dataclass(frozen=True)
class CouponFacts:
    active: bool
    expires_at: datetime | None
    left: int | None  # None: without limit
    used_by_them: bool


def coupon_fault(facts: CouponFacts | None, now: datetime) -> CouponFault | None:
    if facts is None or not facts.active:
        return CouponFault.UNKNOWN
    if facts.expires_at is not None and facts.expires_at <= now:
        return CouponFault.EXPIRED
    if facts.used_by_them:
        return CouponFault.USED_BEFORE
    return CouponFault.USED_UP if facts.left is not None and facts.left < 1 else None


def coupon_code(text: str) -> str | None:
    """As it is kept: capitals and digits, 3 to 16 of them; None for what cannot be one."""
    bare = "".join(ch for ch in text.upper() if not ch.isspace() and ch != "-")
    return bare if 3 <= len(bare) <= 16 and bare.isascii() and bare.isalnum() else None
