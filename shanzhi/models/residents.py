"""Households and residents: only what later work needs; core/declarations.py says what for, and how long."""

from typing import ClassVar

from django.db import models

from shanzhi.models.places import Place


class Household(models.Model):
    """A household of a place. number: its number in the register or on the door."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="households")
    number = models.CharField(max_length=40)
    head = models.ForeignKey("Resident", models.SET_NULL, null=True, blank=True, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "number"],
                condition=models.Q(ended_on__isnull=True) & ~models.Q(number=""),
                name="household_number_once_in_place",
            )
        ]

    def __str__(self) -> str:
        return f"{self.place} #{self.pk}"


class Resident(models.Model):
    """Somebody of a household. *_sealed: encrypted for this row and column; id_match: keyed hash of the ID number.

    name is empty once the row is anonymised.
    """

    SEALED: ClassVar = ("phone_sealed", "id_sealed")

    household = models.ForeignKey(Household, models.PROTECT, related_name="residents")
    name = models.CharField(max_length=60, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    phone_sealed = models.TextField(blank=True)
    id_sealed = models.TextField(blank=True)
    id_match = models.CharField(max_length=64, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["id_match"],
                condition=models.Q(ended_on__isnull=True) & ~models.Q(id_match=""),
                name="resident_id_once",
            ),
            models.CheckConstraint(
                condition=models.Q(birth_year__isnull=True) | models.Q(birth_year__range=(1850, 2200)),
                name="resident_birth_year_believable",
            ),
        ]
        indexes = [models.Index(fields=["name"], opclasses=["varchar_pattern_ops"], name="resident_name_prefix")]

    def __str__(self) -> str:
        return f"resident {self.pk}"
