"""Days as people and sheets write them in figures."""

import re
from datetime import date

_WRITTEN = re.compile(r"(\d{4})(?:[.\-/年](\d{1,2})[.\-/月](\d{1,2})[日号]?|(\d{2})(\d{2}))")


def written_day(text: str) -> date | None:
    """The day of a text, None where it is none: 2026.3.1, 2026/3/1, 2026年3月1日, 2026-03-01, 20260301."""
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2] or match[4]), int(match[3] or match[5]))
    except ValueError:
        return None
