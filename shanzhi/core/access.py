"""Who may do what, where: one table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from shanzhi.core.kinds import Refused
from shanzhi.core.place import GROUP, VILLAGE, width

ROLES = ("clerk", "unit", "leader", "reader", "keeper")
Reach = Literal["place", "own"]
Kind = Literal["see", "enter", "act", "publish"]


@dataclass(frozen=True, slots=True)
class Behalf:
    """Whom somebody acts for. id: of a colleague with a log-in, None for a villager; how: stand_in or villager."""

    id: int | None
    name: str
    how: Literal["stand_in", "villager"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting from a post.

    place_code: 12 digits; unit_id: the unit of a unit post, else None; over: of a government's post, the place whose
    units' parts it sees; behalf_of: whom he acts for just now; device: the field device he acts through, "" at a desk;
    device_seq: the number that device gives this deed;
    verified: False where his log-in has yet to show its second factor.
    """

    id: int
    name: str
    role: str
    place_code: str
    place_name: str
    unit_id: int | None
    unit_name: str
    post_id: int = 0
    over: str = ""
    behalf_of: Behalf | None = None
    device: str = ""
    device_seq: int | None = None
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Tenure:
    """From when to when a post is held; both days belong to it, None is open. within: of the post stood in for."""

    from_on: date | None = None
    to_on: date | None = None
    within: "Tenure | None" = None

    def holds(self, day: date) -> bool:
        """Whether the post is held on a day; a stand-in's ends with the post he stands in for."""
        begun = self.from_on is None or self.from_on <= day
        lasts = self.to_on is None or day <= self.to_on
        return begun and lasts and (self.within is None or self.within.holds(day))


