"""What surrounds an expression in a running programme: its names, and what its functions find in the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import Q

from shanzhi.core.access import subtree
from shanzhi.core.happening import NOTHING
from shanzhi.core.kinds import Words
from shanzhi.core.meant import Meant
from shanzhi.core.pack.accounts import Account
from shanzhi.core.pack.data import Datum, Named, Unknown
from shanzhi.core.pack.duties import Duty
from shanzhi.core.pack.feeds import Feed
from shanzhi.core.pack.indicators import Indicator as Goal
from shanzhi.core.pack.placed import Item
from shanzhi.core.pack.posts import Post
from shanzhi.core.pack.selector import LEVELS
from shanzhi.core.pack.tables import Table
from shanzhi.core.period import Period
from shanzhi.core.period import named as period_named
from shanzhi.core.place import above
from shanzhi.models import IndicatorValue, Seat, Snapshot
from shanzhi.queries.balances import figure_of
from shanzhi.queries.counted import figure_over, rows_of
from shanzhi.queries.duty_counts import condition_of, duty_times
from shanzhi.queries.feed_figures import Figured
from shanzhi.queries.places_known import Known, Placed
from shanzhi.queries.running import Running

_ROWS: Final = ("count", "sum", "mean", "share", "latest")
_BOOKS: Final = ("balance", "credit", "spent")
_LATER: Final = ("score", "rank", "passed")


@dataclass(frozen=True, slots=True)
class Around:
    """The surroundings of one expression: of whom it speaks, where, and when. who: the name of who acts.

    period: name of the one an event is about, "" where it is about none.
    """

    running: Running
    meant: Meant
    known: Known
    today: date
    period: str = ""
    who: str = ""

    def value(self, name: str) -> Datum:
        """it, at, who, period, a table of the pack, or Named for another of its parts.

        cost: 0 queries.
        """
        own: Mapping[str, Datum] = {
            "it": NOTHING if self.meant.it is None else self.meant.it,
            "at": Placed(self.meant.place, self.known),
            "who": self.who or Unknown(Words("这一步由程序办理，没有经办人。")),
            "period": self.period or Unknown(Words("这里没有所属期间。")),
        }
        if name in own:
            return own[name]
        found = self.running.find(name, Item)
        if isinstance(found, Table):
            return found
        if found is not None or name in LEVELS:
            return Named(name)
        return Unknown(Words("没有“{name}”的数据。", {"name": name}))

    def ask(self, function: str, arguments: tuple[Datum, ...], named: Mapping[str, Datum]) -> Datum:
        """What a function of the programme gives.

        cost: 1 query; 2 for accounts of an owner above the place.
        """
        first = arguments[0]
        item = self.running.find(first.id, Item) if isinstance(first, Named) else None
        if function in _LATER:
            return Unknown(Words("考核还没有结果，“{name}”没有数据。", {"name": function}))
        gives: Datum = Unknown(Words("“{name}”还不能这样计算。", {"name": function}))
        if isinstance(item, Feed):
            gives = Figured(self.running, item, self.meant, self.today).figure(function, arguments[1:], named)
        elif isinstance(item, Duty) and function == "count":
            gives = self._times(item, named)
        elif item is not None and function in _ROWS and not isinstance(item, Goal):
            gives = self._rows(function, item, arguments[1:], named)
        elif isinstance(item, Account) and function in _BOOKS:
            gives = self._account(function, item, arguments[1:])
        elif isinstance(item, Post):
            gives = self._seat(function, item, arguments[1:])
        elif isinstance(item, Goal):
            gives = self._indicator(function, item, named)
        return gives

    def _account(self, function: str, account: Account, more: tuple[Datum, ...]) -> Datum:
        period = next((m for m in more if isinstance(m, str)), "")
        place = next((m.place for m in more if isinstance(m, Placed)), None)
        whose = self.meant if place is None else Meant("", place)
        return figure_of(self.running, function, account, whose, period)

    def _rows(self, function: str, item: Item, more: tuple[Datum, ...], named: Mapping[str, Datum]) -> Datum:
        at = self.meant.place.code
        name = next((m for m in more if isinstance(m, str)), "")
        if function == "share":
            whole = {k: v for k, v in named.items() if k in ("place", "opened", "added")}
            asked = rows_of(self.running, item, at, named)
            return figure_over(function, rows_of(self.running, item, at, whole), name, asked)
        return figure_over(function, rows_of(self.running, item, at, named), name)

    def _times(self, duty: Duty, named: Mapping[str, Datum]) -> Datum:
        place = named.get("place")
        low, high = subtree(place.place.code if isinstance(place, Placed) else self.meant.place.code)
        asked = condition_of(named)
        if isinstance(asked, Unknown):
            return asked
        times = duty_times(self.running, duty, asked.due, self.today)
        return Decimal(sum(asked.of(said) for code, said in times.items() if low <= code <= high))

    def _indicator(self, function: str, goal: Goal, named: Mapping[str, Datum]) -> Datum:
        """The last figure, the one before it, or the mean of a period: of snapshots, else of values entered."""
        period = next((p for v in named.values() if isinstance(v, str) and (p := period_named(v))), None)
        said = self._written(goal, period) if goal.value is not None else []
        said = said or self._entered(goal, period)
        at = {"latest": 0, "prev": 1}.get(function)
        if function == "mean" and said:
            return sum(said, Decimal(0)) / len(said)
        if at is None or at >= len(said):
            why = "指标“{title}”还没有填报。" if goal.value is None else "指标“{title}”还没有快照。"
            return Unknown(Words(why, {"title": goal.title}))
        return said[at]

    def _entered(self, goal: Goal, period: Period | None) -> list[Decimal]:
        """Values of the place or, where it is the programme's, of the whole; the newest day first."""
        mine = Q(place=self.meant.place.id) | Q(place=None)
        rows = IndicatorValue.objects.filter(indicator__programme=self.running.programme_id, indicator__item=goal.id)
        rows = rows.filter(on__range=(period.first, period.last)) if period else rows
        said = list(rows.filter(mine).order_by("on", "at").values_list("place_id", "on", "value"))
        own = [r for r in said if r[0] == self.meant.place.id] or [r for r in said if r[0] is None]
        return [value for _, value in sorted({on: value for _, on, value in own}.items(), reverse=True)]

    def _written(self, goal: Goal, period: Period | None) -> list[Decimal]:
        """Snapshots of the place: of each period the last, the newest period first; of a named period that one's."""
        rows = Snapshot.objects.filter(
            programme=self.running.programme_id, item=goal.id, place=self.meant.place.id
        ).exclude(value=None)
        last = dict(rows.order_by("on").values_list("period", "value"))
        found = ((p, value) for name, value in last.items() if (p := period_named(name)) and value is not None)
        kept = [f for f in found if period is None or period.first <= f[0].first <= period.last]
        return [value.normalize() for _, value in sorted(kept, key=lambda f: f[0].first, reverse=True)]

    def _seat(self, function: str, post: Post, more: tuple[Datum, ...]) -> Datum:
        """Who holds a post at a place or, where nobody does, above it."""
        place = next((m.place for m in more if isinstance(m, Placed)), self.meant.place)
        rows = Seat.objects.filter(programme=self.running.programme_id, seat=post.id, from_on__lte=self.today)
        rows = rows.filter(place__code__in=(place.code, *above(place.code))).select_related("user", "unit", "resident")
        held = [s for s in rows.order_by("-place__code", "pk") if s.to_on is None or s.to_on >= self.today]
        names = [_name(s) for s in held]
        if function == "has_seat":
            asked = next((m for m in more if isinstance(m, str)), "")
            return asked in names if asked else bool(names)
        return names[0] if names else Unknown(Words("岗位“{title}”没有人任职。", {"title": post.title or post.id}))


def _name(seat: Seat) -> str:
    who = seat.user or seat.unit or seat.resident
    return str(getattr(who, "name", "") or "")
