"""Lists as offices keep them, read; and the same file back with marks, opened by another library."""

import io
import re
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from shanzhi.core.kinds import Refused, Words
from shanzhi.core.register import NEEDED, PEOPLE_COLUMNS, UNIT_COLUMNS, Row
from shanzhi.papers.lists import MOST_ROWS, mark_list, read_list
from shanzhi.papers.sheet import Column, Sheet
from shanzhi.papers.xlsx import write_sheet

FILLED = "FFFFE699"


def book(*rows, sheet="名单", before=None):
    made = openpyxl.Workbook()
    page = made.active
    page.title = sheet
    for row in rows:
        page.append(row)
    if before:
        before(page)
    return saved(made)


def saved(made) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def people(data):
    return read_list(data, PEOPLE_COLUMNS, NEEDED["people"])


def units(data):
    return read_list(data, UNIT_COLUMNS, NEEDED["units"])


def shown(data):
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def refused_code(read, data) -> str:
    with pytest.raises(Refused) as caught:
        read(data)
    return caught.value.code


def test_titles_are_found_below_headings_and_by_other_names():
    data = book(
        ["云岭县人员名单"],
        [],
        ["制表：某科"],
        ["序号", "登录名*", "姓 名", "角色（必填）", "单位", "开始日期", "结束日期"],
        [1, " wang ", "　王甲\n", "责任单位", "县农业农村局", date(2026, 3, 1), "2026年12月1日"],
        [],
        [2, "ｌｉ", "李乙", "领导", None, datetime(2026, 3, 1, 8), 20261201],  # noqa: DTZ001 - sheets know no zone
    )
    listed = people(data)
    assert (listed.sheet, listed.header) == ("名单", 4)
    assert listed.rows == (
        Row(5, {"username": "wang", "name": "王甲", "role": "责任单位", "unit": "县农业农村局", "from_on": "2026-03-01",
                "to_on": "2026年12月1日"}),
        Row(7, {"username": "ｌｉ", "name": "李乙", "role": "领导", "unit": "", "from_on": "2026-03-01",
                "to_on": "20261201"}),
    )  # fmt: skip


def test_numbers_full_width_digits_and_merged_cells():
    def merge(page):
        page.merge_cells("B2:B4")

    data = book(
        ["单位", "行政区划代码", "上级单位"],
        ["甲局", 999901000000, None],
        ["乙局"],
        ["丙局"],
        ["丁局", "９９９９０１", None],
        before=merge,
    )
    assert [(r.n, r.cells["name"], r.cells["place"]) for r in units(data).rows] == [
        (2, "甲局", "999901000000"),
        (3, "乙局", "999901000000"),
        (4, "丙局", "999901000000"),
        (5, "丁局", "999901"),
    ]


