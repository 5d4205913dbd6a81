"""What follows from what: rules hear of events and do their deeds, once for each event and row."""

import logging
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from shanzhi.actions.posting import Posted, lock_books, post_moves, told
from shanzhi.actions.rule_deeds import Hand, booked_words, order_of, other_deeds
from shanzhi.core.access import Actor
from shanzhi.core.amount import shown
from shanzhi.core.clock import Clock, due_time
from shanzhi.core.happening import Happening
from shanzhi.core.judging import Judged, judge, reader
from shanzhi.core.kinds import Refused, Words, china_day
from shanzhi.core.meant import Meant, row_meant
from shanzhi.core.order import Order
from shanzhi.core.pack.accounts import Account
from shanzhi.core.pack.data import Unknown
from shanzhi.core.pack.durations import Duration
from shanzhi.core.pack.feeds import Feed
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.rules import PostDeed, Rule
from shanzhi.core.pack.selector import Selector
from shanzhi.models import BookLine, RuleRun
from shanzhi.models.walls import acting
from shanzhi.queries.around import Around
from shanzhi.queries.members import holds_for, members
from shanzhi.queries.owners import places_over
from shanzhi.queries.places_known import Known
from shanzhi.queries.rows_at_hand import posted_meant
from shanzhi.queries.running import Running, work_time

log = logging.getLogger("shanzhi.rules")
DEEPEST: Final = 8
AGAIN: Final = timedelta(days=1)
"""When what waits for a value, or failed, is tried again."""
_depth: ContextVar[int] = ContextVar("depth", default=0)


@dataclass(frozen=True, slots=True)
class Upon:
    """A rule upon one event. what: the event; now: of the deed."""

    running: Running
    rule: Rule
    what: Happening
    now: datetime

    @property
    def key(self) -> tuple[object, ...]:
        """What all runs of this rule upon this event have in common, as RuleRun.begin takes it."""
        return (self.running.programme_id, self.running.edition_id, self.rule.id, self.what.event, self.what.row,
                self.now)  # fmt: skip

    @property
    def posts(self) -> bool:
        """Whether anything is booked."""
        return any(isinstance(d, PostDeed) for d in self.rule.do)

    def known(self) -> Known:
        """What is known of places, asked anew."""
        return Known(self.running, whole=self.rule.each is not None)

    def around(self, meant: Meant, known: Known) -> Around:
        """What expressions of the rule see."""
        return Around(self.running, meant, known, china_day(self.now), self.what.period)


def happened(actor: Actor | None, running: Running, what: Happening, now: datetime) -> None:
    """Tells the rules of a programme of an event, in the transaction of the deed that brought it about.

    Rules do their deeds as the program. One that fails sinks neither the deed nor another rule: it is kept as failed,
    and tried again by the night watch.
    raises: Refused("rules_too_deep") where rules set one another off without end.
    """
    del actor
    rules = running.hearing(what.event)
    if not rules:
        return
    if _depth.get() >= DEEPEST:
        raise Refused(
            "rules_too_deep", "规则一环套一环，超过{n}层，已经停下。请检查方案包里的规则是否互相触发。", n=DEEPEST
        )
    mark = _depth.set(_depth.get() + 1)
    try:
        with acting(None):
            for rule in rules:
                attempt(Upon(running, rule, what, now))
    finally:
        _depth.reset(mark)


def attempt(upon: Upon) -> None:
    """Runs a rule upon an event; what goes wrong is kept as a failed run, and nothing else of it."""
    why = Words("程序出错，没有办成。值守时会再试；多次不成的，请联系管理人员。")
    try:
        with acting(None):
            meet(upon)
            return
    except Refused as refused:
        why = Words(refused.text, refused.args_)
    except Exception:  # whatever it is, the deed that set the rule off has to stand
        log.exception("rule failed", extra={"rule": upon.rule.id, "row": upon.what.row})
    run = RuleRun(place_id=upon.what.place.id, each="", state="failed", due_at=upon.now + AGAIN, told=[told(why)])
    run.tries = 1
    RuleRun.begin(upon.key, [run])


