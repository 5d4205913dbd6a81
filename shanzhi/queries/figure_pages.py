"""Figures as pages: the indicators of a programme with where they stand, and one of them place by place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from shanzhi.core.access import Actor, has
from shanzhi.core.kinds import Refused, Words
from shanzhi.core.pack.duties import Duty
from shanzhi.core.pack.expression import Name, Node, calls
from shanzhi.core.pack.flows import Flow
from shanzhi.core.pack.indicators import Indicator
from shanzhi.core.pack.placed import Item
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.values import Formula
from shanzhi.core.period import Period, named
from shanzhi.core.place import above
from shanzhi.core.required import Required, Standing, required, standing
from shanzhi.core.rollup import Rolled
from shanzhi.core.sparkline import Sparkline, sparkline
from shanzhi.core.unit import PLACE_LEVELS, PlaceRef
from shanzhi.models import Snapshot
from shanzhi.packs.wording import every_words
from shanzhi.queries.figures import Ground, figures_now, grounds_of, period_at
from shanzhi.queries.running import Running, running_seen, runnings
from shanzhi.queries.scope import scoped

MOST_NAMED: Final = 30  # missing places that are named on a page; the sheet names all
HISTORY: Final = 800  # days looked back for a line
FULL: Final = 100


@dataclass(frozen=True, slots=True)
class GoalRow:
    """An indicator with where it stands, of the place that runs the programme; on: of its snapshot, None before one."""

    item: str
    title: str
    measure: str
    often: str
    period: str
    value: Decimal | None
    why: Words | None
    n: int
    of: int
    on: date | None
    need: Required | Words
    standing: Standing
    line: Sparkline


@dataclass(frozen=True, slots=True)
class Overview:
    """The indicators of a programme."""

    id: int
    title: str
    rows: tuple[GoalRow, ...]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """The figure of a place. missing: names of places that do not count, more: how many besides; bar: 0..100.

    below: whether there are places below it to look at.
    """

    code: str
    name: str
    level: str
    value: Decimal | None
    why: Words | None
    n: int
    of: int
    missing: tuple[str, ...]
    more: int
    standing: Standing
    bar: int
    below: bool


@dataclass(frozen=True, slots=True)
class Source:
    """What a figure is counted from, with its list. kind: register, flow or duty."""

    kind: str
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. period: its name, "" for this one; under: a code; now: as it is, not as written down.

    on: as it was written down by that day, None for the last; whole: all places, for a sheet.
    """

    period: str = ""
    under: str = ""
    now: bool = False
    on: date | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class FigurePage:
    """An indicator of a period, at a place and at those below it.

    as_of: the day of the snapshot, None for figures as they are now; live: whether they may be asked for as they are;
    up: the place above, as code and name, "" at the top.
    """

    id: int
    programme: str
    item: str
    title: str
    measure: str
    often: str
    rollup: str
    formula: str
    clause: str
    period: Period
    before: str
    after: str
    as_of: date | None
    live: bool
    need: Required | Words
    top: FigureRow
    rows: tuple[FigureRow, ...]
    up: tuple[str, str]
    line: Sparkline
    sources: tuple[Source, ...]
    entered: bool


@scoped
def figures_overview(actor: Actor, programme_id: int, today: date) -> Overview:
    """The indicators of a programme that are reckoned, or entered place by place, with their last snapshots.

    out: none for a programme without a pack; what the programme's own place enters stands on indicators_page.
    cost: 2 queries.
    """
    found = runnings([programme_id]).get(programme_id) if has(actor, "see_programme") else None
    if found is None:
        return Overview(programme_id, "", ())
    said: dict[str, list[Snapshot]] = {}
    for row in _history(found, found.place.id, None, today):
        said.setdefault(row.item, []).append(row)
    home = PLACE_LEVELS.index(found.place.level)
    items = [
        i
        for i in found.items("indicators")
        if isinstance(i, Indicator) and (i.value or (i.at in PLACE_LEVELS and PLACE_LEVELS.index(i.at) > home))
    ]
    rows = (_goal_row(found, i, said.get(i.id, []), today) for i in items)
    return Overview(programme_id, found.title, tuple(rows))


