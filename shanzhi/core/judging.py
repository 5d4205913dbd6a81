"""What a rule comes to for one it is meant for: whether it holds, and which amounts it moves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from shanzhi.core.amount import DIGITS, amount_of
from shanzhi.core.case import Read
from shanzhi.core.kinds import Refused, Words
from shanzhi.core.pack.data import Datum, Row, Surroundings, Unknown
from shanzhi.core.pack.evaluate import evaluate, worth
from shanzhi.core.pack.expression import Cell
from shanzhi.core.pack.quantities import Quantity
from shanzhi.core.pack.rules import PostDeed, Rule
from shanzhi.core.pack.tables import Table, holds
from shanzhi.core.pack.values import Formula, Plain, Value, plain

Verdict = Literal["done", "skipped", "waiting", "failed"]
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict on a rule: done where its deeds are to be done. amounts: of its postings, in the smallest unit."""

    verdict: Verdict
    why: Words | None = None
    amounts: tuple[int, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)


def judge(rule: Rule, around: Surroundings, measures: Mapping[str, str]) -> Judged:
    """Asks the condition of a rule, then what each posting moves. measures: of accounts by id.

    out: waiting with the reason where anything is not known; failed where an amount cannot be booked.
    """
    facts: dict[str, object] = {"it": _facts(around.value("it"))}
    held = True if rule.if_ is None or rule.if_.tree is None else evaluate(rule.if_.tree, around)
    if held is False:
        return Judged("skipped", Words("条件不成立：{text}", {"text": rule.if_.text if rule.if_ else ""}), (), facts)
    if held is not True:
        return Judged("waiting", held.reason if isinstance(held, Unknown) else _NO_BOOL, (), facts)
    amounts: list[int] = []
    for deed in (d for d in rule.do if isinstance(d, PostDeed)):
        said = worth(deed.amount, around)
        if isinstance(said, Unknown):
            return Judged("waiting", said.reason, (), facts)
        try:
            amounts.append(smallest(said, measures.get(deed.from_, "")))
        except Refused as refused:
            return Judged("failed", Words(refused.text, refused.args_), (), facts)
        facts[f"amount{len(amounts)}"] = shown_datum(said)
    return Judged("done", None, tuple(amounts), facts)


_NO_BOOL = Words("条件不是“是”或“否”。")


def smallest(said: Datum, measure: str) -> int:
    """A figure in the smallest unit of a measure; fractions of it are rounded half up.

    raises: Refused("measure_differs"), Refused("amount_not_positive"), Refused("amount_too_large").
    """
    if isinstance(said, Quantity) and measure == "元" and said.fen is not None:
        number = Decimal(said.fen) / 100
    elif isinstance(said, Quantity):
        if said.measure != measure:
            raise Refused(
                "measure_differs", "转出账户按{a}记账，转入账户按{b}记账，不能互转。", a=measure, b=said.measure
            )
        number = said.number
    elif isinstance(said, Decimal):
        number = said
    else:
        raise Refused("amount_not_positive", "金额或者数量必须大于零。")
    if number < 0:
        raise Refused("amount_not_positive", "金额或者数量必须大于零。")
    unit = Decimal(1).scaleb(-DIGITS.get(measure, 0))
    return amount_of(number.quantize(unit, ROUND_HALF_UP), measure)


def reader(around: Surroundings) -> Read:
    """Reads values of a pack among surroundings; a cell of a table keeps its kind, such as a length of time."""

    def read(value: Value | None) -> Plain | None:
        if not isinstance(value, Formula):
            return plain(value)
        tree = value.tree
        if isinstance(tree, Cell) and value.cell_of:
            table, key = around.value(value.cell_of), evaluate(tree.key, around)
            rows = table.rows if isinstance(table, Table) else ()
            found = next((r for r in rows if isinstance(key, str | Decimal) and holds(r.keys[0], key)), None)
            return plain(found.value) if found else None
        said = worth(value, around)
        return said if isinstance(said, str | bool | Decimal | Quantity) else None

    return read


def _facts(it: Datum) -> object:
    if isinstance(it, Row):
        return {k: shown_datum(v) for k, v in it.values.items() if v is not None}
    return shown_datum(it)


def shown_datum(said: Datum) -> str:
    """A value as people read it."""
    if isinstance(said, bool):
        return "是" if said else "否"
    if isinstance(said, Decimal):
        return f"{said.normalize():f}"
    if isinstance(said, Quantity):
        return f"{said.number.normalize():f}{said.measure}"
    if isinstance(said, tuple):
        return "、".join(shown_datum(s) for s in said)[:_LONGEST]
    if isinstance(said, date | datetime):
        return said.isoformat()
    return str(said)[:_LONGEST]
