"""All that a proof-reader would mark, in the order of the text."""

from shanzhi.core.plan.document import Document
from shanzhi.core.plan.facts import Plan, Problem
from shanzhi.core.plan.read.gaps import read_gaps
from shanzhi.core.plan.read.numbering import read_numbering
from shanzhi.core.plan.read.slips import read_slips
from shanzhi.core.plan.read.sums import read_sums

MOST = 500
"""More problems than this help nobody; the rest is left out."""


def read_problems(doc: Document, plan: Plan) -> tuple[Problem, ...]:
    """Gives the problems of a plan, at most MOST, sorted by place.

    plan: its tasks, phases, duties and named sets as read.
    """
    gaps = read_gaps(doc, plan.tasks, plan.phases, plan.duties)
    found = [*read_numbering(doc), *read_slips(doc), *read_sums(doc, plan.named_sets), *gaps]
    return tuple(sorted(found, key=lambda problem: (problem.span.start, problem.kind))[:MOST])
