"""Staff acting for a villager: begun with a name, how he is known and why; ended; both in the journal."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shanzhi.actions.journal import About, note
from shanzhi.core.access import Actor, Behalf, require
from shanzhi.core.kinds import Refused
from shanzhi.models.walls import acting

LASTS = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class VillagerIn:
    """For whom somebody acts. known: how he was recognised; reason: why he does not act himself."""

    name: str
    known: str
    reason: str


def begin_for(*, actor: Actor, villager: VillagerIn, now: datetime) -> datetime:
    """Begins to act for a villager; gives until when.

    raises: Refused("not_allowed"), Refused("name_missing"), Refused("known_missing"), Refused("reason_missing"),
    Refused("acts_for_another").
    """
    _check(actor, villager)
    for_him = _for(actor, villager.name)
    until = now + LASTS
    with acting(actor):
        require(actor, "act_for", place_code=actor.place_code, unit_ids=(actor.unit_id,))
        data = {"known": villager.known.strip(), "reason": villager.reason.strip(), "until": until.isoformat()}
        note(for_him, "act_for", About("user", actor.id, data=data), now)
    return until


def end_for(*, actor: Actor, now: datetime) -> None:
    """Ends it. actor: still with the villager he acts for."""
    if actor.behalf_of and actor.behalf_of.how == "villager":
        with acting(actor):
            note(actor, "end_act_for", About("user", actor.id), now)


def _check(actor: Actor, villager: VillagerIn) -> None:
    if actor.behalf_of:
        raise Refused("acts_for_another", "您正在代别人办理。请先结束代办，或换回本人的岗位。")
    if not villager.name.strip():
        raise Refused("name_missing", "请填写名称，再保存。")
    if not villager.known.strip():
        raise Refused("known_missing", "请写明怎样核实了对方的身份，例如本人到场、电话核对。")
    if not villager.reason.strip():
        raise Refused("reason_missing", "请写明理由，再保存。")


def _for(actor: Actor, name: str) -> Actor:
    return replace(actor, behalf_of=Behalf(None, name.strip()[:40], "villager"))
