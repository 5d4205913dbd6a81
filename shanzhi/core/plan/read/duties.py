"""Recurring duties: who does what how often, and whether something is handed in."""

import re
from collections.abc import Iterator

from shanzhi.core.chinese.recurrences import FoundRule, find_recurrences, find_standing
from shanzhi.core.plan.document import Document, Sentence
from shanzhi.core.plan.facts import Duty
from shanzhi.core.plan.read import units

_HAND_IN = re.compile(
    r"报送|上报|报告|提交|汇总|反馈|报至|报县|报镇|报市|报区|报省|报领导|报办公室|小结|总结|月报|周报|日报|专报"
)
_PIECE = re.compile(r"[^,，。;；:：!！?？]+")
_NOT_DUTY = re.compile(
    r"每年(?:以|按|递增|增长|提高|增加|下降|减少|新增|不少于\d+%)|逐年(?:增|提|降|减|上|加)|每月(?:工资|补贴|补助|报酬)|\d元/?每|"
    r"(?:元|分|万元)每[年月天]|每年度?计划$|按年度计划"
)
_ENTITY = re.compile(r"每(?:个|名|位)?(?:户|人|次|辆|处|村|组|店|家|[\u4e00-\u9fff]{1,3}员)每[天日月年周]")


def read_duties(doc: Document) -> tuple[Duty, ...]:
    """Gives the recurring duties of a plan, in the order of the text; words that a clause repeats give one."""
    found = [duty for sentence in doc.sentences for duty in _of_sentence(doc, sentence)]
    return tuple({(duty.path, duty.freq, duty.when): duty for duty in reversed(found)}.values())[::-1]


def _of_sentence(doc: Document, sentence: Sentence) -> Iterator[Duty]:
    rules = list(find_recurrences(sentence.text))
    standing = () if doc.parts[sentence.clause] == "aim" else find_standing(sentence.text)
    rules += [rule for rule in standing if not any(r.start <= rule.start < r.end for r in rules)]
    if not rules:
        return
    who = "、".join(dict.fromkeys(name for note in units.in_sentence(sentence.at) for name in note.names))
    for rule in sorted(rules, key=lambda r: r.start):
        start, end = _piece(sentence.text, rule)
        piece = sentence.text[start:end]
        if _NOT_DUTY.search(piece) or _ENTITY.search(piece):
            continue
        when = sentence.text[rule.start : rule.end]
        what = piece.replace(when, "", 1).strip("、 ")
        freq = rule.freq
        yield Duty(
            doc.path(sentence.clause), who, what, when, freq, sentence.at.span(start, end), rule.rule,  # type: ignore[arg-type]  # the names of the groups are those of Freq
            _HAND_IN.search(piece) is not None,
        )  # fmt: skip


def _piece(text: str, rule: FoundRule) -> tuple[int, int]:
    """Gives the range of the piece of sentence a recurrence stands in, and of the next where it stands alone."""
    for match in _PIECE.finditer(text):
        if match.start() <= rule.start < match.end():
            if match.end() - rule.end > 1:
                return match.start(), match.end()
            after = _PIECE.search(text, match.end())
            return match.start(), after.end() if after else match.end()
    return rule.start, rule.end
