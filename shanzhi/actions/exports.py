"""Lists that leave the house are noted: who took what out, and how much."""

from dataclasses import dataclass
from datetime import datetime

from shanzhi.actions.journal import About, note
from shanzhi.core.access import MAY, Actor
from shanzhi.core.kinds import Refused
from shanzhi.models.walls import acting


@dataclass(frozen=True, slots=True)
class Export:
    """A list taken out. kind: ledger, tasks, duties, people …; id: of the programme or file; rows: how many."""

    kind: str
    form: str
    rows: int
    id: int | None = None
    programme_id: int | None = None


def export_list(*, actor: Actor, export: Export, now: datetime) -> None:
    """Notes that a list was taken out. What the list may hold, its own query has decided before.

    source: 个人信息保护法 Art. 51 (operations under control), 网络数据安全管理条例 Art. 15 to 17.
    raises: Refused("not_allowed").
    """
    if actor.role not in MAY["export_list"]:
        raise Refused("not_allowed", "以您现在的岗位不能办理这件事。如确需办理，请与本级办公室联系。")
    with acting(actor):
        data = {"form": export.form, "rows": export.rows}
        note(actor, "export_list", About(export.kind, export.id, export.programme_id, data), now)
