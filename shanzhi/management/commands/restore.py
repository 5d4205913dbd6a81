"""Puts a backup in the place of this installation and brings it to today's tables; with --check only reads it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from shanzhi import door
from shanzhi.actions.restoring import restore
from shanzhi.core.kinds import Refused
from shanzhi.management.commands.backup import summary
from shanzhi.management.passphrase import add_secret, secret_from
from shanzhi.queries.backup import check


class Command(BaseCommand):
    """Restores a backup, or checks one."""

    help = "恢复 restore a sealed backup"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="备份文件 the backup")
        parser.add_argument("--check", action="store_true", help="只通读核对 read it through, change nothing")
        parser.add_argument("--over", action="store_true", help="替换现有数据 replace the data that are here")
        add_secret(parser)

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            secret = secret_from(options, new=False)
            with options["file"].open("rb") as source:
                if options["check"]:
                    self.stdout.write(f"核对无误：{summary(check(source, secret))}")
                    return
                got = restore(source, secret, over=options["over"], now=door.now())
        except Refused as refusal:
            raise CommandError(f"{refusal} [{refusal.code}]") from None
        except OSError as error:
            raise CommandError(f"{options['file']}：{error.strerror} [no_file]") from None
        except DatabaseError as error:
            raise CommandError(f"恢复没有完成，原有数据没有变动：{error}".strip()) from error
        call_command("prepare")
        self.stdout.write(f"恢复完成：{summary(got)}")
        call_command("audit")
