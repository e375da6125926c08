"""Word, Excel and PowerPoint documents come out with what they show, and with nothing else."""

import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from bot.files.kinds import Limits, Reason
from tests.files.canary import NAME
from tests.files.cleaning import bared, cleaned, refused
from tests.files.offices import (
    LINKS,
    OFFICE,
    SHEET,
    VENDOR,
    WORD,
    Parts,
    by,
    docx,
    field,
    links,
    pptx,
    run,
    types,
    unzipped,
    xlsx,
    zipped,
)
from tests.files.test_images import alike, jpeg, opened, painting

MAKERS = {"docx": docx, "xlsx": xlsx, "pptx": pptx}
XML_BOMB = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


def words_of(part: bytes) -> str:
    """The text that a reader of the part sees, in order."""
    root = etree.fromstring(part)
    return "".join(str(element.text or "") for element in root.iter() if str(element.tag).endswith("}t"))


def whole(parts: dict[str, bytes]) -> bool:
    """Whether every relationship leads to a part with a content type, and every reference to a relationship."""
    typed = set(re.findall(r'PartName="/([^"]*)"', parts["[Content_Types].xml"].decode()))
    for name, data in parts.items():
        if not name.endswith(".rels"):
            continue
        rows = list(etree.fromstring(data).iter(f"{{{LINKS}}}Relationship"))
        inside = [str(row.get("Target"))[1:] for row in rows if row.get("TargetMode") != "External"]
        if not set(inside) <= typed & set(parts):
            return False
        owner = parts.get(name.replace("_rels/", "").removesuffix(".rels"), b"<a/>")
        used = {value for e in etree.fromstring(owner).iter() for key, value in e.attrib.items() if OFFICE in str(key)}
        if not used <= {str(row.get("Id")) for row in rows}:
            return False
    return True


@pytest.mark.parametrize("ending", MAKERS)
def test_a_document_keeps_what_it_shows_and_loses_all_else(ending: str, tmp_path: Path) -> None:
    parts = unzipped(bared(tmp_path, MAKERS[ending](), f"{NAME}.{ending}"))
    assert whole(parts)
    assert not [name for name in parts if re.search("docProps|customXml|comment|people|person|printer", name)]


def test_a_letter_reads_as_with_all_changes_accepted(tmp_path: Path) -> None:
    parts = unzipped(bared(tmp_path, docx()))
    assert words_of(parts["word/document.xml"]) == "Good evening, dear guest here there7!"
    text = parts["word/document.xml"].decode()
    assert " PAGE " in text
    assert "rsid" not in text + parts["word/settings/settings2.xml"].decode()
    assert not re.search("w:(ins|del|author|date)\\b", text)
    picture = next(data for name, data in parts.items() if name.startswith("word/media/"))
    assert alike(opened(picture), painting())


def test_a_removed_row_is_gone_and_its_neighbour_stays(tmp_path: Path) -> None:
    def row(mark: str, text: str) -> str:
        return f"<w:tr><w:trPr>{mark}</w:trPr><w:tc><w:p>{run(text)}</w:p></w:tc></w:tr>"

    table = f"<w:tbl>{row(f'<w:del {by()}/>', NAME)}{row(f'<w:ins {by()}/>', ' Tea')}</w:tbl>"
    assert words_of(unzipped(bared(tmp_path, docx(table)))["word/document.xml"]).endswith("! Tea")


def test_a_table_keeps_its_cells(tmp_path: Path) -> None:
    parts = unzipped(bared(tmp_path, xlsx()))
    sheet = next(data for name, data in parts.items() if name.startswith("xl/worksheet/"))
    strings = next(data for name, data in parts.items() if name.startswith("xl/sharedStrings/"))
    assert [cell.text for cell in etree.fromstring(sheet).iter(f"{{{SHEET}}}v")] == ["0", "42"]
    assert words_of(strings) == "Coffee"
    assert b'orientation="landscape"' in sheet
    assert b"legacyDrawing" not in sheet


def test_slides_keep_words_and_pictures(tmp_path: Path) -> None:
    parts = unzipped(bared(tmp_path, pptx()))
    slide = next(data for name, data in parts.items() if name.startswith("ppt/slide/slide"))
    assert words_of(slide) == "Good evening"
    assert alike(opened(next(data for name, data in parts.items() if "media" in name)), painting())


@pytest.mark.parametrize("ending", MAKERS)
def test_cleaning_what_is_clean_changes_nothing(ending: str, tmp_path: Path) -> None:
    once = cleaned(tmp_path, MAKERS[ending]())[1]
    again = unzipped(cleaned(tmp_path, once)[1])
    same = {name for name, data in unzipped(once).items() if again.get(name) == data}
    assert {name for name in again if not name.endswith((".jpeg", ".rels", "].xml"))} <= same | {
        name for name in again if "media" in name
    }


def test_a_template_becomes_a_document(tmp_path: Path) -> None:
    template = types(**{"word/document.xml": f"{VENDOR}.wordprocessingml.template.main+xml"})
    parts = unzipped(cleaned(tmp_path, docx(more={"[Content_Types].xml": template}), "a.dotx")[1])
    assert b"wordprocessingml.document.main+xml" in parts["[Content_Types].xml"]
    assert b"template" not in parts["[Content_Types].xml"]


