"""Rules reach into other deeds: rows, cases and tasks follow from each other, once, and without end nowhere."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from shanzhi.actions.case_moves import StepIn
from shanzhi.actions.cases import take_step
from shanzhi.actions.packs import PackIn, adopt_pack
from shanzhi.actions.records import RecordIn, add_record
from shanzhi.actions.rule_watch import watch_rules
from shanzhi.actions.watch import ring_clocks
from shanzhi.models import Case, Message, Record, RuleRun, Task
from shanzhi.models.walls import acting
from shanzhi.queries.quotas import quota_page
from tests.conftest import NOW, World

pytestmark = pytest.mark.django_db
TEXT = (Path(__file__).parents[1] / "wired.yaml").read_text(encoding="utf-8")
VILLAGE = "999901100201"


@pytest.fixture
def programme(world: World) -> int:
    given = PackIn(TEXT, "999901000000", date(2026, 9, 1), date(2027, 8, 31))
    return adopt_pack(actor=world.clerk, given=given, now=NOW)


def hazard(world: World, programme: int, name: str = "危桥") -> int:
    said = RecordIn("hazard", VILLAGE, {"name": name, "words": f"{name}要修"})
    return add_record(actor=world.village, programme_id=programme, said=said, now=NOW).id


def case_of(record: int) -> Case:
    with acting(None):
        return Case.objects.get(record=record)


def mend(world: World, record: int) -> None:
    case = case_of(record)
    said = StepIn(case.pk, "mend", case.revision, {"result": "修好了"})
    assert take_step(actor=world.village, said=said, now=NOW + timedelta(days=1))


def test_a_row_with_a_life_opens_its_case_and_follows_it(world: World, programme: int) -> None:
    record = hazard(world, programme)
    case = case_of(record)
    with acting(None):
        assert (case.flow, case.state, case.values["words"], case.opened_by) == ("mending", "open", "危桥要修", None)
        assert Record.objects.get(pk=record).state == "open"
    mend(world, record)
    with acting(None):
        assert Record.objects.get(pk=record).state == "mended"


def test_what_follows_from_an_end_is_written_opened_and_set_once(world: World, programme: int) -> None:
    mend(world, hazard(world, programme))
    with acting(None):
        run = RuleRun.objects.get(programme=programme, rule="done")
        assert (run.state, [t["text"] for t in run.told]) == (
            "done", ["已登记“{name}”。", "已开立“{name}”。", "已下达任务“{name}”。"],
        )  # fmt: skip
        lesson = Record.objects.get(programme=programme, register="lesson")
        assert (lesson.label, lesson.values, lesson.source, lesson.place.code) == (
            "危桥要修", {"name": "危桥要修", "seen": 1}, "rule", VILLAGE,
        )  # fmt: skip
        visit = Case.objects.get(programme=programme, flow="visit")
        assert (visit.state, visit.values, visit.place.code) == ("due", {"what": "危桥要修"}, VILLAGE)
        tasks = Task.objects.filter(programme=programme, item="report").order_by("n")
        assert [(t.due_on, t.unit_id) for t in tasks if t.parent_id][-1] == (date(2026, 9, 11), world.village.unit_id)
    watch_rules(NOW + timedelta(days=2))
    with acting(None):
        assert Case.objects.filter(programme=programme, flow="visit").count() == 1


def test_a_clock_that_runs_out_takes_the_step_the_rule_says(world: World, programme: int) -> None:
    record = hazard(world, programme)
    ring_clocks(NOW + timedelta(days=20))
    case = case_of(record)
    with acting(None):
        assert (case.state, case.steps.get(action="urge").given) == ("urged", {"reason": "超过整改时限"})
        assert case.steps.get(action="urge").by is None
    ring_clocks(NOW + timedelta(days=20))
    assert case_of(record).revision == case.revision


def test_a_case_that_has_moved_on_is_left_alone(world: World, programme: int) -> None:
    record = hazard(world, programme)
    mend(world, record)
    ring_clocks(NOW + timedelta(days=20))
    assert case_of(record).state == "mended"


def test_quotas_count_what_the_life_of_a_row_says(world: World, programme: int) -> None:
    def lacking() -> list[int]:
        return [len(q.lacks) for q in quota_page(world.clerk, programme, "hazard").rows]

    assert lacking() == [4]
    mend(world, hazard(world, programme))
    assert lacking() == [3]


def test_what_was_not_handed_in_and_what_is_late_is_told_once(world: World, programme: int) -> None:
    later = NOW + timedelta(days=40)
    for _ in range(2):
        watch_rules(later)
    with acting(None):
        said = Message.objects.filter(programme=programme, words="上月的排查没有报送")
        assert (said.count(), said.values("unit").distinct().count()) == (4, 4)
        assert Message.objects.filter(programme=programme, words="有村没有报送整改报告").count() >= 1
