"""Programmes: adopted plans that run."""

from django.db import models

from shanzhi.core.programme import PROGRAMME_STATES
from shanzhi.models.people import User
from shanzhi.models.places import Place
from shanzhi.models.plans import Clause, Reading
from shanzhi.models.units import Unit


class Programme(models.Model):
    """An adopted plan or pack. One reading gives one programme: adopting twice changes nothing.

    reading: None where a pack of the library was adopted; units: those a pack is for or names, who see the programme.
    """

    reading = models.OneToOneField(Reading, models.PROTECT, null=True, blank=True, related_name="programme")
    units = models.ManyToManyField(Unit, related_name="programmes")
    place = models.ForeignKey(Place, models.PROTECT, related_name="programmes")
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=[(s, s) for s in PROGRAMME_STATES], default="running")
    from_on = models.DateField()
    to_on = models.DateField()
    near_days = models.PositiveSmallIntegerField()
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey(User, models.PROTECT)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(to_on__gte=models.F("from_on")), name="programme_dates_in_order"),
            models.CheckConstraint(condition=models.Q(state__in=PROGRAMME_STATES), name="programme_state_known"),
        ]

    def __str__(self) -> str:
        return self.title


class Anchor(models.Model):
    """An event that deadlines of a programme count from. on: its day, None until it is settled."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="anchors")
    n = models.PositiveSmallIntegerField()
    event = models.CharField(max_length=80)
    on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "event"], name="anchor_once"),
            models.UniqueConstraint(fields=["programme", "n"], name="anchor_n_once"),
        ]

    def __str__(self) -> str:
        return self.event


class Phase(models.Model):
    """A stage of a programme; both days belong to it. item: its id in the pack, "" where a plan alone was adopted."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="phases")
    n = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    from_on = models.DateField()
    to_on = models.DateField()
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, blank=True)
    item = models.CharField(max_length=60, blank=True)
    quote = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "n"], name="phase_n_once"),
            models.CheckConstraint(condition=models.Q(to_on__gte=models.F("from_on")), name="phase_dates_in_order"),
        ]

    def __str__(self) -> str:
        return self.title
