"""No name reaches a public page without consent or a provision."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.kinds import Refused
from shanzhi.core.publication import STATUTORY, Publication, PublicName, public_name, require_public

PRAISE = Publication("文明户公示")
NAME = "王小明"


@pytest.mark.parametrize(
    ("consents", "publication", "name"),
    [
        ((), PRAISE, PublicName("王某某", "hidden")),
        (("文明户公示",), PRAISE, PublicName(NAME, "consent")),
        (("积分榜公示",), PRAISE, PublicName("王某某", "hidden")),
        (("",), Publication(""), PublicName("王某某", "hidden")),
        ((), replace(PRAISE, basis="aid"), PublicName(NAME, "aid")),
        (("文明户公示",), replace(PRAISE, blame=True), PublicName("王某某", "hidden")),
        ((), replace(PRAISE, basis="aid", blame=True), PublicName("王某某", "hidden")),
    ],
)
def test_a_name_is_clear_with_consent_for_this_use_or_a_provision_and_never_with_blame(consents, publication, name):
    assert public_name(NAME, consents, publication) == name


def test_a_name_that_was_erased_stays_empty():
    assert public_name("", ["文明户公示"], replace(PRAISE, blame=True)) == PublicName("", "hidden")


@pytest.mark.parametrize("gate", [public_name, require_public])
def test_a_basis_nobody_registered_is_refused(gate):
    with pytest.raises(Refused) as caught:
        gate(NAME, (), replace(PRAISE, basis="because"))
    assert caught.value.code == "no_such_basis"


def test_what_makes_no_sense_without_the_name_is_refused_without_basis():
    assert require_public(NAME, ["文明户公示"], PRAISE) == PublicName(NAME, "consent")
    for publication, code in ((PRAISE, "name_needs_basis"), (replace(PRAISE, blame=True), "blame_by_name")):
        with pytest.raises(Refused) as caught:
            require_public(NAME, (), publication)
        assert caught.value.code == code


@given(
    st.sets(st.sampled_from(["积分榜公示", "文明户公示", "村报"])), st.sampled_from(["积分榜公示", "村报", "光荣榜"])
)
def test_a_clear_name_always_has_a_reason(consents, use):
    out = public_name(NAME, consents, Publication(use))
    assert (out.text == NAME) == (use in consents)


def test_every_provision_names_its_law():
    assert all(str(words).startswith("《") for words in STATUTORY.values())
