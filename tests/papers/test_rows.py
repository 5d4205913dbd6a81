"""An office's own sheets as rows of texts, and sheets that would do harm."""

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from shanzhi.core.kinds import Refused
from shanzhi.papers.limits import SHEET_BYTES
from shanzhi.papers.rows import read_rows

TITLES = ["编号", "日期", "数量"]


def packed(*rows: object, merge: str = "", sheets: int = 1) -> bytes:
    book = Workbook()
    for _ in range(sheets - 1):
        book.active.append(["说明"])
        book.create_sheet()
    page = book.worksheets[-1]
    for row in rows:
        page.append(list(row))
    if merge:
        page.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cells(data: bytes) -> list[tuple[int, tuple[str, ...]]]:
    return [(line.n, line.cells) for line in read_rows(data, TITLES).lines]


def test_rows_above_the_titles_and_empty_ones_are_left_out():
    data = packed(["登记表"], TITLES, ["甲", "2026年3月1日", 2], [None, None, None], ["乙", date(2026, 3, 2), 1.5])
    assert cells(data) == [(3, ("甲", "2026年3月1日", "2")), (5, ("乙", "2026-03-02", "1.5"))]


def test_moments_truth_and_spaces():
    moment = datetime(2026, 3, 1, 8, 30)  # noqa: DTZ001 - as sheets keep it
    data = packed(TITLES, [True, moment, " 　2\n"])
    assert cells(data) == [(2, ("是", "2026-03-01 08:30", "2"))]


def test_a_merged_cell_counts_for_each_row_it_covers():
    data = packed(TITLES, ["甲", "2026-03-01", 1], [None, "2026-03-02", 2], merge="A2:A3")
    assert cells(data) == [(2, ("甲", "2026-03-01", "1")), (3, ("甲", "2026-03-02", "2"))]


def test_titles_of_two_rows_are_one():
    data = packed(TITLES, [None, None, None], ["甲", "x", 1], merge="A1:A2")
    assert cells(data) == [(3, ("甲", "x", "1"))]


def test_the_sheet_that_has_the_titles_is_read():
    assert cells(packed(TITLES, ["甲", "x", 1], sheets=3)) == [(2, ("甲", "x", "1"))]


def test_a_formula_that_was_never_reckoned_is_said_to_be_one():
    found = read_rows(packed(TITLES, ["甲", "x", "=1+1"]), TITLES).lines[0]
    assert [str(w) for w in found.faults] == [
        "单元格 C2 是公式，还没有算出结果。请用 WPS 或 Excel 打开保存一次，或直接写上内容。"
    ]


@pytest.mark.parametrize(
    ("text", "encoding"), [("编号,日期,数量\n甲,x,1\n", "utf-8-sig"), ("编号\t日期\t数量\r\n甲\tx\t1\r\n", "gb18030"),
                           ("编号;日期;数量\n甲;x;1\n", "utf-8")],
)  # fmt: skip
def test_plain_texts_of_offices(text, encoding):
    assert cells(text.encode(encoding)) == [(2, ("甲", "x", "1"))]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04broken", "not_a_list"),
        (packed(["甲", "乙"]), "no_header"),
        ("没有,标题\n".encode(), "no_header"),
        (b"x" * (SHEET_BYTES + 1), "too_large"),
        (bytes(range(256)) * 4, "bad_encoding"),
    ],
)
def test_what_is_no_list_is_refused(data, code):
    with pytest.raises(Refused) as caught:
        read_rows(data, TITLES)
    assert caught.value.code == code


def test_a_bomb_is_not_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("xl/worksheets/sheet1.xml", b"\0" * (400 * 1024 * 1024))
    with pytest.raises(Refused) as caught:
        read_rows(out.getvalue(), TITLES)
    assert caught.value.code == "unpack_bomb"
