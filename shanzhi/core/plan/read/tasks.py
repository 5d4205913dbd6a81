"""Work items: the finest numbered items that somebody has to deliver, with their units and deadline."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from shanzhi.core.chinese.terms import find_terms
from shanzhi.core.chinese.units import split_names
from shanzhi.core.plan.document import Document
from shanzhi.core.plan.facts import Path, Span, Task
from shanzhi.core.plan.read import deadlines, units
from shanzhi.core.plan.read.deadlines import Deadline
from shanzhi.core.plan.read.units import Note, Role
from shanzhi.core.plan.text import Stretch

Names = Mapping[Role, tuple[str, ...]]
_ROLES: tuple[Role, ...] = ("lead", "responsible", "support", "owner", "persons")


@dataclass(frozen=True, slots=True)
class Item:
    """What a clause says of who and when. shared: its last lines speak for the whole section above."""

    notes: tuple[Note, ...]
    deadline: Deadline | None
    shared: bool = False


def read_tasks(doc: Document) -> tuple[Task, ...]:
    """Gives the tasks of a plan, in the order of the text."""
    own = {n: _own(doc, n) for n in range(1, len(doc.clauses))}
    return tuple(task for n in own if doc.is_leaf(n) for task in _of_clause(doc, n, own))


def _own(doc: Document, n: int) -> Item:
    """Gives what a clause's own lines say; unit lines after the last item of a section are marked as shared."""
    block = doc.blocks[n]
    notes = [note for stretch in block for note in (*units.labelled(stretch), *units.bracketed(stretch))]
    dated = next((found for stretch in reversed(block) if (found := deadlines.labelled(stretch))), None)
    shared = _closes_section(doc, n) and (any(note.line_only for note in notes) or bool(dated and dated.line_only))
    return Item(tuple(notes), dated, shared=shared)


def _closes_section(doc: Document, n: int) -> bool:
    """Whether an item is the last of its section and no sibling has a unit line, so that its lines cover all."""
    siblings = doc.children[doc.nodes[n].parent]
    if doc.nodes[n].parent == 0 or len(siblings) < 2 or siblings[-1] != n or not doc.is_leaf(n):  # noqa: PLR2004
        return False
    return not any(_has_unit_line(doc, sibling) for sibling in siblings[:-1])


def _has_unit_line(doc: Document, n: int) -> bool:
    return any(note for stretch in doc.blocks[n] for note in (*units.labelled(stretch), *units.bracketed(stretch)))


def _of_clause(doc: Document, n: int, own: dict[int, Item]) -> Iterator[Task]:
    """Gives the tasks of one clause: itself, or its inline items where each has units or a date of its own."""
    if n in doc.rows:
        yield _row_task(doc, n)
        return
    item, source = _effective(doc, n, own)
    inline = list(_inline_tasks(doc, n, item))
    if inline:
        yield from inline
    elif _is_task(doc, n, item):
        yield _task(doc, n, item, source)


def _effective(doc: Document, n: int, own: dict[int, Item]) -> tuple[Item, Path | None]:
    """Gives who and when for a clause: its own lines, else those that cover its section; sentences last."""
    mine = own[n]
    parent = doc.nodes[n].parent
    dated = _deadline(doc, n, mine)
    if mine.notes and not mine.shared:
        return Item(mine.notes, dated), None
    covering = _covering(doc, n, own)
    if covering is not None:
        return Item(covering.notes, dated), doc.path(parent)
    spoken = tuple(note for s in doc.blocks[n] for note in units.in_sentence(_body(doc, n, s)))
    return Item(mine.notes or spoken, dated), None


def _covering(doc: Document, n: int, own: dict[int, Item]) -> Item | None:
    """Gives the unit lines of the section a clause stands in, if it has some."""
    parent = doc.nodes[n].parent
    if parent == 0:
        return None
    last = own[doc.children[parent][-1]]
    if last.shared and last.notes:
        return last
    return own[parent] if own[parent].notes else None


def _body(doc: Document, n: int, stretch: Stretch) -> Stretch:
    """Gives a stretch without the heading's number."""
    head = doc.clauses[n].head
    if stretch.start != head.start:
        return stretch
    at = head.quote.find(doc.clauses[n].title)
    return stretch.part(max(at, 0))


def _deadline(doc: Document, n: int, mine: Item) -> Deadline | None:
    """Gives the deadline of an item: labelled, in its title, or in its text."""
    if mine.shared:
        return None
    block = doc.blocks[n]
    head = block[0].part(0, doc.clauses[n].head.end - doc.clauses[n].head.start) if block else None
    return mine.deadline or (deadlines.in_title(head) if head else None) or deadlines.in_text(block)


_DEFINES = re.compile(r"^(?:是指|指的是|本办法所称)")


