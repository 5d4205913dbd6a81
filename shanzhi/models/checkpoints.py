"""Checkpoints of the journal's chains, who is told of them, and the chains of others that this installation watches."""

from django.db import models

from shanzhi.core.notes import Checkpoint as CorePoint
from shanzhi.core.witness import ANSWERS, WITNESS_KINDS


class Checkpoint(models.Model):
    """How a chain stood, signed. note: the signed note; code: twelve characters to print; never changed."""

    tenant = models.CharField(max_length=6)
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    at = models.DateTimeField()
    why = models.CharField(max_length=40)
    origin = models.CharField(max_length=200)
    note = models.TextField()
    code = models.CharField(max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "size"], name="checkpoint_once_a_size")]
        indexes = [models.Index(fields=["code"])]

    def __str__(self) -> str:
        return f"{self.tenant} {self.size}"

    def as_core(self) -> CorePoint:
        return CorePoint(self.origin, self.size, bytes.fromhex(self.root))


class Witness(models.Model):
    """Somebody who is told every checkpoint. key: the line of its public key, "" where it signs nothing."""

    kind = models.CharField(max_length=12, choices=[(k, k) for k in WITNESS_KINDS])
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=300, unique=True)
    key = models.CharField(max_length=300, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=WITNESS_KINDS), name="witness_kind_known")]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """A checkpoint on its way to a witness. held: the size the witness held before; answer: what it said."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="deliveries")
    witness = models.ForeignKey(Witness, models.PROTECT, related_name="deliveries")
    state = models.CharField(max_length=12, choices=[(a, a) for a in ANSWERS], default="waiting")
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    held = models.BigIntegerField(default=0)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["checkpoint", "witness"], name="delivery_once"),
            models.CheckConstraint(condition=models.Q(state__in=ANSWERS), name="delivery_state_known"),
        ]
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"{self.checkpoint} {self.state}"


class WatchedLog(models.Model):
    """A chain of somebody else that this installation bears witness to. note: the newest checkpoint it accepted.

    fork_note: a signed checkpoint that contradicts the accepted one, the proof that something was rewritten;
    doubted_at: when one came that did not prove to continue it, until the next that does.
    """

    origin = models.CharField(max_length=200, unique=True)
    key = models.CharField(max_length=300)
    size = models.BigIntegerField(default=0)
    root = models.CharField(max_length=64, blank=True)
    note = models.TextField(blank=True)
    at = models.DateTimeField(null=True)
    fork_note = models.TextField(blank=True)
    forked_at = models.DateTimeField(null=True)
    doubted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.origin
