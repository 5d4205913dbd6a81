"""A browser's name of itself -> the machine and the program, as people call them."""

from typing import NamedTuple


class Browser(NamedTuple):
    """Two words: machine and program, "unknown" where the browser does not say."""

    machine: str
    program: str


# the first mark that is found decides: Edge also says Chrome, WeChat also says Safari
MACHINES = (
    ("harmonyos", "harmony"),
    ("openharmony", "harmony"),
    ("iphone", "iphone"),
    ("ipad", "ipad"),
    ("android", "android"),
    ("windows", "windows"),
    ("mac os x", "mac"),
    ("linux", "linux"),
)
PROGRAMS = (
    ("wxwork", "wecom"),
    ("micromessenger", "wechat"),
    ("dingtalk", "dingtalk"),
    ("edg", "edge"),
    ("360se", "browser_360"),
    ("qihu", "browser_360"),
    ("qqbrowser", "qq"),
    ("ucbrowser", "uc"),
    ("firefox", "firefox"),
    ("chrom", "chrome"),
    ("safari", "safari"),
)


def browser_of(agent: str) -> Browser:
    """What a User-Agent header says."""
    low = agent.lower()
    return Browser(*(next((word for mark, word in table if mark in low), "unknown") for table in (MACHINES, PROGRAMS)))
