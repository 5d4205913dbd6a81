"""Cases: matters that move by a flow, their steps and their clocks."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from json import dumps

from django.db import connection, models

from shanzhi.models.editions import Edition
from shanzhi.models.people import User
from shanzhi.models.places import Place
from shanzhi.models.programmes import Programme
from shanzhi.models.records import Record
from shanzhi.models.units import Unit

json = partial(dumps, ensure_ascii=False)


class Case(models.Model):
    """A matter.

    edition:  the one it began with and keeps; flow: its id there. n: counts the cases of the programme from 1.
    record:   the row it is about, or whose life it is; parent: the case it is a part of.
    assignee: the unit that has it; values: its fields; standing: core.case.Case but for fields kept here, as JSON.
    due_at:   the earliest running clock, None where none runs (derived, audited).
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="cases")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    flow = models.CharField(max_length=60)
    n = models.PositiveIntegerField()
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    record = models.ForeignKey(Record, models.PROTECT, null=True, blank=True, related_name="cases")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    assignee = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    label = models.CharField(max_length=200, blank=True)
    values = models.JSONField(default=dict)
    state = models.CharField(max_length=60)
    standing = models.JSONField()
    revision = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    moved_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "n"], name="case_n_once")]
        indexes = [
            models.Index(fields=["programme", "flow", "state", "id"], name="case_of_flow"),
            models.Index(fields=["place", "id"], name="case_of_place"),
            models.Index(fields=["due_at"], condition=models.Q(closed_at__isnull=True), name="case_due"),
        ]

    def __str__(self) -> str:
        return self.label or f"case {self.n}"

    def move(self, step: "CaseStep") -> None:
        """Writes what a step changed, and the step itself, in one statement: it is in every step of every case."""
        moved = (self.state, json(self.standing), self.revision, json(self.values), self.assignee_id, self.moved_at)
        taken = (step.revision, step.action, step.from_state, step.to_state, step.at, step.by_id, step.unit_id)
        given = (*moved, self.due_at, self.closed_at, self.pk, self.pk, *taken, json(step.given), step.key)
        with connection.cursor() as cursor:
            cursor.execute(MOVE, given)


class CaseCount(models.Model):
    """How many cases a programme has had; whoever opens one holds its row, so that numbers have no gaps."""

    programme = models.OneToOneField(Programme, models.PROTECT, primary_key=True, related_name="+")
    n = models.PositiveIntegerField()

    def __str__(self) -> str:
        return str(self.n)


class CaseStep(models.Model):
    """A step taken. revision: the case's after it; by: None for the program; given: what was handed in with it.

    key: made where it was typed, so that a double send is one step; None for what the program does.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    revision = models.PositiveIntegerField()
    action = models.CharField(max_length=60)
    from_state = models.CharField(max_length=60, blank=True)
    to_state = models.CharField(max_length=60)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    given = models.JSONField(default=dict)
    key = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "revision"], name="case_step_once")]

    def __str__(self) -> str:
        return f"{self.action} → {self.to_state}"


class CaseClock(models.Model):
    """A time limit of a case. of: the whole case or one state; it runs while stopped_at and rang_at are empty.

    rang_at: when the night watch dealt with its running out; failed: why it could not, tries: how often it tried.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks")
    of = models.CharField(max_length=5, choices=[("case", "case"), ("state", "state")])
    state = models.CharField(max_length=60, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    rang_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failed = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "of"], condition=models.Q(stopped_at__isnull=True), name="case_clock_one_runs"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(stopped_at__isnull=True, rang_at__isnull=True, due_at__isnull=False),
                name="case_clock_to_ring",
            )
        ]

    def __str__(self) -> str:
        return f"{self.of} {self.due_at}"

    @staticmethod
    def turn(case_id: int, stopped: Sequence[str], started: Sequence["CaseClock"], now: datetime) -> None:
        """Stops the running clocks of a case and starts others, in one statement, the stopping first."""
        new = ([c.of for c in started], [c.state for c in started], [c.due_at for c in started])
        with connection.cursor() as cursor:
            cursor.execute(TURN, (now, case_id, list(stopped), case_id, *new))


MOVE = """
WITH moved AS (
    UPDATE shanzhi_case SET state = %s, standing = %s::jsonb, revision = %s, "values" = %s::jsonb,
        assignee_id = %s, moved_at = %s, due_at = %s, closed_at = %s WHERE id = %s)
INSERT INTO shanzhi_casestep (case_id, revision, action, from_state, to_state, at, by_id, unit_id, given, key)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s)
"""
TURN = """
WITH ended AS (
    UPDATE shanzhi_caseclock SET stopped_at = %s WHERE case_id = %s AND stopped_at IS NULL AND of = ANY(%s) RETURNING 1)
INSERT INTO shanzhi_caseclock (case_id, of, state, due_at, tries, failed)
SELECT %s, n.of, n.state, n.due_at, 0, '' FROM (SELECT count(*) FROM ended) e,
    unnest(%s::text[], %s::text[], %s::timestamptz[]) AS n(of, state, due_at)
"""
