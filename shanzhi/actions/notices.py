"""Deeds on notices: drafted by hand, corrected, signed with a number, withdrawn."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from shanzhi.actions.disclosures import meet_by_notice, reopen_times
from shanzhi.actions.journal import About, note
from shanzhi.actions.rules import happened
from shanzhi.core.access import Actor, may, require, within
from shanzhi.core.happening import Happening
from shanzhi.core.judging import reader
from shanzhi.core.kinds import Refused, china_day
from shanzhi.core.meant import Meant
from shanzhi.core.notice import hangs_until, number_of, objects_until
from shanzhi.core.pack.data import Row
from shanzhi.core.pack.evaluate import worth
from shanzhi.core.pack.notices import Notice as Template
from shanzhi.core.publication import Publication, public_name
from shanzhi.models import Notice, Place
from shanzhi.models.walls import acting, looking
from shanzhi.queries.around import Around
from shanzhi.queries.calendar import work_calendar
from shanzhi.queries.doers import seats_at
from shanzhi.queries.names_in import names_in
from shanzhi.queries.notice_text import drafted
from shanzhi.queries.places_known import Known
from shanzhi.queries.running import Running, running

LONGEST_TEXT, LONGEST_WHY = 20_000, 200


@dataclass(frozen=True, slots=True)
class NoticeIn:
    """A notice to draft by hand. notice: its id in the pack; key: made by the page, a double send is one draft.

    place_code: "" for the place of the programme; row: what it is about, such as record:7 or month:2026-09.
    """

    notice: str
    key: UUID
    place_code: str = ""
    row: str = ""


@dataclass(frozen=True, slots=True)
class SignIn:
    """What is signed. revision: of the draft that was read; basis: a key of core.publication.STATUTORY, or ""."""

    notice_id: int
    revision: int
    basis: str = ""


def make_notice(*, actor: Actor, programme_id: int, given: NoticeIn, now: datetime) -> int:
    """Drafts a notice of the pack by hand and gives its id; the same again gives the draft that is there.

    raises: Refused("not_found"), Refused("not_allowed"), Refused("unknown_place").
    """
    with acting(actor):
        found = running(programme_id)
        _require_draft(actor, found)
        template, place = _template(found, given.notice), _place(found, given.place_code)
        row = (given.row.strip() or f"hand:{given.key}")[:80]
        same = Notice.objects.filter(programme=programme_id, notice=template.id, place=place, row=row).first()
        if same is not None:
            return same.pk
        on = china_day(now)
        said = drafted(_around(found, place, now), template, on)
        draft = Notice.objects.create(
            programme_id=programme_id, notice=template.id, place=place, row=row, title=said.title, text=said.text,
            sheet=said.sheet, series=template.number[:80], year=on.year, made_at=now,
        )  # fmt: skip
        note(actor, "make_notice", _about(draft, {"notice": template.id, "row": row}), now)
    return draft.pk


def edit_notice(*, actor: Actor, notice_id: int, text: str, revision: int, now: datetime) -> int:
    """Corrects the text of a draft; gives its new revision.

    raises: Refused("not_found"), Refused("not_allowed"), Refused("no_text"), codes of a draft that is none any more.
    """
    if not text.strip():
        raise Refused("no_text", "通报的正文还是空的，请写好再保存。")
    with acting(actor):
        found, row = _locked(notice_id)
        _require_draft(actor, found)
        _require_open(row, revision)
        before, row.text, row.revision = row.text, text.strip()[:LONGEST_TEXT], row.revision + 1
        row.save(update_fields=["text", "revision"])
        about = About(
            "notice", row.pk, row.programme_id, before={"text": before}, after={"text": row.text},
            revision=row.revision, place_code=row.place.code,
        )  # fmt: skip
        note(actor, "edit_notice", about, now)
    return row.revision


def sign_notice(*, actor: Actor, signing: SignIn, now: datetime) -> str:
    """Signs a notice: it gets the next number of its series at its place, is published, and meets its duties.

    raises: Refused("not_found"), Refused("not_allowed"), Refused("second_factor_needed"), Refused("not_signer"),
            Refused("notice_signed"), Refused("notice_withdrawn"), Refused("changed_meanwhile"),
            Refused("name_needs_basis"), Refused("no_such_basis").
    """
    with acting(actor):
        found, row = _locked(signing.notice_id)
        require(actor, "sign_notice", place_code=found.place.code)
        _require_open(row, signing.revision)
        template = _template(found, row.notice)
        _require_signer(actor, found, template, row, now)
        uses = _gate(row, signing.basis)
        _number(row, template, now)
        row.signed_at, row.signed_by_id = now, actor.id
        _last_days(found, row, template, now)
        row.save()
        data = {"number": row.number, "title": row.title, "until": str(row.until_on or ""), "basis": signing.basis}
        note(actor, "sign_notice", _about(row, data | {"names": uses}), now)
        meet_by_notice(actor, found, row, now)
        it = Row({"number": row.number, "title": row.title, "day": china_day(now), "until": row.until_on})
        what = Happening(f"{row.notice}.published", f"notice:{row.pk}", row.place.as_core(), it)
        happened(actor, found, what, now)
    return row.number


def withdraw_notice(*, actor: Actor, notice_id: int, why: str, now: datetime) -> None:
    """Takes a notice back, with the reason; its number is not given again, and the duties it met are open again.

    A draft is thrown away so. raises: Refused("not_found"), Refused("not_allowed"), Refused("second_factor_needed"),
    Refused("reason_missing"), Refused("notice_withdrawn").
    """
    if not why.strip():
        raise Refused("reason_missing", "请写明理由，再保存。")
    with acting(actor):
        found, row = _locked(notice_id)
        require(actor, "sign_notice", place_code=found.place.code)
        if row.withdrawn_at is not None:
            raise _withdrawn()
        row.withdrawn_at, row.withdrawn_why = now, why.strip()[:LONGEST_WHY]
        row.revision += 1
        row.save(update_fields=["withdrawn_at", "withdrawn_why", "revision"])
        note(actor, "withdraw_notice", _about(row, {"number": row.number, "why": row.withdrawn_why}), now)
        if row.signed_at is not None:
            reopen_times(actor, row, now)


def _locked(notice_id: int) -> tuple[Running, Notice]:
    """A notice with its programme: its place locked first, since numbers are counted by place, then its row."""
    known = Notice.objects.filter(pk=notice_id).values_list("programme", "place").first()
    if known is None:
        raise Refused("not_found", "没有找到这份通报，可能不在您的管辖范围内。")
    found = running(known[0])
    with looking(None):
        list(Place.objects.select_for_update(no_key=True).filter(pk=known[1]).values_list("pk"))
    row = Notice.objects.select_for_update(of=("self",)).select_related("place").filter(pk=notice_id).first()
    if row is None:
        raise Refused("not_allowed", "以您现在的岗位不能办理这件事。如确需办理，请与本级办公室联系。")
    return found, row


def _require_draft(actor: Actor, found: Running) -> None:
    """Who may sign may draft, also before the second factor."""
    if not may(actor, "sign_notice", place_code=found.place.code):
        raise Refused("not_allowed", "以您现在的岗位不能办理这件事。如确需办理，请与本级办公室联系。")


def _require_open(row: Notice, revision: int) -> None:
    if row.withdrawn_at is not None:
        raise _withdrawn()
    if row.signed_at is not None:
        raise Refused("notice_signed", "这份通报已经签发（{number}），不能再改。", number=row.number or row.title)
    if row.revision != revision:
        raise Refused("changed_meanwhile", "这份通报刚才有人改过。请核对最新的内容以后再办。")


def _require_signer(actor: Actor, found: Running, template: Template, row: Notice, now: datetime) -> None:
    """A leader signs everything of his place; an official what the pack lets him sign."""
    names = template.sign.names if template.sign else ()
    if actor.role == "leader" or not names:
        return
    if not seats_at(actor, found, row.place.code, china_day(now)) & set(names):
        raise Refused("not_signer", "按方案，这份通报由另外的岗位签发。请转给分管领导或者任该岗位的同志。")


def _gate(row: Notice, basis: str) -> list[str]:
    """The names that stand in a notice with consent or basis, as words for the journal: how many, never who.

    source: 个人信息保护法 Art. 25.
    """
    known = names_in(f"{row.title}\n{row.text}\n{row.sheet}", row.place.code)
    said = {n: public_name(n, uses, Publication(row.title, basis)).why for n, uses in known.items()}
    hidden = sorted(n for n, why in said.items() if why == "hidden")
    if hidden:
        raise Refused(
            "name_needs_basis",
            "文中有{names}的姓名，没有本人对“{use}”的单独同意，也没有选明公开依据。"
            "请取得同意、选明依据，或者改用隐名。",
            names="、".join(hidden[:9]),
            use=row.title,
        )
    return sorted(said.values())


def _number(row: Notice, template: Template, now: datetime) -> None:
    """The next number of the series; nobody else counts meanwhile, since the place is locked."""
    row.year, row.series = china_day(now).year, template.number[:80]
    if not row.series:
        return
    with looking(None):  # other programmes of the place count in the same series
        last = Notice.objects.filter(place=row.place_id, series=row.series, year=row.year).aggregate(n=Max("n"))["n"]
    row.n = (last or 0) + 1
    row.number = number_of(row.series, row.year, row.n)[:80]


def _last_days(found: Running, row: Notice, template: Template, now: datetime) -> None:
    around, today = _around(found, row.place, now), china_day(now)
    row.until_on = hangs_until(today, worth(template.days, around)) if template.days else None
    row.objection_on = objects_until(today, reader(around)(template.objection), work_calendar())


def _around(found: Running, place: Place, now: datetime) -> Around:
    return Around(found, Meant("", place.as_core()), Known(found), china_day(now))


def _template(found: Running, name: str) -> Template:
    template = found.find(name, Template)
    if template is None:
        raise Refused("not_found", "没有找到这种通报，可能方案包已经改过。请刷新页面再试。")
    return template


def _place(found: Running, code: str) -> Place:
    row = Place.objects.filter(code=code or found.place.code, ended_on=None).first()
    if row is None or not within(row.code, found.place.code):
        raise Refused("unknown_place", "没有登记代码为 {place} 的地区，或者它已经撤并，请核对。", place=code)
    return row


def _withdrawn() -> Refused:
    return Refused("notice_withdrawn", "这份通报已经撤回。需要的话请重新起草一份。")


def _about(row: Notice, data: dict[str, object]) -> About:
    return About("notice", row.pk, row.programme_id, data, revision=row.revision, place_code=row.place.code)
