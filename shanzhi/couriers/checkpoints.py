"""Carries checkpoints: by HTTP POST, by e-mail. Told what to carry; follows no redirect, reads no long answer."""

from django.conf import settings
from django.core.mail import EmailMessage

from shanzhi.core.kinds import Refused
from shanzhi.couriers.outgoing import Out, send

LONGEST, LARGEST = 8192, 65536


def post(address: str, text: str) -> tuple[int, str, str]:
    """Sends a text by HTTP POST. Gives status, content type and body; status 0 with the trouble where none came."""
    head = {"Content-Type": "text/plain; charset=utf-8"}
    try:
        back = send(Out(address, "POST", text.encode(), head, settings.OUTGOING), most_bytes=LARGEST)
    except Refused as trouble:
        return 0, "", f"{trouble.code}: {trouble}"
    return back.status, back.kind, back.body[:LONGEST].decode("utf-8", "replace")


def mail(address: str, subject: str, text: str) -> tuple[int, str, str]:
    """Sends a text by e-mail. Gives 200 where the mail server took it, 0 with the trouble where not."""
    try:
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [address]).send()
    except (OSError, ValueError) as trouble:  # smtplib's errors are OSErrors
        return 0, "", f"{type(trouble).__name__}: {trouble}"
    return 200, "", ""
