"""What the draft pack of a reading is written from."""

from typing import Any

from shanzhi.core.programme import Draft
from shanzhi.core.unit import PLACE_LEVELS
from shanzhi.models import Clause, Fact, Reading
from shanzhi.packs.drafting import Material
from shanzhi.queries.reviews import register_of

_KINDS = ("money", "named_set", "organ")


def material_of(reading_id: int, plan: Draft) -> Material:
    """Clauses, money, named sets and organs of a reading as checked, beside what adopting it creates.

    cost: 5 queries.
    """
    reading = Reading.objects.select_related("document__place").get(pk=reading_id)
    text, place = reading.document.text, reading.document.place
    clauses = Clause.objects.filter(reading=reading).order_by("n")
    found: dict[str, list[tuple[int, Any]]] = {kind: [] for kind in _KINDS}
    rows = Fact.objects.filter(clause__reading=reading, kind__in=_KINDS).exclude(state="rejected")
    for fact in rows.select_related("clause").order_by("n", "pk"):
        found[fact.kind].append((fact.clause.n, fact.as_core()))
    below = PLACE_LEVELS[min(PLACE_LEVELS.index(place.level) + 1, len(PLACE_LEVELS) - 2)]
    return Material(
        id=f"plan_{reading_id}",
        title=reading.document.title,
        level=place.level,
        subjects=below if any(t.parts for t in plan.tasks) else "village",
        clauses={c.n: ("".join(c.path), text[c.start : c.end]) for c in clauses},
        plan=plan,
        units={u.id: u.name for u in register_of(reading_id).units},
        money=found["money"],
        sets=found["named_set"],
        organs=found["organ"],
    )
