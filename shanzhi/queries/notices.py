"""Notices of a programme: drafts, signed and withdrawn ones; one with its text; which were due, by whom and when."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

from django.db.models import Count, Q, QuerySet

from shanzhi.core.access import Actor, has, may, within
from shanzhi.core.kinds import Refused, Words, china_day
from shanzhi.core.pack import duties as pack
from shanzhi.core.pack.notices import Notice as Template
from shanzhi.core.publication import STATUTORY
from shanzhi.models import Duty, Notice, Occurrence, Place
from shanzhi.packs.wording import Wording
from shanzhi.queries.duties import state_of
from shanzhi.queries.rounds import rounds
from shanzhi.queries.running import Running, running, running_seen
from shanzhi.queries.scope import scoped

PAGE: Final = 50
AHEAD: Final = timedelta(days=92)
State = Literal["draft", "signed", "withdrawn"]
_STATES: Final[Mapping[str, Q]] = {
    "draft": Q(signed_at=None, withdrawn_at=None),
    "signed": Q(signed_at__isnull=False, withdrawn_at=None),
    "withdrawn": Q(withdrawn_at__isnull=False),
}


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice in a list. left: days until its last day, that day counted in; None where it hangs no more."""

    id: int
    number: str
    title: str
    place: str
    row: str
    state: str
    made_at: datetime
    signed_on: date | None
    signed_by: str
    until_on: date | None
    objection_on: date | None
    left: int | None


@dataclass(frozen=True, slots=True)
class NoticesPage:
    """The notices of a programme. counts: by state; kinds: notices of the pack somebody may draft, id and title."""

    id: int
    title: str
    place: str
    state: str
    counts: Mapping[str, int]
    rows: tuple[NoticeRow, ...]
    kinds: tuple[tuple[str, str], ...]
    places: tuple[tuple[str, str], ...]
    page: int
    pages: int
    may_draft: bool


@dataclass(frozen=True, slots=True)
class NoticePage:
    """One notice. channels: where it is to be published; rest: days left to object, None where none are.

    bases: keys and words of the provisions that names may rest on; to: whom the pack sends it to, in words.
    """

    notice: NoticeRow
    programme_id: int
    programme: str
    clause: str
    channels: tuple[str, ...]
    text: str
    sheet: tuple[tuple[str, ...], ...]
    why: str
    revision: int
    rest: int | None
    bases: tuple[tuple[str, Words], ...]
    may_sign: bool
    to: str = ""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One time a notice was due. state: as of a duty's time; notice: the one that met it, None for none."""

    duty_id: int
    duty: str
    title: str
    who: str
    period: str
    due_on: date
    state: str
    done_on: date | None
    number: str
    notice: int | None


@dataclass(frozen=True, slots=True)
class Calendar:
    """When notices are due, the next first and what is past below."""

    id: int
    title: str
    place: str
    rows: tuple[Disclosure, ...]
    counts: Mapping[str, int]


