"""Packs as programmes run by them."""

from django.db import models

from shanzhi.models.people import User
from shanzhi.models.programmes import Programme


class Edition(models.Model):
    """One state of a pack that a programme runs by. Its text never changes; whoever alters a number makes another.

    n:    counts the editions of a programme from 1; the highest is the one new matters begin with.
    pack: id of the pack, version: what its file says; text: the file; used: the files of the packs it uses, by id.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="editions")
    n = models.PositiveIntegerField()
    pack = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    text = models.TextField()
    used = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    why = models.CharField(max_length=200, blank=True)
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey(User, models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "n"], name="edition_n_once"),
            models.CheckConstraint(condition=models.Q(n__gte=1, version__gte=1), name="edition_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.pack}@{self.version} #{self.n}"
