"""Notices: drafted, corrected, signed once with the next number, withdrawn; duties they meet; names they may print."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from shanzhi.actions.consents import record_consent
from shanzhi.actions.duties import Time, excuse_duty, meet_duty
from shanzhi.actions.notices import NoticeIn, SignIn, edit_notice, make_notice, sign_notice, withdraw_notice
from shanzhi.actions.residents import ResidentIn, add_household, add_resident
from shanzhi.core.consent import Consent
from shanzhi.models import Duty, Entry, Message, Notice, Occurrence, Record
from shanzhi.models.walls import acting
from shanzhi.queries.audit import audit
from tests.actions.test_races import together
from tests.books_world import added
from tests.conftest import NOW, TODAY, refused
from tests.seats_world import COUNTY, TOWN, VILLAGE, row, seat, wells


@pytest.fixture
def found(world):
    running = wells(world.clerk)
    row(running, "well", name="老井")
    return running


def draft(actor, found, notice: str = "board", place: str = COUNTY) -> int:
    given = NoticeIn(notice, uuid4(), place)
    return make_notice(actor=actor, programme_id=found.programme_id, given=given, now=NOW)


def sign(actor, notice_id: int, revision: int = 0, basis: str = "", now=NOW) -> str:
    return sign_notice(actor=actor, signing=SignIn(notice_id, revision, basis), now=now)


def one(notice_id: int) -> Notice:
    return Notice.objects.get(pk=notice_id)


def test_a_draft_says_what_it_shows(world, found):
    row_ = one(draft(world.clerk, found))
    assert row_.text.splitlines() == [
        "管护情况公示",
        "云岭县　2026-09-01",
        "管护资金：0元",
        "水井：1",
        "二 每季度公布管护情况。",
    ]
    assert row_.sheet == [["项目", "情况"], ["管护资金", "0元"], ["水井", "1"]]
    assert (row_.number, row_.n, row_.signed_at, row_.series) == ("", None, None, "管护公示〔{year}〕{n}号")


def test_a_double_send_is_one_draft(world, found):
    given = NoticeIn("board", uuid4())
    made = {make_notice(actor=world.clerk, programme_id=found.programme_id, given=given, now=NOW) for _ in range(2)}
    assert len(made) == 1
    assert Entry.objects.filter(deed="make_notice").count() == 1


def test_signed_it_has_a_number_and_last_days_and_is_told(world, found):
    id_ = draft(world.clerk, found)
    assert sign(world.leader, id_) == "管护公示〔2026〕1号"
    row_ = one(id_)
    assert (row_.n, row_.year, row_.signed_by_id, row_.signed_at) == (1, 2026, world.leader.id, NOW)
    assert (row_.until_on, row_.objection_on) == (date(2026, 9, 8), date(2026, 9, 4))
    assert list(Message.objects.values_list("words", flat=True)) == ["已公布管护公示〔2026〕1号"]
    assert Entry.objects.filter(deed="sign_notice", object_kind="notice", object_id=id_).count() == 1
    for again in (lambda: sign(world.leader, id_), lambda: edit(world.clerk, id_, "改", 0)):
        with refused("notice_signed"):
            again()


def edit(actor, id_: int, text: str, revision: int) -> int:
    return edit_notice(actor=actor, notice_id=id_, text=text, revision=revision, now=NOW)


def test_numbers_are_counted_by_place_series_and_year(world, found):
    other = wells(world.clerk)
    numbers = [sign(world.clerk, draft(world.clerk, f)) for f in (found, other, found)]
    assert numbers == [f"管护公示〔2026〕{n}号" for n in (1, 2, 3)]
    assert sign(world.clerk, draft(world.clerk, found, place=TOWN)) == "管护公示〔2026〕1号"
    later = NOW + timedelta(days=180)
    assert sign(world.clerk, draft(world.clerk, found), now=later) == "管护公示〔2027〕1号"
    assert sign(world.leader, draft(world.leader, found, "word")) == ""


def test_what_was_read_is_what_is_signed(world, found):
    id_ = draft(world.clerk, found)
    assert edit(world.colleague, id_, " 改好的正文 ", 0) == 1
    with refused("changed_meanwhile"):
        sign(world.clerk, id_)
    with refused("changed_meanwhile"):
        edit(world.clerk, id_, "又改", 0)
    with refused("no_text"):
        edit(world.clerk, id_, " ", 1)
    sign(world.clerk, id_, 1)
    assert one(id_).text == "改好的正文"


def test_who_may_not(world, found):
    id_ = draft(world.clerk, found)
    with refused("second_factor_needed"):
        sign(replace(world.clerk, verified=False), id_)
    for who, code in ((world.reader, "not_allowed"), (world.stranger, "not_found"), (world.village, "not_found")):
        with refused(code):
            sign(who, id_)
    with refused("not_allowed"):
        draft(world.reader, found)
    with refused("not_found"):
        draft(world.clerk, found, "nothing")
    with refused("unknown_place"):
        draft(world.clerk, found, place="999902000000")
    sign(world.clerk, id_)
    with refused("not_allowed"):
        withdraw_notice(actor=world.village, notice_id=id_, why="错", now=NOW)


def test_the_pack_says_who_signs_and_a_leader_always_may(world, found):
    sign(world.clerk, draft(world.clerk, found, "word"))  # nobody sits in the council, so the office sees to it
    seat(world.clerk, found, f"user:{world.colleague.id}", post="council", place_code=COUNTY)
    id_ = draft(world.clerk, found, "word")
    with refused("not_signer"):
        sign(world.clerk, id_)
    assert sign(world.colleague, id_) == sign(world.leader, draft(world.clerk, found, "word")) == ""


def met(found) -> list[tuple[date, date, str]]:
    rows = Occurrence.objects.filter(duty__programme=found.programme_id, done_at__isnull=False).order_by("due_on")
    return list(rows.values_list("due_on", "done_on", "note"))


def test_signing_meets_the_duty_that_hands_it_in_and_nothing_else_does(world, found):
    duty, due = Duty.objects.get(programme=found.programme_id), date(2026, 9, 30)
    time = Time(duty.pk, duty.units.values_list("pk", flat=True).first(), due)
    with refused("notice_needed"):
        meet_duty(actor=world.clerk, time=time, text="报", now=NOW)
    sign(world.clerk, draft(world.clerk, found, place=TOWN))
    assert met(found) == []
    id_ = draft(world.clerk, found)
    sign(world.clerk, id_)
    assert met(found) == [(due, TODAY, "管护公示〔2026〕1号 管护情况公示")]
    sign(world.clerk, draft(world.clerk, found))  # a second one in the same days meets nothing else
    assert len(met(found)) == 1
    withdraw_notice(actor=world.clerk, notice_id=id_, why="数字有误", now=NOW)
    assert met(found) == []
    with refused("notice_withdrawn"):
        withdraw_notice(actor=world.clerk, notice_id=id_, why="再撤", now=NOW)
    assert sign(world.clerk, draft(world.clerk, found)) == "管护公示〔2026〕3号"
    assert [done for _, done, _ in met(found)] == [TODAY]


def test_late_is_late_and_an_excused_time_is_left_alone(world, found):
    duty = Duty.objects.get(programme=found.programme_id)
    unit = duty.units.values_list("pk", flat=True).first()
    excuse_duty(actor=world.leader, time=Time(duty.pk, unit, date(2026, 9, 30)), reason="停电", now=NOW)
    sign(world.clerk, draft(world.clerk, found))
    assert met(found) == []
    october = NOW + timedelta(days=45)
    sign(world.clerk, draft(world.clerk, found), now=october)
    assert [(due, done) for due, done, _ in met(found)] == [(date(2026, 12, 31), date(2026, 10, 16))]


def test_a_notice_about_a_missed_quarter_makes_it_up_late(world, found):
    given = NoticeIn("board", uuid4(), COUNTY, "quarter:2026-Q3")
    id_ = make_notice(actor=world.clerk, programme_id=found.programme_id, given=given, now=NOW)
    sign(world.clerk, id_, now=NOW + timedelta(days=45))
    assert [(due, done) for due, done, _ in met(found)] == [(date(2026, 9, 30), date(2026, 10, 16))]


def test_a_draft_is_thrown_away_with_a_reason(world, found):
    id_ = draft(world.clerk, found)
    with refused("reason_missing"):
        withdraw_notice(actor=world.clerk, notice_id=id_, why=" ", now=NOW)
    withdraw_notice(actor=world.clerk, notice_id=id_, why="重复", now=NOW)
    for again in (lambda: sign(world.clerk, id_, 1), lambda: edit(world.clerk, id_, "改", 1)):
        with refused("notice_withdrawn"):
            again()
    assert sign(world.clerk, draft(world.clerk, found)) == "管护公示〔2026〕1号"


def test_a_rule_drafts_it_once_and_it_waits_to_be_signed(world, found):
    record = Record.objects.get(pk=row(found, "news", words="清淤"))
    added(world.clerk, found, record)
    added(world.clerk, found, record)
    drafted = Notice.objects.get(programme=found.programme_id)
    assert (drafted.row, drafted.place.code, drafted.signed_at) == (f"record:{record.pk}", VILLAGE, None)
    assert sign(world.clerk, drafted.pk) == "管护公示〔2026〕1号"


@pytest.fixture
def villager(world) -> int:
    home = add_household(actor=world.village, place_code=VILLAGE, number="1", now=NOW)
    return add_resident(actor=world.village, household_id=home, given=ResidentIn("甄守井", 1957), now=NOW)


def with_name(world, found) -> int:
    id_ = draft(world.clerk, found)
    edit(world.clerk, id_, "表扬村民甄守井。", 0)
    return id_


def test_a_name_needs_consent_or_a_provision(world, found, villager):
    id_ = with_name(world, found)
    with refused("name_needs_basis"):
        sign(world.clerk, id_, 1)
    with refused("no_such_basis"):
        sign(world.clerk, id_, 1, "because")
    assert sign(world.clerk, id_, 1, "village_affairs") == "管护公示〔2026〕1号"
    entry = Entry.objects.select_related("value").filter(deed="sign_notice").latest("pk")
    assert "甄守井" not in str(entry.value.data)


def test_with_consent_to_this_use_the_name_stands(world, found, villager):
    def agree(use: str) -> None:
        given = Consent("publish", "paper", use=use, scan="001", witness="证人某")
        record_consent(actor=world.clerk, resident_id=villager, given=given, given_on=TODAY, now=NOW)

    id_ = with_name(world, found)
    agree("别的用途")
    with refused("name_needs_basis"):
        sign(world.clerk, id_, 1)
    agree("管护情况公示")
    assert sign(world.clerk, id_, 1) == "管护公示〔2026〕1号"


def test_eight_who_sign_at_once_get_eight_numbers_without_a_gap(live):
    found = wells(live["clerk"], "999903000000")
    ids = [draft(live["clerk"], found, place="999903000000") for _ in range(8)]
    done = together(8, lambda k: sign(live["leader" if k % 2 else "clerk"], ids[k]))
    assert sorted(done) == [f"管护公示〔2026〕{n}号" for n in range(1, 9)]
    with acting(None):
        assert len(met(found)) == 1
    assert audit() == ()


def test_of_four_who_sign_one_notice_one_does(live):
    found = wells(live["clerk"], "999903000000")
    id_ = draft(live["clerk"], found, place="999903000000")
    done = together(4, lambda _: sign(live["leader"], id_))
    assert sorted(done)[:3] == ["notice_signed"] * 3
