"""What a notice says: where, when, and each thing it shows, by its title; and the same as a table."""

from dataclasses import dataclass
from datetime import date

from shanzhi.core.judging import shown_datum
from shanzhi.core.pack.accounts import Account
from shanzhi.core.pack.data import Unknown
from shanzhi.core.pack.indicators import Indicator
from shanzhi.core.pack.notices import Notice as Template
from shanzhi.core.pack.placed import Item
from shanzhi.core.pack.registers import Register
from shanzhi.queries.around import Around

LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Drafted:
    """A notice as it is drafted. sheet: rows of its table, the first its heads; empty where it shows nothing."""

    title: str
    text: str
    sheet: list[list[str]]


def drafted(around: Around, template: Template, on: date, clause: str = "") -> Drafted:
    """A notice about a place on a day. clause: what it rests on besides; what cannot be reckoned says why.

    cost: 3 queries for an account of an owner above the place and a register; one for each other thing it shows.
    """
    title = (template.title or template.id)[:LONGEST_TITLE]
    shown = [_shown(around, name) for name in template.shows]
    lines = [title, f"{around.meant.place.name}　{on.isoformat()}", *(f"{name}：{said}" for name, said in shown)]
    words = around.running.words(clause or template.clause)
    lines += [words] if words else []
    sheet = [["项目", "情况"], *([name, said] for name, said in shown)] if shown else []
    return Drafted(title, "\n".join(lines), sheet)


def _shown(around: Around, name: str) -> tuple[str, str]:
    item = around.running.find(name, Item)
    title = item.title or item.id if item else name
    match item:
        case Account():
            function = "balance"
        case Register():
            function = "count"
        case Indicator():
            function = "latest"
        case _:
            function = "score"
    said = around.ask(function, (around.value(name),), {})
    return title, f"无法计算：{said.reason}" if isinstance(said, Unknown) else shown_datum(said)
