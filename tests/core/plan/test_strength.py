"""Long and hostile texts: read in time that grows with their length."""

import time

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


def _seconds(text):
    begun = time.process_time()
    read_plan(text)
    return time.process_time() - begun


@pytest.mark.parametrize("unit", _UNITS)
def test_repeated_pieces_stay_quick(unit):
    assert _seconds(unit * (6000 // len(unit))) < 2


def test_time_grows_with_the_length(town):
    short, long = town * 10, town * 40
    _seconds(short)
    assert _seconds(long) < 10 * max(_seconds(short), 0.01)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\ufeff", "\x00", "一、", "1.", "(", "。" * 50])
def test_nearly_nothing(text):
    plan = read_plan(text)
    assert plan.clauses[-1].end == len(text)
    assert plan.tasks == ()
