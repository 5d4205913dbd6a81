"""Who is meant: places above, rows at hand and rows they point at."""

from shanzhi.core.meant import Meant, links_of, place_at, row_at, row_meant
from shanzhi.core.order import Owner
from shanzhi.core.pack.data import Row
from shanzhi.core.pack.forms import Field
from shanzhi.core.pack.registers import Register
from shanzhi.core.unit import PlaceRef

COUNTY = PlaceRef(1, "999901000000", "云岭县", "county")
TOWN = PlaceRef(2, "999901100000", "云岭东镇", "township")
VILLAGE = PlaceRef(3, "999901100201", "云岭东一村", "village")
OVER = {p.code: p for p in (COUNTY, TOWN, VILLAGE)}
PLEDGE = Register(id="pledge", fields=(Field(id="home", type="record", of=("household_book",)), Field(id="words")))
LEVELS = {"pledge": ("household",), "household_book": ("household",)}


def test_the_place_of_a_level_is_the_one_at_hand_or_above():
    meant = Meant("", VILLAGE)
    found = [place_at(level, meant, OVER) for level in ("village", "township", "county", "group", "household")]
    assert found == [Owner(3), Owner(2), Owner(1), None, None]
    assert place_at("village", Meant("", TOWN), OVER) is None


def test_a_row_points_at_rows_by_its_fields():
    assert links_of(PLEDGE, {"home": 7, "words": "9"}) == (("household_book", 7),)
    assert links_of(PLEDGE, {"home": "8"}) == (("household_book", 8),)
    assert links_of(PLEDGE, {"home": None}) == links_of(None, {"home": 7}) == ()


def test_the_row_that_owns_is_the_one_at_hand_or_one_it_points_at():
    meant = row_meant("record:5", VILLAGE, Row({"home": "7"}), PLEDGE, 5)
    assert (meant.register, meant.record, meant.links) == ("pledge", 5, (("household_book", 7),))
    assert row_at("pledge", meant, LEVELS) == Owner(3, record=5)
    assert row_at("household", meant, LEVELS) == Owner(3, record=5)
    assert row_at("household_book", meant, LEVELS) == Owner(3, record=7)
    assert row_at("village", meant, LEVELS) is row_at("other", meant, LEVELS) is None
