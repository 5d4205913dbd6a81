"""A reading as JSON."""

import json

from shanzhi.core.plan.label import as_label
from shanzhi.core.plan.reading import read_plan


def test_a_label_is_ready_for_json(town):
    label = json.loads(json.dumps(as_label(read_plan(town))))
    assert label["headings"][2] == {
        "path": ["二", "(一)"],
        "title": "清理沟渠",
        "quote": "(一)清理沟渠",
        "line": 6,
        "start": town.index("(一)清理沟渠"),
        "end": town.index("(一)清理沟渠") + 7,
    }
    assert label["phases"][0]["start"] == "2026年3月1日"
    assert label["indicators"][0]["value"] == 85
    assert label["money"][0]["kind"] == "reward"


def test_every_kind_is_there(town):
    kinds = "headings tasks phases indicators duties money norms named_sets organs citations defects"
    assert set(kinds.split()) <= set(as_label(read_plan(town)))
