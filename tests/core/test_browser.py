"""Browsers as people call them."""

import pytest

from shanzhi.core.browser import browser_of

ANDROID = "Mozilla/5.0 (Linux; Android 14; M) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Safari/604.1"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (ANDROID, ("android", "chrome")),
        (f"{ANDROID} MicroMessenger/8.0", ("android", "wechat")),
        (f"{ANDROID} wxwork/4.1 MicroMessenger/7.0", ("android", "wecom")),
        (f"{WINDOWS} Edg/120.0", ("windows", "edge")),
        (f"{WINDOWS} QIHU 360SE", ("windows", "browser_360")),
        (IPHONE, ("iphone", "safari")),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", ("linux", "firefox")),
        ("Mozilla/5.0 (Phone; OpenHarmony 5.0) ArkWeb/4.1", ("harmony", "unknown")),
        ("", ("unknown", "unknown")),
    ],
)
def test_the_machine_and_the_program_are_named(agent, words):
    assert browser_of(agent) == words
