"""Declarations of personal fields: what is missing or wrong is found; free text loses the numbers in it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.declarations import DECLARED, INNOCENT, of, of_residents
from shanzhi.core.kinds import Words
from shanzhi.core.privacy import GROUNDS, Keep, faults, looks_personal, overdue_before, scrub, shown, undeclared

PHONE = of("Resident", "phone_sealed")
THERE = [("Resident", "phone_sealed")]


PERSONAL = (
    *(
        "name",
        "actor_name",
        "phone",
        "mobile_phone",
        "id_number",
        "id_sealed",
        "id_match",
        "home_address",
        "birth_year",
    ),
    *("bank_account", "guardian", "witness", "head", "username", "password", "last_login", "photo", "income_fen"),
)


@pytest.mark.parametrize("field", PERSONAL)
def test_a_field_that_reads_like_personal_data_is_noticed(field):
    assert looks_personal(field)


@pytest.mark.parametrize("field", ["id", "task_id", "title", "code", "state", "due_on", "filename", "heading", "quote"])
def test_other_fields_are_left_alone(field):
    assert not looks_personal(field)


def test_an_undeclared_field_is_found_and_a_declared_or_innocent_one_is_not():
    fields = [("Patient", "name"), ("Patient", "disease"), ("Place", "name"), ("Resident", "name"), ("Place", "code")]
    assert undeclared(fields, DECLARED, INNOCENT) == ["Patient.name", "Patient.disease"]


def test_faults_of_a_declaration_are_found():
    bad = replace(PHONE, field="fax", mask="veil", seen_by=("mayor",), sealed=False, keep=Keep(Words("一年"), days=365))
    assert faults([PHONE], THERE, ["clerk", "unit"]) == []
    assert faults([bad], THERE, ["clerk", "unit"]) == [
        "Resident.fax: no such field",
        "Resident.fax: no such mask",
        "Resident.fax: no such role",
        "Resident.fax: sensitive and not sealed",
        "Resident.fax: a clock without a start",
    ]


def test_every_declaration_says_why_on_what_basis_and_how_long():
    for d in DECLARED:
        assert all(str(words) for words in (d.label, d.purpose, d.law, d.keep.words)), d
        assert d.ground in GROUNDS
        assert "第" in str(d.law) or "《" in str(d.law)


def test_sensitive_values_of_residents_rest_on_consent():
    assert {d.field for d in of_residents() if d.kind == "sensitive"} == {"phone_sealed", "id_sealed"}
    assert {d.ground for d in of_residents() if d.kind == "sensitive"} == {"consent"}


def test_a_value_is_shown_by_its_mask():
    assert (shown(PHONE, "13900001234"), shown(of("Resident", "birth_year"), "1957")) == ("139****1234", "195*")


def test_a_clock_counts_back_from_today():
    assert overdue_before(Keep(Words("一年"), "ended_on", 365), date(2026, 9, 1)) == date(2025, 9, 1)
    assert overdue_before(Keep(Words("一直")), date(2026, 9, 1)) is None


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("核对低保，身份证11010519491231002X", "核对低保，身份证110*************2X"),
        ("旧证110105491231002。", "旧证110**********02。"),
        ("回电13900001234或12345", "回电139****1234或12345"),
        ("卡号6222 0212 3456 7890 123", "卡号" + "*" * 23),
        ("2026年9月1日，3户，补贴1200元", "2026年9月1日，3户，补贴1200元"),
        ("文号云府发〔2026〕12号 2026-09-01", "文号云府发〔2026〕12号 2026-09-01"),
    ],
)
def test_free_text_loses_its_long_numbers_and_keeps_the_rest(text, clean):
    assert scrub(text) == clean


@given(st.text(alphabet="甲乙，0123456789X -", max_size=60), st.sampled_from(["11010519491231002X", "13900001234"]))
def test_no_number_survives_wherever_it_stands(around, number):
    assert number not in scrub(f"{around}号{number}号{around}")
