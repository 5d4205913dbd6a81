"""Task breakdown tables (任务分解表): rows of cells parted by tabs, or flattened to blanks."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from shanzhi.core.chinese.numerals import numeral
from shanzhi.core.plan.text import Stretch

Column = Literal[
    "number", "class", "task", "measure", "lead", "responsible", "support", "owner", "persons", "deadline", "other"
]
_COLUMNS: tuple[tuple[Column, re.Pattern[str]], ...] = (
    ("number", re.compile(r"序\s*号|编\s*号")),
    ("lead", re.compile(r"牵头|主办|主管")),
    ("support", re.compile(r"配合|参与|协办|协助|参加|支持单位")),
    ("owner", re.compile(r"责任主体|实施主体")),
    ("persons", re.compile(r"责任人|责任领导|负责人|分管领导|联系人")),
    ("responsible", re.compile(r"(?:责任|职责|承办|落实|实施)\s*(?:单位|部门|科室)|单位$")),
    ("deadline", re.compile(r"时\s*限|完成时间|时间|期限|完成日期|时间节点")),
    ("measure", re.compile(r"措施|举措|内容|要求|标准|目标|做法|事项说明")),
    ("task", re.compile(r"任务|工作|项目|事项|指标|名称")),
    ("class", re.compile(r"类\s*别|分\s*类|板块|领域|类型")),
)
_LEAST_HEADERS = 3
_UNIT_COLUMNS: tuple[Column, ...] = ("lead", "responsible", "support", "owner")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a task table. at: the whole line. cells: stretches by column, empty ones left out."""

    at: Stretch
    number: int
    label: str
    title: str
    cells: Mapping[Column, Stretch] = field(default_factory=dict)


def read_tables(lines: Sequence[Stretch]) -> Iterator[Row]:
    """Gives the rows of every table whose header names a task and a unit or deadline."""
    columns: tuple[Column, ...] = ()
    tabs = False
    counter = 0
    for line in lines:
        if found := _header(line.text):
            columns, tabs, counter = found, "\t" in line.text, 0
            continue
        if not columns or not line.text.strip():
            continue
        row = _tab_row(line, columns, counter) if tabs else _blank_row(line, columns, counter)
        if row is None:
            columns = () if ("\t" in line.text) != tabs else columns
            continue
        counter = row.number
        yield row


def _header(text: str) -> tuple[Column, ...]:
    """Gives the columns a header line names, () where it is none."""
    words = text.strip().split("\t") if "\t" in text else text.split()
    if len(words) < _LEAST_HEADERS or any(len(word) > 12 for word in words):  # noqa: PLR2004 - a header is short
        return ()
    columns = tuple(_column(word) for word in words)
    named = set(columns)
    if named & {"task", "measure"} and named & {"lead", "responsible", "support", "owner", "deadline", "persons"}:
        return columns
    return ()


def _column(word: str) -> Column:
    return next((name for name, pattern in _COLUMNS if pattern.search(word.strip())), "other")


def _tab_row(line: Stretch, columns: Sequence[Column], counter: int) -> Row | None:
    if "\t" not in line.text:
        return None
    cells: dict[Column, Stretch] = {}
    start = 0
    for column, text in zip(columns, line.text.split("\t"), strict=False):
        if text.strip() and column not in cells:
            cells[column] = line.part(start, start + len(text))
        start += len(text) + 1
    return _row(line, cells, counter)


def _row(line: Stretch, cells: dict[Column, Stretch], counter: int) -> Row | None:
    """Gives the row, None where it names no work (a line of totals, a merged heading)."""
    work = cells.get("task") or cells.get("measure")
    if work is None or not set(cells) & {*_UNIT_COLUMNS, "deadline", "persons", "measure"}:
        return None
    label = cells["number"].text.strip() if "number" in cells else str(counter + 1)
    number = numeral(label.strip("()（）、.")) or counter + 1
    title = work.text.strip() if "task" in cells else re.split(r"[。;；]", work.text.strip(), maxsplit=1)[0]
    return Row(line, number, label, title.rstrip("。;；"), cells)


_ROW_NUMBER = re.compile(r"\s*(\d{1,3})(?=[ \u3000])")
_WORD = re.compile(r"[^ \u3000]+")


def _blank_row(line: Stretch, columns: Sequence[Column], counter: int) -> Row | None:
    """Gives a row whose cells are parted by blanks: units stand at its end, the longest word is the measure."""
    head = _ROW_NUMBER.match(line.text)
    if head is None or int(head[1]) != counter + 1:
        return None
    words = [line.part(m.start(), m.end()) for m in _WORD.finditer(line.text, head.end())]
    tail = [c for c in columns if c in (*_UNIT_COLUMNS, "deadline", "persons")]
    if len(words) <= len(tail):
        return None
    cells: dict[Column, Stretch] = {"number": line.part(head.start(1), head.end(1))}
    cells.update(zip(tail, words[len(words) - len(tail) :], strict=True))
    words = words[: len(words) - len(tail)]
    longest = max(range(len(words)), key=lambda n: len(words[n].text))
    if "measure" in columns:
        cells["measure"] = words[longest]
        words = words[:longest]
    cells.update(_class_and_task(line, words, head.end(), columns))
    return _row(line, cells, counter)


def _class_and_task(
    line: Stretch, words: Sequence[Stretch], after: int, columns: Sequence[Column]
) -> dict[Column, Stretch]:
    """Gives the cells before the measure; a class that runs on from the row above leaves two blanks."""
    begin = 0
    has_class = "class" in columns and words and words[0].start - line.start == after + 1
    if has_class:
        begin = 1
        while begin < len(words) - 1 and len(words[begin].text) <= 2:  # noqa: PLR2004 - the end of a wrapped word
            begin += 1
    task = words[begin:]
    if not task:
        return {}
    return {"task": line.part(task[0].start - line.start, task[-1].end - line.start)}
