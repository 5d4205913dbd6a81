"""Lists the personal values past their time; with --erase erases them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from shanzhi import door
from shanzhi.actions.retention import erase_overdue, overdue


class Command(BaseCommand):
    """Counts what is past its time; erases it only when told to."""

    help = "到期的个人信息 personal values past their time"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--erase", action="store_true", help="erase them; without it nothing is changed")

    def handle(self, *_: Any, **options: Any) -> None:
        lines = erase_overdue(now=door.now()) if options["erase"] else overdue(door.today())
        verb = "已删除 erased" if options["erase"] else "到期 past its time"
        for line in lines:
            self.stdout.write(f"{verb} {line.rows:>6}  {line.table}: {', '.join(line.fields)}")
        if not options["erase"] and any(line.rows for line in lines):
            self.stdout.write("以上只是清点，没有改动；删除请加 --erase。 nothing was changed; add --erase")
