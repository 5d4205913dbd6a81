"""Rows of registers: entered, corrected, ended; each refusal leaves the books as they were."""

import json
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection

from shanzhi import vault
from shanzhi.actions.records import RecordIn, add_record, correct_record, end_record
from shanzhi.actions.sealing import begin_rotation, finish_rotation, reseal, unreadable
from shanzhi.core.filling import Unfilled
from shanzhi.core.kinds import Refused
from shanzhi.models import Entry, Record, SealedValue
from shanzhi.models.walls import acting
from shanzhi.packs.reading import examine
from tests.actions.test_races import together
from tests.conftest import NOW, TODAY, refused
from tests.registers_world import CARD, LAMPS, VILLAGE, lamp, lamps, relief

OTHER_VILLAGE = "999901100202"


@pytest.fixture
def programme(world) -> int:
    return lamps(world.clerk)


def row(id_: int) -> Record:
    return Record.objects.select_related("place").get(pk=id_)


def entries(id_: int) -> list[Entry]:
    return list(Entry.objects.filter(object_kind="record", object_id=id_).select_related("value").order_by("seq"))


def said(id_: int) -> list[tuple[str, dict[str, object], object, object]]:
    """What the journal keeps of a row: deed, data, before, after."""
    kept = [(e.deed, {part: json.loads(text) for part, (text, _) in e.kept().items()}) for e in entries(id_)]
    return [(deed, k.get("data"), k.get("before"), k.get("after")) for deed, k in kept]


def test_the_pack_of_the_lamps_has_no_fault():
    assert [f.code for f in examine(LAMPS).faults] == []


def test_a_row_is_entered_with_what_is_reckoned_and_a_name(world, programme):
    done = lamp(world.village, programme, cost="3000", caller="13900001234")
    kept = row(done.id)
    assert kept.values == {
        "number": "甲1", "kind": "市电", "heads": 2, "set_on": "2026-08-01", "cost": 300_000, "fee": 10_000,
        "caller": "13900001234",
    }  # fmt: skip
    assert (kept.label, kept.place.code, kept.keeper_id) == ("甲1", VILLAGE, world.village.unit_id)
    assert (kept.register, kept.revision, kept.source, len(kept.key)) == ("lamp", 0, "form", 64)
    assert done.warnings == ()


def test_the_journal_holds_no_private_value(world, programme):
    done = lamp(world.village, programme, caller="13900001234")
    assert "13900001234" not in str(said(done.id))
    assert [(deed, sorted(after)) for deed, _, _, after in said(done.id)] == [
        ("add_record", ["fee", "heads", "kind", "number", "set_on"])
    ]


def test_a_clerk_of_the_place_enters_rows_and_others_do_not(world, programme):
    assert row(lamp(world.clerk, programme).id).keeper_id is None
    for who in (world.leader, world.reader):
        with refused("not_allowed"):
            lamp(who, programme, "乙1")
    for who in (world.stranger, world.farm):
        with refused("not_found"):
            lamp(who, programme, "乙1")


def test_a_village_enters_rows_of_its_own_alone(world, programme):
    with refused("not_allowed"):
        lamp(world.village, programme, place=OTHER_VILLAGE)


def test_a_row_lies_in_a_place_of_the_programme_and_of_its_level(world, programme):
    with refused("unknown_place"):
        lamp(world.clerk, programme, place="999902100201")
    with refused("unknown_place"):
        lamp(world.clerk, programme, place="x")
    with refused("place_level_wrong"):
        lamp(world.clerk, programme, place="999901100000")


