"""A small line of figures through time."""

from datetime import date
from decimal import Decimal

from shanzhi.core.sparkline import Sparkline, sparkline


def test_a_line_needs_two_points():
    assert sparkline([]) == Sparkline("")
    assert sparkline([(date(2026, 9, 1), Decimal(1))], Decimal(5)) == Sparkline("")


def test_points_lie_by_day_and_the_target_to_scale():
    said = [(date(2026, 9, 1), Decimal(0)), (date(2026, 9, 11), Decimal(5)), (date(2026, 9, 21), Decimal(10))]
    assert sparkline(said) == Sparkline("2.0,26.0 60.0,14.0 118.0,2.0")
    assert sparkline(said, Decimal(20)) == Sparkline("2.0,26.0 60.0,20.0 118.0,14.0", "2.0")


def test_a_level_line_lies_at_the_bottom():
    assert sparkline([(date(2026, 9, 1), Decimal(3)), (date(2026, 9, 1), Decimal(3))]).points == "2.0,26.0 2.0,26.0"
