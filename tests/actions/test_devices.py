"""Phones in the field: paired once, bound to a post, looking and reporting only."""

from datetime import timedelta
from uuid import uuid4

import pytest

from shanzhi.actions.devices import add_device, end_device, pair_device
from shanzhi.actions.posts import end_post
from shanzhi.actions.tasks import NoteIn, claim_task, note_progress
from shanzhi.core.kinds import Refused
from shanzhi.models import Device, Entry, TaskUnit
from shanzhi.queries.devices import device_of
from tests.conftest import NOW, TODAY, refused

DAY = timedelta(days=1)
HOME = "203.0.113.9"


@pytest.fixture
def paired(world):
    code = add_device(actor=world.farm, name="下乡手机", now=NOW)
    return pair_device(code=code.lower(), address=HOME, now=NOW)


def test_a_phone_acts_as_its_owner_from_the_post_it_was_paired_with(world, paired):
    found = device_of(paired.token, NOW)
    actor = found.actor
    assert (actor.id, actor.post_id, actor.device, actor.verified) == (
        world.farm.id, world.farm.post_id, str(paired.device_id), False,
    )  # fmt: skip
    assert found.until == NOW + 365 * DAY


def test_neither_code_nor_token_stands_in_the_table(world, paired):
    code = add_device(actor=world.farm, name="另一部", now=NOW)
    kept = "".join(Device.objects.values_list("hash", flat=True))
    assert paired.token not in kept
    assert code not in kept


def test_a_code_counts_once_and_for_ten_minutes(world):
    code = add_device(actor=world.farm, name="一", now=NOW)
    with pytest.raises(Refused) as late:
        pair_device(code=code, address=HOME, now=NOW + timedelta(minutes=10))
    pair_device(code=code, address=HOME, now=NOW + timedelta(minutes=9))
    with pytest.raises(Refused) as twice:
        pair_device(code=code, address=HOME, now=NOW + timedelta(minutes=9))
    assert (late.value.code, twice.value.code) == ("pairing_wrong", "pairing_wrong")


def test_a_newer_code_takes_the_place_of_one_still_waiting(world):
    first = add_device(actor=world.farm, name="一", now=NOW)
    add_device(actor=world.farm, name="二", now=NOW)
    with pytest.raises(Refused) as caught:
        pair_device(code=first, address=HOME, now=NOW)
    assert caught.value.code == "pairing_wrong"


def test_guessing_codes_comes_to_a_wait(world):
    codes = []
    for _ in range(6):
        with pytest.raises(Refused) as caught:
            pair_device(code="AAAAAAAA", address=HOME, now=NOW)
        codes.append(caught.value.code)
    assert codes == ["pairing_wrong"] * 5 + ["too_many_tries"]


def test_a_phone_notes_but_does_not_claim_and_the_journal_names_it(world, paired):
    actor = device_of(paired.token, NOW).actor
    task = TaskUnit.objects.filter(unit=world.farm.unit_id, role="responsible").first().task_id
    assert note_progress(actor=actor, task_id=task, said=NoteIn(uuid4(), "已到村里看过"), now=NOW)
    with refused("not_allowed"):
        claim_task(actor=actor, task_id=task, said=NoteIn(uuid4(), "办完了"), now=NOW)


def test_a_phone_taken_back_run_out_or_without_a_post_opens_nothing(world, paired):
    assert device_of(paired.token, NOW + 364 * DAY) is not None
    assert device_of(paired.token, NOW + 365 * DAY) is None
    assert device_of("x" * 43, NOW) is None
    end_post(actor=None, post_id=world.farm.post_id, to_on=TODAY, reason="调离", now=NOW)
    assert device_of(paired.token, NOW) is not None
    assert device_of(paired.token, NOW + DAY) is None
    end_device(actor=world.farm, device_id=paired.device_id, now=NOW)
    assert device_of(paired.token, NOW) is None
    assert Entry.objects.latest("pk").deed == "end_device"


def test_nobody_takes_back_the_phone_of_another(world, paired):
    with refused("not_found"):
        end_device(actor=world.clerk, device_id=paired.device_id, now=NOW)


def test_a_phone_has_a_name_and_a_person_not_too_many(world):
    with refused("name_missing"):
        add_device(actor=world.farm, name=" ", now=NOW)
    for n in range(10):
        pair_device(code=add_device(actor=world.farm, name=str(n), now=NOW), address=HOME, now=NOW)
    with refused("too_many_devices"):
        add_device(actor=world.farm, name="第十一部", now=NOW)
