"""Books: the accounts of a programme by double entry."""

from django.db import models

from shanzhi.models.places import Place
from shanzhi.models.programmes import Programme
from shanzhi.models.records import Record
from shanzhi.models.rules import RuleRun
from shanzhi.models.units import Unit

ENTRY_KINDS = ("transfer", "reversal", "lapse")


class Book(models.Model):
    """An account of one owner. account: its id in the pack; owner: a place, a unit or a row of a register.

    balance: in the smallest unit of the measure (derived, audited).
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="books")
    account = models.CharField(max_length=60)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    record = models.ForeignKey(Record, models.PROTECT, null=True, blank=True, related_name="books")
    measure = models.CharField(max_length=20)
    balance = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "account", "place", "unit", "record"], name="book_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} #{self.pk}"


class BookEntry(models.Model):
    """Postings booked together. n: counts those of a programme; why: the rule or reason; reverses: what it takes back.

    key: made by whoever books it, so that a double send is one entry; run: the rule that made it, None by hand.
    of_month: the first day of the month it belongs to, where that was closed before it was booked.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="book_entries")
    n = models.PositiveBigIntegerField()
    key = models.CharField(max_length=100)
    on = models.DateField()
    of_month = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=[(k, k) for k in ENTRY_KINDS], default="transfer")
    why = models.CharField(max_length=200)
    clause = models.CharField(max_length=40, blank=True)
    run = models.ForeignKey(RuleRun, models.PROTECT, null=True, blank=True, related_name="entries")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "n"], name="book_entry_n_once"),
            models.UniqueConstraint(fields=["programme", "key"], name="book_entry_once"),
            models.CheckConstraint(condition=models.Q(kind__in=ENTRY_KINDS), name="book_entry_kind_known"),
        ]
        indexes = [models.Index(fields=["programme", "on", "n"], name="book_entry_of_day")]

    def __str__(self) -> str:
        return f"{self.on} {self.why}"


class BookLine(models.Model):
    """One side of an entry. amount: what comes in, below zero what goes out; on: the entry's day, for statements."""

    entry = models.ForeignKey(BookEntry, models.PROTECT, related_name="lines")
    book = models.ForeignKey(Book, models.PROTECT, related_name="lines")
    on = models.DateField()
    amount = models.BigIntegerField()
    purpose = models.CharField(max_length=60, blank=True)
    by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(amount=0), name="book_line_not_nothing")]
        indexes = [models.Index(fields=["book", "on", "id"], name="book_line_of_day")]

    def __str__(self) -> str:
        return f"{self.amount}"


class LeftOut(models.Model):
    """What was due but did not come in, with the reason in words (a cap was full). run: the rule that booked it."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="left_out")
    run = models.ForeignKey(RuleRun, models.PROTECT, null=True, blank=True, related_name="left_out")
    on = models.DateField()
    amount = models.BigIntegerField()
    why = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["book", "on"], name="left_out_of_day")]

    def __str__(self) -> str:
        return f"{self.amount}"
