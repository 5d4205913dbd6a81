"""The calendar of working days in force here: what was published, and the file of local arrangements."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from shanzhi.core.deadline import WorkCalendar
from shanzhi.papers.holidays import published, with_file


def work_calendar() -> WorkCalendar:
    """The calendar deadlines are reckoned with; a file changed meanwhile counts from the next call on.

    cost: 0 queries.
    raises: Refused("bad_calendar").
    """
    if not settings.HOLIDAYS_FILE:
        return published()
    path = Path(settings.HOLIDAYS_FILE)
    return _with_file(path, path.stat().st_mtime_ns if path.exists() else 0)


@lru_cache(maxsize=4)
def _with_file(path: Path, changed: int) -> WorkCalendar:
    return with_file(published(), path.read_bytes() if changed else b"", path.name)
