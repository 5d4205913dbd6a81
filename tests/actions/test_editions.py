"""Another edition: what is open follows it, what is past stays, and two at once never both win."""

from datetime import date

import pytest

from shanzhi.actions.duties import Time, meet_duty
from shanzhi.actions.editions import EditionIn, adopt_edition, settle_values
from shanzhi.models import Duty, Edition, Occurrence, Task
from shanzhi.models.walls import acting
from shanzhi.queries.packs import change_page, pack_page
from shanzhi.queries.running import running
from tests.conftest import NOW, World, refused
from tests.packs_world import adopted

pytestmark = pytest.mark.django_db


def text_of(programme: int) -> str:
    with acting(None):
        return Edition.objects.filter(programme=programme).latest("n").text


def days_of(programme: int, item: str) -> list[str]:
    with acting(None):
        rows = Occurrence.objects.filter(duty__programme=programme, duty__item=item).order_by("due_on", "unit")
        return sorted({f"{r.due_on:%m-%d}" for r in rows})


def test_another_day_moves_what_is_to_come_and_says_so_before(world: World) -> None:
    programme = adopted(world.clerk)
    text = text_of(programme)
    assert days_of(programme, "self_score")[:3] == ["09-15", "10-15", "11-16"]
    new = text.replace("window: {to: 15, shift: next}", "window: {to: 10}").replace("due: start_up.end", 'due: "01-20"')
    page = change_page(world.clerk, programme, new)
    assert (page.faults, page.tasks, page.cases) == (
        (), (("印发本季度考核标准", date(2027, 1, 31), date(2027, 1, 20)),), 0,
    )  # fmt: skip
    assert [line for line in page.lines if "自评" in line] == [
        "职责日程“报送自评”：时间段 由“15日前（遇休息日顺延）”改为“10日前”"
    ]
    given = EditionIn(new, 1, "县里提前一周汇总")
    assert adopt_edition(actor=world.clerk, programme_id=programme, given=given, now=NOW) == 2
    assert days_of(programme, "self_score")[:3] == ["09-15", "10-10", "11-10"]  # September has begun
    with acting(None):
        task = Task.objects.get(programme=programme, parent=None, item="sheet")
        assert (task.due_on, {p.due_on for p in task.parts.all()}) == (date(2027, 1, 20), {date(2027, 1, 20)})
    assert adopt_edition(actor=world.clerk, programme_id=programme, given=given, now=NOW) == 2


def test_what_was_met_stays(world: World) -> None:
    programme = adopted(world.clerk)
    with acting(None):
        duty = Duty.objects.get(programme=programme, item="self_score")
        later = duty.occurrences.order_by("due_on", "unit")[4]
    meet_duty(actor=world.clerk, time=Time(duty.pk, later.unit_id, later.due_on), text="", now=NOW)
    new = text_of(programme).replace("window: {to: 15, shift: next}", "window: {to: 10}")
    adopt_edition(actor=world.clerk, programme_id=programme, given=EditionIn(new, 1, "改"), now=NOW)
    assert days_of(programme, "self_score")[:4] == ["09-15", "10-10", "10-15", "11-10"]


def test_a_dropped_task_is_cancelled_and_a_new_one_comes_with_its_parts(world: World) -> None:
    programme = adopted(world.clerk)
    text = text_of(programme)
    start, end = text.index("  - id: sheet"), text.index("\nflows:")
    task = "  - {id: list, title: 公布村级名单, responsible: village_committee, due: start_up.end, clause: 三(二)}\n"
    given = EditionIn(text[:start] + task + text[end:], 1, "改由村里公布")
    adopt_edition(actor=world.clerk, programme_id=programme, given=given, now=NOW)
    with acting(None):
        rows = Task.objects.filter(programme=programme).order_by("n")
        assert [(t.item, t.state, t.parent_id is not None) for t in rows] == [
            ("sheet", "cancelled", False), ("sheet", "cancelled", True), ("sheet", "cancelled", True),
            ("list", "open", False), ("list", "open", True), ("list", "open", True), ("list", "open", True),
            ("list", "open", True),
        ]  # fmt: skip


def test_an_answer_becomes_the_value_and_the_rest_stays_open(world: World) -> None:
    programme = adopted(world.clerk)
    asks = {a.words: a for a in pack_page(world.clerk, programme).asks}
    ask = asks["每村每月考核补助多少元"]
    assert (ask.of, ask.clause, ask.proposed) == ("每月核定考核补助", "五(一)", "")
    n = settle_values(actor=world.clerk, programme_id=programme, after=1, answers={ask.path: "600 元"}, now=NOW)
    page = pack_page(world.clerk, programme)
    assert (n, page.newest, len(page.asks)) == (2, 2, len(asks) - 1)
    assert "amount: 600 元" in page.text
    with acting(None):
        assert running(programme).n == 2


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (EditionIn("pack: village_hygiene\nodd: 1\n", 1, "改"), "pack_broken"),
        (EditionIn("pack: other\ntitle: 别的\n", 1, "改"), "other_pack"),
        (EditionIn("pack: village_hygiene\n", 1, " "), "reason_missing"),
        (EditionIn("pack: village_hygiene\n", 7, "改"), "changed_meanwhile"),
    ],
)
def test_what_is_refused_changes_nothing(world: World, given: EditionIn, code: str) -> None:
    programme = adopted(world.clerk)
    with refused(code):
        adopt_edition(actor=world.clerk, programme_id=programme, given=given, now=NOW)
    with refused("not_found"):
        adopt_edition(actor=world.stranger, programme_id=programme, given=given, now=NOW)
    with refused("not_found"):
        adopt_edition(actor=world.village, programme_id=programme, given=given, now=NOW)
    with refused("no_such_path"):
        settle_values(actor=world.clerk, programme_id=programme, after=1, answers={"accounts.0": "1"}, now=NOW)
