"""Adopts a pack in the name of an official; once more, it changes nothing."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shanzhi import door
from shanzhi.actions.packs import PackIn, adopt_pack
from shanzhi.core.kinds import Refused
from shanzhi.packs.reading import library_names, library_text
from shanzhi.queries.people import actors_called


class Command(BaseCommand):
    """Makes a programme of a pack."""

    help = "采纳方案包 adopt a pack"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="方案包文件，或库里方案包的编号 a file, or the id of a pack of the library")
        parser.add_argument("--by", required=True, help="采纳人的用户名 username")
        parser.add_argument("--from", dest="from_on", type=date.fromisoformat, required=True)
        parser.add_argument("--to", dest="to_on", type=date.fromisoformat, required=True)
        parser.add_argument("--title", default="")
        again = "已有的内容为什么还要再填，可以写几次 why what is held is asked again: FORM.FIELD=理由"
        parser.add_argument("--again", action="append", default=[], help=again)

    def handle(self, *_: Any, **options: Any) -> None:
        actor = next((a for a in actors_called(options["by"], door.today()) if a.role in ("clerk", "leader")), None)
        if actor is None:
            raise CommandError(f"{options['by']} 现在没有可以采纳方案包的岗位。 no post that may adopt")
        again = dict(said.partition("=")[::2] for said in options["again"])
        days = options["from_on"], options["to_on"]
        given = PackIn(_text(options["file"]), actor.place_code, *days, options["title"], again=again)
        try:
            programme = adopt_pack(actor=actor, given=given, now=door.now())
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"已采纳 adopted: /programmes/{programme}/pack/")


def _text(name: str) -> str:
    if name in library_names():
        return library_text(name)
    try:
        return Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"打不开 {name}：{getattr(error, 'strerror', None) or '不是文本文件'}") from error
