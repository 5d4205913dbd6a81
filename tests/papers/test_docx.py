"""What of a Word file becomes text."""

import io
import zipfile

import docx
from docx.oxml import parse_xml

from shanzhi.papers.intake import open_paper
from tests.papers.words import W, abstract, by_hand, level, lined, num, para, saved

LISTS = (
    abstract(
        1,
        level(0, "chineseCounting", "%1、"),
        level(1, "japaneseCounting", "（%2）"),
        level(2, "decimal", "%3."),
        level(3, "decimalEnclosedCircle", "%4"),
    )
    + num(1, 1)
    + num(2, 1, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>')
)
STRICT = '<d:p><d:pPr><d:numPr><d:numId d:val="1"/></d:numPr></d:pPr><d:r><d:t>甲</d:t></d:r></d:p>'


def _text(body, **parts):
    return open_paper(by_hand(body, **parts)).text


def test_paragraphs_are_lines_and_nothing_else_changes():
    paper = open_paper(lined("一、工作　目标", "", "ＡＢ１２ , 。"), "清沟方案.docx")
    assert (paper.kind, paper.text) == ("docx", "一、工作　目标\n\nＡＢ１２ , 。\n")
    assert (paper.title, paper.encoding, paper.pages) == ("清沟方案", "", None)


def test_table_rows_are_lines_with_empty_continued_cells():
    document = docx.Document()
    document.add_paragraph("前")
    table = document.add_table(3, 3)
    table.cell(0, 0).text = "清沟\n补路"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "跨列"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "跨行"
    table.cell(1, 1).text, table.cell(2, 2).text = "甲\t乙", "丙"
    document.add_paragraph("后")
    assert open_paper(saved(document)).text == "前\n清沟 补路\t跨列\t\n跨行\t甲 乙\t\n\t\t丙\n后\n"


def test_headers_and_footers_stay_out():
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "页脚"
    document.add_paragraph("正文")
    assert open_paper(saved(document)).text == "正文\n"


def test_numbers_are_computed_and_lower_levels_begin_again():
    body = "".join(
        para(text, 1, depth)
        for text, depth in [("甲", 0), ("乙", 1), ("丙", 1), ("丁", 2), ("3万元", 2), ("戊", 3), ("己", 0), ("庚", 1)]
    )
    lines = ["一、甲", "（一）乙", "（二）丙", "1.丁", "2. 3万元", "①戊", "二、己", "（一）庚"]
    assert _text(body, numbering=LISTS).splitlines() == lines


def test_lists_of_one_abstract_count_on_unless_told_to_start():
    body = para("甲", 1) + para("乙", 2) + para("丙", 2) + para("丁", 1)
    assert _text(body, numbering=LISTS).splitlines() == ["一、甲", "五、乙", "六、丙", "七、丁"]


def test_numbering_comes_by_style_and_can_be_taken_off():
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/>'
        '<w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H1a"><w:name w:val="sub"/><w:basedOn w:val="H1"/></w:style>'
    )
    lists = abstract(3, level(0, "chineseCountingThousand", "第%1章", '<w:pStyle w:val="H1"/>')) + num(3, 3)
    body = para("总则", style="H1") + para("附则", style="H1a") + para("无号", 0, style="H1") + para("罚则", style="H1")
    assert _text(body, numbering=lists, styles=styles).splitlines() == [
        "第一章 总则",
        "第二章 附则",
        "无号",
        "第三章 罚则",
    ]


def test_a_level_that_never_restarts_runs_on_across_sections():
    lists = abstract(4, level(0, "decimal", "%1、"), level(1, "decimal", "%2.", '<w:lvlRestart w:val="0"/>')) + num(
        4, 4
    )
    body = para("甲", 4) + para("乙", 4, 1) + para("丙", 4) + para("丁", 4, 1)
    assert _text(body, numbering=lists).splitlines() == ["1、甲", "1.乙", "2、丙", "2.丁"]


def test_legal_numbering_shows_all_levels_in_figures_and_bullets_show_nothing():
    legal = level(1, "decimal", "%1.%2", "<w:isLgl/>") + level(2, "bullet", "\uf0b7")
    lists = abstract(5, level(0, "chineseCounting", "%1、"), legal) + num(5, 5)
    body = para("甲", 5) + para("乙", 5, 1) + para("2026年", 5, 1) + para("丙", 5, 2)
    assert _text(body, numbering=lists).splitlines() == ["一、甲", "1.1 乙", "1.2 2026年", "丙"]


def test_tracked_insertions_are_in_and_deletions_out():
    body = (
        "<w:p><w:r><w:t>清</w:t></w:r><w:ins><w:r><w:t>沟</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>路</w:delText></w:r></w:del></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p>" + para("后半")
    )
    assert _text(body) == "清沟\n前半后半\n"


def test_content_controls_breaks_hidden_text_and_generated_contents():
    contents = '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    body = (
        f"{contents}<w:sdtContent>{para('目录')}</w:sdtContent></w:sdt>"
        f"<w:sdt><w:sdtContent>{para('控件里')}</w:sdtContent></w:sdt>"
        "<w:p><w:r><w:t>上</w:t><w:br/><w:t>下</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r></w:p>"
        "<w:p><w:r><w:instrText>PAGE</w:instrText><w:t>域</w:t><w:noBreakHyphen/></w:r></w:p>"
    )
    assert _text(body) == "控件里\n上\n下\n域-\n"


def test_a_text_box_is_read_once_after_its_paragraph():
    document = docx.Document()
    paragraph = document.add_paragraph("锚")
    inner = f"<w:txbxContent>{para('框内')}</w:txbxContent>"
    run = (
        f'<w:r {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:v">'
        f"<mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing>{inner}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    paragraph._p.append(parse_xml(run))  # noqa: SLF001 - python-docx makes no boxes
    document.add_paragraph("后")
    assert open_paper(saved(document)).text == "锚\n框内\n后\n"


def test_strict_office_files_are_read_too():
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as box:
        box.writestr("word/document.xml", f'<d:document xmlns:d="{strict}"><d:body>{STRICT}</d:body></d:document>')
        box.writestr("word/numbering.xml", f"<w:numbering {W}>{LISTS}</w:numbering>")
    assert open_paper(out.getvalue()).text == "一、甲\n"
