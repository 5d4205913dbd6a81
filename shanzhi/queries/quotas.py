"""Quotas of a register: how many rows each place has to have, how many it has, and who lacks how many."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count

from shanzhi.core.access import Actor, subtree, within
from shanzhi.core.drafting import Desk
from shanzhi.core.filling import row_of
from shanzhi.core.kinds import Words
from shanzhi.core.pack.arithmetic import number_of
from shanzhi.core.pack.data import Datum, Row, Unknown
from shanzhi.core.pack.evaluate import evaluate, worth
from shanzhi.core.pack.expression import Attribute, Name, walk
from shanzhi.core.pack.registers import Quota, Register
from shanzhi.core.pack.values import Formula, NumberValue
from shanzhi.core.place import width
from shanzhi.core.recording import ACTIVE, Around, at_of
from shanzhi.core.unit import PLACE_LEVELS
from shanzhi.models import Place, Record
from shanzhi.queries.records import seen_registers
from shanzhi.queries.registers import desk_of, register_of
from shanzhi.queries.running import Running, running
from shanzhi.queries.scope import scoped


@dataclass(frozen=True, slots=True)
class Holder:
    """A place, or a row of another register, that has to have rows. key: its code or number."""

    key: str
    name: str
    it: Row


@dataclass(frozen=True, slots=True)
class Lack:
    """One that does not meet a quota. n: rows it has; off: how many are missing, below zero how many are too many."""

    key: str
    name: str
    n: int
    off: int

    @property
    def over(self) -> int:
        return max(-self.off, 0)


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """A quota. bounds: least, most, None where it sets none, of the first that has them; asked: how many it is for;
    unknown: those it cannot be reckoned for, with the reason.
    """

    words: str
    clause: str
    least: int | None
    most: int | None
    asked: int
    lacks: tuple[Lack, ...]
    unknown: tuple[tuple[str, Words], ...]

    @property
    def met(self) -> int:
        return self.asked - len(self.lacks) - len(self.unknown)


@dataclass(frozen=True, slots=True)
class QuotasPage:
    """The quotas of a register."""

    programme_id: int
    programme: str
    register: str
    title: str
    rows: tuple[QuotaRow, ...]


@scoped
def quota_page(actor: Actor, programme_id: int, register: str) -> QuotasPage:
    """Which places lack how many rows of a register, for each of its quotas.

    cost: 1 query; 2 more for each quota.
    raises: Refused("not_allowed"), Refused("not_found"), Refused("register_unknown").
    """
    seen_registers(actor)
    live = running(programme_id)
    desk = desk_of(live, register_of(live, register), actor)
    reach = subtree(actor.place_code if within(actor.place_code, live.place.code) else live.place.code)
    rows = tuple(_quota(live, desk, quota, reach) for quota in desk.register.quota)
    return QuotasPage(live.programme_id, live.title, register, desk.register.title, rows)


def _quota(live: Running, desk: Desk, quota: Quota, reach: tuple[str, str]) -> QuotaRow:
    holders = _holders(live, quota, reach)
    counts = _counts(live, desk, quota)
    lacks: list[Lack] = []
    unknown: list[tuple[str, Words]] = []
    bounds: tuple[int | None, int | None] = (None, None)
    asked = 0
    for holder in holders:
        around = Around({"it": holder.it, "at": holder.it, "who": desk.who}, desk.tables)
        meant = _meant(quota, around)
        if meant is False:
            continue
        asked += 1
        found = meant if isinstance(meant, Words) else _bounds(quota, around)
        if isinstance(found, Words):
            unknown.append((holder.name, found))
            continue
        bounds = found if bounds == (None, None) else bounds
        n = counts[holder.key]
        off = max((found[0] or 0) - n, 0) or min((n if found[1] is None else found[1]) - n, 0)
        if off:
            lacks.append(Lack(holder.key, holder.name, n, off))
    said = quota.else_ or (quota.where.text if quota.where else desk.register.title)
    clause = live.words(desk.register.clause)
    return QuotaRow(said, clause, *bounds, asked, tuple(lacks), tuple(unknown))


def _holders(live: Running, quota: Quota, reach: tuple[str, str]) -> Sequence[Holder]:
    """Whom a quota is for: the places of its levels, or the rows of its register."""
    levels = [name for name in quota.per.names if name in PLACE_LEVELS]
    if levels:
        rows = Place.objects.filter(code__range=reach, level__in=levels, ended_on=None).order_by("code")
        return [Holder(p.code[: width(p.code)], p.name, at_of(p.as_core())) for p in rows]
    named = [name for name in quota.per.ids if live.find(name, Register)]
    records = Record.objects.filter(programme=live.programme_id, register__in=named, ended_on=None)
    out = []
    for row in records.select_related("place").order_by("place__code", "pk"):
        register = live.find(row.register, Register)
        fields = live.asked(register.fields) if register else ()
        out.append(Holder(f"#{row.pk}", row.label, row_of(fields, row.values, {"at": at_of(row.place.as_core())})))
    return out


def _counts(live: Running, desk: Desk, quota: Quota) -> Counter[str]:
    """Rows, of `where` alone, by the places they lie in and all above these, and by the row they belong to."""
    fields = [f for f in desk.fields if f.id in _asked(quota.where)]
    rows = Record.objects.filter(programme=live.programme_id, register=desk.register.id, ended_on=None)
    keys = [f"values__{f.id}" for f in fields]
    found = rows.values_list("place__code", "of_id", "state", *keys).annotate(n=Count("pk")).order_by()
    out: Counter[str] = Counter()
    for code, of, state, *values, n in found:
        it = row_of(fields, dict(zip((f.id for f in fields), values, strict=True)), {"state": state or ACTIVE})
        tree = quota.where.tree if quota.where else None
        if tree is not None and evaluate(tree, Around({"it": it, "who": desk.who}, desk.tables)) is not True:
            continue
        for key in _above(code, of):
            out[key] += n
    return out


def _asked(where: Formula | None) -> set[str]:
    """The fields a condition on a row asks for."""
    nodes = walk(where.tree) if where and where.tree else ()
    return {node.name for node in nodes if isinstance(node, Attribute) and node.of == Name("it")}


def _above(code: str, of: int | None) -> Iterable[str]:
    """The digits of a place and of all above it, and the row's number."""
    widths = (2, 4, 6, 9, 12, 14)
    yield from (code[:n] for n in widths if n <= len(code))
    if of:
        yield f"#{of}"


def _meant(quota: Quota, around: Around) -> bool | Words:
    """Whether a quota is for one; why that is not known."""
    where = quota.per.where
    if where is None or where.tree is None:
        return True
    said = evaluate(where.tree, around)
    if isinstance(said, bool):
        return said
    return said.reason if isinstance(said, Unknown) else Words("条件不是“是”或“否”。")


def _bounds(quota: Quota, around: Around) -> tuple[int | None, int | None] | Words:
    """Least and most; why they are not known."""
    said = [_number(value, around) for value in (quota.exactly, quota.at_least, quota.at_most)]
    why = next((s for s in said if isinstance(s, Words)), None)
    if why is not None:
        return why
    exactly, least, most = (s if isinstance(s, int) else None for s in said)
    return (exactly, exactly) if exactly is not None else (least, most)


def _number(value: NumberValue | None, around: Around) -> int | Words | None:
    if value is None:
        return None
    said: Datum = worth(value, around)
    number = number_of(said)
    if number is None:
        return said.reason if isinstance(said, Unknown) else Words("数量不是数。")
    return int(number)
