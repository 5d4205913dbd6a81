"""A made-up programme with posts of every kind and a notice that falls due: for tests of seats and notices."""

from datetime import date
from uuid import uuid4

from shanzhi.actions.packs import PackIn, adopt_pack
from shanzhi.actions.seats import SeatIn, give_seat
from shanzhi.core.access import Actor
from shanzhi.models import Place, Record
from shanzhi.models.walls import acting
from shanzhi.queries.running import Running, running
from tests.conftest import NOW

FIRST, LAST = date(2026, 9, 1), date(2027, 8, 31)
VILLAGE, SIBLING, TOWN, COUNTY = "999901100201", "999901100202", "999901100000", "999901000000"
PACK = """\
pack: wells
title: 水井管护
version: 1
level: county
subjects: village
clauses:
  一: 县里设办公室，每村按人口设管护员，每口井设一名井长。
  二: 每季度公布管护情况。
posts:
  desk: {title: 管护办公室, at: county, held_by: org, clause: 一}
  keeper: {title: 管护员, at: village, staff: false, count: "= at.people / 300", clause: 一}
  head:
    title: 井长
    at: well
    staff: false
    stand_in: false
    must: [{that: "it.name != '不宜任职某'", else: 不宜任职}]
    clause: 一
  council: {title: 议事组, at: county, count: "<= 2", clause: 一}
registers:
  facts: {title: 村情, of: village, fields: [{id: people, title: 人口, type: integer}], clause: 一}
  well: {title: 水井, of: village, fields: [{id: name, title: 井名}], clause: 一}
  news: {title: 动态, of: village, fields: [{id: words, title: 内容}], clause: 一}
accounts:
  fund: {title: 管护资金, owner: county, measure: 元, clause: 二}
duties:
  - {id: shown, title: 季度公布, who: county, every: quarter, hand_in: {notice: board}, clause: 二}
rules:
  - {id: told, title: 到任告知, upon: keeper.seated, do: [{tell: {to: village, words: 管护员到任}}], clause: 一}
  - {id: empty, title: 空缺告知, upon: keeper.vacant, do: [{tell: {to: county, words: 管护员空缺}}], clause: 一}
  - id: out
    title: 公布告知
    upon: board.published
    do: [{tell: {to: county, words: "= '已公布' + it.number"}}]
    clause: 二
  - {id: draft, title: 动态起草, upon: news.added, do: [{publish: board}], clause: 二}
notices:
  board:
    title: 管护情况公示
    template: accounts
    number: "管护公示〔{year}〕{n}号"
    channels: [board, print]
    days: 7
    objection: 3 work days
    shows: [fund, well]
    clause: 二
  word: {title: 简讯, template: plain, channels: [text], sign: council, clause: 二}
"""


def wells(actor: Actor, place: str = COUNTY) -> Running:
    """The programme, from September 2026 on for a year."""
    text = f"# {uuid4()}\n{PACK}"  # the same text again would be the same programme
    text = text if place == COUNTY or place.endswith("000000") else text.replace("level: county", "level: township")
    id_ = adopt_pack(actor=actor, given=PackIn(text, place, FIRST, LAST), now=NOW)
    with acting(None):
        return running(id_)


def row(found: Running, register: str, code: str = VILLAGE, **values: object) -> int:
    """A row of a register."""
    with acting(None):
        return Record.objects.create(
            programme_id=found.programme_id, register=register, place=Place.objects.get(code=code), values=values,
            label=str(values.get("name", "")), added_at=NOW, changed_at=NOW,
        ).pk  # fmt: skip


def people(found: Running, n: int, code: str = VILLAGE) -> int:
    """How many people live in a village, as its register says."""
    return row(found, "facts", code, people=n)


def seat(actor: Actor, found: Running, holder: str, from_on: date = FIRST, to_on: date | None = None, **more) -> int:
    """Gives a keeper's seat, or another."""
    given = {"post": "keeper", "place_code": VILLAGE, **more}
    said = SeatIn(found.programme_id, holder=holder, from_on=from_on, to_on=to_on, **given)
    return give_seat(actor=actor, given=said, now=NOW)