ScopeKind = Literal["", "house", "door", "place", "unit", "keeper"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What the database shows.

    kind: house everything, door what a log-in needs, place a subtree, unit a unit's own, keeper people and posts of a
    subtree, "" nothing.

    low, high: first and last code of the subtree, of a unit post that of the place its government runs, else "".
    """

    kind: ScopeKind = ""
    low: str = ""
    high: str = ""
    unit: int = 0
    person: int = 0


HOUSE, DOOR, NOBODY = Scope("house"), Scope("door"), Scope()


def scope_of(actor: Actor | None) -> Scope:
    """The scope an actor's transactions run in; None is the program itself."""
    if actor is None:
        return HOUSE
    if actor.role != "unit":
        kind: ScopeKind = "keeper" if actor.role == "keeper" else "place"
        return Scope(kind, *subtree(actor.place_code), person=actor.id)
    low, high = subtree(actor.over) if actor.over else ("", "")
    return Scope("unit", low, high, actor.unit_id or 0, actor.id)


MAY: Mapping[str, Mapping[str, Reach]] = MappingProxyType(
    {
        "see_programme": {"clerk": "place", "leader": "place", "reader": "place", "unit": "own"},
        "see_plan": {"clerk": "place", "leader": "place"},
        "hand_in_plan": {"clerk": "place"},
        "review_plan": {"clerk": "place"},
        "propose_plan": {"clerk": "place"},
        "adopt_plan": {"clerk": "place", "leader": "place"},
        "settle_task": {"clerk": "place"},
        "settle_anchor": {"clerk": "place"},
        "note_progress": {"unit": "own", "clerk": "place"},
        "claim_task": {"unit": "own", "clerk": "place"},
        "accept_task": {"clerk": "place", "leader": "place"},
        "return_task": {"clerk": "place", "leader": "place"},
        "cancel_task": {"clerk": "place", "leader": "place"},
        "meet_duty": {"unit": "own", "clerk": "place"},
        "excuse_duty": {"clerk": "place", "leader": "place"},
        "enter_value": {"unit": "own", "clerk": "place"},
        "adopt_pack": {"clerk": "place", "leader": "place"},
        "see_records": {"clerk": "place", "leader": "place", "reader": "place", "unit": "own"},
        "keep_records": {"clerk": "place", "unit": "own"},
        "enter_readings": {"clerk": "place", "unit": "own"},
        "keep_feeds": {"clerk": "place"},
        "see_cases": {"clerk": "place", "leader": "place", "reader": "place", "unit": "own"},
        "move_case": {"clerk": "place", "leader": "place", "unit": "own"},
        "see_books": {"clerk": "place", "leader": "place", "reader": "place", "unit": "own"},
        "keep_books": {"clerk": "place"},
        "reverse_entry": {"leader": "place"},
        "take_payment": {"clerk": "place"},
        "print_receipt": {"clerk": "place"},
        "cancel_receipt": {"leader": "place"},
        "ask_exemption": {"clerk": "place"},
        "decide_exemption": {"clerk": "place", "leader": "place"},
        "propose_closing": {"clerk": "place"},
        "close_month": {"clerk": "place", "leader": "place"},
        "give_seat": {"clerk": "place"},
        "sign_notice": {"leader": "place", "clerk": "place"},
        "see_burden": {"clerk": "place", "leader": "place", "reader": "place"},
        "see_residents": {"clerk": "place", "unit": "own"},
        "keep_residents": {"clerk": "place", "unit": "own"},
        "reveal_value": {"clerk": "place", "unit": "own"},
        "record_consent": {"clerk": "place", "unit": "own"},
        "handle_request": {"clerk": "place", "unit": "own"},
        "see_inventory": {"clerk": "place", "leader": "place", "reader": "place"},
        "export_list": {
            "clerk": "place",
            "leader": "place",
            "reader": "place",
            "unit": "own",
            "keeper": "place",
        },
        "act_for": {"unit": "own", "clerk": "place"},
        "see_journal": {"clerk": "place", "leader": "place", "reader": "place"},
        "erase_values": {"leader": "place"},
        "see_people": {"keeper": "place"},
        "keep_people": {"keeper": "place"},
        "open_vendor_post": {"keeper": "place"},
        "keep_places": {"keeper": "place"},
    }
)
KINDS: Mapping[Kind, frozenset[str]] = MappingProxyType(
    {
        "see": frozenset(
            {"see_programme", "see_plan", "see_people", "see_residents", "see_inventory", "reveal_value"}
            | {"export_list", "see_journal", "see_records", "see_cases", "see_books", "see_burden"}
        ),
        "enter": frozenset(
            {"hand_in_plan", "note_progress", "meet_duty", "enter_value", "review_plan"}
            | {"keep_residents", "record_consent", "keep_records", "enter_readings"}
        ),
        "act": frozenset(
            {
                "propose_plan",
                "settle_task",
                "settle_anchor",
                "claim_task",
                "accept_task",
                "return_task",
                "cancel_task",
                "excuse_duty",
                "act_for",
                "keep_people",
                "handle_request",
                "open_vendor_post",
                "erase_values",
                "keep_places",
                "move_case",
                "give_seat",
                "keep_feeds",
                "print_receipt",
                "ask_exemption",
                "propose_closing",
            }
        ),
        "publish": frozenset(
            {"adopt_plan", "adopt_pack", "keep_books", "reverse_entry", "sign_notice"}
            | {"take_payment", "cancel_receipt", "decide_exemption", "close_month"}
        ),
    }
)
IN_THE_FIELD = KINDS["see"] | KINDS["enter"]  # what may be done through a field device


def subtree(code: str) -> tuple[str, str]:
    """The first and last code of a place and all below it, compared as text byte by byte.

    Codes are positional (2 + 2 + 2 + 3 + 3 digits, a group's 2 more), so 140321103 and 140321030 never mix. The last
    has 14 digits, so that the groups of a village fall into every range it falls into.
    """
    own = width(code)
    if own == GROUP:
        return code, code
    return code[:own].ljust(VILLAGE, "0"), code[:own].ljust(GROUP, "9")


def within(code: str, place_code: str) -> bool:
    """Whether code is place_code or lies below it."""
    low, high = subtree(place_code)
    return low <= code <= high


def may(actor: Actor, deed: str, *, place_code: str, unit_ids: Iterable[int | None] = ()) -> bool:
    """Whether the actor may do the deed on a matter of a place that the units take part in."""
    if actor.device and deed not in IN_THE_FIELD:
        return False
    reach = MAY[deed].get(actor.role)
    if reach == "place":
        return within(place_code, actor.place_code)
    return reach == "own" and actor.unit_id is not None and actor.unit_id in set(unit_ids)


def has(actor: Actor, deed: str) -> bool:
    """Whether the actor's post may do the deed anywhere at all: what a menu goes by."""
    return actor.role in MAY[deed] and not (actor.device and deed not in IN_THE_FIELD)


def require(actor: Actor, deed: str, *, place_code: str, unit_ids: Iterable[int | None] = ()) -> None:
    """Passes where `may` says yes and no second factor is missing.

    raises: Refused("not_allowed"), Refused("second_factor_needed").
    """
    if not may(actor, deed, place_code=place_code, unit_ids=unit_ids):
        raise Refused("not_allowed", "以您现在的岗位不能办理这件事。如确需办理，请与本级办公室联系。")
    if needs_second_factor(actor, deed):
        raise Refused("second_factor_needed", "办理这件事之前要做二次验证。您填写的内容会保留，验证以后接着办。")


def needs_second_factor(actor: Actor, deed: str) -> bool:
    """Whether the deed waits for the second factor: it publishes or pays, and the log-in has not shown it."""
    return deed in KINDS["publish"] and not actor.verified
