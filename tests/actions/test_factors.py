"""The second factor: codes of an app and recovery codes, each taken once."""

from datetime import timedelta

import pyotp
import pytest

from shanzhi.actions.factors import begin_factor, close_factor, confirm_factor, renew_codes, show_factor
from shanzhi.actions.passwords import reset_password
from shanzhi.core.access import needs_second_factor
from shanzhi.core.kinds import Refused
from shanzhi.models import Entry, Factor, RecoveryCode
from tests.conftest import NOW, person, refused

STEP = timedelta(seconds=30)


def app(world) -> pyotp.TOTP:
    return pyotp.TOTP(begin_factor(actor=world.clerk, username="clerk").secret)


@pytest.fixture
def opened(world):
    """The clerk's app and recovery codes, opened at NOW."""
    made = app(world)
    return made, confirm_factor(actor=world.clerk, code=made.at(NOW), now=NOW)


def fails(world, code: str, at=NOW) -> str:
    with pytest.raises(Refused) as caught:
        show_factor(actor=world.clerk, code=code, now=at)
    return caught.value.code


def test_the_code_is_that_of_the_standard():
    """RFC 6238, appendix B, the last six figures."""
    secret = pyotp.TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    assert [secret.at(t) for t in (59, 1111111109, 20000000000)] == ["287082", "081804", "353130"]


def test_a_secret_is_sealed_and_stays_the_same_until_its_first_code(world):
    first = begin_factor(actor=world.clerk, username="clerk")
    again = begin_factor(actor=world.clerk, username="clerk")
    row = Factor.objects.get(user=world.clerk.id)
    assert first == again
    assert first.secret not in row.secret
    assert (row.since, first.uri.startswith("otpauth://totp/")) == (None, True)


def test_opening_gives_ten_recovery_codes_and_one_entry(world, opened):
    _, codes = opened
    assert (len(set(codes)), RecoveryCode.objects.filter(user=world.clerk.id).count()) == (10, 10)
    assert not set(codes) & set(RecoveryCode.objects.values_list("hash", flat=True))
    assert Entry.objects.latest("pk").deed == "open_factor"
    with refused("factor_there"):
        begin_factor(actor=world.clerk, username="clerk")


@pytest.mark.parametrize("drift", [-1, 0, 1])
def test_a_clock_may_be_one_step_off(world, opened, drift):
    made, _ = opened
    later = NOW + 10 * STEP
    assert show_factor(actor=world.clerk, code=made.at(later + drift * STEP), now=later) == "app"


@pytest.mark.parametrize("drift", [-2, 2])
def test_two_steps_are_too_many(world, opened, drift):
    made, _ = opened
    later = NOW + 10 * STEP
    assert fails(world, made.at(later + drift * STEP), later) == "code_wrong"


def test_no_code_is_taken_twice_nor_an_older_one_after_it(world, opened):
    made, _ = opened
    later = NOW + 10 * STEP
    assert fails(world, made.at(NOW)) == "code_wrong"
    assert show_factor(actor=world.clerk, code=made.at(later), now=later) == "app"
    assert fails(world, made.at(later), later) == "code_wrong"
    assert fails(world, made.at(later - STEP), later) == "code_wrong"


def test_codes_may_be_typed_with_gaps_and_in_full_width(world, opened):
    made, codes = opened
    later = NOW + 10 * STEP
    code = made.at(later)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code)
    assert show_factor(actor=world.clerk, code=f" {wide[:3]} {wide[3:]}", now=later) == "app"
    assert show_factor(actor=world.clerk, code=codes[0].lower().replace("-", " "), now=later) == "recovery"


def test_a_recovery_code_counts_once_and_for_its_owner_alone(world, opened):
    made, codes = opened
    assert show_factor(actor=world.clerk, code=codes[3], now=NOW) == "recovery"
    assert fails(world, codes[3]) == "code_wrong"
    assert RecoveryCode.objects.filter(user=world.clerk.id, used_at=None).count() == 9
    theirs = pyotp.TOTP(begin_factor(actor=world.leader, username="leader").secret)
    confirm_factor(actor=world.leader, code=theirs.at(NOW), now=NOW)
    with refused_but_counted("code_wrong"):
        show_factor(actor=world.leader, code=codes[4], now=NOW)
    assert made.secret != theirs.secret


class refused_but_counted:  # noqa: N801 - reads as a sentence
    def __init__(self, code: str) -> None:
        self.code = code

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind, error, _trace) -> bool:
        return isinstance(error, Refused) and error.code == self.code


def test_guessing_comes_to_a_wait_that_refuses_right_codes_too(world, opened):
    made, codes = opened
    assert [fails(world, "000000") for _ in range(6)] == ["code_wrong"] * 5 + ["too_many_tries"]
    assert fails(world, codes[0]) == "too_many_tries"
    later = NOW + 10 * STEP
    assert show_factor(actor=world.clerk, code=made.at(later), now=later) == "app"


def test_new_codes_replace_the_old(world, opened):
    _, codes = opened
    new = renew_codes(actor=world.clerk, code=codes[0], now=NOW)
    assert not set(new) & set(codes)
    assert fails(world, codes[1]) == "code_wrong"


def test_closing_takes_a_code_and_leaves_nothing(world, opened):
    made, _ = opened
    assert fails(world, "123456") == "code_wrong"
    later = NOW + 10 * STEP
    close_factor(actor=world.clerk, code=made.at(later), now=later)
    assert (Factor.objects.count(), RecoveryCode.objects.count()) == (0, 0)
    assert fails(world, made.at(later), later) == "factor_missing"


def test_a_keeper_may_close_it_with_the_password_where_the_phone_is_lost(world, opened):
    keeper = person("keeper", "keeper", "999901000000")
    reset_password(actor=keeper, username="clerk", factor_too=False, now=NOW)
    assert Factor.objects.count() == 1
    reset_password(actor=keeper, username="clerk", factor_too=True, now=NOW)
    assert (Factor.objects.count(), RecoveryCode.objects.count()) == (0, 0)


def test_what_publishes_needs_it_and_nothing_else(world):
    from dataclasses import replace  # noqa: PLC0415 - used here alone

    bare = replace(world.clerk, verified=False)
    deeds = ("adopt_plan", "note_progress", "see_programme")
    assert [needs_second_factor(bare, d) for d in deeds] == [True, False, False]
    assert not any(needs_second_factor(world.clerk, d) for d in deeds)
