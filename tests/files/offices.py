"""Office documents written by hand, with the canary in every place where an office or a person leaves a name."""

import io
import zipfile

from tests.files.canary import NAME, PLACE
from tests.files.test_images import jpeg, png

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SLIDE = "http://schemas.openxmlformats.org/presentationml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
EXTERNAL = ' TargetMode="External"'
VENDOR = "application/vnd.openxmlformats-officedocument"
USER_PATH = f"file:///C:\\Users\\{NAME}\\plan.docx"

Parts = dict[str, bytes | str]


def zipped(parts: Parts, *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        package.comment = NAME.encode()
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def links(*rows: tuple[str, str, str]) -> str:
    """A part of relationships: identifier, last word of the type (or all of it), target; a colon makes it external."""
    written = "".join(
        f'<Relationship Id="{name}" Type="{word if ":" in word else f"{OFFICE}/{word}"}" Target="{target}"'
        f"{EXTERNAL if ':' in target else ''}/>"
        for name, word, target in rows
    )
    return f'<Relationships xmlns="{LINKS}">{written}</Relationships>'


def types(**overrides: str) -> str:
    rows = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in overrides.items())
    endings = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
    endings |= {"jpg": "image/jpeg", "png": "image/png", "bin": "application/octet-stream"}
    defaults = "".join(f'<Default Extension="{ending}" ContentType="{kind}"/>' for ending, kind in endings.items())
    return f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{defaults}{rows}</Types>'


def properties() -> Parts:
    """What every package of an office bears about its author."""
    return {
        "docProps/core.xml": f"<coreProperties><creator>{NAME}</creator><lastModifiedBy>{NAME}</lastModifiedBy></coreProperties>",
        "docProps/app.xml": f"<Properties><Company>{NAME}</Company><Manager>{NAME}</Manager></Properties>",
        "docProps/custom.xml": f"<Properties><property name='{NAME}'>{PLACE}</property></Properties>",
        "docProps/thumbnail.jpeg": jpeg(),
        "customXml/item1.xml": f"<b:Sources xmlns:b='b'>{NAME}</b:Sources>",
    }


def root_links(main: str) -> str:
    package = "http://schemas.openxmlformats.org/package/2006/relationships/metadata"
    return links(
        ("rId1", "officeDocument", main),
        ("rId2", f"{package}/core-properties", "docProps/core.xml"),
        ("rId3", "extended-properties", "docProps/app.xml"),
        ("rId4", "custom-properties", "docProps/custom.xml"),
        ("rId5", f"{package}/thumbnail", "docProps/thumbnail.jpeg"),
    )


def by(extra: str = "") -> str:
    return f'w:id="1" w:author="{NAME}" w:date="2026-01-01T00:00:00Z" {extra}'


def run(text: str) -> str:
    return f'<w:r w:rsidR="00AB12CD"><w:t>{text}</w:t></w:r>'


def field(instruction: str, result: str) -> str:
    parts = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"{parts[0]}<w:r><w:instrText>{instruction}</w:instrText></w:r>{parts[1]}{run(result)}{parts[2]}"


def docx(body: str = "", more: Parts | None = None) -> bytes:
    paragraph = (
        f'<w:p w:rsidR="00AB12CD" w:rsidRDefault="00AB12CD" w14:paraId="0A{NAME}"><w:pPr>'
        f"<w:pPrChange {by()}><w:pPr/></w:pPrChange></w:pPr>"
        f"{run('Good evening')}<w:ins {by()}>{run(', dear')}</w:ins><w:del {by()}><w:r><w:delText>{NAME}</w:delText></w:r></w:del>"
        f'<w:commentRangeStart w:id="0"/>{run(" guest")}<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
        f'<w:hyperlink r:id="rId7" w:tooltip="{NAME}">{run(" here")}</w:hyperlink>'
        f"{field(f' HYPERLINK &quot;{USER_PATH}&quot; ', ' there')}{field(' AUTHOR ', NAME)}{field(' PAGE ', '7')}"
        f'<w:fldSimple w:instr=" FILENAME \\p ">{run(NAME)}</w:fldSimple>'
        f'<w:smartTag w:uri="x" w:element="name"><w:smartTagPr><w:attr w:name="n" w:val="{NAME}"/></w:smartTagPr>{run("!")}</w:smartTag>'
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="{NAME}" descr="C:\\Users\\{NAME}" title="{NAME}"/>'
        f'<a:graphic><a:graphicData><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="{NAME}.jpg" descr="{NAME}"/></pic:nvPicPr>'
        '<pic:blipFill><a:blip r:embed="rId5"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
    )
    document = (
        f'<?xml version="1.0"?><!-- {NAME} --><?mso {NAME}?><w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}" xmlns:a="{DRAWING}" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f"<w:body><!-- {NAME} -->{paragraph}{body}</w:body></w:document>"
    )
    settings = (
        f'<w:settings xmlns:w="{WORD}" xmlns:r="{OFFICE}"><w:attachedTemplate r:id="rId1"/><w:rsids><w:rsid w:val="00AB12CD"/></w:rsids>'
        f'<w:docVars><w:docVar w:name="a" w:val="{NAME}"/></w:docVars><w:mailMerge><w:query w:val="{NAME}"/></w:mailMerge></w:settings>'
    )
    word = "word/document.xml"
    parts: Parts = {
        "[Content_Types].xml": types(**{word: f"{VENDOR}.wordprocessingml.document.main+xml"}),
        "_rels/.rels": root_links(word),
        word: document,
        "word/_rels/document.xml.rels": links(
            ("rId1", "styles", "styles.xml"),
            ("rId2", "comments", "comments.xml"),
            ("rId3", "http://schemas.microsoft.com/office/2011/relationships/people", "people.xml"),
            ("rId4", "settings", "settings.xml"),
            ("rId5", "image", f"media/{NAME}.jpg"),
            ("rId6", "customXml", "../customXml/item1.xml"),
            ("rId7", "hyperlink", USER_PATH),
        ),
        "word/styles.xml": f'<w:styles xmlns:w="{WORD}"><w:style w:styleId="a"><w:rsid w:val="00AB12CD"/></w:style></w:styles>',
        "word/comments.xml": f'<w:comments xmlns:w="{WORD}"><w:comment {by()} w:initials="{NAME}"/></w:comments>',
        "word/people.xml": f"<people><person author='{NAME}'/></people>",
        "word/settings.xml": settings,
        "word/_rels/settings.xml.rels": links(("rId1", "attachedTemplate", USER_PATH)),
        f"word/media/{NAME}.jpg": jpeg(),
        "word/printerSettings1.bin": NAME.encode(),
    }
    return zipped(parts | properties() | (more or {}))


