"""Sheets opened again by other libraries."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
from python_calamine import CalamineWorkbook

from shanzhi.core.plan.facts import Clause, Plan, Span, Task
from shanzhi.papers.breakdown import breakdown
from shanzhi.papers.sheet import Column, Sheet
from shanzhi.papers.xlsx import write_sheet

COLUMNS = (Column("序号", 6, "number"), Column("组", 10, merged=True), Column("内容", 30), Column("时限", 12, "date"))


def _rows(data):
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def _page(data):
    return openpyxl.load_workbook(io.BytesIO(data)).active


def test_cells_come_back_as_they_are():
    rows = [
        (1, "甲", "清\n沟", date(2026, 8, 25)),
        (2, "甲", None, None),
        (Decimal("2.5"), "乙", "\x00\x07净", "8月底"),
    ]
    out = _rows(write_sheet(Sheet("台账", "单位：某镇", COLUMNS, rows)))
    assert out == [
        ["台账", "", "", ""],
        ["单位：某镇", "", "", ""],
        ["序号", "组", "内容", "时限"],
        [1.0, "甲", "清\n沟", date(2026, 8, 25)],
        [2.0, "甲", "", ""],
        [2.5, "乙", "净", "8月底"],
    ]


def test_formulas_stay_text():
    wild = ["=1+1", "+1", "-1", "@x", "\t=1", "=HYPERLINK(1)", "\n=1", "＝1+1", "=cmd|' /C calc'!A0", "{=1}", "=1\x00"]
    page = _page(write_sheet(Sheet("=1", "=2", (Column("=3", 9),), [(text,) for text in wild])))
    cells = [page.cell(row, 1) for row in range(1, 4 + len(wild))]
    wild[-1] = "=1"
    assert [cell.value for cell in cells] == ["=1", "=2", "=3", *wild]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells[3:] if not cell.quotePrefix] == ["{=1}"]


def test_another_program_sees_no_formula_and_numbers_stay_numbers():
    rows = [("=1+1", "@SUM(A1)", -5, 2.5), ("\r=1", "－1", 7, Decimal("-0.5"))]
    columns = tuple(
        Column(name, 9, kind) for name, kind in (("甲", "text"), ("乙", "centre"), ("丙", "number"), ("丁", "number"))
    )
    data = write_sheet(Sheet("表", "", columns, rows))
    with zipfile.ZipFile(io.BytesIO(data)) as box:
        xml = b"".join(box.read(n) for n in box.namelist() if n.startswith("xl/worksheets/"))
    assert b"<f>" not in xml
    assert b"<f " not in xml
    read = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()[3:]
    assert [[r[0].strip(), *r[1:]] for r in read] == [["=1+1", "@SUM(A1)", -5.0, 2.5], ["=1", "－1", 7.0, -0.5]]


def test_layout_is_ready_to_print():
    page = _page(write_sheet(Sheet("清沟/台账", "", COLUMNS, [(1, "甲", "", None), (2, "甲", "", None)])))
    assert page.title == "清沟 台账"
    assert {str(merged) for merged in page.merged_cells.ranges} == {"A1:D1", "A2:D2", "B4:B5"}
    assert (page.freeze_panes, page.print_title_rows) == ("A4", "$1:$3")
    assert (page.page_setup.orientation, page.page_setup.paperSize, page.page_setup.fitToHeight) == ("landscape", 9, 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert page["C4"].alignment.wrap_text
    assert page["C4"].border.left.style == "thin"
    assert page.column_dimensions["C"].width == 30


def test_ten_thousand_rows_arrive():
    rows = [(n, "甲", "清沟" * 20, date(2026, 8, 25)) for n in range(10_000)]
    assert len(_rows(write_sheet(Sheet("台账", "", COLUMNS, rows)))) == 10_003


def test_the_breakdown_of_a_plan():
    head, item = Span(1, 0, 4, "一、清沟"), Span(2, 5, 20, "（一）清淤（水利站，月底前）")
    clauses = (
        Clause(0, (), "", 0, Span(1, 0, 0, ""), 0, 0),
        Clause(1, ("一",), "清沟", 1, head, 0, 5),
        Clause(2, ("一", "（一）"), "清淤", 2, item, 5, 20),
    )
    task = Task(("一", "（一）"), "清淤", Span(2, 10, 18, "水利站，月底前"), ("水利站",), ("各村",), deadline="月底前")
    plan = Plan("", "清沟方案", "township", "某镇", clauses, (task,))
    out = _rows(breakdown(plan, on=date(2026, 3, 5)))
    assert out[0][0] == "清沟方案任务分解表"
    assert out[1][0] == "填报单位：某镇　　　　填报日期：2026年3月5日"
    titles = [
        "序号",
        "重点任务",
        "具体内容",
        "牵头单位",
        "责任单位",
        "配合单位",
        "责任人",
        "完成时限",
        "原文依据（条款）",
    ]
    assert out[2] == titles
    assert out[3] == [1.0, "清沟", "清淤", "水利站", "各村", "", "", "月底前", "一（一）：水利站，月底前"]
    assert len(_rows(breakdown(Plan("", "", "", "", ())))) == 3
