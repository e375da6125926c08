"""XML of strangers: read without entities, network or comments, and with prefixes kept (offices depend on them)."""

from collections.abc import Callable, Iterator

from lxml import etree

from bot.files.kinds import FileRefused, Reason

Element = etree._Element


def parse(data: bytes) -> Element:
    """The root, without comments and processing instructions.

    Raises FileRefused: bomb (a document type, the place of entities: no office writes one), broken.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FileRefused(Reason.BROKEN, "XML") from error
    if root.getroottree().docinfo.doctype:
        raise FileRefused(Reason.BOMB, "XML with a document type")
    return root


def written(root: Element) -> bytes:
    """The document as bytes."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def local(name: object) -> str:
    """The name without its namespace; empty for what has none."""
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def space(name: str) -> str:
    """The namespace of a name."""
    return name[1:].partition("}")[0] if name.startswith("{") else ""


def each(root: Element) -> Iterator[Element]:
    """Every element that is still in the document when its turn comes, from a list made at the start."""
    for element in list(root.iter()):
        if element is root or element.getparent() is not None:
            yield element


def drop(element: Element) -> None:
    """Take an element out, and leave the words that follow it."""
    parent = element.getparent()
    if parent is None:
        return
    _leave(parent, parent.index(element), element.tail)
    element.tail = None
    parent.remove(element)


def unwrap(element: Element) -> None:
    """Take an element out, and leave its children and words in its place."""
    parent = element.getparent()
    if parent is None:
        return
    at, tail = parent.index(element), element.tail
    element.tail = None
    _leave(parent, at, element.text)
    for child in list(element):
        parent.insert(at, child)
        at += 1
    at = parent.index(element)
    parent.remove(element)
    _leave(parent, at, tail)


def _leave(parent: Element, at: int, words: str | None) -> None:
    """Put words before the child at this place."""
    if not words:
        return
    if at == 0:
        parent.text = (parent.text or "") + words
    else:
        parent[at - 1].tail = (parent[at - 1].tail or "") + words


def strip_attributes(element: Element, unwanted: Callable[[Element, str], bool]) -> None:
    """Delete the attributes for which this holds."""
    for name in [str(name) for name in element.attrib if unwanted(element, str(name))]:
        del element.attrib[name]
