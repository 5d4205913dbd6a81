"""A row as it is drafted: new, and corrected from what stands."""

from datetime import date

from shanzhi.core.drafting import Before, Desk, Draft, Spot, desk_for, draft
from shanzhi.core.filling import Found
from shanzhi.core.pack.data import Row
from shanzhi.core.pack.forms import Field, Private
from shanzhi.core.pack.registers import Register
from shanzhi.core.recording import Facts
from shanzhi.core.unit import PlaceRef

FACTS = Facts(0, PlaceRef(7, "999901100201", "柳湾村", "village"), added=date(2026, 9, 1))
NAME = Field(id="name", title="名称", required=True)
SIZE = Field(id="size", title="面积", type="decimal", min=None)
CARD = Field(id="card", title="身份证号", required=True, private=Private(degree="sensitive"))
KEEPER = Field(id="keeper", title="管护单位", type="org")


class Units:
    called = {("org", 4): "水务局"}  # noqa: RUF012 - what was found before

    def find(self, field: Field, words: str) -> Found:
        assert (field.id, words) == ("keeper", "水务局")
        return Found(4)


def desk(*fields: Field, unique: tuple[str, ...] = ()) -> Desk:
    return desk_for(Register(id="r", unique=unique), fields, {}, Row({}))


def drafted(made: Desk, given: dict[str, object], before: Before | None = None) -> Draft:
    return draft(made, given, Units(), Spot(FACTS), before)


def test_a_new_row_asks_for_all_that_is_required():
    made = drafted(desk(NAME, SIZE, CARD), {"size": "2"})
    assert ([f.field for f in made.faults], made.good) == (["name", "card"], False)


def test_a_sensitive_value_is_kept_apart():
    made = drafted(desk(NAME, CARD), {"name": "甲", "card": "1"})
    assert (made.values, made.secrets, made.good) == ({"name": "甲"}, {"card": "1"}, True)


def test_a_correction_leaves_what_was_not_given():
    before = Before({"name": "甲", "size": "2"})
    made = drafted(desk(NAME, SIZE, CARD), {"size": ""}, before)
    assert (made.values, made.secrets, made.label, made.good) == ({"name": "甲"}, {}, "甲", True)


def test_a_correction_cannot_empty_what_is_required():
    assert [f.field for f in drafted(desk(NAME), {"name": ""}, Before({"name": "甲"})).faults] == ["name"]


def test_a_row_is_called_by_the_words_it_was_found_by():
    made = drafted(desk(KEEPER), {"keeper": "水务局"})
    assert (made.values, made.label) == ({"keeper": 4}, "水务局")


def test_the_desk_knows_once_what_holds_for_all_rows():
    made = desk(NAME, CARD, unique=("name",))
    assert ([f.id for f in made.calling], made.sealed, made.reckons) == (["name"], frozenset({"card"}), False)
    assert drafted(made, {"name": "甲", "card": "1"}).shared == "12:9999011002010:1:甲"
