"""Records: the rows of a programme's registers."""

from typing import ClassVar

from django.db import models

from shanzhi.models.people import User
from shanzhi.models.places import Place
from shanzhi.models.programmes import Programme
from shanzhi.models.units import Unit

SOURCES = ("form", "list", "rule", "feed")


class Record(models.Model):
    """A row of a register.

    register: its id in the pack; label: what lists call the row; values: by field, as core/filling.py gives them.
    key:      digest of what no two rows that have not ended may share, "" where the register asks nothing.
    of:       the row of another register it belongs to; keeper: the unit that keeps it, None for the office.
    state:    of a register with a life that of its case (derived, audited), else "".
    ended_on: from that day it counts no more; its history stays.
    sent:     made where it was typed, or of the list it came with, so that a double send is one row.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="records", db_index=False)
    register = models.CharField(max_length=60)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    keeper = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    label = models.CharField(max_length=200, blank=True)
    values = models.JSONField(default=dict)
    key = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=8, choices=[(s, s) for s in SOURCES], default="form")
    revision = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    changed_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)
    sent = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "register", "key"],
                condition=models.Q(ended_on__isnull=True) & ~models.Q(key=""),
                name="record_once",
            ),
            models.CheckConstraint(condition=models.Q(source__in=SOURCES), name="record_source_known"),
        ]
        indexes = [
            models.Index(fields=["programme", "register", "id"], name="record_of_register"),
            models.Index(fields=["programme", "register", "place", "id"], name="record_of_place"),
            models.Index(
                fields=["programme", "register", "label"],
                opclasses=["int8_ops", "varchar_pattern_ops", "varchar_pattern_ops"],
                name="record_label_prefix",
            ),
        ]

    def __str__(self) -> str:
        return self.label or f"record {self.pk}"


class SealedValue(models.Model):
    """A sensitive value of a row, encrypted for this row; the pack says what it is and how long it is kept."""

    SEALED: ClassVar = ("value_sealed",)

    record = models.ForeignKey(Record, models.PROTECT, related_name="secrets")
    field = models.CharField(max_length=60)
    value_sealed = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "field"], name="sealed_value_once")]

    def __str__(self) -> str:
        return f"sealed {self.record_id}.{self.field}"