def _is_task(doc: Document, n: int, item: Item) -> bool:
    """Whether a clause is a work item: in the task part always, elsewhere where a unit or a date stands in it."""
    part = doc.parts[n]
    named = bool(item.notes) or item.deadline is not None
    if part == "task":
        return True
    if part == "aim":
        return doc.clauses[n].depth > 1 and item.deadline is not None and "—" in item.deadline.text
    if part == "organ":
        return any(note.labelled for note in item.notes)
    if part == "guard":
        return item.deadline is not None or _delivers(doc, n, item)
    return named


_OF_MONEY = re.compile(r"奖|补助|补贴|费用|扣|罚|兑现|收费|标准|计分|评分")


def _delivers(doc: Document, n: int, item: Item) -> bool:
    """Whether a safeguard is somebody's to deliver: a unit, or people given a duty; plain money rules are not."""
    if any(note.labelled for note in item.notes):
        return True
    if _OF_MONEY.search(doc.clauses[n].title[:12]):
        return False
    return any(note.role != "persons" for note in item.notes)


def _task(doc: Document, n: int, item: Item, source: Path | None) -> Task:
    clause = doc.clauses[n]
    date = item.deadline
    span = item.notes[0].span if item.notes else date.span if date else clause.head
    task = _with_units(Task(clause.path, clause.title, span, units_from=source), _by_role(item.notes))
    return replace(task, deadline=date.text, due=date.due) if date else task


def _with_units(task: Task, names: Names) -> Task:
    """Gives a task with its names in their roles."""
    return replace(
        task,
        lead=names["lead"],
        responsible=names["responsible"],
        support=names["support"],
        owner=names["owner"],
        persons=names["persons"],
    )


def _by_role(notes: Sequence[Note]) -> Names:
    """Gives the names by role, each once."""
    return {
        role: tuple(dict.fromkeys(name for note in notes if note.role == role for name in note.names))
        for role in _ROLES
    }


def _row_task(doc: Document, n: int) -> Task:
    """Gives the task of a table's row: its unit columns, and its date column or the date its measure sets."""
    cells, clause = doc.rows[n].cells, doc.clauses[n]
    names: Names = {role: split_names(cells[role].text) if role in cells else () for role in _ROLES}
    work = [cells[c] for c in ("task", "measure") if c in cells]
    date = deadlines.in_text(work)
    if "deadline" in cells:
        date = deadlines.in_text([cells["deadline"]]) or _as_printed(cells["deadline"])
    span = next((cells[role].span() for role in _ROLES if role in cells), clause.head)
    task = _with_units(Task(clause.path, clause.title, span), names)
    return replace(task, deadline=date.text, due=date.due) if date else task


def _as_printed(cell: Stretch) -> Deadline:
    span: Span = cell.span()
    found = deadlines.labelled(Stretch(cell.line, cell.start - 3, "时限:" + cell.text))
    return Deadline(span.quote, found.due if found else None, span)


_INLINE = re.compile(r"(?:(?<=[。;；:：,，])|^)\s*(?P<label>[一二三四五六七八九十]是(?!否)|第[一二三四五六]周)")
_LEAST = 2


def _inline_tasks(doc: Document, n: int, item: Item) -> Iterator[Task]:
    """Gives the inline items (一是 …, 第一周 …) of a clause where at least two have a unit or a date of their own."""
    pieces = [piece for stretch in doc.blocks[n] for piece in _pieces(_body(doc, n, stretch))]
    tasks = [_inline_task(doc, n, label, piece) for label, piece in pieces]
    if sum(1 for task in tasks if task.deadline or task.responsible or task.lead) < _LEAST:
        return
    shared = _by_role([note for note in item.notes if note.labelled])
    for task in tasks:
        yield task if task.lead or task.responsible else _with_units(task, shared)


def _pieces(stretch: Stretch) -> Iterator[tuple[str, Stretch]]:
    found = list(_INLINE.finditer(stretch.text))
    for i, match in enumerate(found):
        end = found[i + 1].start() if i + 1 < len(found) else len(stretch.text)
        yield match["label"], stretch.part(match.start("label"), end)


def _inline_task(doc: Document, n: int, label: str, piece: Stretch) -> Task:
    """Gives an inline item as a task; only labelled units and limits count as its own."""
    notes = [*units.labelled(piece), *units.bracketed(piece)]
    date = deadlines.in_text([piece])
    if label.endswith("周"):
        terms = next(find_terms(label), None)
        date = Deadline(label, terms.words if terms else None, piece.span(0, len(label)))
    title = re.split(r"[,，。;；:：]", piece.text[len(label) :], maxsplit=1)[0]
    task = _with_units(Task((*doc.path(n), label), title, piece.span()), _by_role(notes))
    return replace(task, deadline=date.text, due=date.due) if date else task
