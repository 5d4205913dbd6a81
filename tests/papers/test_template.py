"""Templates of somebody else: filled by one library, opened by another."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.styles import Border, Font, Side
from openpyxl.workbook.defined_name import DefinedName
from python_calamine import CalamineWorkbook

from shanzhi.core.kinds import Refused
from shanzhi.core.template import Answer, Filled, Spot, Spread
from shanzhi.papers.moving import moved
from shanzhi.papers.template import MOST_CELLS, fill_template, read_template

THIN = Side(style="thin")


def book() -> openpyxl.Workbook:
    """A form with a merged title, a named cell, a table with a model row and a sum below it."""
    out = openpyxl.Workbook()
    page = out.active
    page.title = "汇总"
    page["A1"], page["A1"].font = "道路情况（{{地区.名称}}）", Font(name="黑体", size=20)
    page.merge_cells("A1:C1")
    page["A2"] = "人口"
    page["B2"].number_format = "#,##0"
    page.append(["路名", "长度", "折算"])
    page["A4"], page["B4"], page["C4"] = "{{每行 村道.路名}}", "{{每行 村道.长度}}", "=B4*2"
    page["A4"].border, page.row_dimensions[4].height = Border(top=THIN, bottom=THIN), 31
    page["A5"], page["B5"] = "合计", "=SUM(B4:B4)"
    page["A6"], page["C6"] = "填报人", "{{没有}}"
    page.merge_cells("A6:B6")
    page.row_dimensions[6].height = 44
    out.create_sheet("封面")["A1"] = "=汇总!B5"
    out.defined_names["c_people"] = DefinedName("c_people", attr_text="汇总!$B$2")
    out.defined_names["sum"] = DefinedName("sum", attr_text="汇总!$B$5")
    out.defined_names["whole"] = DefinedName("whole", attr_text="汇总!$A$1:$C$6")
    return out


def saved(made: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


ANSWER = Answer(
    (Filled("汇总", 1, 1, "道路情况（东一村）"), Filled("汇总", 2, 2, 580), Filled("汇总", 3, 6, None)),
    (Spread("汇总", 4, {1: ("东路", "=1+1", "西\x00路"), 2: (3, Decimal("1.5"), None)}, 3),),
    (),
)


def test_marks_and_named_cells_are_found() -> None:
    spots, loses = read_template(saved(book()), "表.xlsx")
    assert spots == (
        Spot("汇总", 1, 1, "道路情况（{{地区.名称}}）"), Spot("汇总", 2, 2, "", "c_people"),
        Spot("汇总", 1, 4, "{{每行 村道.路名}}"), Spot("汇总", 2, 4, "{{每行 村道.长度}}"),
        Spot("汇总", 3, 6, "{{没有}}"),
    )  # fmt: skip
    assert not loses


def test_the_filled_book_has_the_same_layout() -> None:
    data = fill_template(saved(book()), "表.xlsx", ANSWER)
    page = openpyxl.load_workbook(io.BytesIO(data))["汇总"]
    assert [[c.value for c in row] for row in page.iter_rows()] == [
        ["道路情况（东一村）", None, None], ["人口", 580, None], ["路名", "长度", "折算"],
        ["东路", 3, "=B4*2"], ["=1+1", 1.5, "=B5*2"], ["西路", None, "=B6*2"],
        ["合计", "=SUM(B4:B6)", None], ["填报人", None, None],
    ]  # fmt: skip
    assert {str(r) for r in page.merged_cells.ranges} == {"A1:C1", "A8:B8"}
    assert [page.cell(n, 1).border.top.style for n in (4, 5, 6, 7)] == ["thin", "thin", "thin", None]
    assert [page.row_dimensions[n].height for n in (4, 5, 6, 7, 8)] == [31, 31, 31, None, 44]
    assert (page["A1"].font.name, page["A1"].font.size, page["B2"].number_format) == ("黑体", 20, "#,##0")
    assert (page["A5"].data_type, page["A5"].quotePrefix) == ("s", True)


def test_formulas_and_names_elsewhere_follow() -> None:
    made = openpyxl.load_workbook(io.BytesIO(fill_template(saved(book()), "表.xlsx", ANSWER)))
    assert made["封面"]["A1"].value == "=汇总!B7"
    names = {n: made.defined_names[n].attr_text for n in ("c_people", "sum", "whole")}
    assert names == {"c_people": "汇总!$B$2", "sum": "汇总!$B$7", "whole": "汇总!$A$1:$C$8"}
    rows = CalamineWorkbook.from_filelike(io.BytesIO(fill_template(saved(book()), "表.xlsx", ANSWER)))
    assert rows.get_sheet_by_name("汇总").to_python()[4][:2] == ["=1+1", 1.5]


def test_a_row_without_values_stays_one_empty_row() -> None:
    empty = Answer((), (Spread("汇总", 4, {1: (), 2: ()}, 0),), ())
    page = openpyxl.load_workbook(io.BytesIO(fill_template(saved(book()), "表.xlsx", empty)))["汇总"]
    assert [c.value for c in page[4]] == [None, None, "=B4*2"]
    assert page["B5"].value == "=SUM(B4:B4)"


def test_a_day_stays_a_day() -> None:
    answer = Answer((Filled("汇总", 2, 2, date(2026, 9, 1)),), (), ())
    page = openpyxl.load_workbook(io.BytesIO(fill_template(saved(book()), "表.xlsx", answer)))["汇总"]
    assert page["B2"].value.date() == date(2026, 9, 1)


@pytest.mark.parametrize(
    ("formula", "own", "after"),
    [
        ("=B5+B4", True, "=B7+B4"),
        ("=SUM($B$4:$B$4)*2", True, "=SUM($B$4:$B$6)*2"),
        ("=SUM(B1:B3)", True, "=SUM(B1:B3)"),
        ("=SUM(B:B)+其他!B9", True, "=SUM(B:B)+其他!B9"),
        ("=B9&汇总!B9&'汇总'!B9", False, "=B9&汇总!B11&'汇总'!B11"),
        ('="B9"', True, '="B9"'),
    ],
)
def test_what_a_formula_points_at_moves(formula: str, own: bool, after: str) -> None:  # noqa: FBT001
    assert moved(formula, "汇总", own=own, row=4, by=2) == after


def with_part(name: str, data: bytes) -> bytes:
    out = io.BytesIO(saved(book()))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as box:
        box.writestr(name, data)
    return out.getvalue()


def with_formula(formula: str) -> bytes:
    made = book()
    made["封面"]["B1"] = formula
    return saved(made)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_attachment"),
        (b"a,b\n", "not_a_list"),
        (b"PK\x03\x04broken", "broken_file"),
        (with_part("xl/vbaProject.bin", b"x"), "macro_file"),
        (with_part("../x.xml", b"x"), "odd_parts"),
        (with_part("xl/media/a.bin", bytes(40_000_000)), "unpack_bomb"),
        (with_part("xl/x.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'), "unpack_bomb"),
        (with_part("xl/worksheets/sheet9.xml", b"<c/>" * (MOST_CELLS + 1)), "too_many_rows"),
        (with_formula('=WEBSERVICE("x"&B2)'), "macro_file"),
        (with_formula("=cmd|'/c calc'!A1"), "macro_file"),
        (with_formula("=[1]其他!A1"), "macro_file"),
        (bytes(13 * 1024 * 1024), "too_large"),
    ],
)
def test_what_would_do_harm_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as found:
        read_template(data, "表.xlsm")
    assert found.value.code == code


def test_charts_are_said_to_be_lost() -> None:
    assert read_template(with_part("xl/charts/chart9.xml", b"<c/>"), "表.xlsx")[1]
