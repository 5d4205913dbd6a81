"""Filters of topics."""

import pytest

from shanzhi.core.topic import fits, good_filter, named_in


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("water/+/reading", True), ("water/#", True), ("a", True), ("+/reading", True),
        ("", False), ("#", False), ("+", False), ("+/#", False), ("$SYS/x", False), ("a/#/b", False),
        ("a+/b", False), ("a/b#", False), ("a" * 201, False), ("a\0", False), ("/", False),
    ],
)  # fmt: skip
def test_which_filters_can_be_asked_for(text, good):
    assert good_filter(text) is good


@pytest.mark.parametrize(
    ("text", "topic", "under"),
    [
        ("water/+/reading", "water/7/reading", True), ("water/+/reading", "water/7", False),
        ("water/+", "water/7/reading", False), ("water/#", "water/7/reading", True), ("water/#", "water", True),
        ("a/b", "a/c", False), ("a/b", "a/b", True),
    ],
)  # fmt: skip
def test_which_topics_fall_under_a_filter(text, topic, under):
    assert fits(text, topic) is under


def test_a_plus_sign_names_the_meter():
    assert named_in("water/+/+", "water/SN-7/reading") == "SN-7"
    assert named_in("water/#", "water/SN-7") == ""
