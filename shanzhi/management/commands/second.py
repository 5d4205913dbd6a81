"""Sets whether adopting a plan of a place takes a second person."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shanzhi import door
from shanzhi.actions.register import require_second
from shanzhi.queries import books


class Command(BaseCommand):
    """Sets the two-person rule of a place."""

    help = "设定采纳方案是否需要两个人 whether adopting takes two persons"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", help="12-digit code")
        parser.add_argument("rule", choices=["on", "off"])

    def handle(self, *_: Any, **options: Any) -> None:
        if not books.has_place(options["place"]):
            raise CommandError(f"没有登记代码为 {options['place']} 的地区，请先用 load 登记。")
        require_second(actor=None, place=options["place"], second=options["rule"] == "on", now=door.now())
        self.stdout.write(f"{options['place']} 采纳方案{'需要两个人' if options['rule'] == 'on' else '一个人即可'}。")
