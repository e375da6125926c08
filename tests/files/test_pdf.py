"""A PDF comes out with what its pages show, and with nothing else."""

import io
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from bot.files.jpeg import strip_jpeg, strip_jpeg2000
from bot.files.kinds import Kind, Limits, Reason
from tests.files.canary import NAME, PLACE, traces
from tests.files.cleaning import bared, cleaned, refused
from tests.files.test_images import alike, jpeg, opened, painting, profile, saved

XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>{NAME}</dc:creator>{PLACE}</x:xmpmeta>'.encode()
WORDS = b"BT /F1 12 Tf 20 700 Td (Good evening) Tj ET"
PICTURE = b"q 96 0 0 64 20 500 cm /Im1 Do Q"


def written(pdf: Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def picture(pdf: Pdf) -> Stream:
    made = pdf.make_stream(jpeg(), Type=Name.XObject, Subtype=Name.Image, Width=48, Height=32, BitsPerComponent=8)
    made.write(jpeg(), filter=Name.DCTDecode)
    made.ColorSpace = Array([Name.ICCBased, pdf.make_stream(profile(), N=3, Alternate=Name.DeviceRGB)])
    made.Metadata = pdf.make_stream(XMP, Type=Name.Metadata, Subtype=Name.XML)
    made.Author = String(NAME)
    return made


def plain(pages: int = 1) -> Pdf:
    """Pages with words in a standard font, and a picture."""
    pdf = Pdf.new()
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=(300, 800))
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.Resources = Dictionary(Font=Dictionary(F1=font), XObject=Dictionary(Im1=picture(pdf)))
        page.Contents = pdf.make_stream(WORDS + b"\n" + PICTURE)
    return pdf


def signed(pdf: Pdf) -> Pdf:
    """The same pages, with the canary in every place that a program or person can write to."""
    page, root = pdf.pages[0], pdf.Root
    pdf.docinfo.update(
        {f"/{key}": String(NAME) for key in ("Author", "Title", "Subject", "Keywords", "Creator", "Mine")}
    )
    root.Metadata = pdf.make_stream(XMP, Type=Name.Metadata, Subtype=Name.XML)
    root.Lang, root.PieceInfo = String(NAME), Dictionary(App=Dictionary(Private=String(NAME)))
    root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{NAME}')"))
    root.AA = Dictionary(WC=Dictionary(S=Name.URI, URI=String(f"https://{NAME}.example")))
    pdf.attachments[f"{NAME}.txt"] = NAME.encode()
    script = Dictionary(S=Name.JavaScript, JS=String(NAME))
    root.Names.JavaScript = Dictionary(Names=Array([String(NAME), script]))
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(NAME, 0))
    font = page.Resources.Font.F1
    font.Designer, font.Designers = String(NAME), Array([String(NAME)])
    page.Mine = Name(f"/{NAME}")
    page.Thumb = pdf.make_stream(NAME.encode(), Width=1, Height=1)
    page.PieceInfo, page.LastModified = Dictionary(App=Dictionary(Private=String(NAME))), String(f"D:2026 {NAME}")
    page.AA = Dictionary(O=script)
    page.Annots = Array([pdf.make_indirect(note) for note in _notes(pdf)])
    root.AcroForm = Dictionary(Fields=Array([page.Annots[2]]), DA=String("/Helv 12 Tf"))
    marked = b"/Span <</ActualText (%b) /Lang (%b)>> BDC %b EMC /P /MC0 BDC EMC %% %b\n"
    page.Contents = pdf.make_stream(marked % ((NAME.encode(),) * 2 + (WORDS, NAME.encode())) + PICTURE)
    page.Resources.Properties = Dictionary(MC0=Dictionary(Alt=String(NAME), Who=Name(f"/{NAME}")), OC1=_layer(pdf))
    pdf.trailer.Mine = String(NAME)
    pdf.trailer.ID = Array([String(NAME), String(NAME)])
    return pdf


def _notes(pdf: Pdf) -> list[Dictionary]:
    box = Array([10, 10, 60, 30])
    look = pdf.make_stream(b"0 1 0 rg 0 0 50 20 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 50, 20]))
    look.PieceInfo = Dictionary(App=String(NAME))
    about: dict[str, Any] = {
        "Type": Name.Annot,
        "Rect": box,
        "T": String(NAME),
        "Contents": String(NAME),
        "NM": String(NAME),
        "F": 4,
    }
    link = Dictionary(S=Name.URI, URI=String(f"file:///C:/Users/{NAME}/plan.pdf"))
    return [
        Dictionary(Subtype=Name.Text, AP=Dictionary(N=look), **about),
        Dictionary(Subtype=Name.Link, A=link, **about),
        Dictionary(Subtype=Name.Widget, FT=Name.Tx, V=String(NAME), DV=String(NAME), AP=Dictionary(N=look), **about),
        Dictionary(Subtype=Name.FileAttachment, FS=Dictionary(F=String(NAME)), **about),
    ]


def _layer(pdf: Pdf) -> pikepdf.Object:
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(NAME)))
    layer.Usage = Dictionary(CreatorInfo=Dictionary(Creator=String(NAME)))
    shown = Dictionary(OFF=Array([layer]), Name=String(NAME), Order=Array([String(NAME), layer]))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=shown)
    return layer


