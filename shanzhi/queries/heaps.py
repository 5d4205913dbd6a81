"""What functions of expressions give over rows, for all places below one at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, ExpressionWrapper, F, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Extract

from shanzhi.core.filling import datum
from shanzhi.core.kinds import Words
from shanzhi.core.pack.data import Datum, Unknown
from shanzhi.core.pack.quantities import Quantity
from shanzhi.models import Case
from shanzhi.queries.counted import DAY, FEN, NUMBER, Rows

_NOTHING: Final = Unknown(Words("没有数据，无法计算。"))


@dataclass(frozen=True, slots=True)
class Heap:
    """Rows of one place put together. n: how many count; of: of them, those of a share; newest: id and value."""

    n: int = 0
    of: int = 0
    total: Decimal = Decimal(0)
    newest: tuple[int, Datum] | None = None

    def __add__(self, other: "Heap") -> "Heap":
        last = max((h for h in (self.newest, other.newest) if h), key=lambda h: h[0], default=None)
        return Heap(self.n + other.n, self.of + other.of, self.total + other.total, last)


def heaps_of(
    function: str, rows: Rows, name: str, conditions: Rows, codes: Mapping[int, str]
) -> Mapping[str, Heap] | Unknown:
    """What a function needs of the rows, by the codes of their places, or as many digits of them as are given.

    name: of a field; conditions: for a share, the rows that count; codes: of places by id, others are left out.
    cost: 1 query.
    """
    if function in ("sum", "mean", "latest") and name not in rows.fields and not _days_taken(rows, name):
        return Unknown(Words("没有“{name}”这一项。", {"name": name}))
    out: dict[str, Heap] = {}
    for place, heap in _by_place(function, _anywhere(rows), name, conditions):
        if (key := codes.get(place)) is not None:
            out[key] = out.get(key, Heap()) + heap
    return out


def _anywhere(rows: Rows) -> Rows:
    """The rows of the programme wherever they lie: the planner takes joining their places by the range amiss."""
    return replace(rows, base={k: v for k, v in rows.base.items() if k != "place__code__range"})


def _days_taken(rows: Rows, name: str) -> bool:
    return name == "days_taken" and rows.model is Case


def _by_place(function: str, rows: Rows, name: str, conditions: Rows) -> Iterator[tuple[int, Heap]]:
    found = rows.found()
    if function == "latest" and name in rows.fields:
        newest = found.filter(values__has_key=name).order_by("place_id", "-pk").distinct("place_id")
        for place, pk, value in newest.values_list("place_id", "pk", f"values__{name}"):
            yield place, Heap(newest=(pk, datum(rows.fields[name], value)))
        return
    grouped = found.order_by().values("place_id")
    if function == "count":
        counts = grouped.annotate(rows=Count("pk"))
        yield from ((r["place_id"], Heap(r["rows"])) for r in counts)
    elif function == "share":
        counts = grouped.annotate(rows=Count("pk"), some=Count("pk", filter=conditions.where))
        yield from ((r["place_id"], Heap(r["rows"], r["some"])) for r in counts)
    else:
        figure: Any = Cast(KeyTextTransform(name, "values"), NUMBER)
        if _days_taken(rows, name):
            figure = ExpressionWrapper(Extract(F("closed_at") - F("opened_at"), "epoch") / DAY, NUMBER)
        sums = grouped.annotate(rows=Count(figure), sum=Sum(figure))
        yield from ((r["place_id"], Heap(r["rows"], total=r["sum"] or Decimal(0))) for r in sums)


def given_by(function: str, rows: Rows, name: str, heap: Heap) -> Datum:
    """What a function gives over a heap: as counted.figure_over gives it over the rows.

    cost: 0 queries.
    """
    if function == "count":
        return Decimal(heap.n)
    if function == "share":
        return Decimal(100 * heap.of) / Decimal(heap.n) if heap.n else _NOTHING
    if function == "latest" and not _days_taken(rows, name):
        return heap.newest[1] if heap.newest and heap.newest[1] is not None else _NOTHING
    if function == "mean" or _days_taken(rows, name):
        if not heap.n:
            return _NOTHING
        mean = heap.total / heap.n
        return round(mean, 2) if _days_taken(rows, name) else _measured(rows, name, mean)
    return _measured(rows, name, heap.total)


def _measured(rows: Rows, name: str, said: Decimal) -> Datum:
    number = said.normalize()
    return Quantity(number / FEN, "元") if rows.fields[name].type == "money" else number
