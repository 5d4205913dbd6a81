"""The pages of dues: demand lists, payments by keyboard, receipts, exemptions, arrears, closed months, funds."""

import io
from datetime import date
from uuid import UUID

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from shanzhi.actions.books import PostingIn, SideIn, book
from shanzhi.models import Book, BookEntry, Exemption, MonthClosing, Receipt
from tests.conftest import Unscoped, books
from tests.dues_world import COUNTY, SIBLING, TOWN, VILLAGE, Decimal, asked, at, due_book, pays
from tests.web.pages import body, must_be_clean

LISTS = ("demands", "demands_xlsx", "demand_sheet", "pay", "import_payments", "arrears", "arrears_xlsx", "receipts",
         "exemptions", "months", "funding", "funding_xlsx")  # fmt: skip
OFFICES = {"pay", "import_payments", "funding", "funding_xlsx"}


@pytest.fixture
def found(world, monkeypatch):
    """Three months of dues, as they stand on the fifth of November."""
    monkeypatch.setattr("shanzhi.door.now", lambda: at("2026-11-05"))
    monkeypatch.setattr("shanzhi.door.today", lambda: date(2026, 11, 5))
    return asked(world.clerk)


def where(found, name: str) -> str:
    return reverse(name, kwargs={"programme_id": found.programme_id})


def shows(client, path: str, pieces: tuple[str, ...], **query: object) -> str:
    answer = client.get(path, query)
    must_be_clean(answer)
    said = body(answer)
    assert (answer.status_code, [p for p in pieces if p not in said]) == (200, []), path
    return said


def test_a_demand_list_goes_from_villages_to_households(world, desk, found):
    client = desk(world.reader)
    shows(client, where(found, "demands"), ("云岭东一村", "54.00元", "72.00元", "2026年9月1日"))
    said = shows(client, where(found, "demands"), ("001", "18.00元", "导出 Excel"), village=VILLAGE)
    assert ">901<" not in said
    shows(client, where(found, "demands"), ("6.00元",), village=SIBLING, month="2026-10")
    shows(client, where(found, "demands"), ("没有符合条件的户。",), village=VILLAGE, find="不在")
    shows(client, where(found, "arrears"), ("31至90天", "24.00元", "云岭东二村"))
    shows(client, where(found, "arrears"), ("打印催缴单", "003"), village=VILLAGE)


def test_sheets_for_the_door_and_reminders_print_large(world, desk, found):
    client = desk(world.clerk)
    shows(client, where(found, "demand_sheet"), ("上门收缴清单", "本页 3 户，合计", "54.00元"), village=VILLAGE)
    shows(
        client,
        where(found, "demand_sheet"),
        ("催缴单", "到今天一共欠", "可以到村里申请减免"),
        village=VILLAGE,
        kind="reminder",
    )
    shows(client, where(found, "demand_sheet"), ("没有欠缴的户",), village="999901100209")


def test_a_payment_is_entered_by_keyboard_and_a_double_send_is_one(world, desk, found):
    client, path = desk(world.clerk), where(found, "pay")
    shows(client, path, ("户号或户主姓名", "autofocus"))
    shows(client, path, ('name="amount"', 'value="18.00"', "收款并开收据"), find="001")
    form = {"key": str(UUID(int=7)), "account": "fee_due", "book": str(due_book(found).pk), "amount": "20",
            "paid_on": "2026-11-03", "paper": "", "village": VILLAGE}  # fmt: skip
    answer = client.post(path, form)
    assert answer.status_code == 302
    shows(client, answer["Location"], ("已收款，收据云收〔2026〕1号。", "多缴 2.00元，记为余款", "打印收据"))
    again = client.post(path, form)
    shows(client, again["Location"], ("这笔款已经收过，收据是云收〔2026〕1号。",))
    assert Receipt.objects.count() == 1
    paper = client.post(path, form | {"key": str(UUID(int=8)), "paper": "0031", "amount": "1"})
    assert (paper.status_code, Receipt.objects.latest("pk").source) == (302, "paper")


