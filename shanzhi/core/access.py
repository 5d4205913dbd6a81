"""Who may do what, where: one table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from shanzhi.core.kinds import Refused

ROLES = ("clerk", "unit", "leader", "reader")
Reach = Literal["place", "own"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting from a post. place_code: 12 digits; unit_id: the unit of a unit post, else None."""

    id: int
    name: str
    role: str
    place_code: str
    place_name: str
    unit_id: int | None
    unit_name: str


MAY: Mapping[str, Mapping[str, Reach]] = MappingProxyType(
    {
        "see_programme": {"clerk": "place", "leader": "place", "reader": "place", "unit": "own"},
        "see_plan": {"clerk": "place", "leader": "place"},
        "hand_in_plan": {"clerk": "place"},
        "review_plan": {"clerk": "place"},
        "propose_plan": {"clerk": "place"},
        "adopt_plan": {"clerk": "place", "leader": "place"},
        "settle_task": {"clerk": "place"},
        "note_progress": {"unit": "own", "clerk": "place"},
        "claim_task": {"unit": "own", "clerk": "place"},
        "accept_task": {"clerk": "place", "leader": "place"},
        "return_task": {"clerk": "place", "leader": "place"},
        "cancel_task": {"clerk": "place", "leader": "place"},
        "meet_duty": {"unit": "own", "clerk": "place"},
        "excuse_duty": {"clerk": "place", "leader": "place"},
        "enter_value": {"unit": "own", "clerk": "place"},
        "see_residents": {"clerk": "place", "unit": "own"},
        "keep_residents": {"clerk": "place", "unit": "own"},
        "reveal_value": {"clerk": "place", "unit": "own"},
        "record_consent": {"clerk": "place", "unit": "own"},
        "handle_request": {"clerk": "place", "unit": "own"},
        "see_inventory": {"clerk": "place", "leader": "place", "reader": "place"},
        "export_list": {"clerk": "place", "leader": "place", "reader": "place", "unit": "own"},
    }
)


def subtree(code: str) -> tuple[str, str]:
    """The first and last code of a place and all below it.

    Codes are positional (2 + 2 + 2 + 3 + 3 digits), so 140321103 and 140321030 never mix.
    """
    width = next(w for w in (2, 4, 6, 9, 12) if not code[w:].strip("0"))
    return code[:width].ljust(12, "0"), code[:width].ljust(12, "9")


def within(code: str, place_code: str) -> bool:
    """Whether code is place_code or lies below it."""
    low, high = subtree(place_code)
    return low <= code <= high


def may(actor: Actor, deed: str, *, place_code: str, unit_ids: Iterable[int | None] = ()) -> bool:
    """Whether the actor may do the deed on a matter of a place that the units take part in."""
    reach = MAY[deed].get(actor.role)
    if reach == "place":
        return within(place_code, actor.place_code)
    return reach == "own" and actor.unit_id is not None and actor.unit_id in set(unit_ids)


def require(actor: Actor, deed: str, *, place_code: str, unit_ids: Iterable[int | None] = ()) -> None:
    """Passes where `may` says yes.

    raises: Refused("not_allowed").
    """
    if not may(actor, deed, place_code=place_code, unit_ids=unit_ids):
        raise Refused("not_allowed", "以您现在的岗位不能办理这件事。如确需办理，请与本级办公室联系。")