def test_formulas_count_by_the_value_last_reckoned():
    """A file whose formula was reckoned by another program: its value stands beside the formula."""
    made = book(["单位名称", "简称"], ["甲局", '=A2&"办"'], ["乙局", "=1/0"])
    done = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(done, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                values = (b"B2", b"str", "甲局办".encode()), (b"B3", b"e", b"#DIV/0!")
                for at, kind, value in values:
                    part = re.sub(
                        rb'<c r="%s"[^>]*>(<f>.*?</f>).*?</c>' % at,
                        rb'<c r="%s" t="%s">\g<1><v>%s</v></c>' % (at, kind, value),
                        part,
                    )
            new.writestr(name, part)
    wrong = Words("单元格 {cell} 的公式出错，请改正，或直接写上内容。", {"cell": "B3"})
    assert units(done.getvalue()).rows == (
        Row(2, {"name": "甲局", "aliases": "甲局办"}),
        Row(3, {"name": "乙局", "aliases": "#DIV/0!"}, (wrong,)),
    )


def test_a_formula_never_reckoned_is_a_fault_of_its_row():
    row = units(book(["单位名称", "简称"], ["甲局", '=A2&"办"'])).rows[0]
    assert [w.args["cell"] for w in row.faults] == ["B2"]
    assert str(row.faults[0]).startswith("单元格 B2 是公式，还没有算出结果。")


def test_bad_rows_come_back_marked_and_all_else_as_it_was():
    def dress(page):
        page["A3"].font = openpyxl.styles.Font(name="黑体", size=20)
        page["C3"] = "=1+1"
        page.column_dimensions["A"].width = 33
        page.parent.create_sheet("说明").append(["别动"])

    data = book(["单位名称", "地区", "备注"], ["甲局", "某地", "好"], ["乙局", "某地"], before=dress)
    out = mark_list(data, units(data), {3: "=没有这个地区"}, {"初始密码": {2: "@abc"}})
    assert shown(out)[0] == ["单位名称", "地区", "备注", "问题", "初始密码"]
    assert [row[3:] for row in shown(out)[1:]] == [["", "@abc"], ["=没有这个地区", ""]]
    page = openpyxl.load_workbook(io.BytesIO(out))["名单"]
    assert [page.cell(r, 1).fill.start_color.rgb == FILLED for r in (1, 2, 3)] == [False, False, True]
    assert (page["A3"].font.name, page["C3"].value, page.column_dimensions["A"].width) == ("黑体", "=1+1", 33)
    assert [(page[a].data_type, page[a].quotePrefix) for a in ("D3", "E2")] == [("s", True), ("s", True)]
    assert page.parent["说明"]["A1"].value == "别动"


def test_a_marked_file_corrected_loses_its_marks():
    data = book(["单位名称", "地区"], ["甲局", "火星"], ["乙局", "某地"])
    once = mark_list(data, units(data), {2: "没有火星"})
    twice = mark_list(once, units(once), {3: "没有某地"})
    assert shown(twice) == [["单位名称", "地区", "问题"], ["甲局", "火星", ""], ["乙局", "某地", "没有某地"]]
    page = openpyxl.load_workbook(io.BytesIO(twice)).active
    assert [page.cell(r, 1).fill.fill_type for r in (2, 3)] == [None, "solid"]


def test_what_is_written_is_read_back():
    columns = [Column(titles[0], 10) for titles in UNIT_COLUMNS.values()]
    data = write_sheet(Sheet("单位名单", "云岭县", columns, [("=甲局", "甲", "999901000000", "机关", "")]))
    cells = {"name": "=甲局", "aliases": "甲", "place": "999901000000", "kind": "机关", "parent": ""}
    assert units(data).rows == (Row(4, cells),)


def test_what_is_no_list_is_refused():
    assert refused_code(units, b"PK\x03\x04 nothing") == "not_a_list"
    assert refused_code(units, b"") == "not_a_list"
    assert refused_code(units, book(["甲", "乙"], ["丙", "丁"])) == "no_header"
    assert refused_code(people, book(["姓名", "岗位"], ["王甲", "领导"])) == "no_header"
    assert refused_code(units, b"0" * (8 * 1024 * 1024 + 1)) == "too_large"


def test_more_rows_than_allowed_are_refused_and_empty_ones_do_not_count():
    made = openpyxl.Workbook(write_only=True)
    page = made.create_sheet("名单")
    page.append(["单位名称"])
    for n in range(MOST_ROWS + 1):
        page.append([f"第{n}局"])
    assert refused_code(units, saved(made)) == "too_many_rows"

    def far(page):
        page["A1048576"].font = openpyxl.styles.Font(bold=True)

    assert [r.n for r in units(book(["单位名称"], ["甲局"], before=far)).rows] == [2]


def test_merging_that_would_fill_the_memory_is_refused():
    small = book(["单位名称"], ["甲局"], before=lambda page: page.merge_cells("A3:B4"))
    done = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(small)) as old, zipfile.ZipFile(done, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'"A3:B4"', b'"A3:XFD1048576"'))
    assert refused_code(units, done.getvalue()) == "too_many_rows"
