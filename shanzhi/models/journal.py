"""The journal: every deed, one append-only chain."""

from django.db import connection, models

from shanzhi.core.chain import Link

LOCK = 7_203_112  # any fixed number: the journal's advisory lock


class Entry(models.Model):
    """One deed. hash covers everything else and the hash before it; the database refuses to change or delete rows."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=40)
    deed = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField(null=True)
    programme_id = models.BigIntegerField(null=True)
    data = models.JSONField()
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["object_kind", "object_id", "seq"]),
            models.Index(fields=["programme_id", "seq"]),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.deed}"

    @staticmethod
    def lock() -> None:
        """Takes the chain for the rest of the transaction; always the last lock taken."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])

    def as_core(self) -> Link:
        return Link(
            seq=self.seq,
            at=self.at,
            actor_id=self.actor_id,
            actor_name=self.actor_name,
            deed=self.deed,
            object_kind=self.object_kind,
            object_id=self.object_id,
            programme_id=self.programme_id,
            data=self.data,
            prev=self.prev,
            hash=self.hash,
        )
