"""Tables as lines: one row, one line, cells joined by TAB, continued cells empty."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A row as its cells stand. before: columns skipped. tops: False for a cell that continues the one above."""

    before: int
    cells: tuple[str, ...]
    tops: tuple[bool, ...]


def laid_out(rows: Sequence[Row]) -> Iterator[str]:
    """Gives a line for each row; rows without a word are left out."""
    for row in rows:
        cells = [cell if top else "" for cell, top in zip(row.cells, row.tops, strict=True)]
        if any(cells):
            yield "\t".join([""] * row.before + [one_line(cell) for cell in cells])


def one_line(cell: str) -> str:
    """Gives a cell's text without line breaks and tabs, each of which would break the row."""
    return cell.replace("\t", " ").replace("\n", " ")