def _history(found: Running, place_id: int, item: str | None, today: date) -> list[Snapshot]:
    """Snapshots of a place, oldest first."""
    rows = Snapshot.objects.filter(programme=found.programme_id, place=place_id, on__gt=today - timedelta(days=HISTORY))
    rows = rows.filter(item=item) if item else rows
    return list(rows.order_by("on", "period"))


def _goal_row(found: Running, indicator: Indicator, said: Sequence[Snapshot], today: date) -> GoalRow:
    period = period_at(indicator, today)
    last = next((s for s in reversed(said) if s.period == period.name), None)
    need = required(indicator, period.first.year, found.first.year)
    figure = _as_figure(last)
    return GoalRow(
        indicator.id,
        indicator.title,
        indicator.measure,
        every_words(indicator.every),
        period.name,
        figure.value,
        figure.why,
        figure.n,
        figure.of,
        last.on if last else None,
        need,
        standing(need, figure.value, period.first.year),
        _line(said, need),
    )


def _line(said: Sequence[Snapshot], need: Required | Words) -> Sparkline:
    """The line of a figure: the last snapshot of each period or, within the first, day by day."""
    last = {s.period: s for s in said if s.value is not None}
    points: dict[date, Decimal] = {}
    if len(last) > 1:
        points = {p.first: s.value for s in last.values() if (p := named(s.period)) and s.value is not None}
    else:
        points = {s.on: s.value for s in said if s.value is not None}
    return sparkline(sorted(points.items()), need.value if isinstance(need, Required) else None)


def _as_figure(row: Snapshot | None) -> Rolled:
    """A snapshot as core knows a figure."""
    if row is None:
        return Rolled(None, 0, (), Words("还没有快照，值守每天夜里记下一次。"))
    why = Words(row.why["text"], row.why["args"]) if row.why else None
    parts = None if row.above is None or row.below is None else (row.above, row.below)
    return Rolled(None if row.value is None else row.value.normalize(), row.n, tuple(row.missing), why, parts)


@scoped
def figure_page(actor: Actor, programme_id: int, item: str, asked: Asked, today: date) -> FigurePage:
    """An indicator of a period, place by place: as it was last written down or, for an office, as it is now.

    Before the first snapshot of a period an office sees it as it is now. Units see snapshots alone, of their own
    places and of the whole: what they see of rows is a part, and would give another figure.
    cost: 4 queries; 3 more for a rate of two counts as it is now.
    raises: Refused("not_found").
    """
    found = running_seen(actor, programme_id)
    indicator = found.find(item, Indicator)
    if indicator is None:
        raise Refused("not_found", "没有找到这项指标，可能不在您的管辖范围内。")
    ground = grounds_of(found, [indicator])[item]
    period = _period(found, indicator, asked.period, today)
    kept = _kept(found, indicator, period, asked.on or today)
    office = actor.role != "unit" and has(actor, "see_programme")
    as_of = max((r.on for r in kept.values()), default=None)
    live = office and period.last >= found.first
    if live and (asked.now or as_of is None):
        figures, as_of = figures_now(found, indicator, ground, period, today), None
    else:
        figures = {p.code: _as_figure(kept[p.id]) for p in ground.all_ if p.id in kept}
    return _page(found, indicator, _View(ground, period, figures, asked, as_of, live, today))


def _period(found: Running, indicator: Indicator, asked: str, today: date) -> Period:
    """The period asked for by name, that of today where none is or the name fits no period of the indicator."""
    said = named(asked)
    day = said.first if said and said.first <= today else min(max(today, found.first), found.last)
    return period_at(indicator, day)


