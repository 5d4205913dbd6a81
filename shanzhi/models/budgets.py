"""Budgets of requests: when each is full again."""

from django.db import models


class Spent(models.Model):
    """A budget that was drawn on. key: SHA-256 of what and whose, so that no address is kept; until: full again."""

    key = models.CharField(max_length=64, primary_key=True)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key[:8]
