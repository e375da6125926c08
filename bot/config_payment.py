"""The configuration's section of payment: by which ways money comes in."""

import re
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, SecretStr, field_validator, model_validator
from pydantic_settings import NoDecode

from bot.config_parts import Section, comma_list
from bot.rules.amounts import COUNTED_OTHERWISE
from bot.rules.rails import RailRules
from models.kinds import Rail

TOKEN = re.compile(r"\d{5,}:[\w-]{5,}")


class PaymentSection(Section):
    rails: Annotated[list[Rail], NoDecode, BeforeValidator(comma_list)] = Field([Rail.VOUCHER])
    star_value: int = Field(9, ge=1)
    provider_token: SecretStr = SecretStr("")
    transfer_to: str = Field("", max_length=500)
    transfer_unique: bool = True
    transfer_wait_s: int = Field(21600, ge=600)
    proof_kept_s: int = Field(604800, ge=3600, le=604800)
    return_remind_s: int = Field(86400, ge=3600)
    voucher_tries: int = Field(5, ge=1)

    def rules(self, currency: str) -> RailRules:
        """No invoice in a currency of which Telegram counts other units: it would be of a hundredth."""
        told = self.model_dump(exclude={"provider_token"})
        shut = {Rail.PROVIDER} if currency in COUNTED_OTHERWISE else set[Rail]()
        return RailRules(**(told | {"rails": tuple(rail for rail in dict.fromkeys(self.rails) if rail not in shut)}))

    @field_validator("transfer_to")
    @classmethod
    def _no_secret(cls, value: str) -> str:
        """Everybody who pays reads it."""
        if TOKEN.search(value):
            raise ValueError("what customers may read; this looks like a bot's token")
        return value

    @model_validator(mode="after")
    def _what_a_rail_needs(self) -> Self:
        if Rail.TRANSFER in self.rails and not self.transfer_to.strip():
            raise ValueError("transfer_to to say where the money is to go, for the rail transfer")
        if Rail.PROVIDER in self.rails and not self.provider_token.get_secret_value().strip():
            raise ValueError("provider_token from BotFather, for the rail provider")
        return self
