"""A case as it is kept: its steps, pauses and clocks to JSON and back; state and revision are kept beside it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from shanzhi.core.case import Case, Done
from shanzhi.core.clock import Clock, Extension, Pause
from shanzhi.core.pack.durations import Duration

Kept: TypeAlias = "str | int | list[Kept] | dict[str, Kept] | None"


def kept(case: Case) -> dict[str, Kept]:
    """The JSON of a case, without its state and revision."""
    return {
        "entered_at": case.entered_at.isoformat(),
        "done": [[d.action, d.by, d.at.isoformat(), d.state] for d in case.done],
        "fields": [*sorted(case.fields)],
        "pauses": _pauses(case.pauses),
        "pause_reason": case.pause_reason,
        "case": _clock(case.case_clock),
        "state": _clock(case.state_clock),
        **({"answers": case.answers} if case.answers else {}),
        **({"expected": case.expected} if case.expected is not None else {}),
    }


def taken_up(state: str, revision: int, held: Mapping[str, Kept]) -> Case:
    """The case that was kept."""
    return Case(
        state,
        _at(held["entered_at"]),
        revision,
        tuple(Done(str(a), str(by), _at(at), str(s)) for a, by, at, s in _rows(held["done"])),
        frozenset(map(str, _list(held["fields"]))),
        _paused(held["pauses"]),
        str(held["pause_reason"]),
        _wound(held["case"]),
        _wound(held["state"]),
        _count(held.get("answers")) or 0,
        _count(held.get("expected")),
    )


def _pauses(pauses: Sequence[Pause]) -> list[Kept]:
    return [[p.since.isoformat(), p.until.isoformat() if p.until else None] for p in pauses]


def _clock(clock: Clock | None) -> Kept:
    if clock is None:
        return None
    return {
        "limit": [clock.limit.count, clock.limit.unit],
        "started_at": clock.started_at.isoformat(),
        "start": clock.start,
        "last_day": clock.last_day,
        "pauses": _pauses(clock.pauses),
        "extensions": [[e.at.isoformat(), e.by.count, e.by.unit, e.reason] for e in clock.extensions],
        "stopped_at": clock.stopped_at.isoformat() if clock.stopped_at else None,
    }


def _wound(held: Kept) -> Clock | None:
    if not isinstance(held, dict):
        return None
    count, unit = _list(held["limit"])
    stopped = held["stopped_at"]
    return Clock(
        _length(count, unit),
        _at(held["started_at"]),
        held["start"],  # type: ignore[arg-type]  # written by kept, from a clock
        held["last_day"],  # type: ignore[arg-type]  # see above
        _paused(held["pauses"]),
        tuple(Extension(_at(at), _length(n, unit), str(why)) for at, n, unit, why in _rows(held["extensions"])),
        _at(stopped) if stopped else None,
    )


def _length(count: Kept, unit: Kept) -> Duration:
    return Duration(count, unit)  # type: ignore[arg-type]  # written by kept, from a duration


def _paused(held: Kept) -> tuple[Pause, ...]:
    return tuple(Pause(_at(since), _at(until) if until else None) for since, until in _rows(held))


def _count(said: Kept) -> int | None:
    return said if isinstance(said, int) else None


def _at(said: Kept) -> datetime:
    return datetime.fromisoformat(str(said))


def _list(held: Kept) -> list[Kept]:
    return held if isinstance(held, list) else []


def _rows(held: Kept) -> list[list[Kept]]:
    return [_list(row) for row in _list(held)]
