"""Who enters the figures of an indicator: the units its clause or pack names, and of a place's own figure its unit."""

from collections.abc import Iterable

from django.db.models import Q

from shanzhi.models import Indicator, TaskUnit, Unit


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
