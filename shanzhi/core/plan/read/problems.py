"""All that a proof-reader would mark, in the order of the text."""

from collections.abc import Sequence

from shanzhi.core.plan.document import Document
from shanzhi.core.plan.facts import NamedSet, Phase, Problem, Task
from shanzhi.core.plan.read.gaps import read_gaps
from shanzhi.core.plan.read.numbering import read_numbering
from shanzhi.core.plan.read.slips import read_slips
from shanzhi.core.plan.read.sums import read_sums

MOST = 500
"""More problems than this help nobody; the rest is left out."""


def read_problems(
    doc: Document, tasks: Sequence[Task], phases: Sequence[Phase], sets: Sequence[NamedSet]
) -> tuple[Problem, ...]:
    """Gives the problems of a plan, at most MOST, sorted by place."""
    found = [*read_numbering(doc), *read_slips(doc), *read_sums(doc, sets), *read_gaps(doc, tasks, phases)]
    return tuple(sorted(found, key=lambda problem: (problem.span.start, problem.kind))[:MOST])
