"""Posts with dates, several of a person, stand-ins: who may act from which on which day."""

from datetime import date, timedelta

import pytest

from shanzhi.actions.posts import PostIn, end_post, give_post, stand_in
from shanzhi.actions.sessions import end_log_ins, held_post
from shanzhi.core.access import Behalf
from shanzhi.models import Entry, Post, Session
from tests.conftest import NOW, TODAY, person, refused


@pytest.fixture
def keeper(world):
    return person("keeper", "keeper", "999901000000")


def test_a_post_is_given_once_with_its_days(world, keeper):
    post = PostIn(world.clerk.id, "leader", "999901100000", from_on=TODAY, to_on=date(2026, 12, 31))
    first = give_post(actor=keeper, post=post, now=NOW)
    row = Post.objects.get(pk=first)
    assert (row.user_id, row.role, row.place.code, row.from_on, row.to_on) == (
        world.clerk.id, "leader", "999901100000", TODAY, date(2026, 12, 31),
    )  # fmt: skip
    entries = Entry.objects.count()
    assert (give_post(actor=keeper, post=post, now=NOW), Entry.objects.count()) == (first, entries)


@pytest.mark.parametrize(
    ("post", "code"),
    [
        (PostIn(1, "clerk", "999901000000", from_on=TODAY, to_on=TODAY - timedelta(days=1)), "dates_reversed"),
        (PostIn(1, "unit", "999901000000"), "unit_missing"),
        (PostIn(1, "clerk", "999909000000"), "not_allowed"),
        (PostIn(1, "clerk", "999902000000"), "not_allowed"),
    ],
)
def test_a_post_that_cannot_be_is_refused(world, keeper, post, code):
    with refused(code):
        give_post(actor=keeper, post=post, now=NOW)


@pytest.mark.parametrize("who", ["clerk", "leader", "reader", "farm"])
def test_only_a_keeper_gives_posts(world, who):
    with refused("not_allowed"):
        give_post(actor=getattr(world, who), post=PostIn(world.clerk.id, "clerk", "999901000000"), now=NOW)


def test_a_stand_in_acts_as_the_holder_and_both_names_stand_in_the_books(world, keeper):
    days = (TODAY, TODAY + timedelta(days=5))
    post = stand_in(actor=keeper, post_id=world.leader.post_id, user_id=world.colleague.id, days=days, now=NOW)
    row = Post.objects.select_related("user", "place", "unit", "stands_in__user").get(pk=post)
    actor = row.as_core()
    assert (actor.id, actor.role, actor.behalf_of) == (
        world.colleague.id, "leader", Behalf(world.leader.id, world.leader.name, "stand_in"),
    )  # fmt: skip
    assert [row.tenure().holds(days[0] + timedelta(days=n)) for n in (-1, 0, 5, 6)] == [False, True, True, False]


def test_nobody_stands_in_for_himself_nor_for_a_stand_in(world, keeper):
    days = (TODAY, TODAY)
    with refused("own_post"):
        stand_in(actor=keeper, post_id=world.leader.post_id, user_id=world.leader.id, days=days, now=NOW)
    post = stand_in(actor=keeper, post_id=world.leader.post_id, user_id=world.clerk.id, days=days, now=NOW)
    with refused("own_post"):
        stand_in(actor=keeper, post_id=post, user_id=world.colleague.id, days=days, now=NOW)


def test_an_ended_post_ends_its_log_ins_and_a_stand_in_with_it(world, keeper, desk):
    client = desk(world.leader)
    assert client.get("/").status_code == 200
    Session.objects.update(post=world.leader.post_id)
    long = (TODAY - timedelta(days=9), TODAY + timedelta(days=99))
    instead = stand_in(actor=keeper, post_id=world.leader.post_id, user_id=world.clerk.id, days=long, now=NOW)
    end_post(actor=keeper, post_id=world.leader.post_id, to_on=TODAY - timedelta(days=1), reason="调离", now=NOW)
    assert client.get("/").status_code == 302
    tenure = Post.objects.select_related("stands_in").get(pk=instead).tenure()
    assert [tenure.holds(TODAY - timedelta(days=1)), tenure.holds(TODAY)] == [True, False]
    with refused("reason_missing"):
        end_post(actor=keeper, post_id=world.leader.post_id, to_on=TODAY, reason=" ", now=NOW)


def test_a_keeper_of_another_county_ends_nothing_here(world):
    other = person("keeper2", "keeper", "999902000000")
    with refused("not_found"):
        end_post(actor=other, post_id=world.leader.post_id, to_on=TODAY, reason="调离", now=NOW)


def test_the_post_acted_from_can_be_changed_to_another_of_ones_own(world, desk):
    second = give_post(actor=None, post=PostIn(world.clerk.id, "reader", "999901100000"), now=NOW)
    client = desk(world.clerk)
    assert "云岭县" in client.get("/").content.decode()
    assert client.post("/post/", {"post": second}).status_code == 302
    shown = client.get("/").content.decode()
    assert "云岭东镇 · clerk某" in shown
    with refused("not_found"):
        held_post(actor=world.clerk, post_id=world.leader.post_id)


def test_all_other_log_ins_are_ended_at_once(world, desk):
    first, second = desk(world.clerk), desk(world.clerk)
    assert end_log_ins(actor=world.clerk, keep=first.cookies["sessionid"].value, now=NOW) == 1
    assert [c.get("/").status_code for c in (first, second)] == [200, 302]
