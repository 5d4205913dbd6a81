"""Rules at work: what each did upon which event, once."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models

from shanzhi.models.editions import Edition
from shanzhi.models.places import Place
from shanzhi.models.programmes import Programme

RUN_STATES = ("done", "skipped", "waiting", "failed")
_BEGIN = """INSERT INTO shanzhi_rulerun (programme_id, edition_id, rule, event, row, at, place_id, "each", state,
    due_at, facts, told, tries)
SELECT %s, %s, %s, %s, %s, %s, v.place, v."each", v.state, v.due, v.facts, v.told, v.tries FROM unnest(
    %s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::jsonb[], %s::jsonb[], %s::int[])
    AS v(place, "each", state, due, facts, told, tries)
ON CONFLICT DO NOTHING RETURNING id, "each\""""
_SETTLE = """UPDATE shanzhi_rulerun r SET state = v.state, due_at = v.due, facts = v.facts, told = v.told,
    tries = v.tries, edition_id = %s, at = %s
FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::jsonb[], %s::jsonb[], %s::int[])
    AS v(id, state, due, facts, told, tries) WHERE r.id = v.id"""


class RuleRun(models.Model):
    """A rule met an event of a row: the unique key is what makes it run once.

    event:  subject.happens; row: what it happened to, such as case:12/3 or month:2026-03; each: the one it ran for,
            place:7, "" where it runs once for the row.
    state:  done, skipped (`if` did not hold), waiting (until due_at, or for a value that is not settled), failed.
    facts:  what the rule was reckoned with, JSON; told: what it did or why not, as words (text and arguments).
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="rule_runs")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    rule = models.CharField(max_length=60)
    event = models.CharField(max_length=120)
    row = models.CharField(max_length=80)
    each = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=[(s, s) for s in RUN_STATES])
    at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    facts = models.JSONField(default=dict)
    told = models.JSONField(default=list)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "rule", "event", "row", "each"], name="rule_run_once"),
            models.CheckConstraint(condition=models.Q(state__in=RUN_STATES), name="rule_run_state_known"),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(state__in=("waiting", "failed")), name="rule_run_to_try"
            ),
            models.Index(fields=["programme", "rule", "-id"], name="rule_run_of_rule"),
            models.Index(fields=["programme", "row"], name="rule_run_of_row"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.event} {self.row}"

    @staticmethod
    def begin(upon: Sequence[Any], runs: Sequence["RuleRun"]) -> Mapping[str, int]:
        """Writes runs of a rule upon one event, but for those that were written before; gives the new ones' ids.

        upon: programme, edition, rule, event, row and moment, the same for all; out: by `each`. One statement.
        """
        columns: list[list[Any]] = [
            [r.place_id for r in runs],
            [r.each for r in runs],
            [r.state for r in runs],
            [r.due_at for r in runs],
            [json.dumps(r.facts) for r in runs],
            [json.dumps(r.told) for r in runs],
            [r.tries for r in runs],
        ]
        with connection.cursor() as cursor:
            cursor.execute(_BEGIN, [*upon, *columns])
            return {each: pk for pk, each in cursor.fetchall()}

    @staticmethod
    def settle(edition: int, at: datetime, runs: Sequence["RuleRun"]) -> None:
        """Writes what became of runs. One statement."""
        if not runs:
            return
        columns: list[list[Any]] = [
            [r.pk for r in runs],
            [r.state for r in runs],
            [r.due_at for r in runs],
            [json.dumps(r.facts) for r in runs],
            [json.dumps(r.told) for r in runs],
            [r.tries for r in runs],
        ]
        with connection.cursor() as cursor:
            cursor.execute(_SETTLE, [edition, at, *columns])
