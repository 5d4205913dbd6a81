"""Whose an account is: the place, unit or row that stands at the owner's level of what happened."""

from collections.abc import Iterable, Mapping

from shanzhi.core.kinds import Refused
from shanzhi.core.meant import Meant, place_at, row_at
from shanzhi.core.order import Owner
from shanzhi.core.pack.accounts import Account
from shanzhi.core.pack.posts import Post
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.selector import Selector
from shanzhi.core.place import above
from shanzhi.core.unit import PlaceRef
from shanzhi.models import Place, Seat
from shanzhi.queries.running import Running


def places_over(codes: Iterable[str]) -> Mapping[str, PlaceRef]:
    """Places and all above them, by code, but for those that have ended.

    cost: 1 query.
    """
    asked = {c for code in codes for c in (code, *above(code))}
    return {p.code: p.as_core() for p in Place.objects.filter(code__in=asked, ended_on=None)}


def owner_of(
    running: Running, account: Account, meant: Meant, over: Mapping[str, PlaceRef], instead: Selector | None = None
) -> Owner:
    """Whose account is meant where something happens. instead: who pays or is paid, where a rule says so.

    cost: 0 queries; one more where the holder of a post owns it.
    raises: Refused("owner_missing").
    """
    levels = {r.id: r.of.names for r in running.items("registers") if isinstance(r, Register) and r.of}
    for name in (instead or account.owner or Selector()).names:
        found = place_at(name, meant, over) or row_at(name, meant, levels) or _holder(running, name, meant)
        if found is not None:
            return found
    raise Refused(
        "owner_missing",
        "账户“{title}”在“{place}”找不到户主，请核对方案包里这个账户属于谁。",
        title=account.title or account.id,
        place=meant.place.name,
    )


def _holder(running: Running, name: str, meant: Meant) -> Owner | None:
    """The unit that holds a post where something happens."""
    if running.find(name, Post) is None:
        return None
    codes = (meant.place.code, *above(meant.place.code))
    seats = Seat.objects.filter(programme=running.programme_id, seat=name, place__code__in=codes, to_on=None)
    unit = seats.exclude(unit=None).order_by("-place__code", "pk").values_list("unit_id", flat=True).first()
    return Owner(meant.place.id, unit=unit) if unit else None
