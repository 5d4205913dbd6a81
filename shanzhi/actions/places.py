"""Deeds on places: those of the national list enter, groups are formed, names and codes change, places merge and split.

A place that ends keeps its row, its code and all that was ever recorded for it; who took over stands in its changes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from shanzhi.actions.gazetteer import enter
from shanzhi.actions.journal import About, note
from shanzhi.actions.register import PlaceIn
from shanzhi.core.access import Actor, require, subtree
from shanzhi.core.kinds import Refused, china_day
from shanzhi.core.place import level_of, moved, next_groups, upper
from shanzhi.models import Place, PlaceChange, Post
from shanzhi.models.walls import acting


@dataclass(frozen=True, slots=True)
class Basis:
    """From which day a change holds, and on what it rests, such as the number of the approval."""

    on: date
    text: str


def add_divisions(
    *, actor: Actor | None, divisions: Iterable[tuple[str, str]], edition: int, root: str, now: datetime
) -> Mapping[str, int]:
    """Enters places of a national list; those here, and those given up here, are left alone. Gives the new by level.

    divisions: (code, name) in any order; root: the place asked for, "" for the whole country.

    raises: Refused("not_allowed").
    """
    _may(actor, root or "000000000000")
    with acting(actor):
        new = enter(((code, name, level_of(code)) for code, name in divisions), edition)
        if new:
            data = {"root": root, "edition": edition, "new": sum(new.values()), "levels": dict(new)}
            note(actor, "add_divisions", About("place", None, data=data), now)
    return new


def add_groups(*, actor: Actor | None, village: str, names: Sequence[str], now: datetime) -> tuple[str, ...]:
    """Forms groups (村民小组) below a village, in this order after those it has; gives the codes of the new ones.

    raises: Refused("not_allowed"), Refused("unknown_place"), Refused("not_a_village"), Refused("too_many_groups").
    """
    _may(actor, village)
    with acting(actor):
        place = _locked(village)
        if place.level != "village":
            raise Refused("not_a_village", "组只设在村、社区下面，{name}不是村或社区。", name=place.name)
        here = Place.objects.filter(level="group", code__range=subtree(village))
        known = {g.name for g in here if g.ended_on is None}
        new = [n for n in dict.fromkeys(name.strip() for name in names) if n and n not in known]
        past = PlaceChange.objects.filter(from_code__range=subtree(village)).values_list("from_code", flat=True)
        codes = next_groups(village, [c for c in (*(g.code for g in here), *past) if c != village], len(new))
        if new:
            enter((code, name, "group") for code, name in zip(codes, new, strict=True))
            note(
                actor, "add_groups", About("place", place.pk, data={"groups": dict(zip(codes, new, strict=True))}), now
            )
    return codes


def rename_place(*, actor: Actor | None, code: str, name: str, basis: Basis, now: datetime) -> bool:
    """Gives a place another name; False where it bears it already.

    raises: Refused("not_allowed"), Refused("unknown_place"), Refused("no_name") and those of the basis.
    """
    _may(actor, code)
    with acting(actor):
        place = _locked(code)
        if not name.strip():
            raise Refused("no_name", "没有写名称，请补上。")
        if place.name == name.strip():
            return False
        _check(place, basis, now)
        _record(place, "rename", basis, to_name=name.strip())
        note(actor, "rename_place", _about(place, basis, was=place.name, name=name.strip()), now)
        place.name = name.strip()
        place.save(update_fields=["name"])
    return True


def recode_place(*, actor: Actor | None, code: str, to: str, basis: Basis, now: datetime) -> int:
    """Gives a place and all below it codes that begin like another; gives how many rows changed, 0 where it was done.

    raises: Refused("not_allowed"), Refused("unknown_place"), Refused("other_level"), Refused("code_taken"),
    Refused("unknown_upper") and those of the basis.
    """
    _may(actor, code)
    _may(actor, to)
    with acting(actor):
        if PlaceChange.objects.filter(kind="recode", from_code=code, to_code=to, on=basis.on).exists():
            return 0
        place = _locked(code)
        parent = _new_parent(place, to, basis)
        _check(place, basis, now)
        rows = list(Place.objects.select_for_update().filter(code__range=subtree(code)).order_by("code"))
        PlaceChange.objects.bulk_create(
            (_change(row, "recode", basis, to_code=moved(row.code, code, to)) for row in rows), batch_size=5000
        )
        for row in rows:
            row.code = moved(row.code, code, to)
            row.parent = parent if row.pk == place.pk else row.parent
        Place.objects.bulk_update(rows, ["code", "parent"], batch_size=2000)
        note(actor, "recode_place", _about(place, basis, was=code, code=to, rows=len(rows)), now)
    return len(rows)


def merge_places(
    *, actor: Actor | None, codes: Sequence[str], into: PlaceIn, basis: Basis, now: datetime
) -> tuple[str, ...]:
    """Ends places that another takes over, which may be one of them or new; gives the codes that ended.

    What is recorded for a place that ends stays with it.

    raises: Refused("not_allowed"), Refused("unknown_place"), Refused("other_level"), Refused("places_below"),
    Refused("unknown_upper"), Refused("no_name") and those of the basis.
    """
    for code in (*codes, into.code):
        _may(actor, code)
    with acting(actor):
        ending = [p for p in map(_either, sorted(set(codes) - {into.code})) if not _took_over(p, "merge", [into.code])]
        if not ending:
            return ()
        heirs = _heirs(ending[0], [into], basis)
        for place in ending:
            _end(place, "merge", heirs, basis, now)
        data = {"ended": [p.code for p in ending], "into": into.code, "on": str(basis.on), "basis": basis.text}
        note(actor, "merge_places", About("place", heirs[0].pk, data=data), now)
    return tuple(p.code for p in ending)


def split_place(
    *, actor: Actor | None, code: str, into: Sequence[PlaceIn], basis: Basis, now: datetime
) -> tuple[str, ...]:
    """Splits a place; it goes on where its own code is among the parts, else it ends. Gives the codes of the parts.

    What is recorded for it stays with it.

    raises: those of `merge_places`, Refused("one_part") for fewer than two parts.
    """
    for part in (code, *(p.code for p in into)):
        _may(actor, part)
    with acting(actor):
        place = _either(code)
        others = [p for p in into if p.code != code]
        if _took_over(place, "split", [p.code for p in others]):
            return ()
        if len({p.code for p in into}) < 2:  # noqa: PLR2004 - a split gives two
            raise Refused("one_part", "拆分以后至少要有两个地区，请把名称和代码写全。")
        heirs = _heirs(place, others, basis)
        if len(others) == len(into):
            _end(place, "split", heirs, basis, now)
        else:
            _check(place, basis, now)
            PlaceChange.objects.bulk_create(_change(place, "split", basis, heir=heir) for heir in heirs)
        parts = tuple(p.code for p in into)
        note(actor, "split_place", _about(place, basis, into=list(parts), ended=place.ended_on is not None), now)
    return parts


def _may(actor: Actor | None, code: str) -> None:
    if actor:
        require(actor, "keep_places", place_code=code)


def _locked(code: str) -> Place:
    place = Place.objects.select_for_update().filter(code=code, ended_on=None).first()
    if place is None:
        raise Refused("unknown_place", "没有登记代码为 {place} 的地区，或者它已经撤并，请核对。", place=code)
    return place


def _either(code: str) -> Place:
    """The living place of a code, else the one that ended last: a deed sent twice finds what it did."""
    place = Place.objects.select_for_update().filter(code=code).order_by("-ended_on").first()
    return place if place and place.ended_on else _locked(code)


def _took_over(place: Place, kind: str, codes: Sequence[str]) -> bool:
    """Whether just these took over from the place already.

    raises: Refused("unknown_place") where it ended otherwise.
    """
    done = set(place.changes.filter(kind=kind).values_list("successor__code", flat=True))
    if done and done >= set(codes):
        return True
    _locked(place.code)
    return False


def _check(place: Place, basis: Basis, now: datetime) -> None:
    """A basis is given, and its day is neither ahead nor before what is on record."""
    if not basis.text.strip():
        raise Refused("basis_missing", "没有写依据。请写明批准文件的名称或文号。")
    if basis.on > china_day(now):
        raise Refused("day_ahead", "变更日期不能晚于今天，请到生效那天再办，或改正日期。")
    last = place.changes.order_by("-on").values_list("on", flat=True).first()
    known = max((day for day in (last, place.started_on) if day), default=basis.on)
    if basis.on < known:
        raise Refused(
            "change_out_of_order",
            "{name}在{day}已有变更记录，新的变更不能早于那一天，请核对日期。",
            name=place.name,
            day=known.isoformat(),
        )


def _new_parent(place: Place, to: str, basis: Basis) -> Place | None:
    """The place above a new code, which must be free, of the same level and below a place that is registered."""
    _same_level(place, to)
    if Place.objects.filter(code__range=subtree(to), ended_on=None).exists():
        raise Refused("code_taken", "代码 {place} 已经由别的地区使用，请核对新代码。", place=to)
    _vacant(to, basis)
    return _upper(to) if place.parent_id else None


def _vacant(code: str, basis: Basis) -> None:
    """Nobody holds a post any more at a place that ended with this code: it would open the next place to him."""
    held = Post.objects.filter(place__code__range=subtree(code)).exclude(to_on__lt=basis.on)
    if held.exists():
        raise Refused("posts_held", "代码 {place} 原来的地区还有人在岗，请先结束这些岗位，再使用这个代码。", place=code)


def _same_level(place: Place, code: str) -> None:
    if level_of(code) != place.level:
        raise Refused("other_level", "{place}与{name}不是同一级，请核对代码。", place=code, name=place.name)


def _upper(code: str) -> Place:
    parent = Place.objects.filter(code=upper(code), ended_on=None).first()
    if parent is None:
        raise Refused(
            "unknown_upper", "{place}的上级 {upper} 还没有登记，请先登记上级。", place=code, upper=upper(code)
        )
    return parent


def _heirs(old: Place, parts: Sequence[PlaceIn], basis: Basis) -> list[Place]:
    """The places that take over, in the order given; those not here yet begin on the day of the change."""
    for part in parts:
        _same_level(old, part.code)
    codes = [p.code for p in parts]
    here = Place.objects.filter(code__in=codes, ended_on=None).in_bulk(field_name="pk")
    known = {p.code: p for p in here.values()}
    for part in parts:
        if part.code in known:
            continue
        if not part.name.strip():
            raise Refused("no_name", "没有写名称，请补上。")
        _vacant(part.code, basis)
        parent = _upper(part.code) if old.parent_id else None
        known[part.code] = Place.objects.create(
            code=part.code, name=part.name.strip(), level=old.level, parent=parent, started_on=basis.on
        )
    return [known[code] for code in codes]


def _end(place: Place, kind: str, heirs: Sequence[Place], basis: Basis, now: datetime) -> None:
    """Ends a place without living places below it; its row stays."""
    _same_level(place, heirs[0].code)
    below = Place.objects.filter(Q(code__range=subtree(place.code)) & ~Q(pk=place.pk), ended_on=None)
    if below.exists():
        raise Refused(
            "places_below",
            "{name}下面还有 {count} 个地区，请先把它们划到新的上级（改代码）或一并撤并。",
            name=place.name,
            count=below.count(),
        )
    _check(place, basis, now)
    PlaceChange.objects.bulk_create(_change(place, kind, basis, heir=heir) for heir in heirs)
    place.ended_on = basis.on
    place.save(update_fields=["ended_on"])


def _change(place: Place, kind: str, basis: Basis, *, to_code: str = "", heir: Place | None = None) -> PlaceChange:
    return PlaceChange(
        place=place,
        kind=kind,
        on=basis.on,
        from_code=place.code,
        to_code=heir.code if heir else to_code or place.code,
        from_name=place.name,
        to_name=heir.name if heir else place.name,
        successor=heir,
        basis=basis.text.strip(),
    )


def _record(place: Place, kind: str, basis: Basis, *, to_name: str) -> None:
    change = _change(place, kind, basis)
    change.to_name = to_name
    change.save()


def _about(place: Place, basis: Basis, **data: object) -> About:
    return About("place", place.pk, data={**data, "on": str(basis.on), "basis": basis.text})
