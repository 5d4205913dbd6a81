"""Writes database and files into one sealed file, while people go on working; or reads such a file through."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shanzhi import door
from shanzhi.core.kinds import Refused
from shanzhi.management.passphrase import add_secret, secret_from
from shanzhi.papers.sealed import Secret
from shanzhi.queries.backup import Receipt, back_up, check


class Command(BaseCommand):
    """Makes a backup, or checks one."""

    help = "备份 write or check a sealed backup"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="备份文件 the backup")
        parser.add_argument(
            "--verify", action="store_true", help="只通读核对，不写任何东西 read it through, write nothing"
        )
        parser.add_argument(
            "--with-keys", action="store_true", help="连同签名密钥 the signing keys too: keep such a backup locked away"
        )
        add_secret(parser)

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            secret = secret_from(options, new=not options["verify"])
            if options["verify"]:
                with options["file"].open("rb") as source:
                    got = check(source, secret)
            else:
                got = _write(options["file"], secret, with_keys=options["with_keys"])
        except Refused as refusal:
            raise CommandError(f"{refusal} [{refusal.code}]") from None
        except OSError as error:
            raise CommandError(f"{options['file']}：{error.strerror} [no_file]") from None
        self.stdout.write(f"{'核对无误' if options['verify'] else '备份完成'}：{summary(got)}")


def summary(got: Receipt) -> str:
    """One line for whoever keeps the backups."""
    rows = sum(got.rows.values())
    return (
        f"{got.made_at}，{len(got.rows)} 张表 {rows} 行，{got.files} 个文件 {got.size / 1e6:.1f} MB，"
        f"SHA-256 {got.sha256[:16]}"
    )


def _write(path: Path, secret: Secret, *, with_keys: bool) -> Receipt:
    """Under another name until it is whole, so that a backup that broke off is never taken for one."""
    if path.exists():
        raise Refused("backup_there", "已经有这个文件：{name}。请换个文件名。", name=path)
    part = path.with_name(path.name + ".part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            got = back_up(out, secret, door.now(), with_keys=with_keys)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return got
