"""Dues: receipts for what was paid, what was let off, and months of the books that are closed."""

from django.db import models

from shanzhi.models.books import Book, BookEntry
from shanzhi.models.people import User
from shanzhi.models.places import Place
from shanzhi.models.programmes import Programme

RECEIPT_SOURCES = ("desk", "list", "paper")
EXEMPTION_STATES = ("asked", "granted", "refused")


class Receipt(models.Model):
    """A receipt for a payment. number: one counter per place, year and series, without a gap.

    entry: the payment in the books; back: its counter-entry once the receipt is cancelled; paid_on: the day of paying,
    which is not that of the entry where its month was closed; parts: what was settled, as (words, day, amount);
    credit: what was paid beyond what was owed; paper: the number of a receipt written by hand in the field;
    printed: how often.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="receipts")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    series = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField()
    number = models.CharField(max_length=80)
    book = models.ForeignKey(Book, models.PROTECT, related_name="receipts")
    entry = models.OneToOneField(BookEntry, models.PROTECT, related_name="receipt")
    back = models.OneToOneField(BookEntry, models.PROTECT, null=True, blank=True, related_name="+")
    key = models.CharField(max_length=100)
    amount = models.BigIntegerField()
    credit = models.BigIntegerField(default=0)
    parts = models.JSONField(default=list)
    paid_on = models.DateField()
    source = models.CharField(max_length=8, choices=[(s, s) for s in RECEIPT_SOURCES], default="desk")
    paper = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    printed = models.PositiveSmallIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "series", "year", "n"], name="receipt_number_once"),
            models.UniqueConstraint(fields=["programme", "key"], name="receipt_once"),
            models.UniqueConstraint(
                fields=["place", "series", "paper"], condition=~models.Q(paper=""), name="receipt_paper_once"
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0, credit__gte=0), name="receipt_of_something"),
            models.CheckConstraint(condition=models.Q(source__in=RECEIPT_SOURCES), name="receipt_source_known"),
        ]
        indexes = [models.Index(fields=["programme", "-id"], name="receipt_of_programme")]

    def __str__(self) -> str:
        return self.number


class Exemption(models.Model):
    """Demands of some days let off. basis: what allows it; reason: why here; decided by a second person."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="exemptions")
    book = models.ForeignKey(Book, models.PROTECT, related_name="exemptions")
    from_on = models.DateField()
    to_on = models.DateField()
    basis = models.CharField(max_length=200)
    reason = models.CharField(max_length=200)
    key = models.UUIDField(unique=True)
    state = models.CharField(max_length=8, choices=[(s, s) for s in EXEMPTION_STATES], default="asked")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    refused_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=EXEMPTION_STATES), name="exemption_state_known"),
            models.CheckConstraint(condition=models.Q(from_on__lte=models.F("to_on")), name="exemption_days_in_order"),
        ]
        indexes = [models.Index(fields=["programme", "-id"], name="exemption_of_programme")]

    def __str__(self) -> str:
        return f"{self.from_on}~{self.to_on}"


class ExemptionPart(models.Model):
    """One demand that an exemption lets off. entry: the counter-entry; of: the entry of the demand."""

    exemption = models.ForeignKey(Exemption, models.PROTECT, related_name="parts")
    entry = models.OneToOneField(BookEntry, models.PROTECT, related_name="lets_off")
    of = models.ForeignKey(BookEntry, models.PROTECT, related_name="let_off_by")

    def __str__(self) -> str:
        return f"{self.of_id}"


class MonthClosing(models.Model):
    """A month of a programme's books. month: its first day; closed for good by somebody else than proposed it.

    totals: of each account what it began with, what came and went, what it ended with (derived, audited).
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="month_closings")
    month = models.DateField()
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    entries = models.PositiveIntegerField(default=0)
    totals = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "month"], name="month_closing_once"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="month_closing_first_day"),
            models.CheckConstraint(
                condition=models.Q(closed_by=None) | ~models.Q(closed_by=models.F("proposed_by")),
                name="month_closing_by_two",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at=None, closed_by=None)
                | models.Q(closed_at__isnull=False, closed_by__isnull=False),
                name="month_closing_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