def test_a_receipt_has_two_copies_capitals_and_a_code_and_says_when_it_is_a_copy(world, desk, found):
    client = desk(world.clerk)
    done = pays(world.clerk, found, "18")
    page, sheet, printed, cancel = (
        reverse(n, args=[done.receipt]) for n in ("receipt", "receipt_sheet", "print_receipt", "cancel_receipt")
    )
    shows(client, page, ("云收〔2026〕1号", "人民币壹拾捌元整", "每月保洁费", "打印收据"))
    assert client.post(printed)["Location"] == sheet
    said = shows(client, sheet, ("存根联", "收据联", "人民币壹拾捌元整", "data:image/svg+xml"))
    assert "补打" not in said
    client.post(printed)
    client.post(printed)
    shows(client, sheet, ("补打（第2次）",))
    shows(client, where(found, "receipts"), ("云收〔2026〕1号", "有效"), find="1号")
    leader = desk(world.leader)
    assert leader.post(cancel, {"why": "收错户"}).status_code == 302
    shows(leader, page, ("作废，原因：", "收错户", "看冲销的分录"))
    shows(leader, sheet, ("已作废",))
    shows(client, where(found, "receipts"), ("已作废",))


def sheet_of(client, found) -> openpyxl.Workbook:
    answer = client.get(where(found, "demands_xlsx"), {"village": VILLAGE})
    assert answer.content[:2] == b"PK"
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def filled(made: openpyxl.Workbook, said: dict[str, tuple[object, object, object]]) -> bytes:
    """The list with its last three columns filled in, by number of the household."""
    table = made.active
    for row in table.iter_rows():
        if str(row[0].value) in said:
            for cell, value in zip(row[8:11], said[str(row[0].value)], strict=True):
                cell.value = value
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_list_goes_out_is_filled_in_and_comes_back(world, desk, found):
    client, path = desk(world.clerk), where(found, "import_payments")
    said = {"001": (18, "2026-11-02", "77"), "002": ("六元", None, None), "003": (None, None, None)}
    data = filled(sheet_of(client, found), said)
    answer = client.post(path, {"account": "fee_due", "file": SimpleUploadedFile("x.xlsx", data)})
    must_be_clean(answer)
    checked = body(answer)
    assert [p for p in ("行合格", "18.00元", "“六元”不是一个数", "收款并开收据") if p not in checked] == []
    assert Receipt.objects.count() == 0
    carried = checked.split('name="carried" value="')[1].split('"')[0]
    marked = client.post(path, {"account": "fee_due", "carried": carried, "deed": "marked"})
    bad = openpyxl.load_workbook(io.BytesIO(marked.content)).active
    said = [str(row[-1].value) for row in bad.iter_rows() if row[0].value == "002"]
    assert said == ["“六元”不是一个数，请只填数字，如 85 或 3.5。"]
    for words in ("已收款 1 笔", "已收款 0 笔"):
        done = client.post(path, {"account": "fee_due", "carried": carried, "deed": "import"})
        assert words in body(done)
    row = Receipt.objects.get()
    assert (row.amount, row.paper, row.paid_on, row.source) == (1800, "77", date(2026, 11, 2), "paper")


def test_an_exemption_is_asked_for_and_decided_by_another(world, desk, found):
    clerk, leader, path = desk(world.clerk), desk(world.leader), where(found, "exemptions")
    home = due_book(found).pk
    shows(clerk, path, ("提请减免", "2026-09-01"), book=home)
    form = {"key": str(UUID(int=3)), "account": "fee_due", "book": str(home), "from_on": "2026-09-01",
            "to_on": "2026-09-30", "basis": "低保户", "reason": "新认定"}  # fmt: skip
    assert clerk.post(path, form).status_code == 302
    assert "同意减免" not in shows(clerk, path, ("待决定",))
    shows(leader, path, ("同意减免",))
    decide = reverse("decide_exemption", args=[Exemption.objects.get().pk])
    assert clerk.post(decide, {"deed": "grant"}).status_code == 422
    answer = leader.post(decide, {"deed": "grant", "programme": str(found.programme_id), "account": "fee_due"})
    shows(leader, answer["Location"], ("已同意减免，冲减了1笔应缴。", "可以公布的汇总", "6.00元", "已减免"))


