"""Where files go: below the data folder, each under the name of its content, whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """Writes beside the place, and moves into it once everything is on the disk.

    A full disk or a power cut leaves no half file under a name that promises its content.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002 - Django's own signature
        """The name itself: the same name is the same content."""
        return name

    def _save(self, name: str, content: Any) -> str:  # noqa: ANN401 - Django's own signature
        with _beside(Path(self.path(name))) as out:
            for chunk in content.chunks():
                out.write(chunk)
        return name


@contextmanager
def _beside(path: Path) -> Iterator[IO[bytes]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as out:
        part = Path(out.name)
        try:
            yield out
            out.flush()
            os.fsync(out.fileno())
            part.chmod(0o640)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
