"""Indicators: targets to reach, the values entered over time, and how every figure stood at the end of a day."""

from django.db import models

from shanzhi.core.indicator import OPS
from shanzhi.models.editions import Edition
from shanzhi.models.people import User
from shanzhi.models.places import Place
from shanzhi.models.plans import Clause
from shanzhi.models.programmes import Programme


class Indicator(models.Model):
    """A quantified target. value: in unit, 70 with "%" for 70 percent, None where no target is set; item: its id in the
    pack.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="indicators")
    n = models.PositiveSmallIntegerField()
    name = models.TextField()
    op = models.CharField(max_length=2, choices=[(o, o) for o in OPS])
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    value_high = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    by_words = models.CharField(max_length=80, blank=True)
    by_on = models.DateField(null=True, blank=True)
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, blank=True)
    item = models.CharField(max_length=60, blank=True)
    quote = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "n"], name="indicator_n_once"),
            models.CheckConstraint(condition=models.Q(op__in=OPS), name="indicator_op_known"),
        ]

    def __str__(self) -> str:
        return self.name[:60]


class IndicatorValue(models.Model):
    """A value reached on a day, with its source. A correction is a later row for the same day; the last one counts.

    place: the one it is of, None for the place of the programme.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="values")
    key = models.UUIDField(unique=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField()
    value = models.DecimalField(max_digits=20, decimal_places=4)
    source = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT)

    class Meta:
        indexes = [models.Index(fields=["indicator", "on", "at"])]

    def __str__(self) -> str:
        return f"{self.on} {self.value}"


class Snapshot(models.Model):
    """How a figure of a place stood when the night watch looked; never altered, the database refuses it.

    item: id of the indicator in the pack; period: its name; on: the day it was looked at, once for each.
    value: None where it could not be reckoned, and why (text and arguments); above, below: what was divided by what.
    n:     places that count; missing: codes of those that do not; edition: whose formula it was reckoned by.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="snapshots")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    item = models.CharField(max_length=60)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    period = models.CharField(max_length=20)
    on = models.DateField()
    value = models.DecimalField(max_digits=40, decimal_places=6, null=True, blank=True)
    above = models.DecimalField(max_digits=40, decimal_places=6, null=True, blank=True)
    below = models.DecimalField(max_digits=40, decimal_places=6, null=True, blank=True)
    n = models.PositiveIntegerField()
    missing = models.JSONField(default=list)
    why = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "item", "period", "place", "on"], name="snapshot_once_a_day")
        ]
        indexes = [models.Index(fields=["programme", "item", "place", "-on"], name="snapshot_of_place")]

    def __str__(self) -> str:
        return f"{self.item} {self.period} {self.on}"
