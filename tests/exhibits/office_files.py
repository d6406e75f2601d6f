"""Office files with something hidden in every place we know, each marked with a canary."""

from __future__ import annotations

import io
import zipfile

import openpyxl
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from PIL import Image, PngImagePlugin

CANARY = "QUETZAL"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
REL = "http://schemas.openxmlformats.org/package/2006/relationships"
CT = "http://schemas.openxmlformats.org/package/2006/content-types"
OFFICE = "application/vnd.openxmlformats-officedocument"


def packed(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def everything_in(content: bytes) -> bytes:
    """Names and contents of all parts, unfolded."""
    return b"\n".join(name.encode() + b"\n" + body for name, body in unpacked(content).items()) + content


def relations(*rows: tuple[str, str, str, bool]) -> str:
    lines = "".join(
        f'<Relationship Id="{key}" Type="{R}/{what}" Target="{target}"{" TargetMode=" + chr(34) + "External" + chr(34) if out else ""}/>'
        for key, what, target, out in rows
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{REL}">{lines}</Relationships>'


def types(**parts: str) -> str:
    lines = "".join(f'<Override PartName="/{name}" ContentType="{OFFICE}.{said}+xml"/>' for name, said in parts.items())
    return (
        f'<?xml version="1.0"?><Types xmlns="{CT}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>{lines}</Types>'
    )


def picture() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", CANARY)
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "PNG", pnginfo=notes)
    return out.getvalue()


SHOWN = "Bonjour, voici le rapport."
DRAWN = (
    '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    f'<wp:docPr id="1" name="{CANARY}.png" descr="C:\\\\{CANARY}"/><a:graphic xmlns:a="{A}"><a:graphicData '
    'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr>'
    f'<pic:cNvPr id="1" name="{CANARY}"/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rPic"/></pic:blipFill></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)
HIDDEN = f"""
<w:p w:rsidR="{CANARY}"><w:ins w:id="1" w:author="{CANARY}" w:date="2026-01-01T00:00:00Z"><w:r><w:t>inséré visible</w:t></w:r></w:ins>
<w:del w:id="2" w:author="{CANARY}"><w:r><w:delText>{CANARY}</w:delText></w:r></w:del>
<w:r><w:rPr><w:vanish/></w:rPr><w:t>{CANARY}</w:t></w:r><w:r><w:rPr><w:rStyle w:val="Cache"/></w:rPr><w:t>{CANARY}</w:t></w:r>
<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>pas caché</w:t></w:r>
<w:bookmarkStart w:id="3" w:name="{CANARY}"/><w:commentRangeStart w:id="4"/><w:r><w:commentReference w:id="4"/></w:r>
<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDETEXT "C:\\{CANARY}"</w:instrText></w:r>
<w:r><w:t>résultat du champ</w:t></w:r><w:del w:id="9" w:author="x"><w:r><w:footnoteReference w:id="7"/></w:r></w:del>
<w:r><w:footnoteReference w:id="8"/></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="Cache"/></w:pPr><w:r><w:t>{CANARY}</w:t></w:r></w:p>
<w:tbl><w:tr><w:trPr><w:del w:id="5" w:author="x"/></w:trPr><w:tc><w:p><w:r><w:t>{CANARY}</w:t></w:r></w:p></w:tc></w:tr>
<w:tr><w:tc><w:p><w:r><w:t>ligne gardée</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:sdt><w:sdtPr><w:tag w:val="{CANARY}"/></w:sdtPr><w:sdtContent><w:p><w:hyperlink r:id="rWeb"><w:r><w:t>le site</w:t></w:r></w:hyperlink>
<w:hyperlink r:id="rFile"><w:r><w:t>le partage</w:t></w:r></w:hyperlink></w:p></w:sdtContent></w:sdt>
<w:p>{DRAWN}</w:p>
"""


def word(more: str = HIDDEN, *rows: tuple[str, str, str, bool], **parts: str | bytes) -> bytes:
    """A Word document whose shown words are `SHOWN` and a few others, with canaries in every hidden place."""
    body = (
        f'<?xml version="1.0"?><w:document xmlns:w="{W}" xmlns:r="{R}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14"><w:body>'
        f'<w:p w14:paraId="{CANARY}"><w:r><w:t>{SHOWN}</w:t></w:r></w:p>{more}<w:sectPr/></w:body></w:document>'
    )
    note = f'<w:footnote w:id="7"><w:p><w:r><w:t>{CANARY}</w:t></w:r></w:p></w:footnote>'
    return packed(
        {
            "[Content_Types].xml": types(
                **{
                    "word/document.xml": "wordprocessingml.document.main", "word/styles.xml": "wordprocessingml.styles",
                    "word/comments.xml": "wordprocessingml.comments", "word/footnotes.xml": "wordprocessingml.footnotes",
                    "word/settings.xml": "wordprocessingml.settings",
                }
            ),
            "_rels/.rels": relations(
                ("r1", "officeDocument", "word/document.xml", False), ("r2", "core-properties", "docProps/core.xml", False)
            ),
            "docProps/core.xml": f"<creator>{CANARY}</creator>",
            "customXml/item1.xml": f"<x>{CANARY}</x>",
            f"stray/{CANARY}.txt": CANARY,
            "word/document.xml": body,
            "word/styles.xml": f'<w:styles xmlns:w="{W}"><w:style w:styleId="Cache"><w:rPr><w:vanish/></w:rPr></w:style>'
            '<w:style w:styleId="Pale"><w:rPr><w:color w:val="FFFFFF" w:themeColor="background1"/></w:rPr></w:style>'
            '<w:style w:styleId="Bleu"><w:tcPr><w:shd w:val="clear" w:fill="1F3864"/></w:tcPr></w:style></w:styles>',
            "word/comments.xml": f'<w:comments xmlns:w="{W}"><w:comment w:author="{CANARY}"/></w:comments>',
            "word/settings.xml": f'<w:settings xmlns:w="{W}"><w:docVars><w:docVar w:name="{CANARY}"/></w:docVars></w:settings>',
            "word/footnotes.xml": f'<w:footnotes xmlns:w="{W}">{note}<w:footnote w:id="8"><w:p><w:r><w:t>note gardée</w:t></w:r></w:p>'
            "</w:footnote></w:footnotes>",
            "word/media/image1.png": picture(),
            "word/_rels/document.xml.rels": relations(
                ("rS", "styles", "styles.xml", False), ("rC", "comments", "comments.xml", False),
                ("rSet", "settings", "settings.xml", False), ("rN", "footnotes", "footnotes.xml", False),
                ("rX", "customXml", "../customXml/item1.xml", False), ("rPic", "image", "media/image1.png", False),
                ("rWeb", "hyperlink", "https://example.org/aide", True), ("rFile", "hyperlink", f"file:///C:/{CANARY}", True),
                ("rT", "attachedTemplate", f"file:///C:/{CANARY}.dotx", True), *rows,
            ),
            **parts,
        }
    )  # fmt: skip


def excel(formula: bool = False) -> bytes:
    """A workbook with a visible sheet, and canaries in hidden sheets, rows, columns, names, comments and properties."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title, sheet["A1"], sheet["B1"] = "Comptes", SHOWN, 12
    sheet["A1"].comment = Comment(CANARY, CANARY)
    sheet["A2"], sheet["E1"] = CANARY, CANARY
    sheet.row_dimensions[2].hidden, sheet.column_dimensions["E"].hidden = True, True
    if formula:
        sheet["C1"] = "=B1*2"
    hidden = book.create_sheet(CANARY)
    hidden["A1"], hidden.sheet_state = CANARY, "veryHidden"
    book.defined_names[CANARY] = DefinedName(CANARY, attr_text=f"{CANARY}!$A$1")
    book.properties.creator, book.properties.title = CANARY, CANARY
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def shared_strings() -> bytes:
    """The same with its texts in the list that books share, as Excel writes them."""
    from app.plumbing.pictures.ooxml import S

    sheet = f'<worksheet xmlns="{S}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2" hidden="1"><c r="A2" t="s"><v>1</v></c></row></sheetData></worksheet>'  # fmt: skip
    return packed(
        {
            "[Content_Types].xml": types(
                **{
                    "xl/workbook.xml": "spreadsheetml.sheet.main", "xl/worksheets/sheet1.xml": "spreadsheetml.worksheet",
                    "xl/sharedStrings.xml": "spreadsheetml.sharedStrings",
                }
            ),
            "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml", False)),
            "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                ("r1", "worksheet", "/xl/worksheets/sheet1.xml", False), ("r2", "sharedStrings", "sharedStrings.xml", False)
            ),
            "xl/worksheets/sheet1.xml": sheet,
            "xl/sharedStrings.xml": f'<sst xmlns="{S}"><si><t>{SHOWN}</t></si><si><t>{CANARY}</t></si></sst>',
        }
    )  # fmt: skip


def slides(hide_all: bool = False) -> bytes:
    """A presentation with a slide, a hidden slide, a hidden shape, speaker's notes and comments."""

    def slide(text: str, attributes: str = "", more: str = "") -> str:
        shape = f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="{CANARY}"{{}}/></p:nvSpPr><p:txBody><a:p><a:r><a:t>{{}}</a:t></a:r></a:p></p:txBody></p:sp>'
        tree = shape.format("", text) + shape.format(' hidden="1"', CANARY)
        return f'<p:sld xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{R}"{attributes}><p:cSld><p:spTree>{tree}{more}</p:spTree></p:cSld><p:timing/></p:sld>'

    kinds = {f"ppt/slides/slide{n}.xml": "presentationml.slide" for n in (1, 2)}
    return packed(
        {
            "[Content_Types].xml": types(
                **{"ppt/presentation.xml": "presentationml.presentation.main", "ppt/notesSlides/n.xml": "presentationml.notesSlide", **kinds}
            ),
            "_rels/.rels": relations(("r1", "officeDocument", "ppt/presentation.xml", False)),
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{P}" xmlns:r="{R}"><p:sldIdLst><p:sldId id="256" r:id="s1"/>'
            '<p:sldId id="257" r:id="s2"/></p:sldIdLst></p:presentation>',
            "ppt/_rels/presentation.xml.rels": relations(
                ("s1", "slide", "slides/slide1.xml", False), ("s2", "slide", "slides/slide2.xml", False)
            ),
            "ppt/slides/slide1.xml": slide(SHOWN, ' show="0"' if hide_all else ""),
            "ppt/slides/_rels/slide1.xml.rels": relations(("n", "notesSlide", "../notesSlides/n.xml", False)),
            "ppt/slides/slide2.xml": slide(CANARY, ' show="0"'),
            "ppt/notesSlides/n.xml": f'<p:notes xmlns:p="{P}">{CANARY}</p:notes>',
        }
    )  # fmt: skip
