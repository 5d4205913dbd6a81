"""A running programme of the small world whose registers ask for everything a register can ask."""

from datetime import date
from pathlib import Path

from shanzhi.actions.packs import PackIn, adopt_pack
from shanzhi.actions.records import Receipt, RecordIn, add_record
from shanzhi.actions.residents import add_household
from shanzhi.core.access import Actor
from tests.conftest import NOW

LAMPS = (Path(__file__).parent / "lamps.yaml").read_text(encoding="utf-8")
VILLAGE = "999901100201"
CARD = "11010519491231002X"


def lamps(clerk: Actor, place: str = "999901000000") -> int:
    """The programme of the lamps, from September 2026 on for a year."""
    given = PackIn(LAMPS, place, date(2026, 9, 1), date(2027, 8, 31))
    return adopt_pack(actor=clerk, given=given, now=NOW)


def lamp(actor: Actor, programme: int, number: str = "甲1", place: str = VILLAGE, **more: object) -> Receipt:
    """A lamp of a village."""
    given = {"number": number, "kind": "市电", "heads": "2", "set_on": "2026-08-01"} | more
    return add_record(actor=actor, programme_id=programme, said=RecordIn("lamp", place, given), now=NOW)


def relief(actor: Actor, programme: int, number: str = "3号", card: str = CARD) -> Receipt:
    """A household that pays less."""
    add_household(actor=actor, place_code=VILLAGE, number=number, now=NOW)
    said = RecordIn("relief", VILLAGE, {"house": number, "card": card, "sum": "30"})
    return add_record(actor=actor, programme_id=programme, said=said, now=NOW)
