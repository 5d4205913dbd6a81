"""Who somebody is."""

from django.contrib.auth.models import AnonymousUser

from shanzhi.models import User
from shanzhi.queries import people


def test_an_actor_is_the_post_of_a_user(world):
    for who in (world.clerk, world.farm, world.village, world.stranger):
        assert people.actor_of(people.person(who.id)) == who


def test_nobody_else_is_an_actor(world):
    plain = User.objects.create(username="plain", name="无岗位")
    assert [people.actor_of(user) for user in (None, AnonymousUser(), people.person(plain.pk))] == [None] * 3


def test_a_person_who_left_is_nobody(world):
    before = people.count()
    User.objects.filter(pk=world.farm.id).update(is_active=False)
    assert (people.person(world.farm.id), people.count()) == (None, before - 1)
    assert people.person(10**17) is None
