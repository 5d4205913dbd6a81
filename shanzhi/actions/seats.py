"""Deeds on seats: given, ended, handed over without a gap."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet

from shanzhi.actions.journal import About, note
from shanzhi.actions.rules import happened
from shanzhi.core.access import Actor, require, within
from shanzhi.core.happening import Happening
from shanzhi.core.kinds import Refused, china_day
from shanzhi.core.meant import Meant
from shanzhi.core.pack.data import Datum, Row, Unknown
from shanzhi.core.pack.evaluate import evaluate
from shanzhi.core.pack.posts import Post
from shanzhi.core.staffing import (
    Need,
    Span,
    busiest,
    check_room,
    check_span,
    check_stand_in,
    day_after,
    kinds_of,
    need_of,
)
from shanzhi.models import Place, Record, Seat
from shanzhi.models.walls import acting
from shanzhi.queries.around import Around
from shanzhi.queries.holders import Holder, holder_of, key_of
from shanzhi.queries.places_known import Known
from shanzhi.queries.running import Running, running
from shanzhi.queries.seats import count_at

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class SeatIn:
    """A seat to give. holder: user:7, unit:7, resident:7 or household:7; stands_in: the seat he stands in for.

    place_code: of a post at places; record_id: the row of a post at rows of a register.
    """

    programme_id: int
    post: str
    place_code: str
    holder: str
    from_on: date | None
    to_on: date | None = None
    stands_in: int | None = None
    record_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where seats of a post are: a place, or a row of a register in it. need: how many there are to be."""

    running: Running
    post: Post
    place: Place
    record: Record | None
    around: Around
    need: Need

    @property
    def title(self) -> str:
        return self.post.title or self.post.id


def give_seat(*, actor: Actor, given: SeatIn, now: datetime) -> int:
    """Gives somebody a post from a day on, and gives the seat's id.

    raises: Refused("not_allowed"), Refused("not_found"), Refused("place_not_fitting"), Refused("holder_unknown"),
            Refused("holder_not_fitting"), Refused("day_missing"), Refused("must_not_met"), codes of core.staffing.
    """
    with acting(actor):
        found = running(given.programme_id)
        require(actor, "give_seat", place_code=found.place.code)
        spot = _spot(found, given, china_day(now))
        row = _given(spot, given)
        row.given_at = now
        row.save()
        note(actor, "give_seat", _about(spot, row), now)
        _tell(actor, spot, row, "seated", now)
    return row.pk


def end_seat(*, actor: Actor, seat_id: int, on: date | None, reason: str, now: datetime) -> None:
    """Ends a seat: on is the last day it is held. Who stands in for it stands in no longer than that.

    raises: Refused("not_allowed"), Refused("not_found"), Refused("day_missing"), Refused("reason_missing"),
            Refused("seat_ended"), Refused("period_reversed"), Refused("stand_in_later").
    """
    with acting(actor):
        spot, row = _locked(actor, seat_id, now)
        last, why = _last(row, on), _why(reason)
        _end(row, last)
        about = _about(spot, row)
        note(actor, "end_seat", replace(about, data={**about.data, "reason": why}), now)
        left = [s for s in _spans(spot) if not s.instead]
        after = day_after(last)
        short = busiest(left, Span(after, after)) < (1 if spot.need.least is None else spot.need.least)
        if row.stands_in_id is None and short:
            _tell(actor, spot, row, "vacant", now)


def hand_over(*, actor: Actor, seat_id: int, holder: str, on: date | None, now: datetime) -> int:
    """Hands a seat over without a gap: on is the last day of who holds it, the next one holds it from the day after.

    out: id of the new seat, which lasts as long as the old one would have.
    raises: codes of give_seat and end_seat.
    """
    with acting(actor):
        spot, row = _locked(actor, seat_id, now)
        last, until = _last(row, on), row.to_on
        if until == last:
            raise Refused("seat_ended", "这个席位到那天已经结束，没有可以交接的日子。请改用“安排席位”。")
        _end(row, last)
        given = SeatIn(
            row.programme_id, row.seat, row.place.code, holder, day_after(last), until, row.stands_in_id, row.record_id
        )
        new = _given(spot, given)
        new.given_at = now
        new.save()
        about = _about(spot, new)
        note(actor, "hand_over_seat", replace(about, data={**about.data, "after": row.pk, "last": str(last)}), now)
        _tell(actor, spot, new, "seated", now)
    return new.pk


def _given(spot: _Spot, given: SeatIn) -> Seat:
    """The seat as it will be, with all that has to hold."""
    if given.from_on is None:
        raise Refused("day_missing", "请选择日期。")
    who = holder_of(given.holder)
    if who.kind not in kinds_of(spot.post):
        raise Refused("holder_not_fitting", "“{post}”不能由这一类人选担任，请重新选择。", post=spot.title)
    span = Span(given.from_on, given.to_on, who.key, given.stands_in is not None)
    check_span(span, spot.running.first, spot.running.last)
    if given.stands_in is not None:
        check_stand_in(spot.post, span, _principal(spot, given.stands_in))
    check_room(span, _spans(spot), spot.need, spot.title)
    _must(spot, who)
    return Seat(
        programme_id=spot.running.programme_id, seat=spot.post.id, place=spot.place, record=spot.record,
        from_on=span.from_on, to_on=span.to_on, stands_in_id=given.stands_in, **{f"{who.kind}_id": who.id},
    )  # fmt: skip


