"""OpenDocument texts, tables and slides come out with what they show, and with nothing else."""

from pathlib import Path

import pytest
from lxml import etree

from bot.files.kinds import MIMES, Kind, Reason
from tests.files.canary import NAME, PLACE
from tests.files.cleaning import bared, cleaned, refused
from tests.files.offices import Parts, unzipped, zipped
from tests.files.test_images import alike, jpeg, opened, painting

URN = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(f'xmlns:{name}="{URN}:{name}:1.0"' for name in ("office", "text", "table", "draw", "script", "meta"))
SPACES += f' xmlns:svg="{URN}:svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
SPACES += ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:loext="http://openoffice.org/2009/office"'
BODY = f"""<office:document-content {SPACES}><office:scripts/><office:body><office:text>
<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>{NAME}</dc:creator></office:change-info>
<text:p>{NAME}</text:p></text:deletion></text:changed-region></text:tracked-changes>
<text:p loext:rsid="00{NAME}">Good <text:change text:change-id="c1"/>evening<office:annotation><dc:creator>{NAME}</dc:creator>
<text:p>{NAME}</text:p></office:annotation>, dear <text:a xlink:href="file:///home/{NAME}/x" xlink:title="{NAME}">guest</text:a>
<text:author-name>{NAME}</text:author-name><text:sender-phone-private>{PLACE}</text:sender-phone-private>!</text:p>
<text:p><draw:frame draw:name="{NAME}"><draw:image xlink:href="Pictures/{NAME}.jpg"/><svg:title>{NAME}</svg:title>
<svg:desc>{NAME}</svg:desc></draw:frame><draw:frame><draw:object xlink:href="./Object 1"/>
<draw:image xlink:href="./ObjectReplacements/Object 1"/></draw:frame></text:p></office:text></office:body></office:document-content>"""
KINDS = [Kind.ODT, Kind.ODS, Kind.ODP]


def document(kind: Kind = Kind.ODT, more: Parts | None = None) -> bytes:
    parts: Parts = {
        "mimetype": MIMES[kind],
        "content.xml": BODY,
        "styles.xml": f"<office:document-styles {SPACES}><dc:creator>{NAME}</dc:creator></office:document-styles>",
        "meta.xml": f"<office:document-meta {SPACES}><meta:initial-creator>{NAME}</meta:initial-creator></office:document-meta>",
        "settings.xml": f"<office:document-settings {SPACES}>{NAME}</office:document-settings>",
        "Thumbnails/thumbnail.png": NAME.encode(),
        f"Pictures/{NAME}.jpg": jpeg(),
        "Object 1/content.xml": f"<office:document-content {SPACES}><dc:creator>{NAME}</dc:creator></office:document-content>",
        "ObjectReplacements/Object 1": NAME.encode(),
        "manifest.rdf": NAME.encode(),
        "META-INF/manifest.xml": "<manifest/>",
        "META-INF/documentsignatures.xml": NAME.encode(),
        "Versions/Version1": NAME.encode(),
    }
    return zipped(parts | (more or {}))


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_keeps_what_it_shows_and_loses_all_else(kind: Kind, tmp_path: Path) -> None:
    parts = unzipped(bared(tmp_path, document(kind), f"{NAME}.{kind}", MIMES[kind]))
    assert next(iter(parts)) == "mimetype"
    assert parts["mimetype"].decode() == MIMES[kind]
    assert set(parts) == {
        *("mimetype", "META-INF/manifest.xml", "content.xml", "styles.xml", "Object 1/content.xml"),
        "Pictures/picture1.jpeg",
    }
    words = "".join(etree.fromstring(parts["content.xml"]).itertext())
    assert " ".join(words.split()) == "Good evening, dear guest !"
    assert alike(opened(parts["Pictures/picture1.jpeg"]), painting())
    assert b'href="Pictures/picture1.jpeg"' in parts["content.xml"]
    assert b'href="./Object 1"' in parts["content.xml"]
    assert b"ObjectReplacements" not in parts["content.xml"]


def test_cleaning_what_is_clean_keeps_it_readable(tmp_path: Path) -> None:
    once = cleaned(tmp_path, document())[1]
    assert set(unzipped(cleaned(tmp_path, once)[1])) == set(unzipped(once))


def test_macros_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, document(more={"Basic/Standard/Module1.xml": "<a/>"})) is Reason.ACTIVE_CONTENT
    program = BODY.replace("<office:text>", '<office:text><draw:object-ole xlink:href="./x"/>')
    assert refused(tmp_path, document(more={"content.xml": program})) is Reason.ACTIVE_CONTENT


def test_an_encrypted_document_is_refused(tmp_path: Path) -> None:
    manifest = "<manifest><encryption-data/></manifest>"
    assert refused(tmp_path, document(more={"META-INF/manifest.xml": manifest})) is Reason.ENCRYPTED


def test_a_picture_that_cannot_be_cleaned_is_refused(tmp_path: Path) -> None:
    drawing = document(more={"Pictures/a.svg": "<svg/>"})
    assert refused(tmp_path, drawing, "a.odt") is Reason.CANNOT_BE_CLEANED


def test_a_package_of_another_kind_is_not_cleaned(tmp_path: Path) -> None:
    book = zipped({"mimetype": "application/epub+zip", "content.xml": "<a/>"})
    assert refused(tmp_path, book, "a.epub", "application/epub+zip") is Reason.CANNOT_BE_CLEANED
