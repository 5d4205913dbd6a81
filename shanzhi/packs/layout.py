"""Laying out a chart in layers from the top: states and the words on their arrows, none above another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import fmean
from typing import Final

GAP_X: Final = 36.0
GAP_Y: Final = 34.0
_SWEEPS: Final = 12


@dataclass(slots=True)
class Node:
    """A box of the chart, or a bend of an arrow (width 0). x, y: its middle, set by the layout."""

    id: str
    width: float
    height: float
    rank: int = 0
    x: float = 0.0
    y: float = 0.0


@dataclass(slots=True)
class Arrow:
    """From one state to another, by way of its words and bends. turned: laid out from the target to the source."""

    source: str
    target: str
    label: Node
    turned: bool = False
    way: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Chart:
    """What was laid out, and how much room it takes."""

    nodes: Mapping[str, Node]
    arrows: tuple[Arrow, ...]
    width: float
    height: float


def lay_out(nodes: Iterable[Node], arrows: Iterable[Arrow]) -> Chart:
    """Places states and arrows: every arrow's words get a layer between the layers of its two states."""
    placed, drawn = {n.id: n for n in nodes}, tuple(arrows)
    _turn(placed, drawn)
    _rank(placed, drawn)
    for arrow in drawn:
        _bend(arrow, placed)
    layers = _layers(placed)
    links = _links(drawn)
    _order(layers, links, placed)
    _spread(layers, links, placed)
    return Chart(placed, drawn, *_moved(layers, placed))


def _ends(arrow: Arrow) -> tuple[str, str]:
    """The upper and the lower state of an arrow."""
    return (arrow.target, arrow.source) if arrow.turned else (arrow.source, arrow.target)


def _turn(nodes: Mapping[str, Node], arrows: tuple[Arrow, ...]) -> None:
    """Turns the arrows that lead back, so that the rest has no circles."""
    state = dict.fromkeys(nodes, 0)  # 0 not seen, 1 on the way, 2 done

    def visit(at: str) -> None:
        state[at] = 1
        for arrow in (a for a in arrows if a.source == at):
            if state[arrow.target] == 1:
                arrow.turned = True
            elif state[arrow.target] == 0:
                visit(arrow.target)
        state[at] = 2

    for node in nodes:
        if state[node] == 0:
            visit(node)


def _rank(nodes: Mapping[str, Node], arrows: tuple[Arrow, ...]) -> None:
    """States on even layers, each two below the lowest that leads to it."""
    for _ in nodes:
        for upper, lower in map(_ends, arrows):
            nodes[lower].rank = max(nodes[lower].rank, nodes[upper].rank + 2)


def _bend(arrow: Arrow, nodes: dict[str, Node]) -> None:
    """Gives an arrow a bend in every layer between its states; its words take the first, seen from its source."""
    upper, lower = _ends(arrow)
    ranks = range(nodes[upper].rank + 1, nodes[lower].rank)
    at = ranks[-1] if arrow.turned else ranks[0]
    for rank in ranks:
        bend = arrow.label if rank == at else Node(f"{arrow.label.id}:{rank}", 0, 0)
        bend.rank = rank
        nodes[bend.id] = bend
    middle = [arrow.label.id if r == at else f"{arrow.label.id}:{r}" for r in ranks]
    arrow.way = [upper, *middle, lower]


def _layers(nodes: Mapping[str, Node]) -> list[list[str]]:
    layers: list[list[str]] = [[] for _ in range(max((n.rank for n in nodes.values()), default=0) + 1)]
    for node in nodes.values():
        layers[node.rank].append(node.id)
    return layers


def _links(arrows: tuple[Arrow, ...]) -> dict[str, list[str]]:
    """Node -> its neighbours in the layers above and below."""
    links: dict[str, list[str]] = {}
    for arrow in arrows:
        for one, other in pairwise(arrow.way):
            links.setdefault(one, []).append(other)
            links.setdefault(other, []).append(one)
    return links


def _order(layers: list[list[str]], links: Mapping[str, list[str]], nodes: Mapping[str, Node]) -> None:
    """Sorts every layer by where its neighbours stand, downwards and upwards in turn."""
    place = {n: float(i) for layer in layers for i, n in enumerate(layer)}
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        for layer in layers if down else reversed(layers):
            if not layer:
                continue
            rank = nodes[layer[0]].rank - (1 if down else -1)
            wish = {n: _mean([place[m] for m in links.get(n, ()) if nodes[m].rank == rank], place[n]) for n in layer}
            layer.sort(key=lambda n: wish[n])
            place.update({n: float(i) for i, n in enumerate(layer)})


def _mean(values: list[float], otherwise: float) -> float:
    return fmean(values) if values else otherwise


def _spread(layers: list[list[str]], links: Mapping[str, list[str]], nodes: Mapping[str, Node]) -> None:
    """Sets x: as near as may be below what leads there, none nearer to another than the gap."""
    for layer in layers:
        _pack(layer, [0.0] * len(layer), nodes)
    for sweep in range(_SWEEPS * 2):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wish = [_mean([nodes[m].x for m in links.get(n, ())], nodes[n].x) for n in layer]
            _pack(layer, wish, nodes)


def _pack(layer: list[str], wish: list[float], nodes: Mapping[str, Node]) -> None:
    """Puts a layer's nodes where they wish, pushed apart where they would touch, and back to their common middle."""
    xs: list[float] = []
    for at, (name, want) in enumerate(zip(layer, wish, strict=True)):
        before = nodes[layer[at - 1]] if at else None
        least = xs[-1] + (before.width + nodes[name].width) / 2 + GAP_X if before else want
        xs.append(max(want, least))
    shift = _mean([x - w for x, w in zip(xs, wish, strict=True)], 0.0)
    for name, x in zip(layer, xs, strict=True):
        nodes[name].x = x - shift


def _moved(layers: list[list[str]], nodes: Mapping[str, Node]) -> tuple[float, float]:
    """Sets y, moves all to the right of 0, and gives the width and height taken."""
    top = 0.0
    for layer in layers:
        high = max((nodes[n].height for n in layer), default=0.0)
        for name in layer:
            nodes[name].y = top + high / 2
        top += high + GAP_Y
    left = min((n.x - n.width / 2 for n in nodes.values()), default=0.0)
    for node in nodes.values():
        node.x -= left
    return max((n.x + n.width / 2 for n in nodes.values()), default=0.0), top - GAP_Y
