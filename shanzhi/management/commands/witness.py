"""Enters who is told of the journal's checkpoints, and whose checkpoints are accepted here."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shanzhi import door
from shanzhi.actions.witness import WitnessIn, add_witness, watch_log
from shanzhi.core.kinds import Refused
from shanzhi.core.witness import WITNESS_KINDS


class Command(BaseCommand):
    """Adds a witness, or a log to bear witness to."""

    help = "登记见证方 enter witnesses"

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="what", required=True)
        add = kinds.add_parser("add", help="somebody to tell")
        add.add_argument("kind", choices=WITNESS_KINDS)
        add.add_argument("name")
        add.add_argument("address", help="of a witness the address before /add-checkpoint")
        add.add_argument("--key", default="", help="the line of its public key")
        watch = kinds.add_parser("watch", help="a chain of somebody else")
        watch.add_argument("key", help="the line of its public key")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            if options["what"] == "watch":
                origin = watch_log(actor=None, key=options["key"], now=door.now())
                self.stdout.write(f"从现在起为 {origin} 作证。")
            else:
                given = WitnessIn(options["kind"], options["name"], options["address"], options["key"])
                add_witness(actor=None, witness=given, now=door.now())
                self.stdout.write(f"已登记见证方 {given.name}，此后的检查点都会送去。")
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
