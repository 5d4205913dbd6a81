"""The review of a plan: its clauses beside the original, its questions, and what adopting will create."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, Q

from shanzhi.core.access import Actor, subtree
from shanzhi.core.anchor import Anchor
from shanzhi.core.chinese.terms import OWN_ISSUE
from shanzhi.core.deadline import WorkCalendar
from shanzhi.core.kinds import Refused, Words
from shanzhi.core.plan.read.issue import Issue, read_issue
from shanzhi.core.programme import Answers, Draft, Facts, Questions, draft, period_of, plan_anchors, questions
from shanzhi.core.review import Run, runs, words_of
from shanzhi.core.unit import Register, UnitRef
from shanzhi.models import Clause, Fact, Reading, Unit
from shanzhi.queries.calendar import work_calendar
from shanzhi.queries.scope import readings_for, scoped

GROUPS = {"task": "tasks", "phase": "phases", "indicator": "indicators", "duty": "duties"}
WEIGHTY = (*GROUPS, "money")
CLAUSES_A_PAGE = 200


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan in the list."""

    id: int
    title: str
    place: str
    state: str
    handed_in_at: datetime
    handed_in_by: str
    clauses: int
    checked: int
    problems: int
    programme_id: int | None


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact beside its clause. words: its editable fields."""

    id: int
    kind: str
    state: str
    quote: str
    words: dict[str, str]
    why: Words
    cure: Words
    severity: str


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A clause: its place in the strip, its text in marked runs, its facts."""

    n: int
    number: str
    title: str
    depth: int
    line: int
    state: str
    revision: int
    checked_by: str
    runs: tuple[Run, ...]
    facts: tuple[FactRow, ...]

    @property
    def problems(self) -> tuple[FactRow, ...]:
        return tuple(f for f in self.facts if f.kind == "problem" and f.state != "rejected")

    @property
    def read(self) -> tuple[FactRow, ...]:
        return tuple(f for f in self.facts if f.kind != "problem")


@dataclass(frozen=True, slots=True)
class Review:
    """The review page. at: the clause at hand; clauses: of this page; unchecked: clauses with facts not yet checked."""

    id: int
    title: str
    place: str
    state: str
    revision: int
    clauses: tuple[ClauseRow, ...]
    at: ClauseRow
    total: int
    checked: int
    unchecked: int
    page: int
    pages: int
    kinds: tuple[tuple[str, int], ...]
    programme_id: int | None

    @property
    def next_at(self) -> int:
        """The first clause of the next page."""
        return self.page * CLAUSES_A_PAGE


@dataclass(frozen=True, slots=True)
class AskedAnchor:
    """An event asked for. proposed: the day the text prints, quote: its line; both empty where it prints none.

    anchor: with the days of its answer or, while it is open, of the proposal.
    """

    anchor: Anchor
    proposed: date | None
    quote: str


@dataclass(frozen=True, slots=True)
class Preview:
    """The last step: what is still open, and what adopting creates. draft: None while the period is open."""

    id: int
    title: str
    state: str
    revision: int
    answers: Answers
    questions: Questions
    anchors: tuple[AskedAnchor, ...]
    unchecked: int
    draft: Draft | None
    why_not: Words
    proposed: tuple[date | None, date | None]
    units: tuple[UnitRef, ...]
    needs_second: bool
    proposed_by: str
    proposed_by_me: bool

    @property
    def parts(self) -> int:
        return sum(len(t.parts) for t in self.draft.tasks) if self.draft else 0

    @property
    def occurrences(self) -> int:
        return sum(len(d.units) * len(d.times) for d in self.draft.duties) if self.draft else 0

    @property
    def by_unit(self) -> list[tuple[str, int]]:
        """For whom: unit name -> tasks it holds, most first."""
        names = {u.id: u.name for u in self.units}
        count: Counter[int] = Counter()
        for task in self.draft.tasks if self.draft else ():
            held = {u for role, _, u in task.units if u and role != "support"}
            count.update(held | set(task.parts))
        return [(names.get(unit, "?"), n) for unit, n in count.most_common(12)]


