"""Answers that are files."""

from typing import Final

from django.http import HttpResponse
from django.utils.http import content_disposition_header

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def attached(data: bytes | str, name: str, kind: str) -> HttpResponse:
    """A file to be saved under a name. kind: its media type."""
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": disposition})


def download(data: bytes, name: str, kind: str) -> HttpResponse:
    """A file to be saved that no one keeps on the way."""
    answer = attached(data, name, kind)
    answer["Cache-Control"] = "private, no-store"
    return answer
