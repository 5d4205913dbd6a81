"""Real threads on committed data: each race has one winner, and the books hold."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from shanzhi.actions.editions import EditionIn, adopt_edition
from shanzhi.actions.people import import_people, import_units
from shanzhi.actions.plans import PlanIn, hand_in_plan
from shanzhi.actions.programmes import adopt_plan
from shanzhi.actions.reviews import answer_questions, check_rest
from shanzhi.actions.tasks import NoteIn, accept_task, claim_task, note_progress
from shanzhi.core.kinds import Refused
from shanzhi.core.register import Row
from shanzhi.models import Edition, Entry, Note, Post, Programme, Reading, Task, Unit, User
from shanzhi.queries.audit import audit
from shanzhi.queries.reviews import preview_page
from tests.conftest import NOW, PLAN, person
from tests.packs_world import adopted

TEXT = PLAN.replace("云岭", "石桥")


def ready(clerk, name: str) -> int:
    """A reading checked and answered, of a plan of its own."""
    reading = hand_in_plan(actor=clerk, plan=PlanIn(text=TEXT.replace("村庄整治", name)), now=NOW).reading_id
    check_rest(actor=clerk, reading_id=reading, now=NOW)
    answers = replace(
        preview_page(clerk, reading).answers, year=2026, from_on=date(2026, 8, 1), to_on=date(2026, 12, 31)
    )
    revision = Reading.objects.get(pk=reading).revision
    answer_questions(actor=clerk, reading_id=reading, answers=answers, revision=revision, now=NOW)
    return reading


def together(n: int, deed: Callable[[int], object]) -> list[object]:
    """What n threads give that start at one moment; a refusal is given as its code."""
    gate = Barrier(n)

    def run(k: int) -> object:
        gate.wait()
        try:
            return deed(k)
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(n) as pool:
        return list(pool.map(run, range(n)))


def first_task(programme: int) -> Task:
    return Task.objects.get(programme=programme, title__startswith="清理陈年垃圾", parent=None)


def test_the_books_hold_before_the_races(world):
    """Also has the tests' own database made where this file runs alone."""
    assert audit() == ()


def test_eight_threads_with_one_key_make_one_note(live):
    programme = adopt_plan(actor=live["clerk"], reading_id=ready(live["clerk"], "一号"), now=NOW).programme_id
    task, said = first_task(programme), NoteIn(uuid4(), "清了三处", percent=30)
    done = together(8, lambda _: note_progress(actor=live["farm"], task_id=task.pk, said=said, now=NOW))
    assert sorted(done) == [False] * 7 + [True]
    assert Note.objects.filter(key=said.key).count() == 1
    assert Entry.objects.filter(object_kind="task", object_id=task.pk).count() == 1


def test_of_two_who_accept_at_once_one_wins(live):
    programme = adopt_plan(actor=live["clerk"], reading_id=ready(live["clerk"], "二号"), now=NOW).programme_id
    task = first_task(programme)
    claim_task(actor=live["farm"], task_id=task.pk, said=NoteIn(uuid4(), "好了"), now=NOW)
    people = (live["clerk"], live["leader"])
    done = together(2, lambda k: accept_task(actor=people[k], task_id=task.pk, said=NoteIn(uuid4(), "通过"), now=NOW))
    assert sorted(done, key=str) == [True, "task_closed"]
    assert task.notes.filter(deed="accept").count() == 1


def test_two_who_adopt_at_once_make_one_programme(live):
    reading = ready(live["clerk"], "三号")
    people = (live["clerk"], live["leader"])
    done = together(2, lambda k: adopt_plan(actor=people[k], reading_id=reading, now=NOW))
    assert sorted(d.again for d in done) == [False, True]
    assert len({d.programme_id for d in done}) == 1
    assert Programme.objects.filter(reading=reading).count() == 1


def test_two_who_hand_in_the_same_plan_at_once_make_one_reading(live):
    plan = PlanIn(text=TEXT.replace("村庄整治", "四号"))
    done = together(2, lambda _: hand_in_plan(actor=live["clerk"], plan=plan, now=NOW))
    assert sorted(d.again for d in done) == [False, True]
    assert len({d.reading_id for d in done}) == 1


