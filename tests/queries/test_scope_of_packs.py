"""A programme's pack is seen by who sees the programme; the library by who may adopt a pack."""

from dataclasses import replace
from datetime import date

import pytest

from shanzhi.core.access import Actor
from shanzhi.core.kinds import Refused
from shanzhi.models import Duty
from shanzhi.packs.reading import library_text
from shanzhi.queries import burden, handing, packs
from tests.actions.test_handing import DUE, duty_of
from tests.conftest import World
from tests.packs_world import adopted

TEXT = library_text("village_hygiene")
# each query about packs, asked of a programme of 云岭县
ASKS = {
    "handing.hand_in_page": lambda actor, _: (
        handing.hand_in_page(actor, handing.Asked(Duty.objects.latest("pk").pk, DUE, None, None, 1)).form
    ),
    "burden.burden_page": lambda actor, _: {
        "报送自评" in [a.title for a in burden.burden_page(actor, date(2026, 9, 1)).askings]
    },
    "packs.change_page": lambda actor, id_: packs.change_page(actor, id_, TEXT).title,
    "packs.flow_chart": lambda actor, id_: packs.flow_chart(actor, id_, "complaint")[:4],
    "packs.library_page": lambda actor, _: len(packs.library_page(actor)),
    "packs.offer_page": lambda actor, _: packs.offer_page(actor, TEXT, None).faults,
    "packs.pack_page": lambda actor, id_: packs.pack_page(actor, id_).may_change,
}
SEEN = {
    "handing.hand_in_page": "路灯月报",
    "burden.burden_page": {True},
    "packs.change_page": "村庄环境卫生考核",
    "packs.flow_chart": "<svg",
    "packs.library_page": 9,
    "packs.offer_page": (),
    "packs.pack_page": True,
}
OF_THE_HOUSE = {"packs.library_page", "packs.offer_page"}


def seen(name: str, actor: Actor, id_: int) -> object:
    """What an actor gets; a refusal as its code."""
    try:
        return ASKS[name](actor, id_)
    except Refused as refusal:
        return refusal.code


@pytest.mark.parametrize("name", ASKS)
def test_the_office_sees_it_and_others_see_what_is_theirs(world: World, name: str) -> None:
    id_ = adopted(world.clerk)
    if name == "handing.hand_in_page":
        duty_of(world.clerk)
    assert seen(name, world.clerk, id_) == SEEN[name]
    if name == "burden.burden_page":
        assert seen(name, world.stranger, id_) == {False}
        assert seen(name, world.village, id_) == "not_found"
        return
    village = False if name == "packs.pack_page" else SEEN[name]
    assert seen(name, world.village, id_) == ("not_found" if name in OF_THE_HOUSE else village)
    assert seen(name, world.stranger, id_) == (SEEN[name] if name in OF_THE_HOUSE else "not_found")
    assert seen(name, world.farm, id_) == "not_found"  # it takes no part
    assert seen(name, replace(world.clerk, role="keeper"), id_) == "not_found"
