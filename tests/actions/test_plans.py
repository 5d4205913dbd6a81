"""Handing in a plan."""

import pytest

from shanzhi.actions.plans import HandedIn, PlanIn, hand_in_plan
from shanzhi.models import Clause, Document, Entry, Fact, Reading
from tests.conftest import NOW, PLAN, refused

OTHER = PLAN.replace("村庄整治", "道路养护")


def test_hand_in_plan_stores_text_clauses_and_facts(world):
    done = hand_in_plan(actor=world.clerk, plan=PlanIn(text=OTHER.replace("\n", "\r\n") + "\x00"), now=NOW)
    document = Document.objects.get(reading=done.reading_id)
    assert done == HandedIn(done.reading_id, again=False)
    assert (document.text, document.title, document.kind, document.file.name) == (
        OTHER,
        "云岭县道路养护实施方案",
        "txt",
        "",
    )
    clauses = Clause.objects.filter(reading=done.reading_id).order_by("n")
    assert "".join(OTHER[c.start : c.end] for c in clauses) == OTHER
    for fact in Fact.objects.filter(clause__reading=done.reading_id).select_related("clause"):
        span = fact.as_core().span
        assert OTHER[span.start : span.end] == span.quote
        assert fact.clause.start <= span.start < fact.clause.end
        assert (fact.data, fact.state) == (fact.read, "read")
    entry = Entry.objects.latest("pk")
    assert (entry.deed, entry.object_id, entry.data["text"]) == ("hand_in_plan", done.reading_id, document.sha256)


def test_the_same_text_handed_in_twice_opens_the_first_reading(world):
    before = Reading.objects.count()
    for _ in range(2):
        assert hand_in_plan(actor=world.colleague, plan=PlanIn(text=PLAN), now=NOW) == HandedIn(
            world.reading, again=True
        )
    assert Reading.objects.count() == before


def test_another_county_keeps_a_reading_of_its_own(world):
    assert hand_in_plan(actor=world.stranger, plan=PlanIn(text=PLAN), now=NOW).again is False


def test_a_file_is_kept_under_its_content(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    data = OTHER.encode("gb18030")
    done = hand_in_plan(actor=world.clerk, plan=PlanIn(data, "方案.txt"), now=NOW)
    document = Document.objects.get(reading=done.reading_id)
    assert (document.text, document.name) == (OTHER, "方案.txt")
    assert (tmp_path / document.file.name).read_bytes() == data


@pytest.mark.parametrize("who", ["leader", "reader", "farm"])
def test_only_the_office_hands_in_plans(world, who):
    with refused("not_allowed"):
        hand_in_plan(actor=getattr(world, who), plan=PlanIn(text=OTHER), now=NOW)


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        (PlanIn(), "nothing_handed_in"),
        (PlanIn(text=" \r\n\x00 "), "nothing_handed_in"),
        (PlanIn(text="字" * 1_000_001), "too_much_text"),
        (PlanIn(b"\x00\x01\x02\x03" * 500, "a.txt"), "not_a_document"),
    ],
)
def test_what_is_no_plan_is_refused(world, plan, code):
    with refused(code):
        hand_in_plan(actor=world.clerk, plan=plan, now=NOW)
