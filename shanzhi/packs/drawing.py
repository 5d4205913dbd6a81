"""A flow as a chart for the wall, in SVG: states with their clocks, arrows with who may do it and within what."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final
from xml.sax.saxutils import escape

from shanzhi.core.pack.flows import Action, Flow, State
from shanzhi.core.pack.pack import Pack
from shanzhi.packs.layout import Arrow, Chart, Node, lay_out
from shanzhi.packs.wording import Wording, conditions, state_clock, titled, value_words

# the fonts a Chinese machine or a Linux server is likely to have
FONTS: Final = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',SimHei,sans-serif"
_START: Final = "·"
_SIZE: Final = 16.0  # of the words of states; those of arrows are smaller
_SMALL: Final = 13.0
_LINE: Final = 1.45
_PAD: Final = 14.0
_TIP: Final = (
    '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto">'
    '<path d="M0 0L10 5L0 10z" fill="#334"/></marker></defs>'
)
_FINAL: Final = 'rx="8" fill="#e8efe6" stroke="#2f6b3a" stroke-width="3"'
_PASSING: Final = 'rx="8" fill="#eef3fa" stroke="#23527c" stroke-width="1.5"'
_HERE: Final = 'rx="12" fill="none" stroke="#8a1c1c" stroke-width="4"'
_EDGE: Final = 40.0
_HEAD: Final = 64.0
_WIDE: Final = 0x2E80  # characters from here on are a full em wide


def draw(pack: Pack, flow: Flow, used: Sequence[Pack] = (), *, at: str = "") -> str:
    """The SVG of a flow, its title above; it has no script and no outside reference. at: the state that is marked."""
    words = Wording(pack, used)
    boxes = {s.id: _box(flow, s, words) for s in flow.states}
    labels: dict[str, list[str]] = {}
    arrows = _arrows(flow, words, labels)
    nodes = [Node(_START, 16, 16), *(Node(id_, *_room(lines, _SIZE)) for id_, lines in boxes.items())]
    chart = lay_out(nodes, arrows)
    if at in boxes:
        node = chart.nodes[at]
        return _svg(pack, flow, chart, boxes, labels).replace("</g></svg>", f"{_mark(node)}</g></svg>")
    return _svg(pack, flow, chart, boxes, labels)


def _mark(node: Node) -> str:
    """Where a case stands: a frame around its state, and the word above it."""
    around = Node(node.id, node.width + 10, node.height + 10, x=node.x, y=node.y)
    return _frame(around, _HERE) + _text(
        "现在", node.x - node.width / 2 + 18, node.y - node.height / 2 - 12, _SMALL, bold=True, colour="#8a1c1c"
    )


def width(text: str, size: float) -> float:
    """How wide a text is about to be: wide characters an em, others a little more than half."""
    return sum(size if ord(c) >= _WIDE or c in "“”…·" else size * 0.58 for c in text)


def _room(lines: list[str], size: float) -> tuple[float, float]:
    wide = max((width(line, size if n == 0 else _SMALL) for n, line in enumerate(lines)), default=0.0)
    return wide + 2 * _PAD, size * _LINE + (len(lines) - 1) * _SMALL * _LINE + _PAD


def _box(flow: Flow, state: State, words: Wording) -> list[str]:
    """The lines of a state: title, clock, and the steps that leave it where it is."""
    pause = f"可中止：{'、'.join(state.pause_for)}" if state.pause_for else ""
    stays = [f"{titled(a)}（{_who(a, words)}）" for a in flow.leaving(state.id) if not a.goes_to]
    return [line for line in (titled(state), state_clock(state, words), pause, *stays) if line]


def _who(action: Action, words: Wording) -> str:
    return words.who(action.who) or "未写明"


def _arrows(flow: Flow, words: Wording, labels: dict[str, list[str]]) -> list[Arrow]:
    """One arrow for each pair of states; the steps between the same two share it."""
    titles = {a.id: titled(a) for a in flow.actions}
    known = {s.id for s in flow.states}
    pairs: dict[tuple[str, str], list[str]] = {}
    for action in flow.actions:
        for source in action.from_ or (_START,):
            for target in (t for t in action.goes_to if t in known and t != source and source in {*known, _START}):
                refused = "（未通过）" if action.decide and target == action.decide.else_ else ""
                said = [f"{titled(action)}{refused}｜{_who(action, words)}", *conditions(action, titles)]
                pairs.setdefault((source, target), []).extend(said)
    out = []
    for number, ((source, target), lines) in enumerate(pairs.items()):
        labels[f"={number}"] = lines
        out.append(Arrow(source, target, Node(f"={number}", *_room(lines, _SMALL))))
    return out


def _svg(pack: Pack, flow: Flow, chart: Chart, boxes: dict[str, list[str]], labels: dict[str, list[str]]) -> str:
    title, case = titled(flow), value_words(flow.clock.case) if flow.clock else ""
    wide = max(chart.width, width(title, 26), 320) + 2 * _EDGE
    high = chart.height + _HEAD + 2 * _EDGE
    attributes = f'viewBox="0 0 {wide:.0f} {high:.0f}" width="{wide:.0f}" height="{high:.0f}" font-family="{FONTS}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {attributes} role="img" aria-label="{_quoted(title)}">',
        _TIP,
        f'<rect width="{wide:.0f}" height="{high:.0f}" fill="#fff"/>',
        _text(title, wide / 2, _EDGE + 10, 26, bold=True),
        _text(f"{pack.title}{f'　整件时限：{case}' if case else ''}", wide / 2, _EDGE + 36, 14, colour="#556"),
        f'<g transform="translate({(wide - chart.width) / 2:.1f} {_EDGE + _HEAD:.1f})">',
        *(_line(a, chart) for a in chart.arrows),
        *(_label(chart.nodes[id_], lines) for id_, lines in labels.items()),
        *(_state(chart.nodes[s.id], boxes[s.id], final=s.final) for s in flow.states),
        f'<circle cx="{chart.nodes[_START].x:.1f}" cy="{chart.nodes[_START].y:.1f}" r="8" fill="#334"/>',
        "</g></svg>\n",
    ]
    return "\n".join(parts)


def _quoted(text: str) -> str:
    return escape(text, {'"': "&quot;"})


def _text(text: str, x: float, y: float, size: float, *, bold: bool = False, colour: str = "#111") -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}"{weight} fill="{colour}" text-anchor="middle" '
        f'dominant-baseline="central">{escape(text)}</text>'
    )


def _lines(node: Node, lines: list[str], size: float, colour: str) -> str:
    """The lines of a box, the first larger and bold, in the middle of it."""
    y = node.y - node.height / 2 + _PAD / 2 + size * _LINE / 2
    out = []
    for number, line in enumerate(lines):
        out.append(_text(line, node.x, y, size if number == 0 else _SMALL, bold=number == 0, colour=colour))
        y += (size * _LINE + _SMALL * _LINE) / 2 if number == 0 else _SMALL * _LINE
    return "".join(out)


def _frame(node: Node, look: str) -> str:
    x, y = node.x - node.width / 2, node.y - node.height / 2
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{node.width:.1f}" height="{node.height:.1f}" {look}/>'


def _state(node: Node, lines: list[str], *, final: bool) -> str:
    return _frame(node, _FINAL if final else _PASSING) + _lines(node, lines, _SIZE, "#111")


def _label(node: Node, lines: list[str]) -> str:
    return _frame(node, 'fill="#fff" fill-opacity="0.92"') + _lines(node, lines, _SMALL, "#333")


def _port(state: Node, bend: Node) -> float:
    """Where on its edge an arrow leaves a state: towards its next bend, so that no two share a point."""
    most = state.width * 0.38
    return state.x + max(-most, min(most, (bend.x - state.x) * 0.4))


def _line(arrow: Arrow, chart: Chart) -> str:
    """A smooth line through the bends of an arrow, from the edge of its source to that of its target."""
    way = [chart.nodes[n] for n in arrow.way]
    points = [(n.x, n.y) for n in way]
    points[0] = (_port(way[0], way[1]), way[0].y + way[0].height / 2)
    points[-1] = (_port(way[-1], way[-2]), way[-1].y - way[-1].height / 2)
    if arrow.turned:
        points.reverse()
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x1, y1), (x2, y2) in pairwise(points):
        middle = (y1 + y2) / 2
        path += f"C{x1:.1f} {middle:.1f} {x2:.1f} {middle:.1f} {x2:.1f} {y2:.1f}"
    dash = ' stroke-dasharray="6 4"' if arrow.turned else ""
    return f'<path d="{path}" fill="none" stroke="#334" stroke-width="1.5"{dash} marker-end="url(#tip)"/>'
