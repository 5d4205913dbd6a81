"""Expressions in the words of an office."""

import pytest

from shanzhi.packs.wording import expression_words

TITLES = {"fund": "村级资金", "event": "网格事件", "terms": "数字"}
FIELDS = {"low": "低保"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "min(it.money * it.count, balance(fund, month(it.day)))",
            "取小(本条的金额 × 本条的数量, 余额(村级资金, 所在月(本条的日期)))",
        ),
        ("terms['每少一户'] / 2", "“每少一户” ÷ 2"),
        ("it.kind == '公厕' && !it.low", "本条的kind = “公厕” 且 非本条的低保"),
        ("count(event, opened=period, state='closed') >= 3", "件数(网格事件, 登记日=本期, 状态=“closed”) ≥ 3"),
        ("ceil(at.population / 300)", "向上取整(所在地的人口 ÷ 300)"),
    ],
)  # fmt: skip
def test_ids_and_signs_are_said_in_words(text, said):
    assert expression_words(text, TITLES, FIELDS) == said
