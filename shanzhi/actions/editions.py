"""Another edition of a pack that a programme runs by: what is open or to come follows it, what is past stays."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from shanzhi.actions.again import keep_reasons
from shanzhi.actions.checkpoints import checkpoint_now
from shanzhi.actions.creation import renew
from shanzhi.actions.journal import About, note
from shanzhi.actions.packs import checked, enter_edition, taking_part
from shanzhi.core.access import Actor, require
from shanzhi.core.adoption import creation
from shanzhi.core.again import keys_of
from shanzhi.core.chain import tenant_of
from shanzhi.core.kinds import Refused, china_day
from shanzhi.models import Edition, Programme
from shanzhi.models.walls import acting
from shanzhi.packs.edit import answered
from shanzhi.queries.packs import people_of, quotes_of, register_at
from shanzhi.queries.running import running_by


@dataclass(frozen=True, slots=True)
class EditionIn:
    """Another text of a pack. after: the edition it was made from; why: what it changes and on what basis.

    again: why a field it adds is asked though other work holds it, by its key, `form.field`.
    """

    text: str
    after: int
    why: str = ""
    again: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def adopt_edition(*, actor: Actor, programme_id: int, given: EditionIn, now: datetime) -> int:
    """Lets a programme go on by another text of its pack. Gives the number of the edition.

    Cases, open periods and what is closed keep the edition they began with; open tasks, times to come, targets and new
    matters go by the new one. The same text again changes nothing.
    raises: Refused("not_found"), Refused("changed_meanwhile") where another edition came first,
            Refused("reason_missing"), Refused("other_pack"), Refused("pack_broken"), Refused("again_unexplained").
    """
    with acting(actor):
        rows = Programme.objects.select_for_update(of=("self",)).select_related("place")
        programme = rows.filter(pk=programme_id).first()
        newest = Edition.objects.filter(programme=programme_id).order_by("-n").first()
        if programme is None or newest is None:
            raise Refused("not_found", "没有找到这项工作，可能不在您的管辖范围内。")
        place = programme.place
        require(actor, "adopt_pack", place_code=place.code)
        if newest.text == given.text:
            return newest.n
        if newest.n != given.after:
            raise Refused("changed_meanwhile", "刚才已有人采纳了新的版本，您的修改没有保存。请核对最新版本以后再改。")
        if not given.why.strip():
            raise Refused("reason_missing", "请写明理由，再保存。")
        sound = checked(given.text)
        if sound.pack.id != newest.pack:
            raise Refused("other_pack", "这是另一个方案包“{pack}”，不能接着用。请另行采纳。", pack=sound.pack.title)
        edition = enter_edition(programme, newest.n + 1, sound, given.why.strip()[:200], actor.id, now)
        register, found, old = register_at(place), running_by(edition.pk), running_by(newest.pk)
        programme.units.add(*taking_part(found.pack, register))
        made = creation(found.pack, people_of(found, register), found.setting())
        changed = renew(programme, made, quotes_of(found), china_day(now))
        again = keep_reasons(found, given.again, actor.id, now, keys_of((old.pack, *old.used)))
        data = {"pack": newest.pack, "n": edition.n, "digest": edition.digest, "why": given.why, **changed}
        data |= {"again": again} if again else {}
        note(actor, "adopt_pack", About("programme", programme.pk, programme.pk, data, place_code=place.code), now)
        checkpoint_now(tenant_of(place.code), why="adopt_pack", now=now)
    return edition.n


def settle_values(*, actor: Actor, programme_id: int, after: int, answers: Mapping[str, str], now: datetime) -> int:
    """Writes down what the plan left open, as another edition. Gives its number.

    answers: path in the pack -> value as the pack writes it; empty ones are left open.
    raises: as adopt_edition, Refused("no_such_path").
    """
    said = {path: text.strip() for path, text in answers.items() if text.strip()}
    with acting(actor):
        edition = Edition.objects.filter(programme=programme_id, n=after).first()
        if edition is None:
            raise Refused("not_found", "没有找到这项工作，可能不在您的管辖范围内。")
        why = "、".join(said.values())
        given = EditionIn(answered(edition.text, said), after, f"确定待定数值：{why}"[:200])
        return adopt_edition(actor=actor, programme_id=programme_id, given=given, now=now)
