"""Indicators: targets to reach, and the values entered over time."""

from django.db import models

from shanzhi.core.indicator import OPS
from shanzhi.models.people import User
from shanzhi.models.plans import Clause
from shanzhi.models.programmes import Programme


class Indicator(models.Model):
    """A quantified target. value: in unit; 70 with "%" for 70 percent; item: its id in the pack."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="indicators")
    n = models.PositiveSmallIntegerField()
    name = models.TextField()
    op = models.CharField(max_length=2, choices=[(o, o) for o in OPS])
    value = models.DecimalField(max_digits=20, decimal_places=4)
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
    """A value reached on a day, with its source. A correction is a later row for the same day; the last one counts."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="values")
    key = models.UUIDField(unique=True)
    on = models.DateField()
    value = models.DecimalField(max_digits=20, decimal_places=4)
    source = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT)

    class Meta:
        indexes = [models.Index(fields=["indicator", "on", "at"])]

    def __str__(self) -> str:
        return f"{self.on} {self.value}"
