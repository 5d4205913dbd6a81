"""Who asks the villages of a place for what, in a month."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from shanzhi.core.access import Actor, may
from shanzhi.core.burden import Asking, Load, Twice, asked_twice, by_asker, by_village
from shanzhi.core.kinds import Refused
from shanzhi.core.pack import duties as pack
from shanzhi.core.pack.forms import Field, Form
from shanzhi.core.pack.registers import Register
from shanzhi.models import Duty
from shanzhi.queries.again import Reason, purpose_of, reasons_for
from shanzhi.queries.rounds import packs_of, rounds, written_in
from shanzhi.queries.running import Running
from shanzhi.queries.scope import programmes_for, scoped


@dataclass(frozen=True, slots=True)
class Burden:
    """The burden of a month. villages: how many are asked at all; reasons: why what is held is asked again."""

    first: date
    before: date
    after: date
    askings: tuple[Asking, ...]
    askers: tuple[Load, ...]
    villages: tuple[Load, ...]
    twice: tuple[Twice, ...]
    reasons: tuple[Reason, ...] = ()


@scoped
def burden_page(actor: Actor, first: date) -> Burden:
    """What villages of the actor's place are asked to hand in, in the month that begins with first.

    cost: 4 queries; one more until the packs are known.
    raises: Refused("not_found") for who does not see programmes of a place.
    """
    if not may(actor, "see_burden", place_code=actor.place_code):
        raise Refused("not_found", "没有找到这一页，请检查网址，或从首页重新进入。")
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    seen = programmes_for(actor).filter(state="running")
    duties = list(
        Duty.objects.filter(programme__in=seen, hand_in=True)
        .select_related("programme__place", "clause")
        .prefetch_related("units")
        .order_by("programme", "n")
    )
    packs = packs_of(duties)
    askings = tuple(a for d in duties if (a := _asking(d, packs, first, last)))
    return Burden(
        first,
        (first - timedelta(days=1)).replace(day=1),
        last + timedelta(days=1),
        askings,
        by_asker(askings),
        by_village(askings),
        asked_twice(askings),
        reasons_for(seen),
    )


def _asking(duty: Duty, packs: dict[int, Running], first: date, last: date) -> Asking | None:
    """What a duty asks of villages; None where it asks none."""
    villages = frozenset(u.name for u in duty.units.all() if u.kind == "village")
    if not villages:
        return None
    written, running = written_in(duty, packs), packs.get(duty.programme_id)
    fields, whole = _fields(written, running) if written and running else ((), False)
    return Asking(
        f"{duty.programme.place.name}·{duty.programme.title}",
        duty.programme.title,
        duty.title,
        duty.quote[:80],
        duty.when_words,
        len(rounds(duty, packs, first, last)),
        villages,
        tuple(fields),
        whole,
        purpose_of(running, written) if running else duty.programme.title,
        duty.programme.to_on,
    )


def _fields(written: pack.Duty, running: Running) -> tuple[Iterable[Field], bool]:
    """The fields of what is handed in, and whether it is a whole sheet or notice."""
    asked = written.hand_in
    if asked is None:
        return (), False
    found = running.find(asked.form, Form) or running.find(asked.register, Register)
    return found.fields if found else (), bool(asked.sheet or asked.notice)
