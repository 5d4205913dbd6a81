"""Rules at work: what each did upon which event, once."""

from django.db import models

from shanzhi.models.editions import Edition
from shanzhi.models.places import Place
from shanzhi.models.programmes import Programme

RUN_STATES = ("done", "skipped", "waiting", "failed")


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
            models.Index(fields=["due_at"], condition=models.Q(state="waiting"), name="rule_run_waiting"),
            models.Index(fields=["programme", "rule", "-id"], name="rule_run_of_rule"),
            models.Index(fields=["programme", "row"], name="rule_run_of_row"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.event} {self.row}"
