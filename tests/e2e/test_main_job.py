"""A plan comes in on paper and leaves as work done: read, checked, adopted, reported on, accepted, exported."""

import io
import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from tests.e2e.desk import WIDE, Desk
from tests.e2e.plans import STRANGER, answer, docx

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NEXT = "本条核对完，看下一条"


@dataclass
class Story:
    """What is carried from one scene to the next."""

    place: str
    review: str = ""
    ledger: str = ""
    task: str = ""


def clause_count(page: Page) -> int:
    return page.locator(".strip a").count()


def at(page: Page) -> int:
    return int(page.locator("#clause h2").get_attribute("data-clause"))


def hand_in(desk: Desk, story: Story) -> None:
    page = desk.go("/plans/")
    page.locator("#drop input").set_input_files(
        {"name": f"{story.place}步道修缮实施方案.docx", "mimeType": WORD, "buffer": docx(story.place)}
    )
    page.get_by_role("button", name="读取方案").click()
    page.wait_for_url(re.compile(r"/plans/\d+/$"))
    story.review = page.url.removeprefix(desk.url)
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"云岭县{story.place}步道修缮实施方案")
    assert clause_count(page) == 11


def check_clauses(desk: Desk, story: Story) -> None:
    """Three with the button, one with Enter, one corrected; the strip counts along."""
    page = desk.page
    for n in range(3):
        assert at(page) == n
        page.get_by_role("button", name=NEXT).click()
        expect(page.locator(f'#clause h2[data-clause="{n + 1}"]')).to_be_focused()
    expect(page.locator(".strip-head b")).to_have_text("3")
    page.keyboard.press("Enter")
    expect(page.locator('#clause h2[data-clause="4"]')).to_be_visible()
    expect(page.locator("#clause h2")).to_contain_text(f"疏通{story.place}排水沟")
    page.get_by_label("牵头单位").first.fill("县自然资源局")
    page.get_by_role("button", name=NEXT).click()
    expect(page.locator('#clause h2[data-clause="5"]')).to_be_visible()
    page.locator(".strip a").nth(4).click()
    expect(page.locator("#clause h2 .state")).to_contain_text("已更正")
    expect(page.get_by_label("牵头单位").first).to_have_value("县自然资源局")
    expect(page.locator(".strip a").nth(4)).to_have_class(re.compile("corrected"))


def adopt(desk: Desk, story: Story) -> None:
    """All the rest is right; the questions are answered; adopting creates exactly what was announced."""
    page = desk.page
    page.get_by_role("link", name="下一步：待答问题与采纳").click()
    expect(page.locator("#adopt")).to_be_disabled()
    expect(page.locator(".ask q")).to_have_text([STRANGER])
    page.get_by_role("button", name="我已通读原文，其余各条均无误").click()
    expect(page.locator(".notice.success")).to_contain_text("已将其余 6 条标为无误")
    answer(desk)
    tasks, parts, phases, duties, _, indicators = map(int, page.locator(".counts b").all_inner_texts())
    assert (parts, phases, indicators) == (10, 2, 1)
    page.locator("#adopt").click()
    page.wait_for_url(re.compile(r"/programmes/\d+/$"))
    story.ledger = page.url.removeprefix(desk.url)
    expect(page.locator(".notice.success")).to_have_text(f"已采纳，建立 {tasks + parts} 项任务。")
    expect(page.locator(".exports")).to_contain_text(f"共 {tasks} 项")
    expect(page.locator("tr[data-row]")).to_have_count(tasks)
    expect(page.locator("select[name=phase] option")).to_have_count(phases + 1)
    corrected = page.locator("tr[data-row]", has_text=f"疏通{story.place}排水沟")
    expect(corrected).to_contain_text("云岭县自然资源局")
    expect(corrected.locator(".light")).to_have_class("light near")
    desk.go(f"{story.ledger}indicators/")
    expect(page.locator("main tbody tr")).to_have_count(indicators)
    assert duties >= 1


