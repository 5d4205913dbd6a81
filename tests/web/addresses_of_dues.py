"""Addresses of dues, receipts, exemptions, closed months and funds."""

from uuid import uuid4

from shanzhi.actions.closing import propose_closing
from shanzhi.actions.exemptions import ExemptionIn, ask_exemption
from shanzhi.models import Book
from shanzhi.models.walls import acting
from tests.conftest import World
from tests.dues_world import asked, at, date, due_book, pays
from tests.web.address import NOT_HERE, Address, No, same

NOT_MINE = No(403, "以您现在的岗位不能办理这件事", who="reader")
SEP = date(2026, 9, 1)


def of_dues(world: World) -> dict[str, object]:
    return {"programme_id": asked(world.clerk, "2026-09-01").programme_id}


def a_book(world: World) -> Book:
    with acting(None):
        return Book.objects.filter(account="fee_due", record__label="001").latest("pk")


def a_payment(world: World) -> dict[str, object]:
    """Paid today, by the clock of whoever runs this."""
    return {"account": "fee_due", "book": a_book(world).pk, "amount": "6", "paid_on": "2026-09-02"}


def of_receipt(world: World) -> dict[str, object]:
    return {"receipt_id": pays(world.clerk, asked(world.clerk, "2026-09-01"), "6").receipt}


def an_exemption(world: World) -> dict[str, object]:
    return {
        "book": a_book(world).pk,
        "from_on": "2026-09-01",
        "to_on": "2026-09-01",
        "basis": "低保户",
        "reason": "新定",
    }


def of_exemption(world: World) -> dict[str, object]:
    book = due_book(asked(world.clerk, "2026-09-01")).pk
    said = ExemptionIn(uuid4(), book, SEP, SEP, "低保户", "新定")
    return {"exemption_id": ask_exemption(actor=world.clerk, given=said, now=at("2026-09-05"))}


def granting(world: World) -> dict[str, object]:
    return {"deed": "grant", "programme": a_book(world).programme_id, "account": "fee_due"}


def of_proposed(world: World) -> dict[str, object]:
    found = asked(world.clerk, "2026-09-01")
    propose_closing(actor=world.clerk, programme_id=found.programme_id, month=SEP, now=at("2026-10-02"))
    return {"programme_id": found.programme_id}


MONTH = same(month="2026-09-01")
TABLE = (
    Address("demands", "reader", "应缴清单", NOT_HERE, args=of_dues),
    Address("demands_xlsx", "reader", "PK", NOT_HERE, args=of_dues),
    Address("demand_sheet", "clerk", "上门收缴清单", NOT_HERE, args=of_dues),
    Address("arrears", "reader", "欠缴户数", NOT_HERE, args=of_dues),
    Address("arrears_xlsx", "reader", "PK", NOT_HERE, args=of_dues),
    Address("pay", "clerk", "户号或户主姓名", NOT_MINE, args=of_dues),
    Address("pay", "clerk", "已收款，收据", NOT_MINE, "post", of_dues, a_payment),
    Address("import_payments", "clerk", "检查表格", NOT_MINE, args=of_dues),
    Address("receipts", "reader", "收据号", NOT_HERE, args=of_dues),
    Address("receipt", "reader", "人民币陆元整", NOT_HERE, args=of_receipt),
    Address("receipt_sheet", "reader", "存根联", NOT_HERE, args=of_receipt),
    Address("print_receipt", "clerk", "收据联", NOT_MINE, "post", of_receipt),
    Address("cancel_receipt", "leader", "收据已作废", NOT_MINE, "post", of_receipt, same(why="收错户")),
    Address("exemptions", "reader", "减免", NOT_HERE, args=of_dues),
    Address("exemptions", "clerk", "已提请减免", NOT_MINE, "post", of_dues, an_exemption),
    Address("decide_exemption", "leader", "已同意减免", NOT_MINE, "post", of_exemption, granting),
    Address("months", "reader", "下一个要封的月份", NOT_HERE, args=of_dues),
    Address("propose_closing", "clerk", "已提请封账", NOT_MINE, "post", of_dues, MONTH),
    Address("close_month", "leader", "已封账", NOT_MINE, "post", of_proposed, MONTH),
    Address("funding", "reader", "三级资金", NOT_HERE, args=of_dues),
    Address("funding_xlsx", "reader", "PK", NOT_HERE, args=of_dues),
)  # fmt: skip
