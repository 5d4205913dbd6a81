"""Handing in a plan."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from shanzhi.actions.journal import About, note
from shanzhi.core.access import Actor, require
from shanzhi.core.kinds import Refused
from shanzhi.core.plan.facts import Plan
from shanzhi.core.plan.reading import read_plan
from shanzhi.core.review import facts_of
from shanzhi.models import Clause, Document, Fact, Place, Reading
from shanzhi.models.plans import as_json
from shanzhi.models.walls import acting
from shanzhi.papers.intake import Paper, open_paper
from shanzhi.papers.names import safe_name
from shanzhi.papers.refusals import refused

LONGEST = 1_000_000  # characters a plan may have at the desk: about six seconds of reading


@dataclass(frozen=True, slots=True)
class PlanIn:
    """A plan as it arrives: the bytes of a file with its name, or pasted text."""

    data: bytes = b""
    name: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What came of it. again: the same text was handed in before; nothing new is stored."""

    reading_id: int
    again: bool


def hand_in_plan(*, actor: Actor, plan: PlanIn, now: datetime) -> HandedIn:
    """Reads a plan and opens its review.

    raises: Refused("not_allowed"), Refused("nothing_handed_in") and the codes of papers.refusals.
    """
    require(actor, "hand_in_plan", place_code=actor.place_code)
    paper = open_paper(plan.data, plan.name) if plan.data or plan.name else _pasted(plan.text)
    if len(paper.text) > LONGEST:
        raise refused("too_much_text", limit=LONGEST // 10_000)
    read = read_plan(paper.text)
    sha256 = hashlib.sha256(paper.text.encode()).hexdigest()
    with acting(actor):
        place = Place.objects.select_for_update().filter(code=actor.place_code, ended_on=None).first()
        if place is None:
            raise Refused(
                "unknown_place", "没有登记代码为 {place} 的地区，或者它已经撤并，请核对。", place=actor.place_code
            )
        known = Reading.objects.filter(document__place=place, document__sha256=sha256).first()
        if known:
            return HandedIn(known.pk, again=True)
        document = Document.objects.create(
            place=place,
            title=(read.title or paper.title or plan.name or "未写标题的方案")[:200],
            kind=paper.kind,
            name=safe_name(plan.name) if plan.name else "",
            text=paper.text,
            sha256=sha256,
            file=_keep(plan),
            handed_in_at=now,
            handed_in_by_id=actor.id,
        )
        reading = Reading.objects.create(document=document, level=read.level)
        _store(reading, read)
        note(actor, "hand_in_plan", About("reading", reading.pk, data={"title": document.title, "text": sha256}), now)
    return HandedIn(reading.pk, again=False)


def _pasted(text: str) -> Paper:
    clean = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if not clean.strip():
        raise Refused(
            "nothing_handed_in", "没有收到文件，也没有粘贴文字。请选择一份方案文件，或把方案全文粘贴到文本框里。"
        )
    return Paper(kind="txt", text=clean, title="", encoding="utf-8", pages=None)


def _keep(plan: PlanIn) -> str:
    """Stores the bytes under the name of their content and gives that name; "" for pasted text."""
    if not plan.data:
        return ""
    name = f"plans/{hashlib.sha256(plan.data).hexdigest()}"
    return name if default_storage.exists(name) else default_storage.save(name, ContentFile(plan.data))


def _store(reading: Reading, read: Plan) -> None:
    """Writes clauses and facts in two statements a thousand rows."""
    rows = [
        Clause(
            reading=reading,
            n=c.n,
            path=list(c.path),
            title=c.title,
            depth=min(c.depth, 99),
            start=c.start,
            end=c.end,
            line=c.head.line,
        )
        for c in read.clauses
    ]
    Clause.objects.bulk_create(rows, batch_size=1000)
    Fact.objects.bulk_create(_facts(rows, read), batch_size=1000)


def _facts(rows: list[Clause], read: Plan) -> list[Fact]:
    """Each fact under the clause its sentence stands in; facts and clauses both run in the order of the text."""
    out: list[Fact] = []
    at = 0
    for n, (kind, fact, span) in enumerate(facts_of(read)):
        while at + 1 < len(rows) and rows[at + 1].start <= span.start:
            at += 1
        data: Any = as_json(fact)
        out.append(Fact(clause=rows[at], kind=kind, n=n, data=data, read=data))
    return out
