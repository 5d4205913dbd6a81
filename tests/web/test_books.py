"""The pages of books and rules: what they show, what is done there, and who may not."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from shanzhi.actions.rule_watch import watch_rules
from shanzhi.models import Book, BookEntry, Entry
from shanzhi.models.walls import acting
from tests.books_world import TOWN, VILLAGE, added, row, settled
from tests.conftest import NOW, Unscoped, books
from tests.web.pages import body, must_be_clean

NAMES = frozenset(
    {"books", "post_by_hand", "rules", "rule", "dry_run", "statement", "statement_xlsx", "book_entry", "reverse_entry"}
)


@pytest.fixture
def found(world):
    """The hygiene pack in its first month, one village praised."""
    programme = settled(world.clerk)
    watch_rules(NOW)
    added(world.clerk, programme, row(programme, "commendation", VILLAGE, day="2026-09-10", level="县级"))
    return programme


def one_book(found, account: str) -> int:
    with acting(None):
        return Book.objects.get(programme=found.programme_id, account=account, place__code=VILLAGE).pk


def one_entry(found, rule: str = "praised") -> int:
    with acting(None):
        return BookEntry.objects.get(programme=found.programme_id, run__rule=rule).pk


def paths(found) -> dict[str, str]:
    """Every address of these pages for the world at hand."""
    id_, entry = found.programme_id, one_entry(found)
    kwargs = {
        "books": {"programme_id": id_}, "post_by_hand": {"programme_id": id_}, "rules": {"programme_id": id_},
        "rule": {"programme_id": id_, "rule_id": "praised"}, "dry_run": {"programme_id": id_, "rule_id": "praised"},
        "statement": {"book_id": one_book(found, "award")}, "statement_xlsx": {"book_id": one_book(found, "award")},
        "book_entry": {"entry_id": entry}, "reverse_entry": {"entry_id": entry},
    }  # fmt: skip
    return {name: reverse(name, kwargs=args) for name, args in kwargs.items()}


SHOWS = {
    "books": ("村级考核补助", "4,000.00元", "云岭东一村", "1,000.00元", "记一笔账"),
    "post_by_hand": ("转出账户", "乡镇考核资金（元）", "云岭东镇", "绩效报酬"),
    "rules": ("每月核定考核补助", "每月开始时，对每个村：", "从“乡镇考核资金”转入“村级考核补助”，数额：1000元"),
    "rule": ("书面表扬奖励", "“通报表扬”登记时：", "从“乡镇考核资金”转入“村级表扬奖励”500元。", "看分录"),
    "statement": ("期初余额", "0.00元", "书面表扬奖励", "乡镇考核资金（云岭东镇）", "500.00元", "2026年9月"),
    "book_entry": ("书面表扬奖励", "-500.00元", "受县级以上书面通报表扬的", "2026-09-10", "commendation.added"),
}  # fmt: skip


def test_pages_show_what_there_is(world, desk, found):
    client, where = desk(world.clerk), paths(found)
    for name, pieces in SHOWS.items():
        answer = client.get(where[name])
        must_be_clean(answer)
        assert (answer.status_code, [p for p in pieces if p not in body(answer)]) == (200, []), name


def test_a_statement_leaves_as_a_sheet_and_is_noted(world, desk, found):
    answer = desk(world.clerk).get(paths(found)["statement_xlsx"])
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")
    assert Entry.objects.filter(deed="export_list", object_kind="statement").count() == 1


def by_hand(**more: str) -> dict[str, str]:
    return {"key": str(uuid4()), "source": "township_fund", "source_place": TOWN, "target": "award",
            "target_place": VILLAGE, "amount": "1,200.50", "on": "2026-09-01", "why": "先进村奖励", **more}  # fmt: skip


def test_an_amount_is_booked_by_hand_once(world, desk, found):
    client, path, form = desk(world.clerk), paths(found)["post_by_hand"], by_hand(purpose="奖励")
    first, again = client.post(path, form), client.post(path, form)
    assert (first.status_code, first["Location"]) == (302, again["Location"])
    shown = client.get(first["Location"])
    assert [p for p in ("先进村奖励", "1,200.50元", "人工记账") if p not in body(shown)] == []
    assert "冲销这一笔" not in body(shown)
    with acting(None):
        assert Book.objects.get(pk=one_book(found, "award")).balance == 50_000 + 120_050


def test_a_leader_takes_an_entry_back(world, desk, found):
    client, where = desk(world.leader), paths(found)
    assert "冲销这一笔" in body(client.get(where["book_entry"]))
    answer = client.post(where["reverse_entry"], {"why": "通报撤销"})
    assert answer.status_code == 302
    assert "通报撤销" in body(client.get(answer["Location"]))
    assert "已被冲销" in body(client.get(where["book_entry"]))
    assert "已冲销" in body(client.get(where["statement"], {"month": "2026-09"}))
    with acting(None):
        assert Book.objects.get(pk=one_book(found, "award")).balance == 0


NO = (
    ("clerk", "post_by_hand", {"why": " "}, 422, "请写明理由"),
    ("clerk", "post_by_hand", {"amount": "x"}, 422, "不是一个数"),
    ("clerk", "post_by_hand", {"amount": "0"}, 422, "必须大于零"),
    ("clerk", "post_by_hand", {"amount": "1.005"}, 422, "小数位太多"),
    ("clerk", "post_by_hand", {"on": "2099-01-01"}, 422, "日期不能晚于今天"),
    ("clerk", "post_by_hand", {"on": "2026-08-31"}, 422, "日期要在2026-09-01至2027-08-31之间"),
    ("clerk", "post_by_hand", {"source": "award", "target": "township_fund", "source_place": VILLAGE,
                               "target_place": TOWN, "amount": "501"}, 422, "余额不足：可用500元，需要501元"),
    ("clerk", "post_by_hand", {"source": "nothing"}, 404, "没有找到这个账户"),
    ("clerk", "post_by_hand", {"target_place": "999901000000"}, 422, "找不到户主"),
    ("leader", "post_by_hand", {}, 403, "以您现在的岗位不能办理这件事"),
    ("stranger", "post_by_hand", {}, 404, "可能不在您的管辖范围内"),
    ("clerk", "reverse_entry", {"why": "改"}, 403, "以您现在的岗位不能办理这件事"),
    ("leader", "reverse_entry", {"why": ""}, 422, "请写明冲销的原因"),
    ("village", "dry_run", {}, 403, "以您现在的岗位不能办理这件事"),
    ("stranger", "dry_run", {}, 404, "可能不在您的管辖范围内"),
)  # fmt: skip


@pytest.mark.parametrize("no", NO, ids=lambda no: f"{no[0]}-{no[1]}-{no[3]}")
def test_a_refusal_writes_nothing(world, desk, found, no):
    who, name, fields, status, piece = no
    client, where = desk(getattr(world, who)), paths(found)
    form = by_hand(purpose="奖励") | fields if name == "post_by_hand" else fields
    before = books()
    answer = client.post(where[name], form)
    must_be_clean(answer)
    assert (answer.status_code, piece in body(answer)) == (status, True), body(answer)
    assert books() == before


@pytest.mark.parametrize("name", sorted(NAMES - {"dry_run", "reverse_entry"}))
def test_a_stranger_finds_nothing(world, desk, found, name):
    assert desk(world.stranger).get(paths(found)[name]).status_code == 404


@pytest.mark.parametrize("name", sorted(NAMES))
def test_nobody_comes_in_without_a_log_in(world, found, name):
    where = paths(found)[name]
    posted = name in {"dry_run", "reverse_entry"}
    answer = Unscoped().post(where) if posted else Unscoped().get(where)
    assert answer.status_code == (401 if posted else 302)


@pytest.mark.parametrize("name", ["post_by_hand", "dry_run", "reverse_entry"])
def test_a_form_from_elsewhere_is_refused(world, desk, found, name):
    client = desk(world.clerk)
    client.handler.enforce_csrf_checks = True
    assert client.post(paths(found)[name], by_hand()).status_code == 403


def test_money_waits_for_the_second_factor(world, desk, found):
    client = desk(world.clerk, verified=False)
    answer = client.post(paths(found)["post_by_hand"], by_hand(purpose="奖励"))
    assert (answer.status_code, "二次验证" in body(answer)) == (403, True)


def test_a_village_sees_its_own_books_alone(world, desk, found):
    client = desk(world.village)
    with acting(None):
        other = Book.objects.get(programme=found.programme_id, account="subsidy", place__code="999901100202").pk
    assert client.get(reverse("statement", kwargs={"book_id": one_book(found, "award")})).status_code == 200
    assert client.get(reverse("statement", kwargs={"book_id": other})).status_code == 404
    listed = body(client.get(paths(found)["books"]))
    assert ("云岭东一村" in listed, "云岭东二村" in listed, "记一笔账" in listed) == (True, False, False)


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(world, desk, found):
    client, where = desk(world.clerk), paths(found)
    before = books()
    answer = client.post(where["dry_run"])
    must_be_clean(answer)
    said = body(answer)
    assert [p for p in ("试算结果", "只是试算，没有记账", "转入“村级表扬奖励”500元。") if p not in said] == []
    assert books() == before


def test_a_month_without_postings_says_so(world, desk, found):
    answer = desk(world.clerk).get(paths(found)["statement"], {"month": "2026-12"})
    assert "这个月没有记账。" in body(answer)
    assert date(2026, 12, 1) > date(2026, 9, 30)
