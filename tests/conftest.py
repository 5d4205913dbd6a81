"""One small world: a county, two townships, four villages, the people in them, and one adopted plan."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import Client
from django.utils import translation

from shanzhi import database
from shanzhi.actions.plans import PlanIn, hand_in_plan
from shanzhi.actions.programmes import adopt_plan
from shanzhi.actions.register import PersonIn, PlaceIn, UnitIn, add_person, add_places, add_units
from shanzhi.actions.reviews import answer_questions, check_rest
from shanzhi.actions.walls import build_walls
from shanzhi.core.access import NOBODY, Actor
from shanzhi.core.kinds import Refused
from shanzhi.door import now
from shanzhi.models import Post, Unit, User
from shanzhi.models.walls import acting
from shanzhi.queries.reviews import preview_page

PASSWORD = "a-long-test-password"
# the same algorithm with the least work, or most of a run would be spent on the passwords of made-up people
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1
PLAN = (Path(__file__).parent / "plan.txt").read_text(encoding="utf-8")
NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)  # ten in the morning in China
TODAY = date(2026, 9, 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Attacks come last: what a served program writes is committed, and would be there for the tests after it."""
    items.sort(key=lambda item: "attacks" in item.path.parts)


@dataclass(frozen=True)
class World:
    """Who is who. reading and programme: those of PLAN, adopted on NOW."""

    clerk: Actor
    colleague: Actor
    leader: Actor
    reader: Actor
    farm: Actor
    water: Actor
    town: Actor
    village: Actor
    stranger: Actor
    reading: int
    programme: int


def county(prefix: str, name: str) -> None:
    """A county with two townships of two villages each, its offices, and people named after the prefix's last digit."""
    towns = [("100", f"{name}东镇"), ("101", f"{name}西乡")]
    places = [PlaceIn(f"{prefix}000000", f"{name}县", "county")]
    units = [
        UnitIn(f"{name}县农业农村局", f"{prefix}000000", aliases=("县农业农村局",)),
        UnitIn(f"{name}县水务局", f"{prefix}000000", aliases=("县水务局",)),
        UnitIn(f"{name}县财政局", f"{prefix}000000", aliases=("县财政局",)),
    ]
    for code, town in towns:
        places.append(PlaceIn(f"{prefix}{code}000", town, "township"))
        units.append(UnitIn(f"{town}人民政府", f"{prefix}{code}000", "government", (town,)))
        for n in (1, 2):
            village = f"{town[:-1]}{'一二'[n - 1]}村"
            places.append(PlaceIn(f"{prefix}{code}20{n}", village, "village"))
            units.append(UnitIn(f"{village}村民委员会", f"{prefix}{code}20{n}", "village", (village,)))
    add_places(actor=None, places=places, now=NOW)
    add_units(actor=None, units=units, now=NOW)


def person(username: str, role: str, place: str, unit: str = "") -> Actor:
    """Somebody with a post; the unit by name."""
    with acting(None):
        unit_id = Unit.objects.get(name=unit).pk if unit else None
    add_person(actor=None, person=PersonIn(username, f"{username}某", PASSWORD, role, place, unit_id), now=NOW)
    with acting(None):
        return Post.objects.select_related("user", "place", "unit").get(user__username=username).as_core()


def adopt(clerk: Actor, text: str) -> tuple[int, int]:
    """Reading and programme of a text, everything answered."""
    reading = hand_in_plan(actor=clerk, plan=PlanIn(text=text), now=NOW).reading_id
    check_rest(actor=clerk, reading_id=reading, now=NOW)
    page = preview_page(clerk, reading)
    asked = (*page.questions.units, *page.questions.dates, *page.questions.anchors)
    later = frozenset(q.words for q in asked)
    answers = replace(page.answers, year=2026, from_on=date(2026, 8, 1), to_on=date(2027, 6, 30), later=later)
    answer_questions(actor=clerk, reading_id=reading, answers=answers, revision=page.revision, now=NOW)
    return reading, adopt_plan(actor=clerk, reading_id=reading, now=NOW).programme_id


