"""How the times of duties stand, counted for each who owes them and each month; what nobody spoke of is reckoned."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from shanzhi.core.duty import Window
from shanzhi.models import Duty, Occurrence, Record
from shanzhi.queries.duties import state_of
from shanzhi.queries.rounds import choosy, register_of, rounds, rows_of
from shanzhi.queries.running import Running


@dataclass(frozen=True, slots=True)
class Who:
    """Who owes a duty: a unit or, where it comes round for rows, the keeper of the row or the place it lies in."""

    unit_id: int | None
    name: str
    place_code: str


@dataclass(frozen=True, slots=True)
class Owed:
    """How the times of one duty stand for one who owes them, by month and state (STATES of queries.duties)."""

    who: Who
    months: Mapping[str, Counter[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when times fall due, and what day it is.

    unit_id: of which unit's duties alone, None for everybody's; rows are those the scope shows in any case.
    """

    first: date
    last: date
    today: date
    unit_id: int | None = None


def owed(duties: Sequence[Duty], packs: Mapping[int, Running], span: Span) -> dict[int, tuple[Owed, ...]]:
    """How the times of duties stand, by duty and by who owes them, in the order of their places; as the scope shows.

    duties: with their programme's place, and units with their places.
    cost: 1 query; 1 more where duties come round for rows, 2 more for each that is for some of the rows alone.
    """
    said = _said(duties, span)
    rows = _holders(duties, packs)
    return {d.pk: tuple(_owed(d, packs, said.get(d.pk, []), rows.get(d.pk), span)) for d in duties}


def _said(duties: Sequence[Duty], span: Span) -> dict[int, list[Occurrence]]:
    rows = Occurrence.objects.filter(duty__in=[d.pk for d in duties], due_on__range=(span.first, span.last))
    rows = rows.select_related("unit__place", "record__place", "record__keeper")
    found: dict[int, list[Occurrence]] = {}
    for row in rows:
        found.setdefault(row.duty_id, []).append(row)
    return found


def _holders(duties: Sequence[Duty], packs: Mapping[int, Running]) -> dict[int, Counter[Who]]:
    """Of duties that come round for rows: for how many rows of whom."""
    of = {d.pk: (d.programme_id, name) for d in duties if (name := register_of(d, packs))}
    if not of:
        return {}
    some = {d.pk for d in duties if d.pk in of and choosy(d, packs)}
    whole = _grouped(Record.objects.filter(programme__in={p for p, _ in of.values()}, ended_on=None))
    found: dict[int, Counter[Who]] = {}
    for duty in duties:
        if duty.pk in some:
            kept = Record.objects.filter(pk__in=[r.pk for r in rows_of(duty, packs)])
            found[duty.pk] = next(iter(_grouped(kept).values()), Counter())
        elif duty.pk in of:
            found[duty.pk] = whole.get(of[duty.pk], Counter())
    return found


def _grouped(rows: QuerySet[Record]) -> dict[tuple[int, str], Counter[Who]]:
    out: dict[tuple[int, str], Counter[Who]] = {}
    named = rows.values("programme_id", "register", "keeper_id", "keeper__name", "place__code", "place__name")
    for r in named.annotate(rows=Count("pk")).order_by():
        who = Who(r["keeper_id"], r["keeper__name"] or r["place__name"], r["place__code"])
        out.setdefault((r["programme_id"], r["register"]), Counter())[who] += r["rows"]
    return out


def _owed(
    duty: Duty, packs: Mapping[int, Running], said: list[Occurrence], rows: Counter[Who] | None, span: Span
) -> Iterator[Owed]:
    """Everybody with as many times as there are windows, then each time that something was said about, put right."""
    whose = _whose(duty) if rows is None else rows
    windows = rounds(duty, packs, span.first, span.last) if duty.item or not duty.hand_in else ()
    base = _base(duty, windows, span.today)
    months: dict[Who, dict[str, Counter[str]]] = {
        who: {m: Counter({s: n * many for s, n in c.items()}) for m, c in base.items()} for who, many in whose.items()
    }
    known = {(w.due_on, w.part): _unsaid(duty, w, span.today) for w in windows}
    for row in said:
        counts = months.setdefault(_who_of(duty, row), {}).setdefault(f"{row.due_on:%Y-%m}", Counter())
        if (before := known.get((row.due_on, row.part))) is not None and counts[before] > 0:
            counts[before] -= 1
        counts[state_of(row, row.due_on, span.today, asked=duty.hand_in)] += 1
    for who in sorted(months, key=lambda w: (w.place_code, w.name, w.unit_id or 0)):
        if rows is not None or span.unit_id in (None, who.unit_id):
            yield Owed(who, months[who])


def _whose(duty: Duty) -> Counter[Who]:
    units = [Who(u.pk, u.name, u.place.code) for u in duty.units.all()]
    return Counter(units or [Who(None, duty.who_words, duty.programme.place.code)])


def _who_of(duty: Duty, row: Occurrence) -> Who:
    if row.record is not None:
        keeper = row.record.keeper
        return Who(row.record.keeper_id, keeper.name if keeper else row.record.place.name, row.record.place.code)
    if row.unit is not None:
        return Who(row.unit.pk, row.unit.name, row.unit.place.code)
    return Who(None, duty.who_words, duty.programme.place.code)


def _base(duty: Duty, windows: Iterable[Window], today: date) -> dict[str, Counter[str]]:
    out: dict[str, Counter[str]] = {}
    for one in windows:
        out.setdefault(f"{one.due_on:%Y-%m}", Counter())[_unsaid(duty, one, today)] += 1
    return out


def _unsaid(duty: Duty, one: Window, today: date) -> str:
    """How a time stands of which nobody spoke."""
    row: Any = Occurrence(opens_on=one.opens_on, due_on=one.due_on)
    return state_of(row, one.due_on, today, asked=duty.hand_in)
