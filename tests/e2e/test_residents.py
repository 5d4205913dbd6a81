"""A villager is entered with his consent, and takes it back: what hung on it is gone."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.desk import WIDE
from tests.e2e.test_for_everyone import violations

PHONE_NUMBER = "13900000000"


def test_consent_is_given_and_withdrawn(desks, size):
    desk = desks("liuwan", size)
    page = desk.go("/residents/")
    page.locator("main .grid a").first.click()
    if not page.get_by_label("户号或门牌号").is_visible():
        page.get_by_text("登记一户").click()
    page.get_by_label("户号或门牌号").fill("东一号" if size == WIDE else "西一号")
    page.get_by_role("button", name="登记这一户").click()
    page.get_by_label("姓名").fill("李试用")
    page.get_by_role("button", name="登记这个人").click()
    expect(page.locator("main")).to_contain_text("没有同意时，不保存电话和身份证号")
    page.locator("summary", has_text="记下同意").click()
    page.get_by_label("见证人").fill("王试用")
    page.get_by_role("button", name="记下同意").click()
    expect(page.locator("main")).to_contain_text("有效")
    page.locator("summary", has_text="更正").click()
    page.get_by_label("电话（留空为不改）").fill(PHONE_NUMBER)
    page.get_by_role("button", name="保存更正").click()
    held = page.locator(".wide-left section").first
    expect(held).to_contain_text("139****0000")
    assert violations(Axe(), page) == []
    page.get_by_role("button", name="撤回").click()
    expect(held).to_contain_text("已撤回")
    expect(held).not_to_contain_text("139****0000")
    page.locator("summary", has_text="更正").click()
    expect(page.locator("main")).to_contain_text("电话和身份证号要先记下本人同意才能填")
