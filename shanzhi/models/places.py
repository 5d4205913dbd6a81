"""Places: the tree of administrative divisions."""

from django.db import models

from shanzhi.core.unit import PLACE_LEVELS, PlaceRef


class Place(models.Model):
    """A county, township or village. code: 12 digits; an attribute that changes yearly, never a key."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=12, choices=[(v, v) for v in PLACE_LEVELS])
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    adopt_needs_second = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(code__regex=r"^[0-9]{12}$"), name="place_code_12_digits"),
            models.CheckConstraint(condition=models.Q(level__in=PLACE_LEVELS), name="place_level_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def as_core(self) -> PlaceRef:
        return PlaceRef(id=self.pk, code=self.code, name=self.name, level=self.level)
