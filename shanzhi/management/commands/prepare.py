"""Prepares an installation: tables, walls, static files; a second run changes nothing."""

import hashlib
from argparse import ArgumentParser
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from shanzhi.actions.walls import as_the_program, build_walls


class Command(BaseCommand):
    """Prepares an installation."""

    help = "建表、筑行级安全并收集静态文件 migrate, build row-level security, collect static files"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--town", action="store_true", help="并装入示范县 and load the sample town")

    def handle(self, *_: Any, **options: Any) -> None:
        self.stdout.write(f"· 数据目录 data folder {settings.DATA}")
        call_command("migrate", interactive=False, verbosity=0)
        build_walls()
        _collect()
        if options["town"]:
            as_the_program()
            call_command("town", stdout=self.stdout)


def _collect() -> None:
    """Static files, compressed and named after their content, where one of them has changed since the last time."""
    made, stamp = Path(settings.DATA) / "static.made", _stamp()
    if made.exists() and made.read_text(encoding="utf-8") == stamp and Path(settings.STATIC_ROOT).is_dir():
        return
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    made.write_text(stamp, encoding="utf-8")


def _stamp() -> str:
    lines = sorted(_sources())
    return hashlib.sha256("\n".join([settings.STATIC_URL, version("whitenoise"), *lines]).encode()).hexdigest()


def _sources() -> Iterator[str]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            known = Path(storage.path(name)).stat()
            yield f"{name} {known.st_size} {known.st_mtime_ns}"