def books() -> dict[str, tuple[int, str]]:
    """Rows and a digest of every table of the house: equal before and after where nothing was written."""
    out = {}
    with connection.cursor() as cursor:
        for model in apps.get_app_config("shanzhi").get_models(include_auto_created=True):
            name = model._meta.db_table  # noqa: SLF001 - the public way to a table's name
            cursor.execute(
                f"SELECT count(*), coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {name} t"  # noqa: S608 - our own tables
            )
            out[name] = cursor.fetchone()
    return out


@contextmanager
def refused(code: str) -> Iterator[None]:
    """The deed inside is refused with this code, and nothing is written."""
    before = books()
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.code == code
    assert "{" not in str(caught.value)
    assert books() == before


def as_the_program() -> None:
    """From here on the tests connect as the role that owns nothing and is held by row-level security."""
    connection.close()
    connection.close_pool()
    connection.settings_dict["OPTIONS"]["options"] = database.AS_PROGRAM
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (database.ROLE,)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[World]:
    """The database with the world in it; each test's own changes are rolled back."""
    with django_db_blocker.unblock():
        assert str(connection.settings_dict["NAME"]).startswith("test_"), "a test with the world must run first"
        build_walls()
        as_the_program()
        county("999901", "云岭")
        county("999902", "松平")
        clerk = person("clerk", "clerk", "999901000000")
        reading, programme = adopt(clerk, PLAN)
        yield World(
            clerk=clerk,
            colleague=person("colleague", "clerk", "999901000000"),
            leader=person("leader", "leader", "999901000000"),
            reader=person("reader", "reader", "999901000000"),
            farm=person("farm", "unit", "999901000000", "云岭县农业农村局"),
            water=person("water", "unit", "999901000000", "云岭县水务局"),
            town=person("town", "unit", "999901100000", "云岭东镇人民政府"),
            village=person("village", "unit", "999901100201", "云岭东一村村民委员会"),
            stranger=person("stranger", "clerk", "999902000000"),
            reading=reading,
            programme=programme,
        )
        connection.close()
        connection.close_pool()
        del connection.settings_dict["OPTIONS"]["options"]


@pytest.fixture
def world(django_db_setup: World, db) -> Iterator[World]:
    """The small world, inside a transaction that is rolled back; the test itself looks at everything."""
    with acting(None):
        yield django_db_setup


class Unscoped(Client):
    """A browser whose requests start without a scope, as on a server: what forgets to set one sees nothing."""

    def request(self, **request):
        with acting(NOBODY):
            return super().request(**request)


@pytest.fixture
def desk(world: World, settings):
    """Logs somebody in: desk(world.clerk) is a browser on the clerk's desk, with static files under plain names.

    verified: whether the log-in has shown the second factor.
    """
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": plain}}

    def log_in(actor: Actor, *, verified: bool = True) -> Client:
        client = Unscoped()
        client.force_login(User.objects.get(pk=actor.id), backend="shanzhi.door.PostBackend")
        if verified:
            session = client.session
            session["verified_at"] = now().isoformat()
            session.save()
        return client

    return log_in


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """Every test begins in Chinese, whatever language a page before it was asked in."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(scope="session")
def live_people(django_db_setup, django_db_blocker) -> dict[str, Actor]:
    """A third county for tests that must commit: races, and servers that die."""
    with django_db_blocker.unblock():
        county("999903", "石桥")
        return {
            "clerk": person("clerk3", "clerk", "999903000000"),
            "leader": person("leader3", "leader", "999903000000"),
            "farm": person("farm3", "unit", "999903000000", "石桥县农业农村局"),
        }


@pytest.fixture
def live(live_people: dict[str, Actor], django_db_blocker):
    """The third county's people; what is done is committed and stays; the test itself looks at everything."""
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('shanzhi.scope', 'house', false)")
        yield live_people
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('shanzhi.scope', '', false)")


@pytest.fixture
def own_folder(tmp_path, settings, monkeypatch) -> Path:
    """A data folder of the test's own for files and keys."""
    monkeypatch.setenv("SHANZHI_KEYS", str(tmp_path / "keys.json"))
    settings.DATA, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    return tmp_path


@pytest.fixture
def as_owner() -> Iterator[None]:
    """The test acts as the owner of the tables, as migrations, backups and restoring do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        cursor.execute(f"SET ROLE {cursor.fetchone()[0]}")
        yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
