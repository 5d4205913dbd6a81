"""Notices in the layout of official papers."""

from typing import Final

from shanzhi.core.letter import Letter, lines_of
from shanzhi.queries.notices import NoticePage

_MARKS: Final = {"draft": "草稿", "withdrawn": "已撤回"}  # the paper is Chinese, in whatever words the page is shown


def notice_letter(page: NoticePage) -> Letter:
    """A notice as a letter; one that is not signed, or no longer stands, says so on each page."""
    said, lines = page.notice, lines_of(page.notice.title, page.text, page.to)
    tables = (page.sheet,) if page.sheet else ()
    return Letter(said.title, said.number, lines, tables, said.place, said.signed_on, _MARKS.get(said.state, ""))
