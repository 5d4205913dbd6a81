"""Recurring duties: who does what how often, and whether something is handed in."""

import re
from collections.abc import Iterator, Sequence

from shanzhi.core.chinese.recurrences import FoundRule, find_recurrences, find_standing
from shanzhi.core.plan.document import Document, Sentence
from shanzhi.core.plan.facts import Duty
from shanzhi.core.plan.read import units
from shanzhi.core.plan.read.units import Note

_HAND_IN = re.compile(
    r"报送|上报|报告|提交|汇总|反馈|报至|报县|报镇|报市|报区|报省|报乡|报村|报领导|报办公室|小结|总结|月报|周报|日报|专报|"
    r"报[\u4e00-\u9fff]{2,12}(?:办|局|组|室|部|所|站|中心|政府|委员会)"
)
_PIECE = re.compile(r"(?:[^,，。;；:：!！?？]|(?<=\d)[:：](?=\d))+")
_NOT_DUTY = re.compile(
    r"每年(?:以|按|递增|增长|提高|增加|下降|减少|新增|不少于\d+%)|逐年(?:增|提|降|减|上|加)|每月(?:工资|补贴|补助|报酬)|\d元/?每|"
    r"(?:元|分|万元)每[年月天]|每年度?计划$|按年度计划|每[年月天日][^,，]{0,4}\d+(?:\.\d+)?万?元"
)
_ENTITY = re.compile(r"每(?:个|名|位)?(?:户|人|次|辆|处|村|组|店|家|[\u4e00-\u9fff]{1,3}员)每[天日月年周]")
_LABEL = 12
"""A heading longer than this is a sentence of its own."""
_REPEATS = re.compile(r"[每按逐]|一[天日周月季年]一")


def read_duties(doc: Document) -> tuple[Duty, ...]:
    """Gives the recurring duties of a plan, in the order of the text; words that a clause repeats give one."""
    found = [duty for n in _by_clause(doc) for duty in _of_clause(doc, n)]
    return tuple({(duty.path, duty.freq, duty.when): duty for duty in reversed(found)}.values())[::-1]


def _by_clause(doc: Document) -> list[list[Sentence]]:
    groups: dict[int, list[Sentence]] = {}
    for sentence in doc.sentences:
        groups.setdefault(sentence.clause, []).append(sentence)
    return list(groups.values())


def _of_clause(doc: Document, sentences: Sequence[Sentence]) -> Iterator[Duty]:
    """Gives the duties of a clause; a title that only names one (半月报, 日常保洁) is none beside its text."""
    found = [(sentence, rule) for sentence in sentences for rule in _rules(doc, sentence)]
    timed = {s.at.start for s, rule in found if rule.freq not in ("continuous", "other")}
    for sentence, rule in found:
        others = timed - {sentence.at.start}
        if _is_title(doc, sentence) and not _REPEATS.match(sentence.text, rule.start):
            standing = rule.freq in ("continuous", "other")
            if standing or others or not doc.is_leaf(sentence.clause):
                continue
        duty = _duty(doc, sentence, rule)
        if duty:
            yield duty


def _rules(doc: Document, sentence: Sentence) -> list[FoundRule]:
    rules = list(find_recurrences(sentence.text))
    standing = () if doc.parts[sentence.clause] == "aim" else find_standing(sentence.text)
    rules += [rule for rule in standing if not any(r.start <= rule.start < r.end for r in rules)]
    return sorted(rules, key=lambda r: r.start)


def _is_title(doc: Document, sentence: Sentence) -> bool:
    """Whether a sentence is the heading itself, with nothing after the title."""
    clause = doc.clauses[sentence.clause]
    rest = sentence.text[len(clause.head.quote) :].strip("。.:： \t\u3000")
    return (
        clause.n > 0
        and len(clause.title) <= _LABEL
        and sentence.at.start <= clause.head.start < sentence.at.end
        and not rest
    )


def _duty(doc: Document, sentence: Sentence, rule: FoundRule) -> Duty | None:
    """Gives the duty that a recurrence of a sentence makes, None where it counts something else."""
    text = sentence.text
    start, end = _piece(text, rule)
    start = max(start, min(_after_number(doc, sentence), rule.start))
    piece = text[start:end]
    if _NOT_DUTY.search(piece) or _ENTITY.search(piece):
        return None
    note = _doer(list(units.in_sentence(sentence.at.part(_after_number(doc, sentence)))), sentence, rule, end)
    who = "、".join(note.names) if note else ""
    hand_in = _HAND_IN.search(piece) is not None
    span = sentence.at.span(start, end)
    what = _what(text[start : rule.start], text[rule.end : end], who)
    return Duty(
        doc.path(sentence.clause), who, what, text[rule.start : rule.end], rule.freq, span, rule.rule, hand_in  # type: ignore[arg-type]  # the names of the groups are those of Freq
    )  # fmt: skip


def _after_number(doc: Document, sentence: Sentence) -> int:
    """Gives where a sentence begins behind its heading's number, as an offset in it."""
    clause = doc.clauses[sentence.clause]
    at = clause.head.quote.find(clause.title)
    begins = clause.head.start + max(at, 0) - sentence.at.start
    return begins if clause.n and clause.head.start >= sentence.at.start and 0 < begins < len(sentence.text) else 0


def _doer(notes: Sequence[Note], sentence: Sentence, rule: FoundRule, end: int) -> Note | None:
    """Gives who does it: named in the same piece, else the last named before it in the sentence."""
    at, stop = sentence.at.start + rule.start, sentence.at.start + end
    near = [note for note in notes if note.span.start < stop]
    before = [note for note in near if note.span.start < at and note.role != "support"]
    return before[-1] if before else near[0] if near else None


_AFTER_SUBJECT = re.compile(r"^(?:要|应当?|须|必须|需|负责|由|每次)+")


def _what(before: str, after: str, who: str) -> str:
    """Gives what is done, without the words for how often and without who does it."""
    before, after = before.strip("、 \t\u3000"), after.strip("、 \t\u3000,，")
    for name in who.split("、") if who else ():
        before = before.replace(name, "", 1) if name in before else before
        after = after.removeprefix(name)
    before = _AFTER_SUBJECT.sub("", before.strip("、和及与由 "))
    return (before + _AFTER_SUBJECT.sub("", after)).strip("、 ")


def _piece(text: str, rule: FoundRule) -> tuple[int, int]:
    """Gives the range of the piece of sentence a recurrence stands in, and of the next where it stands alone."""
    for match in _PIECE.finditer(text):
        if match.start() <= rule.start < match.end():
            start, end = _between_rules(text, match, rule)
            if end - rule.end > 1 or end < match.end():
                return start, end
            after = _PIECE.search(text, match.end())
            return start, after.end() if after else end
    return rule.start, rule.end


def _between_rules(text: str, piece: re.Match[str], rule: FoundRule) -> tuple[int, int]:
    """Gives the part of a piece that belongs to one recurrence: 按月排名、按季兑现 are two."""
    start, end = piece.start(), piece.end()
    for mark in re.finditer("、", text[start:end]):
        at = start + mark.start()
        if any(r.start == 0 for r in find_recurrences(text[at + 1 : min(end, at + 20)])):
            if at < rule.start:
                start = at + 1
            elif at >= rule.end:
                return start, at
    return start, end