@scoped
def plans_page(actor: Actor) -> tuple[PlanRow, ...]:
    """Plans handed in at the actor's place or below, newest first.

    cost: 1 query.
    """
    rows = (
        readings_for(actor)
        .select_related("document__place", "document__handed_in_by", "programme")
        .defer("document__text")
        .annotate(
            all=Count("clauses", distinct=True),
            seen=Count("clauses", filter=~Q(clauses__state="unread"), distinct=True),
            faults=Count("clauses__facts", filter=Q(clauses__facts__kind="problem"), distinct=True),
        )
        .order_by("-document__handed_in_at", "-pk")[:200]
    )
    return tuple(
        PlanRow(
            id=r.pk,
            title=r.document.title,
            place=r.document.place.name,
            state=r.state,
            handed_in_at=r.document.handed_in_at,
            handed_in_by=r.document.handed_in_by.name,
            clauses=r.all,
            checked=r.seen,
            problems=r.faults,
            programme_id=r.programme.pk if hasattr(r, "programme") else None,
        )
        for r in rows
    )


@scoped
def review_page(actor: Actor, reading_id: int, at: int) -> Review:
    """The review of a reading with the clause at hand.

    cost: 3 queries.
    raises: Refused("not_found").
    """
    reading = _reading(actor, reading_id)
    clauses = list(Clause.objects.filter(reading=reading).select_related("checked_by").order_by("n"))
    at = min(max(at, 0), len(clauses) - 1)
    page = at // CLAUSES_A_PAGE
    shown = clauses[page * CLAUSES_A_PAGE : (page + 1) * CLAUSES_A_PAGE]
    facts: dict[int, list[Fact]] = {c.pk: [] for c in clauses}
    for fact in Fact.objects.filter(clause__reading=reading).order_by("n"):
        facts[fact.clause_id].append(fact)
    text = reading.document.text
    rows = tuple(_clause_row(c, text, facts[c.pk]) for c in shown)
    kinds = Counter(f.kind for group in facts.values() for f in group if f.state != "rejected")
    return Review(
        id=reading.pk,
        title=reading.document.title,
        place=reading.document.place.name,
        state=reading.state,
        revision=reading.revision,
        clauses=rows,
        at=rows[at - page * CLAUSES_A_PAGE],
        total=len(clauses),
        checked=sum(c.state != "unread" for c in clauses),
        unchecked=sum(_weighs(c, facts[c.pk]) for c in clauses),
        page=page + 1,
        pages=-(-len(clauses) // CLAUSES_A_PAGE),
        kinds=tuple(kinds.most_common()),
        programme_id=reading.programme.pk if hasattr(reading, "programme") else None,
    )


@scoped
def preview_page(actor: Actor, reading_id: int) -> Preview:
    """The open questions of a reading and what adopting it will create.

    cost: 6 queries.
    raises: Refused("not_found").
    """
    reading = _reading(actor, reading_id)
    facts, answers, register = checked_facts(reading_id), reading.as_core(), register_of(reading_id)
    plan, why_not, calendar = None, Words(""), work_calendar()
    try:
        plan = draft(facts, answers, register, calendar)
    except Refused as refused:
        why_not = Words(refused.text, refused.args_)
    return Preview(
        id=reading.pk,
        title=reading.document.title,
        state=reading.state,
        revision=reading.revision,
        answers=answers,
        questions=questions(facts, answers, register),
        anchors=_asked_anchors(facts, answers, read_issue(reading.document.text), calendar),
        unchecked=unchecked(reading_id),
        draft=plan,
        why_not=why_not,
        proposed=period_of(facts, answers, calendar),
        units=register.units,
        needs_second=reading.document.place.adopt_needs_second,
        proposed_by=reading.proposed_by.name if reading.proposed_by else "",
        proposed_by_me=reading.proposed_by_id == actor.id,
    )


def _asked_anchors(
    facts: Facts, answers: Answers, issue: Issue | None, calendar: WorkCalendar
) -> tuple[AskedAnchor, ...]:
    """The plan's anchors; for its own issue the printed day is proposed, never taken without being asked."""
    day = issue.words.on(answers.year) if issue else None
    proposed = {OWN_ISSUE: day} if day else {}
    would = plan_anchors(facts, replace(answers, anchors={**proposed, **answers.anchors}), calendar)
    return tuple(
        AskedAnchor(
            replace(a, on=answers.anchors.get(a.event)),
            proposed.get(a.event),
            issue.quote if issue and a.event in proposed else "",
        )
        for a in would
    )


def checked_facts(reading_id: int) -> Facts:
    """The facts of a reading that make a programme, without those rejected.

    cost: 2 queries.
    """
    rows = Fact.objects.filter(clause__reading_id=reading_id, kind__in=GROUPS).exclude(state="rejected")
    groups: dict[str, list[tuple[int, object]]] = {name: [] for name in GROUPS.values()}
    for fact in rows.select_related("clause").order_by("n", "pk"):
        groups[GROUPS[fact.kind]].append((fact.clause.n, fact.as_core()))
    titles = {tuple(p): t for p, t in Clause.objects.filter(reading_id=reading_id).values_list("path", "title")}
    return Facts(titles=titles, **groups)  # type: ignore[arg-type]  # sorted by kind above


def register_of(reading_id: int) -> Register:
    """The registered units a plan may mean: those of its place, below it and above it.

    cost: 2 queries.
    """
    home = Reading.objects.select_related("document__place").defer("document__text").get(pk=reading_id).document.place
    above = [subtree(home.code)[0][:w].ljust(12, "0") for w in (2, 4, 6, 9)]
    near = Q(place__code__range=subtree(home.code)) | Q(place__code__in=above)
    units = Unit.objects.filter(near).select_related("place").order_by("place__code", "pk")
    return Register((u.as_core() for u in units), home.as_core())


def unchecked(reading_id: int) -> int:
    """How many clauses that weigh something are unread or carry a question.

    cost: 1 query.
    """
    weighty = Q(state="unread", facts__kind__in=WEIGHTY) | Q(state="question")
    return Clause.objects.filter(weighty, reading_id=reading_id).distinct().count()


def _reading(actor: Actor, reading_id: int) -> Reading:
    rows = readings_for(actor).select_related("document__place", "programme", "proposed_by")
    reading = rows.filter(pk=reading_id).first()
    if reading is None:
        raise Refused("not_found", "没有找到这份方案，可能不在您的管辖范围内。")
    return reading


def _weighs(clause: Clause, facts: Iterable[Fact]) -> bool:
    unread = clause.state == "unread" and any(f.kind in WEIGHTY for f in facts)
    return unread or clause.state == "question"


def _clause_row(clause: Clause, text: str, facts: Sequence[Fact]) -> ClauseRow:
    spans = [(f.kind, f.data["span"]["start"], f.data["span"]["end"]) for f in facts if f.state != "rejected"]
    return ClauseRow(
        n=clause.n,
        number="".join(clause.path[-1:]),
        title=clause.title,
        depth=clause.depth,
        line=clause.line,
        state=clause.state,
        revision=clause.revision,
        checked_by=clause.checked_by.name if clause.checked_by else "",
        runs=runs(text, clause.start, clause.end, spans),
        facts=tuple(_fact_row(f) for f in facts),
    )


def _fact_row(fact: Fact) -> FactRow:
    value = fact.as_core()
    problem = fact.kind == "problem"
    return FactRow(
        id=fact.pk,
        kind=fact.kind,
        state=fact.state,
        quote=value.span.quote,
        words=words_of(value, fact.kind),
        why=value.why if problem else Words(""),
        cure=value.cure if problem else Words(""),
        severity=value.severity if problem else "",
    )
