"""What a duty hands in by a form is filled in, kept, and held back where it is not whole."""

from datetime import date

import pytest

from shanzhi.actions.duties import Time, meet_duty
from shanzhi.actions.packs import PackIn, adopt_pack
from shanzhi.core.access import Actor
from shanzhi.core.filling import Unfilled
from shanzhi.models import Duty, Occurrence
from shanzhi.models.walls import acting
from shanzhi.queries.handing import Asked, hand_in_page
from tests.conftest import NOW, World, books, refused

pytestmark = pytest.mark.django_db
DUE = date(2026, 9, 25)
PACK = """
pack: lamps
title: 路灯管护
version: 1
level: county
subjects: village
clauses: {一: 各村每月报送路灯情况。}
forms:
  lamps: {title: 路灯月报, clause: 一, fields: [
    {id: lit, title: 亮灯数, type: integer, required: true, min: 0},
    {id: dark, title: 不亮的, type: integer, required: true, min: 0},
    {id: all, title: 合计, type: integer, value: "= it.lit + it.dark"}],
    must: [{that: it.dark <= it.lit, else: 不亮的比亮的还多，请核对}]}
duties:
  - {id: monthly, title: 报送路灯月报, who: village, every: month, window: {to: 25}, hand_in: {form: lamps}, clause: 一}
"""


def duty_of(actor: Actor) -> int:
    programme = adopt_pack(
        actor=actor, given=PackIn(PACK, "999901000000", date(2026, 9, 1), date(2027, 8, 31)), now=NOW
    )
    with acting(None):
        return Duty.objects.get(programme=programme).pk


def test_a_village_fills_in_its_form_and_it_is_kept(world: World) -> None:
    duty = duty_of(world.clerk)
    time = Time(duty, world.village.unit_id, DUE)
    page = hand_in_page(world.village, Asked(duty, DUE, world.village.unit_id, None, 1))
    assert (page.form, page.unit, [f.title for f in page.fields], page.done_on) == (
        "路灯月报", "云岭东一村村民委员会", ["亮灯数", "不亮的", "合计"], None,
    )  # fmt: skip
    assert meet_duty(actor=world.village, time=time, text="", now=NOW, given={"lit": "18", "dark": "２"})
    with acting(None):
        row = Occurrence.objects.get(duty=duty, unit=world.village.unit_id, due_on=DUE)
    assert row.values == {"lit": 18, "dark": 2, "all": 20}
    again = hand_in_page(world.village, Asked(duty, DUE, world.village.unit_id, None, 1))
    assert (again.values["dark"], again.done_on) == (2, date(2026, 9, 1))
    assert not meet_duty(actor=world.village, time=time, text="", now=NOW, given={"lit": "1", "dark": "0"})


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ({"lit": "十八"}, {"lit", "dark"}),
        ({"lit": "1", "dark": "9"}, {""}),
        ({"lit": "1", "dark": "-1"}, {"dark"}),
        ({"lit": "1", "dark": "1", "odd": "x"}, {"odd"}),
    ],
)
def test_what_is_not_whole_is_not_kept_and_all_faults_come_at_once(world: World, given, faults) -> None:
    time = Time(duty_of(world.clerk), world.village.unit_id, DUE)
    before = books()
    with pytest.raises(Unfilled) as caught:
        meet_duty(actor=world.village, time=time, text="", now=NOW, given=given)
    assert {f.field for f in caught.value.faults} == faults
    assert books() == before


def test_a_neighbour_hands_in_for_itself_alone(world: World) -> None:
    duty = duty_of(world.clerk)
    with acting(None):
        other = Duty.objects.get(pk=duty).units.exclude(pk=world.village.unit_id).earliest("pk").pk
    with refused("not_allowed"):
        meet_duty(actor=world.village, time=Time(duty, other, DUE), text="", now=NOW, given={"lit": "1", "dark": "0"})


def test_a_duty_without_a_form_takes_words_alone(world: World) -> None:
    text = PACK.replace("hand_in: {form: lamps}, ", "")
    programme = adopt_pack(
        actor=world.clerk, given=PackIn(text, "999901000000", date(2026, 9, 1), date(2027, 8, 31)), now=NOW
    )
    with acting(None):
        duty = Duty.objects.get(programme=programme).pk
    with refused("no_form"):
        meet_duty(actor=world.village, time=Time(duty, world.village.unit_id, DUE), text="", now=NOW, given={})
