"""The pages of a programme that runs by a pack: readable by rule, on the smallest phone, in English."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.desk import PHONE
from tests.e2e.test_for_everyone import HAN, SAID, SMALLEST, violations, wide

PACK = "村庄环境卫生考核"


@pytest.fixture
def paths(desks) -> dict[str, str]:
    """Page -> path: the tabs of the town's pack that are there, a case, a row, a figure, and what is told of duties."""
    desk = desks("townclerk")
    page = desk.go("/")
    ledger = re.sub(r"[?#].*", "", page.get_by_role("link", name=PACK).last.get_attribute("href"))
    found = {"ledger": ledger, "completeness": "/duties/completeness/", "burden": "/burden/", "feeds": "/feeds/"}
    page = desk.go(ledger)
    for link in page.locator(".tabs a").all():
        address = link.get_attribute("href")
        found[address.rstrip("/").rpartition("/")[2]] = address
    for name, row in (
        ("cases", "tr[data-row] a"),
        ("registers", "main .list a, main table a"),
        ("rules", "main table a"),
    ):
        found[f"{name} row"] = desk.go(found[name]).locator(row).first.get_attribute("href")
    return found


def test_no_page_of_a_pack_breaks_the_rules_of_access(desks, paths, size):
    scheme = "dark" if size == PHONE else "light"  # colours stand in one style sheet for both sizes
    desk, axe = desks("townclerk", size, color_scheme=scheme), Axe()
    found = {name: violations(axe, desk.go(path)) for name, path in paths.items()}
    assert {name: v for name, v in found.items() if v} == {}


def test_nothing_of_a_pack_sticks_out_on_the_smallest_phone(desks, paths):
    desk = desks("townclerk", SMALLEST)
    for path in paths.values():
        page = desk.go(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        sizes = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert sizes[0] <= sizes[1], (path, sizes, wide(page))


def test_the_house_speaks_english_on_the_pages_of_a_pack(desks, paths):
    desk = desks("townclerk")
    page = desk.go("/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    left = {name: sorted({t for t in desk.go(path).evaluate(SAID) if HAN.search(t)}) for name, path in paths.items()}
    assert {name: texts for name, texts in left.items() if texts} == {}
