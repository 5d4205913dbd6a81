"""Notices: what a programme published, as it was on its day."""

from django.db import models

from shanzhi.models.people import User
from shanzhi.models.places import Place
from shanzhi.models.programmes import Programme
from shanzhi.models.rules import RuleRun


class Notice(models.Model):
    """A notice. notice: its id in the pack; number: given at signing, one counter per place, year and series.

    text: as published, never changed once signed; row: what it was published about, once for each; until_on: its last
    day; objection_on: the last day somebody may object; signed_at: None while it is a draft that nobody signed.
    revision: of a draft, one more with each change.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="notices")
    notice = models.CharField(max_length=60)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    row = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    series = models.CharField(max_length=80, blank=True)
    year = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField(null=True, blank=True)
    number = models.CharField(max_length=80, blank=True)
    text = models.TextField()
    sheet = models.JSONField(default=list)
    made_at = models.DateTimeField()
    run = models.ForeignKey(RuleRun, models.PROTECT, null=True, blank=True, related_name="notices")
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    until_on = models.DateField(null=True, blank=True)
    objection_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "notice", "place", "row"], name="notice_once"),
            models.UniqueConstraint(
                fields=["place", "series", "year", "n"],
                condition=models.Q(n__isnull=False),
                name="notice_number_once",
            ),
        ]
        indexes = [models.Index(fields=["place", "-signed_at"], name="notice_of_place")]

    def __str__(self) -> str:
        return self.title


class Message(models.Model):
    """A word to somebody, shown on his page. to: a unit, a person, or the office of the place where both are None."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="messages")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    unit = models.ForeignKey("shanzhi.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    words = models.CharField(max_length=400)
    about = models.CharField(max_length=80)
    at = models.DateTimeField()
    run = models.ForeignKey(RuleRun, models.PROTECT, null=True, blank=True, related_name="messages")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["place", "-at"], name="message_of_place")]

    def __str__(self) -> str:
        return self.words[:60]
