"""The sections of money: what an order's end means, and what representatives earn."""

from typing import Literal

from pydantic import Field

from bot.config_parts import Numbers, Section
from bot.rules.earnings import PayRules


class Settlement(Section):
    standby_percent: int = Field(10, ge=0, le=100)
    free_cancellations: int = Field(2, ge=0)
    apology_percent: int = Field(10, ge=0, le=100)
    technical_all_s: int = Field(600, ge=0)
    block_s: int = Field(1800, ge=60)
    decide_s: int = Field(172800, ge=3600)
    unhappy_within_s: int = Field(259200, ge=0)
    unhappy_every_s: int = Field(2592000, ge=0)


class Pay(Section):
    hold_s: int = Field(86400, ge=0)
    hold_new_s: int = Field(259200, ge=0)
    probation_orders: int = Field(10, ge=0)
    probation_s: int = Field(1209600, ge=0)
    extension_percent: int = Field(5, ge=0, le=100)
    designated_percent: int = Field(5, ge=0, le=100)
    night_percent: int = Field(5, ge=0, le=100)
    night_from: int = Field(23, ge=0, le=23)
    night_to: int = Field(6, ge=0, le=23)
    minimum: int = Field(5000, ge=1)
    on_request_from: int = Field(40, ge=0)
    account_hold_s: int = Field(172800, ge=0)
    shortfall: Literal["shop", "debt"] = "shop"
    appeal_s: int = Field(2592000, ge=0)
    tips: Numbers = Field([500, 1000, 2000], max_length=3)
    tip_within_s: int = Field(259200, ge=0)
    tip_percent: int = Field(100, ge=0, le=100)

    def rules(self) -> PayRules:
        return PayRules(**(self.model_dump() | {"tips": tuple(self.tips)}))
