"""A made-up programme with dues: households of two villages owe six yuan a month, and pay for water by the meter."""

from datetime import date
from decimal import Decimal

from shanzhi.actions.packs import PackIn, adopt_pack
from shanzhi.actions.payments import PaymentIn, Taken, take_payment
from shanzhi.actions.rule_watch import watch_rules
from shanzhi.core.access import Actor
from shanzhi.core.kinds import CHINA
from shanzhi.models import Book, Place, Record
from shanzhi.models.walls import acting
from shanzhi.queries.running import Running, running
from tests.conftest import NOW, datetime

VILLAGE, SIBLING, TOWN, COUNTY = "999901100201", "999901100202", "999901100000", "999901000000"
PACK = """\
pack: dues
title: 村庄保洁收费
version: 1
level: county
subjects: village
clauses:
  一: 每户每月交保洁费，长期空置的不交。
  二: 水费按表计收。
posts:
  desk: {title: 收费办公室, at: county, held_by: org, clause: 一}
registers:
  home:
    title: 住户
    of: village
    fields:
      - {id: number, title: 户号, required: true}
      - {id: empty, title: 空置, type: bool}
    unique: [number]
    clause: 一
accounts:
  fee_raised: {title: 已核定保洁费, owner: village, measure: 元, by: [农户], for: [保洁费], clause: 一}
  fee_due:
    title: 保洁费
    owner: home
    measure: 元
    by: [农户]
    for: [保洁费]
    dues: {pay: cleaning_fund, number: "云收〔{year}〕{n}号"}
    clause: 一
  cleaning_fund: {title: 保洁资金, owner: village, measure: 元, by: [保洁费, 县财政], min: 0 元, clause: 一}
  water_due:
    {title: 水费, owner: home, measure: 元, dues: {pay: water_cash, owed: below, decide: one}, max: 0 元, clause: 二}
  water_cash: {title: 水费往来, owner: village, measure: 元, clause: 二}
  county_money: {title: 县财政安排, owner: county, measure: 元, by: [县财政], clause: 一}
  county_fund: {title: 县级专项, owner: county, measure: 元, by: [县财政], min: 0 元, clause: 一}
  town_fund: {title: 乡镇专项, owner: township, measure: 元, by: [县财政], min: 0 元, clause: 一}
  bills: {title: 用款单位, owner: village, measure: 元, clause: 一}
rules:
  - id: monthly
    title: 每月保洁费
    upon: month.start
    each: {of: home, except: it.empty}
    do: [{post: {from: fee_raised, to: fee_due, amount: 6 元, for: 保洁费}}]
    clause: 一
"""


def at(day: str) -> datetime:
    """Ten in the morning in China: at("2026-10-05")."""
    return datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=CHINA)


def collecting(actor: Actor, homes: int = 3) -> Running:
    """The programme from September 2026 on, with homes in a village and one beside it, before anything is asked for."""
    given = PackIn(PACK, actor.place_code, date(2026, 9, 1), date(2027, 8, 31))
    id_ = adopt_pack(actor=actor, given=given, now=NOW)
    with acting(None):
        for n in range(1, homes + 1):
            home(id_, VILLAGE, f"{n:03}")
        home(id_, SIBLING, "901")
        return running(id_)


def home(programme: int, place: str, number: str, *, empty: bool = False) -> Record:
    return Record.objects.create(
        programme_id=programme, register="home", place=Place.objects.get(code=place), label=number,
        values={"number": number, "empty": empty}, added_at=NOW, changed_at=NOW,
    )  # fmt: skip


def asked(actor: Actor, until: str = "2026-11-01", homes: int = 3) -> Running:
    """The programme after its months began, up to a day: on the first of November each home owes 18 yuan."""
    found = collecting(actor, homes)
    for month in range(9, int(until[5:7]) + 1):
        watch_rules(at(f"2026-{month:02}-01"))
    return found


def due_book(found: Running, number: str = "001", account: str = "fee_due") -> Book:
    with acting(None):
        return Book.objects.get(programme=found.programme_id, account=account, record__label=number)


def pays(actor: Actor, found: Running, yuan: str, key: str = "k1", number: str = "001", **more: object) -> Taken:
    """A payment by a home, on the fifth of November unless said otherwise."""
    now = more.pop("now", at("2026-11-05"))
    said = PaymentIn(key, due_book(found, number).pk, Decimal(yuan), **more)
    return take_payment(actor=actor, programme_id=found.programme_id, account="fee_due", given=said, now=now)
