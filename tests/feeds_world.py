"""A running programme of the small world with meters of wells, and what they say."""

from datetime import date, datetime, timedelta
from pathlib import Path

from shanzhi.actions.feeds import Opened, SourceIn, open_source
from shanzhi.actions.packs import PackIn, adopt_pack
from shanzhi.actions.readings import take_readings
from shanzhi.actions.records import RecordIn, add_record
from shanzhi.core.access import Actor
from shanzhi.core.feed import Decided, Said
from tests.conftest import NOW

WELLS = (Path(__file__).parent / "wells.yaml").read_text(encoding="utf-8")
VILLAGE = "999901100201"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def wells(clerk: Actor, n: int = 1, place: str = "999901000000", village: str = VILLAGE) -> tuple[int, list[int]]:
    """The programme of the wells, with n of them: 井1, 井2 …; gives their rows."""
    given = PackIn(WELLS, place, date(2026, 9, 1), date(2027, 8, 31))
    programme = adopt_pack(actor=clerk, given=given, now=NOW)
    return programme, [well(clerk, programme, f"井{k}", village) for k in range(1, n + 1)]


def well(clerk: Actor, programme: int, number: str, village: str = VILLAGE) -> int:
    """A meter of a well."""
    said = RecordIn("well", village, {"number": number})
    return add_record(actor=clerk, programme_id=programme, said=said, now=NOW).id


def source(clerk: Actor, programme: int, topic: str = "") -> Opened:
    """A source with a key, or one that listens to a topic."""
    given = SourceIn("meters", "mqtt" if topic else "http", "水务公司", topic=topic)
    return open_source(actor=clerk, programme_id=programme, given=given, now=NOW)


def says(key: str, at: object, n: int = 1, **values: object) -> Said:
    """What a meter says."""
    said = at.isoformat() if isinstance(at, datetime) else at
    return Said(n, key, said, values or {"volume": 10})


def sent(source_id: int, *said: Said, now: datetime = NOW) -> list[str]:
    """A delivery; gives what became of each item, with the code of the refused."""
    return [a.code or a.state for a in taken(source_id, *said, now=now).answers]


def taken(source_id: int, *said: Said, now: datetime = NOW) -> Decided:
    """A delivery, its items numbered."""
    numbered = [Said(k, one.key, one.at, one.values, one.fault) for k, one in enumerate(said, 1)]
    return take_readings(source_id=source_id, said=numbered, now=now)
