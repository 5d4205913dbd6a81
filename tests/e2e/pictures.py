"""Takes the pictures of the README from the sample town: python -m tests.e2e.pictures."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.e2e.desk import Desk
from tests.e2e.house import ROOT, chromium, open_house
from tests.e2e.pages import addresses

FOLDER = ROOT / "docs" / "pictures"
SIZE = {"width": 1280, "height": 800}
PICTURES = ("review", "ledger", "wall")


def take(url: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu", "--lang=zh-CN"]
        )
        context = browser.new_context(viewport=SIZE, locale="zh-CN")
        desk = Desk(url, context, context.new_page())
        desk.log_in("clerk")
        paths = addresses(desk)
        for name in PICTURES:
            desk.go(paths[name]).wait_for_load_state("networkidle")
            desk.page.screenshot(path=FOLDER / f"{name}.png")
            sys.stdout.write(f"docs/pictures/{name}.png\n")
        browser.close()


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="shanzhi-pictures-", ignore_cleanup_errors=True) as folder:
        house = open_house(Path(folder))
        try:
            take(house.url)
        finally:
            house.stop()


if __name__ == "__main__":
    main()
