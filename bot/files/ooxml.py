"""Word, Excel and PowerPoint (ECMA-376): a new package of those parts alone that show something.

The walk starts at the main part and follows relationships. A part that none reaches, or one that is not
in `KEPT`, stays behind: properties, thumbnail, people, comments, printers, custom data; and nothing refers to it.
Comments stay behind as a whole (Excel writes their author into their words) and tracked changes are accepted.
"""

import re
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import basename, dirname, join, normpath, splitext

from lxml import etree

from bot.files.kinds import MIMES, FileRefused, Kind, Limits, Reason, words
from bot.files.ooxml_words import clean_words
from bot.files.package import read_package, write_package
from bot.files.pictures import ENDING, clean_embedded
from bot.files.xml import Element, drop, each, local, parse, space, written

TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = {Kind.DOCX: "word/document.xml", Kind.XLSX: "xl/workbook.xml", Kind.PPTX: "ppt/presentation.xml"}
VENDOR = "application/vnd.openxmlformats-officedocument"
MAIN_TYPES = {
    Kind.DOCX: f"{VENDOR}.wordprocessingml.document.main+xml",
    Kind.XLSX: f"{VENDOR}.spreadsheetml.sheet.main+xml",
    Kind.PPTX: f"{VENDOR}.presentationml.presentation.main+xml",
}
OFFICE_TYPE = re.compile(
    r"image/[a-z]+|application/vnd\.(openxmlformats-officedocument|ms-(word|excel|powerpoint|office))\.[A-Za-z0-9.+-]+"
)
BLANK = "about:blank"

# Kinds of relationships, by the last word of their type.
KEPT = words(
    "styles settings fontTable theme themeOverride numbering header footer footnotes endnotes image font chart "
    "chartUserShapes chartStyle chartColorStyle diagramData diagramLayout diagramQuickStyle diagramColors "
    "diagramDrawing drawing worksheet chartsheet sharedStrings table pivotTable pivotCacheDefinition "
    "pivotCacheRecords slide slideMaster slideLayout notesMaster notesSlide handoutMaster presProps viewProps "
    "tableStyles sheetMetadata hyperlink"
)
ACTIVE = words(
    "vbaProject wordVbaData oleObject control activeXControlBinary extensibility attachedToolbars "
    "keyMapCustomizations xlMacrosheet xlIntlMacrosheet"
)
UNCLEANABLE = words("aFChunk subDocument frame video audio media externalLink externalLinkPath")
EXTERNAL_KEPT = frozenset({"hyperlink", "image"})  # their words and frames stay, where they led does not
ATTRIBUTE_ONLY = frozenset({"pageSetup"})  # it refers to a printer, and says more than that
EMPTIED_WITH_LAST = frozenset({"custDataLst", "controls", "oleObjects", "tableParts", "drawingParts"})


@dataclass(frozen=True)
class Link:
    """One relationship: `target` is a part's name, or any address when it is external."""

    id: str
    type: str
    target: str
    external: bool

    @property
    def word(self) -> str:
        return self.type.rpartition("/")[2]


@dataclass
class Walk:
    """What was found and what is to be written, part by part."""

    parts: dict[str, bytes]
    limits: Limits
    names: dict[str, str] = field(default_factory=dict)  # old name: new name
    types: dict[str, str] = field(default_factory=dict)  # new name: content type
    out: dict[str, bytes] = field(default_factory=dict)


def clean_ooxml(source: Path, target: Path, kind: Kind, limits: Limits) -> None:
    """Write the document without anything personal to `target`.

    Raises FileRefused: active_content, bomb, broken, encrypted, cannot_be_cleaned.
    """
    parts = read_package(source, limits)
    types = _content_types(parts)
    if any("macro" in value.lower() for value in types.values()) or any("vbaproject" in name.lower() for name in parts):
        raise FileRefused(Reason.ACTIVE_CONTENT, "macros")
    walk, main = Walk(parts, limits), MAIN[kind]
    walk.names[main], walk.types[main] = main, MAIN_TYPES[kind]  # a template becomes a document, as its new name says
    waiting = deque([main])
    while waiting:
        name = waiting.popleft()
        waiting.extend(_take(walk, name, types))
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    root = _links_written([Link("rId1", office, main, external=False)])
    head = [("[Content_Types].xml", _types_written(walk.types)), ("_rels/.rels", root)]
    write_package(target, [*head, *walk.out.items()])


def _take(walk: Walk, name: str, types: dict[str, str]) -> list[str]:
    """Clean one part into the new package; the names of the parts it leads to, each once."""
    if name not in walk.parts:
        raise FileRefused(Reason.BROKEN, "a part is missing")
    new, data = walk.names[name], walk.parts[name]
    if not _is_xml(name, types):
        walk.out[new] = data
        return []
    links, kept, found = _links(walk.parts, name), [], []
    for link in links:
        if not _passes(link):
            continue
        if link.external:
            kept.append(Link(link.id, link.type, BLANK, external=True))
            continue
        if link.target not in walk.names:
            walk.names[link.target] = _place(walk, link, types)
            if link.word != "image":
                found.append(link.target)
        kept.append(Link(link.id, link.type, walk.names[link.target], external=False))
    root = parse(data)
    _forget(root, {link.id for link in links} - {link.id for link in kept})
    clean_words(root)
    walk.out[new] = written(root)
    walk.types.setdefault(new, types.get(name, "application/xml"))
    if kept:
        walk.out[_links_of(new)] = _links_written(kept)
    return found


