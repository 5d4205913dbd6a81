"""Small values every floor shares."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """Foreseen trouble: a stable code for programs and a Chinese sentence for people.

    text: says what is wrong and what to do; may hold {names} that args fill after translation.
    """

    def __init__(self, code: str, text: str, **args: object) -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text
        self.args_ = args

    def __str__(self) -> str:
        return self.text.format(**self.args_)


@dataclass(frozen=True, slots=True)
class Words:
    """A Chinese sentence with {names}, so that it can be translated before the names are filled."""

    text: str
    args: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format(**self.args)


CHINA = timezone(timedelta(hours=8))


def china_day(moment: datetime) -> date:
    """The calendar day in China of an aware moment; the whole country keeps one clock without summer time."""
    return moment.astimezone(CHINA).date()
