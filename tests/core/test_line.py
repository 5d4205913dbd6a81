"""A line over time."""

from datetime import UTC, datetime, timedelta

from shanzhi.core.line import line_of

START = datetime(2026, 9, 1, tzinfo=UTC)


def line(*values: int):
    return line_of([(START + timedelta(days=k), v) for k, v in enumerate(values)])


def test_a_line_goes_from_left_to_right_and_from_zero_up():
    said = line(0, 5_000, 10_000)
    assert said.path == "60,210 325,112 590,14"
    assert [(s.at, s.words) for s in said.steps] == [(210.0, "0"), (112.0, "5"), (14.0, "10")]
    assert [(d.at, d.words) for d in said.days] == [(60, "2026-09-01"), (590.0, "2026-09-03")]


def test_a_counter_far_above_zero_is_shown_from_its_least():
    assert [s.words for s in line(900_000, 901_000).steps] == ["900", "900.5", "901"]


def test_one_point_stands_in_the_middle_and_none_is_no_line():
    assert (line(7_000).path, len(line(7_000).dots)) == ("325,210", 1)
    assert line_of([]) is None
    assert line(*[1] * 61).dots == ()
