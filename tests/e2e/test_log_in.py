"""Getting in: second factor, single sign-on, stand-ins, acting for a villager; in a house as strict as an office's."""

import re
import tempfile
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from shanzhi import door
from tests.e2e.desk import PHONE, WIDE, Desk
from tests.e2e.house import open_house, run
from tests.e2e.plans import answer, paste
from tests.e2e.test_for_everyone import violations
from tests.provider import provider

STEP = 30
STAND_IN = """
from datetime import timedelta
from shanzhi import door
from shanzhi.actions.posts import stand_in
from shanzhi.actions.walls import as_the_house
from shanzhi.models import Post, User
with as_the_house():
    post = Post.objects.get(user__username="{holder}", stands_in=None)
    instead = User.objects.get(username="{instead}")
days = (door.today(), door.today() + timedelta(days=5))
stand_in(actor=None, post_id=post.pk, user_id=instead.pk, days=days, now=door.now())
"""


@pytest.fixture(scope="module")
def strict():
    """A house with the second factor asked for and single sign-on set up."""
    with provider() as issuer, tempfile.TemporaryDirectory(prefix="shanzhi-e2e-", ignore_cleanup_errors=True) as folder:
        sso = {"SHANZHI_OIDC_ISSUER": issuer, "SHANZHI_OIDC_CLIENT": "shanzhi", "SHANZHI_OIDC_SECRET": "between-us"}
        house = open_house(Path(folder), SHANZHI_SECOND_FACTOR="publish", **sso)
        yield house
        house.stop()


@pytest.fixture
def desks(strict, browser):
    """Opens desks in the strict house; at the end of a story no desk saw a fault, and the books are in order."""
    opened = []

    def one(size: tuple[int, int]) -> Desk:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
        context.set_default_timeout(15_000)
        desk = Desk(strict.url, context, context.new_page())
        desk.watch()
        opened.append(desk)
        return desk

    yield one
    strict.must_stand()
    faults = [fault for desk in opened for fault in desk.unforeseen()]
    for desk in opened:
        desk.context.close()
    # the provider's own page asks for a style sheet from elsewhere
    assert [f for f in faults if "jsdelivr" not in f and "/oauth2/" not in f] == []
    strict.audit()


def enrol(page) -> pyotp.TOTP:
    """On the page that opens the second factor: types what the phone would show."""
    expect(page.get_by_alt_text("二次验证二维码")).to_be_visible()
    made = pyotp.TOTP(page.locator("code.secret").inner_text().replace(" ", ""))
    page.get_by_label("验证码").fill(made.at(door.now()))
    page.get_by_role("button", name="开通").click()
    expect(page.locator(".codes li")).to_have_count(10)
    return made


def leave(page) -> None:
    page.get_by_role("button", name="退出", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")


def test_a_second_factor_is_opened_and_asked_for_and_a_recovery_code_stands_in(desks, size):
    desk = desks(size)
    who = {WIDE: "reader", PHONE: "nyj"}[size]
    desk.log_in(who)
    page = desk.page
    page.get_by_role("link", name="我的账号").click()
    page.get_by_role("link", name="开通二次验证").click()
    assert violations(Axe(), page) == []
    made = enrol(page)
    recovery = page.locator(".codes li").nth(2).inner_text()
    page.get_by_role("button", name="已经抄好，继续").click()
    expect(page.locator("main")).to_contain_text("还有 10 个恢复码")
    assert violations(Axe(), page) == []
    leave(page)
    desk.foresee("401")
    for code, passes in (("000000", False), (made.at(door.now() + timedelta(seconds=30)), True)):
        if not passes:
            desk.log_in_here(who)
        page.get_by_label("验证码").fill(code)
        page.get_by_role("button", name="登录", exact=True).click()
        if not passes:
            expect(page.get_by_role("alert")).to_contain_text("验证码不对")
    expect(page.get_by_role("button", name="退出", exact=True)).to_be_visible()
    leave(page)
    desk.log_in_here(who)
    page.get_by_label("验证码").fill(recovery)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="我的账号").click()
    expect(page.locator("main")).to_contain_text("还有 9 个恢复码")


def test_adopting_leads_to_the_second_factor_and_back_to_the_plan(desks, size):
    desk = desks(size)
    who, place = {WIDE: ("clerk", "松林坡"), PHONE: ("townclerk", "竹溪湾")}[size]
    desk.log_in(who)
    page, review = desk.page, paste(desk, place)
    desk.go(f"{review}adoption/")
    page.get_by_role("button", name="我已通读原文，其余各条均无误").click()
    answer(desk)
    desk.foresee("403")
    page.get_by_role("button", name="采纳这份方案").click()
    expect(page.get_by_role("alert")).to_contain_text("要做二次验证")
    page.get_by_role("button", name="去验证").click()
    enrol(page)
    page.get_by_role("button", name="已经抄好，继续").click()
    page.get_by_role("button", name="继续保存").click()
    page.wait_for_url(re.compile(r"/programmes/\d+/$"))
    expect(page.locator(".notice.success")).to_contain_text("已采纳")


