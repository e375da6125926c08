"""What counts as an amount of money (minor units) or time (seconds)."""

import unicodedata

from bot.rules.errors import BadAmount

NO_PLACES = frozenset(
    {
        "AFN", "ALL", "BIF", "CLP", "DJF", "GNF", "IQD", "IRR", "ISK", "JPY", "KMF", "KPW", "KRW", "LAK", "LBP", "MGA",
        "MMK", "PYG", "RSD", "RWF", "SLL", "SOS", "STD", "SYP", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF", "XTR",
        "YER",
    }
)  # fmt: skip
"""Currencies without smaller units in use, by Unicode's CLDR; and Telegram's Stars."""
COUNTED_OTHERWISE = frozenset(
    {"AFN", "ALL", "IQD", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "RSD", "SLL", "SOS", "STD", "SYP", "YER"}
)
"""Of these, ISO 4217 has smaller units all the same, and Telegram counts its invoices in them."""

THREE_PLACES = frozenset({"BHD", "JOD", "KWD", "LYD", "OMR", "TND"})

SIGNS = {
    "CNY": ("¥", "元", "块", "RMB", "人民币"),
    "EUR": ("€",),
    "GBP": ("£",),
    "HKD": ("HK$", "$"),
    "JPY": ("¥", "円"),
    "KRW": ("₩", "원"),
    "SGD": ("S$", "$"),
    "TWD": ("NT$", "$", "元"),
    "USD": ("$",),
}
"""How people write these currencies, beside their three letters."""

MOST = 10**9
"""Minor units: no price, payment or payout is above it."""

LONGEST = 9
"""Digits before the point: more is nobody's price."""


def check_amount(amount: int) -> None:
    """Raises BadAmount for anything but a whole number from 0: no fractions, no truth values, nothing owed."""
    if isinstance(amount, bool) or not isinstance(amount, int) or amount < 0:
        raise BadAmount(f"not an amount: {amount!r}")


def minor_units(text: str, places: int = 2) -> int | None:
    """What somebody typed as an amount of money, `20` or `19.90`; None for anything else, and for more places.

    Digits of any script and a comma for the point are understood; signs, spaces, exponents and currencies are not.
    """
    whole, _, part = unicodedata.normalize("NFKC", text).replace("，", ".").replace(",", ".").partition(".")
    digits = whole + part
    if not whole or not digits.isascii() or not digits.isdigit() or len(part) > places or len(whole) > LONGEST:
        return None
    return int(whole + part.ljust(places, "0"))


def places_of(currency: str) -> int:
    """How many digits stand behind the point."""
    if currency in NO_PLACES:
        return 0
    return 3 if currency in THREE_PLACES else 2


def without_sign(text: str, currency: str) -> str:
    """`¥20`, `20 元` and `20 CNY` are 20 in a shop of CNY; the sign of another currency stays, and makes no amount."""
    told = unicodedata.normalize("NFKC", text).strip()
    for sign in (currency, *SIGNS.get(currency, ())):
        for bare in (told.removeprefix(sign), told.removesuffix(sign)):
            if bare != told:
                return bare.strip()
    return told
