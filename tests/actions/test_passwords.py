"""Passwords: tried at the door, changed, replaced by a keeper's word; wrong tries make one wait."""

from datetime import timedelta

import pytest

from shanzhi.actions.passwords import AttemptIn, ChangeIn, change_password, reset_password, try_password
from shanzhi.actions.tries import forget_old_tries
from shanzhi.core.kinds import Refused
from shanzhi.models import Device, Entry, Session, Tries, User
from tests.conftest import NOW, PASSWORD, person, refused

NEW = "shuiku7meadow"
MINUTE = timedelta(minutes=1)


def attempt(word: str, name: str = "clerk", address: str = "203.0.113.7", known: str = "") -> AttemptIn:
    return AttemptIn(name, word, address, known)


def wrong(n: int, **more) -> None:
    for _ in range(n):
        assert try_password(attempt=attempt("wrong", **more), now=NOW) is None


def waits(now=NOW, **more) -> int:
    with pytest.raises(Refused) as caught:
        try_password(attempt=attempt(PASSWORD, **more), now=now)
    assert caught.value.code == "too_many_tries"
    return caught.value.args_["minutes"]


def test_a_right_password_gives_the_person_and_leaves_no_count_behind(world):
    wrong(2)
    assert try_password(attempt=attempt(PASSWORD), now=NOW).pk == world.clerk.id
    assert list(Tries.objects.values_list("counter", "wrong")) == [("address", 2)]


def test_after_five_wrong_passwords_a_right_one_is_refused_too_until_the_wait_is_over(world):
    wrong(5)
    assert waits() == 1
    assert waits(NOW + MINUTE / 2) == 1
    assert try_password(attempt=attempt("wrong"), now=NOW + MINUTE) is None
    assert waits(NOW + MINUTE) == 2
    assert try_password(attempt=attempt(PASSWORD), now=NOW + 3 * MINUTE).pk == world.clerk.id


def test_knocking_during_a_wait_does_not_lengthen_it(world):
    wrong(5)
    for _ in range(30):
        waits()
    assert try_password(attempt=attempt(PASSWORD), now=NOW + MINUTE).pk == world.clerk.id


def test_names_that_are_not_there_are_counted_like_those_that_are(world):
    wrong(5, name="nobody-here")
    assert waits(name="nobody-here") == 1


def test_one_address_is_stopped_before_it_has_tried_every_name(world):
    for n in range(20):
        wrong(1, name=f"name{n}")
    assert waits(name="clerk") == 1
    assert try_password(attempt=attempt(PASSWORD, address="203.0.113.8"), now=NOW).pk == world.clerk.id


def test_an_own_right_password_does_not_wash_an_address_clean(world):
    for n in range(19):
        wrong(1, name=f"name{n}")
        assert try_password(attempt=attempt(PASSWORD, name="colleague"), now=NOW).pk == world.colleague.id
    wrong(1, name="name19")
    assert waits(name="colleague") == 1


def test_a_stranger_cannot_lock_out_a_browser_the_account_was_logged_in_on(world):
    wrong(5)
    assert waits() == 1
    assert try_password(attempt=attempt(PASSWORD, known="mark"), now=NOW).pk == world.clerk.id
    wrong(5, known="other")
    assert waits(known="other") == 1


def test_the_table_of_tries_does_not_say_what_was_typed(world):
    wrong(1, name="my-password-typed-as-name")
    kept = "".join(Tries.objects.values_list("name", flat=True))
    assert "my-password" not in kept
    assert "203.0" not in kept


def test_counters_that_count_no_more_are_swept(world):
    wrong(1)
    assert (forget_old_tries(NOW), forget_old_tries(NOW + timedelta(hours=13)), Tries.objects.count()) == (0, 2, 0)


def test_a_change_takes_the_old_password_and_ends_other_log_ins(world, desk):
    first, second = desk(world.clerk), desk(world.clerk)
    change = ChangeIn(PASSWORD, NEW, NEW, first.cookies["sessionid"].value)
    change_password(actor=world.clerk, change=change, now=NOW)
    assert User.objects.get(pk=world.clerk.id).check_password(NEW)
    assert Session.objects.filter(user=world.clerk.id).count() == 1
    assert Entry.objects.latest("pk").deed == "change_password"
    assert second.get("/").status_code == 302


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (ChangeIn(PASSWORD, NEW, NEW + "x", ""), "passwords_differ"),
        (ChangeIn(PASSWORD, PASSWORD, PASSWORD, ""), "password_same"),
        (ChangeIn(PASSWORD, "short", "short", ""), "password_short"),
        (ChangeIn(PASSWORD, "1q2w3e4r5t6y", "1q2w3e4r5t6y", ""), "password_common"),
    ],
)
def test_a_change_that_breaks_a_rule_is_refused(world, change, code):
    with refused(code):
        change_password(actor=world.clerk, change=change, now=NOW)


def test_a_wrong_old_password_is_refused_and_counted(world):
    for code in ["password_wrong"] * 5 + ["too_many_tries"]:
        with pytest.raises(Refused) as caught:
            change_password(actor=world.clerk, change=ChangeIn("wrong", NEW, NEW, ""), now=NOW)
        assert caught.value.code == code
    assert User.objects.get(pk=world.clerk.id).check_password(PASSWORD)


def test_a_keeper_gives_a_word_that_counts_three_days_and_ends_everything_else(world, desk):
    keeper, client = person("keeper", "keeper", "999901000000"), desk(world.clerk)
    word = reset_password(actor=keeper, username="clerk", factor_too=False, now=NOW)
    assert client.get("/").status_code == 302
    assert try_password(attempt=attempt(word), now=NOW + timedelta(days=3)).pk == world.clerk.id
    with pytest.raises(Refused) as caught:
        try_password(attempt=attempt(word), now=NOW + timedelta(days=3, seconds=1))
    assert caught.value.code == "word_expired"
    assert Device.objects.filter(user=world.clerk.id, ended_at=None).count() == 0
    entry = Entry.objects.latest("pk")
    assert (entry.deed, entry.object_id) == ("reset_password", world.clerk.id)


def test_a_keeper_resets_nobody_beyond_his_own_area(world):
    other = person("keeper2", "keeper", "999902000000")
    town = person("keeper3", "keeper", "999901100000")
    for keeper, name, code in (
        (other, "clerk", "not_allowed"),
        (town, "clerk", "not_allowed"),
        (town, "nobody-here", "not_found"),
        (world.clerk, "leader", "not_allowed"),
    ):
        with refused(code):
            reset_password(actor=keeper, username=name, factor_too=True, now=NOW)
