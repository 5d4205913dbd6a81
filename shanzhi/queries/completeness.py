"""How complete and how punctual what is handed in is: for each duty with its clause, each month, and who owes it."""

import calendar
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Prefetch

from shanzhi.core.access import Actor
from shanzhi.core.kinds import Refused
from shanzhi.core.punctual import Tally, ahead, tally_of
from shanzhi.models import Unit
from shanzhi.queries.duties import duties_seen
from shanzhi.queries.owed import Owed, Span, owed
from shanzhi.queries.rounds import packs_of, register_of
from shanzhi.queries.scope import programmes_for, scoped

MOST_MONTHS: Final = 12
MONTHS: Final = 3


@dataclass(frozen=True, slots=True)
class Score:
    """Times of a list. ahead: those still due or to come, which count for nothing yet."""

    tally: Tally
    ahead: int

    @property
    def expected(self) -> int:
        """All times there are: asked, excused, and to come."""
        return self.tally.asked + self.tally.excused + self.ahead


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A duty. words: the clause it stands on; months: its times by month, in the order of the page; total: of all."""

    duty_id: int
    programme_id: int
    programme: str
    title: str
    who: str
    often: str
    words: str
    months: tuple[Score, ...]
    total: Score


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One who owes duties, with his times of all of them; the worst first."""

    name: str
    place_code: str
    total: Score


@dataclass(frozen=True, slots=True)
class Completeness:
    """What was handed in, in so many months. months: their first days; programme: its title, "" for all."""

    programme_id: int | None
    programme: str
    months: tuple[date, ...]
    before: date
    after: date
    clauses: tuple[ClauseRow, ...]
    units: tuple[UnitRow, ...]
    total: Score


@dataclass(frozen=True, slots=True)
class Asked:
    """Which months: the last one's first day, and how many up to it; programme_id: None for all."""

    last: date
    count: int = MONTHS
    programme_id: int | None = None


@scoped
def completeness_page(actor: Actor, asked: Asked, today: date) -> Completeness:
    """What an actor's units had to hand in and did, in time or late: late is not missed, and excused not asked.

    cost: 6 queries; one less once the packs are known, one more where duties come round for rows.
    raises: Refused("not_found").
    """
    months = _months(asked.last, max(1, min(asked.count, MOST_MONTHS)))
    last = months[-1].replace(day=calendar.monthrange(months[-1].year, months[-1].month)[1])
    units = Prefetch("units", queryset=Unit.objects.select_related("place"))
    seen = duties_seen(actor, asked.programme_id).filter(hand_in=True)
    duties = list(seen.prefetch_related(None).prefetch_related(units))
    programme = programmes_for(actor).filter(pk=asked.programme_id or 0).first()
    if asked.programme_id is not None and programme is None:
        raise Refused("not_found", "没有找到这项工作，可能不在您的管辖范围内。")
    packs = packs_of(duties)
    own = actor.unit_id if actor.role == "unit" else None
    duties = [d for d in duties if own is None or register_of(d, packs) or own in {u.pk for u in d.units.all()}]
    found = owed(duties, packs, Span(months[0], last, today, own))
    rows = (
        _clause_row(
            (d.pk, d.programme_id, d.programme.title, d.title, d.who_words, d.when_words, d.quote), found[d.pk], months
        )
        for d in duties
    )
    clauses = tuple(r for r in rows if r.total.expected)
    return Completeness(
        asked.programme_id,
        programme.title if programme else "",
        months,
        (months[0] - timedelta(days=1)).replace(day=1),
        last + timedelta(days=1),
        clauses,
        _unit_rows(one for some in found.values() for one in some),
        _score(sum((_all(one.months) for some in found.values() for one in some), Counter())),
    )


def _months(last: date, count: int) -> tuple[date, ...]:
    out = [last.replace(day=1)]
    while len(out) < count:
        out.append((out[-1] - timedelta(days=1)).replace(day=1))
    return tuple(reversed(out))


def _clause_row(
    head: tuple[int, int, str, str, str, str, str], rows: Iterable[Owed], months: tuple[date, ...]
) -> ClauseRow:
    by_month: dict[str, Counter[str]] = {}
    for one in rows:
        for month, counts in one.months.items():
            by_month.setdefault(month, Counter()).update(counts)
    scores = tuple(_score(by_month.get(f"{m:%Y-%m}", Counter())) for m in months)
    return ClauseRow(*head, scores, _score(_all(by_month)))


def _unit_rows(rows: Iterable[Owed]) -> tuple[UnitRow, ...]:
    """Everybody with his times; who missed most comes first, then who was late most, then by place."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for one in rows:
        counts.setdefault((one.who.name, one.who.place_code), Counter()).update(_all(one.months))
    found = [UnitRow(name, code, _score(c)) for (name, code), c in counts.items()]
    asked = [r for r in found if r.total.expected]
    return tuple(sorted(asked, key=lambda r: (-r.total.tally.missed, -r.total.tally.met_late, r.place_code, r.name)))


def _all(months: Mapping[str, Counter[str]]) -> Counter[str]:
    return sum(months.values(), Counter())


def _score(counts: Counter[str]) -> Score:
    return Score(tally_of(counts), ahead(counts))
