"""The ledger of consent: given, and taken back as easily."""

from datetime import date, datetime

from django.db import IntegrityError

from shanzhi.actions.journal import About, note
from shanzhi.actions.residents import resident_for
from shanzhi.core import consent as law
from shanzhi.core.access import Actor
from shanzhi.core.kinds import Refused, china_day
from shanzhi.models import Consent, Resident
from shanzhi.models.walls import acting


def record_consent(*, actor: Actor, resident_id: int, given: law.Consent, given_on: date, now: datetime) -> int:
    """Writes down a consent for one use, and gives its id; the actor writes for the resident and is named for it.

    raises: Refused("not_found"), Refused("not_allowed"), Refused("day_ahead"), Refused("consent_known"), and whatever
    core.consent.check_consent refuses.
    """
    with acting(actor):
        row = resident_for(actor, "record_consent", resident_id)
        today = china_day(now)
        if given_on > today:
            raise Refused("day_ahead", "日期不能晚于今天。")
        said = law.check_consent(given, row.birth_year, today)
        consent = Consent(resident=row, given_on=given_on, recorded_by_id=actor.id)
        for name in law.Consent.__slots__:
            setattr(consent, name, getattr(said, name))
        try:
            with acting(actor):
                consent.save()
        except IntegrityError:
            raise Refused("consent_known", "这项同意已经登记，仍然有效，没有重复登记。") from None
        data = {"consent": consent.pk, "kind": said.kind, "form": said.form}
        note(actor, "record_consent", About("resident", row.pk, data=data), now)
        return int(consent.pk)


def withdraw_consent(*, actor: Actor, consent_id: int, form: str, now: datetime) -> bool:
    """Ends a consent from today on; asks for no reason and takes nothing away but what rested on it.

    With the last consent to keep them, telephone and ID number are erased. False where it had ended before.
    source: 个人信息保护法 Art. 15 (as easily as given), 16 (no service refused), 47 (erased).
    raises: Refused("not_found"), Refused("not_allowed"), Refused("bad_choice").
    """
    if form not in law.CONSENT_FORMS:
        raise Refused("bad_choice", "请从列出的选项中选择。")
    with acting(actor):
        row = _consent(actor, consent_id)
        if row.withdrawn_on:
            return False
        row.withdrawn_on, row.withdrawn_by = china_day(now), form
        row.save(update_fields=["withdrawn_on", "withdrawn_by"])
        erased = erase_unagreed(row.resident) if row.kind == "keep" else []
        data = {"consent": row.pk, "kind": row.kind, "erased": erased}
        note(actor, "withdraw_consent", About("resident", row.resident_id, data=data), now)
    return True


def erase_unagreed(row: Resident) -> list[str]:
    """Empties the fields that rest on consent where no consent to keep them is left; gives their names."""
    if row.consents.filter(kind="keep", withdrawn_on=None).exists():
        return []
    erased = [name for name in ("phone_sealed", "id_sealed") if getattr(row, name)]
    row.phone_sealed = row.id_sealed = row.id_match = ""
    row.revision += 1
    row.save(update_fields=["phone_sealed", "id_sealed", "id_match", "revision"])
    return erased


def _consent(actor: Actor, consent_id: int) -> Consent:
    """A consent whose resident is locked first, then itself."""
    found = Consent.objects.filter(pk=consent_id).values_list("resident", flat=True).first()
    if found is None:
        raise Refused("not_found", "没有找到这项同意，可能不在您的管辖范围内。")
    resident = resident_for(actor, "record_consent", found)
    row = Consent.objects.select_for_update().get(pk=consent_id)
    row.resident = resident
    return row
