"""What a rule comes to: its condition, its amounts in the smallest unit, and why it waits or fails."""

from decimal import Decimal

import pytest

from shanzhi.core.judging import Judged, judge, reader, shown_datum, smallest
from shanzhi.core.kinds import Refused
from shanzhi.core.pack.data import Nowhere, Row
from shanzhi.core.pack.durations import Duration
from shanzhi.core.pack.quantities import Quantity
from shanzhi.core.pack.rules import PostDeed, Rule
from shanzhi.core.pack.tables import Row as Cell
from shanzhi.core.pack.tables import Table
from shanzhi.core.pack.values import Ask, Formula, Given
from shanzhi.packs.expressions import expression

AROUND = Nowhere({"it": Row({"n": Decimal(3), "late": True, "word": "好"})})


def formula(text: str) -> Formula:
    return Formula(text=text, tree=expression(text))


def rule(amount: object, condition: str = "") -> Rule:
    deed = PostDeed(from_="a", to="b", amount=amount)
    return Rule(id="r", if_=formula(condition) if condition else None, do=(deed,))


def judged(amount: object, condition: str = "") -> Judged:
    return judge(rule(amount, condition), AROUND, {"a": "元"})


def test_an_amount_is_reckoned_in_the_smallest_unit_and_kept_as_it_was_said():
    said = judged(formula("it.n * 1.005"))
    assert (said.verdict, said.amounts) == ("done", (302,))
    assert said.facts == {"it": {"n": "3", "late": "是", "word": "好"}, "amount1": "3.015"}


@pytest.mark.parametrize(
    ("amount", "condition", "verdict", "why"),
    [
        (Given(value=Decimal(1)), "it.n > 3", "skipped", "条件不成立：it.n > 3"),
        (Given(value=Decimal(1)), "it.gone > 3", "waiting", "“gone”没有填写。"),
        (Given(value=Decimal(1)), "it.word", "waiting", "条件不是“是”或“否”。"),
        (Ask(ask="多少元"), "it.n == 3", "waiting", "“多少元”尚未确定。"),
        (formula("0 - it.n"), "", "failed", "金额或者数量必须大于零。"),
        (formula("it.word"), "", "failed", "金额或者数量必须大于零。"),
        (Given(value=Quantity(Decimal(2), "亩")), "", "failed", "转出账户按元记账，转入账户按亩记账，不能互转。"),
    ],
)
def test_a_rule_is_skipped_waits_or_fails_with_its_reason(amount, condition, verdict, why):
    said = judged(amount, condition)
    assert (said.verdict, str(said.why), said.amounts) == (verdict, why, ())


def test_amounts_of_other_measures():
    assert smallest(Quantity(Decimal("1.5"), "万元"), "元") == 1_500_000
    assert smallest(Quantity(Decimal("0.333"), "元"), "元") == 33
    assert smallest(Decimal("2.25"), "积分") == 23
    with pytest.raises(Refused) as caught:
        smallest(Decimal(10) ** 15, "件")
    assert caught.value.code == "amount_too_large"


def test_a_cell_of_a_table_keeps_its_kind():
    table = Table(id="limits", rows=(Cell(keys=(">= 3",), value=Given(value=Duration(2, "day"))),))
    read = reader(Nowhere({"it": Row({"n": Decimal(3)}), "limits": table}))
    assert read(formula("limits[it.n]")) == Duration(2, "day")
    assert read(formula("limits[it.n - 1]")) is None
    assert read(formula("it.n * 2")) == Decimal(6)
    assert read(Given(value=Decimal(4))) == Decimal(4)
    assert read(None) is read(Ask(ask="多少")) is None


def test_values_as_people_read_them():
    assert shown_datum((Decimal("1.50"), False)) == "1.5、否"
    assert shown_datum(Quantity(Decimal("10.00"), "元")) == "10元"
