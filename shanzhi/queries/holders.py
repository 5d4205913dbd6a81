"""Who may hold a seat, and who holds it: officials, units, residents and households as one kind of value."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Q, QuerySet

from shanzhi.core.access import subtree
from shanzhi.core.kinds import Refused
from shanzhi.core.masking import hide_name
from shanzhi.core.pack.data import Row
from shanzhi.models import Household, Resident, Seat, Unit, User

MOST: Final = 100
_COUNTY, _VILLAGE = 6, 12  # digits of their codes
_LONGEST: Final = 18  # digits of a 64-bit number
_COLUMNS: Final = {"user": "name", "unit": "name", "resident": "name", "household": "number"}


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a seat. kind: user, unit, resident or household; it: as conditions of a post see him."""

    kind: str
    id: int
    name: str
    it: Row

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.id}"


def holder_of(key: str) -> Holder:
    """A holder by his key, such as user:7, in the scope at hand.

    cost: 1 query.
    raises: Refused("holder_unknown").
    """
    kind, _, name = key.partition(":")
    row = None
    if kind in _COLUMNS and name.isascii() and name.isdecimal() and len(name) <= _LONGEST:
        row = _living(kind).filter(pk=int(name)).first()
    if row is None:
        raise Refused("holder_unknown", "没有找到这位人选，可能已经停用、注销或者不在您的管辖范围内。请重新选择。")
    said = str(getattr(row, _COLUMNS[kind]))
    return Holder(kind, row.pk, said, Row({"name": said, **_more(row)}))


def offered(kinds: tuple[str, ...], code: str, text: str) -> tuple[tuple[str, str], ...]:
    """Who may be chosen for a seat at a place: key and name, at most 100; those whose names begin with a text.

    code: of the place; residents and households are those of it and below, units those of its county.
    cost: 1 query for each kind.
    """
    found: list[tuple[str, str]] = []
    near, county = subtree(code), subtree(code[:_COUNTY].ljust(_VILLAGE, "0"))
    where = {"resident": {"household__place__code__range": near}, "household": {"place__code__range": near},
             "unit": {"place__code__range": county}}  # fmt: skip
    for kind in kinds:
        rows, column = _living(kind).filter(**where.get(kind, {})), _COLUMNS[kind]
        rows = rows.filter(**{f"{column}__startswith": text}).exclude(**{column: ""}) if text else rows
        if text or kind not in ("resident", "household"):
            said = rows.order_by(column, "pk").values_list("pk", column)[:MOST]
            found += [(f"{kind}:{pk}", name) for pk, name in said]
    return tuple(found[:MOST])


def key_of(seat: Seat) -> str:
    """The key of who holds a seat.

    cost: 0 queries.
    """
    ids = {"user": seat.user_id, "unit": seat.unit_id, "resident": seat.resident_id, "household": seat.household_id}
    return next(f"{kind}:{pk}" for kind, pk in ids.items() if pk is not None)


def name_of(seat: Seat, *, clear: bool) -> str:
    """What a holder is called. clear: whether names of residents are shown whole.

    cost: 0 queries where the holder came along.
    """
    if seat.resident_id is not None:
        name = seat.resident.name if seat.resident else ""
        return name if clear or not name else hide_name(name)
    if seat.household_id is not None:
        return seat.household.number if seat.household and clear else ""
    who = seat.user or seat.unit
    return who.name if who else ""


def _living(kind: str) -> "QuerySet[User] | QuerySet[Unit] | QuerySet[Resident] | QuerySet[Household]":
    rows: Mapping[str, QuerySet[User] | QuerySet[Unit] | QuerySet[Resident] | QuerySet[Household]] = {
        "user": User.objects.filter(is_active=True),
        "unit": Unit.objects.filter(Q(place__ended_on=None)),
        "resident": Resident.objects.filter(ended_on=None),
        "household": Household.objects.filter(ended_on=None),
    }
    return rows[kind]


def _more(row: User | Unit | Resident | Household) -> dict[str, Decimal | str | None]:
    if isinstance(row, Resident):
        return {"birth_year": Decimal(row.birth_year) if row.birth_year else None}
    return {"kind": row.kind} if isinstance(row, Unit) else {}
