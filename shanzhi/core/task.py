"""Tasks: states and steps, lights, and what a parent owes to its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal

from shanzhi.core.kinds import Refused

STATES = ("open", "working", "claimed", "returned", "accepted", "cancelled")
CLOSED = ("accepted", "cancelled")
UNIT_ROLES = ("lead", "responsible", "support", "owner", "person")
DOERS = ("lead", "responsible", "owner", "support")
LIGHTS = ("late", "near", "waiting", "normal", "undated", "done", "cancelled")
Light = Literal["late", "near", "waiting", "normal", "undated", "done", "cancelled"]

_STEPS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "note": {"open": "working", "working": "working", "returned": "working", "claimed": "claimed"},
        "claim": {"open": "claimed", "working": "claimed", "returned": "claimed"},
        "accept": {"claimed": "accepted"},
        "return": {"claimed": "returned"},
        "cancel": {"open": "cancelled", "working": "cancelled", "returned": "cancelled", "claimed": "cancelled"},
    }
)
STEPS = tuple(_STEPS)


@dataclass(frozen=True, slots=True)
class TaskState:
    """What a light needs to know of a task. light_on: the day the light goes by."""

    state: str
    percent: int
    due_on: date | None
    light_on: date | None
    claimed_on: date | None
    closed_on: date | None


def step(state: str, deed: str) -> str:
    """The state after a deed.

    raises: Refused("task_closed") for a closed task, Refused("wrong_state") for a deed out of turn.
    """
    after = _STEPS[deed].get(state)
    if after is None and state in CLOSED:
        raise Refused("task_closed", "这项任务已经办结或撤销，不能再改。请刷新页面查看最新情况。")
    if after is None:
        raise Refused("wrong_state", "任务现在的状态不能做这一步，可能刚有别人办理过。请刷新页面后再看。")
    return after


_WAITS = {
    "accept": "责任单位报送办结以后才能验收。",
    "return": "责任单位报送办结以后才能退回。",
    "claim": "已经报送办结，正在等待验收。",
}


def why_not(state: str, deed: str) -> str:
    """Why a deed cannot be done in a state, "" where it can."""
    if state in _STEPS[deed]:
        return ""
    return "任务已经办结或撤销。" if state in CLOSED else _WAITS[deed]


def light(task: TaskState, today: date, near_days: int) -> Light:
    """The light of a task on a day.

    late: the day has passed and it is not handed in; near: within near_days; waiting: claimed in time.
    A task claimed after its day stays late until accepted: late is late, not false.
    """
    if task.state == "accepted":
        return "done"
    if task.state == "cancelled":
        return "cancelled"
    if task.state == "claimed" and (task.light_on is None or (task.claimed_on or today) <= task.light_on):
        return "waiting"
    if task.light_on is None:
        return "undated"
    if task.light_on < today:
        return "late"
    return "near" if task.light_on <= today + timedelta(days=near_days) else "normal"


def closed_late(task: TaskState) -> bool:
    """Whether an accepted task was handed in after its day."""
    handed_in = task.claimed_on or task.closed_on
    return task.state == "accepted" and bool(task.due_on and handed_in and handed_in > task.due_on)


@dataclass(frozen=True, slots=True)
class Whole:
    """What a parent shows of its parts. state: None where the parent's own holder decides."""

    state: str | None
    percent: int
    light_on: date | None


def whole(own: TaskState, parts: Sequence[TaskState], *, has_holder: bool) -> Whole:
    """Derives a parent from its parts.

    parts: at least one. Percent is the mean of the parts not cancelled, rounded down; the light goes by the earliest
    day among the open parts, and by the parent's own day while it is open itself. A parent without a holder of its
    own is accepted with its last part.
    """
    live = [p for p in parts if p.state != "cancelled"]
    percent = sum(100 if p.state == "accepted" else p.percent for p in live) // len(live) if live else own.percent
    days = [p.light_on for p in parts if p.state not in CLOSED and p.light_on]
    if own.due_on and (has_holder or any(p.state not in CLOSED for p in parts)):
        days.append(own.due_on)
    return Whole(None if has_holder else _state_of(parts), percent, min(days, default=own.due_on))


def _state_of(parts: Sequence[TaskState]) -> str:
    if all(p.state == "cancelled" for p in parts):
        return "cancelled"
    if all(p.state in CLOSED for p in parts):
        return "accepted"
    return "open" if all(p.state == "open" for p in parts) else "working"
