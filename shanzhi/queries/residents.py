"""The register of residents: places, the list of a place, a household, a person; sensitive values masked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from shanzhi import vault
from shanzhi.core.access import MAY, Actor, subtree
from shanzhi.core.declarations import of
from shanzhi.core.identity import check_id_card
from shanzhi.core.kinds import Refused
from shanzhi.core.privacy import shown
from shanzhi.models import Consent, Household, Place, Resident
from shanzhi.queries.holdings import Holding, holdings, in_clear
from shanzhi.queries.requests import RequestRow, request_row
from shanzhi.queries.scope import scoped

ROWS_A_PAGE = 100
ID_PURPOSE = "resident.id_number"


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place whose residents the actor may see. households, residents: those on the register now."""

    code: str
    name: str
    households: int
    residents: int


@dataclass(frozen=True, slots=True)
class ResidentRow:
    """A resident in a list: name, year of birth, telephone and ID number as core/declarations.py masks them."""

    id: int
    household_id: int
    number: str
    name: str
    birth_year: str
    phone: str
    id_number: str
    head: bool
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class ResidentsPage:
    """The residents of a place. total: under the search; households: (id, number) of those without anybody."""

    code: str
    place: str
    rows: tuple[ResidentRow, ...]
    empty: tuple[tuple[int, str], ...]
    total: int
    page: int
    pages: int
    asked: str
    may_keep: bool


@dataclass(frozen=True, slots=True)
class HouseholdPage:
    """A household and whoever belongs or belonged to it."""

    id: int
    code: str
    place: str
    number: str
    head_id: int | None
    rows: tuple[ResidentRow, ...]


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A consent and its end. by: who wrote it down."""

    id: int
    kind: str
    use: str
    receiver: str
    form: str
    proof: str
    guardian: str
    given_on: date
    withdrawn_on: date | None
    withdrawn_by: str
    by: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A resident: what is held, masked; consents; requests. agreed: telephone and ID number may be kept."""

    row: ResidentRow
    code: str
    place: str
    name: str
    birth_year: int | None
    revision: int
    held: tuple[Holding, ...]
    consents: tuple[ConsentRow, ...]
    requests: tuple[RequestRow, ...]
    agreed: bool


@scoped
def places_page(actor: Actor) -> tuple[PlaceRow, ...]:
    """The places whose register the actor may open, by code: for an office all below it, for a village its own.

    cost: 1 query.
    raises: Refused("not_allowed").
    """
    on_register = Q(households__residents__ended_on=None, households__residents__isnull=False)
    counted = places_kept(actor).annotate(
        n_households=Count("households", filter=Q(households__ended_on=None), distinct=True),
        n_residents=Count("households__residents", filter=on_register, distinct=True),
    )
    return tuple(
        PlaceRow(p.code, p.name, p.n_households, p.n_residents)
        for p in counted.filter(level__in=("village", "group")).order_by("code")
    )


