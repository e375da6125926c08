"""PDF: rewritten from its pages, with what else it holds left behind.

What can name a person (ISO 32000-1): the information dictionary, XMP of the document and of every object, file
identifiers, names and destinations, outlines, attachments, scripts and actions, forms, comments and their authors,
thumbnails, private data of programs (PieceInfo), alternate texts, earlier revisions and whatever no page reaches, EXIF.
"""

from collections.abc import Iterator
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf

from bot.files.kinds import FileRefused, Limits, Reason, words
from bot.files.pdf_content import clean_content, contents
from bot.files.pdf_objects import clean_object, keep, reachable

ROOT_KEPT = frozenset({"/Type", "/Pages", "/OCProperties", "/PageLayout", "/ViewerPreferences"})
LAYERS_KEPT, LAYERS_SHOWN = words("/OCGs /D"), words("/BaseState /ON /OFF")
PAGE_KEPT = words(
    "/Type /Parent /Kids /Count /Resources /MediaBox /CropBox /BleedBox /TrimBox /ArtBox /Contents /Rotate "
    "/Group /UserUnit"
)


def clean_pdf(source: Path, target: Path, limits: Limits) -> None:
    """Write the pages of a PDF to `target`: what is seen on them stays, forms and comments as painted.

    Raises FileRefused: encrypted, broken, bomb, cannot_be_cleaned.
    """
    try:
        with pikepdf.open(source, attempt_recovery=False, suppress_warnings=True) as pdf:
            _clean(pdf, limits)
            pdf.save(target, deterministic_id=True, fix_metadata_version=False, preserve_pdfa=False)
    except (FileRefused, MemoryError):
        raise
    except pikepdf.PasswordError as error:
        raise FileRefused(Reason.ENCRYPTED, "PDF") from error
    except Exception as error:  # a hostile object graph raises whatever it likes
        raise FileRefused(Reason.BROKEN, f"PDF: {type(error).__name__}") from error


def _clean(pdf: Pdf, limits: Limits) -> None:
    if pdf.is_encrypted:
        raise FileRefused(Reason.ENCRYPTED, "PDF")
    if len(pdf.objects) > limits.max_objects or len(pdf.pages) > limits.max_pages:
        raise FileRefused(Reason.BOMB, "PDF")
    if not len(pdf.pages):
        raise FileRefused(Reason.BROKEN, "a PDF without pages")
    if Name.XFA in pdf.Root.get(Name.AcroForm, Dictionary()):
        raise FileRefused(Reason.CANNOT_BE_CLEANED, "a form that a program paints")
    pdf.flatten_annotations("screen")
    for key in set(pdf.trailer.keys()) - {"/Root", "/Size"}:
        del pdf.trailer[key]
    keep(pdf.Root, ROOT_KEPT)
    if Name.OCProperties in pdf.Root:
        keep(pdf.Root.OCProperties, LAYERS_KEPT)
        keep(pdf.Root.OCProperties.D, LAYERS_SHOWN)
    for node in _page_tree(pdf.Root.Pages, limits.max_objects):
        keep(node, PAGE_KEPT)
    for page in pdf.pages:
        page.contents_coalesce()
    for obj in reachable(pdf):
        clean_object(obj)
    for content in contents(pdf):
        clean_content(content)


def _page_tree(root: Object, most: int) -> Iterator[Object]:
    waiting, met = [root], 0
    while waiting:
        node = waiting.pop()
        met += 1
        if met > most:
            raise FileRefused(Reason.BOMB, "page tree")
        yield node
        waiting.extend(kid for kid in node.get(Name.Kids, Array()) if isinstance(kid, Object))