def test_macros_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, docx(more={"word/vbaProject.bin": b"macro"}), "a.docx") is Reason.ACTIVE_CONTENT
    macro = types(**{"xl/workbook.xml": "application/vnd.ms-excel.sheet.macroEnabled.main+xml"})
    assert refused(tmp_path, xlsx(more={"[Content_Types].xml": macro})) is Reason.ACTIVE_CONTENT
    enabled = "application/vnd.ms-excel.sheet.macroEnabled.12"
    assert refused(tmp_path, xlsx(), "prices.xlsm", enabled) is Reason.ACTIVE_CONTENT


@pytest.mark.parametrize("word", ["oleObject", "control"])
def test_embedded_programs_are_refused(word: str, tmp_path: Path) -> None:
    more: Parts = {
        "xl/_rels/workbook.xml.rels": links(("rId1", word, "embeddings/object1.bin")),
        "xl/embeddings/object1.bin": b"x",
    }
    assert refused(tmp_path, xlsx(more=more)) is Reason.ACTIVE_CONTENT


def test_a_field_that_calls_a_program_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, docx(field(" DDEAUTO c:\\cmd.exe ", "x"))) is Reason.ACTIVE_CONTENT


@pytest.mark.parametrize("word", ["aFChunk", "externalLink", "video"])
def test_what_nothing_cleans_is_refused(word: str, tmp_path: Path) -> None:
    rows = links(("rId1", word, "part.bin"))
    sent = xlsx(more={"xl/_rels/workbook.xml.rels": rows, "xl/part.bin": b"x"})
    assert refused(tmp_path, sent) is Reason.CANNOT_BE_CLEANED


def test_a_drawing_in_vectors_is_refused(tmp_path: Path) -> None:
    assert (
        refused(tmp_path, docx(more={f"word/media/{NAME}.jpg": b"\x01\0\0\0" + bytes(80)})) is Reason.CANNOT_BE_CLEANED
    )


def test_entities_are_refused(tmp_path: Path) -> None:
    assert (
        refused(tmp_path, docx(more={"word/styles.xml": f'{XML_BOMB}<w:styles xmlns:w="{WORD}">&b;</w:styles>'}))
        is Reason.BOMB
    )
    outside = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    assert refused(tmp_path, docx(more={"word/styles.xml": outside})) is Reason.BOMB


def test_xml_that_is_none_is_broken(tmp_path: Path) -> None:
    assert refused(tmp_path, docx(more={"word/document.xml": "<w:document"})) is Reason.BROKEN


def test_a_missing_part_is_broken(tmp_path: Path) -> None:
    rows = links(("rId1", "styles", "nowhere.xml"))
    assert refused(tmp_path, docx(more={"word/_rels/document.xml.rels": rows})) is Reason.BROKEN


def test_a_zip_that_unpacks_to_much_is_a_bomb(tmp_path: Path) -> None:
    dense = docx(more={"word/x.xml": bytes(30_000_000)})
    assert len(dense) < 200_000
    assert refused(tmp_path, dense) is Reason.BOMB
    assert refused(tmp_path, docx(), limits=Limits(max_parts=5)) is Reason.BOMB
    assert refused(tmp_path, docx(), limits=Limits(max_unpacked=3000)) is Reason.BOMB


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/evil.xml", "word\\..\\evil.xml", "C:/evil.xml"])
def test_a_name_that_leads_outside_is_broken(name: str, tmp_path: Path) -> None:
    sent = docx(more={"word/placeholder!!.xml"[: len(name)]: "<a/>"}).replace(
        b"word/placeholder!!.xml"[: len(name)], name.encode()
    )
    assert refused(tmp_path, sent) is Reason.BROKEN


def test_a_zip_that_lies_about_a_size_is_broken(tmp_path: Path) -> None:
    sent = bytearray(docx())
    entry = sent.rindex(b"PK\1\2", 0, sent.rindex(b"word/styles.xml"))
    sent[entry + 24 : entry + 28] = (7).to_bytes(4, "little")
    assert refused(tmp_path, bytes(sent)) is Reason.BROKEN


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    sent = bytearray(docx())
    for magic, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = -1
        while (at := sent.find(magic, at + 1)) != -1:
            sent[at + flags] |= 1
    assert refused(tmp_path, bytes(sent)) is Reason.ENCRYPTED


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_one_name_twice_is_broken(tmp_path: Path) -> None:
    sent = tmp_path / "twice"
    sent.write_bytes(docx())
    with zipfile.ZipFile(sent, "a") as package:
        package.writestr("word/document.xml", "<a/>")
    data = sent.read_bytes()
    sent.unlink()
    assert refused(tmp_path, data) is Reason.BROKEN


def test_a_file_without_a_name_is_broken(tmp_path: Path) -> None:
    sent = bytearray(docx())
    entry = sent.rindex(b"PK\1\2")
    sent[entry + 46] = 0  # zipfile ends a name at its first zero
    assert refused(tmp_path, bytes(sent)) is Reason.BROKEN


def test_a_zip_cut_short_is_broken(tmp_path: Path) -> None:
    assert refused(tmp_path, docx()[:-200]) is Reason.BROKEN


def test_other_archives_are_not_cleaned(tmp_path: Path) -> None:
    assert refused(tmp_path, zipped({"photo.jpg": jpeg()}), "photos.zip", "application/zip") is Reason.CANNOT_BE_CLEANED


def test_old_documents_are_refused_for_their_reason(tmp_path: Path) -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert refused(tmp_path, old, "old.doc", "application/msword") is Reason.CANNOT_BE_CLEANED
    locked = old + "EncryptedPackage".encode("utf-16-le")
    assert refused(tmp_path, locked, "locked.docx") is Reason.ENCRYPTED
