"""What goes wrong on an ordinary day loses nothing: a session ends, two check at once, the line breaks."""

import re
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.desk import Desk
from tests.e2e.plans import paste

NEXT = "本条核对完，看下一条"
PLACES = (f"{n}号岭" for n in count(1))
CLAUSE = 4
UNIT = "县自然资源局"


@pytest.fixture
def reviewing(desks, size):
    """A clerk with a fresh plan open at the clause about the ditch; and its address."""
    clerk = desks("clerk", size)
    review = paste(clerk, next(PLACES))
    open_clause(clerk, review)
    return clerk, review


def open_clause(desk: Desk, review: str) -> None:
    desk.go(f"{review}?at={CLAUSE}")
    expect(lead(desk.page)).to_have_value("县水务局")


def lead(page: Page):
    return page.locator("#clause").get_by_label("牵头单位").first


def press(desk: Desk) -> None:
    desk.page.get_by_role("button", name=NEXT).click()


def expect_kept(desk: Desk, review: str, unit: str = UNIT) -> None:
    """The correction is in the books: another look at the clause shows it."""
    desk.go(f"{review}?at={CLAUSE}")
    expect(lead(desk.page)).to_have_value(unit)
    expect(desk.page.locator("#clause h2 .state")).to_contain_text("已更正")


def test_a_session_that_ended_during_review_loses_nothing(reviewing):
    clerk, review = reviewing
    clerk.foresee("401")
    lead(clerk.page).fill(UNIT)
    clerk.context.clear_cookies(name="sessionid")
    press(clerk)
    expect(clerk.page.locator(".notice.warning")).to_contain_text("您刚才填写的内容还在")
    clerk.log_in_here("clerk")
    clerk.page.get_by_role("button", name="继续保存").click()
    expect(clerk.page.locator(".strip-head b")).to_have_text("1")
    expect_kept(clerk, review)


def test_the_second_of_two_reviewers_sees_what_the_first_saved(desks, reviewing, size):
    first, review = reviewing
    second = desks("clerk", size)
    second.foresee("409")
    open_clause(second, review)
    lead(first.page).fill(UNIT)
    press(first)
    expect(first.page.locator(f'#clause h2[data-clause="{CLAUSE + 1}"]')).to_be_visible()
    lead(second.page).fill("县财政局")
    press(second)
    notice = second.page.locator("#notice")
    expect(notice.locator(".error")).to_contain_text("这一条刚才已由周甲改过，您的修改还没有保存")
    expect(notice.locator(".error")).to_be_in_viewport()
    expect(notice.locator(".warning")).to_contain_text(UNIT)
    expect(lead(second.page)).to_have_value("县财政局")
    press(second)
    expect(second.page.locator(f'#clause h2[data-clause="{CLAUSE + 1}"]')).to_be_visible()
    expect(notice.locator(".notice")).to_have_count(0)
    expect_kept(second, review, "县财政局")


def test_without_a_line_the_words_stay_and_are_saved_later(reviewing):
    clerk, review = reviewing
    clerk.foresee("ERR_INTERNET_DISCONNECTED", "htmx:")
    lead(clerk.page).fill(UNIT)
    clerk.context.set_offline(offline=True)
    press(clerk)
    notice = clerk.page.locator("#notice .error")
    expect(notice).to_contain_text("没有连上服务器。您填写的内容还在本页")
    expect(notice).to_be_in_viewport()
    expect(lead(clerk.page)).to_have_value(UNIT)
    clerk.context.set_offline(offline=False)
    press(clerk)
    expect(clerk.page.locator(f'#clause h2[data-clause="{CLAUSE + 1}"]')).to_be_visible()
    expect(notice).to_have_count(0)
    expect_kept(clerk, review)


def test_one_hand_on_the_keyboard_is_enough_to_review(reviewing):
    clerk, review = reviewing
    page = clerk.page
    current = page.locator(".strip [aria-current]")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    expect(page.get_by_role("link", name="跳到正文")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    for key, n in (("j", CLAUSE + 1), ("k", CLAUSE), ("k", CLAUSE - 1)):
        page.keyboard.press(key)
        expect(page.locator(f'#clause h2[data-clause="{n}"]')).to_be_visible()
        expect(current).to_have_attribute("href", re.compile(f"at={n}#"))
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator(f'#clause h2[data-clause="{CLAUSE}"]')).to_be_focused()
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.matches('#clause .fact input, #clause .fact textarea')")
    see_the_focus(page)
    expect_good(clerk, review)


def see_the_focus(page: Page) -> None:
    """Whatever the Tab key comes to shows that it is there."""
    for _ in range(12):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement);"
            " return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 })()"
        )
        assert shown, page.evaluate("document.activeElement.outerHTML")


def expect_good(desk: Desk, review: str) -> None:
    desk.go(f"{review}?at={CLAUSE - 1}")
    expect(desk.page.locator("#clause h2 .state")).to_contain_text("无误")


def test_the_slash_leads_to_the_search_of_the_ledger(desks, size, programme):
    clerk = desks("clerk", size)
    page = clerk.go(programme)
    page.keyboard.press("j")
    expect(page.locator("tr.on a").first).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("查找")).to_be_focused()
    page.keyboard.type("石阶")
    page.keyboard.press("Enter")
    expect(page.locator("tr[data-row]")).to_have_count(1)
