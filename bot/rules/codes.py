"""Codes that people read, type and lose: orders, vouchers, invitations."""

import hashlib
import hmac
import secrets
import unicodedata
from random import Random

from bot.rules.errors import Mistyped

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0/O, no 1/I/L. 31 characters, a prime, so that the check below catches every single slip and every swap."""

ORDER_LENGTH = 5
VOUCHER_LENGTH = 17  # 31^17 > 2^84: at least 80 bits
GROUP = 6


def order_code(rng: Random) -> str:
    """A random short code; whoever makes it checks that it is new."""
    return "".join(rng.choice(ALPHABET) for _ in range(ORDER_LENGTH))


def voucher_code() -> str:
    """A fresh voucher in groups, `ABCDEF-GHJKMN-PQRSTU`: 17 random characters and a check character."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(VOUCHER_LENGTH))
    whole = body + check_character(body)
    return "-".join(whole[i : i + GROUP] for i in range(0, len(whole), GROUP))


def parse_voucher(text: str) -> str:
    """The bare code in what somebody typed: any case, spaces, dashes, full-width. Raises Mistyped.

    O, 0, I, 1 and L stand in no code, so there is nothing that one of them could have meant.
    """
    folded = unicodedata.normalize("NFKC", text).upper()
    bare = "".join(ch for ch in folded if ch.isalnum())
    if len(bare) != VOUCHER_LENGTH + 1 or any(ch not in ALPHABET for ch in bare):
        raise Mistyped("not a voucher code")
    if check_character(bare[:-1]) != bare[-1]:
        raise Mistyped("the check character does not fit")
    return bare


def check_character(body: str) -> str:
    """Weighted sum modulo the prime 31 (as in ISBN-10): one wrong character or one swap of two always shows."""
    total = sum((place + 2) * ALPHABET.index(ch) for place, ch in enumerate(body))
    return ALPHABET[-total % len(ALPHABET)]


def invite_token() -> str:
    """A one-time token for a deep link: 43 of A-Za-z0-9_-."""
    return secrets.token_urlsafe(32)


def digest(code: str, secret: bytes) -> str:
    """The keyed hash that is stored instead of the code (HMAC-SHA-256, hexadecimal)."""
    return hmac.new(secret, code.encode(), hashlib.sha256).hexdigest()
