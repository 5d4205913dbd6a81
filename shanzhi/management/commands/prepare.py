"""Prepares an installation: tables, translations, static files; a second run changes nothing."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Prepares an installation."""

    help = "建表并收集静态文件 migrate and collect static files"

    def handle(self, *_: Any, **__: Any) -> None:
        self.stdout.write(f"· 数据目录 data folder {settings.DATA}")
        call_command("migrate", interactive=False, verbosity=0)
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        call_command("collectstatic", interactive=False, verbosity=0)
