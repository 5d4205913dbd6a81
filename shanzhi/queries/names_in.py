"""Names of residents that stand in a text, with what each agreed to have published."""

from django.db.models import CharField, F, Value
from django.db.models.functions import Length

from shanzhi.core.access import subtree
from shanzhi.models import Consent, Place, Resident

_SHORTEST = 2


def names_in(text: str, code: str) -> dict[str, frozenset[str]]:
    """Names of residents of a place and below that stand in a text, each with the uses all who bear it agreed to.

    A name that is only a part of a place's name is none. code: of the place.
    cost: 3 queries; 2 where no name is found.
    """
    for place in sorted(Place.objects.filter(code__range=subtree(code)).values_list("name", flat=True), key=len)[::-1]:
        text = text.replace(place, " ")
    rows = Resident.objects.filter(household__place__code__range=subtree(code), ended_on=None)
    rows = rows.annotate(long=Length("name"), said=Value(text, output_field=CharField()))
    found = dict(rows.filter(long__gte=_SHORTEST, said__contains=F("name")).values_list("pk", "name"))
    if not found:
        return {}
    agreed: dict[int, set[str]] = {pk: set() for pk in found}
    consents = Consent.objects.filter(resident__in=found, kind="publish", withdrawn_on=None)
    for pk, use in consents.values_list("resident", "use"):
        agreed[pk].add(use)
    out: dict[str, frozenset[str]] = {}
    for pk, name in found.items():
        out[name] = out[name] & agreed[pk] if name in out else frozenset(agreed[pk])
    return out
