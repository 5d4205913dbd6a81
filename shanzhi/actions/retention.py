"""Values past their time are erased: the clocks stand in the declarations, nothing else decides."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from django.db import models
from django.db.models import Q, QuerySet

from shanzhi.actions.journal import About, note
from shanzhi.core.declarations import DECLARED
from shanzhi.core.kinds import china_day
from shanzhi.core.privacy import overdue_before
from shanzhi.models import Consent, Household, Resident, RightsRequest
from shanzhi.models.walls import acting

# declared table -> its rows; a table whose fields have a clock and that is missing here fails a test of the house
TABLES: Mapping[str, type[models.Model]] = MappingProxyType(
    {"Consent": Consent, "Household": Household, "Resident": Resident, "RightsRequest": RightsRequest}
)


@dataclass(frozen=True, slots=True)
class Overdue:
    """Rows of a table whose fields are past their time. after: the day their clock started from."""

    table: str
    fields: tuple[str, ...]
    after: str
    rows: int


def overdue(today: date) -> tuple[Overdue, ...]:
    """What has to be erased by today, a line for each table and clock; nothing is changed.

    cost: one query a line.
    """
    with acting(None):
        return tuple(
            Overdue(t, fields, after, _rows(t, after, fields, today).count()) for t, after, fields in _clocks()
        )


def erase_overdue(*, now: datetime) -> tuple[Overdue, ...]:
    """Empties the fields that are past their time; the journal keeps how many, never what.

    The house's own deeds put no personal value of residents into the journal, so nothing is left there to erase.
    """
    out = []
    for table, after, fields in _clocks():
        with acting(None):
            rows = _rows(table, after, fields, china_day(now)).select_for_update(of=("self",))
            ids = list(rows.values_list("pk", flat=True))
            if ids:
                blank = {name: _blank(table, name) for name in fields}
                TABLES[table]._default_manager.filter(pk__in=ids).update(**blank)  # noqa: SLF001 - Django's public name
                data = {"table": table, "fields": list(fields), "rows": len(ids)}
                note(None, "erase_overdue", About("retention", None, data=data), now)
        out.append(Overdue(table, fields, after, len(ids)))
    return tuple(out)


def _clocks() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(table, field the clock starts from, fields) for every clock of the declarations."""
    seen: dict[tuple[str, str], list[str]] = {}
    for d in DECLARED:
        if d.keep.days is not None:
            seen.setdefault((d.table, d.keep.after), []).append(d.field)
    for (table, after), fields in seen.items():
        yield table, after, tuple(fields)


def _rows(table: str, after: str, fields: tuple[str, ...], today: date) -> QuerySet[models.Model]:
    keep = next(d.keep for d in DECLARED if d.table == table and d.keep.after == after)
    held = Q()
    for name in fields:
        held |= ~Q(**{name: _blank(table, name)}) if _blank(table, name) == "" else Q(**{f"{name}__isnull": False})
    rows = TABLES[table]._default_manager.filter(**{f"{after}__lte": overdue_before(keep, today)})  # noqa: SLF001 - as above
    return rows.filter(held).order_by("pk")


def _blank(table: str, name: str) -> str | None:
    field = TABLES[table]._meta.get_field(name)  # noqa: SLF001 - Django's public name
    return None if field.null else ""
