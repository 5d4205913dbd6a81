"""What one time of a duty is handed in by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from shanzhi.core.access import Actor
from shanzhi.core.filling import Json
from shanzhi.core.kinds import Refused
from shanzhi.core.pack.forms import Field
from shanzhi.core.wording import Names
from shanzhi.models import Occurrence, Record, Unit
from shanzhi.queries.duties import duties_seen
from shanzhi.queries.finder import Offered, names_of, offered
from shanzhi.queries.rounds import form_of, packs_of
from shanzhi.queries.scope import scoped


@dataclass(frozen=True, slots=True)
class Asked:
    """Which time of a duty is asked for."""

    duty_id: int
    due_on: date
    unit_id: int | None
    record_id: int | None
    part: int


@dataclass(frozen=True, slots=True)
class HandIn:
    """The form one time of a duty is handed in by. fields: as they are asked; clauses: their texts, by number.

    values, names: what was handed in already, and what its rows are called.
    """

    duty_id: int
    programme_id: int
    programme: str
    title: str
    form: str
    due_on: date
    unit: str
    fields: tuple[Field, ...]
    offered: Offered
    clauses: Mapping[str, str]
    values: Mapping[str, Json]
    names: Names
    done_on: date | None


@scoped
def hand_in_page(actor: Actor, asked: Asked) -> HandIn:
    """The form one time of a duty is handed in by, with what the programme knows already.

    cost: 6 queries; more where it offers something.
    raises: Refused("not_found"), Refused("no_such_time"), Refused("no_form").
    """
    duty = duties_seen(actor, None).filter(pk=asked.duty_id).first()
    packs = packs_of([duty]) if duty else {}
    if duty is None:
        raise Refused("not_found", "没有找到这项职责，可能不在您的管辖范围内。")
    form, live = form_of(duty, packs), packs.get(duty.programme_id)
    if form is None or live is None:
        raise Refused("no_form", "这项职责没有要填的表单，请直接说明情况。")
    unit = Unit.objects.select_related("place").filter(pk=asked.unit_id or 0).first()
    record = Record.objects.select_related("place").filter(pk=asked.record_id or 0).first()
    owner = record or unit
    if owner is None and (asked.unit_id or asked.record_id):
        raise Refused("no_such_time", "这项职责在这一天没有安排，请回到日程重新选择。")
    at = (owner.place if owner else duty.programme.place).as_core()
    same = Occurrence.objects.filter(duty=duty, due_on=asked.due_on, part=asked.part)
    row = same.filter(record=record).first() if record else same.filter(unit=unit).first()
    fields = live.asked(form.fields)
    values = row.values if row else {}
    return HandIn(
        duty.pk, duty.programme_id, duty.programme.title, duty.title, form.title, asked.due_on,
        record.label if record else unit.name if unit else duty.who_words, fields, offered(live, fields, at),
        {f.clause: live.words(f.clause) for f in fields if f.clause}, values, names_of(fields, [values]),
        row.done_on if row else None,
    )  # fmt: skip