@scoped
def notices_page(actor: Actor, programme_id: int, today: date, state: str = "", page: int = 1) -> NoticesPage:
    """The notices of a programme, the newest first. state: draft, signed, withdrawn, "" for all.

    cost: 4 queries.
    raises: Refused("not_found").
    """
    found = running_seen(actor, programme_id)
    ours = Notice.objects.filter(programme=found.programme_id)
    counted = ours.aggregate(**{name: Count("pk", filter=q) for name, q in _STATES.items()})
    asked = state if state in _STATES else ""
    many = counted[asked] if asked else sum(counted.values())
    pages = max(1, -(-many // PAGE))
    at = min(max(page, 1), pages)
    rows = _full(ours.filter(_STATES[asked]) if asked else ours).order_by("-made_at", "-pk")
    kinds = tuple((n.id, n.title or n.id) for n in found.items("notices") if isinstance(n, Template))
    places = Place.objects.filter(ended_on=None, level__in=("county", "township", "village")).order_by("code")
    choices = tuple((c, n) for c, n in places.values_list("code", "name") if within(c, found.place.code))
    return NoticesPage(
        found.programme_id, found.title, found.place.name, asked, counted,
        tuple(_row(n, today) for n in rows[(at - 1) * PAGE : at * PAGE]), kinds, choices, at, pages,
        may(actor, "sign_notice", place_code=found.place.code),
    )  # fmt: skip


@scoped
def notice_page(actor: Actor, notice_id: int, today: date) -> NoticePage:
    """One notice with its text, as it was on its day.

    cost: 2 queries.
    raises: Refused("not_found").
    """
    row = _full(Notice.objects.filter(pk=notice_id)).first()
    if row is None or not has(actor, "see_programme"):
        raise Refused("not_found", "没有找到这份通报，可能不在您的管辖范围内。")
    found = running(row.programme_id)
    template = found.find(row.notice, Template)
    return NoticePage(
        _row(row, today), found.programme_id, found.title, found.words(template.clause) if template else "",
        tuple(template.channels) if template else (), row.text, tuple(tuple(map(str, line)) for line in row.sheet),
        row.withdrawn_why, row.revision, _left(row.objection_on, today), tuple(STATUTORY.items()),
        may(actor, "sign_notice", place_code=found.place.code), _addressee(found, template),
    )  # fmt: skip


@scoped
def disclosure_calendar(actor: Actor, programme_id: int, today: date) -> Calendar:
    """Which notices were due from the programme's first day, and those of the next three months.

    cost: 5 queries.
    raises: Refused("not_found").
    """
    found = running_seen(actor, programme_id)
    asked = {d.id: d for d in found.items("duties") if isinstance(d, pack.Duty) and d.hand_in and d.hand_in.notice}
    duties = list(
        Duty.objects.filter(programme=found.programme_id, item__in=asked)
        .select_related("programme").prefetch_related("units").order_by("n")
    )  # fmt: skip
    stored = list(Occurrence.objects.filter(duty__in=duties).select_related("record", "unit"))
    signed = {o.values["notice"] for o in stored if isinstance(o.values.get("notice"), int)}
    numbers = dict(Notice.objects.filter(pk__in=signed).values_list("pk", "number"))
    rows: list[Disclosure] = []
    for duty in duties:
        mine = [o for o in stored if o.duty_id == duty.pk]
        rows += _times(found, duty, asked[duty.item], mine, today, numbers)
    rows.sort(key=lambda r: (r.due_on, r.duty_id, r.who), reverse=True)
    states = {s: sum(r.state == s for r in rows) for s in dict.fromkeys(r.state for r in rows)}
    return Calendar(found.programme_id, found.title, found.place.name, tuple(rows), states)


def _full(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    return rows.select_related("place", "signed_by")


def _row(row: Notice, today: date) -> NoticeRow:
    state = "withdrawn" if row.withdrawn_at else "signed" if row.signed_at else "draft"
    return NoticeRow(
        row.pk, row.number, row.title, row.place.name, row.row, state, row.made_at,
        china_day(row.signed_at) if row.signed_at else None, row.signed_by.name if row.signed_by else "", row.until_on,
        row.objection_on, _left(row.until_on, today) if state == "signed" else None,
    )  # fmt: skip


def _addressee(found: Running, template: Template | None) -> str:
    """Whom a notice is sent to; "" where the pack reckons it or names nobody: the text then says so itself."""
    if template is None or template.to is None or not template.to.names:
        return ""
    words = Wording(found.pack, found.used)
    return "、".join(words.name(n) for n in template.to.names)


def _left(last: date | None, today: date) -> int | None:
    return None if last is None or last < today else (last - today).days + 1


def _times(
    found: Running,
    duty: Duty,
    written: pack.Duty,
    stored: Iterable[Occurrence],
    today: date,
    numbers: Mapping[int, str],
) -> Iterator[Disclosure]:
    """The times of one duty, for each unit that owes it; of a duty for rows those alone that something is said of."""
    template = found.find(written.hand_in.notice if written.hand_in else "", Template)
    title = template.title or template.id if template else duty.title
    rows = {(o.unit_id if o.record_id is None else -o.record_id, o.due_on, o.part): o for o in stored}
    owing: dict[int | None, str] = {u.pk: u.name for u in duty.units.all()}
    owing = owing or {None: duty.who_words}
    owing |= {-o.record_id: o.record.label for o in rows.values() if o.record_id is not None and o.record}
    for window in rounds(duty, {found.programme_id: found}, found.first, min(found.last, today + AHEAD)):
        for key, who in owing.items():
            row = rows.get((key, window.due_on, window.part))
            state = state_of(row, window.due_on, today, asked=True)
            if row is None and window.opens_on <= today <= window.due_on:
                state = "due"
            said = row.values.get("notice") if row else None
            id_ = said if isinstance(said, int) else None
            yield Disclosure(
                duty.pk, duty.title, title, who, window.period, window.due_on, state, row.done_on if row else None,
                numbers.get(id_, "") if id_ else "", id_,
            )  # fmt: skip
