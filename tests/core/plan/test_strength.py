"""Long and hostile texts: read in time that grows with their length."""

import pytest

from shanzhi.core.plan.reading import read_plan

_UNITS = [
    "县水利局、",
    "300个、",
    "每月",
    "《a》(县发",
    "由镇",
    "3月5日至",
    "(",
    "“三无",
    "。一、二",
    "责任单位:",
    "覆盖率、",
    "20xx年",
    "一是二是",
    "\x00\xff",
]


@pytest.mark.parametrize("unit", _UNITS)
def test_repeated_pieces_are_read_to_their_end(unit):
    """A pattern that runs away would never come back from here; bench/reading.py says how the time grows."""
    text = unit * (6000 // len(unit))
    assert read_plan(text).clauses[-1].end == len(text)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\ufeff", "\x00", "一、", "1.", "(", "。" * 50])
def test_nearly_nothing(text):
    plan = read_plan(text)
    assert plan.clauses[-1].end == len(text)
    assert plan.tasks == ()
