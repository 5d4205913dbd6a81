"""What residents ask about their own data: written down for them, answered with a clock, copied out."""

from dataclasses import dataclass
from datetime import date, datetime

from shanzhi.actions.consents import erase_unagreed
from shanzhi.actions.journal import About, note
from shanzhi.actions.residents import resident_for
from shanzhi.core.access import Actor
from shanzhi.core.kinds import Refused, china_day
from shanzhi.core.privacy import scrub
from shanzhi.core.rights import CAME_BY, REQUEST_KINDS, answer_by, check_answer
from shanzhi.models import Consent, Resident, RightsRequest
from shanzhi.models.walls import acting
from shanzhi.queries.calendar import work_calendar
from shanzhi.queries.holdings import Holding, holdings


@dataclass(frozen=True, slots=True)
class RequestIn:
    """A request as it came. days: working days for the answer, from the settings."""

    kind: str
    words: str
    came_by: str
    received_on: date
    days: int


@dataclass(frozen=True, slots=True)
class AnswerIn:
    """An answer. state: done or refused; reason: a key of core.rights.REASONS for a refusal."""

    state: str
    reason: str
    answer: str


def open_request(*, actor: Actor, resident_id: int, given: RequestIn, now: datetime) -> int:
    """Writes down a request for a resident and starts its clock; gives its id.

    raises: Refused("not_found"), Refused("not_allowed"), Refused("bad_choice"), Refused("day_ahead").
    """
    if given.kind not in REQUEST_KINDS or given.came_by not in CAME_BY:
        raise Refused("bad_choice", "请从列出的选项中选择。")
    if given.received_on > china_day(now):
        raise Refused("day_ahead", "日期不能晚于今天。")
    with acting(actor):
        resident = resident_for(actor, "handle_request", resident_id)
        row = RightsRequest.objects.create(
            resident=resident,
            kind=given.kind,
            words=scrub(given.words.strip()),
            came_by=given.came_by,
            received_on=given.received_on,
            answer_by=answer_by(given.received_on, given.days, work_calendar()),
            recorded_by_id=actor.id,
        )
        data = {"request": row.pk, "kind": row.kind, "for": resident.pk}
        note(actor, "open_request", About("resident", resident.pk, data=data), now)
        return int(row.pk)


def answer_request(*, actor: Actor, request_id: int, given: AnswerIn, now: datetime) -> None:
    """Answers a request: done, or refused on a ground of the law. A deletion done erases what may be erased.

    Erased is what rests on consent, and with it the consent; of somebody who has left, everything.
    raises: Refused("not_found"), Refused("not_allowed"), Refused("request_answered"), Refused("bad_choice"),
    Refused("reason_missing").
    """
    with acting(actor):
        row = _request(actor, request_id)
        if row.state != "open":
            raise Refused("request_answered", "这项请求已经答复，不能再改。如有新的情况，请另记一项请求。")
        check_answer(row.kind, given.state, given.reason, given.answer)
        row.state, row.answer = given.state, scrub(given.answer.strip())
        row.reason = given.reason if given.state == "refused" else ""
        row.answered_on, row.answered_by_id = china_day(now), actor.id
        row.save()
        erased = _erase(row.resident, now) if (row.kind, row.state) == ("delete", "done") else []
        data = {"request": row.pk, "state": row.state, "reason": row.reason, "erased": erased}
        note(actor, "answer_request", About("resident", row.resident_id, data=data), now)


def give_copy(*, actor: Actor, request_id: int, now: datetime) -> tuple[Holding, ...]:
    """All that is held about a resident, in clear, for a copy he asked for; the journal says who took it out.

    source: 个人信息保护法 Art. 45.
    raises: Refused("not_found"), Refused("not_allowed"), Refused("no_copy_asked").
    """
    with acting(actor):
        row = _request(actor, request_id)
        if row.kind not in {"see", "copy"} or row.state == "refused":
            raise Refused("no_copy_asked", "只有查阅或复制的请求才能导出本人信息。请先记下请求。")
        held = holdings(row.resident, clear=True)
        data = {"request": row.pk, "fields": len(held)}
        note(actor, "give_copy", About("resident", row.resident_id, data=data), now)
    return held


def anonymise(row: Resident) -> list[str]:
    """Empties every personal field of a resident; the row stays, so that counts stay right."""
    fields = [f for f in ("name", "birth_year", "phone_sealed", "id_sealed") if getattr(row, f)]
    row.name = row.phone_sealed = row.id_sealed = row.id_match = ""
    row.birth_year = None
    row.revision += 1
    row.save()
    return fields


def _erase(resident: Resident, now: datetime) -> list[str]:
    if resident.ended_on:
        return anonymise(resident)
    open_ones = Consent.objects.filter(resident=resident, kind="keep", withdrawn_on=None)
    open_ones.update(withdrawn_on=china_day(now), withdrawn_by="screen")
    return erase_unagreed(resident)


def _request(actor: Actor, request_id: int) -> RightsRequest:
    """A request whose resident is locked first, then itself."""
    found = RightsRequest.objects.filter(pk=request_id).values_list("resident", flat=True).first()
    if found is None:
        raise Refused("not_found", "没有找到这项请求，可能不在您的管辖范围内。")
    resident = resident_for(actor, "handle_request", found)
    row = RightsRequest.objects.select_for_update().get(pk=request_id)
    row.resident = resident
    return row
