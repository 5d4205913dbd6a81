"""A plan laid out for reading: lines, clauses with their parents, tables, sentences."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from shanzhi.core.plan.facts import Clause, Path
from shanzhi.core.plan.table import Row, read_tables
from shanzhi.core.plan.text import Stretch, split_lines, split_sentences
from shanzhi.core.plan.tree import Node, build, find_heads

Part = Literal["aim", "task", "phase", "organ", "guard"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or half-sentence. clause: index of the clause it belongs to."""

    clause: int
    at: Stretch

    @property
    def text(self) -> str:
        return self.at.text


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its layout. children, parts and blocks run parallel to clauses; blocks: a clause's own lines."""

    text: str
    lines: tuple[Stretch, ...]
    clauses: tuple[Clause, ...]
    nodes: tuple[Node, ...]
    children: tuple[tuple[int, ...], ...]
    parts: tuple[Part, ...]
    blocks: tuple[tuple[Stretch, ...], ...]
    sentences: tuple[Sentence, ...]
    rows: Mapping[int, Row]

    def path(self, n: int) -> Path:
        return self.clauses[n].path

    def is_leaf(self, n: int) -> bool:
        return not self.children[n]


def lay_out(text: str) -> Document:
    """Gives the layout of a text: every reader of facts starts from it."""
    lines = tuple(split_lines(text))
    rows = list(read_tables(lines))
    heads = find_heads(lines, rows)
    clauses, nodes = build(text, heads)
    by_line = {row.at.line: row for row in rows}
    of_clause = {n + 1: by_line[head.at.line] for n, head in enumerate(heads) if head.mark.style == "row"}
    blocks = _blocks(lines, clauses)
    return Document(
        text, lines, clauses, nodes, _children(nodes), _parts(clauses, nodes), blocks,
        tuple(_sentences(blocks, of_clause)), of_clause,
    )  # fmt: skip


def _children(nodes: Sequence[Node]) -> tuple[tuple[int, ...], ...]:
    found: list[list[int]] = [[] for _ in nodes]
    for n, node in enumerate(nodes):
        if node.parent >= 0:
            found[node.parent].append(n)
    return tuple(tuple(kids) for kids in found)


def _blocks(lines: Sequence[Stretch], clauses: Sequence[Clause]) -> tuple[tuple[Stretch, ...], ...]:
    """Gives each clause's lines, cut where a clause begins inside a line."""
    found: list[list[Stretch]] = [[] for _ in clauses]
    n = 0
    for line in lines:
        start = line.start
        while n + 1 < len(clauses) and clauses[n + 1].start <= line.end:
            cut = clauses[n + 1].start
            if cut > start:
                found[n].append(line.part(start - line.start, cut - line.start))
            start = max(start, cut)
            n += 1
        if line.end > start:
            found[n].append(line.part(start - line.start))
    return tuple(tuple(block) for block in found)


def _sentences(blocks: Sequence[Sequence[Stretch]], rows: Mapping[int, Row]) -> Iterator[Sentence]:
    """Gives the sentences in order; of a table's row only the work is read as sentences."""
    for n, block in enumerate(blocks):
        row = rows.get(n)
        stretches = _work_cells(row) + [s for s in block if s.line != row.at.line] if row else block
        for stretch in stretches:
            for sentence in split_sentences(stretch):
                yield Sentence(n, sentence)


def _work_cells(row: Row) -> list[Stretch]:
    return [cell for column, cell in row.cells.items() if column in ("task", "measure", "other")]


_TITLES: Final[tuple[tuple[Part, re.Pattern[str]], ...]] = (
    ("aim", re.compile(r"^[总附]\s?则$")),
    ("task", re.compile(r"任务|工作内容|主要内容|重点|职责|责任分工|试点内容|整治内容|整治措施")),
    ("guard", re.compile(r"^(?:资金|经费|奖补|奖励|奖惩|奖罚|费用|投入|调度|报送|督查|督导|考核|考评)")),
    ("phase", re.compile(r"步骤|阶段|时间安排|进度安排|工作安排|方法步骤|实施进度|时间节点|推进计划")),
    ("aim", re.compile(r"思想|总体要求|目标|原则|意义|背景|依据|宗旨|范围|对象|适用|总体思路|标准|考核内容|"
                       r"活动时间|目的")),
    ("organ", re.compile(r"组织机构|领导机构|领导小组|机构设置|成立组织|考核机构|工作机构|人员组成")),
    ("guard", re.compile(
        r"保障|要求|奖惩|考核|监督|督查|督导|督察|调度|报送|资金|奖补|奖励|奖罚|费用|宣传|附则|组织领导|政策支持|组织实施|其他|有关事项|纪律|经费|管理办法|考评|评价|结果运用"
    )),
)  # fmt: skip


_BARE_AIM = re.compile(
    r"(?:指导|总体|工作|主要|基本|实施|整治|建设|目标){1,2}(?:思想|目标|原则|要求|范围)|领导小组|组织机构"
)


def _parts(clauses: Sequence[Clause], nodes: Sequence[Node]) -> tuple[Part, ...]:
    """Gives what each clause is for, by its title; below the first level the section above decides."""
    parts: list[Part] = []
    for clause, node in zip(clauses, nodes, strict=True):
        above: Part | None = parts[node.parent] if node.parent > 0 else None
        own = next((part for part, pattern in _TITLES if pattern.search(clause.title[:40])), None)
        if above is None:
            parts.append("aim" if clause.n == 0 else own or "task")
        elif above == "task" and own in ("aim", "organ") and _BARE_AIM.fullmatch(clause.title):
            parts.append(own)
        else:
            parts.append(above)
    return tuple(parts)
