"""A browser on somebody's desk that notices every fault by itself."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, expect

from tests.e2e.house import PASSWORD

WIDE, PHONE = (1280, 900), (360, 740)
# every page and every swap says by itself whether something sticks out to the right
RULER = """
const measure = () => requestAnimationFrame(() => {
  const page = document.documentElement;
  if (page && page.scrollWidth > innerWidth)
    console.error(`overflow ${page.scrollWidth} > ${innerWidth} ${location.pathname}`);
});
addEventListener("load", measure);
addEventListener("htmx:afterSettle", measure);
addEventListener("toggle", measure, true);
"""


@dataclass
class Desk:
    """A context with one page in it. faults: what went wrong on it; foreseen: patterns of what the story provokes."""

    url: str
    context: BrowserContext
    page: Page
    faults: list[str] = field(default_factory=list)
    foreseen: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.context.add_init_script(RULER)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"page error: {error} at {self.page.url}"))
        self.page.on("requestfailed", self._failed)

    def foresee(self, *patterns: str) -> None:
        self.foreseen += patterns

    def unforeseen(self) -> list[str]:
        return [f for f in self.faults if not any(re.search(p, f) for p in self.foreseen)]

    def go(self, path: str) -> Page:
        self.page.goto(self.url + path)
        return self.page

    def log_in(self, who: str) -> None:
        self.go("/login/")
        self.log_in_here(who)
        expect(self.page.get_by_role("button", name="退出")).to_be_visible()

    def log_in_here(self, who: str) -> None:
        """On whatever page the log-in form stands."""
        self.page.get_by_label("用户名").fill(who)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录", exact=True).click()

    def speak(self, code: str) -> None:
        self.context.add_cookies([{"name": "django_language", "value": code, "url": self.url}])

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(f"console {message.type}: {message.text} at {self.page.url}")

    def _failed(self, request: Request) -> None:
        # a download is a navigation broken off
        if "ERR_ABORTED" not in (request.failure or ""):
            self.faults.append(f"request failed: {request.failure} {request.url}")
