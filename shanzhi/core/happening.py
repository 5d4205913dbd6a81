"""Things that happen in a running programme, as its rules hear of them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from shanzhi.core.pack.data import Datum, Row
from shanzhi.core.unit import PlaceRef

NOTHING: Final = Row({})
TRIED: Final = "try/"
"""Stands before the row of an event that is only tried out, so that a rule which ran for it runs again."""


@dataclass(frozen=True, slots=True)
class Happening:
    """An event. event: `complaint.finish`, `commendation.added`, `month.start`.

    row:    what it happened to, the same text each time for the same thing: record:7, case:12/3 (its third step),
            month:2026-03; a rule runs once for it.
    it:     the row, case or occurrence as expressions see it; place: where it happened.
    on:     the day it is about, None for the day of the deed; period: the name of the period it is about, "" for none.
    """

    event: str
    row: str
    place: PlaceRef
    it: Datum = field(default=NOTHING)
    on: date | None = None
    period: str = ""

    @property
    def named(self) -> str:
        """What it happened to, also where it is only tried out."""
        return self.row.removeprefix(TRIED)
