"""What expressions ask of rows: count, sum, mean, share, latest, over registers, cases and seats."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Avg, Count, DecimalField, Exists, ExpressionWrapper, F, OuterRef, Q, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Extract

from shanzhi.core.access import subtree
from shanzhi.core.filling import datum
from shanzhi.core.kinds import CHINA, Words
from shanzhi.core.pack.data import Bearer, Datum, Unknown
from shanzhi.core.pack.flows import Flow
from shanzhi.core.pack.forms import Field
from shanzhi.core.pack.posts import Post
from shanzhi.core.pack.quantities import Quantity
from shanzhi.core.pack.registers import Register
from shanzhi.core.period import Period, named
from shanzhi.models import Case, CaseStep, Record, Seat
from shanzhi.queries.running import Running

_MOMENTS: Final[Mapping[type, Mapping[str, str]]] = {
    Record: {"opened": "added_at", "added": "added_at"},
    Case: {"opened": "opened_at", "closed": "closed_at", "due": "due_at"},
    Seat: {"opened": "given_at", "added": "given_at"},
}
_DAYS: Final[Mapping[type, Mapping[str, str]]] = {Record: {"retired": "ended_on"}, Seat: {"retired": "to_on"}}
NUMBER: Final = DecimalField(max_digits=30, decimal_places=6)
FEN: Final = 100
DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one part of the pack with the conditions they are asked under."""

    item: Register | Flow | Post
    model: type[Record | Case | Seat]
    base: Mapping[str, Any]
    where: Q = field(default_factory=Q)

    @property
    def fields(self) -> Mapping[str, Field]:
        return {} if isinstance(self.item, Post) else {f.id: f for f in self.item.fields}

    def found(self) -> Any:  # noqa: ANN401 - a set of any of three tables
        return self.model.objects.filter(**self.base).filter(self.where)


def figure_over(function: str, rows: Rows | Unknown, name: str = "", conditions: Rows | Unknown | None = None) -> Datum:
    """What a function gives over rows. name: of a field; conditions: for a share, the rows that count.

    cost: 1 query.
    """
    if isinstance(rows, Unknown):
        return rows
    if function == "count":
        return Decimal(rows.found().count())
    if function == "share":
        return _share(rows, conditions)
    return _of_field(function, rows, name)


def rows_of(running: Running, item: object, at: str, named_: Mapping[str, Datum]) -> Rows | Unknown:
    """The rows of a register, flow or post at a place and below it, under conditions by name.

    at: code of the place, unless `place` is a condition. Ended rows count where `state` or `retired` is asked for.
    cost: 0 queries.
    """
    table = _table(item)
    if table is None or not isinstance(item, Register | Flow | Post):
        return Unknown(Words("“{name}”还不能计数。", {"name": getattr(item, "title", "") or "？"}))
    model, column = table
    bounds = subtree(_code(named_["place"]) if "place" in named_ else at)
    base: dict[str, Any] = {"programme": running.programme_id, column: item.id, "place__code__range": bounds}
    if model is Record and not {"state", "retired"} & set(named_):
        base["ended_on"] = None
    if model is Seat and "retired" not in named_:
        base["to_on"] = None
    where = Q()
    for name, said in named_.items():
        one = Q() if name in ("place", "at") else _condition(item, model, name, said)
        if one is None:
            return Unknown(Words("没有“{name}”这个条件。", {"name": name}))
        where &= one
    return Rows(item, model, base, where)


def _table(item: object) -> tuple[type[Record | Case | Seat], str] | None:
    if isinstance(item, Register):
        return Record, "register"
    if isinstance(item, Flow):
        return Case, "flow"
    return (Seat, "seat") if isinstance(item, Post) else None


def _code(place: Datum) -> str:
    code = place.attribute("code") if isinstance(place, Bearer) else place
    return code if isinstance(code, str) else ""


