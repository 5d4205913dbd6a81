"""The keys of sealed values: `check` opens every value, `rotate` seals all anew, going on where it stopped."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shanzhi import door
from shanzhi.actions.sealing import begin_rotation, finish_rotation, reseal, unreadable


class Command(BaseCommand):
    """Checks or changes the keys of sealed values."""

    help = "敏感字段的密钥 check or change the keys of sealed values"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("deed", choices=["check", "rotate"])
        parser.add_argument("--batch", type=int, default=500, help="values sealed in one transaction")

    def handle(self, *_: Any, **options: Any) -> None:
        if options["deed"] == "check":
            self._check()
            return
        started = begin_rotation(door.now())
        self.stdout.write(f"· 新密钥 key {started.current}；待重新加密 to seal anew: {started.left}")
        done = 0
        while fresh := reseal(max(options["batch"], 1)):
            done += fresh
            self.stdout.write(f"· {done}/{started.left}")
        retired = finish_rotation(door.now())
        if not retired:
            raise CommandError("仍有数据使用旧密钥，旧密钥保留，请再运行一次。 still in use, run it again")
        self.stdout.write(f"完成：旧密钥 {'、'.join(retired)} 已移入 keys.retired.json，旧备份过期后请删除它。 done")

    def _check(self) -> None:
        lost = unreadable()
        for line in lost:
            self.stdout.write(f"打不开 does not open: {line}")
        if lost:
            raise CommandError(f"{len(lost)} 处打不开，请检查密钥文件。")
        self.stdout.write("敏感字段全部可以打开。 every sealed value opens")
