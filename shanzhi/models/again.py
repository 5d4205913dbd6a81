"""Why an office asks again for what is held already."""

from django.db import models

from shanzhi.models.people import User
from shanzhi.models.programmes import Programme


class AskedAgain(models.Model):
    """The reason for asking a field that other work holds already, given by whoever adopted the pack; never changed.

    item, field: ids in the pack that asks, title: of the field; held_by: the programme that holds it, held_item and
    held_field: where in its pack, where: the same in words, as they were on that day.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="asked_again")
    item = models.CharField(max_length=60)
    field = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    held_by = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    held_item = models.CharField(max_length=60)
    held_field = models.CharField(max_length=60)
    where = models.CharField(max_length=400)
    why = models.CharField(max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "item", "field"], name="asked_again_once"),
            models.CheckConstraint(condition=~models.Q(why=""), name="asked_again_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.item}.{self.field} of programme {self.programme_id}"
