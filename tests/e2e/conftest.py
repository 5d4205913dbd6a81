"""The house is opened once, and every story gets desks in it; a story ends with the books in order."""

import tempfile
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.e2e.desk import PHONE, WIDE, Desk
from tests.e2e.house import chromium, open_house
from tests.e2e.plans import hand_in_and_adopt

ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
)
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def house():
    with tempfile.TemporaryDirectory(prefix="shanzhi-e2e-", ignore_cleanup_errors=True) as folder:
        opened = open_house(Path(folder))
        yield opened
        opened.stop()


@pytest.fixture(scope="session")
def browser():
    path = chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(ARGS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def open_desk(house, browser):
    """A desk: open_desk("clerk", PHONE) is the clerk at a phone; who "" is nobody yet. Log-ins are kept and reused."""
    known = {}

    def opened(who: str = "", size: tuple[int, int] = WIDE, **more) -> Desk:
        if who and who not in known:
            first = opened("")
            first.log_in(who)
            known[who] = first.context.storage_state()
            first.context.close()
        view = {"width": size[0], "height": size[1]}
        state = known.get(who)
        context = browser.new_context(viewport=view, locale="zh-CN", storage_state=state, accept_downloads=True, **more)
        context.set_default_timeout(15_000)
        desk = Desk(house.url, context, context.new_page())
        desk.watch()
        return desk

    return opened


@pytest.fixture(scope="session")
def programme(open_desk):
    """The address of a running programme whose days lie around today."""
    desk = open_desk("clerk")
    address = hand_in_and_adopt(desk, "白鹭滩")
    assert desk.unforeseen() == []
    desk.context.close()
    return address


@pytest.fixture
def desks(house, open_desk):
    """Opens desks for one story; at its end no desk saw a fault, and the audit finds the books in order."""
    opened = []

    def one(who: str = "", size: tuple[int, int] = WIDE, **more) -> Desk:
        opened.append(open_desk(who, size, **more))
        return opened[-1]

    yield one
    house.must_stand()
    faults = [fault for desk in opened for fault in desk.unforeseen()]
    for desk in opened:
        desk.context.close()
    assert faults == []
    house.audit()


@pytest.fixture(params=[WIDE, PHONE], ids=["1280", "360"])
def size(request):
    """The two widths every story is told at."""
    return request.param