def meet(upon: Upon) -> None:
    """Runs a rule upon an event, unless it ran before; waits where it has to.

    raises: Refused of the rule's deeds.
    """
    here = Meant("", upon.what.place, upon.what.it)
    head = RuleRun(place_id=upon.what.place.id, each="", state="done", tries=0)
    if upon.rule.after is not None:
        length = reader(upon.around(here, upon.known()))(upon.rule.after)
        head.state, head.due_at = "waiting", _due(length, upon.now)
        if not isinstance(length, Duration):
            head.tries, head.told = 1, [told(Words("还不知道要等多久：{rule}", {"rule": upon.rule.title}))]
        RuleRun.begin(upon.key, [head])
        return
    if upon.rule.each is None:
        run_for(upon, [(own_row(upon), True)])
    elif RuleRun.begin(upon.key, [head]):
        run_for(upon, each_of(upon, upon.rule.each))


def own_row(upon: Upon) -> Meant:
    """What the event happened to, as the one the rule runs for."""
    kind, _, name = upon.what.named.partition(":")
    subject = upon.what.event.partition(".")[0]
    feed = upon.running.find(subject, Feed) if kind in ("reading", "silent") else None
    about = feed.register if feed else subject
    register = upon.running.find(about, Register) if feed or kind == "record" else None
    id_ = name.partition("/")[0]
    record = int(id_) if register and id_.isdecimal() else None
    return row_meant("", upon.what.place, upon.what.it, register, record)


def each_of(upon: Upon, each: Selector) -> Sequence[tuple[Meant, bool | Unknown]]:
    """Everybody a rule runs for."""
    return members(upon.running, each, upon.what.place, upon.known(), china_day(upon.now))


def run_for(upon: Upon, found: Sequence[tuple[Meant, bool | Unknown]]) -> None:
    """Runs a rule for each it is meant for, at one go: judged, written down once, then done."""
    if upon.posts:
        lock_books(upon.running.programme_id)
    judged = judge_all(upon, found)
    runs = {meant.key: as_run(upon, meant, verdict) for meant, verdict in judged}
    new = RuleRun.begin(upon.key, list(runs.values()))
    hands = [hand_of(upon, meant, verdict, new[meant.key]) for meant, verdict in judged
             if meant.key in new and verdict.verdict == "done"]  # fmt: skip
    changed = do_deeds(upon, hands)
    RuleRun.settle(upon.running.edition_id, upon.now, changed)


def judge_all(upon: Upon, found: Sequence[tuple[Meant, bool | Unknown]]) -> list[tuple[Meant, Judged]]:
    """The verdict on each, with what it has done often enough skipped."""
    known = upon.known()
    measures = {a.id: a.measure for a in upon.running.items("accounts") if isinstance(a, Account)}
    out: list[tuple[Meant, Judged]] = []
    for meant, held in found:
        around = upon.around(meant, known)
        if isinstance(held, Unknown):
            out.append((meant, Judged("waiting", held.reason)))
        elif _often_enough(upon, meant, around):
            out.append((meant, Judged("skipped", Words("已经办过规定的次数。"))))
        else:
            out.append((meant, judge(upon.rule, around, measures)))
    return out


def as_run(upon: Upon, meant: Meant, judged: Judged) -> RuleRun:
    """A verdict as a row. What waits for a value, or failed, is tried again the next day."""
    waits = judged.verdict in ("waiting", "failed")
    return RuleRun(
        place_id=meant.place.id,
        each=meant.key,
        state=judged.verdict,
        due_at=upon.now + AGAIN if waits else None,
        facts=dict(judged.facts),
        told=[told(judged.why)] if judged.why else [],
        tries=1 if waits else 0,
    )


def hand_of(upon: Upon, meant: Meant, judged: Judged, run: int) -> Hand:
    """A rule at work for one of those it runs for."""
    on = upon.what.on or china_day(upon.now)
    return Hand(upon.running, upon.rule, meant, upon.around(meant, upon.known()), upon.what.named, on, run, judged)


def do_deeds(upon: Upon, hands: Sequence[Hand]) -> list[RuleRun]:
    """Does the deeds; gives the runs to be written. Postings alone are booked together, all else one by one."""
    if all(isinstance(d, PostDeed) for d in upon.rule.do):
        return _book(upon, hands)
    return [_one(upon, hand) for hand in hands]


def _one(upon: Upon, hand: Hand) -> RuleRun:
    """All deeds for one, or none of them."""
    try:
        with acting(None):
            run = _book(upon, [hand])[0]
            for done in other_deeds(hand, upon.now) if run.state == "done" else ():
                run.told = [*run.told, told(done.said)]
                for live, event in done.events:
                    happened(None, live, event, upon.now)
    except Refused as refused:
        return _failed(upon, hand, refused)
    return run


