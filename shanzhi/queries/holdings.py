"""What is held about a resident: every declared field over all tables, found through the declarations."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db.models import Model

from shanzhi import vault
from shanzhi.core.declarations import of_residents
from shanzhi.core.privacy import Declaration, shown
from shanzhi.models import Resident


@dataclass(frozen=True, slots=True)
class Holding:
    """One value held. row: the id of the row it stands in; value: masked, or in clear in a copy."""

    declaration: Declaration
    row: int
    value: str


# declared table -> the rows of it that belong to a resident
ROWS: Mapping[str, Callable[[Resident], list[Model]]] = MappingProxyType(
    {
        "Resident": lambda r: [r],
        "Household": lambda r: [r.household],
        "Consent": lambda r: list(r.consents.order_by("pk")),
        "RightsRequest": lambda r: list(r.requests.order_by("pk")),
    }
)


def holdings(resident: Resident, *, clear: bool = False) -> tuple[Holding, ...]:
    """Every value held about a resident, in the order of the declarations; empty fields are left out.

    cost: 2 queries, and one each for a household or its head that was not loaded.
    """
    rows = {table: rows_of(resident) for table, rows_of in ROWS.items()}
    return tuple(_held(rows, clear=clear))


def in_clear(row: Model, declaration: Declaration) -> str:
    """The value of a declared field as text; a sealed one opened.

    cost: 0 queries, where the row a field points at is loaded.
    raises: vault.Locked.
    """
    value = getattr(row, declaration.field)
    if declaration.sealed and value:
        return vault.ring().open(value, vault.Where(declaration.table, declaration.field, int(row.pk)))
    if isinstance(value, Resident):
        return value.name
    return "" if value is None else str(value)


def _held(rows: Mapping[str, list[Model]], *, clear: bool) -> Iterator[Holding]:
    for declaration in of_residents():
        for row in rows[declaration.table]:
            value = in_clear(row, declaration)
            if value:
                yield Holding(declaration, int(row.pk), value if clear else shown(declaration, value))
