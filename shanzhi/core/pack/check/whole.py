"""The whole check of a pack."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from shanzhi.core.pack.check.accounts import check_accounts
from shanzhi.core.pack.check.clauses import check_clauses
from shanzhi.core.pack.check.flows import check_flows
from shanzhi.core.pack.check.forms import check_forms
from shanzhi.core.pack.check.formulas import check_formulas
from shanzhi.core.pack.check.ground import Finding, Ground, ground, settled
from shanzhi.core.pack.check.names import check_names
from shanzhi.core.pack.check.readers import check_readers
from shanzhi.core.pack.check.registers import check_registers
from shanzhi.core.pack.check.rules import check_rules
from shanzhi.core.pack.check.standards import check_standards
from shanzhi.core.pack.check.times import check_times
from shanzhi.core.pack.faults import Fault
from shanzhi.core.pack.pack import Pack

CHECKS: Final[tuple[Callable[[Ground], Iterator[Finding]], ...]] = (
    check_names,
    check_formulas,
    check_clauses,
    check_forms,
    check_flows,
    check_registers,
    check_standards,
    check_accounts,
    check_times,
    check_rules,
    check_readers,
)


def check(pack: Pack, used: Sequence[Pack] = (), *, library: bool = False) -> list[Fault]:
    """Every fault of what a pack says, by line, each once; faults of its form are the reader's.

    used: the packs it uses, whose items it may name. library: it is meant for any year.
    """
    around = ground(pack, used, library=library)
    faults = (settled(f, pack) for c in CHECKS for f in c(around))
    once = {(f.line, f.code, str(f.why)): f for f in faults}
    return sorted(once.values(), key=lambda f: f.line)
