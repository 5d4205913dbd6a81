"""What expressions ask of the answers a case was given: count, sum, mean, share, latest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from json import loads

from shanzhi import vault
from shanzhi.core.collecting import figure
from shanzhi.core.filling import Json, row_of
from shanzhi.core.kinds import Words
from shanzhi.core.pack.data import Datum, Named, Surroundings, Unknown
from shanzhi.core.pack.flows import Flow
from shanzhi.core.pack.forms import Form
from shanzhi.models import CaseAnswer
from shanzhi.queries.running import Running


@dataclass(frozen=True, slots=True)
class WithAnswers:
    """The surroundings of a case that was given answers. readable: whether its sealed ones may be read by now."""

    more: Surroundings
    running: Running
    flow: Flow
    case_id: int
    readable: bool

    def value(self, name: str) -> Datum:
        return self.more.value(name)

    def ask(self, function: str, arguments: tuple[Datum, ...], named: Mapping[str, Datum]) -> Datum:
        """As the programme around it; over a form the flow collects, of the last time its answers were asked.

        cost: 1 query for a form of the flow.
        """
        first = arguments[0] if arguments else None
        form = self.running.find(first.id, Form) if isinstance(first, Named) else None
        states = [s.id for s in self.flow.states if s.collect and form and s.collect.form == form.id]
        if form is None or not states:
            return self.more.ask(function, arguments, named)
        rows = _newest(self.case_id, states)
        sealed = any(row.given_sealed for row in rows)
        if sealed and not self.readable:
            return Unknown(Words("密封的填报还没有拆封，“{name}”无法计算。", {"name": form.title or form.id}))
        field = next((a for a in arguments[1:] if isinstance(a, str)), "")
        return figure(function, [row_of(form.fields, given_in(r)) for r in rows], field, named)


def given_in(row: CaseAnswer) -> Mapping[str, Json]:
    """What was answered, in clear.

    cost: 0 queries.
    raises: vault.Locked.
    """
    if not row.given_sealed:
        return dict(row.given)
    opened: Mapping[str, Json] = loads(vault.ring().open(row.given_sealed, sealed_at(row)))
    return opened


def sealed_at(row: CaseAnswer) -> vault.Where:
    """The one place the seal of an answer belongs to.

    cost: 0 queries.
    """
    return vault.Where("CaseAnswer", "given_sealed", row.pk)


def _newest(case_id: int, states: Sequence[str]) -> list[CaseAnswer]:
    """The answers of the last time round."""
    rows = list(CaseAnswer.objects.filter(case=case_id, state__in=states).order_by("-since", "at", "pk"))
    since: datetime | None = rows[0].since if rows else None
    return [row for row in rows if row.since == since]
