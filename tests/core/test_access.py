"""Who may do what, where: the whole table, said a second time in another shape."""

from dataclasses import replace
from datetime import date

import pytest

from shanzhi.core.access import (
    HOUSE,
    KINDS,
    MAY,
    ROLES,
    Actor,
    Scope,
    Tenure,
    may,
    require,
    scope_of,
    subtree,
    within,
)
from shanzhi.core.kinds import Refused

HOME = "140321103000"  # a township
PLACES = {
    "itself": (HOME, True),
    "a village below": ("140321103204", True),
    "a group of digits that only looks alike": ("140321030000", False),
    "the next township": ("140321104000", False),
    "the county above": ("140321000000", False),
    "another county": ("140322103000", False),
}
# role -> deeds over the place, deeds for the own unit
TABLE = {
    "clerk": (
        frozenset(MAY)
        - {"see_people", "keep_people", "open_vendor_post", "keep_places", "erase_values", "reverse_entry"}
        - {"cancel_receipt"},
        frozenset(),
    ),
    "leader": (
        frozenset({"see_programme", "see_plan", "adopt_plan", "accept_task", "return_task", "cancel_task"})
        | {"excuse_duty", "see_inventory", "export_list", "see_journal", "erase_values", "adopt_pack", "see_records"}
        | {"see_cases", "move_case", "see_books", "reverse_entry", "sign_notice", "see_burden"}
        | {"cancel_receipt", "decide_exemption", "close_month"},
        frozenset(),
    ),
    "reader": (
        frozenset({"see_programme", "see_inventory", "export_list", "see_journal"})
        | {"see_records", "see_cases", "see_books", "see_burden"},
        frozenset(),
    ),
    "keeper": (frozenset({"export_list", "see_people", "keep_people", "open_vendor_post", "keep_places"}), frozenset()),
    "unit": (
        frozenset(),
        frozenset(["see_programme", "note_progress", "claim_task", "meet_duty", "enter_value", "export_list"])
        | {"see_residents", "keep_residents", "reveal_value", "record_consent", "handle_request", "act_for"}
        | {"see_records", "keep_records", "enter_readings", "see_cases", "move_case", "see_books"},
    ),
}
OWN, OTHER = 7, 8


def actor(role: str, place: str = HOME, unit: int | None = None) -> Actor:
    return Actor(1, "某", role, place, "某镇", unit, "")


def test_the_table_names_every_role():
    assert set(TABLE) == set(ROLES)
    assert {role for row in MAY.values() for role in row} <= set(ROLES)


@pytest.mark.parametrize("deed", MAY)
@pytest.mark.parametrize("role", ROLES)
def test_every_deed_by_every_role_in_every_place_for_every_unit(role, deed):
    over_place, for_own = TABLE[role]
    for code, inside in PLACES.values():
        for unit in (None, OWN):
            for units in ((), (None,), (OTHER,), (OWN,), (OTHER, OWN)):
                allowed = (deed in over_place and inside) or (deed in for_own and unit == OWN and OWN in units)
                assert may(actor(role, unit=unit), deed, place_code=code, unit_ids=units) is allowed


def test_every_deed_is_of_one_kind():
    """To see, to enter, to act and to publish are held apart."""
    assert sorted(deed for deeds in KINDS.values() for deed in deeds) == sorted(MAY)


@pytest.mark.parametrize(
    ("tenure", "days"),
    [
        (Tenure(), {1, 2, 3, 4, 5}),
        (Tenure(from_on=date(2026, 9, 2)), {2, 3, 4, 5}),
        (Tenure(to_on=date(2026, 9, 4)), {1, 2, 3, 4}),
        (Tenure(date(2026, 9, 2), date(2026, 9, 4)), {2, 3, 4}),
        (Tenure(date(2026, 9, 3), date(2026, 9, 3)), {3}),
        (Tenure(date(2026, 9, 2), None, Tenure(to_on=date(2026, 9, 3))), {2, 3}),
        (Tenure(None, date(2026, 9, 4), Tenure(date(2026, 9, 4))), {4}),
    ],
)
def test_a_post_is_held_on_its_days_both_ends_included(tenure, days):
    assert {d for d in range(1, 6) if tenure.holds(date(2026, 9, d))} == days


def test_the_scope_of_every_role():
    low, high = subtree(HOME)
    assert scope_of(None) == HOUSE
    for role in ("clerk", "leader", "reader"):
        assert scope_of(actor(role)) == Scope("place", low, high, 0, 1)
    assert scope_of(actor("keeper")) == Scope("keeper", low, high, 0, 1)
    assert scope_of(actor("unit", unit=OWN)) == Scope("unit", "", "", OWN, 1)
    government = replace(actor("unit", unit=OWN), over=HOME)
    assert scope_of(government) == Scope("unit", low, high, OWN, 1)


def test_a_role_nobody_knows_may_nothing():
    assert not any(may(actor("guest", unit=OWN), deed, place_code=HOME, unit_ids=[OWN]) for deed in MAY)


def test_require_passes_or_refuses():
    require(actor("clerk"), "adopt_plan", place_code=HOME)
    with pytest.raises(Refused) as caught:
        require(actor("reader"), "adopt_plan", place_code=HOME)
    assert caught.value.code == "not_allowed"


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("140000000000", "140000000000", "14999999999999"),
        ("140300000000", "140300000000", "14039999999999"),
        ("140321000000", "140321000000", "14032199999999"),
        ("140321103000", "140321103000", "14032110399999"),
        ("140321030000", "140321030000", "14032103099999"),
        ("140321103204", "140321103204", "14032110320499"),
        ("140321100000", "140321100000", "14032110099999"),
    ],
)
def test_subtree_is_the_range_of_a_level(code, first, last):
    assert subtree(code) == (first, last)


@pytest.mark.parametrize(("place", "code", "inside"), [(HOME, code, inside) for code, inside in PLACES.values()])
def test_within_keeps_siblings_with_like_digits_apart(place, code, inside):
    assert within(code, place) is inside


def test_a_round_township_code_is_not_the_county():
    """Township 100 of a county ends in zeros but is a township."""
    assert not within("140321101000", "140321100000")
    assert within("140321100201", "140321100000")


def test_a_field_device_looks_and_enters_and_does_nothing_else():
    phone = replace(actor("clerk"), device="1")
    done = {deed for deed in MAY if may(phone, deed, place_code=HOME)}
    assert done == {d for d in TABLE["clerk"][0] if d in KINDS["see"] | KINDS["enter"]}


def test_what_publishes_waits_for_the_second_factor_after_the_right_is_checked():
    bare = replace(actor("clerk"), verified=False)
    with pytest.raises(Refused) as caught:
        require(bare, "adopt_plan", place_code=HOME)
    assert caught.value.code == "second_factor_needed"
    with pytest.raises(Refused) as elsewhere:
        require(bare, "adopt_plan", place_code="140322103000")
    assert elsewhere.value.code == "not_allowed"
    require(bare, "note_progress", place_code=HOME)
    require(actor("clerk"), "adopt_plan", place_code=HOME)
