"""A consent is informed, for one use, proved, and a guardian's where it is a child's."""

from dataclasses import replace
from datetime import date

import pytest

from shanzhi.core.consent import Consent, check_consent, may_be_child
from shanzhi.core.kinds import Refused

TODAY = date(2026, 9, 1)
SUPPLY = Consent("supply", "paper", "代办养老金", "云岭县社保中心", "S-017")


@pytest.mark.parametrize(
    "given",
    [
        Consent("keep", "screen"),
        Consent("keep", "paper", witness="村会计"),
        Consent("publish", "screen", "文明户公示"),
        SUPPLY,
    ],
)
def test_a_whole_consent_passes(given):
    assert check_consent(given, 1957, TODAY) == given


def test_blanks_are_trimmed():
    assert check_consent(replace(SUPPLY, receiver=" 云岭县社保中心 "), 1957, TODAY) == SUPPLY


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (Consent("always", "screen"), "bad_choice"),
        (Consent("keep", "silence"), "bad_choice"),
        (Consent("publish", "screen", " "), "consent_unclear"),
        (replace(SUPPLY, receiver=" "), "receiver_missing"),
        (replace(SUPPLY, scan=""), "consent_unproved"),
    ],
)
def test_what_is_missing_is_asked_for(given, code):
    with pytest.raises(Refused) as caught:
        check_consent(given, 1957, TODAY)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("born", "child"), [(2026, True), (2013, True), (2012, True), (2011, False), (1957, False), (None, False)]
)
def test_under_fourteen_is_decided_by_the_year_for_the_child(born, child):
    assert may_be_child(born, TODAY) is child


def test_a_child_needs_a_guardian_and_what_he_is_to_the_child():
    given = Consent("keep", "screen")
    for half in (given, replace(given, guardian="张某"), replace(given, relation="母亲")):
        with pytest.raises(Refused) as caught:
            check_consent(half, 2015, TODAY)
        assert caught.value.code == "guardian_missing"
    whole = replace(given, guardian="张某", relation="母亲")
    assert check_consent(whole, 2015, TODAY) == whole
