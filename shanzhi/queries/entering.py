"""Who enters the figures of an indicator: the units its clause or pack names, and of a place's own figure its unit."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from shanzhi.core.access import Actor, may
from shanzhi.core.pack.indicators import Indicator as Item
from shanzhi.core.unit import PlaceRef
from shanzhi.models import Indicator, TaskUnit, Unit
from shanzhi.queries.figures import grounds_of
from shanzhi.queries.running import running_seen
from shanzhi.queries.scope import scoped


@dataclass(frozen=True, slots=True)
class EntryForm:
    """What figures of an indicator are entered by. places: those an actor may enter one for."""

    indicator_id: int
    measure: str
    places: tuple[PlaceRef, ...]


@scoped
def entry_form(actor: Actor, programme_id: int, item: str) -> EntryForm | None:
    """The form for figures of an indicator of a pack; None where it is reckoned, or an actor enters none.

    cost: 5 queries.
    raises: Refused("not_found").
    """
    found = running_seen(actor, programme_id)
    indicator = found.find(item, Item)
    row = Indicator.objects.filter(programme=programme_id, item=item).select_related("programme").order_by("n").first()
    if indicator is None or indicator.value is not None or row is None:
        return None
    leaves = grounds_of(found, [indicator])[item].leaves
    named, own = named_units(row), units_of_places(p.id for p in leaves)
    places = tuple(
        p for p in leaves if may(actor, "enter_value", place_code=p.code, unit_ids=named | own.get(p.id, set()))
    )
    return EntryForm(row.pk, indicator.measure, places) if places else None


def named_units(row: Indicator) -> set[int]:
    """The units on the tasks of an indicator's clause, and those of the programme's place that its pack names.

    row: with its programme.
    cost: 1 query; 2 where it stands on a clause.
    """
    words = [w for w in row.by_words.split("、") if w]
    named = Q(name__in=words) | Q(aliases__overlap=words)
    found = set(Unit.objects.filter(named, place=row.programme.place_id).values_list("pk", flat=True))
    if row.clause_id:
        on_tasks = TaskUnit.objects.filter(task__clause_id=row.clause_id).exclude(unit=None)
        found |= {unit for unit in on_tasks.values_list("unit_id", flat=True) if unit}
    return found


def units_of_places(place_ids: Iterable[int]) -> dict[int, set[int]]:
    """The governments and committees that stand for places, by place.

    cost: 1 query.
    """
    out: dict[int, set[int]] = {}
    rows = Unit.objects.filter(place__in=list(place_ids), kind__in=("government", "village"))
    for place, unit in rows.values_list("place_id", "pk"):
        out.setdefault(place, set()).add(unit)
    return out