def test_a_month_is_closed_by_two_persons_and_says_so(world, desk, found):
    clerk, leader, path = desk(world.clerk), desk(world.leader), where(found, "months")
    shows(clerk, path, ("2026-09", "提请封账", "24.00元"))
    month = {"month": "2026-09-01"}
    assert clerk.post(where(found, "propose_closing"), month).status_code == 302
    shows(clerk, path, ("已提请封账，等另一位同志复核",))
    assert clerk.post(where(found, "close_month"), month).status_code == 422
    assert leader.post(where(found, "close_month"), month).status_code == 302
    shows(leader, path, ("clerk某提请，leader某复核，共 4 笔分录", "2026-10"))
    assert MonthClosing.objects.get().closed_by_id == world.leader.id
    form = {"key": str(UUID(int=1)), "source": "county_money", "source_place": COUNTY, "target": "county_fund",
            "target_place": COUNTY, "amount": "5", "on": "2026-09-30", "why": "补记"}  # fmt: skip
    answer = clerk.post(where(found, "post_by_hand"), form)
    assert (answer.status_code, "请记在2026-10" in body(answer)) == (422, True)
    late = clerk.post(where(found, "post_by_hand"), form | {"on": "2026-10-01", "of_month": "2026-09"})
    shows(clerk, late["Location"], ("属于", "2026年9月"))


def funded(actor, found) -> None:
    """100 of the county, 60 to the township, 50 to the village, 20 spent there."""
    steps = (
        ("county_money", COUNTY, "county_fund", COUNTY, 100), ("county_fund", COUNTY, "town_fund", TOWN, 60),
        ("town_fund", TOWN, "cleaning_fund", VILLAGE, 50), ("cleaning_fund", VILLAGE, "bills", VILLAGE, 20),
    )  # fmt: skip
    for n, (a, from_, b, to, yuan) in enumerate(steps):
        source, target = SideIn(account=a, place_code=from_), SideIn(account=b, place_code=to)
        given = PostingIn(UUID(int=n + 50), source, target, Decimal(yuan), date(2026, 11, 2), "拨款", "县财政")
        book(actor=actor, programme_id=found.programme_id, given=given, now=at("2026-11-02"))


def test_funds_of_three_levels_agree_and_lead_to_their_entries(world, desk, found):
    funded(world.clerk, found)
    client, path = desk(world.reader), where(found, "funding")
    said = shows(client, path, ("县级", "乡镇级", "村级", "40.00元", "10.00元", "30.00元", "县财政"))
    assert "不一致" not in said
    shows(client, path, ("拨款", "50.00元", "-20.00元"), place=VILLAGE, by="县财政")
    entry = BookEntry.objects.filter(why="拨款").first()
    assert reverse("book_entry", args=[entry.pk]) in shows(client, path, ("拨款",), place=COUNTY, by="县财政")


@pytest.mark.parametrize("odd", ["x", "9" * 40, "99990110020１"])
def test_a_place_that_is_none_is_no_place(world, desk, found, odd):
    client = desk(world.clerk)
    shows(client, where(found, "demands"), ("云岭东一村", "云岭东二村"), village=odd, month="2026-99", after="x")
    shows(client, where(found, "funding"), ("还没有按金额记过账",), place=odd)
    shows(client, where(found, "pay"), ("没有找到这一户的应缴账户",), village=odd, find="不在")


def test_lists_leave_as_sheets(world, desk, found):
    for name in ("demands_xlsx", "arrears_xlsx", "funding_xlsx"):
        answer = desk(world.clerk).get(where(found, name))
        assert (answer.status_code, answer.content[:2]) == (200, b"PK"), name


@pytest.mark.parametrize("name", LISTS)
def test_a_stranger_finds_nothing_and_nobody_comes_in_without_a_log_in(world, desk, found, name):
    assert desk(world.stranger).get(where(found, name)).status_code == 404
    assert Unscoped().get(where(found, name)).status_code == 302


def test_the_village_sees_its_own_and_takes_no_money(world, desk, found):
    client = desk(world.village)
    said = shows(client, where(found, "demands"), ("云岭东一村",))
    assert ("云岭东二村" in said, "导入填好的清单" in said) == (False, False)
    before = books()
    form = {"account": "fee_due", "book": str(due_book(found).pk), "amount": "6"}
    assert client.post(where(found, "pay"), form).status_code == 403
    assert client.get(where(found, "funding")).status_code == 404
    assert books() == before
    other = pays(world.clerk, found, "6", number="901")
    assert client.get(reverse("receipt", args=[other.receipt])).status_code == 404
    assert Book.objects.filter(programme=found.programme_id, account="cleaning_fund").count() == 1


def test_money_waits_for_the_second_factor(world, desk, found):
    client = desk(world.clerk, verified=False)
    form = {"account": "fee_due", "book": str(due_book(found).pk), "amount": "6"}
    answer = client.post(where(found, "pay"), form)
    assert (answer.status_code, "二次验证" in body(answer)) == (403, True)
