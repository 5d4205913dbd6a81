"""Serves the pages: migrates, collects static files, and hands over to Granian."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Serves the pages until interrupted."""

    help = "启动服务 serve the pages (SHANZHI_ADDRESS, SHANZHI_PORT, SHANZHI_WORKERS, SHANZHI_THREADS)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--ready", action="store_true", help="database and static files are prepared already")

    def handle(self, *_: Any, **options: Any) -> None:
        if not options["ready"]:
            call_command("prepare")
        host, port = os.environ.get("SHANZHI_ADDRESS", "127.0.0.1"), os.environ.get("SHANZHI_PORT", "8000")
        threads, workers = os.environ.get("SHANZHI_THREADS", "8"), os.environ.get("SHANZHI_WORKERS", "1")
        self.stdout.write(f"· 善治已启动 serving at http://{host}:{port}/  (Ctrl+C 停止)")
        self.stdout.flush()
        self._granian("--host", host, "--port", port, "--workers", workers, "--blocking-threads", threads)

    def _granian(self, *words: str) -> None:
        from granian.cli import entrypoint  # noqa: PLC0415 - loading the server is for serving only

        sys.argv = ["granian", "--interface", "wsgi", *words, "--no-access-log", "--log-level", "warning"]
        entrypoint_words = [*sys.argv[1:], "--respawn-failed-workers", "shanzhi.wsgi:application"]
        sys.argv = ["granian", *entrypoint_words]
        entrypoint()  # type: ignore[no-untyped-call]  # a click command
