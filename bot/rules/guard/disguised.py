"""Numbers that are told by their check digits, as of cards and accounts, and ones with something stuffed between."""

import re
from collections.abc import Iterator

from bot.rules.guard.digits import MOBILE

CARD = re.compile(r"(?<![\d.])(?:62|4|5[1-5])(?:[ -]?\d){13,17}(?![\d.])")
IBAN = re.compile(r"(?<![a-z0-9])[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?(?![a-z0-9])")
LETTERED = re.compile(r"(?<![a-z0-9])1[3-9](?:[a-z]?\d){9}(?![a-z0-9])")  # 136a5520b118c7
STUFFED = re.compile(  # 1 3 9 哈 2 2 8 哈 8 1 0 0 7: always the same between
    r"(?<![\d.])\d[\d ]{0,9}(?P<stuff>[^\d\s.,:;/%°+=×*()\[\]-]{1,3})"
    r"(?: ?\d[\d ]{0,9}(?P=stuff))+ ?\d(?: ?\d){0,8}(?![\d.])"
)
VANITY = re.compile(
    r"(?<![\w-])(?:1[- .])?8(?:00|33|44|55|66|77|88)[- .]\d{3}[- .][a-z]{4}(?![a-z0-9])"
)  # 1-800-555-mara
ROUTED = re.compile(
    r"(?<![a-z])(?:sort code|routing(?: number| no)?)[\W_]{0,3}(?:is )?\d\d[- ]?\d\d[- ]?\d\d(?:\d{3})?(?!\d)"
)
AMERICAN = (3, 3, 4)


def disguised(text: str) -> Iterator[tuple[int, int]]:
    """Telephone numbers of a folded text with something between their digits."""
    yield from (found.span() for found in LETTERED.finditer(text) if not found.group().isdigit())
    yield from (found.span() for found in VANITY.finditer(text))
    for found in STUFFED.finditer(text):
        groups = ["".join(part.split()) for part in found.group().split(found["stuff"])]
        if MOBILE.fullmatch("".join(groups)) or tuple(map(len, groups)) == AMERICAN:
            yield found.span()


def accounts(text: str) -> Iterator[tuple[int, int]]:
    """Numbers of bank cards and accounts: what is paid there is paid past the shop."""
    for card in CARD.finditer(text):
        if luhn(re.sub(r"\D", "", card.group())):
            yield card.span()
    yield from (found.span() for found in ROUTED.finditer(text))
    for iban in IBAN.finditer(text):
        if checked(iban.group().replace(" ", "")):
            yield iban.span()


def luhn(digits: str) -> bool:
    """ISO/IEC 7812: every second digit from the right counts double, and the sum ends in 0."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(int(digit) for digit in digits[-1::-2]) + sum(doubled)) % 10 == 0


def checked(iban: str) -> bool:
    """ISO 13616: with the first four behind and letters as numbers, 1 is left over of 97."""
    return 15 <= len(iban) <= 34 and int("".join(str(int(ch, 36)) for ch in iban[4:] + iban[:4])) % 97 == 1
