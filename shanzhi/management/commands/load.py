"""Enters places, units and people from a folder of JSON files; what is there already is left alone."""

import json
import secrets
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shanzhi import door
from shanzhi.actions.register import PersonIn, PlaceIn, UnitIn, add_person, add_places, add_units
from shanzhi.queries import books


class Command(BaseCommand):
    """Enters places, units and people.

    places.json: {"county": {code, name}, "townships": [{code, name, "villages": [{code, name}]}]}; units.json:
    [{name, aliases, place, kind}]; people.json: [{username, name, role, unit}], where unit is a unit's name.
    """

    help = "登记地区、单位和人员 enter places, units and people from a folder"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--password", default="", help="one for all; without it each gets one of his own, printed")

    def handle(self, *_: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        try:
            tree, units, people = (load(folder / f"{name}.json") for name in ("places", "units", "people"))
        except (OSError, ValueError) as error:
            raise CommandError(f"{folder} 里的 places.json、units.json、people.json 读不出来：{error}") from error
        for username, password in enter(tree, units, people, options["password"], door.now()):
            self.stdout.write(f"    {username:12} {password}")


def load(path: Path) -> Any:
    """What a JSON file holds."""
    return json.loads(path.read_text(encoding="utf-8"))


def enter(
    tree: dict[str, Any], units: list[dict[str, Any]], people: list[dict[str, Any]], password: str, now: datetime
) -> list[tuple[str, str]]:
    """Enters everything and gives (username, password) of those who got a password of their own."""
    add_places(actor=None, places=list(_places(tree)), now=now)
    rows = [UnitIn(u["name"], u["place"], u.get("kind", "organ"), tuple(u.get("aliases", ()))) for u in units]
    add_units(actor=None, units=rows, now=now)
    ids, known = books.unit_ids(), books.usernames()
    place_of = {u["name"]: u["place"] for u in units}
    made = []
    for p in people:
        if p["username"] in known:
            continue
        word = password or secrets.token_urlsafe(9)
        name = p.get("unit", "")
        place = place_of.get(name, tree["county"]["code"])
        unit = ids[name] if p["role"] == "unit" else None
        add_person(actor=None, person=PersonIn(p["username"], p["name"], word, p["role"], place, unit), now=now)
        made += [] if password else [(p["username"], word)]
    return made


def _places(tree: dict[str, Any]) -> Iterator[PlaceIn]:
    county = tree["county"]
    yield PlaceIn(county["code"], county["name"], "county")
    for town in tree.get("townships", ()):
        yield PlaceIn(town["code"], town["name"], "township")
        yield from (PlaceIn(v["code"], v["name"], "village") for v in town.get("villages", ()))
