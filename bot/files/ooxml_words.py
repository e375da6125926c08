"""The XML of one office part, bared of names, dates, paths and the traces of editing (ECMA-376, part 1)."""

import re
from collections.abc import Iterable

from bot.files.kinds import FileRefused, Reason, words
from bot.files.xml import Element, drop, each, local, space, strip_attributes, unwrap

# Gone with all they hold: removed words, former properties, comments' places, who may edit, data of programs.
GONE = words(
    "del moveFrom rPrChange pPrChange sectPrChange tblPrChange trPrChange tcPrChange tblGridChange "
    "tblPrExChange numberingChange commentRangeStart commentRangeEnd commentReference annotationRef "
    "moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd permStart permEnd proofErr rsids "
    "docVars mailMerge attachedTemplate docId nsid tmpl saveThroughXslt smartTagPr customXmlPr dataBinding "
    "alias tag fileSharing absPath revisionPtr customWorkbookViews customSheetViews customProperties "
    "externalReferences fileRecoveryPr webPublishing custDataLst extLst legacyDrawing smartTags externalData "
    "printerSettings delInstrText"
)
UNWRAPPED = frozenset({"ins", "moveTo", "smartTag", "customXml"})
ATTRIBUTES = words(
    "paraId textId author initials userId userName providerId refreshedBy refreshedDate refreshedDateIso "
    "codeName tooltip uid descr alt invalidUrl lastGuid modifiedBy gfxdata"
)
VML = ("urn:schemas-microsoft-com:vml", "urn:schemas-microsoft-com:office:office")
VML_ATTRIBUTES = frozenset({"title", "href", "src", "althref", "spid", "relid", "oleid"})
NAMED = frozenset({"cNvPr", "docPr"})  # drawn objects: a picture's name is often its file's
NAMES_ITSELF = frozenset({"theme"})

# Fields (part 1, 17.16.5) that say nothing but their number, date or place in the document.
SAFE_FIELDS = words(
    "PAGE NUMPAGES SECTION SECTIONPAGES TOC REF PAGEREF NOTEREF SEQ STYLEREF DATE TIME SYMBOL EQ XE TC INDEX "
    "RD FORMTEXT FORMCHECKBOX FORMDROPDOWN LISTNUM ="
)
NAMING_FIELDS = words(
    "AUTHOR LASTSAVEDBY USERNAME USERINITIALS USERADDRESS FILENAME TEMPLATE TITLE SUBJECT KEYWORDS COMMENTS "
    "DOCPROPERTY INFO DOCVARIABLE CREATEDATE SAVEDATE PRINTDATE EDITTIME REVNUM"
)
PROGRAM_FIELDS = frozenset({"DDE", "DDEAUTO"})
A_PATH = re.compile(r"[\\/]")


def clean_words(root: Element) -> None:
    """Bare one part. What is seen stays; tracked changes are accepted. Raises FileRefused(active_content)."""
    _clean_fields(root)
    for element in each(root):
        _clean_element(element)


def _clean_element(element: Element) -> None:
    word = local(element.tag)
    strip_attributes(element, _unwanted)
    if word in GONE:
        drop(_whole(element))
    elif word in UNWRAPPED:
        unwrap(element) if len(element) else drop(element)
    elif word in NAMED:
        element.attrib.pop("title", None)
        element.set("name", "Object")
    elif word in NAMES_ITSELF:
        element.attrib.pop("name", None)
    elif word == "f" and "drawingml" in space(str(element.tag)) and A_PATH.search(element.text or ""):
        element.text = None  # a chart's numbers, by the path of the workbook they came from


def _whole(element: Element) -> Element:
    """The row or cell that a removal mark in its properties takes along; else the mark itself."""
    holder = element.getparent()
    if local(element.tag) == "del" and holder is not None and local(holder.tag) == "trPr":
        row = holder.getparent()
        return element if row is None else row
    return element


def _unwanted(element: Element, name: str) -> bool:
    word, where = local(name), space(name) or space(str(element.tag))
    if word.startswith("rsid") or word in ATTRIBUTES:
        return True
    if word == "display" and local(element.tag) == "hyperlink":
        return True
    return where in VML and word in VML_ATTRIBUTES


def _first_word(instruction: str | None) -> str:
    return (instruction or "").strip().partition(" ")[0].upper()


def _clean_fields(root: Element) -> None:
    """Empty the instructions of fields that lead or point somewhere, and the results of those that name somebody."""
    for element in each(root):
        if local(element.tag) == "fldSimple":
            name = next((key for key in element.attrib if local(key) == "instr"), None)
            word = _judged(element.get(str(name)) if name else None)
            if word in NAMING_FIELDS:
                drop(element)
            elif word not in SAFE_FIELDS:
                unwrap(element)
    _clean_complex_fields(root.iter())


def _judged(instruction: str | None) -> str:
    word = _first_word(instruction)
    if word in PROGRAM_FIELDS:
        raise FileRefused(Reason.ACTIVE_CONTENT, "a field that calls a program")
    return word


def _clean_complex_fields(elements: Iterable[Element]) -> None:
    """Fields written as begin, instruction, separate, result, end; they nest."""
    open_fields: list[bool] = []  # whether each names somebody
    for element in elements:
        word = local(element.tag)
        if word == "fldChar":
            match next((value for key, value in element.attrib.items() if local(key) == "fldCharType"), None):
                case "begin":
                    open_fields.append(False)
                case "end" if open_fields:
                    open_fields.pop()
        elif word == "instrText":
            field = _judged(element.text)
            if open_fields and field in NAMING_FIELDS:
                open_fields[-1] = True
            if field not in SAFE_FIELDS:
                element.text = None
        elif word == "t" and any(open_fields):
            element.text = None
