"""What a pack would ask though other work running at the place holds it, and the reasons given for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from shanzhi.core.access import within
from shanzhi.core.adoption import Creation
from shanzhi.core.again import Again, asked_again, held_by
from shanzhi.core.kinds import china_day
from shanzhi.core.pack.duties import Duty
from shanzhi.core.pack.pack import Pack
from shanzhi.models import AskedAgain, Programme
from shanzhi.queries.running import Running, runnings


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason given for asking again. asker: place and programme; where: what holds it, in words."""

    asker: str
    title: str
    where: str
    why: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class WillAsk:
    """A thing a pack will have handed in. asker: place and work; often: in words; until: the last day."""

    asker: str
    title: str
    purpose: str
    basis: str
    often: str
    until: date


@dataclass(frozen=True, slots=True)
class Where:
    """Where and when a pack runs. programme: its own id, 0 where it is to be adopted."""

    place_code: str
    first: date
    last: date
    programme: int = 0


def again_in(packs: Iterable[Pack], where: Where, asked: Iterable[str] = ()) -> tuple[Again, ...]:
    """The fields of a pack and those it uses that other work holds, in the scope at hand.

    Other work: what runs at the place, below or above it, on some day of the same time, as far as the scope shows it.
    asked: keys that the programme asked before.
    cost: 2 queries, 1 where nothing else runs; one more where a pack is met for the first time.
    """
    rows = Programme.objects.filter(state="running", from_on__lte=where.last, to_on__gte=where.first)
    found = rows.exclude(pk=where.programme).order_by("pk").values_list("pk", "place__code")
    near = [pk for pk, code in found if within(code, where.place_code) or within(where.place_code, code)]
    others = runnings(near) if near else {}
    held = [h for pk in sorted(others) for h in held_by(pk, others[pk].title, (others[pk].pack, *others[pk].used))]
    return asked_again(tuple(packs), held, asked)


def will_ask(found: Running, made: Creation) -> tuple[WillAsk, ...]:
    """What a pack will have handed in, in the order of its duties: who asks, what for, on what basis, how often, until.

    cost: 0 queries.
    """
    asker, out = f"{found.place.name}·{found.title}", []
    for new in (d for d in made.duties if d.hand_in):
        written = found.find(new.item, Duty)
        basis = found.words(written.clause) if written else ""
        until = max((due for _, due, _, _ in new.times), default=found.last)
        out.append(WillAsk(asker, new.title, purpose_of(found, written), basis, new.when, until))
    return tuple(out)


def purpose_of(found: Running, duty: Duty | None) -> str:
    """What something is handed in for: as the duty says, else the pack; else the work itself.

    cost: 0 queries.
    """
    return (duty.note if duty else "") or found.pack.note or found.title


def reasons_for(programmes: QuerySet[Programme]) -> tuple[Reason, ...]:
    """The reasons given in these programmes, in the scope at hand, the newest first.

    cost: 1 query.
    """
    rows = AskedAgain.objects.filter(programme__in=programmes).select_related("programme__place", "by")
    return tuple(
        Reason(f"{r.programme.place.name}·{r.programme.title}", r.title, r.where, r.why, r.by.name, china_day(r.at))
        for r in rows.order_by("-at", "pk")
    )
