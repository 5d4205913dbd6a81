"""Posts: given with dates, ended, stood in for."""

from dataclasses import dataclass
from datetime import date, datetime

from shanzhi.actions.journal import About, note
from shanzhi.core.access import Actor, require
from shanzhi.core.kinds import Refused, china_day
from shanzhi.models import Place, Post, Session, Unit, User
from shanzhi.models.walls import acting


@dataclass(frozen=True, slots=True)
class PostIn:
    """A post to give. place: its 12-digit code; unit: its id where the role is unit; both days belong to it.

    A unit has to lie within the keeper's place as well: who acts for it sees what it takes part in.
    """

    user_id: int
    role: str
    place: str
    unit: int | None = None
    from_on: date | None = None
    to_on: date | None = None


def give_post(*, actor: Actor | None, post: PostIn, now: datetime) -> int:
    """Gives somebody a post; the id of the one he holds already with the same words and first day.

    raises: Refused("not_allowed"), Refused("not_found"), Refused("dates_reversed"), Refused("unit_missing").
    """
    _check_days(post.from_on, post.to_on)
    if post.role == "unit" and post.unit is None:
        raise Refused("unit_missing", "责任单位的岗位要写明是哪个单位，请从列表中选择。")
    with acting(actor):
        if actor:
            require(actor, "keep_people", place_code=post.place)
        place = Place.objects.filter(code=post.place, ended_on=None).first()
        if place is None:
            raise Refused("not_found", "没有找到这个地区，请先登记，或检查代码。")
        unit = _unit(actor, post.unit) if post.unit else None
        if not User.objects.filter(pk=post.user_id).exists():
            raise Refused("not_found", "没有找到这位同志，可能不在您的管辖范围内。")
        row, made = Post.objects.get_or_create(
            user_id=post.user_id,
            role=post.role,
            place=place,
            unit=unit,
            from_on=post.from_on,
            stands_in=None,
            defaults={"to_on": post.to_on},
        )
        if made:
            note(actor, "give_post", About("post", row.pk, data=_said(row)), now)
    return row.pk


def stand_in(*, actor: Actor | None, post_id: int, user_id: int, days: tuple[date, date], now: datetime) -> int:
    """Lets somebody stand in for a post from one day to another, both included; it ends with that post at the latest.

    raises: Refused("not_allowed"), Refused("not_found"), Refused("dates_reversed"), Refused("own_post").
    """
    _check_days(*days)
    with acting(actor):
        held = _held(actor, post_id)
        if held.user_id == user_id or held.stands_in_id:
            raise Refused("own_post", "代理人不能是本人，也不能由代理人再转请他人代理。请另选一位同志。")
        row, made = Post.objects.get_or_create(
            user_id=user_id,
            role=held.role,
            place=held.place,
            unit=held.unit,
            from_on=days[0],
            stands_in=held,
            defaults={"to_on": days[1]},
        )
        if made:
            note(actor, "stand_in", About("post", row.pk, data={**_said(row), "for": held.user_id}), now)
    return row.pk


def end_post(*, actor: Actor | None, post_id: int, to_on: date, reason: str, now: datetime) -> None:
    """Ends a post with a day; log-ins that act from it end at once where that day has passed.

    raises: Refused("not_allowed"), Refused("not_found"), Refused("dates_reversed"), Refused("reason_missing").
    """
    if not reason.strip():
        raise Refused("reason_missing", "请写明理由，再保存。")
    with acting(actor):
        row = _held(actor, post_id)
        _check_days(row.from_on, to_on)
        row.to_on = to_on
        row.save(update_fields=["to_on"])
        note(actor, "end_post", About("post", row.pk, data={**_said(row), "reason": reason}), now)
    if to_on < china_day(now):
        with acting(None):
            Session.objects.filter(post=post_id).delete()


def _unit(actor: Actor | None, unit_id: int) -> Unit:
    unit = Unit.objects.select_related("place").filter(pk=unit_id).first()
    if unit is None:
        raise Refused("not_found", "没有找到这个单位，可能不在您的管辖范围内。")
    if actor:
        require(actor, "keep_people", place_code=unit.place.code)
    return unit


def _held(actor: Actor | None, post_id: int) -> Post:
    rows = Post.objects.select_for_update(of=("self",)).select_related("place", "unit", "user")
    row = rows.filter(pk=post_id).first()
    if row is None:
        raise Refused("not_found", "没有找到这个岗位，可能不在您的管辖范围内。")
    if actor:
        require(actor, "keep_people", place_code=row.place.code)
    return row


def _check_days(first: date | None, last: date | None) -> None:
    if first and last and last < first:
        raise Refused("dates_reversed", "结束日期早于开始日期，请改正。")


def _said(row: Post) -> dict[str, object]:
    days = {"from": str(row.from_on or ""), "to": str(row.to_on or "")}
    return {"user": row.user_id, "role": row.role, "place": row.place.code, "unit": row.unit_id, **days}