def test_an_unknown_register_is_refused(world, programme):
    with refused("register_unknown"):
        add_record(actor=world.clerk, programme_id=programme, said=RecordIn("lamps", VILLAGE, {}), now=NOW)


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("number", "", "“灯杆编号”要填写。"),
        ("kind", "油灯", "“类别”没有“油灯”这个选项，可选：太阳能、市电。"),
        ("heads", "两个", "“灯头数”请填数字，现在是“两个”。"),
        ("heads", "10", "“灯头数”不能大于9，现在是10。"),
        ("cost", "一万", "“造价”请填金额，例如“1200”或“1.5 万元”。"),
        ("set_on", "八月", "“安装日期”请填日期，例如2026-03-01，现在是“八月”。"),
        ("keeper", "没有这个局", "“管护单位”没有找到“没有这个局”，请核对名称，或先登记。"),
        ("colour", "白", "没有“colour”这一项。"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(world, programme, field, typed, why):
    with refused("not_filled"):
        lamp(world.clerk, programme, **{field: typed})
    with pytest.raises(Unfilled) as caught:
        lamp(world.clerk, programme, **{field: typed})
    assert [(f.field, str(f.words)) for f in caught.value.faults] == [(field, why)]


def test_a_hard_condition_bars_and_a_soft_one_warns_and_is_noted(world, programme):
    with pytest.raises(Unfilled) as caught:
        lamp(world.clerk, programme, cost="99")
    assert [str(f.words) for f in caught.value.faults] == ["不符合登记条件：造价不应低于一年的管护费"]
    done = lamp(world.clerk, programme, set_on="")
    assert [str(w) for w in done.warnings] == ["不符合登记条件：安装日期最好填上"]
    assert said(done.id)[0][1]["warnings"] == ["不符合登记条件：安装日期最好填上"]


def test_no_two_rows_of_a_place_share_their_unique_fields(world, programme):
    lamp(world.clerk, programme)
    with refused("record_known"):
        lamp(world.village, programme)
    assert row(lamp(world.clerk, programme, place=OTHER_VILLAGE).id).label == "甲1"


def test_sent_twice_is_one_row(world, programme):
    said_ = RecordIn("lamp", VILLAGE, {"number": "甲1", "kind": "市电", "heads": "1"}, key=uuid4())
    first = add_record(actor=world.clerk, programme_id=programme, said=said_, now=NOW)
    again = add_record(actor=world.clerk, programme_id=programme, said=said_, now=NOW)
    assert (first.id, Record.objects.count(), len(entries(first.id))) == (again.id, 1, 1)


def test_anothers_key_opens_nothing(world, programme):
    said_ = RecordIn("lamp", VILLAGE, {"number": "甲1", "kind": "市电"}, key=UUID(int=7))
    add_record(actor=world.clerk, programme_id=programme, said=said_, now=NOW)
    other = replace(said_, given={"number": "甲2", "kind": "市电"})
    with refused("record_known"):
        add_record(actor=world.colleague, programme_id=programme, said=other, now=NOW)


def test_a_row_may_belong_to_a_row_and_lies_where_that_lies(world, programme):
    whole = lamp(world.village, programme).id
    given = {"day": "2026-08-20", "words": "换灯泡"}
    part = add_record(actor=world.village, programme_id=programme, said=RecordIn("repair", "", given, whole), now=NOW)
    assert (row(part.id).of_id, row(part.id).place.code, row(part.id).label) == (whole, VILLAGE, "2026-08-20")
    with refused("record_missing"):
        add_record(actor=world.village, programme_id=programme, said=RecordIn("repair", VILLAGE, given), now=NOW)
    end_record(actor=world.village, record_id=whole, on=TODAY, reason="拆除", now=NOW)
    with refused("record_missing"):
        add_record(actor=world.village, programme_id=programme, said=RecordIn("repair", "", given, whole), now=NOW)


def test_a_sensitive_value_is_sealed_bound_to_its_row_and_not_in_the_values(world, programme, own_folder):
    done = relief(world.village, programme)
    secret = SealedValue.objects.get(record=done.id)
    assert "card" not in row(done.id).values
    assert secret.field == "card"
    assert CARD not in secret.value_sealed
    where = vault.Where("SealedValue", "value_sealed", secret.pk)
    assert vault.ring().open(secret.value_sealed, where) == CARD
    with pytest.raises(vault.Locked):
        vault.ring().open(secret.value_sealed, replace(where, row=secret.pk + 1))
    assert said(done.id)[0][1] == {"register": "relief", "sealed": ["card"]}


def test_a_sensitive_unique_field_is_found_by_a_keyed_hash(world, programme, own_folder):
    done = relief(world.village, programme)
    assert row(done.id).key == vault.ring().hash(f"12:{VILLAGE}0:{len(CARD)}:{CARD}", "record.key")
    with refused("household_known"):
        relief(world.village, programme)
    with pytest.raises(Refused) as caught:
        relief(world.village, programme, "4号")
    assert caught.value.code == "record_known"


def test_keys_change_beneath_sealed_values(world, programme, own_folder):
    done = relief(world.village, programme)
    begin_rotation(NOW)
    assert reseal(10) == 1
    assert finish_rotation(NOW) == ("k1",)
    assert unreadable() == ()
    secret = SealedValue.objects.get(record=done.id)
    assert vault.ring().open(secret.value_sealed, vault.Where("SealedValue", "value_sealed", secret.pk)) == CARD


def test_a_correction_changes_what_was_given_and_notes_before_and_after(world, programme):
    done = lamp(world.village, programme)
    again = correct_record(
        actor=world.village, record_id=done.id, given={"heads": "3", "cost": ""}, revision=0, now=NOW
    )
    kept = row(done.id)
    assert (again.revision, kept.values["heads"], kept.values["fee"], kept.values["kind"]) == (1, 3, 15_000, "市电")
    assert said(done.id)[1] == (
        "correct_record", {"register": "lamp"}, {"heads": 2, "fee": 10_000}, {"heads": 3, "fee": 15_000},
    )  # fmt: skip
    assert entries(done.id)[1].revision == 1


def test_an_emptied_field_is_gone_but_not_a_required_one(world, programme):
    done = lamp(world.village, programme, keeper="云岭县水务局")
    assert row(done.id).values["keeper"] == world.water.unit_id
    correct_record(actor=world.village, record_id=done.id, given={"keeper": ""}, revision=0, now=NOW)
    assert "keeper" not in row(done.id).values
    with refused("not_filled"):
        correct_record(actor=world.village, record_id=done.id, given={"number": " "}, revision=1, now=NOW)


def test_a_correction_from_an_old_page_is_refused(world, programme):
    done = lamp(world.village, programme)
    correct_record(actor=world.village, record_id=done.id, given={"heads": "3"}, revision=0, now=NOW)
    with refused("changed_meanwhile"):
        correct_record(actor=world.village, record_id=done.id, given={"heads": "4"}, revision=0, now=NOW)


def test_a_correction_into_anothers_number_is_refused(world, programme):
    lamp(world.village, programme)
    other = lamp(world.village, programme, "甲2")
    with refused("record_known"):
        correct_record(actor=world.village, record_id=other.id, given={"number": "甲1"}, revision=0, now=NOW)


def test_a_sensitive_value_stays_where_it_is_not_given(world, programme, own_folder):
    done = relief(world.village, programme)
    key = row(done.id).key
    correct_record(actor=world.village, record_id=done.id, given={"sum": "50"}, revision=0, now=NOW)
    assert (row(done.id).values["sum"], row(done.id).key) == (5_000, key)
    assert SealedValue.objects.get(record=done.id).value_sealed


def test_who_keeps_a_row_corrects_it_and_nobody_else(world, programme):
    done = lamp(world.village, programme)
    for who in (world.leader, world.reader):
        with refused("not_allowed"):
            correct_record(actor=who, record_id=done.id, given={"heads": "3"}, revision=0, now=NOW)
    for who in (world.stranger, world.farm):
        with refused("not_found"):
            correct_record(actor=who, record_id=done.id, given={"heads": "3"}, revision=0, now=NOW)
    assert correct_record(actor=world.clerk, record_id=done.id, given={"heads": "3"}, revision=0, now=NOW).revision == 1


def test_an_ended_row_stays_as_it_is_and_frees_its_number(world, programme):
    done = lamp(world.village, programme)
    end_record(actor=world.village, record_id=done.id, on=date(2026, 8, 31), reason="拆除 13900001234", now=NOW)
    assert row(done.id).ended_on == date(2026, 8, 31)
    data = said(done.id)[1][1]
    assert data == {"register": "lamp", "on": "2026-08-31", "reason": "拆除 139****1234"}
    with refused("record_ended"):
        correct_record(actor=world.village, record_id=done.id, given={"heads": "3"}, revision=1, now=NOW)
    with refused("record_ended"):
        end_record(actor=world.village, record_id=done.id, on=TODAY, reason="再一次", now=NOW)
    assert lamp(world.village, programme).id != done.id


def test_an_end_needs_a_reason_and_a_day_that_has_come(world, programme):
    done = lamp(world.village, programme)
    with refused("reason_missing"):
        end_record(actor=world.village, record_id=done.id, on=TODAY, reason=" ", now=NOW)
    with refused("day_ahead"):
        end_record(actor=world.village, record_id=done.id, on=date(2026, 9, 2), reason="拆除", now=NOW)
    with refused("not_found"):
        end_record(actor=world.stranger, record_id=done.id, on=TODAY, reason="拆除", now=NOW)


def test_the_walls_hide_a_row_from_other_villages_and_other_counties(world, programme):
    done = lamp(world.village, programme)
    seen = {}
    for who in (world.village, world.clerk, world.reader, world.stranger, world.farm, world.town):
        with acting(who):
            seen[who.name] = Record.objects.filter(pk=done.id).exists()
    assert seen == {
        "village某": True, "clerk某": True, "reader某": True, "stranger某": False, "farm某": False, "town某": True,
    }  # fmt: skip


def test_two_at_once_are_one_row(live):
    programme = lamps(live["clerk"], "999903000000")
    place = "999903100201"

    def add(_k: int) -> object:
        return lamp(live["clerk"], programme, "甲1", place).id

    gave = together(2, add)
    assert sorted(type(g).__name__ for g in gave) == ["int", "str"]
    assert "record_known" in gave
    assert Record.objects.filter(programme=programme).count() == 1


def test_two_corrections_at_once_have_one_winner(live):
    programme = lamps(live["clerk"], "999903000000")
    done = lamp(live["clerk"], programme, "乙1", "999903100201")

    def correct(k: int) -> object:
        given = {"heads": str(k + 3)}
        return correct_record(actor=live["clerk"], record_id=done.id, given=given, revision=0, now=NOW).revision

    assert sorted(map(str, together(2, correct))) == ["1", "changed_meanwhile"]
    connection.close()
