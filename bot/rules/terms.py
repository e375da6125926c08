"""What two people were promised of their time: the clock's numbers, as they stood when the order was made.

An order carries its own copy, so that what the shop changes later changes nothing that somebody has paid for.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal

HOUR = 60


@dataclass(frozen=True)
class Terms:
    """Seconds, unless a name says otherwise; 0 switches off where it says so."""

    greet_s: int = 180
    absent_s: int = 900
    mismatch_free_s: int = 180  # of counted time; 0: no such window
    mismatch_per_month: int = 3
    slow_reply_s: int = 120  # 0: a slow answer counts like any other time
    silence_ask_s: int = 300  # 0: nobody is asked
    silence_pause_s: int = 300
    customer_pauses: int = 2
    customer_pause_s: int = 600
    rep_pauses: int = 1
    rep_pause_s: int = 300
    after_pause_s: int = 1800
    warn_minutes: tuple[int, ...] = (10, 5, 1)
    warn_aloud: tuple[int, ...] = (5,)
    grace_s: int = 90
    topup_hold_s: int = 180
    extensions: tuple[int, ...] = (15, 30, 60)  # minutes; none: a talk cannot be extended
    extend_from_s: int = 600
    auto_extend_blocks: int = 4  # 0: nobody can have it extended by itself
    gift_minutes: int = 5  # 0: a representative has nothing to give
    reconnect_s: int = 600  # 0: no way back but a new order
    minimum_charge_s: int = 600
    remainder: Literal["bank", "refund"] = "bank"
    bank_from_s: int = 300
    bank_days: int = 30
    outage_pause_s: int = 600
    late_relay_s: int = 30
    lost_s: int = 600

    def pauses_of_customer(self, minutes: int) -> int:
        """How many there are in a talk of so many minutes: every whole hour after the first brings one more."""
        more = max(0, minutes // HOUR - 1)
        return self.customer_pauses + more if self.customer_pauses else 0

    def warnings(self, minutes: int) -> tuple[int, ...]:
        """At how many minutes left to warn: none that is more than a third of what was bought."""
        return tuple(left for left in self.warn_minutes if 3 * left <= minutes)


LISTS = frozenset({"warn_minutes", "warn_aloud", "extensions"})


def to_json(terms: Terms) -> dict[str, Any]:
    """Plain values, for `from_json`."""
    return {name: list(value) if name in LISTS else value for name, value in asdict(terms).items()}


def from_json(told: Mapping[str, Any]) -> Terms:
    """As they were kept. What an older order does not tell is as it is by default; what is not known here is left."""
    known: dict[str, Any] = {field.name: told[field.name] for field in fields(Terms) if field.name in told}
    return Terms(**plain(known))


def terms_for(terms: Terms, special: Mapping[str, Mapping[str, Any]], topic: str, service: str) -> Terms:
    """The shop's terms with what is special about this topic, and over it about this service."""
    return replace(terms, **plain({**special.get(topic, {}), **special.get(service, {})}))


def plain(told: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if name in LISTS else value for name, value in told.items()}