def _condition(item: Register | Flow | Post, model: type, name: str, said: Datum) -> Q | None:
    """One condition; None where nothing is called so."""
    period = named(said) if isinstance(said, str) else None
    if name in _MOMENTS[model] or name in _DAYS.get(model, {}):
        return _in_time(model, name, period)
    if name == "state":
        return _state(model, str(said))
    one = None if isinstance(item, Post) else next((f for f in item.fields if f.id == name), None)
    if one is not None:
        return _field(one, said, period)
    if isinstance(item, Flow) and item.action(name) is not None:
        taken = Q(Exists(CaseStep.objects.filter(case=OuterRef("pk"), action=name)))
        return taken if said is True else ~taken
    return None


def _state(model: type, state: str) -> Q:
    if model is Seat:
        return Q()
    if model is Record and state in ("active", "retired"):
        return Q(ended_on__isnull=state == "active")
    return Q(state=state)


def _in_time(model: type, name: str, period: Period | None) -> Q | None:
    """Something that happened to a row within a period; None where no period is named."""
    column = _DAYS.get(model, {}).get(name)
    if column is None:
        return _within(_MOMENTS[model][name], period)
    return Q(**{f"{column}__range": (period.first, period.last)}) if period else None


def _within(column: str, period: Period | None) -> Q | None:
    """Moments from the first midnight of a period to the one after its last day, in China."""
    if period is None:
        return None
    first, last = (datetime.combine(d, time(), CHINA) for d in (period.first, period.last + timedelta(days=1)))
    return Q(**{f"{column}__gte": first, f"{column}__lt": last})


def _field(one: Field, said: Datum, period: Period | None) -> Q:
    if period is not None and one.type in ("date", "datetime"):
        return Q(**{f"values__{one.id}__gte": period.first.isoformat(),
                    f"values__{one.id}__lt": (period.last + timedelta(days=1)).isoformat()})  # fmt: skip
    value = _kept(one, said)
    return Q(values__contains={one.id: [value]}) if one.many else Q(**{f"values__{one.id}": value})


def _kept(one: Field, said: Datum) -> object:
    """What expressions say, as rows keep it."""
    if isinstance(said, Quantity):
        return said.fen if one.type == "money" else format(said.number.normalize(), "f")
    if isinstance(said, Decimal):
        whole = said == int(said)
        return int(said * FEN) if one.type == "money" else int(said) if one.type == "integer" and whole else str(said)
    if isinstance(said, date):
        return said.isoformat()
    return said if isinstance(said, bool | str) else str(said)


def _share(rows: Rows, conditions: Rows | Unknown | None) -> Datum:
    if isinstance(conditions, Unknown) or conditions is None:
        return conditions or Unknown(Words("没有写明占比的条件。"))
    found = rows.found().aggregate(n=Count("pk"), of=Count("pk", filter=conditions.where))
    if not found["n"]:
        return Unknown(Words("没有数据，无法计算。"))
    return Decimal(100 * int(found["of"])) / Decimal(int(found["n"]))


def _of_field(function: str, rows: Rows, name: str) -> Datum:
    if name == "days_taken" and rows.model is Case:
        took = ExpressionWrapper(Extract(F("closed_at") - F("opened_at"), "epoch") / DAY, NUMBER)
        said = rows.found().exclude(closed_at=None).aggregate(v=Avg(took))["v"]
        return Unknown(Words("没有数据，无法计算。")) if said is None else Decimal(round(said, 2))
    one = rows.fields.get(name)
    if one is None:
        return Unknown(Words("没有“{name}”这一项。", {"name": name}))
    if function == "latest":
        value = rows.found().filter(values__has_key=name).order_by("-pk").values_list(f"values__{name}", flat=True)
        kept: Any = value.first()
        newest: Datum = datum(one, kept)
        return Unknown(Words("没有数据，无法计算。")) if newest is None else newest
    way = Sum if function == "sum" else Avg
    said = rows.found().aggregate(v=way(Cast(KeyTextTransform(name, "values"), NUMBER)))["v"]
    if said is None and function == "mean":
        return Unknown(Words("没有数据，无法计算。"))
    number = Decimal(said or 0).normalize()
    return Quantity(number / FEN, "元") if one.type == "money" else number
