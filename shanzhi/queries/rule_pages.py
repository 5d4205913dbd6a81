"""Rules as pages: each in words, how often it ran, and what waits or failed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count

from shanzhi.core.access import Actor, has
from shanzhi.core.kinds import Refused, Words
from shanzhi.core.pack.rules import Rule
from shanzhi.models import RuleRun
from shanzhi.packs.rule_words import event_words, rule_words
from shanzhi.packs.wording import Wording
from shanzhi.queries.running import Running, running
from shanzhi.queries.scope import scoped
from shanzhi.queries.statements import words_of

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule in words, its runs counted by state."""

    id: str
    title: str
    clause: str
    words: tuple[str, ...]
    done: int
    skipped: int
    waiting: int
    failed: int


@dataclass(frozen=True, slots=True)
class RulesPage:
    """The rules of a programme."""

    id: int
    title: str
    place: str
    rows: tuple[RuleRow, ...]


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run of a rule. told: what it did, or why not; entry: what it booked, None where it booked nothing."""

    event: str
    row: str
    place: str
    state: str
    at: datetime
    due_at: datetime | None
    tries: int
    told: tuple[Words, ...]
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class RulePage:
    """One rule with its latest runs; state: those alone that are asked for, "" for all."""

    id: int
    title: str
    place: str
    rule: RuleRow
    runs: tuple[RunRow, ...]
    state: str
    page: int
    pages: int
    may_try: bool


@scoped
def rules_page(actor: Actor, programme_id: int) -> RulesPage:
    """The rules of a programme in words, with how often each ran.

    cost: 2 queries.
    raises: Refused("not_found").
    """
    found = _running(actor, programme_id)
    counted = _counted(found)
    words = Wording(found.pack, found.used)
    rows = (_row(r, words, counted.get(r.id, {})) for r in found.items("rules") if isinstance(r, Rule))
    return RulesPage(found.programme_id, found.title, found.place.name, tuple(rows))


@scoped
def rule_page(actor: Actor, programme_id: int, rule_id: str, state: str = "", page: int = 1) -> RulePage:
    """One rule and its latest runs.

    cost: 4 queries.
    raises: Refused("not_found").
    """
    found = _running(actor, programme_id)
    rule = found.find(rule_id, Rule)
    if rule is None:
        raise Refused("not_found", "没有找到这条规则，可能方案包已经改过。")
    words = Wording(found.pack, found.used)
    row = _row(rule, words, _counted(found).get(rule.id, {}))
    runs = RuleRun.objects.filter(programme=found.programme_id, rule=rule.id)
    runs = runs.filter(state=state) if state else runs
    many = {"done": row.done, "skipped": row.skipped, "waiting": row.waiting, "failed": row.failed}
    pages = max(1, -(-(many.get(state, 0) if state else sum(many.values())) // PAGE))
    at = min(max(page, 1), pages)
    listed = runs.select_related("place").prefetch_related("entries").order_by("-pk")[(at - 1) * PAGE : at * PAGE]
    said = tuple(run_row(r, words, next((e.pk for e in r.entries.all()), None)) for r in listed)
    return RulePage(
        found.programme_id, found.title, found.place.name, row, said, state, at, pages, actor.role != "unit"
    )


def run_row(run: RuleRun, words: Wording, entry: int | None = None) -> RunRow:
    """A run as a page shows it.

    cost: 0 queries.
    """
    return RunRow(
        event_words(run.event, words), run.row, run.place.name, run.state, run.at, run.due_at, run.tries,
        tuple(words_of(t) for t in run.told), entry,
    )  # fmt: skip


def _running(actor: Actor, programme_id: int) -> Running:
    if not has(actor, "see_books"):
        raise Refused("not_found", "没有找到这项工作，可能不在您的管辖范围内。")
    return running(programme_id)


def _counted(found: Running) -> Mapping[str, Mapping[str, int]]:
    rows = RuleRun.objects.filter(programme=found.programme_id).values("rule", "state").annotate(n=Count("pk"))
    counted: dict[str, dict[str, int]] = {}
    for row in rows.order_by():
        counted.setdefault(row["rule"], {})[row["state"]] = row["n"]
    return counted


def _row(rule: Rule, words: Wording, runs: Mapping[str, int]) -> RuleRow:
    clause = rule.clause
    states = (runs.get(s, 0) for s in ("done", "skipped", "waiting", "failed"))
    return RuleRow(rule.id, rule.title or rule.id, clause, rule_words(rule, words), *states)
