"""Formatting as Telegram reads it: offsets in UTF-16 units, and loud words where a bot forgot to escape."""

from typing import Any

import pytest

from bot.sandbox.people import Person
from tests.sandbox.rawbot import RawBot

Json = dict[str, Any]


def mark(kind: str, offset: int, length: int, **extra: object) -> Json:
    return {"type": kind, "offset": offset, "length": length} | extra


HTML: list[tuple[str, str, list[Json]]] = [
    ("<b>a</b>", "a", [mark("bold", 0, 1)]),
    ("👋<i>夜</i>", "👋夜", [mark("italic", 2, 1)]),
    ("<b>a<i>b</i></b>", "ab", [mark("bold", 0, 2), mark("italic", 1, 1)]),
    ("<u>a</u><s>b</s>", "ab", [mark("underline", 0, 1), mark("strikethrough", 1, 1)]),
    ('<span class="tg-spoiler">a</span>', "a", [mark("spoiler", 0, 1)]),
    ("<tg-spoiler>a</tg-spoiler>", "a", [mark("spoiler", 0, 1)]),
    (
        '<a href="https://a.example/?x=1&amp;y=2">a</a>',
        "a",
        [mark("text_link", 0, 1, url="https://a.example/?x=1&y=2")],
    ),
    ('<pre><code class="language-python">a</code></pre>', "a", [mark("pre", 0, 1, language="python")]),
    ("<code>/x</code>", "/x", [mark("code", 0, 2)]),
    ("<blockquote>a</blockquote>", "a", [mark("blockquote", 0, 1)]),
    ("<blockquote expandable>a</blockquote>", "a", [mark("expandable_blockquote", 0, 1)]),
    ("a &lt;b&gt; &amp; &quot;c&quot; &#128075; &#x41;", 'a <b> & "c" 👋 A', []),
    ("x > y & z", "x > y & z", []),
    ("&nbsp;&copy;", "&nbsp;&copy;", []),
    ("<b></b>a", "a", []),
]


@pytest.mark.parametrize(("text", "shown", "entities"), HTML, ids=[text for text, _, _ in HTML])
async def test_html(raw: RawBot, mei: Person, text: str, shown: str, entities: list[Json]) -> None:
    sent = await raw.says(mei, text, parse_mode="HTML")
    assert (sent["text"], sent.get("entities", [])) == (shown, entities)


BROKEN: list[tuple[str, str]] = [
    ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ("I <3 you", 'Unsupported start tag "3" at byte offset 2'),
    ("<3", "Unclosed start tag at byte offset 0"),
    ("a <br> b", 'Unsupported start tag "br" at byte offset 2'),
    ("夜 <br>", 'Unsupported start tag "br" at byte offset 4'),
    ("a\n<br>", 'Unsupported start tag "br" at byte offset 2'),
    ("<script>x</script>", 'Unsupported start tag "script" at byte offset 0'),
    ("<!-- x -->", 'Unsupported start tag "!--" at byte offset 0'),
    ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("x</b>", "Unexpected end tag at byte offset 1"),
    ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
    ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
    ("x <b", "Unclosed start tag at byte offset 2"),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler"'),
]


@pytest.mark.parametrize(("text", "words"), BROKEN, ids=[text for text, _ in BROKEN])
async def test_html_that_was_not_escaped(raw: RawBot, mei: Person, text: str, words: str) -> None:
    told = await raw.refused("sendMessage", chat_id=mei.id, text=text, parse_mode="HTML")
    assert told.startswith("400 Bad Request: can't parse entities: ")
    assert words in told


V2: list[tuple[str, str, list[Json]]] = [
    ("*a* _b_", "a b", [mark("bold", 0, 1), mark("italic", 2, 1)]),
    ("__a__ ~b~ ||c||", "a b c", [mark("underline", 0, 1), mark("strikethrough", 2, 1), mark("spoiler", 4, 1)]),
    ("`a.b` x", "a.b x", [mark("code", 0, 3)]),
    (r"1\. a\-b", "1. a-b", []),
    ("[a](https://a.example)", "a", [mark("text_link", 0, 1, url="https://a.example")]),
    ("*夜 _b_*", "夜 b", [mark("bold", 0, 3), mark("italic", 2, 1)]),
]


@pytest.mark.parametrize(("text", "shown", "entities"), V2, ids=[text for text, _, _ in V2])
async def test_markdown_v2(raw: RawBot, mei: Person, text: str, shown: str, entities: list[Json]) -> None:
    sent = await raw.says(mei, text, parse_mode="MarkdownV2")
    assert (sent["text"], sent.get("entities", [])) == (shown, entities)


@pytest.mark.parametrize("text", ["1. a", "a-b", "(x)", "a!", "x = y", "#a"])
async def test_markdown_v2_wants_its_signs_escaped(raw: RawBot, mei: Person, text: str) -> None:
    sign = next(sign for sign in text if not sign.isalnum() and sign != " ")
    told = await raw.refused("sendMessage", chat_id=mei.id, text=text, parse_mode="MarkdownV2")
    words = f"Character '{sign}' is reserved and must be escaped with the preceding '\\'"
    assert told == f"400 Bad Request: can't parse entities: {words}"


@pytest.mark.parametrize("text", ["*a", "_a", "`a", "||a", "*a _b* c_"])
async def test_a_mark_that_never_ends(raw: RawBot, mei: Person, text: str) -> None:
    told = await raw.refused("sendMessage", chat_id=mei.id, text=text, parse_mode="MarkdownV2")
    assert "Can't find end of" in told


async def test_an_unknown_mode(raw: RawBot, mei: Person) -> None:
    told = await raw.refused("sendMessage", chat_id=mei.id, text="x", parse_mode="BBCode")
    assert told == "400 Bad Request: unsupported parse_mode"


FOUND: list[tuple[str, list[Json]]] = [
    ("/help me", [mark("bot_command", 0, 5)]),
    ("see https://a.example/x and me@a.example", [mark("url", 4, 19), mark("email", 28, 12)]),
    ("👋 @somebody", [mark("mention", 3, 9)]),
    ("1/2 and a@b", []),
]


@pytest.mark.parametrize(("text", "entities"), FOUND, ids=[text for text, _ in FOUND])
async def test_what_is_marked_by_itself_both_ways(raw: RawBot, mei: Person, text: str, entities: list[Json]) -> None:
    assert (await raw.says(mei, text)).get("entities", []) == entities
    await mei.says(text)
    assert (await raw.next("message")).get("entities", []) == entities


async def test_given_entities_must_lie_in_the_text(raw: RawBot, mei: Person) -> None:
    assert (await raw.says(mei, "ab", entities=[mark("bold", 0, 2)]))["entities"] == [mark("bold", 0, 2)]
    for wrong in (mark("bold", 0, 3), mark("bold", -1, 1), mark("bold", 1, 0)):
        told = await raw.refused("sendMessage", chat_id=mei.id, text="ab", entities=[wrong])
        assert told.startswith("400 Bad Request: can't parse entities")
