from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.pack.data import Nowhere, Row, Unknown
from shanzhi.core.pack.evaluate import evaluate
from shanzhi.core.pack.expression import Binary, Call, Constant, Name, depth
from shanzhi.core.pack.quantities import Quantity
from shanzhi.core.pack.tables import Row as TableRow
from shanzhi.core.pack.tables import Table
from shanzhi.core.pack.values import Formula, Given
from shanzhi.packs.expressions import LONGEST, Misread, expression

PRICE = Table(
    id="price",
    title="价格",
    key=("goods",),
    rows=(
        TableRow(keys=("肥皂",), value=Given(value=Decimal(5))),
        TableRow(keys=("else",), value=Given(value=Decimal(1))),
    ),
)
TARIFF = Table(
    id="tariff",
    rows=tuple(TableRow(keys=(f"> {low}",), value=Given(value=Decimal(p))) for low, p in ((0, "1.5"), (10, "2"))),
)
LOOP = Table(id="loop", rows=(TableRow(keys=("else",), value=Formula(text="loop[1]", tree=expression("loop[1]"))),))
NAMES = {
    "a": Decimal("0.1"),
    "b": Decimal("0.2"),
    "zero": Decimal(0),
    "ten": Quantity(Decimal(10), "元"),
    "area": Quantity(Decimal(2), "亩"),
    "price": PRICE,
    "tariff": TARIFF,
    "loop": LOOP,
    "it": Row({"goods": "肥皂", "n": Decimal(3), "none": None, "day": date(2026, 3, 31)}),
    "spot": (Decimal("104.06"), Decimal("30.67")),
    "other": (Decimal("104.061"), Decimal("30.67")),
    "field": (
        (Decimal(104), Decimal(30)),
        (Decimal(105), Decimal(30)),
        (Decimal(105), Decimal(31)),
        (Decimal(104), Decimal(31)),
    ),
}


def gives(text):
    return evaluate(expression(text), Nowhere(NAMES))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a + b", Decimal("0.3")),
        ("1 - 2 - 3", Decimal(-4)),
        ("2 + 3 * 4", Decimal(14)),
        ("-2 * -3", Decimal(6)),
        ("7 % 3", Decimal(1)),
        ("ten * 3", Quantity(Decimal(30), "元")),
        ("ten / ten", Decimal(1)),
        ("ten > 0 && !(ten > 10)", True),
        ("price[it.goods] * it.n", Decimal(15)),
        ("price['糖']", Decimal(1)),
        ("tiered(12, tariff)", Decimal("19.0")),
        ("tiered(0, tariff)", Decimal("0.0")),
        ("it.goods in ['肥皂', '糖']", True),
        ("it.n == 3 ? '三' : '多'", "三"),
        ("round(2.5)", Decimal(3)),
        ("round(2.345, 2)", Decimal("2.35")),
        ("ceil(301 / 300)", Decimal(2)),
        ("floor(-0.5)", Decimal(-1)),
        ("abs(0 - ten)", Quantity(Decimal(10), "元")),
        ("max(1, a, 3)", Decimal(3)),
        ("min([4, 2])", Decimal(2)),
        ("month(it.day)", "2026-03"),
        ("quarter(it.day)", "2026-Q1"),
        ("near(spot, other, 100)", True),
        ("near(spot, other, 90)", False),
        ("inside(spot, field)", True),
        ("has(it.none)", False),
        ("has(it.n)", True),
        ("false && it.none > 1", False),
        ("it.none > 1 || true", True),
    ],
)
def test_what_expressions_give(text, said):
    assert gives(text) == said


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a / zero", "除数为零。"),
        ("100 * a / (b - b)", "除数为零。"),
        ("it.none + 1", "“none”没有填写。"),
        ("max(1, it.none)", "“none”没有填写。"),
        ("it.none > 1 && true", "“none”没有填写。"),
        ("it.none ? 1 : 2", "“none”没有填写。"),
        ("missing", "没有“missing”的数据。"),
        ("ten + area", "计量单位不一致。"),
        ("ten > area", "“>”两边无法比较。"),
        ("'一' * 2", "“*”两边不都是数。"),
        ("tariff[0]", "表“tariff”没有“0”一行。"),
        ("loop[1]", "算式的步骤过多。"),
        ("!a", "条件不是“是”或“否”。"),
        ("min('x')", "“min”的参数不对。"),
        ("count(it)", "工作尚未运行，“count”还没有数据。"),
        ("nothing(1)", "没有“nothing”这个函数。"),
        (" * ".join(["9" * 28] * 4), "结果超出可计算的范围。"),
    ],
)  # fmt: skip
def test_unknown_comes_out_with_its_reason(text, reason):
    assert str(gives(text).reason) == reason


def test_every_evaluation_ends_within_its_budget():
    tree = expression("+".join(["1"] * 25))
    assert evaluate(tree, Nowhere({})) == Decimal(25)
    assert str(evaluate(tree, Nowhere({}), budget=10).reason) == "算式的步骤过多。"


@given(st.decimals(-(10**9), 10**9, places=2), st.decimals(-(10**9), 10**9, places=2))
def test_sums_and_products_are_exact(a, b):
    around = Nowhere({"x": a, "y": b})
    assert evaluate(expression("x + y"), around) == a + b
    assert evaluate(expression("x * y"), around) == a * b
    assert evaluate(expression("x - y < 0"), around) == (a < b)


LEAVES = st.sampled_from(["1", "a", "it.n", "it.none", "zero", "'x'"])
SIGNS = st.sampled_from(["+", "-", "*", "/", "%", "==", "<", "&&", "||"])


def joined(inner):
    return st.tuples(inner, SIGNS, inner).map("({0[0]} {0[1]} {0[2]})".format)


@given(st.recursive(LEAVES, joined, max_leaves=12))
def test_whatever_is_written_gives_a_value_or_a_reason(text):
    said = gives(text)
    assert isinstance(said, (Decimal, str, bool, Unknown))


def test_arguments_by_name():
    tree = expression("count(event, opened=period, state='closed')")
    assert tree == Call("count", (Name("event"),), (("opened", Name("period")), ("state", Constant("closed"))))
    assert expression("a == 1") == Binary("==", Name("a"), Constant(Decimal(1)))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("f(", "没有写完"),
        ("a == b == c", "第8个字符“==”不该在这里"),
        ("a ; b", "第3个字符“;”不该在这里"),
        ("", "没有写完"),
        ("a and b", "第3个字符“and”不该在这里"),
    ],
)
def test_what_is_no_expression_says_where(text, problem):
    with pytest.raises(Misread) as error:
        expression(text)
    assert (error.value.code, error.value.problem) == ("bad_expression", problem)


@pytest.mark.parametrize("text", ["1" * (LONGEST + 1), "!" * 100 + "a", "+".join("1" * 60), "[" * 60 + "]" * 60])
def test_too_long_or_too_deep(text):
    with pytest.raises(Misread) as error:
        expression(text)
    assert error.value.code == "long_expression"
    assert depth(expression("1 + 2 * 3")) == 3
