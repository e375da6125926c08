"""What the desk says of prices, coupons, packages and vouchers. Values only; money in minor units."""

from dataclasses import dataclass
from datetime import datetime

from bot.desk.notices import Notice, Words


@dataclass(frozen=True)
class PricePage(Notice):
    """To the owner: base prices, rules by key with kind and value, and the hours of the night."""

    services: tuple[tuple[str, int], ...]
    rules: tuple[tuple[str, str, int], ...]
    currency: str
    night: tuple[int, int]


@dataclass(frozen=True)
class CouponLine:
    """`off` in minor units or percent, by kind."""

    code: str
    kind: str
    off: int
    left: int | None
    until: datetime | None


@dataclass(frozen=True)
class CouponPage(Notice):
    coupons: tuple[CouponLine, ...]
    currency: str


@dataclass(frozen=True)
class CouponPrompt(Notice):
    """The customer is to send the code."""


@dataclass(frozen=True)
class Package:
    slug: str
    service: Words
    count: int
    price: int
    single: int  # what so many sessions cost one by one


@dataclass(frozen=True)
class PackagePage(Notice):
    packages: tuple[Package, ...]
    currency: str
    wallet: int
    bought: int


# --- vouchers ---


@dataclass(frozen=True)
class VouchersReady(Notice):
    """To the owner: so many codes come as a file."""

    name: str
    count: int
    service: Words
    value: int
    currency: str


@dataclass(frozen=True)
class BatchLine:
    name: str
    service: str
    value: int
    currency: str
    until: datetime | None
    fresh: int
    redeemed: int
    revoked: int


@dataclass(frozen=True)
class BatchPage(Notice):
    batches: tuple[BatchLine, ...]


@dataclass(frozen=True)
class VouchersRevoked(Notice):
    """`name` is the batch's; "" for a single code."""

    name: str
    count: int
