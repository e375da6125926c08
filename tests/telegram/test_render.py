"""Every notice has words, in both languages, that Telegram takes: whole tags, lengths, small keyboards."""

from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest

from bot.desk import notices as n
from bot.desk.notices import Notice, Reason
from bot.rules.hours import parse, write
from bot.telegram.render import render
from bot.telegram.render.book import BOOK
from bot.telegram.render.sorry import EXCLUSIONS, PLAIN
from bot.telegram.render.tongue import UTC_ZONE, Tongue
from models.kinds import AgeBand, EndReason, Language, OrderState, Side, Style
from routing.request import Exclusion
from tests.each import each
from tests.telegram import samples

TAGS = {"b", "i", "code", "pre", "blockquote"}
HOSTILE = {
    "tags": "<b>&\"'</b> </blockquote><a href='x'>{name}%s",
    "emoji": "🌙💔" * 40,
    "right to left": "\u202eשלום مرحبا\u202c",
    "long": "<&>x" * 1024,
    "blank": "\u200b",
}
LANGUAGES = pytest.mark.parametrize("language", list(Language))


class Balance(HTMLParser):
    """Raises where Telegram would answer "can't parse entities"."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, f"Telegram does not know <{tag}>"
        assert not attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(text: str) -> str:
    """What a reader sees. A bare < or & would be a fault, so each has to come from an escape."""
    parser = Balance()
    parser.feed(text)
    parser.close()
    assert parser.open == []
    assert text.count("&") == sum(text.count(f"&{name};") for name in ("amp", "lt", "gt", "quot", "#x27"))
    return parser.text


def subclasses(kind: type[Notice]) -> Iterator[type[Notice]]:
    for sub in kind.__subclasses__():
        yield sub
        yield from subclasses(sub)


def name_of(notice: Notice) -> str:
    return type(notice).__name__


def test_every_notice_has_words_and_an_example() -> None:
    known = set(subclasses(Notice))
    assert set(BOOK) == known
    assert {type(notice) for notice in samples.everything()} == known


def test_every_reason_has_a_sentence() -> None:
    assert set(PLAIN) | {Reason.NOT_ELIGIBLE} == set(Reason)
    assert set(EXCLUSIONS) == {reason.value for reason in Exclusion}


@LANGUAGES
def test_a_notice_reads_well_in_both_languages(language: Language) -> None:
    def reads_well(notice: Notice) -> None:
        view = render(notice, language)
        seen = read(view.text)
        assert seen.strip()
        assert len(seen.encode("utf-16-le")) // 2 <= 4096
        assert "{" not in seen
        assert "None" not in seen
        assert "\n\n\n" not in view.text
        if type(notice).toast:
            assert len(unescape(view.text)) <= 200
            assert "<" not in view.text

    each(samples.everything(), reads_well)


@LANGUAGES
def test_keyboards_fit_a_phone(language: Language) -> None:
    def fits(notice: Notice) -> None:
        for row in render(notice, language).keyboard:
            assert 1 <= len(row) <= 3
            for button in row:
                assert button.label.strip()
                assert bool(button.data) != bool(button.url)
                assert len(button.data.encode()) <= 64
                assert len(button.label) <= 40

    each(samples.everything(), fits)


@LANGUAGES
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_people_write_stays_words(text: str, language: Language) -> None:
    for notice in samples.hostile(text):
        seen = read(render(notice, language).text)
        assert len(seen.encode("utf-16-le")) // 2 <= 4096, name_of(notice)


@LANGUAGES
def test_all_reasons_against_one_order_fit_a_toast(language: Language) -> None:
    everything_wrong = n.Sorry(Reason.NOT_ELIGIBLE, {"reasons": tuple(Exclusion)})
    assert len(render(everything_wrong, language).text) <= 200


@LANGUAGES
def test_button_labels_show_a_shops_names_as_they_are(language: Language) -> None:
    words = n.Words("Ups & downs", "起 & 落")
    view = render(n.TopicList((("ups", "🎢", words),)), language)
    assert view.keyboard[0][0].label in {"🎢 Ups & downs", "🎢 起 & 落"}


@LANGUAGES
def test_the_group_sees_neither_note_nor_alias(language: Language) -> None:
    texts = [render(notice, language).text for notice in samples.reps() if isinstance(notice, n.GroupCard)]
    assert texts
    assert not any("sleep" in text or "Maple" in text or "枫叶" in text for text in texts)


def test_only_an_open_order_can_be_accepted() -> None:
    cards = [n.GroupCard(samples.facts(), state, 3) for state in OrderState]
    offered = [card.state for card in cards if render(card, Language.EN).keyboard]
    assert offered == [OrderState.QUEUED]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.EN, ["Maple", "24 min 10 s", "1 min 30 s", "CN¥16.11", "CN¥3.89", "20:05", "you ended it"]),
        (Language.ZH, ["枫叶", "24 分 10 秒", "1 分 30 秒", "¥16.11", "¥3.89", "20:05", "你结束的"]),
    ],
)
def test_a_receipt_says_what_counted_and_what_it_cost(language: Language, said: list[str]) -> None:
    text = render(samples.receipt(Side.CUSTOMER, EndReason.CUSTOMER_END), language).text
    assert [word for word in said if word not in text] == []
    assert "9.67" not in text


def test_a_representative_reads_their_pay_and_not_the_wallet() -> None:
    text = render(samples.receipt(Side.REP), Language.EN).text
    assert "CN¥9.67" in text
    assert "allet" not in text


def test_round_amounts_have_no_cents() -> None:
    services = samples.wizard()[1]
    assert render(services, Language.ZH).keyboard[0][0].label.endswith("· ¥20")
    assert render(services, Language.EN).keyboard[0][0].label.endswith("· CN¥20")


def test_dates_are_written_as_each_language_writes_them() -> None:
    page = n.TodayPage(samples.NOW, 0, {}, 0, 0, 0, "CNY", 0, 0, 0, 0, False, 0, 0)
    assert "Mon, Nov 23" in render(page, Language.EN).text
    assert "11月23日周一" in render(page, Language.ZH).text


def test_english_counts_one_minute_and_two() -> None:
    assert render(n.TimeWarning(1, Side.REP), Language.EN).text == "⏳ 1 minute left."
    assert render(n.TimeWarning(5, Side.REP), Language.EN).text == "⏳ 5 minutes left."


def test_every_enumeration_has_words() -> None:
    """Rendering an example of each member would raise on a missing one."""
    for language in Language:
        for style in Style:
            render(n.WishList(None, False, None, style), language)
            render(
                n.ConfirmCard(n.OrderFacts("", samples.NAME, "", samples.NAME, 1, 1, "CNY", wish_style=style), ""),
                language,
            )
        for band in AgeBand:
            render(replace(samples.profile(), age_band=band), language)


@pytest.mark.parametrize("text", ["Mon-Fri 20:00-02:00; Sat,Sun 10:00-24:00", "每天 09:30-12:00", "Sun 22:00-06:00"])
def test_hours_in_chinese_can_be_sent_back(text: str) -> None:
    shifts = parse(text)
    assert parse(Tongue(Language.ZH, UTC_ZONE).hours(write(shifts))) == shifts


def test_the_example_of_hours_can_be_sent_back() -> None:
    for language in Language:
        example = render(samples.profile("hours"), language).text.split("<code>")[1].split("</code>")[0]
        assert parse(example)


@pytest.mark.parametrize(
    ("wait", "english", "chinese"),
    [
        ((0, 1), "within 1 minute.", "1 分钟之内"),
        ((0, 4), "within 4 minutes.", "4 分钟之内"),
        ((2, 2), "within 2 minutes.", "2 分钟之内"),
        ((1, 4), "within 1 to 4 minutes.", "1 到 4 分钟"),
        (None, "usually takes a few minutes", "一般几分钟"),
    ],
)
def test_a_wait_is_told_in_minutes(wait: tuple[int, int] | None, english: str, chinese: str) -> None:
    card = n.StatusCard(samples.facts(), OrderState.QUEUED, wait_minutes=wait)
    assert english in render(card, Language.EN).text
    assert chinese in render(card, Language.ZH).text
