"""Places: the tree of administrative divisions, and what became of them through the years."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from shanzhi.core.place import CHANGES
from shanzhi.core.unit import PLACE_LEVELS, PlaceRef

# what the digits of a level's code look like; a code that does not fit would open the wrong range of places
_SHAPES = {
    "village": r"^[0-9]{9}(?!000)[0-9]{3}$",
    "group": r"^[0-9]{9}(?!000)[0-9]{3}(?!00)[0-9]{2}$",
    "township": r"^[0-9]{6}(?!000)[0-9]{3}000$",
    "county": r"^[0-9]{4}(?!00)[0-9]{2}0{6}$",
    "prefecture": r"^[0-9]{2}(?!00)[0-9]{2}0{8}$",
    "province": r"^[0-9]{2}0{10}$",
}
# level first, the many first: a check is read from left to right, and only one pattern is tried
_FITS = reduce(or_, (Q(level=level) & Q(code__regex=shape) for level, shape in _SHAPES.items()))


class Place(models.Model):
    """A county, township, village or group.

    code: 12 digits, of a group 14; an attribute that changes through the years, never a key; compared byte by byte, so
    that a subtree is one range of the index. edition: the year of the national list it was entered from, None where it
    was entered by hand. ended_on: the first day it is no more; its row and all that hangs on it stay.
    """

    code = models.CharField(max_length=14, db_collation="C")
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=12, choices=[(v, v) for v in PLACE_LEVELS])
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    adopt_needs_second = models.BooleanField(default=False)
    edition = models.PositiveSmallIntegerField(null=True, blank=True)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(ended_on=None), name="place_code_once_among_the_living"
            ),
            models.CheckConstraint(condition=_FITS, name="place_code_fits_level"),
            models.CheckConstraint(condition=Q(level__in=PLACE_LEVELS), name="place_level_known"),
            models.CheckConstraint(condition=Q(ended_on__gte=models.F("started_on")), name="place_days_in_order"),
        ]
        indexes = [models.Index(fields=["code"], name="place_code_range")]

    def __str__(self) -> str:
        return self.name

    def as_core(self) -> PlaceRef:
        return PlaceRef(id=self.pk, code=self.code, name=self.name, level=self.level)


class PlaceChange(models.Model):
    """What became of a place on a day, and on what it rests.

    on: the first day of the new state; basis: such as the number of the approval; successor: of a merger or a split,
    the place that took over, one row each.
    """

    place = models.ForeignKey(Place, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=8, choices=[(v, v) for v in CHANGES])
    on = models.DateField()
    from_code = models.CharField(max_length=14, db_collation="C")
    to_code = models.CharField(max_length=14, db_collation="C")
    from_name = models.CharField(max_length=60)
    to_name = models.CharField(max_length=60)
    successor = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="inheritances")
    basis = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CHANGES), name="placechange_kind_known"),
            models.CheckConstraint(condition=~Q(basis=""), name="placechange_has_basis"),
            models.CheckConstraint(
                condition=Q(kind__in=("merge", "split")) ^ Q(successor=None),
                name="placechange_successor_of_merger_or_split",
            ),
            models.CheckConstraint(
                condition=~Q(kind="recode", from_code=models.F("to_code")), name="placechange_recode_changes_the_code"
            ),
            models.UniqueConstraint(
                fields=["place", "kind", "successor"],
                condition=Q(kind__in=("merge", "split")),
                name="placechange_heir_once",
            ),
        ]
        indexes = [
            models.Index(fields=["from_code"], name="placechange_from"),
            models.Index(fields=["to_code"], name="placechange_to"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.kind} {self.from_name}"
