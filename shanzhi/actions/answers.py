"""Deeds on answers: what several hand in side by side while a case waits."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from json import dumps
from uuid import UUID

from shanzhi.actions.case_moves import NOTHING, locked
from shanzhi.actions.journal import About, note
from shanzhi.actions.sealing import hold_keys
from shanzhi.core.access import Actor
from shanzhi.core.filling import Json, Unfilled, fill
from shanzhi.core.kinds import china_day
from shanzhi.core.pack.flows import Collect
from shanzhi.core.standing import kept
from shanzhi.models import Case, CaseAnswer
from shanzhi.models.walls import acting
from shanzhi.queries.answers import barred_from, collect_of, form_for, voice, voices
from shanzhi.queries.at_hand import AtHand, doer_at
from shanzhi.queries.collected import sealed_at
from shanzhi.queries.finder import Finder


@dataclass(frozen=True, slots=True)
class AnswerIn:
    """An answer to give. given: fields of the form by id, as people write them; key: made where it was typed."""

    case_id: int
    given: Mapping[str, object] = field(default_factory=lambda: NOTHING)
    key: UUID | None = None


def give_answer(*, actor: Actor, said: AnswerIn, now: datetime) -> bool:
    """Gives somebody's answer, or gives it anew; False where this very send did so already.

    Each voice has one answer; until the time is over it may be changed. What is sealed is encrypted in the row.
    raises: Refused("not_found"), Unfilled, and the codes of core.collecting.may_answer.
    """
    with acting(actor):
        row, hand = locked(actor, said.case_id, now)
        doer, _ = doer_at(actor, hand, china_day(now))
        if said.key and CaseAnswer.objects.filter(key=said.key, case=row).exists():
            return False
        asked = collect_of(hand)
        own = voice(hand, asked, doer, actor, china_day(now)) if asked else ""
        bar = barred_from(hand, doer, own, now)
        if bar or asked is None:
            raise bar or AssertionError
        filled = fill(form_for(hand, asked)[1], said.given, Finder(hand.running, hand.facts.place))
        if not filled.good:
            raise Unfilled(filled.faults)
        answer = _answer(actor, row, hand, own, now)
        answer.key = said.key
        _keep(answer, asked, filled.values)
        _count(row, hand, asked, now)
        data: dict[str, object] = {"state": row.state, "voice": answer.voice, "n": answer.n}
        data |= {} if asked.sealed else {"given": dict(filled.values)}
        about = About("case", row.pk, row.programme_id, data, {}, None, row.revision, row.place.code)
        note(actor, "answer_case", about, now)
    return True


def _answer(actor: Actor, row: Case, hand: AtHand, own: str, now: datetime) -> CaseAnswer:
    """The answer of a voice, the one it gave before where there is one."""
    since = hand.case.entered_at
    found = CaseAnswer.objects.filter(case=row, since=since, voice=own).first()
    answer = found or CaseAnswer(case=row, state=row.state, since=since, voice=own, n=0)
    answer.by_id, answer.unit_id, answer.at, answer.n = actor.id, actor.unit_id, now, answer.n + 1
    return answer


def _keep(answer: CaseAnswer, asked: Collect, values: Mapping[str, Json]) -> None:
    """Saves an answer; a sealed one when its row has a number, which its seal is bound to."""
    answer.given = {} if asked.sealed else dict(values)
    answer.save()
    if asked.sealed:
        text = dumps(dict(values), ensure_ascii=False)
        answer.given_sealed = hold_keys().seal(text, sealed_at(answer))
        answer.save(update_fields=["given_sealed"])


def _count(row: Case, hand: AtHand, asked: Collect, now: datetime) -> None:
    """How many answers there are and should be, kept with the case; its revision stays: nobody's step is spoilt."""
    n = CaseAnswer.objects.filter(case=row, since=hand.case.entered_at).count()
    found = voices(hand, china_day(now)) if asked.need is None else ()
    stand = replace(hand.case, answers=n, expected=asked.expected(found))
    Case.objects.filter(pk=row.pk).update(standing=kept(stand))
