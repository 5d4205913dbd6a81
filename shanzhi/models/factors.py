"""What somebody shows besides a password, wrong tries, and the devices of the field."""

from django.db import models

from shanzhi.core.lockout import COUNTERS
from shanzhi.models.people import Post, User


class Factor(models.Model):
    """A second factor: the secret of an app that makes codes.

    secret: sealed with the keys outside the database; since: None until the first code was shown; last_step: the time
    step of the last code taken, so that no code is taken twice.
    """

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="factor")
    secret = models.TextField()
    since = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.user)


class RecoveryCode(models.Model):
    """A code for the day the phone is gone. hash: keyed, so that the table opens no door; used_at: each counts once."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "hash"], name="recovery_code_once")]

    def __str__(self) -> str:
        return str(self.user)


class Tries(models.Model):
    """Wrong tries at the door. name: keyed hash of the account, address or browser: what was typed is not kept."""

    counter = models.CharField(max_length=8, choices=[(c, c) for c in COUNTERS])
    name = models.CharField(max_length=64)
    wrong = models.PositiveIntegerField()
    last_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["counter", "name"], name="tries_once")]

    def __str__(self) -> str:
        return f"{self.counter} {self.wrong}"


class Device(models.Model):
    """A phone in the field, bound to a post.

    hash: of its token, or of the code it is paired with until then; code_until: until when the code counts, None once
    paired; ended_at: when it was taken back.
    """

    post = models.ForeignKey(Post, models.CASCADE, related_name="devices")
    user = models.ForeignKey(User, models.CASCADE, related_name="devices")
    name = models.CharField(max_length=40)
    hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    code_until = models.DateTimeField(null=True)
    until = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
