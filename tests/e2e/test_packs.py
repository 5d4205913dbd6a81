"""A county clerk takes a pack of the library, changes it, adopts it, and runs it."""

from io import BytesIO

from axe_playwright_python.sync_playwright import Axe
from openpyxl import Workbook
from playwright.sync_api import expect

from tests.e2e.desk import WIDE
from tests.e2e.test_for_everyone import violations

FACILITIES = [
    ["清河镇公共设施清单"],
    ["设施名称", "类别", "所在地区", "备注"],
    ["东河垃圾收集点", "垃圾收集点", "140321100201", "新建"],
    ["西桥路灯", "路灯", "140321100201", ""],
    ["没有类别的", "瀑布", "140321100201", ""],
]


def sheet(rows: list[list[str]]) -> bytes:
    """An office's own list: a title over the columns, a column too many, one bad row."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.active.merge_cells("A1:D1")
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def village_code(page) -> str:
    """The code of a village of the county, as the form of a new row offers it."""
    return page.locator("select[name=place] option:not([value=''])").first.get_attribute("value")


def test_a_clerk_takes_a_pack_changes_it_and_runs_it(desks):
    desk = desks("clerk", WIDE)
    page = desk.go("/packs/")
    page.get_by_role("link", name="村庄环境卫生考核").click()
    page.locator("input[name=from_on]").fill("2026-11-01")
    page.locator("input[name=to_on]").fill("2027-10-31")
    page.locator("label", has_text="每村每月考核补助多少元").locator("input").fill("800 元")
    page.locator("summary", has_text="方案包全文").click()
    text = page.locator("textarea[name=text]")
    whole = text.input_value()
    text.fill(whole.replace("window: {to: 15, shift: next}", "window: {to: 99}"))
    page.get_by_role("button", name="检查").click()
    expect(page.locator("#faults")).to_contain_text("99")
    text = page.locator("textarea[name=text]")
    text.fill(text.input_value().replace("window: {to: 99}", "window: {to: 12, shift: next}"))
    page.get_by_role("button", name="检查").click()
    expect(page.locator(".counts")).to_contain_text("项职责")
    assert violations(Axe(), page) == []
    page.get_by_role("button", name="采纳这个方案包").click()
    expect(page.locator("main")).to_contain_text("方案包已采纳")
    expect(page.locator(".booklet")).to_contain_text("800")
    programme = page.url.split("/programmes/")[1].split("/")[0]

    _fill_a_register(desk, programme)
    _meet_a_duty(desk, programme)
    _move_a_case(desk, programme)
    page = desk.go("/burden/?month=2026-11")
    expect(page.locator("main")).to_contain_text("报送自评")
    assert violations(Axe(), page) == []


def _fill_a_register(desk, programme: str) -> None:
    page = desk.go(f"/programmes/{programme}/registers/facility/new/")
    code = village_code(page)
    rows = [[cell.replace("140321100201", code) for cell in row] for row in FACILITIES]
    page = desk.go(f"/programmes/{programme}/registers/facility/import/")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator("input[type=file]").set_input_files({"name": "设施.xlsx", "mimeType": kind, "buffer": sheet(rows)})
    page.get_by_role("button", name="检查表格").click()
    expect(page.locator(".counts")).to_contain_text("2行合格")
    expect(page.locator("main")).to_contain_text("没有“瀑布”这个选项")
    page.get_by_role("button", name="导入合格的行").click()
    expect(page.locator(".notice.success")).to_contain_text("已导入 2 行")
    page = desk.go(f"/programmes/{programme}/registers/facility/")
    expect(page.locator("main")).to_contain_text("东河垃圾收集点")


def _meet_a_duty(desk, programme: str) -> None:
    page = desk.go(f"/programmes/{programme}/duties/?month=2026-11")
    page.get_by_role("link", name="报送自评").first.click()
    row = page.locator("tbody tr").first
    row.get_by_role("textbox").fill("十一月自评九十六分")
    row.get_by_role("button", name="报送").click()
    expect(page.locator("tbody tr").first).to_contain_text("十一月自评九十六分")


def _move_a_case(desk, programme: str) -> None:
    page = desk.go(f"/programmes/{programme}/cases/new/complaint/")
    page.get_by_label("在哪里").select_option(index=1)
    page.get_by_label("路边垃圾").check()
    page.get_by_label("具体情况").fill("桥头有一堆垃圾")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("main")).to_contain_text("待受理")
    page.get_by_role("link", name="受理交办").click()
    page.get_by_label("承办单位").fill("云岭县农业农村局")
    page.get_by_role("button", name="受理交办").click()
    expect(page.locator(".state")).to_contain_text("办理中")
    expect(page.locator(".timeline")).to_contain_text("受理交办")
    assert violations(Axe(), page) == []
