"""The keys that sign the journal's checkpoints: shows the public ones, makes what is missing, rotates them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from shanzhi import door
from shanzhi.actions.checkpoints import keys_of, rotate_key
from shanzhi.actions.witness import witness_key
from shanzhi.core.notes import key_text
from shanzhi.queries.journal import origins


class Command(BaseCommand):
    """Prints one line a chain; hand them to those who bear witness, on paper or by another way than this server."""

    help = "日志签名公钥 the journal's public keys"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rotate", action="store_true", help="sign everything once more, then make a new key")

    def handle(self, *_: Any, **options: Any) -> None:
        if options["rotate"]:
            rotate_key(actor=None, now=door.now())
            self.stdout.write("已换用新的签名密钥，旧私钥已删除，新旧公钥都记入了日志。请把新公钥告知各见证方。")
        for origin, suite in origins():
            for key in keys_of(origin, suite):
                self.stdout.write(key_text(key))
        self.stdout.write(f"为他人作证 as a witness: {key_text(witness_key())}")
