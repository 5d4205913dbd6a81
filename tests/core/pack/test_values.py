from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.pack.days import Day, PhaseDay, Span, day, span
from shanzhi.core.pack.durations import TIME_UNITS, Duration, duration
from shanzhi.core.pack.duties import Every, every
from shanzhi.core.pack.quantities import Quantity, quantity
from shanzhi.core.pack.selector import Draw, draw
from shanzhi.core.pack.tables import holds


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3 work days", Duration(3, "work_day")),
        ("1 work day", Duration(1, "work_day")),
        ("4 work hours", Duration(4, "work_hour")),
        ("20 days", Duration(20, "day")),
        ("2 months", Duration(2, "month")),
        ("2 work months", None),
        ("3", None),
        ("three days", None),
        ("-1 days", None),
    ],
)
def test_lengths_of_time(text, said):
    assert duration(text) == said


@given(st.integers(0, 9999), st.sampled_from(TIME_UNITS))
def test_every_length_is_read_as_it_is_written(count, unit):
    assert duration(f"{count} {unit.replace('_', ' ')}s") == Duration(count, unit)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("03-16", Day(3, 16)),
        ("02-29", Day(2, 29)),
        ("+1 03-16", Day(3, 16, offset=1)),
        ("2024-02-29", Day(2, 29, year=2024)),
        ("2023-02-29", None),
        ("13-01", None),
        ("keep.end", PhaseDay("keep", "end")),
        ("keep.middle", None),
    ],
)
def test_days(text, said):
    assert day(text) == said


@given(st.dates(date(2000, 1, 1), date(2000, 12, 31)))
def test_every_day_of_a_year_is_read(on):
    assert day(f"{on:%m-%d}") == Day(on.month, on.day)


def test_spans_and_their_words():
    assert span("05-01..10-31") == Span(Day(5, 1), Day(10, 31))
    assert span("05-01") is span("keep.start..10-31") is None
    assert str(span("05-01..10-31")) == "5月1日至10月31日"


def test_sums_are_fen():
    assert quantity("10 元") == Quantity(Decimal(10), "元")
    assert [quantity(t).fen for t in ("0.01元", "1.5 万元", "0.001 元", "3 亩")] == [1, 1_500_000, None, None]
    assert quantity("元") is quantity("10") is None


def test_periods_draws_and_bands():
    assert [every(t) for t in ("month", "2 months", "half_year", "now")] == [
        Every("month"),
        Every("month", 2),
        Every("half_year"),
        None,
    ]
    assert [draw(t) for t in ("random 3", "random 10%", "others", "some")] == [
        Draw("random", 3),
        Draw("random", 10, share=True),
        Draw("others"),
        None,
    ]
    assert [holds(k, Decimal(90)) for k in (">= 90", "> 90", "90", "else", "<= 90")] == [True, False, True, True, True]
    assert [holds("公厕", "公厕"), holds(">= 90", "公厕")] == [True, False]
