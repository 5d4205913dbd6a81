"""The database's own walls: every table has one, nobody without a scope sees a row, nobody reaches beyond his."""

import psycopg
import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from shanzhi.core.access import DOOR, NOBODY, Scope, scope_of
from shanzhi.models import (
    Clause,
    Fact,
    Note,
    Occurrence,
    Place,
    Post,
    Programme,
    Reading,
    Session,
    Task,
    TaskUnit,
    User,
)
from shanzhi.models.walls import WALLS, acting, looking, open_gates

MODELS = {m._meta.db_table: m for m in apps.get_app_config("shanzhi").get_models(include_auto_created=True)}  # noqa: SLF001 - the public way to a table's name

KNOWN_TO_ALL = {
    f"shanzhi_{name}"
    for name in ("place", "unit", "user", "entry", "entryvalue", "chainhead", "treetile", "checkpoint")
}


def seen(table: str) -> int:
    return MODELS[table].objects.count()


def test_every_table_has_a_wall_and_every_wall_a_table():
    assert {f"shanzhi_{name}" for name in WALLS} == set(MODELS)


def test_the_walls_in_the_database_are_those_of_the_table(world):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, count(*) FROM pg_policies WHERE tablename LIKE 'shanzhi%%' GROUP BY 1")
        assert dict(cursor.fetchall()) == dict.fromkeys(MODELS, 4)


def test_the_tests_and_the_server_run_as_a_role_that_cannot_climb_over(world):
    assert open_gates() == []


@pytest.mark.parametrize("table", sorted(MODELS))
def test_without_a_scope_no_row_is_seen(world, table):
    with acting(NOBODY):
        assert seen(table) == 0


@pytest.mark.parametrize("table", sorted(set(MODELS) - KNOWN_TO_ALL))
def test_another_county_sees_nothing_of_this_one(world, table):
    with acting(world.stranger):
        own = {"shanzhi_post": 1, "shanzhi_session": Session.objects.filter(user=world.stranger.id).count()}
        assert seen(table) == own.get(table, 0)


def test_a_county_sees_its_programme_and_all_that_hangs_on_it(world):
    with acting(world.clerk):
        assert list(Programme.objects.values_list("pk", flat=True)) == [world.programme]
        hanging = {t: seen(t) for t in ("shanzhi_task", "shanzhi_taskunit", "shanzhi_clause", "shanzhi_occurrence")}
    assert hanging == {t: seen(t) for t in hanging}
    assert all(hanging.values())


def test_a_unit_sees_its_own_tasks_the_whole_of_its_parts_and_the_parts_it_leads(world):
    with acting(None):
        stands = TaskUnit.objects.filter(unit=world.farm.unit_id).values_list("task_id", flat=True)
        parts = Task.objects.filter(parent__in=stands).values_list("pk", flat=True)
        wanted = {*stands, *parts}
    with acting(world.farm):
        assert set(Task.objects.values_list("pk", flat=True)) == wanted


def test_siblings_do_not_see_each_others_parts(world):
    with acting(world.town):
        units = set(Task.objects.exclude(unit=None).values_list("unit_id", flat=True))
    assert units == {world.town.unit_id}
    with acting(world.village):
        assert not Task.objects.exclude(unit=None).exclude(unit=world.village.unit_id).exists()
        assert not Occurrence.objects.exclude(unit=world.village.unit_id).exists()


def test_a_unit_reads_the_clauses_of_its_programme_but_not_the_reader_s_facts(world):
    with acting(world.farm):
        assert Clause.objects.filter(reading=world.reading).exists()
        assert (Fact.objects.count(), Reading.objects.update(level="county")) == (0, 0)


def test_a_keeper_sees_people_and_no_matters(world):
    over = scope_of(world.clerk)
    scope = Scope("keeper", over.low, over.high)
    with acting(scope):
        assert Post.objects.count() == 8
        assert (Programme.objects.count(), Task.objects.count(), Note.objects.count()) == (0, 0, 0)


def test_the_door_sees_log_ins_and_names_and_nothing_else(world):
    with acting(DOOR):
        assert User.objects.filter(username="clerk").exists()
        assert (Programme.objects.count(), Task.objects.count(), Reading.objects.count()) == (0, 0, 0)


def test_what_lies_outside_cannot_be_written_either(world):
    place = Place.objects.get(code="999902000000")
    with acting(world.clerk):
        assert Programme.objects.update(place=Place.objects.get(code="999901000000")) == 1
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Programme.objects.update(place=place)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Place.objects.create(code="999902999000", name="外县镇", level="township", parent=place)


@pytest.mark.parametrize(
    "words",
    [
        "DELETE FROM shanzhi_note",
        "UPDATE shanzhi_note SET text = ''",
        "TRUNCATE shanzhi_entry",
        "DELETE FROM shanzhi_entry",
        "DELETE FROM shanzhi_user",
        "DROP TABLE shanzhi_task",
        "ALTER TABLE shanzhi_task DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE mine (n int)",
    ],
)
def test_what_the_role_has_no_right_to_do_is_refused(world, words):
    with pytest.raises(ProgrammingError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(words)
    assert isinstance(caught.value.__cause__, psycopg.errors.InsufficientPrivilege)


def test_a_scope_ends_with_its_transaction_and_gives_way_to_the_one_around_it(world):
    def kind() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('shanzhi.scope', true)")
            return cursor.fetchone()[0]

    assert kind() == "house"
    with acting(world.clerk):
        assert kind() == "place"
        with looking(world.clerk), acting(world.farm):
            assert kind() == "unit"
        assert kind() == "place"
        with pytest.raises(ZeroDivisionError), acting(None):
            raise ZeroDivisionError
        assert kind() == "place"
    assert kind() == "house"


def test_log_ins_are_kept_by_a_hash_and_seen_by_their_person_alone(world, desk):
    cookie = desk(world.clerk).cookies["sessionid"].value
    with acting(world.clerk):
        keys = list(Session.objects.values_list("session_key", "user_id"))
    assert {user for _, user in keys} == {world.clerk.id}
    assert cookie not in {key for key, _ in keys}
    with acting(world.colleague):
        assert not Session.objects.exclude(user=world.colleague.id).exists()
