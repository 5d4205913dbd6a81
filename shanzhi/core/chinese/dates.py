"""Dates as officials write them, and the day they mean once the year is known."""

import calendar
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DateWords:
    """A date in words, with what it leaves open.

    text:   as printed: 20xx年10月底前, 8月25日前达标, 规划批准之日起20个工作日内.
    year:   None where it is masked (20xx年, X年) or not printed.
    masked: a mask stands where a figure should (20xx年, X月XX日); month or day are None where masked.
    day:    1..31; 31 with edge "end" stands for the month's last day; 旬 and similar give the last day they cover.
    edge:   "end" for 底, 末, 前, 以内, 旬 …: the latest day; "start" for 初, 起, 自.
    event:  what it counts from, where it is no calendar date (规划批准之日); then count and unit say how far.
    """

    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    masked: bool = False
    edge: str = "end"
    event: str = ""
    count: int | None = None
    unit: str = ""

    def on(self, year: int | None = None) -> date | None:
        """The day meant, or None while something is still open.

        year: used where the words give none.
        out:  without day the last (edge end) or first (edge start) day of the month, without month of the year;
              a day past the month's end becomes its last day.
        """
        full = self.year or year
        if full is None or self.event or (self.masked and self.month is None and "月" in self.text):
            return None
        last = self.edge == "end"
        month = self.month or (12 if last else 1)
        days = calendar.monthrange(full, month)[1]
        return date(full, month, min(self.day or (days if last else 1), days))
