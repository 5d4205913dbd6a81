"""Positions in the datums of Chinese maps: published check points, and there and back within a metre.

Check points: the results printed in wandergis/coordtransform (test/app.js), and those of the tests of geotool.
"""

from math import cos, hypot, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.coordinates import (
    DATUMS,
    Position,
    Stored,
    bd09_to_gcj02,
    from_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    outside_china,
    store,
    to_wgs84,
    wgs84_to_gcj02,
)

BEIJING = Position(116.404, 39.915)
INSIDE = st.builds(Position, lon=st.floats(74, 135), lat=st.floats(4, 53))


def metres(a: Position, b: Position) -> float:
    return hypot((a.lon - b.lon) * cos(radians(a.lat)), a.lat - b.lat) * 111_320


@pytest.mark.parametrize(
    ("got", "published"),
    [
        (wgs84_to_gcj02(BEIJING), Position(116.41024449916938, 39.91640428150164)),
        (gcj02_to_bd09(BEIJING), Position(116.41036949371029, 39.92133699351021)),
        (bd09_to_gcj02(BEIJING), Position(116.39762729119315, 39.90865673957631)),
        (wgs84_to_gcj02(Position(121.0917077, 30.6107779)), Position(121.09626935575027, 30.608604331756705)),
        (from_wgs84(Position(121.0917077, 30.6107779), "bd09"), Position(121.10271732371203, 30.61484572185035)),
    ],
)
def test_published_points_agree_to_half_a_metre(got, published):
    assert metres(got, published) < 0.5


def test_the_closed_formula_others_use_backwards_is_near_ours():
    """wandergis goes back from GCJ-02 in one step and is some metres off where it matters; ours goes there and back."""
    one_step = Position(116.39775550083061, 39.91359571849836)
    assert metres(gcj02_to_wgs84(BEIJING), one_step) < 5
    assert metres(wgs84_to_gcj02(gcj02_to_wgs84(BEIJING)), BEIJING) < 0.001


@given(INSIDE, st.sampled_from(DATUMS))
def test_there_and_back_is_within_a_metre(point, datum):
    assert metres(to_wgs84(from_wgs84(point, datum), datum), point) < 0.01


@given(INSIDE)
def test_the_shift_is_real_and_bounded(point):
    assert 5 < metres(point, wgs84_to_gcj02(point)) < 1500
    assert 300 < metres(point, gcj02_to_bd09(point)) < 2000


@pytest.mark.parametrize(
    "point", [Position(-0.1276, 51.5072), Position(151.2, -33.87), Position(116.4, 60), Position(70, 40)]
)
@pytest.mark.parametrize("datum", DATUMS)
def test_outside_china_nothing_is_shifted(point, datum):
    assert outside_china(point)
    assert (from_wgs84(point, datum), to_wgs84(point, datum)) == (point, point)


def test_cgcs2000_is_taken_as_wgs84_and_the_datum_is_kept():
    assert store(BEIJING, "cgcs2000") == Stored(BEIJING, "cgcs2000")
    kept = store(wgs84_to_gcj02(BEIJING), "gcj02")
    assert (kept.given_in, metres(kept.at, BEIJING) < 0.01) == ("gcj02", True)
