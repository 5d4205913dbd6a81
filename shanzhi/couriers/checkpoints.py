"""Carries checkpoints: by HTTP POST, by e-mail. Told what to carry; follows no redirect, reads no long answer."""

import http.client
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

SECONDS, LONGEST = 15, 8192


def post(address: str, text: str) -> tuple[int, str, str]:
    """Sends a text by HTTP POST. Gives status, content type and body; status 0 with the trouble where none came."""
    try:
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return 0, "", "not an http address"
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        link = kind(parts.hostname, parts.port, timeout=SECONDS)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        link.request("POST", path, text.encode(), {"Content-Type": "text/plain; charset=utf-8"})
        answer = link.getresponse()
        body = answer.read(LONGEST).decode("utf-8", "replace")
        link.close()
    except (OSError, http.client.HTTPException, ValueError) as trouble:
        return 0, "", f"{type(trouble).__name__}: {trouble}"
    return answer.status, answer.getheader("Content-Type") or "", body


def mail(address: str, subject: str, text: str) -> tuple[int, str, str]:
    """Sends a text by e-mail. Gives 200 where the mail server took it, 0 with the trouble where not."""
    try:
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [address]).send()
    except (OSError, ValueError) as trouble:  # smtplib's errors are OSErrors
        return 0, "", f"{type(trouble).__name__}: {trouble}"
    return 200, "", ""
