"""Seats: who holds which post of a programme, where, and from when to when."""

from functools import reduce
from operator import or_

from django.db import models

from shanzhi.models.people import User
from shanzhi.models.places import Place
from shanzhi.models.programmes import Programme
from shanzhi.models.records import Record
from shanzhi.models.residents import Household, Resident
from shanzhi.models.units import Unit

HOLDERS = ("user", "unit", "resident", "household")


def _alone(holder: str) -> models.Q:
    return models.Q(**{f"{name}__isnull": name != holder for name in HOLDERS})


class Seat(models.Model):
    """One holder of one seat. seat: the post's id in the pack; both days belong to it, None is open.

    holder: exactly one of user, unit, resident and household; stands_in: of a stand-in, the seat he stands in for.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="seats")
    seat = models.CharField(max_length=60)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    record = models.ForeignKey(Record, models.PROTECT, null=True, blank=True, related_name="seats")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="seats")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="seats")
    resident = models.ForeignKey(Resident, models.PROTECT, null=True, blank=True, related_name="seats")
    household = models.ForeignKey(Household, models.PROTECT, null=True, blank=True, related_name="seats")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    stands_in = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="stand_ins")
    given_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=reduce(or_, (_alone(name) for name in HOLDERS)),
                name="seat_one_holder",
            ),
            models.CheckConstraint(
                condition=models.Q(to_on=None) | models.Q(to_on__gte=models.F("from_on")), name="seat_days_in_order"
            ),
        ]
        indexes = [models.Index(fields=["programme", "seat", "place"], name="seat_of_post")]

    def __str__(self) -> str:
        return f"{self.seat} #{self.pk}"
