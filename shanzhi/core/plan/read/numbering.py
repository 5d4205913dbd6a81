"""Proof-reading of numbers: gaps and repeats, no heading at all, levels too deep."""

from collections.abc import Iterator, Sequence

from shanzhi.core.kinds import Words
from shanzhi.core.plan.document import Document
from shanzhi.core.plan.facts import Problem, Span

_UNNUMBERED = ("label", "annex", "stage", "row")
_DEEP = 6
_LEAST_TEXT = 200


def read_numbering(doc: Document) -> Iterator[Problem]:
    """Gives the faults of a plan's numbering, in the order of the text."""
    if len(doc.clauses) == 1:
        yield from _no_heading(doc)
        return
    for kids in doc.children:
        yield from _series(doc, kids)
    yield from _running_on(doc)
    deep = next((clause for clause in doc.clauses if clause.depth > _DEEP), None)
    if deep:
        yield Problem(
            "too_deep",
            deep.head,
            Words("标题层次达到{depth}层，公文一般不超过四层。", {"depth": deep.depth}),
            Words("请检查此处编号，或把下层内容并入上层。"),
        )


def _no_heading(doc: Document) -> Iterator[Problem]:
    if len(doc.text.strip()) < _LEAST_TEXT:
        return
    first = next((line for line in doc.lines if line.text.strip()), None)
    if first:
        yield Problem(
            "no_heading",
            first.span(),
            Words("全文没有一个带编号的标题，无法按条款核对。"),
            Words("请给各部分加上“一、”“（一）”等编号后重新导入，或直接在核对页手工添加任务。"),
            "fault",
        )


def _series(doc: Document, kids: Sequence[int]) -> Iterator[Problem]:
    """Gives where the numbers of sibling headings of one style jump or stand twice."""
    last: dict[str, int] = {}
    for n in kids:
        node = doc.nodes[n]
        if node.style in _UNNUMBERED or not node.number:
            continue
        before = last.get(node.style)
        last[node.style] = node.number
        if before is not None and node.number != before + 1:
            yield from _jump(doc.clauses[n].head, before, node.number)


def _running_on(doc: Document) -> Iterator[Problem]:
    """Gives where numbers that run on across sections (1 to 9 under (一), 10 on under (二)) leave one out."""
    last: dict[tuple[str, int], tuple[int, int]] = {}
    for n, node in enumerate(doc.nodes):
        if node.style in _UNNUMBERED or not node.number:
            continue
        key = (node.style, doc.clauses[n].depth)
        parent, before = last.get(key, (node.parent, 0))
        last[key] = node.parent, node.number
        beside = doc.nodes[parent].parent == doc.nodes[node.parent].parent
        if node.parent != parent and beside and 1 < before + 1 < node.number <= before + _FAR:
            yield from _jump(doc.clauses[n].head, before, node.number)


_FAR = 4
"""A wider leap between two sections is another series."""


def _jump(head: Span, before: int, number: int) -> Iterator[Problem]:
    if number == before:
        why = Words("编号{number}在同一层出现两次。", {"number": number})
        yield Problem("numbering_repeat", head, why, Words("请改正编号，并核对引用处。"), "fault")
    elif number > before:
        why = Words(
            "编号从{before}跳到{number}，缺第{missing}项。", {"before": before, "number": number, "missing": before + 1}
        )
        yield Problem("numbering_gap", head, why, Words("请核对是漏了一项，还是编号写错。"), "fault")
    elif number != 1:
        why = Words("编号{number}排在{before}之后，次序颠倒。", {"before": before, "number": number})
        yield Problem("numbering_repeat", head, why, Words("请核对次序。"))
