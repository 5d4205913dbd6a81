"""The review: a clause checked, questions answered, a plan proposed for adoption."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

from shanzhi.actions.journal import About, note
from shanzhi.core.access import Actor, require
from shanzhi.core.deadline import check_anchor
from shanzhi.core.kinds import Refused
from shanzhi.core.plan.facts import Duty as DutyFact
from shanzhi.core.plan.facts import Indicator, Phase, Span, Task
from shanzhi.core.programme import Answers
from shanzhi.core.review import ADDABLE, with_fields
from shanzhi.models import Clause, Fact, Reading
from shanzhi.models.plans import as_json
from shanzhi.models.walls import acting

CHANGED = "这一条刚才已由{name}改过，您的修改还没有保存。请对照最新内容，把需要的改动再保存一次。"


@dataclass(frozen=True, slots=True)
class FactIn:
    """A change to a fact. id: None adds one of a kind; rejected: it does not belong here."""

    id: int | None
    fields: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    rejected: bool = False


@dataclass(frozen=True, slots=True)
class ClauseIn:
    """What an official says of a clause. revision: the one the page showed."""

    n: int
    revision: int
    verdict: Literal["good", "question"]
    facts: Sequence[FactIn] = ()


def check_clause(*, actor: Actor, reading_id: int, clause: ClauseIn, now: datetime) -> int:
    """Saves what an official says of one clause and gives its new revision.

    raises: Refused("changed_meanwhile") where somebody else saved first; "not_found"; "already_adopted"; the codes of
            with_fields.
    """
    with acting(actor):
        reading = _open_reading(actor, "review_plan", reading_id)
        row = Clause.objects.select_for_update().filter(reading=reading, n=clause.n).first()
        if row is None:
            raise Refused("not_found", "方案里没有这一条，请回到核对页重新选择。")
        if row.revision != clause.revision:
            name = row.checked_by.name if row.checked_by else "他人"
            raise Refused("changed_meanwhile", CHANGED, name=name)
        changed = [_change(row, one) for one in clause.facts]
        touched = any(changed) or row.facts.exclude(state="read").exists()
        row.state = "question" if clause.verdict == "question" else "corrected" if touched else "good"
        row.revision += 1
        row.checked_by_id = actor.id
        row.save(update_fields=["state", "revision", "checked_by"])
        data = {"clause": clause.n, "state": row.state, "facts": [c for c in changed if c]}
        note(actor, "check_clause", _about(reading, data), now)
    return int(row.revision)


def check_rest(*, actor: Actor, reading_id: int, now: datetime) -> int:
    """Says "all good" of every clause not looked at yet, and gives how many."""
    with acting(actor):
        reading = _open_reading(actor, "review_plan", reading_id)
        unread = list(Clause.objects.select_for_update().filter(reading=reading, state="unread"))
        for row in unread:
            row.state, row.revision, row.checked_by_id = "good", row.revision + 1, actor.id
        Clause.objects.bulk_update(unread, ["state", "revision", "checked_by"], batch_size=1000)
        note(actor, "check_rest", _about(reading, {"clauses": [row.n for row in unread]}), now)
    return len(unread)


def answer_questions(*, actor: Actor, reading_id: int, answers: Answers, revision: int, now: datetime) -> int:
    """Saves what was asked once for the whole plan and gives the reading's new revision.

    raises: Refused("changed_meanwhile"), Refused("already_adopted"), Refused("period_reversed"),
            Refused("anchor_out_of_range").
    """
    with acting(actor):
        reading = _open_reading(actor, "review_plan", reading_id)
        if reading.revision != revision:
            raise Refused("changed_meanwhile", CHANGED, name="他人")
        if answers.from_on and answers.to_on and answers.to_on < answers.from_on:
            raise Refused("period_reversed", "方案的截止日期早于开始日期，请改正后再采纳。")
        for day in answers.anchors.values():
            check_anchor(day)
        reading.answers = as_json(answers)
        reading.revision += 1
        reading.save(update_fields=["answers", "revision"])
        note(actor, "answer_questions", _about(reading, {"answers": reading.answers}), now)
    return int(reading.revision)


def propose_plan(*, actor: Actor, reading_id: int, now: datetime) -> None:
    """Hands a checked reading to a second person for adoption.

    raises: Refused("already_adopted").
    """
    with acting(actor):
        reading = _open_reading(actor, "propose_plan", reading_id)
        reading.state, reading.proposed_by_id = "proposed", actor.id
        reading.revision += 1
        reading.save(update_fields=["state", "proposed_by", "revision"])
        note(actor, "propose_plan", _about(reading, {}), now)


def _about(reading: Reading, data: Mapping[str, object]) -> About:
    return About("reading", reading.pk, data=data, revision=reading.revision, place_code=reading.document.place.code)


def _open_reading(actor: Actor, deed: str, reading_id: int) -> Reading:
    rows = Reading.objects.select_for_update(of=("self",)).select_related("document__place")
    reading = rows.filter(pk=reading_id).first()
    if reading is None:
        raise Refused("not_found", "没有找到这份方案，可能不在您的管辖范围内。")
    require(actor, deed, place_code=reading.document.place.code)
    if reading.state == "adopted":
        raise Refused("already_adopted", "这份方案已经采纳运行，不能再改读取结果。需要调整任务的，请到工作台账里办理。")
    return reading


def _change(row: Clause, given: FactIn) -> dict[str, object] | None:
    """Applies one change and gives what the journal keeps of it, None where nothing changed."""
    if given.id is None:
        return _add(row, given)
    fact = row.facts.filter(pk=given.id).first()
    if fact is None:
        raise Refused("not_found", "方案里没有这一条，请回到核对页重新选择。")
    before = (fact.state, fact.data)
    fact.data = as_json(with_fields(fact.as_core(), fact.kind, given.fields))
    if given.rejected:
        fact.state = "rejected"
    elif fact.state != "added":
        fact.state = "read" if fact.data == fact.read else "corrected"
    if (fact.state, fact.data) == before:
        return None
    fact.save(update_fields=["data", "state"])
    return {"fact": fact.pk, "kind": fact.kind, "state": fact.state, "before": before[1], "after": fact.data}


def _add(row: Clause, given: FactIn) -> dict[str, object]:
    if given.kind not in ADDABLE:
        raise Refused("bad_choice", "“{words}”不在可选范围内，请从列表里选择。", words=given.kind)
    value = with_fields(_blank(row, given.kind), given.kind, given.fields)
    last = row.facts.order_by("-n").first()
    fact = Fact.objects.create(
        clause=row, kind=given.kind, n=last.n + 1 if last else 0, data=as_json(value), state="added"
    )
    return {"fact": fact.pk, "kind": fact.kind, "state": "added", "after": fact.data}


def _blank(row: Clause, kind: str) -> Task | Phase | Indicator | DutyFact:
    """An empty fact whose sentence is the clause's heading."""
    path = tuple(row.path)
    text = row.reading.document.text
    head = text[row.start : row.end].split("\n", 1)[0]
    span = Span(row.line, row.start, row.start + len(head), head)
    if kind == "phase":
        return Phase(path, row.title, "", "", span)
    if kind == "indicator":
        return Indicator(path, "", "=", Decimal(0), "", span)
    return DutyFact(path, "", "", "", "other", span) if kind == "duty" else Task(path, row.title, span)
