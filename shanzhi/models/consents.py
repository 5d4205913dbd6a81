"""What residents agreed to and took back, and what they asked about their own data."""

from django.db import models

from shanzhi.core import consent as law
from shanzhi.core.rights import CAME_BY, REQUEST_KINDS, REQUEST_STATES
from shanzhi.models.people import User
from shanzhi.models.residents import Resident


class Consent(models.Model):
    """A consent and, once taken back, its withdrawal. Fields: core.consent.Consent."""

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=12, choices=[(k, k) for k in law.CONSENT_KINDS])
    use = models.CharField(max_length=80, blank=True)
    receiver = models.CharField(max_length=80, blank=True)
    form = models.CharField(max_length=12, choices=[(f, f) for f in law.CONSENT_FORMS])
    scan = models.CharField(max_length=40, blank=True)
    witness = models.CharField(max_length=40, blank=True)
    guardian = models.CharField(max_length=60, blank=True)
    relation = models.CharField(max_length=20, blank=True)
    given_on = models.DateField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=12, blank=True, choices=[(f, f) for f in law.WITHDRAWN_BY])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "kind", "use", "receiver"],
                condition=models.Q(withdrawn_on__isnull=True),
                name="consent_once_while_it_lasts",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=law.CONSENT_KINDS), name="consent_kind_known"),
            models.CheckConstraint(
                condition=~models.Q(kind="supply") | ~models.Q(receiver=""), name="consent_names_receiver"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class RightsRequest(models.Model):
    """Something a resident asks about his own data, and the answer. recorded_by: who wrote it down for him."""

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="requests")
    kind = models.CharField(max_length=12, choices=[(k, k) for k in REQUEST_KINDS])
    words = models.TextField(blank=True)
    came_by = models.CharField(max_length=12, choices=[(c, c) for c in CAME_BY])
    received_on = models.DateField()
    answer_by = models.DateField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=[(s, s) for s in REQUEST_STATES], default="open")
    reason = models.CharField(max_length=20, blank=True)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=REQUEST_KINDS), name="request_kind_known"),
            models.CheckConstraint(
                condition=models.Q(state="open") | models.Q(answered_on__isnull=False), name="request_answered_with_day"
            ),
        ]
        indexes = [models.Index(fields=["state", "answer_by"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
