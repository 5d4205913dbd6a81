"""Exemptions decided later: a second person, counter-entries that name their demands, nothing ahead."""

from datetime import date
from uuid import UUID

from shanzhi.actions.exemptions import ExemptionIn, ask_exemption, decide_exemption
from shanzhi.models import Book, BookEntry, Entry, Exemption, ExemptionPart
from shanzhi.queries.audit import audit
from shanzhi.queries.dues import dues_by_book, kept_dues
from tests.conftest import refused
from tests.dues_world import VILLAGE, asked, at, due_book, pays

SEP, OCT = date(2026, 9, 1), date(2026, 10, 31)
NOV = at("2026-11-05")


def given(book: int, n: int = 1, **more: object) -> ExemptionIn:
    said = {"from_on": SEP, "to_on": OCT, "basis": "低保户", "reason": "九月新认定", **more}
    return ExemptionIn(UUID(int=n), book, **said)


def ask(actor, book: int, n: int = 1, **more: object) -> int:
    return ask_exemption(actor=actor, given=given(book, n, **more), now=NOV)


def decide(actor, id_: int, *, grant: bool = True, why: str = "") -> int:
    return decide_exemption(actor=actor, exemption_id=id_, grant=grant, why=why, now=NOV)


def test_what_a_second_person_grants_comes_off_the_demands_it_names(world):
    found = asked(world.clerk)
    book = due_book(found)
    id_ = ask(world.clerk, book.pk)
    assert ask(world.clerk, book.pk) == id_
    with refused("same_person"):
        decide(world.clerk, id_)
    with refused("not_allowed"):
        decide(world.reader, id_)
    assert decide(world.leader, id_) == 2
    parts = ExemptionPart.objects.filter(exemption=id_).select_related("entry", "of").order_by("pk")
    assert [(p.of.on, p.entry.on, p.entry.why) for p in parts] == [
        (SEP, date(2026, 11, 5), "减免：低保户"), (date(2026, 10, 1), date(2026, 11, 5), "减免：低保户"),
    ]  # fmt: skip
    dues = dues_by_book([book.pk], kept_dues(found, "fee_due"))[book.pk]
    assert [(p.asked, p.let_off, p.left) for p in dues.parts] == [(600, 600, 0), (600, 600, 0), (600, 0, 600)]
    raised = Book.objects.get(programme=found.programme_id, account="fee_raised", place__code=VILLAGE)
    assert (due_book(found).balance, raised.balance) == (600, -9 * 600 + 1200)
    assert audit() == ()
    with refused("exemption_decided"):
        decide(world.leader, id_)
    assert [e.data["state"] for e in Entry.objects.filter(deed="decide_exemption")] == ["granted"]
    numbers = list(BookEntry.objects.filter(programme=found.programme_id).order_by("n").values_list("n", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_month_that_was_paid_and_then_let_off_pays_the_next(world):
    found = asked(world.clerk)
    pays(world.clerk, found, "6")
    book = due_book(found)
    decide(world.colleague, ask(world.clerk, book.pk, to_on=SEP))
    dues = dues_by_book([book.pk], kept_dues(found, "fee_due"))[book.pk]
    assert [(p.let_off, p.paid, p.left) for p in dues.parts] == [(600, 0, 0), (0, 600, 0), (0, 0, 600)]


def test_what_cannot_be_let_off_is_refused(world):
    found = asked(world.clerk)
    book = due_book(found).pk
    for code, more in (
        ("day_missing", {"to_on": None}), ("days_reversed", {"from_on": OCT, "to_on": SEP}),
        ("day_ahead", {"to_on": date(2026, 11, 6)}), ("basis_missing", {"basis": " "}),
        ("reason_missing", {"reason": ""}),
        ("nothing_to_exempt", {"from_on": date(2026, 9, 2), "to_on": date(2026, 9, 3)}),
    ):  # fmt: skip
        with refused(code):
            ask(world.clerk, book, **more)
    with refused("not_found"):
        ask(world.stranger, book)
    with refused("not_allowed"):
        ask(world.leader, book)


def test_a_refusal_says_why_and_changes_no_account(world):
    found = asked(world.clerk)
    id_ = ask(world.clerk, due_book(found).pk)
    with refused("reason_missing"):
        decide(world.leader, id_, grant=False)
    assert decide(world.leader, id_, grant=False, why="不符合条件") == 0
    row = Exemption.objects.get(pk=id_)
    assert (row.state, row.refused_why, due_book(found).balance) == ("refused", "不符合条件", 1800)
