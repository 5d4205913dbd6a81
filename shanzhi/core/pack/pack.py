"""The pack as a whole."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from shanzhi.core.pack.accounts import Account
from shanzhi.core.pack.assessments import Assessment
from shanzhi.core.pack.duties import Duty
from shanzhi.core.pack.feeds import Feed
from shanzhi.core.pack.flows import Flow
from shanzhi.core.pack.forms import Form
from shanzhi.core.pack.indicators import Indicator
from shanzhi.core.pack.notices import Notice
from shanzhi.core.pack.phases import Phase, Use
from shanzhi.core.pack.placed import Item, Placed
from shanzhi.core.pack.posts import Post
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.rules import Rule
from shanzhi.core.pack.selector import Level
from shanzhi.core.pack.standards import Standard
from shanzhi.core.pack.tables import Table
from shanzhi.core.pack.tasks import Task

SECTIONS: Final = (
    "phases", "tables", "posts", "forms", "tasks", "duties", "flows", "registers", "standards", "assessments",
    "accounts", "rules", "indicators", "notices", "feeds",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause(Placed):
    """A sentence of the plan, by the number items name it by."""

    number: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack(Placed):
    """A programme as data; sections in the order of the file.

    source: the lines of the file, so that a fault can quote; lines: path -> line, for every key of the file.
    """

    id: str = ""
    title: str = ""
    version: int = 1
    level: Level = "township"
    subjects: Level = "village"
    note: str = ""
    carries: tuple[str, ...] = ()
    uses: tuple[Use, ...] = ()
    clauses: tuple[Clause, ...] = ()
    phases: tuple[Phase, ...] = ()
    tables: tuple[Table, ...] = ()
    posts: tuple[Post, ...] = ()
    forms: tuple[Form, ...] = ()
    tasks: tuple[Task, ...] = ()
    duties: tuple[Duty, ...] = ()
    flows: tuple[Flow, ...] = ()
    registers: tuple[Register, ...] = ()
    standards: tuple[Standard, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    accounts: tuple[Account, ...] = ()
    rules: tuple[Rule, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    notices: tuple[Notice, ...] = ()
    feeds: tuple[Feed, ...] = ()
    source: tuple[str, ...] = field(default=(), compare=False, repr=False)
    lines: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}), compare=False, repr=False)

    def items(self) -> Iterator[tuple[str, Item]]:
        """Every item with the section it stands in, in the order of SECTIONS."""
        for section in SECTIONS:
            for item in getattr(self, section):
                yield section, item

    def find(self, id_: str) -> Item | None:
        """The first item of any section with an id; ids are unique across a checked pack."""
        return next((item for _, item in self.items() if item.id == id_), None)

    def clause(self, number: str) -> str:
        """The text of a clause, "" where the pack does not hold it."""
        return next((c.text for c in self.clauses if c.number == number), "")
