"""Deeds on cases: opened, moved, paused, resumed, extended, decided, as the flow of their edition allows."""

from datetime import datetime

from shanzhi.actions.case_moves import CaseIn, Moved, SentBefore, StepIn, begin, move
from shanzhi.actions.rules import happened
from shanzhi.core.access import Actor
from shanzhi.models.walls import acting


def open_case(*, actor: Actor | None, given: CaseIn, now: datetime) -> int:
    """Opens a case by its programme's newest edition and gives its id; the same send again gives the same case.

    actor: None for the program, which a rule lets stand in for whoever may.
    raises: Refused("not_found"), Refused("not_allowed"), Refused("unknown_place"), Refused("wrong_level"), Unfilled
            and the codes of core.flow.open_case.
    """
    try:
        with acting(actor):
            moved = begin(actor, given, now)
            _tell(actor, moved, now)
    except SentBefore as before:
        return before.case_id
    return moved.case_id


def take_step(*, actor: Actor | None, said: StepIn, now: datetime) -> bool:
    """Takes a step of a case, pause and resume among them; False where this very send did so already.

    actor: None for the program, which a rule lets stand in for whoever may.
    raises: Refused("not_found"), Refused("not_allowed"), Refused("changed_meanwhile"), Unfilled and the codes of
            core.flow.step.
    """
    with acting(actor):
        moved = move(actor, said, now)
        if moved is not None:
            _tell(actor, moved, now)
    return moved is not None


def _tell(actor: Actor | None, moved: Moved, now: datetime) -> None:
    for event in moved.events:
        happened(actor, moved.running, event, now)
