"""What paints a PDF's page: kept, but for comments and the words hidden beside marked passages (ISO 32000-1, 14.6)."""

from collections.abc import Iterator

import pikepdf
from pikepdf import Dictionary, Name, Operator, Pdf, Stream

from bot.files.kinds import FileRefused, Reason
from bot.files.pdf_objects import reachable

# Bytes without which a stream can hold neither a comment nor a property list nor a picture's metadata.
SUSPECT = (b"BDC", b"DP", b"%", b"Exif", b"ns.adobe.com")
UNMARKED = {"BDC": Operator("BMC"), "DP": Operator("MP")}


def contents(pdf: Pdf) -> Iterator[Stream]:
    """Every stream of painting instructions: pages, forms, patterns and glyphs of Type 3 fonts."""
    for obj in reachable(pdf):
        painted = isinstance(obj, Stream) and (obj.get(Name.Subtype) == Name.Form or Name.PatternType in obj)
        if painted and isinstance(obj, Stream):
            yield obj
        glyphs = obj.get(Name.CharProcs)
        if isinstance(glyphs, Dictionary):
            yield from (glyph for _, glyph in glyphs.items() if isinstance(glyph, Stream))
        page = obj.get(Name.Contents) if obj.get(Name.Type) == Name.Page else None
        if isinstance(page, Stream):
            yield page


def clean_content(stream: Stream) -> None:
    """Write the instructions anew, marks without their property lists. Raises FileRefused(cannot_be_cleaned)."""
    raw = stream.read_bytes()
    if not any(sign in raw for sign in SUSPECT):
        return
    if b"Exif\0" in raw or b"ns.adobe.com" in raw:
        raise FileRefused(Reason.CANNOT_BE_CLEANED, "metadata inside painting instructions")
    rewritten: list[pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage] = []
    for instruction in pikepdf.parse_content_stream(stream):
        operator = str(instruction.operator)
        listed = instruction.operands[1] if operator in UNMARKED and len(instruction.operands) == 2 else None
        if isinstance(listed, Dictionary):
            rewritten.append(pikepdf.ContentStreamInstruction([instruction.operands[0]], UNMARKED[operator]))
        else:
            rewritten.append(instruction)
    stream.write(pikepdf.unparse_content_stream(rewritten))
