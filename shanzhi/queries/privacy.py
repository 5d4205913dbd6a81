"""Pages on personal data as a whole: requests with their clocks, the counts an impact assessment names."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from shanzhi.core.access import Actor, subtree
from shanzhi.core.kinds import Refused
from shanzhi.core.publication import Publication, PublicName, public_name
from shanzhi.models import Consent, Resident, RightsRequest
from shanzhi.queries.requests import RequestRow, request_row
from shanzhi.queries.residents import places_kept
from shanzhi.queries.scope import by_the_house, scoped

MOST_REQUESTS = 500


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is held in a place and below: residents on the register, sealed values, consents that last, requests."""

    residents: int
    phones: int
    id_numbers: int
    publish: int
    supply: int
    receivers: tuple[str, ...]
    open_requests: int


@scoped
def requests_page(actor: Actor, today: date) -> tuple[RequestRow, ...]:
    """The requests of the actor's places: open ones first, by the day they have to be answered; at most 500.

    cost: 1 query; 2 for a unit's post.
    raises: Refused("not_allowed").
    """
    rows = RightsRequest.objects.filter(resident__household__place__in=places_kept(actor)).exclude(resident__name="")
    rows = rows.select_related("recorded_by", "resident__household__place").order_by("answered_on", "answer_by", "pk")
    ordered = sorted(rows[:MOST_REQUESTS], key=lambda r: (r.state != "open", r.answer_by, r.pk))
    return tuple(request_row(r, today) for r in ordered)


@scoped
def request_of(actor: Actor, request_id: int, today: date) -> RequestRow:
    """One request.

    cost: 1 query; 2 for a unit's post.
    raises: Refused("not_allowed"), Refused("not_found").
    """
    rows = RightsRequest.objects.filter(resident__household__place__in=places_kept(actor)).exclude(resident__name="")
    row = rows.select_related("recorded_by", "resident__household__place").filter(pk=request_id).first()
    if row is None:
        raise Refused("not_found", "没有找到这项请求，可能不在您的管辖范围内。")
    return request_row(row, today)


@scoped
def counts(actor: Actor) -> Counts:
    """How much is held in the actor's place and below.

    cost: 7 queries.
    """
    low_high = subtree(actor.place_code)
    people = Resident.objects.filter(household__place__code__range=low_high, ended_on=None).exclude(name="")
    agreed = Consent.objects.filter(resident__household__place__code__range=low_high, withdrawn_on=None)
    supplied = agreed.filter(kind="supply")
    asked = RightsRequest.objects.filter(resident__household__place__code__range=low_high, state="open")
    return Counts(
        residents=people.count(),
        phones=people.exclude(phone_sealed="").count(),
        id_numbers=people.exclude(id_sealed="").count(),
        publish=agreed.filter(kind="publish").count(),
        supply=supplied.count(),
        receivers=tuple(supplied.order_by("receiver").values_list("receiver", flat=True).distinct()[:50]),
        open_requests=asked.count(),
    )


@by_the_house
def public_names(resident_ids: Collection[int], publication: Publication) -> Mapping[int, PublicName]:
    """The names that may stand on a public page, by resident: every publication takes its names from here.

    Somebody who is no longer in the register gets no name at all.
    cost: 2 queries.
    raises: Refused("no_such_basis").
    """
    agreed: dict[int, set[str]] = {}
    lasting = Consent.objects.filter(resident__in=resident_ids, kind="publish", withdrawn_on=None)
    for resident_id, use in lasting.values_list("resident_id", "use"):
        agreed.setdefault(resident_id, set()).add(use)
    rows = Resident.objects.filter(pk__in=resident_ids).values_list("pk", "name")
    names = {pk: public_name(name, agreed.get(pk, ()), publication) for pk, name in rows}
    return {pk: names.get(pk, PublicName("", "hidden")) for pk in resident_ids}
