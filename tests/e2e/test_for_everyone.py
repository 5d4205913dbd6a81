"""Every page can be read by everyone: by rule, in the dark, on the smallest phone, in large print, in English."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.desk import PHONE, WIDE
from tests.e2e.pages import addresses

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
SMALLEST = (320, 640)
LARGE_PRINT = "document.documentElement.style.fontSize = '24px'"  # the policy lets no style tag in
HAN = re.compile(r"[\u4e00-\u9fff]+")
# words of the house, without what is quoted from plans or entered by people
SAID = """() => [...document.querySelectorAll("h1, h2, th, label, legend, button, summary, nav a, dt, .exports, "
  + ".hint, .empty, .light, .duty, .state")]
  .map((e) => {
    const copy = e.cloneNode(true);
    copy.querySelectorAll("[lang='zh-Hans'], [lang='zh-hans'], q, td, input, select, textarea, "
      + "datalist, .meta, [data-name]").forEach((x) => x.remove());
    return e.closest('[lang="zh-hans"], .paper, .quote, datalist, td') ? "" : copy.textContent.trim();
  })"""


@pytest.fixture
def paths(desks, programme):
    return addresses(desks("clerk"), programme)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_breaks_the_rules_of_access(desks, paths, size, scheme):
    axe, found = Axe(), {}
    clerk = desks("clerk", size, color_scheme=scheme)
    for name, path in {**paths, "key help": "/"}.items():
        page = clerk.go(path)
        if name == "key help":
            page.keyboard.press("?")
        found[name] = violations(axe, page)
    stranger = desks("", size, color_scheme=scheme)
    found["login"] = violations(axe, stranger.go("/login/"))
    assert {name: v for name, v in found.items() if v} == {}


def violations(axe: Axe, page: Page) -> list[str]:
    results = axe.run(page, options=RULES).response["violations"]
    return [f"{v['id']}: {n['html'][:160]} {n['any'][:1]}" for v in results for n in v["nodes"][:3]]


@pytest.mark.parametrize("css", ["", LARGE_PRINT], ids=["normal", "large print"])
def test_nothing_sticks_out_on_the_smallest_phone(desks, paths, css):
    clerk = desks("clerk", SMALLEST)
    for path in (*paths.values(), "/login/", "/nowhere/"):
        clerk.foresee("404")
        page = clerk.go(path)
        if css:
            page.evaluate(css)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        sizes = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert sizes[0] <= sizes[1], (path, sizes, wide(page))


def wide(page: Page) -> list[str]:
    """What sticks out, for the report of a failure."""
    return page.evaluate(
        "[...document.querySelectorAll('main *, header *')].filter((e) => e.getBoundingClientRect().right > innerWidth"
        " && !e.closest('.wall, .tabs, .strip')).slice(0, 5).map((e) => e.outerHTML.slice(0, 120))"
    )


def test_large_print_fits_a_desk(desks, paths):
    clerk = desks("clerk", WIDE)
    for path in paths.values():
        page = clerk.go(path)
        page.evaluate(LARGE_PRINT)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, wide(page))


def test_english_speaks_english_on_every_page(desks, paths, size):
    clerk = desks("clerk", size)
    page = clerk.go("/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    left: dict[str, list[str]] = {}
    for name, path in paths.items():
        clerk.go(path)
        expect(page.locator("html")).to_have_attribute("lang", "en")
        left[name] = sorted({text for text in page.evaluate(SAID) if HAN.search(text)})
    stranger = desks("", PHONE)
    stranger.speak("en")
    left["login"] = sorted({text for text in stranger.go("/login/").evaluate(SAID) if HAN.search(text)})
    assert {name: texts for name, texts in left.items() if texts} == {}
