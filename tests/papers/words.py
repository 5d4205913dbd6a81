"""Makes .docx files for tests, by python-docx and by hand."""

import io
import zipfile

import docx
from docx.document import Document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(document: Document) -> bytes:
    """Gives the bytes of a python-docx document."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def lined(*lines: str) -> bytes:
    """Gives a .docx with a paragraph for each line."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def by_hand(body: str, *, numbering: str = "", styles: str = "", prolog: str = "") -> bytes:
    """Gives a .docx of raw WordprocessingML."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("word/document.xml", f"{prolog}<w:document {W}><w:body>{body}</w:body></w:document>")
        if numbering:
            box.writestr("word/numbering.xml", f"<w:numbering {W}>{numbering}</w:numbering>")
        if styles:
            box.writestr("word/styles.xml", f"<w:styles {W}>{styles}</w:styles>")
    return out.getvalue()


def para(text: str, num: int | None = None, level: int = 0, style: str = "") -> str:
    """Gives a w:p, numbered by a list or a style."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    listed = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>' if num is not None else ""
    return f"<w:p><w:pPr>{named}{listed}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def level(depth: int, fmt: str, text: str, more: str = "", start: int = 1) -> str:
    """Gives a w:lvl."""
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{fmt}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(n: int, *levels: str, more: str = "") -> str:
    """Gives a w:abstractNum."""
    return f'<w:abstractNum w:abstractNumId="{n}">{more}{"".join(levels)}</w:abstractNum>'


def num(n: int, of: int, overrides: str = "") -> str:
    """Gives a w:num."""
    return f'<w:num w:numId="{n}"><w:abstractNumId w:val="{of}"/>{overrides}</w:num>'