def report(desk: Desk, story: Story) -> None:
    """The unit finds its late task, notes 40 percent with a file, and says later that it is done."""
    title = f"整修{story.place}石阶"
    page = desk.go("/mine/")
    expect(page.locator("li", has_text=title).locator(".light")).to_have_text("■逾期")
    page.get_by_role("link", name=title).click()
    page.wait_for_url(re.compile(r"/tasks/\d+/$"))
    story.task = page.url.removeprefix(desk.url)
    note = page.locator("form[action$='/note/']")
    note.get_by_label("进展情况").fill("石阶已撬起垫实一半，断石换了十二块。")
    note.get_by_label("进度（百分比）").fill("40")
    note.get_by_label("附件（可不附）").set_input_files(
        {"name": "石阶换石清单.txt", "mimeType": "text/plain", "buffer": "断石十二块".encode()}
    )
    note.get_by_role("button", name="报进展").click()
    expect(page.locator(".notice.success")).to_be_visible()
    first = page.locator(".timeline li").first
    expect(first).to_contain_text("40%")
    expect(first).to_contain_text("断石换了十二块")
    with page.expect_download() as file:
        first.get_by_role("link", name="石阶换石清单.txt").click()
    assert file.value.path().read_text(encoding="utf-8") == "断石十二块"
    page.get_by_text("报送办结").first.click()
    claim = page.locator("form[action$='/claim/']")
    claim.get_by_label("进展情况").fill("石阶全部铺平，请验收。")
    claim.get_by_role("button", name="报送办结").click()
    expect(page.locator(".facts-list dd").first).to_contain_text("已报办结")


def accept(desk: Desk, story: Story) -> None:
    """The clerk finds it waiting, accepts it, and the light turns from late to done."""
    title = f"整修{story.place}石阶"
    page = desk.go(story.ledger)
    row = page.locator("tr[data-row]", has_text=title)
    expect(row.locator(".light").first).to_have_text("■逾期")
    desk.go("/")
    waiting = page.locator("section", has=page.get_by_role("heading", name="等待验收"))
    waiting.get_by_role("link", name=title).click()
    form = page.locator("form[action$='/accept/']")
    if not form.is_visible():
        page.locator("summary", has_text="验收通过").click()
    form.get_by_label("验收意见").fill("现场看过，石阶平稳。")
    form.get_by_role("button", name="验收通过").click()
    expect(page.locator(".facts-list dd").first).to_contain_text("办结")
    desk.go(story.ledger)
    expect(row.locator(".light").first).to_have_text("✓办结")
    expect(row).to_contain_text("100%")


def export(desk: Desk, story: Story) -> None:
    page = desk.go(story.ledger)
    with page.expect_download() as sheet:
        page.get_by_role("link", name="导出台账 Excel").click()
    assert sheet.value.suggested_filename.endswith(".xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.value.path().read_bytes())).get_sheet_by_index(0).to_python()
    assert rows[0][0] == f"云岭县{story.place}步道修缮实施方案工作台账"
    head = next(row for row in rows if "工作任务" in row)
    row = next(dict(zip(head, r, strict=True)) for r in rows if f"整修{story.place}石阶" in r)
    assert (row["状态"], row["进度"], row["牵头单位"]) == ("办结·已验收", "100%", "云岭县农业农村局")
    with page.expect_download() as calendar:
        page.get_by_role("link", name="导出日历").click()
    days = calendar.value.path().read_text(encoding="utf-8").replace("\r\n ", "")
    assert f"疏通{story.place}排水沟" in days
    assert f"整修{story.place}石阶" not in days


def test_a_plan_becomes_work_done(desks, size):
    clerk, story = desks(size=size), Story("乌桕岭" if size == WIDE else "青榆坡")
    clerk.log_in("clerk")
    hand_in(clerk, story)
    check_clauses(clerk, story)
    adopt(clerk, story)
    unit = desks(size=size)
    unit.log_in("nyj")
    report(unit, story)
    accept(clerk, story)
    export(clerk, story)
