"""Households and residents enter the register, are corrected, and leave it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError

from shanzhi.actions.journal import About, note
from shanzhi.actions.sealing import id_hash, opened, seal_into
from shanzhi.core.access import Actor, require
from shanzhi.core.identity import Checked, birth_of, check_id_card, check_phone
from shanzhi.core.kinds import Refused, Words, china_day
from shanzhi.core.privacy import scrub
from shanzhi.models import Household, Place, Resident, Unit
from shanzhi.models.walls import acting

LONGEST_NAME = 60
REVEALABLE = {"phone": "phone_sealed", "id_number": "id_sealed"}


@dataclass(frozen=True, slots=True)
class ResidentIn:
    """What is said of a resident. None leaves a field as it is, "" empties it; birth_year 0 empties it."""

    name: str | None = None
    birth_year: int | None = None
    phone: str | None = None
    id_number: str | None = None


def add_household(*, actor: Actor, place_code: str, number: str, now: datetime) -> int:
    """Enters a household and gives its id.

    raises: Refused("not_found"), Refused("not_allowed"), Refused("number_missing"), Refused("household_known").
    """
    with acting(actor):
        place = Place.objects.filter(code=place_code).first()
        if place is None:
            raise Refused("not_found", "没有找到这个地区，可能不在您的管辖范围内。")
        allow(actor, "keep_residents", place)
        row = Household(place=place, number=_number(number))
        _save_household(actor, row)
        note(actor, "add_household", About("household", row.pk), now)
        return int(row.pk)


def correct_household(*, actor: Actor, household_id: int, number: str, head_id: int | None, now: datetime) -> None:
    """Sets the number and the head of a household.

    raises: Refused("not_found"), Refused("not_allowed"), Refused("number_missing"), Refused("household_known").
    """
    with acting(actor):
        row = household_for(actor, "keep_residents", household_id)
        if head_id is not None and not row.residents.filter(pk=head_id, ended_on=None).exists():
            raise Refused("not_found", "没有找到这个人，可能不在您的管辖范围内。")
        row.number, row.head_id = _number(number), head_id
        _save_household(actor, row)
        note(actor, "correct_household", About("household", row.pk), now)


def end_household(*, actor: Actor, household_id: int, ended_on: date, now: datetime) -> None:
    """Closes a household that nobody belongs to any more.

    raises: Refused("not_found"), Refused("not_allowed"), Refused("residents_left"), Refused("day_ahead").
    """
    with acting(actor):
        row = household_for(actor, "keep_residents", household_id)
        if row.residents.filter(ended_on=None).exists():
            raise Refused("residents_left", "这一户还有在册人员，请先逐人办理迁出或注销，再销户。")
        row.ended_on = _not_ahead(ended_on, now)
        row.save(update_fields=["ended_on"])
        note(actor, "end_household", About("household", row.pk, data={"on": str(ended_on)}), now)


def add_resident(*, actor: Actor, household_id: int, given: ResidentIn, now: datetime) -> int:
    """Enters a resident of a household with name and year of birth, and gives the id.

    Telephone and ID number need consent, and consent needs a person: they come by `correct_resident`.
    raises: Refused("not_found"), Refused("not_allowed"), Refused("name_missing"), Refused("bad_birth_year").
    """
    with acting(actor):
        household = household_for(actor, "keep_residents", household_id)
        row = Resident(household=household, name=_name(given.name), birth_year=_year(given.birth_year, now))
        row.save()
        note(actor, "add_resident", About("resident", row.pk, data={"household": household.pk}), now)
        return int(row.pk)


def correct_resident(*, actor: Actor, resident_id: int, given: ResidentIn, revision: int, now: datetime) -> None:
    """Corrects what is said of a resident; the journal names the fields, never their values.

    raises: Refused("not_found"), Refused("not_allowed"), Refused("changed_meanwhile"), Refused("name_missing"),
    Refused("bad_birth_year"), Refused("bad_phone"), Refused("bad_id_number"), Refused("consent_missing"),
    Refused("resident_known").
    """
    with acting(actor):
        row = resident_for(actor, "keep_residents", resident_id)
        if row.revision != revision:
            raise Refused("changed_meanwhile", "这条登记刚才已有人改过。请核对最新内容，再改一次。")
        if (given.phone or given.id_number) and not row.consents.filter(kind="keep", withdrawn_on=None).exists():
            raise Refused("consent_missing", "登记电话和身份证号须先取得本人同意。请先在“同意”一栏记下同意，再填写。")
        changed = [*_set_plain(row, given, now), *_set_sealed(row, given, now)]
        row.revision += 1
        try:
            with acting(actor):
                row.save()
        except IntegrityError:
            raise _known() from None
        note(actor, "correct_resident", About("resident", row.pk, data={"fields": changed}), now)


def end_resident(*, actor: Actor, resident_id: int, ended_on: date, now: datetime) -> None:
    """Says that somebody moved away or died: the clock of deletion starts, and consents end.

    raises: Refused("not_found"), Refused("not_allowed"), Refused("day_ahead").
    """
    with acting(actor):
        row = resident_for(actor, "keep_residents", resident_id)
        row.ended_on = _not_ahead(ended_on, now)
        row.revision += 1
        row.save(update_fields=["ended_on", "revision"])
        row.consents.filter(withdrawn_on=None).update(withdrawn_on=ended_on, withdrawn_by="moved")
        Household.objects.filter(pk=row.household_id, head=row).update(head=None)
        note(actor, "end_resident", About("resident", row.pk, data={"on": str(ended_on)}), now)


def reveal_value(*, actor: Actor, resident_id: int, field: str, reason: str, now: datetime) -> str:
    """A sensitive value in clear; who read it, when and why stays in the journal, the value does not.

    raises: Refused("not_found"), Refused("not_allowed"), Refused("reason_missing"), Refused("bad_choice").
    """
    if not reason.strip():
        raise Refused("reason_missing", "请写明理由，再保存。")
    if field not in REVEALABLE:
        raise Refused("bad_choice", "请从列出的选项中选择。")
    with acting(actor):
        row = resident_for(actor, "reveal_value", resident_id)
        value = opened(row, REVEALABLE[field])
        about = About("resident", row.pk, data={"field": field, "reason": scrub(reason.strip())})
        note(actor, "reveal_value", about, now)
    return value


def household_for(actor: Actor, deed: str, household_id: int) -> Household:
    """A household, locked, that the actor may do the deed on.

    raises: Refused("not_found"), Refused("not_allowed").
    """
    rows = Household.objects.select_for_update(of=("self",)).select_related("place")
    row = rows.filter(pk=household_id, ended_on=None).first()
    if row is None:
        raise Refused("not_found", "没有找到这一户，可能已经销户，也可能不在您的管辖范围内。")
    allow(actor, deed, row.place)
    return row


def resident_for(actor: Actor, deed: str, resident_id: int) -> Resident:
    """A resident, locked after the household, that the actor may do the deed on.

    raises: Refused("not_found"), Refused("not_allowed").
    """
    place = Place.objects.filter(households__residents=resident_id).first()
    rows = Resident.objects.select_for_update(of=("self",)).select_related("household__place")
    row = rows.filter(pk=resident_id).exclude(name="").first() if place else None
    if row is None:
        raise Refused("not_found", "没有找到这个人，可能不在您的管辖范围内。")
    allow(actor, deed, row.household.place)
    return row


def allow(actor: Actor, deed: str, place: Place) -> None:
    """Passes the office of the place or above it, and the village's own committee.

    raises: Refused("not_allowed").
    """
    own = Unit.objects.filter(place=place, kind="village").values_list("pk", flat=True)
    require(actor, deed, place_code=place.code, unit_ids=own)


def _set_plain(row: Resident, given: ResidentIn, now: datetime) -> list[str]:
    changed = []
    if given.name is not None:
        row.name = _name(given.name)
        changed.append("name")
    if given.birth_year is not None:
        row.birth_year = _year(given.birth_year, now)
        changed.append("birth_year")
    return changed


def _set_sealed(row: Resident, given: ResidentIn, now: datetime) -> list[str]:
    """Telephone and ID number, checked and sealed; the ID number brings the year of birth along."""
    changed = []
    if given.phone is not None:
        phone = _right("bad_phone", check_phone(given.phone)) if given.phone.strip() else ""
        seal_into(row, "phone_sealed", phone)
        changed.append("phone")
    if given.id_number is not None:
        number = (
            _right("bad_id_number", check_id_card(given.id_number, china_day(now))) if given.id_number.strip() else ""
        )
        row.id_match = id_hash(number)
        if number and Resident.objects.filter(id_match=row.id_match, ended_on=None).exclude(pk=row.pk).exists():
            raise _known()
        seal_into(row, "id_sealed", number)
        row.birth_year = birth_of(number).year if number else row.birth_year
        changed.append("id_number")
    return changed


def _right(code: str, checked: Checked) -> str:
    if checked.problem is None:
        return checked.value
    problem = Words(checked.problem.text, checked.problem.args)
    if code == "bad_phone":
        raise Refused("bad_phone", "电话没有保存：{problem}", problem=problem)
    raise Refused("bad_id_number", "身份证号没有保存：{problem}", problem=problem)


def _known() -> Refused:
    return Refused(
        "resident_known", "这个身份证号已登记在另一人名下，没有重复保存。请先按身份证号查找，或请上级办公室核对。"
    )


def _save_household(actor: Actor, row: Household) -> None:
    try:
        with acting(actor):
            row.save()
    except IntegrityError:
        raise Refused("household_known", "本村已有这个户号或门牌号，请先查找，或换一个号。") from None


def _number(text: str) -> str:
    if not text.strip():
        raise Refused("number_missing", "请填写户号或门牌号。")
    return text.strip()[:40]


def _name(text: str | None) -> str:
    name = " ".join((text or "").split())
    if not name or len(name) > LONGEST_NAME or any(c.isdecimal() for c in name):
        raise Refused("name_missing", "请填写姓名：不超过60个字，不含数字。")
    return name


def _year(year: int | None, now: datetime) -> int | None:
    if not year:
        return None
    if not china_day(now).year - 130 <= year <= china_day(now).year:
        raise Refused("bad_birth_year", "出生年份不可能，请填四位数的年份，例如 1957。")
    return year


def _not_ahead(day: date, now: datetime) -> date:
    if day > china_day(now):
        raise Refused("day_ahead", "日期不能晚于今天。")
    return day
