"""Rules by the clock: events of the calendar that are due, and runs that wait or failed, tried again."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Max, Q

from shanzhi.actions.journal import About, note
from shanzhi.actions.posting import told
from shanzhi.actions.rules import AGAIN, Upon, attempt, each_of, own_row, retried, run_for
from shanzhi.core.happening import Happening
from shanzhi.core.kinds import Refused, Words, china_day
from shanzhi.core.meant import Meant
from shanzhi.core.pack.duties import Duty
from shanzhi.core.pack.feeds import Feed
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.rules import Event, Rule
from shanzhi.core.pack.tasks import Task
from shanzhi.core.periods_due import turns
from shanzhi.models import Edition, Record, RuleRun
from shanzhi.models.walls import acting
from shanzhi.queries.feed_rows import told_silent
from shanzhi.queries.places_known import Known
from shanzhi.queries.rows_at_hand import at_hand
from shanzhi.queries.running import Running, running, running_by
from shanzhi.queries.work_told import late_work

log = logging.getLogger("shanzhi.rules")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Watched:
    """What a round did. raised: events that rules met; tried: runs tried again; stuck: those that still wait."""

    raised: int
    tried: int
    stuck: int


def watch_rules(now: datetime) -> Watched:
    """Raises the events of the calendar that are due, oldest first, then tries again what waits; each by itself.

    What was raised before is not raised again: a week without a round is made up for, and a second round does nothing.
    """
    raised = sum(_raise(programme, now) for programme in _programmes(now))
    due = _to_try(now)
    done = [_try(pk, now) for pk in due]
    return Watched(raised, len(due), done.count(False))


def _programmes(now: datetime) -> list[int]:
    """Programmes that run by a pack and have begun; events at their end are raised the day after."""
    today = china_day(now)
    with acting(None):
        rows = Edition.objects.filter(programme__from_on__lte=today, programme__to_on__gte=today - 31 * _DAY)
        return list(rows.order_by("programme_id").values_list("programme_id", flat=True).distinct())


def _raise(programme_id: int, now: datetime) -> int:
    """Raises what is due of one programme, each rule and event in a transaction of its own."""
    with acting(None):
        found = running(programme_id)
        due = sorted(_due(found, now), key=lambda d: d[0].on or date.min)
    for what, rule in due:
        with acting(None):
            attempt(Upon(found, rule, what, now))
            mine = RuleRun.objects.filter(programme=programme_id, rule=rule.id, event=what.event, row=what.row)
            data = {"rule": rule.id, "event": what.event, "row": what.row, "runs": mine.count()}
            about = About("programme", programme_id, programme_id, data, place_code=found.place.code)
            note(None, "run_rule", about, now)
    return len(due)


def _due(found: Running, now: datetime) -> Iterator[tuple[Happening, Rule]]:
    """Events of the calendar that a rule listens to and has not met."""
    since = _known_since(found)
    met = set(RuleRun.objects.filter(programme=found.programme_id, each="").values_list("rule", "event", "row"))
    setting = found.setting()
    for rule in (r for r in found.items("rules") if isinstance(r, Rule)):
        first = since.get(rule.id, china_day(now))
        for turn in turns(rule.upon, first, china_day(now), setting):
            if (rule.id, turn.event, turn.row) not in met:
                at = at_hand(found, turn.row, turn.event, Known(found))
                yield Happening(turn.event, turn.row, found.place, at.meant.it, turn.on, turn.period), rule
        for event in rule.upon:
            days = (*_days_of_rows(found, event, first, now), *_work(found, event, first, now))
            for what in (*days, *_silent(found, rule, event, now)):
                if (rule.id, what.event, what.row) not in met:
                    yield what, rule


def _work(found: Running, event: Event, since: date, now: datetime) -> Iterator[Happening]:
    """Tasks that are late, and times of a duty that are due or missed."""
    late = event.happens == "late" and found.find(event.subject, Task) is not None
    time = event.happens in ("due", "missed") and found.find(event.subject, Duty) is not None
    if late or time:
        yield from late_work(found.programme_id, event.subject, event.happens, since, china_day(now))


def _silent(found: Running, rule: Rule, event: Event, now: datetime) -> Iterator[Happening]:
    """Rows of a feed that have said nothing for too long."""
    feed = found.find(event.subject, Feed)
    if feed is not None and event.happens == "silent":
        yield from told_silent(found, rule, feed, now)


def _days_of_rows(found: Running, event: Event, since: date, now: datetime) -> Iterator[Happening]:
    """Rows of a register whose day in the field that the event names has come."""
    register = found.find(event.subject, Register)
    one = register.field(event.happens) if register else None
    if register is None or one is None:
        return
    rows = Record.objects.filter(programme=found.programme_id, register=register.id, ended_on=None)
    until = (china_day(now) + _DAY).isoformat()
    rows = rows.filter(**{f"values__{one.id}__gte": since.isoformat(), f"values__{one.id}__lt": until})
    for record in rows.select_related("place").order_by("pk"):
        row = f"record:{record.pk}/{str(record.values[one.id])[:10]}"
        at = at_hand(found, row, str(event), Known(found))
        yield Happening(str(event), row, at.meant.place, at.meant.it, at.on)


def _known_since(found: Running) -> Mapping[str, date]:
    """From which day on each rule counts: the programme's first for those it began with, else their edition's."""
    since: dict[str, date] = {}
    editions = Edition.objects.filter(programme=found.programme_id).order_by("n").values_list("pk", "n", "adopted_at")
    for pk, n, adopted_at in editions:
        for rule in running_by(pk).items("rules"):
            since.setdefault(rule.id, found.first if n == 1 else max(found.first, china_day(adopted_at)))
    return since


def _to_try(now: datetime) -> list[int]:
    """Runs whose time has come, and those that wait for a value while their programme has a newer edition."""
    with acting(None):
        rows = RuleRun.objects.filter(state__in=("waiting", "failed"))
        rows = rows.annotate(newest=Max("programme__editions__pk"))
        rows = rows.filter(Q(due_at__lte=now) | (Q(tries__gte=1) & ~Q(edition=F("newest"))))
        return list(rows.order_by("due_at", "pk").values_list("pk", flat=True))


def _try(run_id: int, now: datetime) -> bool:
    """Tries one run again; whether it waits no more."""
    with acting(None):
        run = RuleRun.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=run_id).first()
        if run is None or run.state not in ("waiting", "failed"):
            return True
        why = Words("程序出错，没有办成。值守时会再试；多次不成的，请联系管理人员。")
        try:
            with acting(None):
                _again(run, now)
        except Refused as refused:
            why = Words(refused.text, refused.args_)
        except Exception:  # whatever it is, the other runs have to be tried
            log.exception("rule failed again", extra={"run": run_id})
        else:
            return not RuleRun.objects.filter(pk=run_id, state__in=("waiting", "failed")).exists()
        run.state, run.due_at, run.tries, run.told = "failed", now + AGAIN, run.tries + 1, [told(why)]
        run.save(update_fields=["state", "due_at", "tries", "told"])
    return False


def _again(run: RuleRun, now: datetime) -> None:
    """A run by the newest edition: for the one it was for or, where it stands for many, for each."""
    found = running(run.programme_id)
    rule = found.find(run.rule, Rule)
    if rule is None:
        gone = RuleRun(pk=run.pk, state="skipped", told=[told(Words("方案包里已经没有这条规则。"))], tries=run.tries)
        RuleRun.settle(found.edition_id, now, [gone])
        return
    known = Known(found)
    at = at_hand(found, run.row, run.event, known)
    upon = Upon(found, rule, Happening(run.event, run.row, at.meant.place, at.meant.it, at.on, at.period), now)
    if rule.each is None or run.each:
        meant = at_hand(found, run.each, run.event, known).meant if run.each else _same(upon, at.meant)
        retried(upon, run, meant)
        return
    RuleRun.settle(found.edition_id, now, [RuleRun(pk=run.pk, state="done", tries=run.tries)])
    run_for(upon, each_of(upon, rule.each))


def _same(upon: Upon, meant: Meant) -> Meant:
    """The row of the event itself; a case keeps its assignee."""
    return meant if meant.unit else own_row(upon)
