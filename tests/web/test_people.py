"""A list from choosing to result: checked, marked, taken in, its first passwords given once."""

import io
import re
from html import unescape

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from shanzhi.core.register import NEEDED, PEOPLE_COLUMNS
from shanzhi.models import Post, User
from shanzhi.papers.lists import read_list
from tests.conftest import books, person
from tests.web.pages import body

PEOPLE = "/people/import/people/"
ROWS = (["姓名", "用户名", "岗位"], ["王甲", "wang", "分管领导"], ["李乙", "li", "局长"])


@pytest.fixture
def keeper(world, desk):
    return desk(person("keeper", "keeper", "999901000000"))


def upload() -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("名单.xlsx", out.getvalue())


def carried(answer) -> str:
    return unescape(re.search('name="carried" value="([^"]+)"', body(answer))[1])


def shown(data: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def test_a_list_goes_in_and_comes_back(keeper):
    before = books()
    page = keeper.post(PEOPLE, {"file": upload()})
    marked = keeper.post(PEOPLE, {"carried": carried(page), "deed": "marked"})
    assert books() == before
    assert shown(marked.content)[0] == [*ROWS[0], "问题"]
    assert [row[3][:12] for row in shown(marked.content)[1:]] == ["", "没有“局长”这一岗位，请"]
    done = keeper.post(PEOPLE, {"carried": carried(page), "deed": "import"})
    assert done["Cache-Control"] == "private, no-store"
    assert (Post.objects.filter(user__username="wang").count(), User.objects.filter(username="li").count()) == (1, 0)
    result = shown(keeper.post(PEOPLE, {"carried": carried(done), "deed": "result"}).content)
    assert result[0][3:] == ["问题", "初始密码"]
    assert User.objects.get(username="wang").check_password(result[1][4])
    assert result[2][4] == ""


def test_a_file_that_travelled_is_taken_from_its_own_page_alone(keeper, desk, world):
    page = keeper.post(PEOPLE, {"file": upload()})
    other = desk(person("keeper2", "keeper", "999902000000"))
    before = books()
    for client, path, packed in (
        (other, PEOPLE, carried(page)),
        (keeper, "/people/import/units/", carried(page)),
        (keeper, PEOPLE, carried(page)[:-1] + "~"),
    ):
        answer = client.post(path, {"carried": packed, "deed": "import"})
        assert (answer.status_code, "这一页放得太久" in body(answer)) == (422, True)
    assert books() == before


def test_what_is_exported_changes_nothing_when_imported(keeper):
    for what in ("people", "units"):
        data = keeper.get(f"/people/{'people.xlsx' if what == 'people' else 'units/units.xlsx'}").content
        before = books()
        page = keeper.post(f"/people/import/{what}/", {"file": SimpleUploadedFile("x.xlsx", data)})
        assert "没有登记" not in body(page)
        done = keeper.post(f"/people/import/{what}/", {"carried": carried(page), "deed": "import"})
        assert "新增 0 行，更新 0 行" in body(done)
        assert "行没有导入" not in body(done)
        assert books() == before
    listed = read_list(keeper.get("/people/people.xlsx").content, PEOPLE_COLUMNS, NEEDED["people"])
    assert len(listed.rows) == Post.objects.filter(place__code__startswith="999901", stands_in=None).count()
