"""A case as a page: how it stands, what its reader can do now and why not the rest, its fields, steps and rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shanzhi.core.access import Actor, has
from shanzhi.core.case import Doer
from shanzhi.core.clock import Clock, Standing, due_time, left, standing
from shanzhi.core.duration import EXACT
from shanzhi.core.filling import Json
from shanzhi.core.kinds import Refused, Words, china_day
from shanzhi.core.pack.forms import Field
from shanzhi.core.turn import PAUSE, RESUME, choices
from shanzhi.core.within_case import NEEDS, every_field, label_of, seen_fields
from shanzhi.core.wording import Names, shown, written
from shanzhi.models import Case, CaseStep, CaseUnit, RuleRun
from shanzhi.packs.drawing import draw
from shanzhi.queries.at_hand import AtHand, at_hand, doer_at, rows_of_cases
from shanzhi.queries.finder import names_of
from shanzhi.queries.running import work_time
from shanzhi.queries.scope import scoped

BUILT_IN: Final = {PAUSE: Words("暂停办理"), RESUME: Words("恢复办理")}
COUNTS: Final = {
    "members": Words("应到人数"),
    "present": Words("实到人数"),
    "agree": Words("同意人数"),
    "households": Words("应到户数"),
    "households_present": Words("实到户数"),
}
PARTS: Final = {"lead": Words("牵头单位"), "support": Words("协办单位"), "party": Words("当事单位")}
LARGE: Final = 100  # parts and runs shown at most


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A time limit. of: case or state; left: whole units, below zero where late; days: counted in days, else hours."""

    of: str
    standing: Standing
    due_at: datetime | None
    left: int | None
    days: bool
    working: bool
    provisional: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """A step somebody may or may not take now. why: what stands against it, None where nothing does."""

    action: str
    title: str | Words
    why: Words | None
    opens_at: datetime | None
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step taken. by: a person or, "", the program; given: titles and words of what was handed in."""

    at: datetime
    title: str | Words
    by: str
    unit: str
    state: str
    given: tuple[tuple[str | Words, str], ...]


@dataclass(frozen=True, slots=True)
class RunRow:
    """What a rule did upon a step of the case."""

    rule: str
    state: str
    at: datetime
    told: tuple[Words, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case. whole: whether its reader may see all of it; where not, what he may not see is empty.

    units: those that take part beside the one that has it, under what they are.
    """

    id: int
    n: int
    programme_id: int
    programme: str
    edition: int
    flow_id: str
    flow: str
    label: str
    place: str
    state: str
    final: bool
    entered_at: datetime | None
    opened_at: datetime
    opened_by: str
    assignee: str
    pause_reason: str
    paused_at: datetime | None
    clocks: tuple[ClockRow, ...]
    turns: tuple[Turn, ...]
    fields: tuple[tuple[str, str], ...]
    steps: tuple[StepRow, ...]
    runs: tuple[RunRow, ...]
    parts: tuple[tuple[int, str], ...]
    clause: str
    whole: bool
    units: tuple[tuple[Words, str], ...] = ()

    @property
    def now(self) -> tuple[Turn, ...]:
        """What can be done now."""
        return tuple(t for t in self.turns if t.why is None)

    @property
    def later(self) -> tuple[Turn, ...]:
        """What cannot, with the reason."""
        return tuple(t for t in self.turns if t.why is not None)


@scoped
def case_page(actor: Actor, case_id: int, now: datetime) -> CasePage:
    """A case as its reader may see it.

    cost: 7 queries where a unit has it in hand; 1 fewer for an office, 1 more for each other type its fields name.
    raises: Refused("not_found"), also where no line of its flow lets the reader see it.
    """
    return page_of(actor, known_case(actor, case_id, now), now)


def page_of(actor: Actor, known: tuple[Case, AtHand, Doer, frozenset[str] | None], now: datetime) -> CasePage:
    """A case that was found as a page, in the scope at hand.

    known: as known_case gives it.
    cost: 4 queries; 1 more for each other type its fields name.
    """
    row, hand, doer, fields = known
    whole, state = fields is None, hand.flow.state(row.state)
    open_ = whole or "state" in (fields or ())
    steps = _taken(row) if whole else ()
    names = names_of((*every_field(hand.flow), *NEEDS.values()), [row.values, *(s.given for s in steps)])
    held = {k: v for k, v in row.values.items() if fields is None or k in fields}
    return CasePage(
        id=row.pk,
        n=row.n,
        programme_id=row.programme_id,
        programme=hand.running.title,
        edition=hand.running.n,
        flow_id=hand.flow.id,
        flow=hand.flow.title or hand.flow.id,
        label=label_of(hand.flow, held),
        place=row.place.name if whole or "place" in (fields or ()) else "",
        state=hand.rules.title(row.state) if open_ else "",
        final=bool(state and state.final) and open_,
        entered_at=hand.case.entered_at if open_ else None,
        opened_at=row.opened_at,
        opened_by=row.opened_by.name if whole and row.opened_by else "",
        assignee=row.assignee.name if whole and row.assignee else "",
        pause_reason=hand.case.pause_reason if whole else "",
        paused_at=hand.case.pauses[-1].since if whole and hand.case.pause_reason else None,
        clocks=_clocks(hand, now) if open_ else (),
        turns=turns_of(hand, doer, now) if has(actor, "move_case") and open_ else (),
        fields=tuple(_words(every_field(hand.flow), held, names, clear=whole)),
        steps=tuple(_step(step, hand, names) for step in steps),
        runs=_runs(row, hand) if whole else (),
        parts=tuple((p.pk, str(p)) for p in row.parts.order_by("pk")[:LARGE]) if whole else (),
        clause=hand.running.words(hand.flow.clause) if hand.flow.clause else "",
        whole=whole,
        units=_units(row, hand) if whole else (),
    )


