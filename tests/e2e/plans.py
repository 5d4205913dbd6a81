"""A plan of our own about invented places in 云岭县, with days around today, as text and as papers."""

import io
import re
from datetime import date, timedelta

from docx import Document
from fpdf import FPDF
from playwright.sync_api import expect

from shanzhi import door
from tests.e2e.desk import Desk

STRANGER = "县步道养护中心"


def day(shift: int) -> date:
    return door.today() + timedelta(days=shift)


def words(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def masked() -> date:
    """A month whose year the plan hides; the reader must ask for it."""
    return day(120)


def lines(place: str) -> list[str]:
    """The plan: a late task, a near one, one for every township, one with a stranger and a hidden year."""
    return [
        f"云岭县{place}步道修缮实施方案",
        "一、工作目标",
        f"到{day(200).year}年{day(200).month}月底，{place}步道完好率达到90%以上，新装路灯36盏。",
        "二、重点任务",
        f"（一）整修{place}石阶。把松动的石阶逐级撬起，垫实后重新铺平，断裂的一律换掉。",
        "牵头单位：县农业农村局",
        f"完成时限：{words(day(-3))}前",
        f"（二）疏通{place}排水沟。步道内侧的沟要清到底，出水口不得直对农田。",
        "牵头单位：县水务局",
        f"完成时限：{words(day(3))}前",
        f"（三）认领{place}路段。步道按长短分段，路段牌上写明管护人和电话。",
        "责任单位：各乡镇",
        f"完成时限：{words(day(60))}前",
        f"（四）添置{place}护栏。临崖的弯道先装，竹木护栏每年春天刷一遍桐油。",
        f"责任单位：{STRANGER}",
        f"完成时限：20xx年{masked().month}月底前",
        "三、实施步骤",
        f"（一）摸底阶段（{words(day(-30))}至{words(day(10))}）。沿步道走一遍，画出要修的地方。",
        f"（二）施工阶段（{words(day(11))}至{words(day(150))}）。雨天停工，赶集日让路。",
        "四、调度报送",
        "各乡镇每月25日前向县农业农村局报送步道修缮进度。",
    ]


def text(place: str) -> str:
    return "\n".join(lines(place))


def docx(place: str) -> bytes:
    """The plan as an office would type it."""
    paper = Document()
    head, *rest = lines(place)
    paper.add_heading(head, 0)
    for line in rest:
        paper.add_heading(line, 1) if re.match(r"[一二三四]、", line) else paper.add_paragraph(line)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def scan() -> bytes:
    """A PDF of one page that holds a drawing and not one letter."""
    paper = FPDF()
    paper.add_page()
    paper.rect(20, 20, 120, 200, style="F")
    return bytes(paper.output())


OLD_WORD = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000) + "WordDocument".encode("utf-16-le") + bytes(4000)


def paste(desk: Desk, place: str) -> str:
    """Hands the plan in as pasted text; the address of its review."""
    page = desk.go("/plans/")
    page.get_by_text("或者粘贴方案全文").click()
    page.get_by_label("方案全文").fill(text(place))
    page.get_by_role("button", name="读取方案").click()
    page.wait_for_url(re.compile(r"/plans/\d+/$"))
    return page.url.removeprefix(desk.url)


def answer(desk: Desk) -> None:
    """Answers the open questions: the period, the hidden year, the stranger."""
    page = desk.page
    page.get_by_label("从", exact=True).fill(day(-30).isoformat())
    page.get_by_label("到", exact=True).fill(day(200).isoformat())
    page.get_by_label("这些日期是哪一年的").fill(str(masked().year))
    question = page.locator(".ask", has_text=STRANGER)
    question.get_by_label("是哪个单位").fill("云岭县交通运输局")
    page.get_by_role("button", name="保存回答").click()
    expect(page.locator(".notice.success")).to_contain_text("已保存")


def hand_in_and_adopt(desk: Desk, place: str) -> str:
    """The short way to a running programme; its address."""
    page, review = desk.page, paste(desk, place)
    desk.go(f"{review}adoption/")
    page.get_by_role("button", name="我已通读原文，其余各条均无误").click()
    answer(desk)
    page.get_by_role("button", name="采纳这份方案").click()
    page.wait_for_url(re.compile(r"/programmes/\d+/$"))
    return page.url.removeprefix(desk.url)
