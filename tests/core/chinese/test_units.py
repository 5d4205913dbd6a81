"""Names of organisations and people."""

import pytest

from shanzhi.core.chinese.units import kind_of, split_names, split_subjects


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("县农业农村局", "unit"), ("各乡镇", "unit"),
        ("村“两委”", "unit"), ("县农商银行", "unit"), ("网格员", "person"),
        ("镇党委书记", "person"),
        ("加强管理", ""), ("完善制度", ""), ("", ""),
    ],
)  # fmt: skip
def test_kind_of_a_name(name, kind):
    assert kind_of(name) == kind


def test_lists_are_split_outside_brackets():
    assert split_names("县水利局、青溪镇(含新区、老区),各村;县财政局等") == (
        "县水利局", "青溪镇(含新区、老区)", "各村", "县财政局",
    )  # fmt: skip


def test_subjects_are_split_at_and():
    assert split_subjects("各乡镇和县直单位") == ("各乡镇", "县直单位")
    assert split_subjects("共和镇") == ("共和镇",)
