"""Deeds on cases: the story of one, every bar, and what is kept of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from shanzhi.actions.case_moves import CaseIn, StepIn
from shanzhi.actions.cases import open_case, take_step
from shanzhi.core.quorum import Meeting
from shanzhi.models import Case, CaseClock, CaseStep, Edition, Entry
from tests.cases_world import COMMITTEE, MATTER, VILLAGE, assigned, filed, matter, moved
from tests.conftest import NOW, refused
from tests.packs_world import adopted
from tests.queries.counting import statements

CHAIN = ("SELECT", "SELECT", "WITH")  # the journal's lock, its end, and the entry with the chain's new end
SOON = NOW + timedelta(hours=1)


@pytest.fixture
def hygiene(world) -> int:
    return adopted(world.clerk)


@pytest.fixture
def mediation(world) -> int:
    return adopted(world.clerk, "mediation_and_agents")


def clocks(case: int) -> list[tuple[str, str, datetime | None, bool]]:
    rows = CaseClock.objects.filter(case=case).order_by("pk")
    return [(c.of, c.state, c.due_at, c.stopped_at is not None) for c in rows]


def due(day: str) -> datetime:
    """Close of business on a day of September 2026, in China."""
    return datetime.fromisoformat(f"2026-09-{day}T18:00+08:00").astimezone(UTC)


def test_a_case_opens_with_its_number_its_label_and_both_clocks(world, hygiene):
    case = Case.objects.get(pk=filed(world, hygiene))
    assert (case.n, case.flow, case.state, case.revision) == (1, "complaint", "reported", 1)
    assert case.label == "路边垃圾 村口路边有两堆垃圾"
    assert case.values == MATTER
    assert (case.opened_by_id, case.place.code, case.closed_at) == (world.town.id, VILLAGE, None)
    assert clocks(case.pk) == [("case", "", due("15"), False), ("state", "reported", due("02"), False)]
    assert case.due_at == due("02")
    step = CaseStep.objects.get(case=case)
    assert (step.action, step.from_state, step.to_state, step.revision) == ("file", "", "reported", 1)
    entry = Entry.objects.get(object_kind="case", object_id=case.pk)
    assert (entry.deed, entry.revision, entry.programme_id) == ("open_case", 1, hygiene)
    assert Case.objects.get(pk=filed(world, hygiene)).n == 2


def test_the_story_of_a_case(world, hygiene):
    case = assigned(world, hygiene)
    row = Case.objects.get(pk=case)
    assert (row.state, row.assignee.name) == ("assigned", COMMITTEE)
    assert clocks(case)[1:] == [("state", "reported", due("02"), True), ("state", "assigned", due("03"), False)]
    moved(world.village, case, "finish", result="已清走", now=SOON)
    moved(world.town, case, "verify", now=SOON + timedelta(hours=1))
    row.refresh_from_db()
    assert (row.state, row.due_at, row.closed_at) == ("closed", None, SOON + timedelta(hours=1))
    assert not CaseClock.objects.filter(case=case, stopped_at=None).exists()
    steps = CaseStep.objects.filter(case=case).order_by("revision")
    assert [(s.action, s.by_id, s.given) for s in steps[2:]] == [
        ("finish", world.village.id, {"result": "已清走"}),
        ("verify", world.town.id, {}),
    ]
    moved(world.town, case, "reopen", reason="又有了", now=SOON + timedelta(hours=2))
    row.refresh_from_db()
    assert (row.state, row.closed_at) == ("assigned", None)
    assert CaseClock.objects.filter(case=case, stopped_at=None).count() == 2


def test_a_time_limit_is_read_from_the_table_of_the_pack(world, hygiene):
    case = filed(world, hygiene, kind="污水横流")
    moved(world.clerk, case, "accept", assignee=COMMITTEE)
    assert clocks(case)[-1] == ("state", "assigned", due("08"), False)


def test_a_double_send_is_one_case_and_one_step(world, hygiene):
    given = CaseIn(hygiene, "complaint", VILLAGE, MATTER, key=uuid4())
    case = open_case(actor=world.town, given=given, now=NOW)
    assert open_case(actor=world.town, given=given, now=SOON) == case
    assert Case.objects.filter(programme=hygiene).count() == 1
    said = StepIn(case, "accept", 1, {"assignee": COMMITTEE}, uuid4())
    assert take_step(actor=world.clerk, said=said, now=SOON) is True
    assert take_step(actor=world.clerk, said=said, now=SOON) is False
    assert CaseStep.objects.filter(case=case).count() == 2
    assert Case.objects.get(pk=filed(world, hygiene)).n == 2


def test_a_wrong_revision_is_told(world, hygiene):
    case = assigned(world, hygiene)
    with refused("changed_meanwhile"):
        take_step(actor=world.village, said=StepIn(case, "finish", 1, {"result": "好"}, uuid4()), now=SOON)


@pytest.mark.parametrize(
    ("who", "action", "given", "code"),
    [
        ("village", "verify", {}, "wrong_state"),
        ("town", "finish", {"result": "好"}, "not_allowed"),
        ("village", "finish", {}, "not_filled"),
        ("village", "finish", {"result": "好", "other": "x"}, "not_filled"),
        ("village", "nothing", {}, "wrong_state"),
        ("village", "resume", {}, "clock_not_paused"),
        ("village", "pause", {"reason": "没空"}, "pause_unfounded"),
        ("leader", "pause", {"reason": "等待设备"}, "not_allowed"),
        ("clerk", "prolong", {}, "not_filled"),
        ("reader", "finish", {"result": "好"}, "not_allowed"),
        ("stranger", "finish", {"result": "好"}, "not_found"),
        ("farm", "finish", {"result": "好"}, "not_found"),
    ],
)
def test_what_stands_against_a_step_is_told_and_nothing_is_kept(world, hygiene, who, action, given, code):
    case = assigned(world, hygiene)
    with refused(code):
        moved(getattr(world, who), case, action, now=SOON, **given)


def test_a_unit_that_is_given_a_case_sees_it_though_the_programme_names_it_nowhere(world, hygiene):
    case = filed(world, hygiene)
    moved(world.clerk, case, "accept", assignee="云岭县水务局")
    with refused("not_found"):
        moved(world.farm, case, "finish", result="好", now=SOON)
    moved(world.water, case, "finish", result="好", now=SOON)
    assert Case.objects.get(pk=case).state == "mended"


def test_a_step_back_is_barred_once_its_time_is_over_and_once_it_was_taken(world, hygiene):
    case = assigned(world, hygiene)
    with refused("too_late"):
        moved(world.village, case, "send_back", reason="不归我们", now=NOW + timedelta(days=3))
    moved(world.village, case, "send_back", reason="不归我们", now=SOON)
    moved(world.clerk, case, "accept", now=SOON)
    assert Case.objects.get(pk=case).assignee.name == COMMITTEE
    with refused("times_used_up"):
        moved(world.village, case, "send_back", reason="还是不归我们", now=SOON)


def test_whoever_finished_does_not_verify(world, hygiene):
    case = filed(world, hygiene, by=world.village)
    moved(world.clerk, case, "accept", assignee=COMMITTEE)
    moved(world.village, case, "finish", result="好")
    with refused("same_person"):
        moved(world.village, case, "verify")


def test_a_pause_stops_both_clocks_and_puts_them_off(world, hygiene):
    case = assigned(world, hygiene)
    moved(world.village, case, "pause", reason="等待天气好转", now=SOON)
    assert [c[2] for c in clocks(case) if not c[3]] == [None, None]
    assert Case.objects.get(pk=case).due_at is None
    with refused("case_paused"):
        moved(world.village, case, "finish", result="好", now=SOON)
    moved(world.village, case, "resume", now=SOON + timedelta(days=2))
    assert [c[2] for c in clocks(case) if not c[3]] == [due("17"), due("07")]


def test_more_time_is_given_once_and_before_the_time_is_over(world, hygiene):
    case = assigned(world, hygiene)
    with refused("extension_too_late"):
        moved(world.clerk, case, "prolong", reason="下雨", now=NOW + timedelta(days=3))
    moved(world.clerk, case, "prolong", reason="下雨", now=SOON)
    assert [c[2] for c in clocks(case) if not c[3]] == [due("18"), due("08")]
    with refused("times_used_up"):
        moved(world.clerk, case, "prolong", reason="还下雨", now=SOON)


def test_a_server_clock_that_went_back_is_refused(world, hygiene):
    case = assigned(world, hygiene)
    with refused("clock_backwards"):
        moved(world.village, case, "finish", result="好", now=NOW + timedelta(minutes=9))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"flow": "nothing"}, "not_found"),
        ({"action": "accept"}, "wrong_state"),
        ({"place_code": "999902100201"}, "unknown_place"),
        ({"given": {"kind": "路边垃圾"}}, "not_filled"),
        ({"given": MATTER | {"kind": "别的"}}, "not_filled"),
        ({"given": MATTER | {"spot": "那边"}}, "not_filled"),
        ({"record_id": 0}, "not_found"),
    ],
)
def test_what_stands_against_opening_is_told_and_nothing_is_kept(world, hygiene, changed, code):
    given = replace(CaseIn(hygiene, "complaint", VILLAGE, MATTER, key=uuid4()), **changed)
    with refused(code):
        open_case(actor=world.town, given=given, now=NOW)


def test_another_county_opens_nothing(world, hygiene):
    with refused("not_found"):
        open_case(actor=world.stranger, given=CaseIn(hygiene, "complaint", VILLAGE, MATTER), now=NOW)


def test_a_matter_of_villages_is_not_opened_for_a_county(world, mediation):
    given = CaseIn(mediation, "village_matter", "999901000000", {"matter": "修路", "plan": "分两段"}, key=uuid4())
    with refused("wrong_level"):
        open_case(actor=world.clerk, given=given, now=NOW)


def test_representatives_decide_by_their_counts(world, mediation):
    case = matter(world, mediation)
    with refused("meeting_missing"):
        moved(world.village, case, "vote")
    with refused("not_quorate"):
        moved(world.village, case, "vote", meeting=Meeting(30, 19, 19))
    moved(world.village, case, "vote", meeting=Meeting(30, 20, 11))
    assert Case.objects.get(pk=case).state == "resolved"
    said = CaseStep.objects.get(case=case, action="vote").given
    assert said == {"meeting": {"members": 30, "present": 20, "agree": 11, "households": 0, "households_present": 0}}
    with refused("too_early"):
        moved(world.colleague, case, "confirm", now=NOW + timedelta(days=1))


def test_a_lost_vote_leads_to_the_other_state(world, mediation):
    case = matter(world, mediation)
    moved(world.village, case, "vote", meeting=Meeting(30, 20, 10))
    row = Case.objects.get(pk=case)
    assert (row.state, row.closed_at) == ("rejected", NOW)


def test_a_rule_lets_the_program_take_a_step(world, hygiene):
    case = filed(world, hygiene)
    moved(None, case, "refuse", reason="无人受理")
    step = CaseStep.objects.get(case=case, action="refuse")
    assert (step.by_id, step.unit_id, Case.objects.get(pk=case).state) == (None, None, "refused")


def test_a_case_keeps_the_edition_it_began_with(world, hygiene):
    case = filed(world, hygiene)
    old = Edition.objects.get(programme=hygiene)
    text = old.text.replace("路边垃圾: 2 work days", "路边垃圾: 4 work days")
    newer = Edition.objects.create(
        programme_id=hygiene, n=2, pack=old.pack, version=2, text=text, used=old.used, digest="f" * 64,
        adopted_at=NOW, adopted_by_id=world.clerk.id,
    )  # fmt: skip
    moved(world.clerk, case, "accept", assignee=COMMITTEE)
    assert clocks(case)[-1][2] == due("03")
    fresh = filed(world, hygiene)
    moved(world.clerk, fresh, "accept", assignee=COMMITTEE)
    assert clocks(fresh)[-1][2] == due("07")
    assert [Case.objects.get(pk=c).edition_id for c in (case, fresh)] == [old.pk, newer.pk]


def test_a_step_sends_few_statements(world, hygiene):
    """Between BEGIN and COMMIT: these and the one that sets the scope."""
    case = assigned(world, hygiene)
    said = StepIn(case, "finish", 2, {"result": "好"}, uuid4())
    with statements() as sent:
        take_step(actor=world.village, said=said, now=SOON)
    assert [s.split()[0] for s in sent] == ["SELECT", "SELECT", "SELECT", "WITH", "WITH", *CHAIN], sent


def test_the_dearest_step_sends_nine_and_the_scope(world, hygiene):
    case = filed(world, hygiene)
    said = StepIn(case, "accept", 1, {"assignee": COMMITTEE}, uuid4())
    with statements() as sent:
        take_step(actor=world.town, said=said, now=SOON)
    assert len(sent) == 9, sent
