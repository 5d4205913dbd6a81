"""Reading a plan: the text in, every fact with its place out."""

from collections.abc import Callable
from dataclasses import replace

from shanzhi.core.plan.document import Document, lay_out
from shanzhi.core.plan.facts import Plan
from shanzhi.core.plan.read.citations import read_citations
from shanzhi.core.plan.read.duties import read_duties
from shanzhi.core.plan.read.figures import read_figures
from shanzhi.core.plan.read.heading import read_issuer, read_level, read_title
from shanzhi.core.plan.read.indicators import read_indicators
from shanzhi.core.plan.read.money import read_money
from shanzhi.core.plan.read.named_sets import read_named_sets
from shanzhi.core.plan.read.norms import read_norms
from shanzhi.core.plan.read.organs import read_organs
from shanzhi.core.plan.read.phases import read_phases
from shanzhi.core.plan.read.problems import read_problems
from shanzhi.core.plan.read.tasks import read_tasks

_Step = Callable[[Document, Plan], Plan]


def read_plan(text: str, *, progress: Callable[[int, int], None] | None = None) -> Plan:
    """Gives the reading of a plan's text; whatever the text is, it never raises.

    progress: called with (steps done, steps in all) as the reading goes on.
    cost:     time and memory grow with the length of the text.
    """
    doc = lay_out(text)
    plan = Plan(text, read_title(doc), read_level(doc), read_issuer(doc), doc.clauses)
    for done, step in enumerate(_STEPS, start=2):
        if progress:
            progress(done - 1, len(_STEPS) + 1)
        plan = step(doc, plan)
    if progress:
        progress(len(_STEPS) + 1, len(_STEPS) + 1)
    return plan


def _work(doc: Document, plan: Plan) -> Plan:
    return replace(plan, tasks=read_tasks(doc), phases=read_phases(doc))


def _figures(doc: Document, plan: Plan) -> Plan:
    figures = read_figures(doc)
    return replace(
        plan,
        indicators=read_indicators(doc, figures),
        money=read_money(figures),
        norms=read_norms(doc, figures),
    )


def _words(doc: Document, plan: Plan) -> Plan:
    return replace(
        plan,
        duties=read_duties(doc),
        named_sets=read_named_sets(doc),
        organs=read_organs(doc),
        citations=read_citations(doc),
    )


def _problems(doc: Document, plan: Plan) -> Plan:
    return replace(plan, problems=read_problems(doc, plan))


_STEPS: tuple[_Step, ...] = (_work, _figures, _words, _problems)
