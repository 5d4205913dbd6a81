"""Acting for a villager: both names stand in the books."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from shanzhi.actions.behalf import VillagerIn, begin_for, end_for
from shanzhi.actions.tasks import NoteIn, note_progress
from shanzhi.core.access import Behalf
from shanzhi.models import Entry, Note, TaskUnit
from tests.conftest import NOW, refused

OLD = VillagerIn("李某", "本人到场", "不会用手机")
FOR_OLD = Behalf(None, "李某", "villager")


def test_it_lasts_two_hours_and_begins_and_ends_in_the_journal(world):
    assert begin_for(actor=world.farm, villager=OLD, now=NOW) == NOW + timedelta(hours=2)
    begun = Entry.objects.latest("pk")
    assert (begun.deed, begun.actor_id) == ("act_for", world.farm.id)
    end_for(actor=replace(world.farm, behalf_of=FOR_OLD), now=NOW)
    assert Entry.objects.latest("pk").deed == "end_act_for"


def test_a_note_of_a_task_keeps_both_names(world):
    task = TaskUnit.objects.filter(unit=world.farm.unit_id, role="responsible").first().task_id
    note_progress(actor=replace(world.farm, behalf_of=FOR_OLD), task_id=task, said=NoteIn(uuid4(), "代报"), now=NOW)
    row = Note.objects.latest("pk")
    assert (row.by_id, row.behalf_of, row.how) == (world.farm.id, "李某", "villager")


@pytest.mark.parametrize(
    ("villager", "code"),
    [
        (VillagerIn(" ", "到场", "因"), "name_missing"),
        (VillagerIn("李某", "", "因"), "known_missing"),
        (VillagerIn("李某", "到场", " "), "reason_missing"),
    ],
)
def test_name_recognition_and_reason_are_asked(world, villager, code):
    with refused(code):
        begin_for(actor=world.clerk, villager=villager, now=NOW)


@pytest.mark.parametrize("who", ["leader", "reader"])
def test_only_offices_and_units_do_it(world, who):
    with refused("not_allowed"):
        begin_for(actor=getattr(world, who), villager=OLD, now=NOW)


def test_who_acts_for_one_cannot_act_for_a_second(world):
    with refused("acts_for_another"):
        begin_for(actor=replace(world.clerk, behalf_of=FOR_OLD), villager=OLD, now=NOW)


def test_ending_what_never_began_says_nothing(world):
    before = Entry.objects.count()
    end_for(actor=world.clerk, now=NOW)
    assert Entry.objects.count() == before
