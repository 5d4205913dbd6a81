"""Exemptions as a page: who asked for and who decided on what; to the public only how many and how much."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, Q, Sum

from shanzhi.core.access import Actor, may
from shanzhi.models import Exemption
from shanzhi.queries.demands import HomeRow, home_rows, owner_words, running_dues
from shanzhi.queries.dues import Kept, accounts_of_dues, books_of
from shanzhi.queries.running import Running
from shanzhi.queries.scope import scoped

PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class ExemptionRow:
    """An exemption. let_off: what was taken off in all; may_decide: whether it waits for this person."""

    id: int
    owner: str
    place: str
    from_on: date
    to_on: date
    basis: str
    reason: str
    state: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    refused_why: str
    let_off: int
    may_decide: bool


@dataclass(frozen=True, slots=True)
class ExemptionsPage:
    """Exemptions, the newest first. counts: by basis, as (basis, households, amount): all that may be made public.

    chosen: the household the form is for; next: the last row's id, where there are more.
    """

    id: int
    title: str
    place: str
    account: str
    account_title: str
    measure: str
    accounts: tuple[tuple[str, str], ...]
    rows: tuple[ExemptionRow, ...]
    next: int | None
    counts: tuple[tuple[str, int, int], ...]
    chosen: HomeRow | None
    may_ask: bool


@scoped
def exemptions_page(
    actor: Actor, programme_id: int, account: str, book: int | None, today: date, after: int | None = None
) -> ExemptionsPage:
    """Exemptions of an account of dues. book: of the household the form is for.

    cost: 3 queries; 2 more with a form.
    raises: Refused("not_found"), Refused("no_dues").
    """
    found, kept = running_dues(actor, programme_id, account)
    rows = Exemption.objects.filter(programme=programme_id, book__account=kept.account.id)
    linked = rows.select_related("book__place", "book__unit", "book__record", "asked_by", "decided_by")
    summed = linked.annotate(off=Sum("parts__entry__lines__amount", filter=_own_lines(kept)))
    kept_rows = list((summed.filter(pk__lt=after) if after else summed).order_by("-pk")[: PAGE + 1])
    counts = rows.filter(state="granted").values("basis").annotate(
        n=Count("book", distinct=True), off=Sum("parts__entry__lines__amount", filter=_own_lines(kept))
    )  # fmt: skip
    chosen = books_of(found, kept).filter(pk=book).select_related("place", "unit", "record") if book else ()
    homes = home_rows(list(chosen), kept, (date.min, date.max), today)
    return ExemptionsPage(
        found.programme_id, found.title, found.place.name, kept.account.id, kept.account.title or kept.account.id,
        kept.account.measure, tuple((k.account.id, k.account.title or k.account.id) for k in accounts_of_dues(found)),
        tuple(_row(actor, found, kept, r) for r in kept_rows[:PAGE]),
        kept_rows[PAGE - 1].pk if len(kept_rows) > PAGE else None,
        tuple((c["basis"], c["n"], _size(c["off"])) for c in counts.order_by("basis")),
        homes[0] if homes else None, may(actor, "ask_exemption", place_code=found.place.code),
    )  # fmt: skip


def _own_lines(kept: Kept) -> Q:
    return Q(parts__entry__lines__book__account=kept.account.id)


def _size(amount: int | None) -> int:
    return abs(amount or 0)


def _row(actor: Actor, found: Running, kept: Kept, row: Exemption) -> ExemptionRow:
    second = kept.terms.decide == "one" or row.asked_by_id != actor.id
    mine = may(actor, "decide_exemption", place_code=found.place.code)
    return ExemptionRow(
        row.pk, owner_words(row.book), row.book.place.name, row.from_on, row.to_on, row.basis, row.reason,
        f"exemption_{row.state}", row.asked_by.name, row.asked_at, row.decided_by.name if row.decided_by else "",
        row.refused_why, _size(getattr(row, "off", 0)), row.state == "asked" and second and mine,
    )  # fmt: skip
