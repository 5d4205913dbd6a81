"""What a password must be."""

import pytest

from shanzhi.core.kinds import Refused
from shanzhi.core.password import check_password_rules, kinds


@pytest.mark.parametrize(
    "word", ["shuiku7meadow", "清渠引水灌田2026", "correct horse battery staple", "mountainriverbridge"]
)
def test_good_passwords_pass(word):
    check_password_rules(word, username="clerk", name="张某")


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("", "password_short"),
        ("abc7efg8i", "password_short"),
        ("a7" * 65, "password_long"),
        ("xxClerk-2026x", "password_named"),
        ("张某的密码2026啊啊", "password_named"),
        ("meadowwatergate", "password_plain"),
        ("5820174639", "password_plain"),
        ("a1a1a1a1a1a1", "password_plain"),
        ("water123456gate", "password_plain"),
        ("gate-654321-x", "password_plain"),
        ("my-qwertyu-77", "password_plain"),
    ],
)
def test_a_broken_rule_is_named(word, code):
    with pytest.raises(Refused) as caught:
        check_password_rules(word, username="clerk", name="张某")
    assert caught.value.code == code


def test_kinds_of_characters_are_counted():
    assert [kinds(w) for w in ("abc", "ab1", "ab1-", "中文", "12")] == [1, 2, 3, 1, 1]
