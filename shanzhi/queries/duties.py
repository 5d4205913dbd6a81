"""The calendar of duties: what is due in a month, and who has met it."""

import calendar
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product

from django.db.models import Q, QuerySet

from shanzhi.core.access import Actor, may
from shanzhi.core.duty import Window
from shanzhi.core.kinds import Refused
from shanzhi.models import Duty, Occurrence
from shanzhi.queries.rounds import form_of, notice_of, packs_of, register_of, rounds, rows_of, rows_owing
from shanzhi.queries.running import Running
from shanzhi.queries.scope import programmes_for, scoped

STATES = ("met", "met_late", "excused", "missed", "due", "ahead")
MOST_ROWS = 300
QUIET = ("day", "continuous", "other", "once")


@dataclass(frozen=True, slots=True)
class DutyCell:
    """A duty on its due day, with how many units stand how. asked: something is handed in, so missing counts."""

    duty_id: int
    due_on: date
    title: str
    period: str
    asked: bool
    states: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty without days in the calendar: daily, continuous or on occasion."""

    id: int
    title: str
    who: str
    when: str
    programme: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the grid. inside: of the month asked for."""

    on: date
    inside: bool
    today: bool
    cells: tuple[DutyCell, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """The calendar of a month, weeks from Monday."""

    first: date
    before: date
    after: date
    weeks: tuple[tuple[Day, ...], ...]
    lines: tuple[DutyLine, ...]
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class TimeRow:
    """One unit's time of a duty, or one row's. part: which of several times in the same days."""

    unit_id: int | None
    unit: str
    state: str
    done_on: date | None
    done_by: str
    note: str
    excuse: str
    may_meet: bool
    part: int = 1
    record_id: int | None = None


@dataclass(frozen=True, slots=True)
class DutyPage:
    """A duty on one of its days, with every unit that owes it, or every row.

    more: rows beyond those shown; form: what is handed in is filled in by it, "" for none; notice: the one whose
    signing meets it, "" for none.
    """

    id: int
    programme_id: int
    programme: str
    title: str
    who: str
    when: str
    quote: str
    reading_id: int | None
    clause_n: int
    due_on: date
    period: str
    times: tuple[TimeRow, ...]
    may_excuse: bool
    more: int = 0
    form: str = ""
    notice: str = ""


def state_of(row: Occurrence | None, due_on: date, today: date, *, asked: bool) -> str:
    """How one time stands: met, met_late, excused, missed, due (today or its window is open), ahead.

    cost: 0 queries.
    """
    if row and row.done_on:
        return "met" if row.done_on <= row.due_on else "met_late"
    if row and row.excuse:
        return "excused"
    if due_on < today:
        return "missed" if asked else "ahead"
    opens = row.opens_on if row else due_on
    return "due" if opens <= today else "ahead"


@scoped
def duty_calendar(actor: Actor, first: date, today: date, programme_id: int | None = None) -> Month:
    """The calendar of the month that begins with first, of one programme or of all the actor sees.

    cost: 5 queries; one less once the packs are known, one more where duties come round for rows.
    raises: Refused("not_found").
    """
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    duties = list(duties_seen(actor, programme_id))
    if programme_id is not None and not duties and not programmes_for(actor).filter(pk=programme_id).exists():
        raise Refused("not_found", "没有找到这项工作，可能不在您的管辖范围内。")
    packs = packs_of(duties)
    duties = [d for d in duties if actor.role != "unit" or _owes(d, actor) or register_of(d, packs)]
    rows, owing = _occurrences(duties, actor, first, last), rows_owing(duties, packs)
    cells: dict[date, list[DutyCell]] = {}
    for duty in duties:
        many = owing.get(duty.pk, 1 if actor.role == "unit" else max(1, len(duty.units.all())))
        for cell in _cells(duty, rows.get(duty.pk, []), rounds(duty, packs, first, last), today, many):
            cells.setdefault(cell.due_on, []).append(cell)
    counts: dict[str, int] = {}
    for cell in (c for group in cells.values() for c in group):
        for state, n in cell.states:
            counts[state] = counts.get(state, 0) + n
    return Month(
        first=first,
        before=(first - timedelta(days=1)).replace(day=1),
        after=(last + timedelta(days=1)),
        weeks=_weeks(first, cells, today),
        lines=tuple(
            DutyLine(d.pk, d.title, d.who_words, d.when_words, d.programme.title)
            for d in duties
            if d.as_core().every in QUIET
        ),
        counts=tuple((s, counts[s]) for s in STATES if counts.get(s)),
    )


@scoped
def duty_page(actor: Actor, duty_id: int, due_on: date, today: date) -> DutyPage:
    """A duty on one of its days.

    cost: 5 queries; one less once the pack is known, one more where it comes round for rows.
    raises: Refused("not_found").
    """
    duty = duties_seen(actor, None).filter(pk=duty_id).first()
    packs = packs_of([duty]) if duty else {}
    register = register_of(duty, packs) if duty else ""
    if duty is None or not (actor.role != "unit" or _owes(duty, actor) or register):
        raise Refused("not_found", "没有找到这项职责，可能不在您的管辖范围内。")
    rows = _stored(duty, due_on)
    owing, more = _owing(duty, packs, actor)
    parts = sorted({w.part for w in rounds(duty, packs, due_on, due_on)} | {r.part for r in rows.values()}) or [1]
    place, notice = duty.programme.place.code, notice_of(duty, packs)
    times: list[TimeRow] = []
    for one, part in product(owing, parts):
        row = rows.get((one.record_id or one.unit_id, part))
        state = state_of(row, due_on, today, asked=duty.hand_in)
        free = notice is None and (register != "" or may(actor, "meet_duty", place_code=place, unit_ids=[one.unit_id]))
        shown = _time(one.unit_id, one.name, row, state, may_meet=free)
        times += [replace(shown, part=part, record_id=one.record_id)]
    return DutyPage(
        id=duty.pk,
        programme_id=duty.programme_id,
        programme=duty.programme.title,
        title=duty.title,
        who=duty.who_words,
        when=duty.when_words,
        quote=duty.quote,
        reading_id=clause.reading_id if (clause := duty.clause) else None,
        clause_n=clause.n if clause else 0,
        due_on=due_on,
        period=next((r.period for r in rows.values()), ""),
        times=tuple(times),
        may_excuse=may(actor, "excuse_duty", place_code=place),
        more=more,
        form=form.title if (form := form_of(duty, packs)) else "",
        notice=(notice.title or notice.id) if notice else "",
    )


def _stored(duty: Duty, due_on: date) -> dict[tuple[int | None, int], Occurrence]:
    """The times of a day that something was said about, by row or unit, and part."""
    rows = Occurrence.objects.filter(duty=duty, due_on=due_on).select_related("done_by", "unit")
    return {(r.record_id or r.unit_id, r.part): r for r in rows}


@dataclass(frozen=True, slots=True)
class _Owing:
    """Who or what a duty comes round for."""

    unit_id: int | None
    name: str
    record_id: int | None = None


def _owing(duty: Duty, packs: Mapping[int, Running], actor: Actor) -> tuple[list[_Owing], int]:
    """Units that owe a duty, or the rows it comes round for and how many more there are."""
    if register_of(duty, packs):
        rows = rows_of(duty, packs)
        return [_Owing(r.keeper_id, r.label, r.pk) for r in rows[:MOST_ROWS]], max(0, len(rows) - MOST_ROWS)
    units = [_Owing(u.pk, u.name) for u in duty.units.all()] or [_Owing(None, duty.who_words)]
    return [u for u in units if actor.role != "unit" or u.unit_id == actor.unit_id], 0


def _owes(duty: Duty, actor: Actor) -> bool:
    return any(u.pk == actor.unit_id for u in duty.units.all())


def _time(unit_id: int | None, name: str, row: Occurrence | None, state: str, *, may_meet: bool) -> TimeRow:
    return TimeRow(
        unit_id=unit_id,
        unit=name,
        state=state,
        done_on=row.done_on if row else None,
        done_by=str(row.done_by or "") if row else "",
        note=row.note if row else "",
        excuse=row.excuse if row else "",
        may_meet=may_meet,
    )


def duties_seen(actor: Actor, programme_id: int | None) -> QuerySet[Duty]:
    """The duties an actor sees, of one programme or of all.

    cost: 0 queries.
    """
    seen = programmes_for(actor).filter(state="running")
    duties = Duty.objects.filter(programme__in=seen)
    if programme_id is not None:
        duties = duties.filter(programme=programme_id)
    if actor.role == "unit":
        duties = duties.filter(Q(pk__in=Duty.objects.filter(units=actor.unit_id).values("pk")) | ~Q(item=""))
    return duties.select_related("programme__place", "clause").prefetch_related("units").order_by("programme", "n")


def _occurrences(duties: list[Duty], actor: Actor, first: date, last: date) -> dict[int, list[Occurrence]]:
    rows = Occurrence.objects.filter(duty__in=duties, due_on__range=(first, last)).order_by("due_on")
    if actor.role == "unit":
        rows = rows.filter(Q(unit=actor.unit_id) | Q(record__isnull=False))
    out: dict[int, list[Occurrence]] = {}
    for row in rows:
        out.setdefault(row.duty_id, []).append(row)
    return out


def _cells(duty: Duty, rows: list[Occurrence], found: Iterable[Window], today: date, owing: int) -> Iterable[DutyCell]:
    """The days of a duty in the month: those stored, and those only reckoned. owing: for how many it comes round."""
    quiet = duty.as_core().every in QUIET
    by_day: dict[date, list[Occurrence]] = {}
    for row in rows:
        by_day.setdefault(row.due_on, []).append(row)
    periods = {d: group[0].period for d, group in by_day.items()}
    parts: Counter[date] = Counter()
    if not quiet and (duty.item or not duty.hand_in):
        for window in found:
            periods.setdefault(window.due_on, window.period)
            parts[window.due_on] += 1
    for due_on, period in sorted(periods.items()):
        group = by_day.get(due_on, [])
        states = [state_of(r, due_on, today, asked=duty.hand_in) for r in group]
        states += [state_of(None, due_on, today, asked=duty.hand_in)] * (owing * max(1, parts[due_on]) - len(group))
        tally = tuple((s, states.count(s)) for s in STATES if s in states)
        yield DutyCell(duty.pk, due_on, duty.title, period, duty.hand_in, tally)


def _weeks(first: date, cells: dict[date, list[DutyCell]], today: date) -> tuple[tuple[Day, ...], ...]:
    grid = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return tuple(
        tuple(Day(d, d.month == first.month, d == today, tuple(cells.get(d, ()))) for d in week) for week in grid
    )
