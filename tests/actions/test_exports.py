"""A list that leaves the house is noted."""

import pytest

from shanzhi.actions.exports import Export, export_list
from shanzhi.models import Entry
from tests.conftest import NOW


@pytest.mark.parametrize("who", ["clerk", "leader", "reader", "farm"])
def test_who_took_out_what_and_how_much_is_noted(world, who):
    actor = getattr(world, who)
    export_list(actor=actor, export=Export("ledger", "xlsx", 12, 7, world.programme), now=NOW)
    entry = Entry.objects.latest("pk")
    assert (entry.actor_id, entry.deed, entry.object_kind, entry.object_id) == (actor.id, "export_list", "ledger", 7)
    assert (entry.programme_id, entry.data) == (world.programme, {"form": "xlsx", "rows": 12})
