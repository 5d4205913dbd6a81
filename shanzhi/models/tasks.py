"""Tasks, who holds them, and what is said about them."""

import msgspec
from django.db import models

from shanzhi.core.chinese.terms import Term
from shanzhi.core.task import STATES, UNIT_ROLES, TaskState
from shanzhi.models.people import User
from shanzhi.models.plans import Clause
from shanzhi.models.programmes import Anchor, Phase, Programme
from shanzhi.models.units import Unit


class Task(models.Model):
    """A work item of a programme; a child where the plan names 各乡镇 or 各村.

    clause:    None where it comes from a pack alone; item is then its id there, and quote the clause's words.
    unit:      of a child, the one unit it was spread to.
    percent:   of a parent, the mean of its parts (derived, audited).
    due_on:    when it is due; of a parent its own day.
    light_on:  the day its light goes by: of a parent the earliest of its own and its open parts' (derived, audited).
    anchor:    the event its day counts from, until somebody settles a day of its own; term: how it counts from there
               (core.chinese.terms.Term as JSON); the day is derived, audited.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="tasks")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="parts")
    n = models.PositiveIntegerField()
    path = models.CharField(max_length=80)
    section = models.CharField(max_length=200, blank=True)
    title = models.TextField()
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, blank=True)
    item = models.CharField(max_length=60, blank=True)
    quote = models.TextField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="part_tasks")
    phase = models.ForeignKey(Phase, models.SET_NULL, null=True, blank=True)
    due_words = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True, blank=True)
    light_on = models.DateField(null=True, blank=True)
    anchor = models.ForeignKey(Anchor, models.PROTECT, null=True, blank=True, related_name="tasks")
    term = models.JSONField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=[(s, s) for s in STATES], default="open")
    percent = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)
    last_note = models.TextField(blank=True)
    last_note_at = models.DateTimeField(null=True, blank=True)
    claimed_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "n"], name="task_n_once"),
            models.UniqueConstraint(fields=["parent", "unit"], name="task_part_once_a_unit"),
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="task_state_known"),
            models.CheckConstraint(condition=models.Q(percent__lte=100), name="task_percent_at_most_100"),
            models.CheckConstraint(
                condition=models.Q(anchor__isnull=True) | models.Q(term__isnull=False), name="task_anchor_has_term"
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "parent", "n"]),
            models.Index(fields=["programme", "light_on"]),
        ]

    def __str__(self) -> str:
        return self.title[:60]

    def counts(self) -> Term | None:
        """How its day counts from its anchor, None where it hangs on none."""
        return msgspec.convert(self.term, Term) if self.anchor_id and self.term else None

    def as_core(self) -> TaskState:
        return TaskState(
            state=self.state,
            percent=self.percent,
            due_on=self.due_on,
            light_on=self.light_on,
            claimed_on=self.claimed_on,
            closed_on=self.closed_on,
        )


class TaskUnit(models.Model):
    """Who stands where on a task. words: as the plan prints it; unit: the registered unit, None for a person.

    programme: the task's, kept here too, so that the wall and the list of a programme's units ask one table alone.
    """

    task = models.ForeignKey(Task, models.CASCADE, related_name="units")
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="+")
    role = models.CharField(max_length=12, choices=[(r, r) for r in UNIT_ROLES])
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="task_units")
    words = models.CharField(max_length=120)
    n = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=UNIT_ROLES), name="task_unit_role_known"),
            models.UniqueConstraint(fields=["task", "role", "n"], name="task_unit_n_once"),
        ]
        indexes = [
            models.Index(fields=["unit", "role"]),
            models.Index(fields=["programme", "unit"], name="shanzhi_tas_program_unit_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.words}"


class Note(models.Model):
    """Something said about a task. key: made by the page, so that a double send is one note.

    behalf_of: whom it was said for, by a stand-in or for a villager; how: which of the two.
    """

    task = models.ForeignKey(Task, models.CASCADE, related_name="notes")
    key = models.UUIDField(unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True)
    deed = models.CharField(max_length=12)
    text = models.TextField(blank=True)
    problem = models.TextField(blank=True)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    behalf_of = models.CharField(max_length=40, blank=True)
    how = models.CharField(max_length=8, blank=True)

    class Meta:
        indexes = [models.Index(fields=["task", "-at"])]

    def __str__(self) -> str:
        return self.text[:60]


class Attachment(models.Model):
    """A file handed in with a note, kept under its content's name."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    file = models.FileField(upload_to="notes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "sha256"], name="attachment_once_a_note")]

    def __str__(self) -> str:
        return self.name
