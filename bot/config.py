"""The configuration: a TOML file, and the environment over it (`EARSHOT_SECTION__KEY`)."""

import os
import re
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError

from bot.config_faults import ConfigFault, environment_faults, read_toml, sentence
from bot.config_money import Pay, Settlement
from bot.config_parts import Numbers, Section
from bot.config_payment import PaymentSection
from bot.config_routing import Routing
from bot.config_talk import Talk
from bot.desk.work import ShopRules
from bot.rules.faults import FaultRules
from bot.telegram.limits import Limits
from models.kinds import Language

PREFIX = "EARSHOT_"
DEFAULT_FILE = Path("config.toml")
TOKEN = re.compile(r"\d+:[\w-]+")


class Telegram(Section):
    token: SecretStr = SecretStr("")
    api_url: str = "https://api.telegram.org"
    group_id: int = Field(0, le=0)
    group_language: Language = Language.ZH
    mode: Literal["poll", "webhook"] = "poll"
    webhook_url: str = ""
    webhook_secret: SecretStr = SecretStr("")
    webhook_path: str = "/telegram"
    webhook_host: str = "127.0.0.1"
    webhook_port: int = Field(8443, ge=1, le=65535)

    @field_validator("token")
    @classmethod
    def _a_token(cls, value: SecretStr) -> SecretStr:
        told = value.get_secret_value().strip()
        if told and not TOKEN.fullmatch(told):
            raise ValueError("what BotFather gave you: digits, a colon, letters")
        return SecretStr(told)

    @field_validator("api_url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("an address that begins with http:// or https://")
        return value.rstrip("/")

    @field_validator("webhook_path")
    @classmethod
    def _a_path(cls, value: str) -> str:
        if not value.startswith("/"):
            raise ValueError("a path that begins with /")
        return value


class DatabaseSection(Section):
    url: str = "sqlite:///var/earshot.db"

    @field_validator("url")
    @classmethod
    def _known_engine(cls, value: str) -> str:
        if not value.startswith(("sqlite:", "sqlite+aiosqlite:", "postgresql:", "postgresql+asyncpg:")):
            raise ValueError("a URL that begins with sqlite:/// or postgresql://")
        return value


class Owner(Section):
    ids: Numbers = Field([])
    cashier_ids: Numbers = Field([])


class Shop(Section):
    currency: str = "CNY"
    time_zone: str = "Asia/Shanghai"
    rep_share: int = Field(60, ge=0, le=100)
    unpaid_s: int = Field(3600, ge=60)
    unfilled_s: int = Field(300, ge=30)
    board_from: int = Field(8, ge=1)
    contact_guard: bool = True
    expire_s: int = Field(1800, ge=60)
    invite_s: int = Field(604800, ge=3600)
    keep_links_s: int = Field(172800, ge=3600)

    @field_validator("currency")
    @classmethod
    def _a_currency(cls, value: str) -> str:
        if not re.fullmatch("[A-Z]{3}", value):
            raise ValueError("three capital letters such as CNY")
        return value

    @field_validator("time_zone")
    @classmethod
    def _a_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ValueError, OSError, KeyError):
            raise ValueError("a time zone such as Asia/Shanghai") from None
        return value


class Relay(Section):
    protect_content: bool = True
    vanish_at_end: bool = False
    delivered_reaction: bool = False


class ClockSection(Section):
    speed: float = Field(1.0, gt=0, le=3600)
    anchor: float | None = None


class PacingSection(Section):
    on: bool = True
    overall_per_second: float = Field(30.0, gt=0)
    chat_per_second: float = Field(1.0, gt=0)
    chat_burst: int = Field(4, ge=1)
    group_per_minute: float = Field(20.0, gt=0)

    def limits(self) -> Limits:
        return Limits(**self.model_dump())


class Log(Section):
    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["console", "json"] = "console"


class WatchSection(Section):
    host: str = "127.0.0.1"
    port: int = Field(0, ge=0, le=65535)


class Security(Section):
    secret: SecretStr = SecretStr("")


class Config(Section):
    telegram: Telegram = Telegram()
    database: DatabaseSection = DatabaseSection()
    owner: Owner = Owner()
    shop: Shop = Shop()
    talk: Talk = Talk()
    settlement: Settlement = Settlement()
    pay: Pay = Pay()
    payment: PaymentSection = PaymentSection()
    relay: Relay = Relay()
    routing: Routing = Routing()
    clock: ClockSection = ClockSection()
    pacing: PacingSection = PacingSection()
    log: Log = Log()
    watch: WatchSection = WatchSection()
    security: Security = Security()

    def rules(self) -> ShopRules:
        """The shop's numbers, as the desk works with them."""
        numbers = self.shop.model_dump() | self.relay.model_dump()
        numbers |= {"talk": self.talk.terms(), "special": self.talk.special, "routing": self.routing.rules()}
        numbers |= {"settlement": FaultRules(**self.settlement.model_dump()), "pay": self.pay.rules()}
        numbers |= {"rails": self.payment.rules(self.shop.currency)}
        return ShopRules(**numbers, secret=self.security.secret.get_secret_value().encode())


class FromOutside(BaseSettings, Config):
    """The configuration as the environment and, under it, the file say it."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", hide_input_in_errors=True
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 (the library's signature, here and below)
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return env_settings, init_settings


def keys(part: type[Section] = Config, under: str = "") -> dict[str, frozenset[str]]:
    """Every key there is, by section; a section within another is named `routing.weights`."""
    found: dict[str, frozenset[str]] = {}
    inner = {name: field.annotation for name, field in part.model_fields.items()}
    sections = {name: kind for name, kind in inner.items() if isinstance(kind, type) and issubclass(kind, Section)}
    if under:
        found[under] = frozenset(inner.keys() - sections.keys())
    for name, kind in sections.items():
        found |= keys(kind, f"{under}.{name}".lstrip("."))
    return found


def load(file: Path | None = None) -> Config:
    """Read the configuration: this file, EARSHOT_CONFIG's, or config.toml here if there is one; then the environment.

    Raises ConfigFault with a sentence for every fault.
    """
    chosen = file or Path(os.environ.get(f"{PREFIX}CONFIG") or DEFAULT_FILE)
    told = read_toml(chosen) if chosen != DEFAULT_FILE or chosen.exists() else {}
    faults = environment_faults(PREFIX, keys())
    if faults:
        raise ConfigFault("\n".join(faults))
    try:
        return FromOutside(**told)
    except ValidationError as error:
        raise ConfigFault("\n".join(sentence(str(chosen), PREFIX, fault) for fault in error.errors())) from None
    except SettingsError:
        raise ConfigFault(f"environment: expected one value for each {PREFIX}SECTION__KEY.") from None