@scoped
def residents_page(actor: Actor, code: str, name: str = "", page: int = 1) -> ResidentsPage:
    """The residents of a place, by household, those whose name begins so where a beginning is given.

    cost: 4 queries.
    raises: Refused("not_allowed"), Refused("not_found").
    """
    place = places_kept(actor).filter(code=code).first()
    if place is None:
        raise Refused("not_found", "没有找到这个地区，可能不在您的管辖范围内。")
    found = Resident.objects.filter(household__place=place, ended_on=None).exclude(name="")
    found = found.filter(name__startswith=name) if name else found
    total = found.count()
    pages = max(1, -(-total // ROWS_A_PAGE))
    at = min(max(page, 1), pages)
    rows = _with_household(found).order_by("household__number", "household", "pk")
    belong = Resident.objects.filter(household=OuterRef("pk"), ended_on=None)
    empty = Household.objects.filter(~Exists(belong), place=place, ended_on=None)
    return ResidentsPage(
        code=place.code,
        place=place.name,
        rows=_rows(rows[(at - 1) * ROWS_A_PAGE : at * ROWS_A_PAGE]),
        empty=tuple(empty.order_by("number").values_list("pk", "number")[:ROWS_A_PAGE]),
        total=total,
        page=at,
        pages=pages,
        asked=name,
        may_keep=actor.role in MAY["keep_residents"],
    )


@scoped
def residents_by_id_number(actor: Actor, number: str, today: date) -> tuple[ResidentRow, ...]:
    """Whoever has this ID number in the places the actor may see; looked up by its keyed hash.

    cost: 1 query; 2 for a unit's post.
    raises: Refused("not_allowed"), Refused("bad_id_number").
    """
    checked = check_id_card(number, today)
    if checked.problem:
        raise Refused("bad_id_number", "不能按这个身份证号查找：{problem}", problem=checked.problem)
    found = Resident.objects.filter(id_match=vault.ring().hash(checked.value, ID_PURPOSE))
    return _rows(_with_household(found.filter(household__place__in=places_kept(actor))).order_by("pk"))


@scoped
def household_page(actor: Actor, household_id: int) -> HouseholdPage:
    """A household.

    cost: 2 queries.
    raises: Refused("not_allowed"), Refused("not_found").
    """
    found = Household.objects.filter(place__in=places_kept(actor), ended_on=None).select_related("place")
    row = found.filter(pk=household_id).first()
    if row is None:
        raise Refused("not_found", "没有找到这一户，可能已经销户，也可能不在您的管辖范围内。")
    rows = _rows(_with_household(row.residents.exclude(name="")).order_by("ended_on", "pk"))
    return HouseholdPage(row.pk, row.place.code, row.place.name, row.number, row.head_id, rows)


@scoped
def person_page(actor: Actor, resident_id: int, today: date) -> PersonPage:
    """A resident with everything that is held about him.

    cost: 5 queries.
    raises: Refused("not_allowed"), Refused("not_found").
    """
    found = _with_household(Resident.objects.filter(household__place__in=places_kept(actor)))
    row = found.filter(pk=resident_id).exclude(name="").first()
    if row is None:
        raise Refused("not_found", "没有找到这个人，可能不在您的管辖范围内。")
    consents = tuple(_consent(c) for c in row.consents.select_related("recorded_by").order_by("-given_on", "-pk"))
    asked = row.requests.select_related("recorded_by", "resident__household__place").order_by("-received_on", "-pk")
    return PersonPage(
        row=_row(row),
        code=row.household.place.code,
        place=row.household.place.name,
        name=row.name,
        birth_year=row.birth_year,
        revision=row.revision,
        held=holdings(row),
        consents=consents,
        requests=tuple(request_row(r, today) for r in asked),
        agreed=any(c.kind == "keep" and c.withdrawn_on is None for c in consents),
    )


def places_kept(actor: Actor) -> QuerySet[Place]:
    """The places whose residents the actor may see.

    cost: 0 queries; 1 for a unit's post.
    raises: Refused("not_allowed").
    """
    reach = MAY["see_residents"].get(actor.role)
    if reach == "place":
        return Place.objects.filter(code__range=subtree(actor.place_code))
    own = Place.objects.filter(units=actor.unit_id or 0, units__kind="village")
    if reach is None or not own.exists():
        raise Refused("not_allowed", "以您现在的岗位不能办理这件事。如确需办理，请与本级办公室联系。")
    return own


def _with_household(rows: QuerySet[Resident]) -> QuerySet[Resident]:
    return rows.select_related("household__place", "household__head")


def _rows(rows: Iterable[Resident]) -> tuple[ResidentRow, ...]:
    return tuple(_row(r) for r in rows)


def _row(row: Resident) -> ResidentRow:
    masked = {f: _masked(row, f) for f in ("name", "birth_year", "phone_sealed", "id_sealed")}
    return ResidentRow(
        id=row.pk,
        household_id=row.household_id,
        number=row.household.number,
        name=masked["name"],
        birth_year=masked["birth_year"],
        phone=masked["phone_sealed"],
        id_number=masked["id_sealed"],
        head=row.household.head_id == row.pk,
        ended_on=row.ended_on,
    )


def _masked(row: Resident, field: str) -> str:
    declaration = of("Resident", field)
    return shown(declaration, in_clear(row, declaration))


def _consent(row: Consent) -> ConsentRow:
    return ConsentRow(
        id=row.pk,
        kind=row.kind,
        use=row.use,
        receiver=row.receiver,
        form=row.form,
        proof="、".join(x for x in (row.scan, shown(of("Consent", "witness"), row.witness)) if x),
        guardian=shown(of("Consent", "guardian"), row.guardian),
        given_on=row.given_on,
        withdrawn_on=row.withdrawn_on,
        withdrawn_by=row.withdrawn_by,
        by=row.recorded_by.name,
    )