def xlsx(sheet: str = "", more: Parts | None = None) -> bytes:
    book = (
        f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}" xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac">'
        f'<fileSharing userName="{NAME}"/><workbookPr codeName="{NAME}"/><x15ac:absPath url="C:\\Users\\{NAME}\\"/>'
        f'<sheets><sheet name="Prices" sheetId="1" r:id="rId1"/></sheets><extLst><ext uri="{NAME}"/></extLst></workbook>'
    )
    cells = '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>42</v></c></row></sheetData>'
    page = (
        f'<worksheet xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheetPr codeName="{NAME}"/>{cells}'
        f'<hyperlinks><hyperlink ref="A1" r:id="rId1" tooltip="{NAME}" display="{NAME}"/></hyperlinks><pageSetup orientation="landscape" r:id="rId2"/>'
        f'<legacyDrawing r:id="rId3"/>{sheet}</worksheet>'
    )
    notes = f"<authors><author>{NAME}</author></authors><comment ref='A1'><text><t>{NAME}: call</t></text></comment>"
    main = f"{VENDOR}.spreadsheetml.sheet.main+xml"
    parts: Parts = {
        "[Content_Types].xml": types(**{"xl/workbook.xml": main}),
        "_rels/.rels": root_links("xl/workbook.xml"),
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": links(
            ("rId1", "worksheet", "/xl/worksheets/sheet1.xml"),
            ("rId2", "sharedStrings", "sharedStrings.xml"),
            ("rId3", "http://schemas.microsoft.com/office/2017/10/relationships/person", "persons/person.xml"),
        ),
        "xl/persons/person.xml": f"<personList><person displayName='{NAME}'/></personList>",
        "xl/sharedStrings.xml": f'<sst xmlns="{SHEET}"><si><t>Coffee</t></si></sst>',
        "xl/worksheets/sheet1.xml": page,
        "xl/worksheets/_rels/sheet1.xml.rels": links(
            ("rId1", "hyperlink", f"mailto:{NAME}@example.com"),
            ("rId2", "printerSettings", "../printerSettings/printerSettings1.bin"),
            ("rId3", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
            ("rId4", "comments", "../comments1.xml"),
        ),
        "xl/printerSettings/printerSettings1.bin": NAME.encode("utf-16-le"),
        "xl/drawings/vmlDrawing1.vml": f"<xml>{NAME}</xml>",
        "xl/comments1.xml": f'<comments xmlns="{SHEET}">{notes}</comments>',
    }
    return zipped(parts | properties() | (more or {}))


def pptx(_: str = "", more: Parts | None = None) -> bytes:
    show = f'<p:presentation xmlns:p="{SLIDE}" xmlns:r="{OFFICE}"><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst></p:presentation>'
    shape = (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="{NAME}" descr="{NAME}"><a:hlinkClick r:id="rId3" tooltip="{NAME}"/></p:cNvPr></p:nvSpPr>'
        "<p:txBody><a:p><a:r><a:t>Good evening</a:t></a:r></a:p></p:txBody></p:sp>"
    )
    drawn = f'<p:pic><p:nvPicPr><p:cNvPr id="3" name="{NAME}.png"/></p:nvPicPr><p:blipFill><a:blip r:embed="rId2"/></p:blipFill></p:pic>'
    slide = f'<p:sld xmlns:p="{SLIDE}" xmlns:a="{DRAWING}" xmlns:r="{OFFICE}"><p:cSld><p:spTree>{shape}{drawn}</p:spTree></p:cSld></p:sld>'
    main = f"{VENDOR}.presentationml.presentation.main+xml"
    parts: Parts = {
        "[Content_Types].xml": types(**{"ppt/presentation.xml": main}),
        "_rels/.rels": root_links("ppt/presentation.xml"),
        "ppt/presentation.xml": show,
        "ppt/_rels/presentation.xml.rels": links(
            ("rId1", "slide", "slides/slide1.xml"), ("rId2", "commentAuthors", "commentAuthors.xml")
        ),
        "ppt/commentAuthors.xml": f'<p:cmAuthorLst xmlns:p="{SLIDE}"><p:cmAuthor name="{NAME}"/></p:cmAuthorLst>',
        "ppt/slides/slide1.xml": slide,
        "ppt/slides/_rels/slide1.xml.rels": links(
            ("rId1", "comments", "../comments/comment1.xml"),
            ("rId2", "image", "../media/image1.png"),
            ("rId3", "hyperlink", f"https://{NAME}.example/"),
        ),
        "ppt/comments/comment1.xml": f'<p:cmLst xmlns:p="{SLIDE}"><p:cm><p:text>{NAME}</p:text></p:cm></p:cmLst>',
        "ppt/media/image1.png": png(),
    }
    return zipped(parts | properties() | (more or {}))