def test_single_sign_on_leads_to_the_provider_and_in(desks, size):
    desk = desks(size)
    page = desk.go("/login/?next=/duties/")
    page.get_by_role("button", name="统一身份认证登录").click()
    expect(page).to_have_url(re.compile(r"^http://localhost:\d+/oauth2/authorize"))
    page.get_by_role("button", name="p-2").first.click()
    desk.foresee("422")
    expect(page.get_by_role("alert")).to_contain_text("“nobody-here”还没有在本系统登记")
    page = desk.go("/login/?next=/duties/")
    page.get_by_role("button", name="统一身份认证登录").click()
    page.get_by_role("button", name="p-3").first.click()
    expect(page).to_have_url(f"{desk.url}/duties/")
    expect(page.locator(".who")).to_contain_text("秦癸")


def test_a_stand_in_changes_posts_and_both_names_stand_in_the_history(desks, strict, size):
    holder, instead, names = {
        WIDE: ("qinghe", "xindu", ("吕丙", "韩辛")),
        PHONE: ("baishi", "songxi", ("施丁", "何乙")),
    }[size]
    done = run(strict.env, "shell", "-c", STAND_IN.format(holder=holder, instead=instead))
    assert done.returncode == 0, done.stderr
    desk = desks(size)
    desk.log_in(instead)
    page = desk.page
    choice = page.get_by_label("岗位")
    choice.select_option(label=choice.locator("option", has_text=f"代{names[1]}").inner_text())
    page.get_by_role("button", name="换岗位").click()
    expect(page.locator(".who")).to_contain_text(f"代{names[1]}")
    note(desk, "代为查看，已开工。")
    expect(page.locator(".timeline li").first).to_contain_text(f"{names[0]}（代{names[1]}）")


def test_a_village_acts_for_a_villager_until_it_ends_it(desks, size):
    desk = desks(size)
    who, name = {WIDE: ("liuwan", "杨壬"), PHONE: ("shiqiao", "金癸")}[size]
    desk.log_in(who)
    page = desk.go("/account/")
    page.get_by_role("link", name="代群众办理").click()
    page.get_by_label("群众姓名").fill("李大爷")
    page.get_by_label("怎样核实身份").fill("本人到场")
    page.get_by_label("代办原因").fill("不会用手机")
    page.get_by_role("button", name="开始代办").click()
    expect(page.locator(".acting")).to_contain_text("正在代李大爷办理")
    assert violations(Axe(), page) == []
    note(desk, "李大爷反映沟渠又堵了。")
    expect(page.locator(".timeline li").first).to_contain_text(f"{name}（代李大爷）")
    page.get_by_role("button", name="结束代办").click()
    expect(page.locator(".acting")).to_have_count(0)


def note(desk: Desk, text: str) -> None:
    """Notes progress on the first of my tasks."""
    page = desk.go("/mine/")
    page.locator("main .list a").first.click()
    page.get_by_label("进展情况").first.fill(text)
    page.get_by_role("button", name="报进展").click()
    expect(page.locator(".notice.success")).to_contain_text("已保存")


def test_a_phone_is_paired_by_its_code_and_shows_the_tasks(desks):
    desk, phone = desks(WIDE), desks(PHONE)
    desk.log_in("donggou")
    page = desk.go("/account/")
    page.get_by_label("手机名称").fill("下乡手机")
    page.get_by_role("button", name="添加手机").click()
    expect(page.get_by_alt_text("手机配对二维码")).to_be_visible()
    code = page.locator("code.secret").inner_text()
    there = phone.go("/field/")
    there.get_by_label("配对码").fill(code)
    there.get_by_role("button", name="配对").click()
    expect(there.locator(".notice")).to_contain_text("这部手机（下乡手机）供 魏甲 使用")
    assert there.locator("main .list li").count() > 0
    assert violations(Axe(), there) == []
    page = desk.go("/account/")
    page.get_by_role("button", name="停用").click()
    there = phone.go("/field/")
    expect(there.get_by_role("heading", level=1)).to_have_text("手机配对")


def test_english_and_the_smallest_phone(desks):
    desk = desks((320, 640))
    desk.log_in("jianban")
    desk.speak("en")
    for path in ("/account/", "/account/password/", "/account/second/", "/for/", "/field/pair/", "/login/"):
        page = desk.go(path)
        expect(page.locator("html")).to_have_attribute("lang", "en")
        said = page.locator("main h1, main h2, main label, main button, main summary, main .hint").all_inner_texts()
        assert [s for s in said if re.search(r"[\u4e00-\u9fff]", s.replace("善治", "").replace("孔己", ""))] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
