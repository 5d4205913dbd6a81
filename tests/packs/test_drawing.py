"""Charts for the wall: every state and step on them, nothing upon another, no outside reference."""

from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from shanzhi.packs.drawing import draw, width
from shanzhi.packs.layout import Arrow, Node, lay_out
from shanzhi.packs.reading import LIBRARY, examine

FILES = [
    LIBRARY / "village_hygiene.yaml",
    Path(__file__).with_name("digit.yaml"),
    Path(__file__).with_name("faulty.yaml"),
]


def svg(file):
    gave = examine(file.read_bytes())
    return gave.pack.flows[0], ET.fromstring(draw(gave.pack, gave.pack.flows[0], gave.used))  # noqa: S314 - our own text


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_every_state_and_step_stands_on_the_chart(file):
    flow, root = svg(file)
    said = "\n".join(t.text or "" for t in root.iter("{http://www.w3.org/2000/svg}text"))
    assert [s.id for s in flow.states if (s.title or s.id) not in said] == []
    gone = {s for a in flow.actions for s in (*a.from_, *a.goes_to)} - {s.id for s in flow.states}
    assert [a.id for a in flow.actions if (a.title or a.id) not in said and not gone & set(a.goes_to)] == []


def test_clocks_and_those_who_act_are_told():
    _, root = svg(FILES[0])
    said = [t.text for t in root.iter("{http://www.w3.org/2000/svg}text")]
    assert said[:2] == ["群众反映的环境卫生问题", "村庄环境卫生考核　整件时限：10个工作日"]
    assert {
        "时限：按“各类问题的整改时限”",
        "核实办结｜考核组成员、反映人",
        "须在72小时内",
        "不得与“报告办好”同一人",
    } <= set(said)


def test_a_chart_refers_to_nothing_outside_and_runs_nothing():
    gave = examine(FILES[0].read_bytes())
    text = draw(gave.pack, gave.pack.flows[0], gave.used)
    assert [w for w in ("<script", "href", "url(http", "<image", "onload") if w in text] == []


def test_boxes_of_one_layer_never_touch_and_layers_lie_below_one_another():
    names = "abcdefgh"
    nodes = [Node(n, 40 + 30 * i, 30) for i, n in enumerate(names)]
    pairs = [("a", x) for x in "bcdef"] + [("b", "g"), ("c", "g"), ("g", "h"), ("h", "a"), ("f", "b"), ("g", "c")]
    chart = lay_out(nodes, [Arrow(s, t, Node(f"{s}{t}", 90, 24)) for s, t in pairs])
    placed = sorted(chart.nodes.values(), key=lambda n: (n.rank, n.x))
    for one, other in pairwise(placed):
        if one.rank == other.rank:
            assert one.x + one.width / 2 < other.x - other.width / 2
    tops = {r: [n.y + n.height / 2 for n in placed if n.rank == r] for r in {n.rank for n in placed}}
    below = {r: [n.y - n.height / 2 for n in placed if n.rank == r] for r in tops}
    assert all(max(tops[r]) < min(below[r + 1]) for r in sorted(tops)[:-1])
    assert [a.turned for a in chart.arrows].count(True) == 2
    assert all(n.x - n.width / 2 >= 0 and n.x + n.width / 2 <= chart.width for n in placed)


def test_wide_characters_are_an_em():
    assert [width("时限", 10), width("ab", 10)] == [20, 11.6]


def test_the_state_a_case_is_in_is_marked():
    gave = examine((LIBRARY / "village_hygiene.yaml").read_bytes())
    plain = ET.fromstring(draw(gave.pack, gave.pack.flows[0], gave.used))  # noqa: S314 - our own text
    marked = ET.fromstring(draw(gave.pack, gave.pack.flows[0], gave.used, at="assigned"))  # noqa: S314 - see above
    rects = "{http://www.w3.org/2000/svg}rect"
    known = {tuple(r.attrib.items()) for r in plain.iter(rects)}
    mark = [r.attrib for r in marked.iter(rects) if tuple(r.attrib.items()) not in known]
    assert [m["stroke-width"] for m in mark] == ["4"]
    state = next(r.attrib for r in plain.iter(rects) if r.attrib["width"] == f"{float(mark[0]['width']) - 10:.1f}")
    assert float(mark[0]["x"]) < float(state["x"])
    assert [t.text for t in marked.iter("{http://www.w3.org/2000/svg}text")][-1] == "现在"
