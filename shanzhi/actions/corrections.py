"""One person or one unit is corrected by hand; lists only add."""

from dataclasses import asdict
from datetime import datetime

from shanzhi.actions.journal import About, note
from shanzhi.core.access import Actor, require
from shanzhi.core.correction import PersonSaid, UnitSaid, checked_person, checked_unit, must_stand
from shanzhi.core.kinds import Refused
from shanzhi.core.register import circles
from shanzhi.models import Place, Post, Unit, User
from shanzhi.models.walls import acting


def correct_person(*, actor: Actor, user_id: int, said: PersonSaid, was: str, now: datetime) -> None:
    """Corrects name and username of somebody whose posts all lie in the keeper's area. was: the stamp it was read with.

    raises: Refused("not_found"), Refused("not_allowed"), Refused("changed_meanwhile"), Refused("name_missing"),
    Refused("username_bad"), Refused("username_taken").
    """
    said = checked_person(said)
    with acting(actor):
        require(actor, "keep_people", place_code=actor.place_code)
        User.lock()
        user = User.objects.select_for_update().filter(pk=user_id).first()
        with acting(None):  # posts outside the keeper's area count too
            places = list(Post.objects.filter(user=user).values_list("place__code", flat=True)) if user else []
        if user is None or not places:
            raise Refused("not_found", "没有找到这位同志，可能不在您的管辖范围内。")
        for code in places:
            require(actor, "keep_people", place_code=code)
        before = PersonSaid(user.name, user.username)
        must_stand(before.stamp, was)
        if said == before:
            return
        if User.objects.filter(username=said.username).exclude(pk=user.pk).exists():
            raise Refused("username_taken", "这个用户名已有人使用，请换一个。")
        user.name, user.username = said.name, said.username
        user.save(update_fields=["name", "username"])
        note(actor, "correct_person", About("user", user.pk, before=asdict(before), after=asdict(said)), now)


def correct_unit(*, actor: Actor, unit_id: int, said: UnitSaid, was: str, now: datetime) -> None:
    """Corrects a unit of the keeper's area; its posts move with it. was: the stamp it was read with.

    raises: Refused("not_found"), Refused("not_allowed"), Refused("changed_meanwhile"), Refused("no_name"),
    Refused("bad_choice"), Refused("unknown_place"), Refused("unit_known"), Refused("unit_circle").
    """
    said = checked_unit(said)
    with acting(actor):
        require(actor, "keep_people", place_code=actor.place_code)
        User.lock()
        unit = Unit.objects.select_for_update(of=("self",)).select_related("place").filter(pk=unit_id).first()
        if unit is None:
            raise Refused("not_found", "没有找到这个单位，可能不在您的管辖范围内。")
        require(actor, "keep_people", place_code=unit.place.code)
        require(actor, "keep_people", place_code=said.place)
        before = UnitSaid(unit.name, tuple(unit.aliases), unit.kind, unit.place.code, unit.parent_id)
        must_stand(before.stamp, was)
        if said == before:
            return
        _set(unit, said)
        note(actor, "correct_unit", About("unit", unit.pk, before=asdict(before), after=asdict(said)), now)


def _set(unit: Unit, said: UnitSaid) -> None:
    place = Place.objects.filter(code=said.place, ended_on=None).first()
    if place is None:
        raise Refused("unknown_place", "没有登记代码为 {place} 的地区，或者它已经撤并，请核对。", place=said.place)
    if Unit.objects.filter(place=place, name=said.name).exclude(pk=unit.pk).exists():
        raise Refused("unit_known", "这个地区已有同名的单位，请改用别的名称。")
    if said.parent != unit.parent_id:
        _check_parent(unit.pk, said.parent)
    moved = place.pk != unit.place_id
    unit.name, unit.aliases, unit.kind = said.name, list(said.aliases), said.kind
    unit.place, unit.parent_id = place, said.parent
    unit.save(update_fields=["name", "aliases", "kind", "place", "parent"])
    if moved:
        Post.objects.filter(unit=unit).update(place=place)


def _check_parent(unit_id: int, parent: int | None) -> None:
    if parent is None:
        return
    if not Unit.objects.filter(pk=parent).exists():
        raise Refused("not_found", "没有找到这个单位，可能不在您的管辖范围内。")
    above = dict(Unit.objects.exclude(parent=None).values_list("pk", "parent_id")) | {unit_id: parent}
    if unit_id in circles({k: v for k, v in above.items() if v is not None}):
        raise Refused("unit_circle", "上级单位绕了一圈又回到本单位，请改正。")
