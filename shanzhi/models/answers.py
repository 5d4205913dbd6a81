"""Answers that several give side by side in a state of a case, and the units that take part in a case."""

from typing import ClassVar, Final

from django.db import models

from shanzhi.core.within_case import RELATED
from shanzhi.models.cases import Case
from shanzhi.models.people import User
from shanzhi.models.units import Unit

PARTS: Final = (*RELATED, "asked")


class CaseAnswer(models.Model):
    """An answer in a state that collects some.

    since:  when the state was entered: another time round has answers of its own. voice: in whose name, `person:7` or
            `unit:3`, each once. given: its form; given_sealed: the same as sealed JSON, where it may not be read yet.
    n:      how often it was given; key: made where it was typed, so that a double send is one answer.
    """

    SEALED: ClassVar = ("given_sealed",)

    case = models.ForeignKey(Case, models.PROTECT, related_name="answers")
    state = models.CharField(max_length=60)
    since = models.DateTimeField()
    voice = models.CharField(max_length=30)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    n = models.PositiveSmallIntegerField(default=1)
    given = models.JSONField(default=dict)
    given_sealed = models.TextField(blank=True)
    key = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "since", "voice"], name="case_answer_once")]

    def __str__(self) -> str:
        return f"answer {self.voice} of case {self.case_id}"


class CaseUnit(models.Model):
    """A unit that takes part in a case beside the one that has it.

    part: as core.within_case.RELATED has it, or asked for an answer.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    part = models.CharField(max_length=8, choices=[(p, p) for p in PARTS])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "unit", "part"], name="case_unit_once"),
            models.CheckConstraint(condition=models.Q(part__in=PARTS), name="case_unit_part_known"),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.unit_id} of case {self.case_id}"
