"""Prepares an installation: tables, walls, static files; a second run changes nothing."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from shanzhi.actions.walls import build_walls


class Command(BaseCommand):
    """Prepares an installation."""

    help = "建表、筑行级安全并收集静态文件 migrate, build row-level security, collect static files"

    def handle(self, *_: Any, **__: Any) -> None:
        self.stdout.write(f"· 数据目录 data folder {settings.DATA}")
        call_command("migrate", interactive=False, verbosity=0)
        build_walls()
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        call_command("collectstatic", interactive=False, verbosity=0)