def _kept(found: Running, indicator: Indicator, period: Period, until: date) -> dict[int, Snapshot]:
    """The last snapshot of each place, by place."""
    rows = Snapshot.objects.filter(programme=found.programme_id, item=indicator.id, period=period.name, on__lte=until)
    return {s.place_id: s for s in rows.order_by("place", "-on").distinct("place")}


@dataclass(frozen=True, slots=True)
class _View:
    """What a page is made of."""

    ground: Ground
    period: Period
    figures: Mapping[str, Rolled]
    asked: Asked
    as_of: date | None
    live: bool
    today: date

    @property
    def top(self) -> PlaceRef:
        """The place looked at."""
        return next((p for p in self.ground.all_ if p.code == self.asked.under), self.ground.home)

    @property
    def parents(self) -> dict[str, str]:
        """The next place above each, by code, among those of the ground."""
        codes = {p.code for p in self.ground.all_}
        return {p.code: next((c for c in reversed(above(p.code)) if c in codes), "") for p in self.ground.all_}


def _page(found: Running, indicator: Indicator, view: _View) -> FigurePage:
    need = required(indicator, view.period.first.year, found.first.year)
    parents, names = view.parents, {p.code: p.name for p in view.ground.all_}
    shown = [p for p in view.ground.all_[1:] if view.asked.whole or parents[p.code] == view.top.code]
    known = [f.value for p in shown if (f := view.figures.get(p.code)) and f.value is not None]
    most = max([*known, *([need.value] if isinstance(need, Required) else [])], default=Decimal(0))
    having = set(parents.values())
    row = _Row(view, need, most, names, having)
    up = parents.get(view.top.code, "")
    tree = indicator.value.tree if isinstance(indicator.value, Formula) else None
    after = period_at(indicator, view.period.last + timedelta(days=1))
    return FigurePage(
        found.programme_id,
        found.title,
        indicator.id,
        indicator.title,
        indicator.measure,
        every_words(indicator.every),
        indicator.rollup or "",
        indicator.value.text if isinstance(indicator.value, Formula) else "",
        found.words(indicator.clause),
        view.period,
        period_at(indicator, view.period.first - timedelta(days=1)).name,
        after.name if after.first <= min(view.today, found.last) else "",
        view.as_of,
        view.live,
        need,
        row.of(view.top),
        tuple(row.of(p) for p in shown if p.code in view.figures),
        (up, names[up]) if up else ("", ""),
        _line(_history(found, view.top.id, indicator.id, view.today), need),
        tuple(_sources(found, tree)) if tree is not None else (),
        indicator.value is None,
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """Makes rows. most: the greatest figure, a full bar; names: of places by code; having: codes with places below."""

    view: _View
    need: Required | Words
    most: Decimal
    names: Mapping[str, str]
    having: set[str]

    def of(self, place: PlaceRef) -> FigureRow:
        figure = self.view.figures.get(place.code) or _as_figure(None)
        year = self.view.period.first.year
        missing = [self.names.get(code, code) for code in figure.missing]
        named_ = missing if self.view.asked.whole else missing[:MOST_NAMED]
        bar = int(FULL * figure.value / self.most) if figure.value is not None and self.most > 0 else 0
        return FigureRow(
            place.code,
            place.name,
            place.level,
            figure.value,
            figure.why,
            figure.n,
            figure.of,
            tuple(named_),
            len(missing) - len(named_),
            standing(self.need, figure.value, year),
            min(max(bar, 0), FULL),
            place.code in self.having,
        )


def _sources(found: Running, tree: Node) -> list[Source]:
    """The registers, flows and duties a formula counts, each once."""
    named_ = [c.arguments[0].name for c in calls(tree) if c.arguments and isinstance(c.arguments[0], Name)]
    out = []
    for id_ in dict.fromkeys(named_):
        item = found.find(id_, Item)
        kind = {Register: "register", Flow: "flow", Duty: "duty"}.get(type(item), "") if item else ""
        if item is not None and kind:
            out.append(Source(kind, id_, item.title or id_))
    return out
