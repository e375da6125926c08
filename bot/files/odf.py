"""OpenDocument text, tables and slides (OASIS ODF 1.3): content, styles and pictures alone in a new package.

meta.xml, settings.xml (printer), thumbnails, signatures, RDF, layout caches and versions stay behind.
"""

import re
from pathlib import Path
from posixpath import dirname

from lxml import etree

from bot.files.kinds import MIMES, FileRefused, Kind, Limits, Reason, words
from bot.files.package import read_package, write_package
from bot.files.pictures import ENDING, clean_embedded
from bot.files.xml import Element, drop, each, local, parse, space, strip_attributes, written

MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
XLINK = "http://www.w3.org/1999/xlink"
BODIES = frozenset({"content.xml", "styles.xml"})
AN_OBJECT = re.compile(r"(Object \d+/)?(content|styles)\.xml")
ACTIVE = ("Basic/", "Scripts/", "Dialogs/")
BLANK = "about:blank"

# Elements by the short word of their namespace and their name.
GONE = words(
    "office:annotation office:annotation-end office:scripts office:event-listeners office:meta office:forms "
    "text:tracked-changes text:change text:change-start text:change-end text:dde-connection-decls "
    "table:tracked-changes table:dde-links table:database-ranges table:cell-range-source table:table-source "
    "office:dde-source script:event-listener presentation:event-listener svg-compatible:title "
    "svg-compatible:desc text:script"
)
ACTIVE_ELEMENTS = words("draw:object-ole draw:plugin draw:applet draw:floating-frame")
GONE_WHOLE_SPACES = frozenset({"meta", "dc"})
NAMING_FIELDS = words(
    "author-name author-initials initial-creator creator printed-by file-name template-name title subject "
    "keywords description user-defined editing-cycles editing-duration creation-date creation-time "
    "modification-date modification-time print-date print-time sender-firstname sender-lastname "
    "sender-initials sender-title sender-position sender-email sender-phone-private sender-fax sender-company "
    "sender-phone-work sender-street sender-city sender-postal-code sender-country sender-state-or-province"
)
GONE_ATTRIBUTES = frozenset({"rsid", "paragraph-rsid"})


def clean_odf(source: Path, target: Path, kind: Kind, limits: Limits) -> None:
    """Write the document without anything personal to `target`.

    Raises FileRefused: active_content, bomb, broken, encrypted, cannot_be_cleaned.
    """
    parts = read_package(source, limits)
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise FileRefused(Reason.ENCRYPTED, "OpenDocument")
    if any(name.startswith(ACTIVE) for name in parts):
        raise FileRefused(Reason.ACTIVE_CONTENT, "macros")
    if "content.xml" not in parts:
        raise FileRefused(Reason.BROKEN, "no content")
    out, types = _cleaned(parts, limits)
    head = [("mimetype", MIMES[kind].encode()), ("META-INF/manifest.xml", _manifest(kind, types))]
    write_package(target, [*head, *out.items()], stored=frozenset({"mimetype"}))


def _cleaned(parts: dict[str, bytes], limits: Limits) -> tuple[dict[str, bytes], dict[str, str]]:
    out: dict[str, bytes] = {}
    types: dict[str, str] = {}
    pictures: dict[str, str] = {}
    for name, data in parts.items():
        if dirname(name).endswith("Pictures"):
            kind, picture = clean_embedded(data, limits)
            pictures[name] = f"Pictures/picture{len(pictures) + 1}.{ENDING[kind]}"
            out[pictures[name]], types[pictures[name]] = picture, MIMES[kind]
    for name, data in parts.items():
        if AN_OBJECT.fullmatch(name):
            root = parse(data)
            _clean_body(root, pictures)
            out[name], types[name] = written(root), "text/xml"
    return out, types


def _clean_body(root: Element, pictures: dict[str, str]) -> None:
    for element in each(root):
        room, word = _room(str(element.tag)), local(element.tag)
        if f"{room}:{word}" in ACTIVE_ELEMENTS:
            raise FileRefused(Reason.ACTIVE_CONTENT, word)
        names_somebody = room == "text" and word in NAMING_FIELDS
        if f"{room}:{word}" in GONE or room in GONE_WHOLE_SPACES or names_somebody:
            drop(element)
            continue
        strip_attributes(element, _unwanted)
        _clean_link(element, pictures)


def _room(name: str) -> str:
    """`text` of urn:oasis:names:tc:opendocument:xmlns:text:1.0; `dc` of Dublin Core."""
    where = space(name)
    if where.startswith("http://purl.org/dc/"):
        return "dc"
    return where.split(":")[-2] if where.startswith("urn:oasis:names:tc:opendocument:xmlns:") else ""


def _unwanted(element: Element, name: str) -> bool:
    if local(name) in GONE_ATTRIBUTES or name == f"{{{XLINK}}}title":
        return True
    return local(element.tag) in {"frame", "custom-shape", "a"} and local(name) in {"name", "title"}


def _clean_link(element: Element, pictures: dict[str, str]) -> None:
    """A link inside the document stays, a picture goes by its new name, any other link leads nowhere."""
    name = f"{{{XLINK}}}href"
    if name not in element.attrib:
        return
    target = str(element.get(name)).removeprefix("./")
    if target.startswith("ObjectReplacements/"):
        drop(element)
    elif target in pictures:
        element.set(name, pictures[target])
    elif not target.startswith("#") and not AN_OBJECT.fullmatch(f"{target}/content.xml"):
        element.set(name, BLANK)


def _manifest(kind: Kind, types: dict[str, str]) -> bytes:
    root = etree.Element(f"{{{MANIFEST}}}manifest", nsmap={"manifest": MANIFEST})
    root.set(f"{{{MANIFEST}}}version", "1.2")
    objects = {f"{dirname(name)}/": MIMES[Kind.ODT] for name in types if name.startswith("Object ")}
    for path, media in {"/": MIMES[kind], **objects, **types}.items():
        row = etree.SubElement(root, f"{{{MANIFEST}}}file-entry")
        row.set(f"{{{MANIFEST}}}full-path", path)
        row.set(f"{{{MANIFEST}}}media-type", media)
    return written(root)
