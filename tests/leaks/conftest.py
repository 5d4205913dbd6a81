"""Prints the leak matrix after the tests: `make leaks`."""

import os


def pytest_terminal_summary(terminalreporter):
    """Rows: addresses; columns: everybody who must not see; a dot where no word came through, else how many did."""
    if "LEAKS" not in os.environ:
        return
    cells: dict[tuple[str, str], int] = {}
    for report in (*terminalreporter.stats.get("passed", ()), *terminalreporter.stats.get("failed", ())):
        cells |= {(name, who): n for key, (name, who, n) in (p for p in report.user_properties if p[0] == "leak")}
    viewers = list(dict.fromkeys(who for _, who in cells))
    say = terminalreporter.write_line
    say("")
    for n, who in enumerate(viewers, 1):
        say(f"{n:>3} {who}")
    for name in dict.fromkeys(name for name, _ in cells):
        row = "".join(f"{cells[name, who] or '·':>4}" for who in viewers)
        say(f"{name:22}{row}")
    say(f"{len(cells)} cells, {sum(cells.values())} words came through")
