"""What is found, of what kind and where; the corpora hold how well."""

import pytest

from bot.guard.words import guard
from bot.rules.guard.finding import Finding, Kind, mask

GUARD = guard()


@pytest.mark.parametrize(
    ("text", "found", "kind"),
    [
        ("晚安 138 0013 8000 睡吧", "138 0013 8000", Kind.PHONE),
        ("１３８００１３８０００", "１３８００１３８０００", Kind.PHONE),
        ("hey 1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣ now", "1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣", Kind.PHONE),
        ("ok tom.li@gmail.com bye", "tom.li@gmail.com", Kind.EMAIL),
        ("tom (dot) li (at) gmail", "tom (dot) li (at) gmail", Kind.EMAIL),
        ("看 https://example.com/a 吧", "https://example.com/a", Kind.LINK),
        ("it is @lily_99 there", "@lily_99", Kind.HANDLE),
        ("我的v是 abc12345 哦", "v是 abc12345", Kind.MESSENGER),
        ("扣扣 三七五八二一九四", "扣扣 三七五八二一九四", Kind.MESSENGER),
        ("要不 加个薇 吧", "要不 加个薇", Kind.INVITE),
    ],
)
def test_a_contact_is_found_where_it_stands(text: str, found: str, kind: Kind) -> None:
    (only,) = GUARD.find(text)
    assert (text[only.start : only.end], only.kind) == (found, kind)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "20 元一次",
        "这次考了 642 分",
        "2026-11-23 晚上 11 点",
        "航班 CA1831",
        "准考证号 320105199",
        "准考证号是13800138000",
        "订单号13800138000",
        "1,3,5,7,9,11,13,15",
        "order K7Q2",
    ],
)
def test_prices_dates_scores_exams_and_codes_pass(text: str) -> None:
    assert GUARD.find(text) == ()


def test_two_contacts_are_two_findings_in_order() -> None:
    found = GUARD.find("tom.li@gmail.com 或者 13800138000")
    assert [finding.kind for finding in found] == [Kind.EMAIL, Kind.PHONE]
    assert found[0].end <= found[1].start


def test_offsets_count_characters_and_utf16_counts_as_telegram_does() -> None:
    text = "😀😀 𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎"
    (found,) = GUARD.find(text)
    assert (found.start, found.end) == (3, 14)
    assert found.utf16(text) == (5, 22)


def test_a_mask_keeps_the_rest_and_the_length() -> None:
    text = "早 𝟏𝟑𝟖00138000 安"
    masked = mask(text, GUARD.find(text))
    assert masked[:2] == "早 "
    assert masked[-2:] == " 安"
    assert not set("𝟏𝟑𝟖01") & set(masked)
    assert len(masked) == len(text)
    assert len(masked.encode("utf-16-le")) == len(text.encode("utf-16-le"))
    assert mask(text, ()) == text


def test_what_overlaps_is_one_finding() -> None:
    (found,) = GUARD.find("加我微信 lili@gmail.com")
    assert found == Finding(2, 19, Kind.EMAIL)
