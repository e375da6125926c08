"""The objects of a PDF that pages reach: each is bared of what only names or describes (ISO 32000-1, 7.8 to 14)."""

import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from bot.files.icc import strip_icc
from bot.files.jpeg import strip_jpeg, strip_jpeg2000
from bot.files.kinds import MEBIBYTE, FileRefused, Reason, words

# Keys that lead out of what is seen, in any object but one that maps names of the page's own choosing.
LEFT_BEHIND = words(
    "/Metadata /PieceInfo /LastModified /Thumb /AF /AA /JS /EF /OPI /Alternates /StructParent /StructParents "
    "/Annots /OpenAction /CreatorInfo /Measure /PtData /Private"
)
NAME_MAPS = words("/Font /XObject /ExtGState /ColorSpace /Pattern /Shading /Properties /CharProcs /Colorants")
IMAGE_KEPT = words(
    "/Type /Subtype /Width /Height /ColorSpace /BitsPerComponent /Intent /ImageMask /Mask /Decode /Interpolate "
    "/SMask /SMaskInData /Matte /OC /Filter /DecodeParms /Length"
)
FORM_KEPT = words("/Type /Subtype /FormType /BBox /Matrix /Resources /Group /OC /Filter /DecodeParms /Length")
# The strings by which a font is read; any other string in a dictionary is there for people or programs.
FONT_STRINGS = words("/Registry /Ordering /CharSet /Panose")
LAYER_KEPT = words("/Type /Intent")
MOST_INFLATED = 64 * MEBIBYTE
_PICTURES = {"/DCTDecode": strip_jpeg, "/DCT": strip_jpeg, "/JPXDecode": strip_jpeg2000}


def keep(node: Object, kept: frozenset[str]) -> None:
    """Delete every other key."""
    for key in set(node.keys()) - kept:
        del node[key]


def reachable(pdf: Pdf) -> list[Object]:
    """Every dictionary and stream that the pages reach, direct ones too, each once; but no map of names.

    A property list (a marked passage's, in /Properties) is emptied on the way, unless it is a layer.
    """
    met: set[tuple[int, int]] = set()
    found: list[Object] = []
    waiting: list[tuple[str, Object]] = [("", pdf.Root)]
    while waiting:
        key, obj = waiting.pop()
        if obj.is_indirect and obj.objgen in met:
            continue
        met.add(obj.objgen)
        if isinstance(obj, Dictionary | Stream):
            maps_names = key in NAME_MAPS and not isinstance(obj, Stream) and Name.Type not in obj
            if maps_names and key == "/Properties":
                _empty_properties(obj)
            found.extend([] if maps_names else [obj])
            waiting.extend((name, value) for name, value in obj.items() if isinstance(value, Object))
        elif isinstance(obj, Array):
            waiting.extend(("", value) for value in obj if isinstance(value, Object))
    return found


def _empty_properties(names: Object) -> None:
    for name, listed in names.items():
        if isinstance(listed, Dictionary) and listed.get(Name.Type) not in {Name.OCG, Name.OCMD}:
            names[name] = Dictionary()


def clean_object(obj: Object) -> None:
    """Bare a dictionary or stream of what leads out of the page. Raises FileRefused(broken, cannot_be_cleaned)."""
    for key, value in list(obj.items()):
        if key in LEFT_BEHIND or (key not in FONT_STRINGS and _speaks(value)):
            del obj[key]
    if obj.get(Name.Type) == Name.OCG:
        keep(obj, LAYER_KEPT)
        obj[Name.Name] = pikepdf.String("Layer")
    if isinstance(obj, Stream):
        if Name.F in obj and obj.get(Name.Subtype) in {Name.Image, Name.Form}:
            raise FileRefused(Reason.CANNOT_BE_CLEANED, "a picture that lies outside the PDF")
        if obj.get(Name.Subtype) == Name.Image:
            keep(obj, IMAGE_KEPT)
            _clean_picture(obj)
        elif obj.get(Name.Subtype) == Name.Form:
            keep(obj, FORM_KEPT)
        elif Name.N in obj:
            _clean_profile(obj)


def _speaks(value: object) -> bool:
    """Whether this is a string, or an array that holds one; but for a palette's colours."""
    if isinstance(value, Array):
        return any(isinstance(item, String) for item in value) and value[0] != Name.Indexed
    return isinstance(value, String)


def _clean_profile(stream: Stream) -> None:
    profile = stream.read_bytes()
    if profile[36:40] == b"acsp":
        stream.write(strip_icc(profile))


def _clean_picture(picture: Stream) -> None:
    """Strip a JPEG or JPEG 2000 where it lies, also under layers of Flate."""
    filters = _filters(picture)
    if not filters or filters[-1] not in _PICTURES:
        return
    data, parameters = picture.read_raw_bytes(), picture.get(Name.DecodeParms)
    for outer in filters[:-1]:
        if outer != "/FlateDecode":
            raise FileRefused(Reason.CANNOT_BE_CLEANED, f"a picture under {outer}")
        data = _inflated(data)
    last = parameters[len(filters) - 1] if isinstance(parameters, Array) else parameters
    kept = last if isinstance(last, Dictionary) else None
    picture.write(_PICTURES[filters[-1]](data), filter=Name(filters[-1]), decode_parms=kept)


def _filters(stream: Stream) -> list[str]:
    found = stream.get(Name.Filter)
    return [] if found is None else [str(name) for name in (found if isinstance(found, Array) else [found])]


def _inflated(data: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    inflated = unpacker.decompress(data, MOST_INFLATED)
    if unpacker.unconsumed_tail:
        raise FileRefused(Reason.BOMB, "a picture in a PDF")
    return inflated