def _book(upon: Upon, hands: Sequence[Hand]) -> list[RuleRun]:
    over = places_over({h.meant.place.code for h in hands}) if upon.posts and hands else {}
    orders: dict[int, Order] = {}
    runs: dict[int, RuleRun] = {}
    for hand in hands:
        try:
            order, nothing = order_of(hand, over)
        except Refused as refused:
            runs[hand.run] = _failed(upon, hand, refused)
            continue
        runs[hand.run] = _done(hand, [*booked_words(hand), *nothing])
        if order is not None:
            orders[hand.run] = order
    read = reader(hands[0].around) if hands else None
    by_run = {h.run: h for h in hands}
    posted = post_moves(upon.running, list(orders.values()), upon.now, read) if read and orders else ()
    for one in posted:
        hand = by_run[one.order.run or 0]
        runs[hand.run] = _failed(upon, hand, one.refused) if one.refused else _left_out(runs[hand.run], upon, one)
    tell_of_postings(upon.running, posted, upon.now)
    return list(runs.values())


def _done(hand: Hand, words: Sequence[Words]) -> RuleRun:
    return RuleRun(pk=hand.run, state="done", facts=dict(hand.judged.facts), told=[told(w) for w in words])


def _left_out(run: RuleRun, upon: Upon, posted: Posted) -> RuleRun:
    """A run with what did not come in, and why."""
    for rest in posted.decision.not_credited:
        account = upon.running.find(rest.account.partition(":")[0], Account)
        amount = shown(rest.amount, account.measure if account else "")
        run.told = [*run.told, told(Words("有{amount}没有计入。", {"amount": amount})), told(rest.why)]
    return run


def _failed(upon: Upon, hand: Hand, refused: Refused) -> RuleRun:
    run = _done(hand, [Words(refused.text, refused.args_)])
    run.state, run.due_at, run.tries = "failed", upon.now + AGAIN, 1
    return run


def tell_of_postings(running: Running, posted: Sequence[Posted], now: datetime) -> None:
    """Tells rules of what was booked, where any listens: `<account>.posted`, once for each entry and account."""
    heard = {str(e) for r in running.items("rules") if isinstance(r, Rule) for e in r.upon if e.happens == "posted"}
    entries = [p.entry for p in posted if p.entry and p.decision.entries]
    if not heard or not entries:
        return
    known = Known(running)
    accounts = [event.partition(".")[0] for event in heard]
    lines = BookLine.objects.select_related("book__place", "entry").filter(
        entry__in=entries, book__account__in=accounts
    )
    for line in lines.order_by("entry__n", "pk"):
        meant = posted_meant(line, known)
        what = Happening(f"{line.book.account}.posted", f"entry:{line.entry_id}", meant.place, meant.it, line.on)
        happened(None, running, what, now)


def _due(length: object, now: datetime) -> datetime:
    """When a rule that waits is due; what is not settled is tried the next day."""
    due = due_time(Clock(length, now), work_time()) if isinstance(length, Duration) else None
    return due.at if due else now + AGAIN


def _often_enough(upon: Upon, meant: Meant, around: Around) -> bool:
    """Whether a rule ran for the same place or row as often as it may."""
    if upon.rule.times is None:
        return False
    times = reader(around)(upon.rule.times)
    ran = RuleRun.objects.filter(programme=upon.running.programme_id, rule=upon.rule.id, state="done")
    ran = ran.filter(each=meant.key) if meant.key else ran.filter(place=meant.place.id)
    return isinstance(times, Decimal) and ran.count() >= times


def retried(upon: Upon, run: RuleRun, meant: Meant) -> None:
    """Tries a run again for the one it was for; it is kept with what became of it.

    raises: Refused of the rule's deeds.
    """
    if upon.posts:
        lock_books(upon.running.programme_id)
    each = upon.rule.each
    held = holds_for(each, upon.around(meant, upon.known())) if each else True
    judged = Judged("skipped", Words("不再是规则所指的对象。"))
    if held is not False:
        ((_, judged),) = judge_all(upon, [(meant, held)])
    after = as_run(upon, meant, judged)
    if judged.verdict == "done":
        (after,) = do_deeds(upon, [hand_of(upon, meant, judged, run.pk)])
    after.pk, after.tries = run.pk, min(run.tries + 1, 30_000)
    RuleRun.settle(upon.running.edition_id, upon.now, [after])
