"""Headings of a text and the clauses they open."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from shanzhi.core.plan.facts import Clause, Path, Span
from shanzhi.core.plan.labels import labelled_lines
from shanzhi.core.plan.marks import RANK, Mark, Style, mark_at, marks_in_run, marks_inside, run_title
from shanzhi.core.plan.table import Row
from shanzhi.core.plan.text import Stretch, mended

_OPENING, _CLOSING = "(（[〔【《", ")）]〕】》"
_STOPS = "。:：!！?？"
_TRAILING = "。.;；,，、:： \t\u3000\xa0"
DEEPEST = 40
"""Levels below this one are kept at it: no plan nests so deep, and paths stay short."""


@dataclass(frozen=True, slots=True)
class Head:
    """A heading found in a line. at: stretch from the number to the title's end. title: without number."""

    mark: Mark
    at: Stretch
    title: str


@dataclass(frozen=True, slots=True)
class Node:
    """A heading's place among the others. parent: index of the clause above, 0 for the top."""

    style: Style
    number: int
    parent: int


def title_of(text: str) -> str:
    """Gives the heading's own text: up to the first 。 or colon outside brackets, without closing marks."""
    depth = 0
    for i, c in enumerate(mended(text)):
        if c in _OPENING:
            depth += 1
        elif c in _CLOSING:
            depth = max(depth - 1, 0)
        elif c in _STOPS and not depth and not _in_clock(text, i):
            return text[:i].strip(_TRAILING)
    if depth:
        text = re.split(r"[。!！?？]", text, maxsplit=1)[0]
    return text.strip(_TRAILING)


def _in_clock(text: str, i: int) -> bool:
    """Whether a colon stands between two digits, as in 7:30 or 300:1."""
    return text[i] in ":：" and text[max(i - 1, 0) : i].isdigit() and text[i + 1 : i + 2].isdigit()


def find_heads(lines: Sequence[Stretch], rows: Iterable[Row]) -> list[Head]:
    """Gives the headings of a text in order: numbered lines, labelled lines, rows of tables."""
    by_line = {row.at.line: row for row in rows}
    labels = labelled_lines(lines)
    run = _runs_together(lines)
    heads: list[Head] = []
    last: dict[Style, int] = {}
    for line in lines:
        if row := by_line.get(line.line):
            heads.append(Head(Mark("row", row.number, row.label, 0, 0), row.at, row.title))
            continue
        for mark in _marks(line, labels.get(line.line), last, run=run):
            last[mark.style] = mark.number
            for style in [s for s in last if RANK[s] > RANK[mark.style]]:
                del last[style]
            heads.append(_head(line, mark, run=run))
    return heads


def _head(line: Stretch, mark: Mark, *, run: bool) -> Head:
    rest = line.text[mark.end :]
    title = (
        mark.label
        if mark.style in ("label", "annex") or not mark.number
        else (run_title(rest) if run and mark.style == "han" else "")
    )
    title = title or _cut(title_of(rest), run=run) or mark.label
    ends = line.text.find(title, mark.start) + len(title)
    return Head(mark, line.part(mark.start, max(ends, mark.end)), title)


_RUN_TITLE = re.compile(r"[^,，;；\d]{2,16}?[)）]|[^,，;；\d]{2,20}")


def _cut(title: str, *, run: bool) -> str:
    match = _RUN_TITLE.match(title) if run else None
    if match is None:
        return title
    return match.group() if "”" in match.group() else match.group().strip("“”")


def _marks(line: Stretch, label: Mark | None, last: dict[Style, int], *, run: bool) -> Iterator[Mark]:
    """Gives the headings' numbers in a line; those inside it only where they carry on a series."""
    first = None if run and _PAGE_CUT.match(line.text) else (mark_at(line.text) or label)
    seen = dict(last)
    for mark in [*([first] if first else []), *(marks_in_run(line.text) if run else marks_inside(line.text))]:
        starts = run and mark.number == 1
        if mark is first or starts or (mark.number > 1 and seen.get(mark.style) == mark.number - 1):
            seen[mark.style] = mark.number
            if mark.style == "han":
                seen.pop("han_bracket", None)
            yield mark


_LONG = 200
_MOST = 0.4
_PAGE_CUT = re.compile(r"\s*\d{1,3}、")


def _runs_together(lines: Sequence[Stretch]) -> bool:
    """Whether the document's line breaks are lost: most of it stands in a few long lines without numbers before."""
    total = sum(len(line.text) for line in lines if "。" in line.text or "," in line.text or "，" in line.text)
    lengthy = [line for line in lines if len(line.text) > _LONG]
    if not lengthy or sum(len(line.text) for line in lengthy) < total * _MOST:
        return False
    if any((mark := mark_at(line.text)) and mark.style in ("han", "han_bracket", "chapter") for line in lines):
        return False
    return any(marks_inside(line.text) for line in lengthy)


def build(text: str, heads: Sequence[Head]) -> tuple[tuple[Clause, ...], tuple[Node, ...]]:
    """Gives the clauses that headings open, and each one's place; clause 0 is what stands before the first."""
    first = heads[0].at.start if heads else len(text)
    clauses = [Clause(0, (), "", 0, Span(1, 0, 0, ""), 0, first)]
    nodes = [Node("annex", 0, -1)]
    stack: list[int] = []
    for i, head in enumerate(heads):
        stack = _above(stack, nodes, head.mark)
        parent = stack[-1] if stack else 0
        path: Path = (*clauses[parent].path, head.mark.label)
        end = heads[i + 1].at.start if i + 1 < len(heads) else len(text)
        clauses.append(Clause(i + 1, path, head.title, len(path), head.at.span(), head.at.start, end))
        nodes.append(Node(head.mark.style, head.mark.number, parent))
        if len(stack) < DEEPEST:
            stack.append(i + 1)
    return tuple(clauses), tuple(nodes)


def _above(stack: list[int], nodes: Sequence[Node], mark: Mark) -> list[int]:
    """Gives the chain of headings that a number stands under: its series goes on, or a new one begins."""
    open_styles = [nodes[n].style for n in stack]
    if mark.style in open_styles:
        return stack[: open_styles.index(mark.style)]
    if mark.number == 1 and mark.style not in ("annex", "part", "chapter", "han"):
        return list(stack)
    keep = [n for n in stack if RANK[nodes[n].style] < RANK[mark.style]]
    return stack[: len(keep)] if keep == stack[: len(keep)] else keep