def test_the_pages_stay_and_all_else_goes(tmp_path: Path) -> None:
    result = bared(tmp_path, written(signed(plain(2))), f"{NAME}.pdf", "application/pdf")
    with pikepdf.open(io.BytesIO(result)) as pdf:
        assert len(pdf.pages) == 2
        assert [WORDS.split()[-2] in page.Contents.read_bytes() for page in pdf.pages] == [True, True]
        assert b"(Good evening) Tj" in pdf.pages[0].Contents.read_bytes()
        image = pdf.pages[0].Resources.XObject.Im1
        assert isinstance(image, Stream)
        seen = pikepdf.PdfImage(image)
        assert alike(seen.as_pil_image(), painting())
        assert set(pdf.Root.keys()) <= {"/Type", "/Pages", "/OCProperties"}
        assert not {"/Annots", "/AA", "/Thumb", "/PieceInfo", "/LastModified"} & set(pdf.pages[0].obj.keys())


def test_a_hidden_layer_stays_hidden(tmp_path: Path) -> None:
    result = bared(tmp_path, written(signed(plain())))
    with pikepdf.open(io.BytesIO(result)) as pdf:
        hidden = pdf.Root.OCProperties.D.OFF[0]
        assert str(hidden.Name) == "Layer"
        assert set(pdf.Root.OCProperties.D.keys()) == {"/OFF"}
        assert pdf.pages[0].Resources.Properties.OC1.objgen == hidden.objgen


def test_what_a_form_and_a_comment_show_is_painted_on_the_page(tmp_path: Path) -> None:
    result = bared(tmp_path, written(signed(plain())))
    with pikepdf.open(io.BytesIO(result)) as pdf:
        forms = [form for form in pdf.pages[0].Resources.XObject.values() if form.get(Name.Subtype) == Name.Form]
        assert any(b"0 1 0 rg" in form.read_bytes() for form in forms)


def test_earlier_revisions_do_not_come_along(tmp_path: Path) -> None:
    first = written(plain(), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    start = first.rindex(b"startxref")
    older = b"\n99 0 obj\n(" + NAME.encode() + b")\nendobj\n"
    table = int(first[start:].split()[1])
    update = (
        b"xref\n99 1\n%010d 00000 n \ntrailer\n<</Size 100/Root 1 0 R/Prev %d/Mine 99 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    )
    place = len(first) + 1
    assert table
    bared(tmp_path, first + older + update % (place, table, len(first + older)) + NAME.encode())


@pytest.mark.parametrize("compression", [pikepdf.ObjectStreamMode.generate, pikepdf.ObjectStreamMode.disable])
def test_object_streams_hide_nothing(compression: pikepdf.ObjectStreamMode, tmp_path: Path) -> None:
    bared(tmp_path, written(signed(plain()), object_stream_mode=compression))


def test_a_name_in_a_colour_profile_goes_and_the_colours_stay(tmp_path: Path) -> None:
    result = bared(tmp_path, written(plain()))
    with pikepdf.open(io.BytesIO(result)) as pdf:
        space = pdf.pages[0].Resources.XObject.Im1.ColorSpace
        bare = space[1].read_bytes()
        assert int.from_bytes(bare[:4], "big") == len(bare)
        assert {b"rXYZ", b"gTRC"} <= {bare[at : at + 4] for at in range(132, 132 + 12 * bare[131], 12)}


def test_a_jpeg_under_flate_is_cleaned_too(tmp_path: Path) -> None:
    pdf = plain()
    image = pdf.pages[0].Resources.XObject.Im1
    image.write(zlib.compress(jpeg()), filter=Array([Name.FlateDecode, Name.DCTDecode]))
    bared(tmp_path, written(pdf))


def test_a_jpeg_2000_is_cleaned_too(tmp_path: Path) -> None:
    made = saved(painting(), "JPEG2000", comment=NAME)
    pdf = plain()
    pdf.pages[0].Resources.XObject.Im1.write(made + _box(b"uuid", XMP) + _box(b"xml ", XMP), filter=Name.JPXDecode)
    bared(tmp_path, written(pdf))
    assert alike(opened(strip_jpeg2000(made + _box(b"uuid", XMP))), painting())


def _box(kind: bytes, body: bytes) -> bytes:
    return (len(body) + 8).to_bytes(4, "big") + kind + body


def test_stripping_a_jpeg_leaves_every_pixel_as_it_was() -> None:
    for sent in (jpeg(), saved(painting(), "JPEG", progressive=True, exif=b"Exif\0\0" + NAME.encode())):
        stripped = strip_jpeg(sent)
        assert not traces(stripped)
        assert opened(stripped).tobytes() == opened(sent).tobytes()


@pytest.mark.parametrize("user", ["", "secret"])
def test_an_encrypted_pdf_is_refused(user: str, tmp_path: Path) -> None:
    sent = written(plain(), encryption=pikepdf.Encryption(owner="owner", user=user))
    assert refused(tmp_path, sent) is Reason.ENCRYPTED


def test_a_pdf_cut_short_is_broken(tmp_path: Path) -> None:
    assert refused(tmp_path, written(plain())[:-400]) is Reason.BROKEN


def test_a_pdf_without_pages_is_broken(tmp_path: Path) -> None:
    assert (
        refused(tmp_path, b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n") is Reason.BROKEN
    )


def test_too_many_pages_or_objects_are_a_bomb(tmp_path: Path) -> None:
    sent = written(plain(3))
    assert refused(tmp_path, sent, limits=Limits(max_pages=2)) is Reason.BOMB
    assert refused(tmp_path, sent, limits=Limits(max_objects=5)) is Reason.BOMB


def test_a_form_that_a_program_paints_is_refused(tmp_path: Path) -> None:
    pdf = plain()
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=String(NAME))
    assert refused(tmp_path, written(pdf)) is Reason.CANNOT_BE_CLEANED


def test_two_cleanings_of_one_pdf_are_the_same(tmp_path: Path) -> None:
    sent = written(plain())
    assert cleaned(tmp_path, sent) == cleaned(tmp_path, sent)
    assert cleaned(tmp_path, sent)[0] is Kind.PDF
