"""Adopting a plan: a checked reading becomes a running programme."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shanzhi.actions.checkpoints import checkpoint_now
from shanzhi.actions.creation import BATCH, owe, stand
from shanzhi.actions.journal import About, note
from shanzhi.actions.packs import checked, enter_edition
from shanzhi.core.access import Actor, require
from shanzhi.core.chain import tenant_of
from shanzhi.core.duty import Recurrence, Window
from shanzhi.core.kinds import Refused
from shanzhi.core.programme import Draft, DraftTask, draft, questions
from shanzhi.models import Anchor, Clause, Duty, Indicator, Phase, Programme, Reading, Task
from shanzhi.models.plans import as_json
from shanzhi.models.walls import acting
from shanzhi.packs.drafting import Drafted, draft_pack
from shanzhi.queries.calendar import work_calendar
from shanzhi.queries.drafts import material_of
from shanzhi.queries.reviews import checked_facts, register_of, unchecked


@dataclass(frozen=True, slots=True)
class Adopted:
    """What adopting gave. again: it was adopted before and nothing changed."""

    programme_id: int
    again: bool
    tasks: int = 0
    parts: int = 0
    phases: int = 0
    duties: int = 0
    occurrences: int = 0
    indicators: int = 0


def adopt_plan(*, actor: Actor, reading_id: int, now: datetime) -> Adopted:
    """Makes a programme of a checked reading, in one transaction; a second call changes nothing.

    raises: Refused("not_found"), Refused("clauses_unread"), Refused("questions_open"), Refused("second_person_needed"),
            codes of draft.
    """
    with acting(actor):
        rows = Reading.objects.select_for_update(of=("self",)).select_related("document__place")
        reading = rows.filter(pk=reading_id).first()
        if reading is None:
            raise Refused("not_found", "没有找到这份方案，可能不在您的管辖范围内。")
        place = reading.document.place
        require(actor, "adopt_plan", place_code=place.code)
        known = Programme.objects.filter(reading=reading).first()
        if known:
            return Adopted(known.pk, again=True)
        _check_second(actor, reading)
        plan = _checked_draft(reading)
        programme = Programme.objects.create(
            reading=reading,
            place=place,
            title=reading.document.title,
            from_on=plan.from_on,
            to_on=plan.to_on,
            near_days=reading.as_core().near_days,
            adopted_at=now,
            adopted_by_id=actor.id,
        )
        drafted = draft_pack(material_of(reading.pk, plan))
        made = _store(programme, plan, drafted)
        enter_edition(programme, 1, checked(drafted.text), "", actor.id, now)
        reading.state = "adopted"
        reading.revision += 1
        reading.save(update_fields=["state", "revision"])
        counts = {name: getattr(made, name) for name in Adopted.__slots__[2:]}
        note(actor, "adopt_plan", About("programme", programme.pk, programme.pk, counts, place_code=place.code), now)
        checkpoint_now(tenant_of(place.code), why="adopt_plan", now=now)
    return made


def draft_missing(*, now: datetime) -> int:
    """Gives programmes that were adopted before there were packs the draft pack of their plan. Gives how many.

    cost: 1 query where none is missing.
    """
    with acting(None):
        waiting = Programme.objects.filter(editions=None, reading__isnull=False)
        for programme in waiting:
            reading = programme.reading_id or 0
            answers = Reading.objects.get(pk=reading).as_core()
            plan = draft(checked_facts(reading), answers, register_of(reading), work_calendar())
            drafted = draft_pack(material_of(reading, plan))
            _name_items(programme, drafted)
            enter_edition(programme, 1, checked(drafted.text), "", programme.adopted_by_id, now)
    return len(waiting)


def _name_items(programme: Programme, drafted: Drafted) -> None:
    """Ties rows to the items of their pack, by their number in the plan."""
    tasks = list(programme.tasks.order_by("n"))
    tops = {t.pk: drafted.tasks[t.n] for t in tasks if t.parent_id is None and t.n < len(drafted.tasks)}
    for task in tasks:
        task.item = tops.get(task.parent_id or task.pk, "")
    Task.objects.bulk_update(tasks, ["item"], batch_size=BATCH)
    groups = ((programme.phases, drafted.phases), (programme.duties, drafted.duties))
    for rows, items in (*groups, (programme.indicators, drafted.indicators)):
        for row in rows.all():
            row.item = items[row.n] if row.n < len(items) else ""
            row.save(update_fields=["item"])


def _check_second(actor: Actor, reading: Reading) -> None:
    if not reading.document.place.adopt_needs_second:
        return
    if reading.state != "proposed" or reading.proposed_by_id == actor.id:
        raise Refused(
            "second_person_needed",
            "按本地规定，采纳方案需要两个人：一人核对后提请，由另一人采纳。请先提请，再请同事或领导采纳。",
        )


def _checked_draft(reading: Reading) -> Draft:
    unread = unchecked(reading.pk)
    if unread:
        raise Refused("clauses_unread", "还有{n}条没有核对或留有疑问，请先逐条核对。", n=unread)
    facts, answers, register = checked_facts(reading.pk), reading.as_core(), register_of(reading.pk)
    if questions(facts, answers, register).blocking:
        raise Refused("questions_open", "还有需要您回答的问题（年份、单位、起算日或期限），请先在“待答问题”里填好。")
    return draft(facts, answers, register, work_calendar())


def _store(programme: Programme, plan: Draft, drafted: Drafted) -> Adopted:
    clauses = {c.n: c for c in Clause.objects.filter(reading_id=programme.reading_id or 0)}
    phases = Phase.objects.bulk_create(
        Phase(
            programme=programme,
            n=n,
            title=p.title[:200],
            from_on=p.from_on,
            to_on=p.to_on,
            clause=clauses[p.clause],
            item=drafted.phases[n],
            quote=p.quote,
        )
        for n, p in enumerate(plan.phases)
    )
    _store_anchors(programme, plan)
    parents, parts = _store_tasks(programme, plan.tasks, clauses, phases, drafted.tasks)
    occurrences = _store_duties(programme, plan, clauses, drafted.duties)
    _store_indicators(programme, plan, clauses, drafted.indicators)
    return Adopted(
        programme.pk,
        again=False,
        tasks=parents,
        parts=parts,
        phases=len(phases),
        duties=len(plan.duties),
        occurrences=occurrences,
        indicators=len(plan.indicators),
    )


def _store_anchors(programme: Programme, plan: Draft) -> None:
    Anchor.objects.bulk_create(
        Anchor(programme=programme, n=n, event=event, on=on) for n, (event, on) in enumerate(plan.anchors)
    )


def _store_tasks(
    programme: Programme,
    tasks: Sequence[DraftTask],
    clauses: Mapping[int, Clause],
    phases: Sequence[Phase],
    items: Sequence[str],
) -> tuple[int, int]:
    """Parents first, then their parts, then who stands where; numbers run on over both."""
    rows = [_task(programme, n, t, clauses, phases) for n, t in enumerate(tasks)]
    anchors = {a.event: a for a in programme.anchors.all()}
    for row, task, item in zip(rows, tasks, items, strict=True):
        row.item = item
        row.anchor = anchors[task.term.event] if task.term else None
        row.term = as_json(task.term) if task.term else None
    Task.objects.bulk_create(rows, batch_size=BATCH)
    parts: list[Task] = []
    for row, task in zip(rows, tasks, strict=True):
        for unit_id in task.parts:
            part = _task(programme, len(rows) + len(parts), task, clauses, phases)
            part.parent, part.unit_id, part.item = row, unit_id, row.item
            part.anchor, part.term = row.anchor, row.term
            parts.append(part)
    Task.objects.bulk_create(parts, batch_size=BATCH)
    stand((row, task.units) for row, task in zip(rows, tasks, strict=True))
    return len(rows), len(parts)


def _task(
    programme: Programme, n: int, task: DraftTask, clauses: Mapping[int, Clause], phases: Sequence[Phase]
) -> Task:
    return Task(
        programme=programme,
        n=n,
        path=task.path[:80],
        section=task.section[:200],
        title=task.title,
        clause=clauses[task.clause],
        quote=task.quote,
        phase=phases[task.phase] if task.phase is not None else None,
        due_words=task.due_words[:200],
        due_on=task.due_on,
        light_on=task.due_on,
    )


def _store_duties(programme: Programme, plan: Draft, clauses: Mapping[int, Clause], items: Sequence[str]) -> int:
    rows = Duty.objects.bulk_create(
        Duty(
            programme=programme,
            n=n,
            title=d.duty.what or d.duty.span.quote,
            who_words=d.duty.who[:120],
            when_words=d.duty.when[:120],
            rule=as_json(d.duty.rule or Recurrence("other")),
            hand_in=d.duty.hand_in,
            clause=clauses[d.clause],
            item=items[n],
            quote=d.duty.span.quote,
        )
        for n, d in enumerate(plan.duties)
    )
    return owe((row, d.units, [Window(*time) for time in d.times]) for row, d in zip(rows, plan.duties, strict=True))


def _store_indicators(programme: Programme, plan: Draft, clauses: Mapping[int, Clause], items: Sequence[str]) -> None:
    Indicator.objects.bulk_create(
        Indicator(
            programme=programme,
            n=n,
            name=i.indicator.name,
            op=i.indicator.op,
            value=i.indicator.value,
            value_high=i.indicator.value_high,
            unit=i.indicator.unit[:20],
            by_words=i.indicator.by[:80],
            by_on=i.by_on,
            clause=clauses[i.clause],
            item=items[n],
            quote=i.indicator.span.quote,
        )
        for n, i in enumerate(plan.indicators)
    )