def _is_xml(name: str, types: dict[str, str]) -> bool:
    return types.get(name, "").endswith("xml") or name.endswith(".xml")


def _passes(link: Link) -> bool:
    """Whether the relationship stays; active content and what nothing here cleans ends the walk."""
    if link.word in ACTIVE:
        raise FileRefused(Reason.ACTIVE_CONTENT, link.word)
    if link.word in UNCLEANABLE:
        raise FileRefused(Reason.CANNOT_BE_CLEANED, link.word)
    return link.word in EXTERNAL_KEPT if link.external else link.word in KEPT


def _place(walk: Walk, link: Link, types: dict[str, str]) -> str:
    """A new name that says what the part is and nothing else; a picture is cleaned at once."""
    room = next(iter(walk.names)).partition("/")[0]
    number = len(walk.names)
    if link.word != "image":
        ending = ".xml" if _is_xml(link.target, types) else ".odttf" if link.word == "font" else None
        if ending is None:
            raise FileRefused(Reason.CANNOT_BE_CLEANED, "a part that is no XML")
        new = f"{room}/{link.word}/{link.word}{number}{ending}"
        walk.types[new] = types.get(link.target, "application/xml")
        return new
    if link.target not in walk.parts:
        raise FileRefused(Reason.BROKEN, "a picture is missing")
    kind, data = clean_embedded(walk.parts[link.target], walk.limits)
    new = f"{room}/media/image{number}.{ENDING[kind]}"
    walk.out[new], walk.types[new] = data, MIMES[kind]
    return new


def _forget(root: Element, gone: set[str]) -> None:
    """Take out whatever refers to a relationship that is gone."""
    for element in each(root):
        for name, value in list(element.attrib.items()):
            if value not in gone or not space(str(name)).endswith("/relationships"):
                continue
            if local(element.tag) in ATTRIBUTE_ONLY:
                del element.attrib[name]
                continue
            parent = element.getparent()
            drop(element)
            if parent is not None and not len(parent) and local(parent.tag) in EMPTIED_WITH_LAST:
                drop(parent)
            break


def _links_of(name: str) -> str:
    return join(dirname(name), "_rels", basename(name) + ".rels")


def _links(parts: dict[str, bytes], name: str) -> list[Link]:
    data = parts.get(_links_of(name))
    if data is None:
        return []
    found = []
    for element in parse(data).iter(f"{{{LINKS}}}Relationship"):
        target = str(element.get("Target", ""))
        external = element.get("TargetMode") == "External" or target.startswith("#")
        inside = target.lstrip("/") if target.startswith("/") else normpath(join(dirname(name), target))
        where = target if external else inside.partition("#")[0]
        found.append(Link(str(element.get("Id", "")), str(element.get("Type", "")), where, external))
    return found


def _content_types(parts: dict[str, bytes]) -> dict[str, str]:
    """Content type of every part, by its name."""
    if "[Content_Types].xml" not in parts:
        raise FileRefused(Reason.BROKEN, "no content types")
    root = parse(parts["[Content_Types].xml"])
    by_ending = {
        str(e.get("Extension", "")).lower(): str(e.get("ContentType", "")) for e in root.iter(f"{{{TYPES}}}Default")
    }
    by_name = {
        str(e.get("PartName", "")).lstrip("/"): str(e.get("ContentType", "")) for e in root.iter(f"{{{TYPES}}}Override")
    }
    return {name: by_name.get(name) or by_ending.get(splitext(name)[1][1:].lower(), "") for name in parts}


def _types_written(types: dict[str, str]) -> bytes:
    root = etree.Element(f"{{{TYPES}}}Types", nsmap={None: TYPES})
    links = "application/vnd.openxmlformats-package.relationships+xml"
    etree.SubElement(root, f"{{{TYPES}}}Default", Extension="rels", ContentType=links)
    for name, value in types.items():
        safe = value if OFFICE_TYPE.fullmatch(value) else "application/xml"
        etree.SubElement(root, f"{{{TYPES}}}Override", PartName=f"/{name}", ContentType=safe)
    return written(root)


def _links_written(links: list[Link]) -> bytes:
    root = etree.Element(f"{{{LINKS}}}Relationships", nsmap={None: LINKS})
    for link in links:
        row = etree.SubElement(root, f"{{{LINKS}}}Relationship", Id=link.id, Type=link.type)
        row.set("Target", link.target if link.external else f"/{link.target}")
        if link.external:
            row.set("TargetMode", "External")
    return written(root)
