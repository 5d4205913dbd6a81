"""The night watch erases what is past its time: nothing earlier, nothing else, nothing twice."""

from datetime import timedelta

from shanzhi.actions.consents import withdraw_consent
from shanzhi.actions.requests import AnswerIn, RequestIn, answer_request, open_request
from shanzhi.actions.residents import end_household, end_resident
from shanzhi.actions.retention import Overdue, erase_overdue, overdue
from shanzhi.core.consent import Consent as Agreed
from shanzhi.models import Consent, Entry, Household, Resident, RightsRequest
from tests.conftest import NOW, TODAY, books
from tests.register import agree, person

RESIDENT = ("name", "birth_year", "phone_sealed", "id_sealed", "id_match")
YEAR, THREE = timedelta(days=365), timedelta(days=3 * 365)


def left(world):
    known = person(world.village)
    end_resident(actor=world.village, resident_id=known.id, ended_on=TODAY, now=NOW)
    end_household(actor=world.village, household_id=known.household, ended_on=TODAY, now=NOW)
    return known


def counted(lines: tuple[Overdue, ...]) -> dict[str, int]:
    return {line.table: line.rows for line in lines}


def test_a_dry_run_counts_and_changes_nothing(world):
    left(world)
    before = books()
    assert counted(overdue(TODAY + YEAR - timedelta(days=1))) == {
        "Household": 0,
        "Resident": 0,
        "Consent": 0,
        "RightsRequest": 0,
    }
    assert counted(overdue(TODAY + YEAR)) == {"Household": 1, "Resident": 1, "Consent": 0, "RightsRequest": 0}
    assert overdue(TODAY + YEAR)[1] == Overdue("Resident", RESIDENT, "ended_on", 1)
    assert books() == before


def test_a_year_after_the_end_a_resident_has_no_name_and_a_household_no_number(world):
    known, stays = left(world), person(world.village, "13", "")
    erase_overdue(now=NOW + YEAR - timedelta(days=1))
    assert Resident.objects.get(pk=known.id).name == "王小明"
    assert counted(erase_overdue(now=NOW + YEAR)) == {"Household": 1, "Resident": 1, "Consent": 0, "RightsRequest": 0}
    row = Resident.objects.get(pk=known.id)
    assert [getattr(row, name) for name in RESIDENT] == ["", None, "", "", ""]
    home = Household.objects.get(pk=known.household)
    assert (home.number, home.head) == ("", None)
    assert Resident.objects.get(pk=stays.id).name == "王小明"


def test_the_journal_keeps_how_many_and_a_second_night_finds_nothing(world):
    left(world)
    erase_overdue(now=NOW + YEAR)
    rows = Entry.objects.filter(deed="erase_overdue").order_by("pk")
    entries = [(e.actor_id, e.object_kind, e.data) for e in rows]
    assert entries == [
        (None, "retention", {"table": "Household", "fields": ["number", "head"], "rows": 1}),
        (None, "retention", {"table": "Resident", "fields": list(RESIDENT), "rows": 1}),
    ]
    before = books()
    assert set(counted(erase_overdue(now=NOW + YEAR)).values()) == {0}
    assert books() == before


def test_proofs_of_consent_and_answers_go_three_years_after_their_end(world):
    known = person(world.village)
    signed = agree(world.village, known.id, Agreed("publish", "paper", "文明户公示", witness="李会计"))
    given = RequestIn("see", "看一看", "paper", TODAY, 15)
    request = open_request(actor=world.village, resident_id=known.id, given=given, now=NOW)
    answer_request(actor=world.village, request_id=request, given=AnswerIn("done", "", "已看"), now=NOW)
    withdraw_consent(actor=world.village, consent_id=signed, form="paper", now=NOW)
    erase_overdue(now=NOW + THREE - timedelta(days=1))
    assert Consent.objects.get(pk=signed).witness == "李会计"
    erase_overdue(now=NOW + THREE)
    consent, asked = Consent.objects.get(pk=signed), RightsRequest.objects.get(pk=request)
    assert (consent.witness, consent.use, consent.withdrawn_on) == ("", "文明户公示", TODAY)
    assert (asked.words, asked.answer, asked.state) == ("", "", "done")
