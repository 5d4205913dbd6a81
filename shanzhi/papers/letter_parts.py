"""The parts of a letter that are the same in each: styles, settings, page numbers, what points to what."""

from collections.abc import Mapping
from typing import Final

from lxml import etree

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SONG, _FANG, _HEI, _KAI = "宋体", "仿宋_GB2312", "黑体", "楷体_GB2312"
_TITLE: Final = "方正小标宋简体"
_LINE: Final = "560"  # twentieths of a point: lines of 28 pt, 22 on a page

_LOOKS: Final[tuple[tuple[str, str, int, str], ...]] = (
    # name, font, half points, what stands in the paragraph's properties
    ("Draft", _HEI, 32, '<w:jc w:val="left"/>'),
    ("Number", _FANG, 32, ('<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="6" w:color="FF0000"/></w:pBdr>'
     '{lines}<w:jc w:val="center"/>')),
    ("Title", _TITLE, 44, ('<w:keepNext/><w:spacing w:before="560" w:after="280" w:line="640" w:lineRule="exact"/>'
     '<w:jc w:val="center"/>')),
    ("Caption", _KAI, 32, '{lines}<w:jc w:val="center"/>'),
    ("To", _FANG, 32, '{lines}<w:jc w:val="left"/>'),
    ("Head", _HEI, 32, '<w:keepNext/>{lines}<w:ind w:firstLineChars="200" w:firstLine="640"/>'),
    ("Subhead", _KAI, 32, '<w:keepNext/>{lines}<w:ind w:firstLineChars="200" w:firstLine="640"/>'),
    ("Body", _FANG, 32, '{lines}<w:ind w:firstLineChars="200" w:firstLine="640"/><w:jc w:val="both"/>'),
    ("Annex", _FANG, 32, ('<w:spacing w:before="560" w:line="560" w:lineRule="exact"/>'
     '<w:ind w:leftChars="700" w:left="2240" w:hangingChars="500" w:hanging="1600"/>')),
    ("AnnexMore", _FANG, 32, '{lines}<w:ind w:leftChars="700" w:left="2240" w:hangingChars="200" w:hanging="640"/>'),
    ("Signed", _FANG, 32, ('<w:keepNext/><w:keepLines/>{lines}<w:ind w:rightChars="400" w:right="1280"/>'
     '<w:jc w:val="right"/>')),
    ("CellHead", _HEI, 24, '<w:spacing w:line="400" w:lineRule="atLeast"/><w:jc w:val="center"/>'),
    ("Cell", _FANG, 24, '<w:spacing w:line="400" w:lineRule="atLeast"/><w:jc w:val="left"/>'),
    ("After", _FANG, 32, "{lines}"),
    ("Foot", _SONG, 28, ""),
    ("Top", _HEI, 21, '<w:jc w:val="center"/>'),
)  # fmt: skip


def _styles() -> str:
    lines = f'<w:spacing w:line="{_LINE}" w:lineRule="exact"/>'
    out = [
        _XML, (f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{_fonts(_FANG)}<w:sz w:val="32"/>'
        '<w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'),
    ]  # fmt: skip
    for name, font, size, set_ in _LOOKS:
        out.append(
            f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="Letter {name}"/>'
            f'<w:basedOn w:val="Normal"/><w:pPr>{set_.replace("{lines}", lines)}</w:pPr>'
            f'<w:rPr>{_fonts(font)}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
        )
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    frame = "".join(f'<w:{s} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for s in sides)
    out.append(
        '<w:style w:type="table" w:customStyle="1" w:styleId="Grid"><w:name w:val="Letter Grid"/>'
        f"<w:tblPr><w:tblBorders>{frame}</w:tblBorders></w:tblPr></w:style></w:styles>"
    )
    return "".join(out)


def _fonts(name: str) -> str:
    """Chinese in the font named; figures and Latin letters in what every machine has."""
    return f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="{name}"/>'


def element(name: str, *inside: etree._Element | str | Mapping[str, str]) -> etree._Element:
    """An element of WordprocessingML: its attributes, its text or what stands in it, in this order."""
    out = etree.Element(f"{{{W}}}{name}", nsmap={"w": W, "r": R})
    for part in inside:
        if isinstance(part, str):
            out.text = part
        elif isinstance(part, Mapping):
            for key, said in part.items():
                out.set(key, said)
        else:
            out.append(part)
    return out


def foot(side: str) -> bytes:
    """The foot of a page: — 3 —, in 4号 half-width figures, one character from the edge."""
    begin, parts, end = (_run(element("fldChar", {f"{{{W}}}fldCharType": k})) for k in ("begin", "separate", "end"))
    page = element("instrText", " PAGE ", {_SPACE: "preserve"})
    runs = (_run(_text("— ")), begin, _run(page), parts, _run(_text("1")), end, _run(_text(" —")))
    edge = element("ind", {f"{{{W}}}{side}Chars": "100", f"{{{W}}}{side}": "280"})
    set_ = element("pPr", element("pStyle", {f"{{{W}}}val": "Foot"}), edge, element("jc", {f"{{{W}}}val": side}))
    return _bytes(element("ftr", element("p", set_, *runs)))


def head(text: str) -> bytes:
    """The head of each page; "" for an empty one."""
    set_ = element("pPr", element("pStyle", {f"{{{W}}}val": "Top"}))
    return _bytes(element("hdr", element("p", set_, *([_run(_text(text))] if text else []))))


def _run(inside: etree._Element) -> etree._Element:
    return element("r", inside)


def _text(text: str) -> etree._Element:
    return element("t", text, {_SPACE: "preserve"})


def _bytes(element: etree._Element) -> bytes:
    return bytes(etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True))


def _types() -> str:
    parts = (("document", "document.main"), ("styles", "styles"), ("settings", "settings"), ("header1", "header"),
             ("footer1", "footer"), ("footer2", "footer"))  # fmt: skip
    said = "".join(f'<Override PartName="/word/{n}.xml" ContentType="{_WORD}.{kind}+xml"/>' for n, kind in parts)
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{said}</Types>'
    )


def _relations(*rows: tuple[str, str]) -> str:
    said = "".join(
        f'<Relationship Id="rId{n}" Type="{R}/{kind}" Target="{to}"/>' for n, (kind, to) in enumerate(rows, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{said}</Relationships>'


_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
FIXED: Final[dict[str, bytes]] = {
    name: text.encode()
    for name, text in (
        ("[Content_Types].xml", _types()),
        ("_rels/.rels", _relations(("officeDocument", "word/document.xml"))),
        ("word/_rels/document.xml.rels", _relations(
            ("styles", "styles.xml"), ("settings", "settings.xml"), ("header", "header1.xml"),
            ("footer", "footer1.xml"), ("footer", "footer2.xml"))),
        ("word/styles.xml", _styles()),
        ("word/settings.xml", f'{_XML}<w:settings xmlns:w="{W}"><w:evenAndOddHeaders/></w:settings>'),
    )
}  # fmt: skip
"""Parts that are the same in every letter, by their path; what says what is in the box comes first."""
