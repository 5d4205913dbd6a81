"""What a rule would do now: run over the rows at hand, and all of it taken back."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from shanzhi.actions.rules import Upon, attempt
from shanzhi.core.access import Actor, has, within
from shanzhi.core.happening import TRIED, Happening
from shanzhi.core.kinds import Refused, china_day
from shanzhi.core.pack.accounts import Account
from shanzhi.core.pack.feeds import Feed
from shanzhi.core.pack.flows import Flow
from shanzhi.core.pack.phases import Phase
from shanzhi.core.pack.placed import Item
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.rules import Event, Rule
from shanzhi.core.period import period_of
from shanzhi.core.periods_due import PER
from shanzhi.models import BookEntry, Case, Record, RuleRun
from shanzhi.models.walls import acting
from shanzhi.packs.wording import Wording
from shanzhi.queries.feed_rows import heard_last
from shanzhi.queries.places_known import Known
from shanzhi.queries.rows_at_hand import at_hand
from shanzhi.queries.rule_pages import RunRow, run_row
from shanzhi.queries.running import Running, running

ROWS: Final = 50


class _Enough(Exception):  # noqa: N818 - it never leaves this module
    """What was tried is known; everything goes back."""


def try_rule(*, actor: Actor, programme_id: int, rule_id: str, now: datetime) -> tuple[RunRow, ...]:
    """What a rule would do now with the latest rows it could meet; nothing of it stays.

    raises: Refused("not_found"), Refused("not_allowed").
    """
    with acting(actor):
        found = running(programme_id)
        rule = found.find(rule_id, Rule)
        if rule is None:
            raise Refused("not_found", "没有找到这条规则，可能方案包已经改过。")
        if actor.role == "unit" or not has(actor, "see_books") or not within(found.place.code, actor.place_code):
            raise Refused("not_allowed", "以您现在的岗位不能办理这件事。如确需办理，请与本级办公室联系。")
        said: list[RunRow] = []
        with suppress(_Enough), acting(None):
            said = _tried(found, rule, now)
            raise _Enough
    return tuple(said)


def _tried(found: Running, rule: Rule, now: datetime) -> list[RunRow]:
    """The runs of a rule, without its wait, upon every event it could meet now."""
    words, said = Wording(found.pack, found.used), []
    for event in rule.upon:
        for row in _rows(found, event, now):
            at = at_hand(found, row, str(event), Known(found))
            what = Happening(str(event), TRIED + row, at.meant.place, at.meant.it, at.on, at.period)
            attempt(Upon(found, replace(rule, after=None), what, now))
            runs = RuleRun.objects.filter(programme=found.programme_id, rule=rule.id, row=what.row)
            said += [run_row(r, words) for r in runs.select_related("place").order_by("pk") if _says(rule, r)]
    return said


def _says(rule: Rule, run: RuleRun) -> bool:
    """Whether a run says something: what stands for many says nothing by itself."""
    return rule.each is None or bool(run.each) or run.state == "failed"


def _rows(found: Running, event: Event, now: datetime) -> list[str]:
    """The latest rows an event could happen to, as texts that name them."""
    if event.subject in PER:
        return [f"{event.subject}:{period_of(china_day(now), PER[event.subject]).name}"]
    subject = event.subject.partition(".")[0]
    item = found.find(subject, Item)
    rows: QuerySet[Any, Any]
    kind, rows = "", Record.objects.none().values_list("pk", flat=True)
    if isinstance(item, Phase):
        return [f"phase:{item.id}"]
    if isinstance(item, Feed):
        return heard_last(found, item, event.happens, now, ROWS)
    if isinstance(item, Register):
        kind, rows = "record", Record.objects.filter(register=subject, ended_on=None).values_list("pk", flat=True)
    elif isinstance(item, Flow):
        kind, rows = "case", Case.objects.filter(flow=subject).values_list("pk", flat=True)
    elif isinstance(item, Account):
        kind, rows = "entry", BookEntry.objects.filter(lines__book__account=subject).values_list("pk", flat=True)
    return [f"{kind}:{pk}" for pk in rows.filter(programme=found.programme_id).order_by("-pk")[:ROWS]]