def _principal(spot: _Spot, seat_id: int) -> Span:
    seat = _seats(spot).filter(pk=seat_id).first()
    if seat is None:
        raise Refused("not_found", "没有找到被代理的席位，可能不在您的管辖范围内。")
    return _span(seat)


def _must(spot: _Spot, who: Holder) -> None:
    """The conditions of a post hold for its holder; what cannot be reckoned holds nobody up but is not passed either.

    raises: Refused("must_not_met").
    """
    around = replace(spot.around, meant=Meant("", spot.place.as_core(), who.it), who=who.name)
    for must in spot.post.must:
        said = evaluate(must.that.tree, around) if must.that.tree else True
        if said is True or must.soft:
            continue
        why: object = said.reason if isinstance(said, Unknown) else must.else_ or must.that.text
        raise Refused("must_not_met", "不符合“{post}”的条件：{why}", post=spot.title, why=why)


def _spot(found: Running, given: SeatIn, today: date) -> _Spot:
    """Where a seat is to be, its place locked.

    raises: Refused("not_found"), Refused("place_not_fitting").
    """
    post = found.find(given.post, Post)
    if post is None:
        raise Refused("not_found", "没有找到这个岗位，可能方案包已经改过。请刷新页面再试。")
    record = None
    if given.record_id is not None:
        rows = Record.objects.filter(programme=found.programme_id, ended_on=None, register__in=post.at.names)
        record = rows.filter(pk=given.record_id).first()
    code = given.place_code or found.place.code
    places = Place.objects.select_for_update(no_key=True).filter(ended_on=None)
    place = places.filter(pk=record.place_id).first() if record else places.filter(code=code).first()
    fits = place is not None and (record is not None or place.level in post.at.names)
    if place is None or not fits or not within(place.code, found.place.code):
        raise Refused(
            "place_not_fitting",
            "“{post}”不设在这个地方，请从席位页上选择地点。",
            post=post.title or post.id,
        )
    around = Around(found, Meant("", place.as_core()), Known(found), today)
    return _Spot(found, post, place, record, around, need_of(post.count, count_at(post, around)))


def _locked(actor: Actor, seat_id: int, now: datetime) -> tuple[_Spot, Seat]:
    """A seat that somebody may end, with its spot; the place is locked first, then the seat."""
    known = Seat.objects.select_related("place").filter(pk=seat_id).first()
    if known is None:
        raise Refused("not_found", "没有找到这个席位，可能不在您的管辖范围内。")
    found = running(known.programme_id)
    require(actor, "give_seat", place_code=found.place.code)
    where = SeatIn(known.programme_id, known.seat, known.place.code, "", None, record_id=known.record_id)
    spot = _spot(found, where, china_day(now))
    return spot, Seat.objects.select_for_update(of=("self",)).select_related("place").get(pk=seat_id)


def _last(row: Seat, on: date | None) -> date:
    if on is None:
        raise Refused("day_missing", "请选择日期。")
    if row.to_on is not None and row.to_on < on:
        raise Refused("seat_ended", "这个席位在{last}已经结束，不能改到更晚。", last=row.to_on)
    if on < row.from_on:
        raise Refused("period_reversed", "结束日期早于开始日期，请核对。")
    return on


def _end(row: Seat, last: date) -> None:
    """Ends a seat, and with it who stands in."""
    later = row.stand_ins.filter(from_on__gt=last).order_by("from_on").first()
    if later is not None:
        raise Refused(
            "stand_in_later",
            "从{first}起还安排了代理，结束日期不能早于那天。",
            first=later.from_on,
        )
    row.stand_ins.filter(to_on__gt=last).update(to_on=last)
    row.to_on, row.revision = last, row.revision + 1
    row.save(update_fields=["to_on", "revision"])


def _why(reason: str) -> str:
    if not reason.strip():
        raise Refused("reason_missing", "请写明理由，再保存。")
    return reason.strip()[:LONGEST_REASON]


def _seats(spot: _Spot) -> QuerySet[Seat]:
    return Seat.objects.filter(
        programme=spot.running.programme_id, seat=spot.post.id, place=spot.place, record=spot.record
    )


def _spans(spot: _Spot) -> list[Span]:
    return [_span(s) for s in _seats(spot)]


def _span(seat: Seat) -> Span:
    return Span(seat.from_on, seat.to_on, key_of(seat), seat.stands_in_id is not None)


def _about(spot: _Spot, row: Seat) -> About:
    data = {"post": row.seat, "holder": key_of(row), "place": spot.place.code, "from": str(row.from_on)}
    data |= {"to": str(row.to_on)} if row.to_on else {}
    data |= {"record": str(row.record_id)} if row.record_id else {}
    data |= {"stands_in": str(row.stands_in_id)} if row.stands_in_id else {}
    return About("seat", row.pk, row.programme_id, data, revision=row.revision, place_code=spot.place.code)


def _tell(actor: Actor, spot: _Spot, row: Seat, happens: str, now: datetime) -> None:
    """Tells the rules that a seat is held, or that one is empty."""
    it: dict[str, Datum] = {
        "seat": Decimal(row.pk), "kind": key_of(row).partition(":")[0], "day": row.from_on, "until": row.to_on,
        "unit": Decimal(row.unit_id) if row.unit_id else None,
    }  # fmt: skip
    what = Happening(f"{row.seat}.{happens}", f"seat:{row.pk}", spot.place.as_core(), Row(it))
    happened(actor, spot.running, what, now)
