"""Positions on the maps used in China: WGS-84, GCJ-02 and BD-09 into one another.

Positions are stored as WGS-84 together with the datum they were given in. CGCS2000, the national datum, differs from
WGS-84 by centimetres to decimetres; at the metre, which is all that a well, a bin or a road sign asks for, the two are
treated as one. GCJ-02 is published by nobody; the formula is the one every map library has used since 2010.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import atan2, cos, hypot, pi, radians, sin, sqrt
from typing import Literal

Datum = Literal["wgs84", "cgcs2000", "gcj02", "bd09"]
DATUMS = ("wgs84", "cgcs2000", "gcj02", "bd09")


@dataclass(frozen=True, slots=True)
class Position:
    """A point. lon, lat: degrees; east and north are positive."""

    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Stored:
    """A point as it is kept: in WGS-84, with the datum it was given in."""

    at: Position
    given_in: Datum


_AXIS = 6_378_245.0  # the Krasovsky ellipsoid, in metres
_ECCENTRICITY = 0.00669342162296594323
_X_PI = pi * 3000 / 180
_NEAR = 1e-9  # degrees, a tenth of a millimetre
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271


def store(point: Position, given_in: Datum) -> Stored:
    """The point in WGS-84, whatever datum it came in."""
    return Stored(to_wgs84(point, given_in), given_in)


def to_wgs84(point: Position, datum: Datum) -> Position:
    """The point of a datum in WGS-84, to a centimetre of the formula's own inverse."""
    if datum == "gcj02":
        return gcj02_to_wgs84(point)
    return gcj02_to_wgs84(bd09_to_gcj02(point)) if datum == "bd09" else point


def from_wgs84(point: Position, datum: Datum) -> Position:
    """The point of WGS-84 in a datum, for a map that wants it so."""
    if datum == "gcj02":
        return wgs84_to_gcj02(point)
    return gcj02_to_bd09(wgs84_to_gcj02(point)) if datum == "bd09" else point


def outside_china(point: Position) -> bool:
    """Whether a point lies outside the frame in which GCJ-02 shifts anything: a rectangle, not the border."""
    return not (_WEST <= point.lon <= _EAST and _SOUTH <= point.lat <= _NORTH)


def wgs84_to_gcj02(point: Position) -> Position:
    """The shifted point; outside China the same point."""
    if outside_china(point):
        return point
    x, y = point.lon - 105.0, point.lat - 35.0
    phi = radians(point.lat)
    magic = 1 - _ECCENTRICITY * sin(phi) ** 2
    north = _north(x, y) * 180 / (_AXIS * (1 - _ECCENTRICITY) / (magic * sqrt(magic)) * pi)
    east = _east(x, y) * 180 / (_AXIS / sqrt(magic) * cos(phi) * pi)
    return Position(point.lon + east, point.lat + north)


def gcj02_to_wgs84(point: Position) -> Position:
    """The point whose shift gives this one, found by repeated correction."""
    return point if outside_china(point) else _inverse(point, wgs84_to_gcj02)


def gcj02_to_bd09(point: Position) -> Position:
    """Baidu's point for one of GCJ-02; outside China the same point."""
    if outside_china(point):
        return point
    far = hypot(point.lon, point.lat) + 0.00002 * sin(point.lat * _X_PI)
    angle = atan2(point.lat, point.lon) + 0.000003 * cos(point.lon * _X_PI)
    return Position(far * cos(angle) + 0.0065, far * sin(angle) + 0.006)


def bd09_to_gcj02(point: Position) -> Position:
    """The point of GCJ-02 for one of Baidu's; the usual closed formula errs by decimetres, so this one corrects too."""
    return point if outside_china(point) else _inverse(point, gcj02_to_bd09)


def _inverse(wanted: Position, forth: Callable[[Position], Position]) -> Position:
    """The point that forth takes to the wanted one; the correction shrinks the error a hundredfold each round."""
    guess = wanted
    for _ in range(12):
        got = forth(guess)
        east, north = wanted.lon - got.lon, wanted.lat - got.lat
        guess = Position(guess.lon + east, guess.lat + north)
        if abs(east) < _NEAR and abs(north) < _NEAR:
            break
    return guess


def _north(x: float, y: float) -> float:
    shift = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    shift += (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    shift += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    return shift + (160.0 * sin(y / 12.0 * pi) + 320 * sin(y * pi / 30.0)) * 2.0 / 3.0


def _east(x: float, y: float) -> float:
    shift = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    shift += (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    shift += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    return shift + (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
