"""What a correction may say, and when it was filled in from older values."""

import pytest

from shanzhi.core.correction import PersonSaid, UnitSaid, checked_person, checked_unit, must_stand, split_aliases
from shanzhi.core.kinds import Refused

UNIT = UnitSaid("云岭县水务局", ("县水务局",), "organ", "999901000000", None)


def code_of(check, *given) -> str:
    with pytest.raises(Refused) as found:
        check(*given)
    return found.value.code


def test_spaces_and_widths_are_put_in_order():
    assert checked_person(PersonSaid(" 王甲 ", "ｗａｎｇ１")) == PersonSaid("王甲", "wang1")
    said = UnitSaid(" 云岭县水务局 ", split_aliases("县水务局， 水务局；云岭县水务局、水务局"), "organ", UNIT.place, 7)
    assert checked_unit(said) == UnitSaid("云岭县水务局", ("县水务局", "水务局"), "organ", UNIT.place, 7)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (PersonSaid(" ", "wang"), "name_missing"),
        (PersonSaid("王" * 41, "wang"), "name_missing"),
        (PersonSaid("王甲", "w"), "username_bad"),
        (PersonSaid("王甲", "wang jia"), "username_bad"),
    ],
)
def test_a_person_needs_a_name_and_a_username(said, code):
    assert code_of(checked_person, said) == code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (UnitSaid("", (), "organ", UNIT.place, None), "no_name"),
        (UnitSaid("局" * 81, (), "organ", UNIT.place, None), "no_name"),
        (UnitSaid("局", ("简" * 81,), "organ", UNIT.place, None), "no_name"),
        (UnitSaid("局", (), "school", UNIT.place, None), "bad_choice"),
    ],
)
def test_a_unit_needs_a_name_and_a_known_kind(said, code):
    assert code_of(checked_unit, said) == code


def test_a_stamp_changes_with_every_value():
    others = (
        UnitSaid("云岭县水务", UNIT.aliases, "organ", UNIT.place, None),
        UnitSaid(UNIT.name, (), "organ", UNIT.place, None),
        UnitSaid(UNIT.name, UNIT.aliases, "enterprise", UNIT.place, None),
        UnitSaid(UNIT.name, UNIT.aliases, "organ", "999902000000", None),
        UnitSaid(UNIT.name, UNIT.aliases, "organ", UNIT.place, 1),
    )
    assert len({UNIT.stamp, *(u.stamp for u in others)}) == 6
    must_stand(UNIT.stamp, UNIT.stamp)
    assert code_of(must_stand, UNIT.stamp, others[0].stamp) == "changed_meanwhile"
