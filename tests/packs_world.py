"""A programme of the small world that runs by a pack of the library."""

from datetime import date

from shanzhi.actions.packs import PackIn, adopt_pack
from shanzhi.core.access import Actor
from shanzhi.packs.reading import library_text
from tests.conftest import NOW


def adopted(actor: Actor, pack: str = "village_hygiene", place: str = "999901000000") -> int:
    """The programme of a pack, from September 2026 on for a year."""
    given = PackIn(library_text(pack), place, date(2026, 9, 1), date(2027, 8, 31))
    return adopt_pack(actor=actor, given=given, now=NOW)
