"""Assessments: who looks, when, at what, and how the findings become a score and a place."""

from dataclasses import dataclass
from typing import Literal

from shanzhi.core.pack.duties import Every, Window
from shanzhi.core.pack.placed import Item, Placed
from shanzhi.core.pack.selector import Selector
from shanzhi.core.pack.values import DurationValue, Formula


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Item):
    """A column of the sheet: by whom, when, at what sample; form: a survey or evidence in place of the standard."""

    by: Selector | None = None
    window: tuple[Window, ...] = ()
    sample: Selector | None = None
    form: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank(Placed):
    """The order within a place, among those of one group; group: a field of the assessed, or ""."""

    within: str
    group: str = ""
    better: Literal["up", "down"] = "up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment(Item):
    """An assessment. score: over the names of its columns, unknown where one is missing."""

    standard: str = ""
    of: Selector | None = None
    every: Every | None = None
    phase: str = ""
    columns: tuple[Column, ...] = ()
    score: Formula | None = None
    rank: Rank | None = None
    objection: DurationValue | None = None
