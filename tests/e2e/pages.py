"""The addresses of every kind of page, found the way a reader finds them: by following links."""

import re

from tests.e2e.desk import Desk

PLAN = "云岭县数字乡村建设实施方案"


def addresses(desk: Desk, programme: str = "") -> dict[str, str]:
    """Page -> path: those of the town's county plan, and the review of the plan still waiting there.

    programme: where a duty is looked for, the county plan by default.
    """
    page = desk.go("/")
    ledger = _path(page.get_by_role("link", name=PLAN).first.get_attribute("href"))
    page = desk.go("/plans/")
    waiting = _path(page.get_by_role("link", name="云岭县农村供水保障巩固行动方案").get_attribute("href"))
    task = _path(desk.go(ledger).locator("tr[data-row] a").nth(1).get_attribute("href"))
    page = desk.go(f"{programme or ledger}duties/")
    if not page.locator("a.cell").count():
        page.locator(".exports a").nth(2).click()
    duty = _path(page.locator("a.cell").first.get_attribute("href"))
    return {
        "today": "/",
        "plans": "/plans/",
        "review": f"{waiting}?at=6",
        "adoption": f"{waiting}adoption/",
        "ledger": ledger,
        "task": task,
        "wall": f"{ledger}wall/",
        "duties": "/duties/",
        "duty": duty,
        "indicators": f"{ledger}indicators/",
    }


def _path(address: str | None) -> str:
    assert address, "a link leads nowhere"
    return re.sub(r"[?#].*", "", address)
