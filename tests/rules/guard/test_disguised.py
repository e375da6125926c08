"""Numbers with something stuffed between their digits, and those of cards and accounts."""

import pytest

from bot.guard.words import guard
from bot.rules.guard.disguised import checked, luhn
from bot.rules.guard.finding import Kind

GUARD = guard()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("136a5520b118c7", Kind.PHONE),
        ("1 3 9 哈 2 2 8 哈 8 1 0 0 7", Kind.PHONE),
        ("139爱228爱81007", Kind.PHONE),
        ("267x555x0163", Kind.PHONE),
        ("hit up 1-800-555-MARA", Kind.PHONE),
        ("my burner is 3 1 2.5 5 5.0 1 9 9", Kind.PHONE),
        ("转账到 6228480402564890018", Kind.INVITE),
        ("农行卡 622848 0402 5648 900 18", Kind.INVITE),
        ("iban DE89 3704 0044 0532 0130 00", Kind.INVITE),
        ("sort code 20-45-11", Kind.INVITE),
    ],
)
def test_it_is_found(text: str, kind: Kind) -> None:
    assert kind in {found.kind for found in GUARD.find(text)}


@pytest.mark.parametrize(
    "text",
    [
        "commit 13a5f20b1187c",
        "1年3年9年",
        "139x228x81",
        "雅思小分 6.5 7 6 6.5",
        "单号 6228480402564890019",
        "DE89 3704 0044 0532 0130 01",
        "ip 192.168.1.1 进不去",
        "ping 127.0.0.1",
    ],
)
def test_what_only_looks_so_passes(text: str) -> None:
    assert not GUARD.find(text)


def test_check_digits_are_those_of_the_standards() -> None:
    assert luhn("4539578763621486")
    assert not luhn("4539578763621487")
    assert checked("gb82west12345698765432")
    assert not checked("gb82west12345698765431")
