"""Keys are changed in batches, resumed where they stopped, and retired when nothing needs them."""

import pytest

from shanzhi import vault
from shanzhi.actions.residents import reveal_value
from shanzhi.actions.sealing import begin_rotation, finish_rotation, reseal, unreadable
from shanzhi.models import Entry, Resident
from tests.conftest import NOW
from tests.register import ID_NUMBER, OTHER_ID, PHONE, person


@pytest.fixture
def people(world, tmp_path, monkeypatch):
    monkeypatch.setenv("SHANZHI_KEYS", str(tmp_path / "keys.json"))
    return [person(world.village), person(world.village, "13", OTHER_ID)]


def sealed() -> list[str]:
    return [x for row in Resident.objects.order_by("pk") for x in (row.id_sealed, row.phone_sealed)]


def test_a_rotation_seals_everything_anew_and_every_value_is_the_same(world, people):
    before = sealed()
    assert (begin_rotation(NOW).current, begin_rotation(NOW).left) == ("k2", 4)
    assert [reseal(3), reseal(3), reseal(3)] == [3, 1, 0]
    assert finish_rotation(NOW) == ("k1",)
    after = sealed()
    assert all(x.startswith("k2.") for x in after)
    assert not set(before) & set(after)
    got = [
        reveal_value(actor=world.clerk, resident_id=p.id, field=field, reason="核对", now=NOW)
        for p in people
        for field in ("id_number", "phone")
    ]
    assert got == [ID_NUMBER, PHONE, OTHER_ID, PHONE]
    deeds = [(e.deed, e.data) for e in Entry.objects.filter(object_kind="keys").order_by("pk")]
    assert deeds == [("begin_rotation", {"key": "k2"}), ("finish_rotation", {"retired": ["k1"]})]


def test_while_values_are_left_under_the_old_key_it_stays_and_everything_opens(world, people):
    begin_rotation(NOW)
    reseal(1)
    assert finish_rotation(NOW) == ()
    assert sorted(vault.ring().keys) == ["k1", "k2"]
    assert unreadable() == ()


def test_the_hash_is_the_same_after_a_rotation(world, people):
    was = list(Resident.objects.order_by("pk").values_list("id_match", flat=True))
    begin_rotation(NOW)
    reseal(10)
    finish_rotation(NOW)
    assert list(Resident.objects.order_by("pk").values_list("id_match", flat=True)) == was


def test_a_value_copied_into_another_row_does_not_open(world, people):
    one, two = Resident.objects.order_by("pk")
    Resident.objects.filter(pk=two.pk).update(id_sealed=one.id_sealed)
    assert unreadable() == (f"Resident.id_sealed {two.pk}",)
    with pytest.raises(vault.Locked):
        reveal_value(actor=world.clerk, resident_id=two.pk, field="id_number", reason="核对", now=NOW)


def test_with_other_keys_nothing_opens(world, people, tmp_path, monkeypatch):
    monkeypatch.setenv("SHANZHI_KEYS", str(tmp_path / "other.json"))
    assert len(unreadable()) == 4
