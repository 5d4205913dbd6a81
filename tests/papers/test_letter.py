"""Letters opened again by another library than the one that wrote them."""

import io
import zipfile
from datetime import date

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from shanzhi.core.letter import Letter, Line
from shanzhi.papers.letter import write_letter

LINES = (Line("to", "各村："), Line("head", "一、情况"), Line("body", "本月检查四个村。"), Line("annex", "附件：1．表"))
TABLE = (("村", "分"), ("一村", "95"), ("=1+1", '=HYPERLINK("http://x.invalid")'))
SIGNED = Letter("考核通报", "考核通报〔2026〕1号", LINES, (TABLE,), "云岭县", date(2026, 9, 25))


def opened(letter: Letter):
    return Document(io.BytesIO(write_letter(letter)))


def test_texts_and_tables_come_back_as_they_are() -> None:
    paper = opened(SIGNED)
    assert [(p.style.name.removeprefix("Letter "), p.text) for p in paper.paragraphs] == [
        ("Number", "考核通报〔2026〕1号"), ("Title", "考核通报"), ("To", "各村："), ("Head", "一、情况"),
        ("Body", "本月检查四个村。"), ("Annex", "附件：1．表"), ("After", ""), ("Signed", "云岭县"),
        ("Signed", "2026年9月25日"),
    ]  # fmt: skip
    assert [tuple(c.text for c in row.cells) for row in paper.tables[0].rows] == list(TABLE)


def test_pages_lines_and_fonts_are_those_of_official_papers() -> None:
    paper = opened(SIGNED)
    page, style = paper.sections[0], {s.name.removeprefix("Letter "): s for s in paper.styles}
    assert (page.page_width.mm, page.page_height.mm) == (Mm(210).mm, Mm(297).mm) or page.page_width.pt == 595.3
    body, title = style["Body"], style["Title"]
    assert (body.font.size, body.paragraph_format.line_spacing) == (Pt(16), Pt(28))
    assert body.element.find(".//" + qn("w:ind")).get(qn("w:firstLineChars")) == "200"
    fonts = [s.element.find(".//" + qn("w:rFonts")).get(qn("w:eastAsia")) for s in (title, body, style["Head"])]
    assert (fonts, title.font.size) == (["方正小标宋简体", "仿宋_GB2312", "黑体"], Pt(22))
    assert (page.footer.paragraphs[0].text, page.even_page_footer.paragraphs[0].text) == ("— 1 —", "— 1 —")


def test_a_table_head_is_repeated_on_each_page() -> None:
    rows = opened(SIGNED).tables[0].rows
    assert [len(row._tr.findall(".//" + qn("w:tblHeader"))) for row in rows] == [1, 0, 0]  # noqa: SLF001


def test_a_draft_says_so_on_each_page_and_leaves_the_day_open() -> None:
    paper = opened(Letter("通报", "", LINES[:1], signed="云岭县", draft="草稿"))
    assert [p.text for p in paper.paragraphs] == ["草稿", "通报", "各村：", "云岭县", "    年  月  日"]
    assert paper.sections[0].header.paragraphs[0].text == "草稿"
    assert opened(SIGNED).sections[0].header.paragraphs[0].text == ""


def test_long_tables_and_uneven_rows_survive() -> None:
    rows = (("序号", "事项"), *((str(n), "清理" * 200) for n in range(3000)), ("缺一格",))
    table = opened(Letter("通报", "", (), (rows,))).tables[0]
    cells = [c.text or "" for c in table._cells]  # noqa: SLF001 - row by row takes minutes
    assert cells == [text for row in rows for text in (*row, *[""] * (2 - len(row)))]
    assert opened(Letter("通报", "", (), ((),))).tables == []


def test_nothing_but_page_numbers_is_reckoned_and_nothing_is_fetched() -> None:
    with zipfile.ZipFile(io.BytesIO(write_letter(SIGNED))) as box:
        parts = {name: box.read(name) for name in box.namelist()}
    assert box.testzip() is None if box.fp else True
    told = [(n, e.text) for n, data in parts.items() for e in etree.fromstring(data).iter(qn("w:instrText"))]
    assert told == [("word/footer1.xml", " PAGE "), ("word/footer2.xml", " PAGE ")]
    assert not any(b"TargetMode" in data for data in parts.values())


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert write_letter(SIGNED) == write_letter(SIGNED)


@given(st.text(max_size=60))
def test_any_text_is_held_but_for_what_xml_cannot(text: str) -> None:
    paper = opened(Letter(text, text, (Line("body", text),), (((text,),),), text, None, text))
    allowed = "".join(c for c in text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ") if held(c))
    assert {p.text for p in paper.paragraphs} <= {allowed, "", "    年  月  日"}
    assert paper.tables[0].cell(0, 0).text == allowed


def held(c: str) -> bool:
    return c == "\n" or (c >= " " and c != "\x7f" and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
