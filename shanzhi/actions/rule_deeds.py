"""The deeds of a rule: what is booked, and what is told, published, seated, opened, moved and written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from shanzhi.actions.onward import Onward, act_by_rule, open_by_rule, write_by_rule
from shanzhi.core.amount import shown
from shanzhi.core.judging import Judged, reader, shown_datum
from shanzhi.core.kinds import Refused, Words
from shanzhi.core.meant import Meant
from shanzhi.core.order import Order, Side, Wanted
from shanzhi.core.pack.accounts import Account
from shanzhi.core.pack.data import Row, Unknown
from shanzhi.core.pack.evaluate import worth
from shanzhi.core.pack.notices import Notice as Template
from shanzhi.core.pack.posts import Post
from shanzhi.core.pack.rules import (
    ActDeed,
    Filled,
    OpenDeed,
    PostDeed,
    PublishDeed,
    Rule,
    SeatDeed,
    TellDeed,
    WriteDeed,
)  # fmt: skip
from shanzhi.core.pack.selector import Selector
from shanzhi.core.pack.values import Given
from shanzhi.core.place import above
from shanzhi.core.stage import day_of
from shanzhi.core.unit import PLACE_LEVELS, PlaceRef
from shanzhi.core.within_case import RELATED
from shanzhi.models import Message, Notice, Seat, Unit
from shanzhi.queries.around import Around
from shanzhi.queries.notice_text import drafted
from shanzhi.queries.owners import owner_of
from shanzhi.queries.running import Running

_STANDING: Final = {"village": "village", "township": "government", "county": "government"}


@dataclass(frozen=True, slots=True)
class Hand:
    """A rule at work for one it is meant for. run: id of its run; row: what the event happened to; on: its day."""

    running: Running
    rule: Rule
    meant: Meant
    around: Around
    row: str
    on: date
    run: int
    judged: Judged


def order_of(hand: Hand, over: Mapping[str, PlaceRef]) -> tuple[Order | None, tuple[Words, ...]]:
    """What a rule books, as one order, and words on what comes to nothing. over: places by code, those above as well.

    raises: Refused("owner_missing").
    """
    moves: list[Wanted] = []
    nothing: list[Words] = []
    posts = [d for d in hand.rule.do if isinstance(d, PostDeed)]
    for deed, amount in zip(posts, hand.judged.amounts, strict=True):
        source, target = (_side(hand, over, *one) for one in ((deed.from_, deed.payer), (deed.to, deed.payee)))
        if amount:
            moves.append(Wanted(source, target, amount, deed.for_))
        else:
            nothing.append(Words("从“{a}”转入“{b}”的数额为零，没有记账。", _titles(hand, deed)))
    key = f"rule:{hand.run}"
    why = hand.rule.title or hand.rule.id
    order = Order(key, hand.on, why, tuple(moves), hand.rule.clause, hand.run) if moves else None
    return order, tuple(nothing)


def booked_words(hand: Hand) -> Iterator[Words]:
    """What was ordered to be booked, in words."""
    posts = [d for d in hand.rule.do if isinstance(d, PostDeed)]
    for deed, amount in zip(posts, hand.judged.amounts, strict=True):
        account = hand.running.find(deed.from_, Account)
        said = shown(amount, account.measure if account else "")
        if amount:
            yield Words("从“{a}”转入“{b}”{amount}。", {**_titles(hand, deed), "amount": said})


def other_deeds(hand: Hand, now: datetime) -> tuple[Onward, ...]:
    """Does all deeds of a rule but its postings, in order; gives what was done, and what is to be heard of it.

    raises: codes of the deeds.
    """
    return tuple(_do(hand, deed, now) for deed in hand.rule.do if not isinstance(deed, PostDeed))


def _do(hand: Hand, deed: object, now: datetime) -> Onward:
    match deed:
        case TellDeed():
            return Onward(_tell(hand, deed, now))
        case PublishDeed():
            return Onward(_publish(hand, deed, now))
        case SeatDeed():
            return Onward(_seat(hand, deed, now))
        case OpenDeed():
            return open_by_rule(hand.running, deed, hand.meant, _given(hand, deed.with_), now)
        case ActDeed():
            return act_by_rule(hand.running, deed, hand.meant, hand.row, now)
        case WriteDeed():
            return write_by_rule(hand.running, deed, hand.meant, _given(hand, deed.with_), now)
    raise TypeError(deed)


def _given(hand: Hand, filled: Sequence[Filled]) -> Mapping[str, object]:
    """Values of fields as people write them.

    raises: Refused("value_unknown").
    """
    given: dict[str, object] = {}
    for one in filled:
        said = worth(one.value, hand.around)
        if isinstance(said, Unknown):
            raise _unknown(said)
        given[one.field] = shown_datum(said)
    return given


def _unknown(said: Unknown) -> Refused:
    return Refused("value_unknown", "规则要用的数字还算不出来：{why}", why=said.reason)


def _tell(hand: Hand, deed: TellDeed, now: datetime) -> Words:
    said = worth(deed.words, hand.around)
    if isinstance(said, Unknown):
        raise _unknown(said)
    words = shown_datum(said)[:400]
    to = _told(hand, deed.to)
    Message.objects.bulk_create(
        Message(
            programme_id=hand.running.programme_id, place_id=hand.meant.place.id, unit_id=unit, user_id=user,
            words=words, about=hand.row, at=now, run_id=hand.run,
        )
        for unit, user in to
    )  # fmt: skip
    return Words("已告知{n}处：{words}", {"n": len(to), "words": words})


def _told(hand: Hand, to: Selector) -> list[tuple[int | None, int | None]]:
    """Whom a word goes to, as (unit, user); the office where it is meant, or nobody is found."""
    codes = (hand.meant.place.code, *above(hand.meant.place.code))
    found: list[tuple[int | None, int | None]] = []
    for name in to.names:
        if name in PLACE_LEVELS:
            units = Unit.objects.filter(
                kind=_STANDING.get(name, "government"), place__level=name, place__code__in=codes
            )
            found += [(pk, None) for pk in units.values_list("pk", flat=True)]
        elif hand.running.find(name, Post) is not None:
            seats = Seat.objects.filter(
                programme=hand.running.programme_id, seat=name, place__code__in=codes, to_on=None
            )
            found += [(s.unit_id, s.user_id) for s in seats if s.unit_id or s.user_id]
        elif name == "assignee" and hand.meant.unit:
            found.append((hand.meant.unit, None))
        elif name in ("reporter", *RELATED):
            found += _related(hand, name)
        else:
            named = Unit.objects.filter(name=name).values_list("pk", flat=True)[:1]
            found += [(pk, None) for pk in named]
    return list(dict.fromkeys(found)) or [(None, None)]


def _related(hand: Hand, name: str) -> Iterator[tuple[int | None, int | None]]:
    """Who opened the case at hand, or the units its fields join to it."""
    it = hand.meant.it
    said = it.values.get(name) if isinstance(it, Row) else None
    for one in said if isinstance(said, tuple) else (said,):
        text = shown_datum(one) if one is not None else ""
        if text.isdecimal():
            yield (None, int(text)) if name == "reporter" else (int(text), None)


def _publish(hand: Hand, deed: PublishDeed, now: datetime) -> Words:
    """Drafts a notice; it gets its number when it is signed. One for each row and place."""
    template = hand.running.find(deed.notice, Template)
    if template is None:
        raise Refused("not_found", "没有找到这个账户，可能方案包已经改过。请刷新页面再试。")
    said = drafted(hand.around, template, hand.on, hand.rule.clause)
    draft = Notice(
        programme_id=hand.running.programme_id, notice=template.id, place_id=hand.meant.place.id, row=hand.row[:80],
        title=said.title, series=template.number[:80], year=hand.on.year, text=said.text, sheet=said.sheet,
        made_at=now, run_id=hand.run,
    )  # fmt: skip
    Notice.objects.bulk_create([draft], ignore_conflicts=True)
    return Words("已起草“{title}”，签发后公布。", {"title": said.title})


def _seat(hand: Hand, deed: SeatDeed, now: datetime) -> Words:
    """Gives a post to a unit or a person from a day on."""
    unit, user = _told(hand, deed.to)[0]
    unit = unit or (_named_unit(hand, deed.to) if deed.to.formula else None)
    if unit is None and user is None:
        raise Refused("owner_missing", "没有找到应当任岗的单位或者人员，请先登记。")
    setting = replace(hand.running.setting(), read=reader(hand.around))
    from_on = day_of(deed.from_, setting) or hand.on
    until = day_of(deed.until, setting) if isinstance(deed.until, Given) else None
    Seat.objects.create(
        programme_id=hand.running.programme_id, seat=deed.post, place_id=hand.meant.place.id, unit_id=unit,
        user_id=None if unit else user, from_on=from_on, to_on=until, given_at=now,
    )  # fmt: skip
    post = hand.running.find(deed.post, Post)
    return Words("已安排“{title}”。", {"title": post.title if post else deed.post})


def _named_unit(hand: Hand, to: Selector) -> int | None:
    said = worth(to.formula, hand.around) if to.formula else None
    text = shown_datum(said)
    return int(text) if text.isdecimal() and Unit.objects.filter(pk=int(text)).exists() else None


def _side(hand: Hand, over: Mapping[str, PlaceRef], name: str, instead: Selector | None) -> Side:
    account = hand.running.find(name, Account)
    if account is None:
        raise Refused("not_found", "没有找到这个账户，可能方案包已经改过。请刷新页面再试。")
    return Side(name, owner_of(hand.running, account, hand.meant, over, instead))


def _titles(hand: Hand, deed: PostDeed) -> dict[str, object]:
    found = ((k, hand.running.find(v, Account)) for k, v in (("a", deed.from_), ("b", deed.to)))
    return {k: (item.title or item.id) if item else "" for k, item in found}
