"""Where rules reach into other deeds: a case opened or moved, a task set, a row written; by the program."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError
from django.db.models import Max

from shanzhi.actions.case_moves import CaseIn, StepIn, begin, move
from shanzhi.actions.creation import add_task
from shanzhi.actions.journal import About, note
from shanzhi.core.adoption import creation
from shanzhi.core.drafting import Before, Desk, Spot, draft
from shanzhi.core.filling import Unfilled
from shanzhi.core.happening import Happening
from shanzhi.core.kinds import Refused, Words, china_day
from shanzhi.core.meant import Meant
from shanzhi.core.pack.flows import Flow
from shanzhi.core.pack.pack import Pack
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.rules import ActDeed, OpenDeed, WriteDeed
from shanzhi.core.pack.tasks import Task
from shanzhi.core.recording import ACTIVE, Facts, it_of
from shanzhi.models import Case, Programme, Record
from shanzhi.models.walls import acting
from shanzhi.queries.finder import Finder, names_of
from shanzhi.queries.packs import people_of, register_at
from shanzhi.queries.registers import desk_of, shared_key
from shanzhi.queries.running import Running

_OWN = ("place", "subject", "state")
"""What a deed may give beside the fields themselves."""


@dataclass(frozen=True, slots=True)
class Onward:
    """What a rule did elsewhere. said: in words; events: what rules are to hear of it, by which running programme."""

    said: Words
    events: tuple[tuple[Running, Happening], ...] = ()


def open_by_rule(running: Running, deed: OpenDeed, meant: Meant, given: Mapping[str, object], now: datetime) -> Onward:
    """Opens a case or a task of a rule, by the program.

    given: fields by id, as people write them.
    raises: codes of the deed.
    """
    if deed.flow:
        return _open_case(running, deed.flow, meant, given, now)
    return _open_task(running, deed.task, meant, now)


def _open_case(running: Running, flow: str, meant: Meant, given: Mapping[str, object], now: datetime) -> Onward:
    found, register = running.find(flow, Flow), running.find(meant.register, Register)
    about = found.about.ids if found and found.about else ()
    its = meant.register in about or (register is not None and register.life == flow)
    fields = {k: v for k, v in given.items() if k not in _OWN}
    asked = CaseIn(running.programme_id, flow, meant.place.code, fields, record_id=meant.record if its else None)
    moved = begin(None, asked, now)
    title = found.title if found else flow
    return Onward(Words("已开立“{name}”。", {"name": title}), tuple((moved.running, e) for e in moved.events))


def act_by_rule(running: Running, deed: ActDeed, meant: Meant, row: str, now: datetime) -> Onward:
    """Takes a step of the case at hand, by the program; where it stands elsewhere by now, nothing is done.

    row: case:12/3, or of the row whose open case is meant.
    raises: Refused("not_found"), and codes of core.flow.step.
    """
    case = _case(running, deed.flow, meant, row)
    flow = running.find(deed.flow, Flow)
    action = flow.action(deed.action) if flow else None
    title = (action.title if action else "") or deed.action
    if action is not None and case.state not in action.from_:
        return Onward(Words("事项已经不在这一步，没有办理“{name}”。", {"name": title}))
    given = {"reason": deed.reason} if deed.reason else {}
    moved = move(None, StepIn(case.pk, deed.action, case.revision, given), now)
    events = tuple((moved.running, e) for e in moved.events) if moved else ()
    return Onward(Words("已办理“{name}”。", {"name": title}), events)


def write_by_rule(
    running: Running, deed: WriteDeed, meant: Meant, given: Mapping[str, object], now: datetime
) -> Onward:
    """Adds a row to a register, or changes the one at hand, by the program.

    raises: Refused("register_unknown"), Unfilled (not_filled), Refused("record_known").
    """
    register = running.find(deed.register, Register)
    if register is None:
        raise Refused("register_unknown", "这项工作没有这本台账，请从台账目录进入。")
    known = Record.objects.select_related("place").filter(pk=meant.record or 0, register=register.id, ended_on=None)
    row = known.select_for_update(of=("self",)).first()
    happens = "changed" if row else "added"
    row = row or Record(
        programme_id=running.programme_id, register=register.id, place_id=meant.place.id, added_at=now, source="rule"
    )
    desk = desk_of(running, register, None)
    facts = Facts(row.pk or 0, row.place.as_core(), row.state or ACTIVE, china_day(row.added_at))
    _fill(row, running, desk, facts, {k: v for k, v in given.items() if k not in _OWN})
    row.changed_at, row.revision = now, row.revision + (happens == "changed")
    try:
        with acting(None):
            row.save()
    except IntegrityError:
        raise Refused("record_known", "“{fields}”相同的一行已在册，没有重复保存。请先查找。",
                      fields=register.title) from None  # fmt: skip
    about = About("record", row.pk, row.programme_id, {"register": row.register}, revision=row.revision,
                  place_code=row.place.code[:12])  # fmt: skip
    note(None, "add_record" if happens == "added" else "correct_record", about, now)
    it = it_of(desk.fields, row.values, replace(facts, id=row.pk))
    event = Happening(f"{register.id}.{happens}", f"record:{row.pk}", facts.place, it)
    return Onward(Words("已登记“{name}”。", {"name": row.label or register.title}), ((running, event),))


def _fill(row: Record, running: Running, desk: Desk, facts: Facts, given: Mapping[str, object]) -> None:
    """A row with what a rule gives it.

    raises: Unfilled.
    """
    before = Before(row.values, names_of(desk.fields, [row.values])) if row.pk else None
    drafted = draft(desk, given, Finder(running, facts.place), Spot(facts), before)
    if not drafted.good:
        raise Unfilled(drafted.faults)
    row.values, row.label, row.key = dict(drafted.values), drafted.label, shared_key(desk, drafted.shared)


def _case(running: Running, flow: str, meant: Meant, row: str) -> Case:
    """The case a text names, or the open one of the row at hand."""
    kind, _, name = row.partition(":")
    rows = Case.objects.filter(programme=running.programme_id, flow=flow)
    if kind == "case":
        found = rows.filter(pk=int(name.partition("/")[0])).first()
    else:
        found = rows.filter(record=meant.record or 0, closed_at=None).order_by("pk").first()
    if found is None:
        raise Refused("not_found", "没有找到这件事项，可能不在您的管辖范围内。")
    return found


def _open_task(running: Running, id_: str, meant: Meant, now: datetime) -> Onward:
    """A task of the pack, set for the unit at hand or of the place; what it takes counts from today."""
    task = running.find(id_, Task)
    if task is None:
        raise Refused("not_found", "没有找到这项任务，可能不在您的管辖范围内。")
    programme = Programme.objects.select_related("place").get(pk=running.programme_id)
    register = register_at(programme.place)
    setting = replace(running.setting(), first=china_day(now), phases={})
    (new,) = creation(Pack(tasks=(replace(task, each=None),)), people_of(running, register), setting).tasks
    n = (programme.tasks.aggregate(n=Max("n"))["n"] or 0) + 1
    unit = meant.unit or next((u.id for u in register.units if u.kind in ("village", "government")
                               and u.place.code == meant.place.code), None)  # fmt: skip
    parts = tuple(p for p in new.parts if p == unit) or ((unit,) if unit and task.each else ())
    add_task(programme, replace(new, parts=parts), running.words(task.clause), n)
    return Onward(Words("已下达任务“{name}”。", {"name": task.title}))
