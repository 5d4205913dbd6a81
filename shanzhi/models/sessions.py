"""Log-ins: who is logged in where, from which post."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from shanzhi.models.people import Post, User


class Session(AbstractBaseSession):
    """A log-in of a browser. session_key: SHA-256 of the cookie, so that the table opens no door.

    post: the one acted from, None for the first that is held; verified_at: when the second factor was shown;
    device, address: the browser's name of itself and the address it came from, for the person's own list.
    """

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    post = models.ForeignKey(Post, models.SET_NULL, null=True)
    session_key = models.CharField(max_length=64, primary_key=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    device = models.CharField(max_length=200, blank=True)
    address = models.GenericIPAddressField(null=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "log-ins"

    def __str__(self) -> str:
        return f"{self.user} {self.device}"
