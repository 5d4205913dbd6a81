"""Numbers of persons, organisations and telephones: what is right, and what exactly is wrong.

The ID number is the example printed in GB 11643; credit codes are those of public bodies and test codes of an
open-source validator (dromara/hutool).
"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.identity import Checked, birth_of, check_credit_code, check_id_card, check_phone, organ_check, sex_of

TODAY = date(2026, 9, 1)
GOOD = "11010519491231002X"


@pytest.mark.parametrize(
    "text", [GOOD, "11010519491231002x", " 110105 19491231 002X ", "１１０１０５１９４９１２３１００２Ｘ"]
)
def test_a_right_id_number_is_kept_with_a_capital_x_and_plain_digits(text):
    assert check_id_card(text, TODAY) == Checked(GOOD, kind="id_card")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("110105491231002", "15位的旧身份证号"),
        ("1101051949123100", "现在是16位"),
        ("", "现在是0位"),
        ("1101051949123100XX", "前17位应全是数字"),
        ("110105194912310O2X", "前17位应全是数字"),
        ("99010519491231002X", "开头两位"),
        ("110105194913310021", "第7至14位"),
        ("110105194902300021", "第7至14位"),
        ("110105202612310020", "第7至14位"),
        ("110105184912310021", "第7至14位"),
        ("110105194912310021", "校验不符"),
        ("11010519491231020X", "校验不符"),
    ],
)
def test_a_wrong_id_number_is_told_what_is_wrong_and_never_printed(text, says):
    checked = check_id_card(text, TODAY)
    assert (checked.value, says in str(checked.problem)) == ("", True)
    assert not text or text not in str(checked.problem)


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_digit_changed_is_always_found(at, by):
    digit = str((int(GOOD[at]) + by) % 10)
    assert check_id_card(GOOD[:at] + digit + GOOD[at + 1 :], TODAY).value == ""


@given(st.integers(0, 15))
def test_two_neighbours_swapped_are_always_found(at):
    swapped = GOOD[:at] + GOOD[at + 1] + GOOD[at] + GOOD[at + 2 :]
    assert swapped == GOOD or check_id_card(swapped, TODAY).value == ""


def test_birth_and_sex_stand_in_the_number():
    assert (birth_of(GOOD), sex_of(GOOD), sex_of("110105194912310118")) == (date(1949, 12, 31), "female", "male")


@pytest.mark.parametrize(
    "code", ["11341702730007167P", "113308810026302175", "113325000026455663", "91310110666007217T"]
)
def test_published_credit_codes_pass(code):
    assert check_credit_code(code) == Checked(code, kind="credit_code")
    assert check_credit_code(f" {code.lower()[:8]}-{code[8:]} ").value == code


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("1134170273000716", "现在是16位"),
        ("1I341702730007167P", "不用 I、O、S、V、Z"),
        ("18341702730007167P", "前8位不合规则"),
        ("C1341702730007167P", "前8位不合规则"),
        ("1134170A730007167P", "前8位不合规则"),
        ("11341702730007168P", "第9至17位"),
        ("91310115MA1G4L1WXK", "第9至17位"),
        ("91350211M00013FA1N", "最后一位"),
        ("11341702730007167Q", "最后一位"),
        ("11341712730007167P", "最后一位"),
    ],
)
def test_a_wrong_credit_code_is_told_what_is_wrong(code, says):
    checked = check_credit_code(code)
    assert (checked.value, says in str(checked.problem), code in str(checked.problem)) == ("", True, False)


def test_the_check_character_of_an_organisation_may_be_x_or_nought():
    assert [organ_check(body) for body in ("73000716", "D2143569", "00000005", "00000000")] == ["7", "X", "1", "0"]


@pytest.mark.parametrize(
    ("text", "kept", "kind"),
    [
        ("13900000000", "13900000000", "mobile"),
        ("+86 139-0000-0000", "13900000000", "mobile"),
        ("008613900000000", "13900000000", "mobile"),
        ("１３９００００００００", "13900000000", "mobile"),
        ("0999-7654321", "0999-7654321", "landline"),
        ("(0999)7654321", "0999-7654321", "landline"),
        ("099987654321", "0999-87654321", "landline"),
        ("010-87654321", "010-87654321", "landline"),
        ("02587654321-12", "025-87654321-12", "landline"),
        ("+86-0999-7654321", "0999-7654321", "landline"),
        ("12345", "12345", "short"),
        ("110", "110", "short"),
        ("12316", "12316", "short"),
        ("95598", "95598", "short"),
        ("400-123-4567", "4001234567", "toll_free"),
    ],
)
def test_telephone_numbers_are_kept_in_one_form(text, kept, kind):
    assert check_phone(text) == Checked(kept, kind=kind)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1390000000", "现在是10位"),
        ("12900000000", "以13至19开头"),
        ("7654321", "前面要加区号"),
        ("0999-123", "区号加7位或8位"),
        ("0999-1654321", "区号加7位或8位"),
        ("1390000000a", "数字以外的字符"),
        ("", "数字以外的字符"),
        ("家里电话", "数字以外的字符"),
    ],
)
def test_a_wrong_telephone_number_is_told_what_is_wrong(text, says):
    checked = check_phone(text)
    assert (checked.value, says in str(checked.problem)) == ("", True)
    assert not text or text not in str(checked.problem)