def test_twenty_threads_on_the_parts_of_one_parent_neither_lock_up_nor_lose_a_figure(live):
    programme = adopt_plan(actor=live["clerk"], reading_id=ready(live["clerk"], "五号"), now=NOW).programme_id
    parent = Task.objects.get(programme=programme, title__startswith="落实管护人员", parent=None)
    parts = list(parent.parts.values_list("pk", flat=True))

    def note(k: int) -> bool:
        said = NoteIn(uuid4(), f"第{k}次", percent=k)
        return note_progress(actor=live["clerk"], task_id=parts[k % 2], said=said, now=NOW)

    assert together(20, note) == [True] * 20
    parent.refresh_from_db()
    percents = [p.percent for p in parent.parts.all()]
    assert (parent.percent, parent.state) == (sum(percents) // 2, "working")
    assert Note.objects.filter(task__in=parts).count() == 20
    assert audit() == ()


def test_of_two_lists_with_the_same_new_username_at_once_one_says_whose_it_is(live):
    """Keepers of two places, so that no lock of a place keeps them apart."""
    keepers = [person(f"keeper3{k}", "keeper", place) for k, place in enumerate(("999903100000", "999903101000"))]

    def enter(k: int) -> object:
        rows = [
            Row(2, {"name": f"赵{'甲乙'[k]}", "username": "zhao3", "role": "查阅人员"}),
            Row(3, {"name": f"钱{'甲乙'[k]}", "username": f"qian3{k}", "role": "查阅人员"}),
        ]
        return import_people(actor=keepers[k], rows=rows, now=NOW)

    done = together(2, enter)
    first = User.objects.get(username="zhao3")
    assert sorted(d.new for d in done) == [1, 2]
    assert [str(p.words) for d in done for p in d.problems] == [f"用户名“zhao3”已由{first.name}使用，请换一个。"]
    assert User.objects.filter(username__startswith="qian3").count() == 2
    assert Post.objects.filter(user=first).count() == 1


def test_of_two_lists_with_the_same_new_unit_at_once_one_makes_it(live):
    keepers = [person(f"keeper4{k}", "keeper", place) for k, place in enumerate(("999903000000", "999903100000"))]
    rows = [Row(2, {"name": "石桥东镇供销社", "place": "999903100000"})]
    done = together(2, lambda k: import_units(actor=keepers[k], rows=rows, now=NOW))
    assert sorted((d.new, d.same) for d in done) == [(0, 1), (1, 0)]
    assert Unit.objects.filter(name="石桥东镇供销社").count() == 1


ADOPT = """
import django
django.setup()
from datetime import UTC, datetime
from shanzhi.actions.editions import EditionIn, adopt_edition
from shanzhi.actions.programmes import adopt_plan
from shanzhi.queries.books import actor
clerk = actor("clerk3")
print("adopting", flush=True)
adopt_plan(actor=clerk, reading_id={reading}, now=datetime(2026, 9, 1, tzinfo=UTC))
"""


def database_url() -> str:
    """Where the tests' own database is."""
    given = connection.get_connection_params()
    return make_conninfo(**{k: given[k] for k in ("dbname", "user", "password", "host", "port") if given.get(k)})


def waiting_for_the_journal() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE l.locktype = 'advisory' AND NOT l.granted AND d.datname = current_database()"
        )
        return cursor.fetchone()[0] > 0


def until(holds: Callable[[], bool]) -> None:
    """Waits for something that comes about by itself."""
    for _ in range(300):
        if holds():
            return
        time.sleep(0.1)
    pytest.fail("it did not come about within 30 seconds")


def test_a_server_killed_in_the_middle_of_adopting_leaves_nothing_half_stored(live):
    reading = ready(live["clerk"], "六号")
    env = {**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "shanzhi.settings"}
    env = {k: v for k, v in env.items() if k not in {"SHANZHI_ROLE", "SHANZHI_OWNER_URL"}}
    before = (Task.objects.count(), Entry.objects.count())
    with transaction.atomic():
        Entry.lock("999903")  # the other process stops at its very last step
        with subprocess.Popen([sys.executable, "-c", ADOPT.format(reading=reading)], env=env, stdout=-1) as process:
            until(waiting_for_the_journal)
            process.send_signal(signal.SIGKILL)
            process.wait()
            assert process.stdout.read() == b"adopting\n"
    with psycopg.connect(database_url(), autocommit=True) as other:
        row = "SELECT count(*) FROM shanzhi_programme WHERE reading_id = %s"
        assert other.execute(row, [reading]).fetchone() == (0,)
    assert (Task.objects.count(), Entry.objects.count()) == before
    assert Reading.objects.get(pk=reading).state == "reviewing"
    assert adopt_plan(actor=live["clerk"], reading_id=reading, now=NOW).again is False
    assert Reading.objects.get(pk=reading).state == "adopted"


def test_of_two_editions_at_once_one_wins(live):
    programme = adopted(live["clerk"], place=live["clerk"].place_code)
    text = Edition.objects.get(programme=programme).text
    given = [EditionIn(text.replace("to: 15,", f"to: {day},"), 1, "改日期") for day in (10, 12)]
    done = together(2, lambda k: adopt_edition(actor=live["clerk"], programme_id=programme, given=given[k], now=NOW))
    assert sorted(done, key=str) == [2, "changed_meanwhile"]
    assert Edition.objects.filter(programme=programme).count() == 2