def _units(row: Case, hand: AtHand) -> tuple[tuple[Words, str], ...]:
    """The units that fields of the case join to it; 1 query where there are some."""
    if not hand.facts.parts:
        return ()
    rows = CaseUnit.objects.filter(case=row, part__in=hand.facts.parts).select_related("unit").order_by("part", "pk")
    return tuple((PARTS[u.part], u.unit.name) for u in rows)


@scoped
def case_chart(actor: Actor, case_id: int, now: datetime) -> str:
    """The chart of a case's flow, as SVG, with the state it is in.

    cost: 3 queries; 1 fewer for an office.
    raises: Refused("not_found").
    """
    row, hand, _, fields = known_case(actor, case_id, now)
    at = row.state if fields is None or "state" in fields else ""
    pack = next(p for p in (hand.running.pack, *hand.running.used) if p.find(row.flow) is not None)
    return draw(pack, hand.flow, hand.running.used, at=at)


@scoped
def known_case(actor: Actor, case_id: int, now: datetime) -> tuple[Case, AtHand, Doer, frozenset[str] | None]:
    """A case with who its reader is to it, and the fields he may see; None for all.

    cost: 3 queries; 1 fewer for an office.
    raises: Refused("not_found").
    """
    rows = rows_of_cases().select_related("assignee", "opened_by")
    row = rows.filter(pk=case_id).first() if has(actor, "see_cases") else None
    if row is None:
        raise _unseen()
    hand = at_hand(row, now)
    doer, _ = doer_at(actor, hand, china_day(now))
    fields = seen_fields(hand.flow.see, doer, hand.where)
    if fields is not None and not fields:
        raise _unseen()
    return row, hand, doer, fields


def _unseen() -> Refused:
    return Refused("not_found", "没有找到这件事项，可能不在您的管辖范围内。")


def turns_of(hand: AtHand, doer: Doer, now: datetime) -> tuple[Turn, ...]:
    """What somebody can do with a case, and why not the rest.

    cost: 0 queries.
    """
    return tuple(
        Turn(
            c.action,
            BUILT_IN.get(c.action, c.title),
            Words(c.barred.text, c.barred.args_) if c.barred else None,
            c.opens_at,
            c.closes_at,
        )
        for c in choices(hand.rules, hand.case, doer, now)
    )


def _clocks(hand: AtHand, now: datetime) -> tuple[ClockRow, ...]:
    both = (("case", hand.case.case_clock), ("state", hand.case.state_clock))
    return tuple(_clock(of, clock, now) for of, clock in both if clock is not None)


def _clock(of: str, clock: Clock, now: datetime) -> ClockRow:
    work = work_time()
    last = due_time(clock, work)
    return ClockRow(
        of,
        standing(clock, now, work),
        last.at if last else None,
        left(clock, now, work) if clock.stopped_at is None else None,
        clock.limit.unit not in EXACT,
        clock.limit.working,
        bool(last and last.provisional),
    )


def _words(
    fields: Sequence[Field], values: Mapping[str, Json], names: Names, *, clear: bool
) -> tuple[tuple[str, str], ...]:
    found = ((f, written(f, values.get(f.id), names)) for f in fields)
    return tuple((f.title or f.id, shown(f, words, clear=clear)) for f, words in found if words)


def _taken(row: Case) -> tuple[CaseStep, ...]:
    return tuple(CaseStep.objects.filter(case=row).select_related("by", "unit").order_by("revision"))


def _step(step: CaseStep, hand: AtHand, names: Names) -> StepRow:
    known = {f.id: f for f in (*every_field(hand.flow), *NEEDS.values())}
    action = hand.flow.action(step.action)
    fields = [known[name] for name in step.given if name in known] if step.from_state else []
    extra = tuple((COUNTS[k], str(v)) for k, v in step.given.get("meeting", {}).items() if v)
    return StepRow(
        step.at,
        BUILT_IN.get(step.action) or (action.title if action else "") or step.action,
        step.by.name if step.by else "",
        step.unit.name if step.unit else "",
        hand.rules.title(step.to_state) if step.to_state != step.from_state else "",
        (*_words(fields, step.given, names, clear=True), *extra),
    )


def _runs(row: Case, hand: AtHand) -> tuple[RunRow, ...]:
    runs = RuleRun.objects.filter(programme=row.programme_id, row__startswith=f"case:{row.pk}/").order_by("pk")
    titles = {item.id: item for item in hand.running.items("rules")}
    found = []
    for run in runs[:LARGE]:
        rule = titles.get(run.rule)
        told = tuple(_told(line) for line in run.told)
        clause = hand.running.words(rule.clause) if rule and rule.clause else ""
        found.append(RunRow((rule.title if rule else "") or run.rule, run.state, run.at, told, clause))
    return tuple(found)


def _told(line: object) -> Words:
    """A sentence of a run as it is kept: words with arguments, or plain text."""
    if isinstance(line, dict):
        args = line.get("args")
        return Words(str(line.get("text", "")), args if isinstance(args, dict) else {})
    if isinstance(line, list) and line:
        return Words(str(line[0]), line[1] if len(line) > 1 and isinstance(line[1], dict) else {})
    return Words("{said}", {"said": str(line)})
