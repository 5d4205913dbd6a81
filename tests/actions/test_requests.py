"""Requests about own data: written down, answered by a day, carried out; copies hold everything declared."""

from datetime import date, timedelta

import pytest

from shanzhi.actions.requests import AnswerIn, RequestIn, answer_request, give_copy, open_request
from shanzhi.actions.residents import correct_household, end_resident
from shanzhi.core.consent import Consent as Agreed
from shanzhi.models import Consent, Entry, Household, Resident, RightsRequest
from tests.conftest import NOW, TODAY, refused
from tests.register import ID_NUMBER, PHONE, agree, person

DONE = AnswerIn("done", "", "已办理")


def ask(actor, of: int, kind: str = "copy", words: str = "想要一份") -> int:
    given = RequestIn(kind, words, "in_person", TODAY, 15)
    return open_request(actor=actor, resident_id=of, given=given, now=NOW)


def test_a_request_has_a_clock_and_names_who_wrote_it_down(world):
    known = person(world.village)
    row = RightsRequest.objects.get(pk=ask(world.village, known.id, words=f"我的号码是{PHONE}"))
    assert (row.kind, row.words, row.came_by, row.state) == ("copy", "我的号码是139****1234", "in_person", "open")
    assert (row.received_on, row.answer_by, row.recorded_by_id) == (
        TODAY,
        date(2026, 9, 21),
        world.village.id,
    )  # Sunday the 20th is worked
    entry = Entry.objects.latest("pk")
    data = {"request": row.pk, "kind": "copy", "for": known.id}
    assert (entry.deed, entry.object_id, entry.data) == ("open_request", known.id, data)


def test_a_request_that_cannot_be_is_refused(world):
    known = person(world.village)
    tomorrow = TODAY + timedelta(days=1)
    for given, code in (
        (RequestIn("sell", "", "in_person", TODAY, 15), "bad_choice"),
        (RequestIn("see", "", "dream", TODAY, 15), "bad_choice"),
        (RequestIn("see", "", "paper", tomorrow, 15), "day_ahead"),
    ):
        with refused(code):
            open_request(actor=world.village, resident_id=known.id, given=given, now=NOW)
    with refused("not_allowed"):
        ask(world.leader, known.id)


def test_a_copy_holds_every_declared_value_in_clear_and_is_journalled(world):
    known = person(world.village)
    correct_household(actor=world.village, household_id=known.household, number="12", head_id=known.id, now=NOW)
    agree(world.village, known.id, Agreed("publish", "paper", "文明户公示", witness="李会计"))
    request = ask(world.village, known.id)
    held = give_copy(actor=world.village, request_id=request, now=NOW)
    got = {(h.declaration.table, h.declaration.field): h.value for h in held}
    hash_ = Resident.objects.get(pk=known.id).id_match
    assert got == {
        ("Household", "number"): "12",
        ("Household", "head"): "王小明",
        ("Resident", "name"): "王小明",
        ("Resident", "birth_year"): "1949",
        ("Resident", "phone_sealed"): PHONE,
        ("Resident", "id_sealed"): ID_NUMBER,
        ("Resident", "id_match"): hash_,
        ("Consent", "witness"): "李会计",
        ("RightsRequest", "words"): "想要一份",
    }
    entry = Entry.objects.latest("pk")
    assert (entry.deed, entry.data) == ("give_copy", {"request": request, "fields": 9})


def test_a_copy_needs_a_request_for_one_that_was_not_refused(world):
    known = person(world.village)
    for kind in ("correct", "delete", "explain"):
        request = ask(world.village, known.id, kind)
        with refused("no_copy_asked"):
            give_copy(actor=world.village, request_id=request, now=NOW)
    refused_one = ask(world.village, known.id)
    no = AnswerIn("refused", "secret", "涉及他人举报")
    answer_request(actor=world.village, request_id=refused_one, given=no, now=NOW)
    with refused("no_copy_asked"):
        give_copy(actor=world.village, request_id=refused_one, now=NOW)
    good = ask(world.village, known.id)
    with refused("not_allowed"):
        give_copy(actor=world.reader, request_id=good, now=NOW)
    with refused("not_found"):
        give_copy(actor=world.village, request_id=10**15, now=NOW)


def test_an_answer_closes_a_request_once(world):
    request = ask(world.village, person(world.village).id)
    answer_request(actor=world.clerk, request_id=request, given=AnswerIn("done", "", f"已给副本，{PHONE}"), now=NOW)
    row = RightsRequest.objects.get(pk=request)
    assert (row.state, row.reason, row.answer) == ("done", "", "已给副本，139****1234")
    assert (row.answered_on, row.answered_by_id) == (TODAY, world.clerk.id)
    with refused("request_answered"):
        answer_request(actor=world.clerk, request_id=request, given=DONE, now=NOW)


def test_a_refusal_names_its_ground(world):
    request = ask(world.village, person(world.village).id, "delete")
    for given in (AnswerIn("refused", "", "不行"), AnswerIn("refused", "secret", "不行"), AnswerIn("done", "", " ")):
        with refused("reason_missing"):
            answer_request(actor=world.village, request_id=request, given=given, now=NOW)
    no = AnswerIn("refused", "duty_goes_on", "仍在本村居住，姓名须留在册。")
    answer_request(actor=world.village, request_id=request, given=no, now=NOW)
    row = RightsRequest.objects.get(pk=request)
    assert (row.state, row.reason) == ("refused", "duty_goes_on")
    assert Resident.objects.get(pk=row.resident_id).id_match != ""


def test_deleting_erases_what_rests_on_consent_while_somebody_lives_here(world):
    known = person(world.village)
    request = ask(world.village, known.id, "delete")
    answer_request(actor=world.village, request_id=request, given=DONE, now=NOW)
    row = Resident.objects.get(pk=known.id)
    assert (row.name, row.birth_year, row.phone_sealed, row.id_sealed, row.id_match) == ("王小明", 1949, "", "", "")
    assert Consent.objects.get(pk=known.consent).withdrawn_on == TODAY
    assert Entry.objects.latest("pk").data["erased"] == ["phone_sealed", "id_sealed"]


def test_deleting_erases_everything_of_somebody_who_left(world):
    known = person(world.village)
    end_resident(actor=world.village, resident_id=known.id, ended_on=TODAY, now=NOW)
    request = ask(world.village, known.id, "delete")
    answer_request(actor=world.village, request_id=request, given=DONE, now=NOW)
    row = Resident.objects.get(pk=known.id)
    assert (row.name, row.birth_year, row.phone_sealed, row.id_sealed, row.id_match) == ("", None, "", "", "")
    assert Household.objects.get(pk=known.household).number == "12"
    with refused("not_found"):
        ask(world.village, known.id)


@pytest.mark.parametrize(
    ("who", "code"),
    [("leader", "not_allowed"), ("reader", "not_allowed"), ("farm", "not_found"), ("stranger", "not_found")],
)
def test_who_may_not_see_residents_answers_nothing(world, who, code):
    request = ask(world.village, person(world.village).id)
    with refused(code):
        answer_request(actor=getattr(world, who), request_id=request, given=DONE, now=NOW)
