"""Recurring duties and the times they come round."""

import msgspec
from django.db import models

from shanzhi.core.duty import Recurrence
from shanzhi.models.people import User
from shanzhi.models.plans import Clause
from shanzhi.models.programmes import Programme
from shanzhi.models.units import Unit


class Duty(models.Model):
    """A recurring duty of a programme.

    rule: core.duty.Recurrence as JSON; units: who owes it, as registered; item: its id in the pack, which then says
    when it comes round.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="duties")
    n = models.PositiveSmallIntegerField()
    title = models.TextField()
    who_words = models.CharField(max_length=120, blank=True)
    when_words = models.CharField(max_length=120, blank=True)
    rule = models.JSONField()
    hand_in = models.BooleanField()
    units = models.ManyToManyField(Unit, related_name="duties")
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, blank=True)
    item = models.CharField(max_length=60, blank=True)
    quote = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "n"], name="duty_n_once")]

    def __str__(self) -> str:
        return self.title[:60]

    def as_core(self) -> Recurrence:
        return msgspec.convert(self.rule, Recurrence, strict=False)


class Occurrence(models.Model):
    """One time a duty comes round for one unit; unit None where the plan names nobody.

    record: the row it is about, where a duty comes round for each row; part: which time of its window, from 1;
    values: what was handed in with it, by field.
    """

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="occurrences")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True)
    record = models.ForeignKey("shanzhi.Record", models.PROTECT, null=True, blank=True, related_name="occurrences")
    part = models.PositiveSmallIntegerField(default=1)
    opens_on = models.DateField()
    due_on = models.DateField()
    period = models.CharField(max_length=20)
    done_at = models.DateTimeField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True)
    note = models.TextField(blank=True)
    excuse = models.TextField(blank=True)
    values = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["duty", "unit", "record", "due_on", "opens_on", "part"],
                name="occurrence_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("opens_on")), name="occurrence_dates_in_order"
            ),
        ]
        indexes = [models.Index(fields=["due_on", "unit"])]

    def __str__(self) -> str:
        return f"{self.period} {self.due_on}"
