"""Plans handed in, their reading, its clauses and facts."""

from typing import Any

import msgspec
from django.db import models

from shanzhi.core.programme import Answers
from shanzhi.core.review import CLAUSE_STATES, FACT_KINDS, FACT_STATES, FACT_TYPES, READING_STATES
from shanzhi.models.people import User
from shanzhi.models.places import Place


class Document(models.Model):
    """A plan as handed in. text: what was read, never altered; sha256: of text; file: the bytes, named by content."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="documents")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="plans", blank=True)
    handed_in_at = models.DateTimeField()
    handed_in_by = models.ForeignKey(User, models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "sha256"], name="plan_once_in_place")]

    def __str__(self) -> str:
        return self.title


class Reading(models.Model):
    """One reading of a document under review.

    answers: what the official answered once for the whole plan (core.programme.Answers as JSON).
    revision: rises with every change of answers or state; clauses have their own.
    """

    document = models.OneToOneField(Document, models.CASCADE, related_name="reading")
    state = models.CharField(max_length=12, choices=[(s, s) for s in READING_STATES], default="reviewing")
    level = models.CharField(max_length=12, blank=True)
    answers = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(state__in=READING_STATES), name="reading_state_known")]

    def __str__(self) -> str:
        return str(self.document)

    def as_core(self) -> Answers:
        return msgspec.convert(self.answers, Answers, strict=False)


class Clause(models.Model):
    """A clause of the text: what an official checks at one go. start, end: range in the document's text."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="clauses")
    n = models.PositiveIntegerField()
    path = models.JSONField()
    title = models.TextField(blank=True)
    depth = models.PositiveSmallIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=[(s, s) for s in CLAUSE_STATES], default="unread")
    revision = models.PositiveIntegerField(default=0)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reading", "n"], name="clause_n_once"),
            models.CheckConstraint(condition=models.Q(state__in=CLAUSE_STATES), name="clause_state_known"),
        ]

    def __str__(self) -> str:
        return "".join(self.path) + self.title[:40]


class Fact(models.Model):
    """A fact read in a clause or added by the official. data: the core value as JSON; read: as first read."""

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="facts")
    kind = models.CharField(max_length=12, choices=[(k, k) for k in FACT_KINDS])
    n = models.PositiveIntegerField()
    data = models.JSONField()
    read = models.JSONField(null=True)
    state = models.CharField(max_length=12, choices=[(s, s) for s in FACT_STATES], default="read")

    class Meta:
        indexes = [models.Index(fields=["clause", "n"])]
        constraints = [models.CheckConstraint(condition=models.Q(state__in=FACT_STATES), name="fact_state_known")]

    def __str__(self) -> str:
        return f"{self.kind} {self.n}"

    def as_core(self) -> Any:  # noqa: ANN401 - one of the classes of FACT_TYPES, by kind
        return msgspec.convert(self.data, FACT_TYPES[self.kind], strict=False)


def as_json(value: object) -> Any:  # noqa: ANN401 - whatever JSON the value makes
    """A core value as JSON: decimals as strings, tuples as lists, dates in ISO form."""
    return msgspec.json.decode(msgspec.json.encode(value))
