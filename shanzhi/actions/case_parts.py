"""Who takes part in a case: the units joined to it, and those whose answer it waits for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from shanzhi.core.filling import Json
from shanzhi.core.flow import Step
from shanzhi.core.kinds import china_day
from shanzhi.core.within_case import parts_of
from shanzhi.models import Case, CaseUnit
from shanzhi.queries.answers import collect_of, voices
from shanzhi.queries.at_hand import AtHand


def asked_now(after: Step, hand: AtHand, now: datetime) -> tuple[Step, frozenset[str]]:
    """A step that enters a state which collects answers, with how many it waits for; and of whom it asks them.

    hand: with what was filled in.
    """
    if after.case.state == hand.case.state:
        return after, frozenset()
    entered = replace(hand, case=after.case, facts=replace(hand.facts, parts=parts_of(hand.values)))
    asked = collect_of(entered)
    if asked is None:
        return after, frozenset()
    found = voices(entered, china_day(now))
    return replace(after, case=replace(after.case, expected=asked.expected(found))), found


def take_part(row: Case, before: Mapping[str, Json], asked: frozenset[str]) -> None:
    """Joins units to a case, so that they see it: those its fields name, and those asked for an answer.

    before: the values the case had; who took part before goes on seeing it.
    """
    said = parts_of(row.values)
    joined = {(unit, part) for part, units in said.items() for unit in units - parts_of(before).get(part, frozenset())}
    joined |= {(int(voice[5:]), "asked") for voice in asked if voice.startswith("unit:")}
    rows = [CaseUnit(case=row, unit_id=unit, part=part) for unit, part in sorted(joined)]
    if rows:
        CaseUnit.objects.bulk_create(rows, ignore_conflicts=True)
