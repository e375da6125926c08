"""The section of the talk: the clock's numbers, and what is special about some topics and services."""

import re
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from bot.config_faults import EXPECTED
from bot.config_parts import Numbers, Section
from bot.rules.terms import Terms, from_json

SLUG = re.compile(r"[a-z0-9_-]{1,32}")


class Talk(Section):
    greet_s: int = Field(180, ge=30)
    absent_s: int = Field(900, ge=60)
    mismatch_free_s: int = Field(180, ge=0, le=1800)
    mismatch_per_month: int = Field(3, ge=0)
    slow_reply_s: int = Field(120, ge=0)
    silence_ask_s: int = Field(300, ge=0)
    silence_pause_s: int = Field(300, ge=30)
    customer_pauses: int = Field(2, ge=0)
    customer_pause_s: int = Field(600, ge=30)
    rep_pauses: int = Field(1, ge=0)
    rep_pause_s: int = Field(300, ge=30)
    after_pause_s: int = Field(1800, ge=60)
    warn_minutes: Numbers = Field([10, 5, 1])
    warn_aloud: Numbers = Field([5])
    grace_s: int = Field(90, ge=0, le=900)
    topup_hold_s: int = Field(180, ge=0, le=1800)
    extensions: Numbers = Field([15, 30, 60])
    extend_from_s: int = Field(600, ge=60)
    auto_extend_blocks: int = Field(4, ge=0, le=20)
    gift_minutes: int = Field(5, ge=0, le=60)
    reconnect_s: int = Field(600, ge=0)
    minimum_charge_s: int = Field(600, ge=0)
    remainder: Literal["bank", "refund"] = "bank"
    bank_from_s: int = Field(300, ge=60)
    bank_days: int = Field(30, ge=1, le=366)
    outage_pause_s: int = Field(600, ge=10)
    late_relay_s: int = Field(30, ge=5)
    lost_s: int = Field(600, ge=60)
    special: dict[str, dict[str, Any]] = Field({"night": {"slow_reply_s": 0, "warn_aloud": []}})

    @model_validator(mode="after")
    def _special_numbers_are_numbers_too(self) -> Self:
        usual = self.model_dump(exclude={"special"})
        for slug, told in self.special.items():
            if not SLUG.fullmatch(slug):
                raise ValueError("special to name topics and services by their short names, such as night")
            try:
                whole = Talk.model_validate({**usual, "special": {}, **told})
            except ValidationError as error:
                raise ValueError(fault(slug, error)) from None
            self.special[slug] = {name: getattr(whole, name) for name in told}
        return self

    def terms(self) -> Terms:
        return from_json(self.model_dump(exclude={"special"}))


def fault(slug: str, error: ValidationError) -> str:
    """What is wrong with what is special there, to follow "expected"."""
    first = error.errors()[0]
    key = next((part for part in first["loc"] if isinstance(part, str)), "")
    if key not in Talk.model_fields:
        return f"special.{slug} to hold keys of this section"
    wanted = EXPECTED.get(first["type"], "another kind of value").format(**first.get("ctx", {}))
    return f"special.{slug}.{key} to be {wanted}"
