"""The section `[routing]`: a preset fills it, single keys override the preset."""

import zlib
from dataclasses import asdict, replace
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator
from pydantic_settings import NoDecode

from bot.config_parts import Section, comma_list
from bot.desk.routing_rules import RoutingRules, preset
from routing.engine import Policy
from routing.hold import HoldRule
from routing.score import Weights
from routing.wishes import Clocks, Wish

MOST_TIERS = 10
LONGEST_VERSION = 24


def no_yes_or_no(value: Any) -> Any:
    """Pydantic would take true for 1."""
    if isinstance(value, bool):
        raise ValueError("a whole number")  # noqa: TRY004 (pydantic makes a fault of no other)
    return value


Whole = Annotated[int, BeforeValidator(no_yes_or_no)]
Weight = Annotated[Whole, Field(ge=0, le=1000)]
Seconds = Annotated[Whole, Field(ge=0, le=86_400)]
Size = Annotated[Whole, Field(ge=1, le=1000)]
Window = Annotated[Whole, Field(ge=1, le=3600)]
Sizes = Annotated[list[Size], NoDecode, BeforeValidator(comma_list), Field(max_length=MOST_TIERS)]
Windows = Annotated[list[Window], NoDecode, BeforeValidator(comma_list), Field(max_length=MOST_TIERS)]


class WeightsSection(Section):
    version: str | None = None
    level: Weight | None = None
    rating: Weight | None = None
    wishes: Weight | None = None
    continuity: Weight | None = None
    fairness: Weight | None = None
    scarcity: Weight | None = None

    @field_validator("version")
    @classmethod
    def _a_name(cls, value: str | None) -> str | None:
        if value is not None and (not 0 < len(value) <= LONGEST_VERSION or not value.isprintable()):
            raise ValueError(f"a name of at most {LONGEST_VERSION} characters")
        return value

    def over(self, given: Weights) -> Weights:
        """Those given, but for the keys that are set. Without a name of their own they are named after their values."""
        told = self.model_dump(exclude_none=True)
        weights = replace(given, **told)
        if weights == given or "version" in told:
            return weights
        values = repr(sorted(item for item in asdict(weights).items() if item[0] != "version"))
        return replace(weights, version=f"own-{zlib.crc32(values.encode()):08x}")


class Routing(Section):
    preset: Literal["ours", "best", "fast", "fair", "first"] = "ours"
    tier_sizes: Sizes | None = None
    tier_windows_s: Windows | None = None
    hold_s: Annotated[Whole, Field(ge=0, le=300)] | None = None
    waiting_cost: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = None
    relax_gender_s: Seconds = 90
    relax_experienced_s: Seconds = 120
    relax_ages_s: Seconds = 60
    head_start_s: Annotated[Whole, Field(ge=0, le=600)] = 30
    finish_in_shift: bool = True
    weights: WeightsSection = WeightsSection()

    @model_validator(mode="after")
    def _a_policy(self) -> Self:
        policy = self.policy()
        if len(policy.sizes) != len(policy.windows_s):
            raise ValueError("tier_sizes and tier_windows_s to be of the same length")
        weights = policy.weights
        if not weights.level + weights.rating + weights.wishes:
            raise ValueError("one of weights.level, weights.rating and weights.wishes to be more than 0")
        return self

    def policy(self) -> Policy:
        given = preset(self.preset)
        return Policy(
            sizes=given.sizes if self.tier_sizes is None else tuple(self.tier_sizes),
            windows_s=given.windows_s if self.tier_windows_s is None else tuple(self.tier_windows_s),
            weights=self.weights.over(given.weights),
            hold=self._hold(given.hold),
        )

    def _hold(self, given: HoldRule) -> HoldRule:
        cap_s = given.cap_s if self.hold_s is None else self.hold_s
        return replace(given, cap_s=cap_s, cost=given.cost if self.waiting_cost is None else self.waiting_cost)

    def rules(self) -> RoutingRules:
        after_s = {
            Wish.GENDER: self.relax_gender_s,
            Wish.EXPERIENCED: self.relax_experienced_s,
            Wish.AGE: self.relax_ages_s,
        }
        return RoutingRules(self.policy(), Clocks(after_s), self.head_start_s, self.finish_in_shift)
