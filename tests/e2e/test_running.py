"""The work goes on: the wall chart and its print, duties met, figures entered."""

import io
import re
import unicodedata

from playwright.sync_api import expect
from pypdf import PdfReader

from shanzhi import door
from tests.e2e.desk import WIDE
from tests.e2e.plans import day

LANDSCAPE = {"format": "A3", "landscape": True, "print_background": True}


def test_the_wall_chart_shows_the_work_and_leads_to_it(desks, size, programme):
    clerk = desks("clerk", size)
    page = clerk.go(f"{programme}wall/")
    expect(page.locator(".wall .bar")).to_have_count(6)
    expect(page.locator(".wall .bar.late")).to_have_count(1)
    now, late = (page.locator(s).bounding_box() for s in (".wall .now", ".wall .bar.late"))
    assert now["x"] > late["x"]
    page.get_by_role("link", name="按单位").click()
    expect(page.locator(".wall .bandtitle", has_text="云岭县农业农村局")).to_have_count(1)
    page.locator(".wall a", has_text="整修白鹭滩石阶").locator(".task").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("整修白鹭滩石阶")


def test_prints_are_sheets_without_the_desk_around_them(desks, programme):
    clerk = desks("clerk")
    for address, least in ((f"{programme}wall/", 30), (programme, 1)):
        page = clerk.go(address)
        page.emulate_media(media="print")
        expect(page.get_by_role("button", name="退出")).to_be_hidden()
        expect(page.get_by_role("navigation")).to_have_count(0)
        sheet = PdfReader(io.BytesIO(page.pdf(**LANDSCAPE))).pages[0]
        said = re.sub(r"\s", "", unicodedata.normalize("NFKC", sheet.extract_text()))
        assert "云岭县白鹭滩步道修缮实施方案" in said
        assert "疏通白鹭滩排水沟" in said
        assert "退出" not in said
        assert "职责日程" not in said
        drawn = sheet.get_contents().get_data()
        assert len(re.findall(rb"\bre\b|\bl\b|\bc\b", drawn)) >= least
        page.emulate_media(media="screen")


def test_a_unit_meets_a_duty_and_the_calendar_says_so(desks, size, programme):
    unit = desks("qinghe" if size == WIDE else "baishi", size)
    page = unit.go(f"{programme}duties/")
    month = door.today().replace(day=1)
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{month.year}年{month.month}月")
    page.get_by_role("link", name="下月").click()
    cell = page.locator("a.cell", has_text="报送步道修缮进度")
    expect(cell.locator(".duty")).to_have_class(re.compile("ahead|due"))
    cell.click()
    page.get_by_label("说明").fill("本月修好两段。")
    page.get_by_role("button", name="报送", exact=True).click()
    expect(page.locator("main .duty")).to_have_text("按时报送")
    expect(page.locator("main tbody")).to_contain_text("本月修好两段。")
    unit.go(f"{programme}duties/?month={door.today().replace(day=1).strftime('%Y-%m')}")
    page.get_by_role("link", name="下月").click()
    expect(cell.locator(".duty")).to_have_class("duty met")
    expect(cell.locator(".duty")).to_have_text("按时报送 1")


def test_a_figure_entered_moves_the_share_and_the_line(desks, size, programme):
    clerk = desks("clerk", size)
    page = clerk.go(f"{programme}indicators/")
    row = page.locator("main tbody tr", has_text="步道完好率")
    days = {True: (1, 2), False: (3, 4)}[size == WIDE]
    for value, shift, share in (("45", days[1], 50), ("90", days[0], 100)):
        row.locator("summary", has_text=re.compile("^填报$")).click()
        form = row.locator("form")
        form.get_by_label("统计日期").fill(day(-shift).isoformat())
        form.get_by_label("数值").fill(value)
        form.get_by_label("数据来源").fill("步道巡查表")
        form.get_by_role("button", name="填报").click()
        expect(page.locator(".notice.success")).to_contain_text("已填报")
        if size == WIDE:
            expect(row.locator("progress")).to_have_attribute("value", str(share))
    expect(row).to_contain_text("达到")
    expect(row.locator(".spark polyline")).to_have_count(1)
