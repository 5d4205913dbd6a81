"""Who somebody is when logged in."""

from datetime import date, timedelta

import pytest

from shanzhi.actions.posts import PostIn, give_post
from shanzhi.actions.sessions import mark
from shanzhi.core.access import Tenure
from shanzhi.models import User
from shanzhi.queries import people
from shanzhi.queries.people import Held
from tests.conftest import NOW, TODAY, person

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def cookie(world, desk) -> str:
    """What the table keeps of the cookie of the water bureau's log-in."""
    return mark(desk(world.water).session.session_key)


def test_a_log_in_is_its_person_and_his_posts(world, cookie):
    found = people.log_in_of(cookie)
    assert (found.user, found.posts) == (User.objects.get(pk=world.water.id), (Held(world.water, Tenure()),))
    assert (found.post_id, found.verified_at is not None, found.actor(TODAY)) == (None, True, world.water)
    assert people.log_in_of(mark("another cookie")) is None


def test_of_several_posts_those_held_on_a_day_may_be_chosen(world, cookie):
    keeper = person("keeper", "keeper", "999901000000")
    later = PostIn(world.water.id, "reader", "999901100000", from_on=TODAY, to_on=date(2026, 12, 31))
    post = give_post(actor=keeper, post=later, now=NOW)
    found = people.log_in_of(cookie)
    assert [h.tenure for h in found.posts] == [Tenure(), Tenure(TODAY, date(2026, 12, 31))]
    assert [[a.post_id for a in found.choices(day)] for day in (YESTERDAY, TODAY)] == [
        [world.water.post_id],
        [world.water.post_id, post],
    ]
    assert found.actor(TODAY) == world.water


def test_who_left_is_nobody(world, cookie):
    before = people.count()
    assert people.by_username("water") == User.objects.get(pk=world.water.id)
    User.objects.filter(pk=world.water.id).update(is_active=False)
    assert (people.by_username("water"), people.by_username("nobody"), people.count()) == (None, None, before - 1)
    found = people.log_in_of(cookie)
    assert (found.user, found.posts, found.actor(TODAY)) == (None, (), None)
