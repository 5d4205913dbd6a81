"""Every Chinese string of the house has its English."""

import pytest

from shanzhi.management.commands import words


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    return words.strings()


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    return words.catalogue()


def test_strings_are_found_in_templates_in_python_and_in_tables(said):
    assert said["采纳这份方案"].startswith("shanzhi/web/templates/adoption.html:")
    assert said["还有 %(n)s 条没有核对或留有疑问。"].startswith("shanzhi/web/templates/adoption.html:")
    assert said["已报办结"].startswith("shanzhi/web/templatetags/words.py:")
    assert said["责任单位报送办结以后才能验收。"].startswith("shanzhi/core/task.py:")
    assert said["这个 PDF 已损坏，打不开。请重新导出，或请对方重发。"].startswith("shanzhi/papers/refusals.py:")
    changed = "这一条刚才已由{name}改过，您的修改还没有保存。请对照最新内容，把需要的改动再保存一次。"
    assert said[changed].startswith("shanzhi/actions/reviews.py:")


def test_every_string_has_english(said, english):
    assert words.missing(said, english) == []


def test_the_catalogue_holds_nothing_the_house_no_longer_says(said, english):
    assert words.unused(said, english) == []


def test_placeholders_agree(english):
    assert words.mismatched(english) == []


def test_templates_hold_no_bare_chinese():
    assert words.bare_chinese() == []


def test_faults_are_found():
    said = {"一": "a.py:1", "二": "a.py:2"}
    assert words.missing(said, {"一": "one", "二": ""}) == ["a.py:2: 二"]
    assert words.unused(said, {"一": "one", "三": "three"}) == ["三"]
    assert words.mismatched({"{n}天": "{m} days", "{n}年": "{n} years"}) == ["{n}天 | {m} days"]
