"""Units: the organs, governments, committees and enterprises that plans name."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from shanzhi.core.unit import UNIT_KINDS, UnitRef
from shanzhi.models.places import Place


class Unit(models.Model):
    """A registered unit.

    kind: government and village stand for their place, so that 各乡镇 and 各村 can be spread to them.
    parent: the unit above it; the deed sees to it that there is no circle.
    """

    name = models.CharField(max_length=80)
    aliases = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    kind = models.CharField(max_length=12, choices=[(v, v) for v in UNIT_KINDS], default="organ")
    place = models.ForeignKey(Place, models.PROTECT, related_name="units")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "name"], name="unit_name_once_in_place"),
            models.CheckConstraint(condition=models.Q(kind__in=UNIT_KINDS), name="unit_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def as_core(self) -> UnitRef:
        return UnitRef(
            id=self.pk, name=self.name, aliases=tuple(self.aliases), kind=self.kind, place=self.place.as_core()
        )
