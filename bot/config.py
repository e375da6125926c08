"""The configuration: TOML, and the environment over it (`EARSHOT_SECTION__KEY`). Faults name keys, never values."""

import os
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from bot.desk.work import ShopRules
from bot.telegram.limits import Limits
from models.kinds import Language

PREFIX = "EARSHOT_"
DEFAULT_FILE = Path("config.toml")


class ConfigFault(Exception):  # noqa: N818 (what is wrong, as the owner will read it)
    """The configuration cannot be used; the text names file or variable, key, and what was expected."""


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


def comma_list(value: Any) -> Any:
    """`1,2` and `1` from the environment, a list from the file."""
    if isinstance(value, str):
        return [part for part in value.strip("[] ").replace(" ", "").split(",") if part]
    return [value] if isinstance(value, int) else value


class Telegram(Section):
    token: SecretStr = SecretStr("")
    api_url: str = "https://api.telegram.org"
    group_id: int = 0
    group_language: Language = Language.ZH
    mode: Literal["poll", "webhook"] = "poll"
    webhook_url: str = ""
    webhook_secret: SecretStr = SecretStr("")
    webhook_path: str = "/telegram"
    webhook_host: str = "127.0.0.1"
    webhook_port: int = Field(8443, ge=1, le=65535)

    @field_validator("api_url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("an address that begins with http:// or https://")
        return value.rstrip("/")


class DatabaseSection(Section):
    url: str = "sqlite:///var/earshot.db"

    @field_validator("url")
    @classmethod
    def _known_engine(cls, value: str) -> str:
        if not value.startswith(("sqlite:", "sqlite+aiosqlite:", "postgresql:", "postgresql+asyncpg:")):
            raise ValueError("a URL that begins with sqlite:/// or postgresql://")
        return value


class Owner(Section):
    ids: Annotated[list[int], NoDecode, BeforeValidator(comma_list)] = []


class Shop(Section):
    currency: str = Field("CNY", pattern="^[A-Z]{3}$")
    time_zone: str = "Asia/Shanghai"
    rep_share: int = Field(60, ge=0, le=100)
    minimum_charge_s: int = Field(600, ge=0)
    tier_sizes: Annotated[list[int], BeforeValidator(comma_list)] = [3, 6]
    tier_windows_s: Annotated[list[int], BeforeValidator(comma_list)] = [45, 45]
    unpaid_s: int = Field(3600, ge=60)
    unfilled_s: int = Field(300, ge=30)
    expire_s: int = Field(1800, ge=60)
    greet_s: int = Field(180, ge=30)
    absent_s: int = Field(900, ge=60)
    customer_pauses: int = Field(2, ge=0)
    customer_pause_s: int = Field(600, ge=30)
    rep_pauses: int = Field(1, ge=0)
    rep_pause_s: int = Field(300, ge=30)
    invite_s: int = Field(604800, ge=3600)
    keep_links_s: int = Field(172800, ge=3600)

    @field_validator("time_zone")
    @classmethod
    def _a_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ValueError, OSError, KeyError):
            raise ValueError("a time zone such as Asia/Shanghai") from None
        return value


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


class Security(Section):
    secret: SecretStr = SecretStr("")


class Config(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", hide_input_in_errors=True
    )

    telegram: Telegram = Telegram()
    database: DatabaseSection = DatabaseSection()
    owner: Owner = Owner()
    shop: Shop = Shop()
    clock: ClockSection = ClockSection()
    pacing: PacingSection = PacingSection()
    log: Log = Log()
    security: Security = Security()

    def rules(self) -> ShopRules:
        """The shop's numbers, as the desk works with them."""
        numbers = self.shop.model_dump()
        numbers["tier_sizes"] = tuple(self.shop.tier_sizes)
        numbers["tier_windows_s"] = tuple(self.shop.tier_windows_s)
        return ShopRules(**numbers, secret=self.security.secret.get_secret_value().encode())


def load(file: Path | None = None) -> Config:
    """Read the configuration. Raises ConfigFault with a sentence for every fault."""
    chosen = file or Path(os.environ.get(f"{PREFIX}CONFIG", DEFAULT_FILE))
    if not chosen.exists() and chosen != DEFAULT_FILE:
        raise ConfigFault(f"{chosen}: there is no such file. Copy config.example.toml and fill it in.")

    class FromFile(Config):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (the library's signature)
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (the library's signature)
            file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (the library's signature)
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return env_settings, TomlConfigSettingsSource(settings_cls, chosen)

    try:
        return FromFile()
    except ValidationError as error:
        raise ConfigFault("\n".join(sentence(chosen, fault) for fault in error.errors())) from None
    except SettingsError as error:
        raise ConfigFault(f"environment: {error}") from None
    except ValueError as error:  # TOML that cannot be read
        raise ConfigFault(f"{chosen}: not readable as TOML: {error}") from None


def sentence(file: Path, fault: Any) -> str:
    """One fault: where, which key, what was expected. Never the value, which may be a secret."""
    key = ".".join(str(part) for part in fault["loc"] if not isinstance(part, int))
    variable = PREFIX + key.upper().replace(".", "__")
    where = f"environment {variable}" if variable in os.environ else str(file)
    if fault["type"] == "extra_forbidden":
        return f"{where}: {key} is not a key of Earshot. config.example.toml lists them all."
    return f"{where}: {key}: expected {expected(fault['msg'])}."


def expected(message: str) -> str:
    for opening in ("Value error, ", "Input should be "):
        message = message.removeprefix(opening)
    return message
