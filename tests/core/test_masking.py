"""Masks, case by case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.masking import (
    MASKS,
    hide_name,
    mask_address,
    mask_bank_card,
    mask_id_number,
    mask_name,
    mask_phone,
    surname_of,
)


@pytest.mark.parametrize(
    ("name", "desk", "public"),
    [
        ("张三", "张*", "张某"),
        ("王小明", "王*明", "王某某"),
        ("张王小明", "张**明", "张某某"),
        ("欧阳娜", "欧阳*", "欧阳某"),
        ("欧阳娜娜", "欧阳*娜", "欧阳某某"),
        ("欧阳", "欧*", "欧某"),
        ("诸葛小亮", "诸葛*亮", "诸葛某某"),
        ("阿卜杜·热合曼", "阿**·***", "阿某某"),
        ("买买提•艾力", "买**•**", "买某某"),
        ("卓玛", "卓*", "卓某"),
        ("李", "*", "李某"),
        (" 李四 ", "李*", "李某"),
        ("Anna Smith", "A*** S****", "A"),
        ("", "", "某"),
    ],
)
def test_names(name, desk, public):
    assert (mask_name(name), hide_name(name) if name else "某") == (desk, public)


def test_two_surnames_written_together_are_not_a_compound_one():
    assert [surname_of(n) for n in ("陈李娟", "司马光", "司马", "公孙小胜")] == ["陈", "司马", "司", "公孙"]


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (mask_id_number, "11010519491231002X", "110*************2X"),
        (mask_id_number, "", ""),
        (mask_phone, "13900001234", "139****1234"),
        (mask_phone, "0999-7654321", "0999-*****21"),
        (mask_phone, "010-87654321-12", "010-******21-*"),
        (mask_phone, "12345", "12345"),
        (mask_phone, "1390000", "*******"),
        (mask_bank_card, "6222 0212 3456 7890 123", "***************0123"),
        (mask_address, "云岭县东镇东一村3组12号", "云岭县东镇东一村***"),
        (mask_address, "云岭县东街道柳湾社区5栋2单元", "云岭县东街道柳湾社区***"),
        (mask_address, "云岭县东镇人民路88号", "云岭县东镇***"),
        (mask_address, "云岭县阳光小区3栋", "云岭县***"),
        (mask_address, "平川市和平路9号", "平川市***"),
        (mask_address, "和平路9号", "***"),
        (mask_address, "", ""),
        (MASKS["year"], "1957", "195*"),
        (MASKS["all"], "什么都不给看", "******"),
        (MASKS["all"], "", ""),
        (MASKS["none"], "东镇", "东镇"),
    ],
)
def test_other_values(mask, value, shown):
    assert mask(value) == shown


@given(st.text(alphabet="0123456789X", min_size=1, max_size=30))
def test_a_mask_for_numbers_hides_a_third_at_least(text):
    for mask in (mask_id_number, mask_bank_card):
        assert mask(text).count("*") * 3 >= len(text)


@given(st.text(min_size=1, max_size=12).filter(lambda s: s.strip()))
def test_a_name_hidden_for_the_public_shows_two_of_its_characters_at_most(name):
    assert len(hide_name(name).replace("某", "")) <= 2
