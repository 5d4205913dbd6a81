"""What htmx gets: the clause at hand, the strip, refusals in their place; never a page inside a page."""

import pytest
from django.test import Client

from shanzhi.actions.plans import PlanIn, hand_in_plan
from shanzhi.models import Clause
from tests.conftest import NOW, Unscoped, books
from tests.queries.subjects import roads
from tests.web.pages import body, faults, must_be_clean, tree

HTMX = {"HX-Request": "true", "HX-Target": "clause"}


@pytest.fixture
def reading(world) -> int:
    return hand_in_plan(actor=world.clerk, plan=PlanIn(text=roads(1)), now=NOW).reading_id


def must_be_a_fragment(answer) -> None:
    assert "<html" not in body(answer)
    assert answer["Content-Security-Policy"]
    assert faults(tree(answer)) == []


def save(client: Client, reading: int, n: int, **fields: str):
    return client.post(f"/plans/{reading}/clauses/{n}/", {"verdict": "good"} | fields, headers=HTMX)


def test_the_clause_at_hand_comes_alone_with_the_strip_and_the_notice(world, desk, reading):
    answer = desk(world.clerk).get(f"/plans/{reading}/", {"at": "3"}, headers=HTMX)
    must_be_a_fragment(answer)
    page = tree(answer)
    assert page.xpath("//h2/@data-clause") == ["3"]
    assert page.xpath("//*[@hx-swap-oob]/@id") == ["strip", "notice"]
    assert page.xpath("//form/@hx-post") == [f"/plans/{reading}/clauses/3/"]


def test_a_link_followed_by_htmx_elsewhere_is_the_whole_page(world, desk, reading):
    answer = desk(world.clerk).get(f"/plans/{reading}/", {"at": "3"}, headers=HTMX | {"HX-Target": "main"})
    must_be_clean(answer)
    assert "<html" in body(answer)


def test_a_checked_clause_is_followed_by_the_next(world, desk, reading):
    answer = save(desk(world.clerk), reading, 3, revision="0")
    must_be_a_fragment(answer)
    assert (answer.status_code, tree(answer).xpath("//h2/@data-clause")) == (200, ["4"])
    row = Clause.objects.get(reading=reading, n=3)
    assert (row.state, row.revision, row.checked_by_id) == ("good", 1, world.clerk.id)
    stay = save(desk(world.clerk), reading, 3, revision="1", stay="1")
    assert tree(stay).xpath("//h2/@data-clause") == ["3"]


def test_the_last_clause_is_followed_by_itself(world, desk, reading):
    last = Clause.objects.filter(reading=reading).latest("n").n
    answer = save(desk(world.clerk), reading, last, revision="0")
    assert (answer.status_code, tree(answer).xpath("//h2/@data-clause")) == (200, [str(last)])


def test_what_a_colleague_saved_meanwhile_is_shown_and_the_new_revision_given(world, desk, reading):
    save(desk(world.colleague), reading, 3, revision="0")
    clerk = desk(world.clerk)
    before = books()
    answer = save(clerk, reading, 3, revision="0")
    must_be_a_fragment(answer)
    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reswap"]) == (409, "#notice", "innerHTML")
    assert "这一条刚才已由colleague某改过" in body(answer)
    assert tree(answer).xpath("//input[@id='revision']/@value") == ["1"]
    assert books() == before


def test_without_htmx_the_same_refusal_is_a_page(world, desk, reading):
    save(desk(world.colleague), reading, 3, revision="0")
    answer = desk(world.clerk).post(f"/plans/{reading}/clauses/3/", {"verdict": "good", "revision": "0"})
    must_be_clean(answer)
    assert (answer.status_code, "没有办成" in body(answer), "HX-Retarget" in answer) == (409, True, False)


def test_a_refusal_stands_in_the_notice(world, desk, reading):
    leader = desk(world.leader)
    before = books()
    answer = save(leader, reading, 3, revision="0")
    must_be_a_fragment(answer)
    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reswap"]) == (403, "#notice", "innerHTML")
    assert "not_allowed" in body(answer)
    assert books() == before


def test_a_session_that_ended_shows_the_log_in_as_the_page(world, reading):
    answer = save(Unscoped(), reading, 3, revision="0")
    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reswap"]) == (401, "body", "innerHTML")


def test_a_look_after_the_session_ended_leads_to_the_log_in_and_back_to_the_page(world, reading):
    """A redirect would be followed unseen, and the log-in page would stand where the clause belongs."""
    answer = Unscoped().get(f"/plans/{reading}/", {"at": "3"}, headers=HTMX)
    assert (answer.status_code, "Location" in answer) == (200, False)
    assert answer["HX-Redirect"] == f"/login/?next=%2Fplans%2F{reading}%2F%3Fat%3D3"
