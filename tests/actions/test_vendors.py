"""A vendor comes in for days, for a reason, and sees no residents."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from shanzhi.actions.vendors import VendorIn, open_vendor_post
from shanzhi.core.access import MAY
from shanzhi.models import Entry, Post
from tests.conftest import NOW, TODAY, person, refused

REASON = "排查导出故障"


@pytest.fixture
def keeper(world):
    return person("keeper", "keeper", "999901000000")


@pytest.fixture
def vendor(world):
    return VendorIn(world.reader.id, "某某软件公司", "reader", "999901000000", TODAY, TODAY + timedelta(days=29))


def test_a_post_of_thirty_days_with_company_and_reason(keeper, vendor):
    post_id = open_vendor_post(actor=keeper, vendor=vendor, reason=REASON, now=NOW)
    row = Post.objects.get(pk=post_id)
    assert (row.role, row.from_on, row.to_on) == ("reader", TODAY, date(2026, 9, 30))
    entry = Entry.objects.latest("pk")
    data = {"company": "某某软件公司", "reason": REASON, "to": "2026-09-30"}
    assert (entry.deed, entry.actor_id, entry.object_id, entry.data) == ("open_vendor_post", keeper.id, post_id, data)


@pytest.mark.parametrize(
    ("changes", "reason", "code"),
    [
        ({"to_on": TODAY + timedelta(days=30)}, REASON, "vendor_too_long"),
        ({"to_on": TODAY - timedelta(days=1)}, REASON, "dates_reversed"),
        ({"role": "clerk"}, REASON, "bad_choice"),
        ({"company": " "}, REASON, "reason_missing"),
        ({}, " ", "reason_missing"),
        ({"place": "999902000000"}, REASON, "not_allowed"),
    ],
)
def test_too_long_too_much_or_without_reason_is_refused(keeper, vendor, changes, reason, code):
    with refused(code):
        open_vendor_post(actor=keeper, vendor=replace(vendor, **changes), reason=reason, now=NOW)


def test_an_office_clerk_lets_nobody_in(world, vendor):
    with refused("not_allowed"):
        open_vendor_post(actor=world.clerk, vendor=vendor, reason=REASON, now=NOW)


def test_no_role_a_vendor_may_have_sees_residents(keeper):
    deeds = {"see_residents", "keep_residents", "reveal_value", "record_consent", "handle_request"}
    assert not {role for deed in deeds for role in MAY[deed]} & {"reader", "keeper"}
