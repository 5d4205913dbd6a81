"""A programme of the small world that runs by a pack of the library, or one of the tests."""

from datetime import date
from pathlib import Path

from shanzhi.actions.packs import PackIn, adopt_pack
from shanzhi.core.access import Actor
from shanzhi.packs.reading import library_text
from tests.conftest import NOW

LAST = date(2027, 8, 31)


def adopted(actor: Actor, pack: str = "village_hygiene", place: str = "999901000000", to_on: date = LAST) -> int:
    """The programme of a pack, from September 2026 on; another last day makes another programme."""
    given = PackIn(library_text(pack), place, date(2026, 9, 1), to_on)
    return adopt_pack(actor=actor, given=given, now=NOW)


def adopted_text(actor: Actor, name: str) -> int:
    """The programme of a pack of the tests, tests/<name>.yaml, from September 2026 on."""
    text = (Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8")
    return adopt_pack(actor=actor, given=PackIn(text, "999901000000", date(2026, 9, 1), LAST), now=NOW)
