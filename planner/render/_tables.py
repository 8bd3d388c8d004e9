"""Tables as text: rich on a terminal, plain aligned columns in a pipe."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.model.style import Style
from planner.render._text import Look, Painted, clean, paint, text_width, wrap

if TYPE_CHECKING:
    from rich.text import Text

_LOOKS: dict[Look, str] = {
    "bold": "bold",
    "dim": "dim",
    "critical": "bold red",
    "good": "green",
    "warn": "yellow",
    "head": "bold cyan",
}
_GAP = 2
# Box of rich: eight lines of four characters; only the rule under the head is drawn.
_UNICODE_BOX = "    \n    \n ── \n    \n    \n    \n    \n    \n"
_ASCII_BOX = "    \n    \n -- \n    \n    \n    \n    \n    \n"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Args:
        title: its heading.
        right: numbers stand at the right edge.
        whole: the text of this column is never folded; others give way first.
        least: a terminal of fewer columns leaves it out.
        gives_way: where a terminal has no room for all columns, those with the highest number
            are left out first; 0: never.
    """

    title: str
    right: bool = False
    whole: bool = False
    least: int = 0
    gives_way: int = 0


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]], style: Style) -> str:
    """Return a table that ends with a newline; one without rows is empty text.

    Cells are cleaned of control characters here. A cell may be `Painted`. On a terminal, long
    cells are folded between words, columns that may be left out are, and where that isn't enough
    each row becomes a small list. Piped, each row is one line and nothing is cut or left out.
    """
    if not rows:
        return ""
    cells = [[_cleaned(cell) for cell in row] for row in rows]
    if style.width is None:
        return _plain(columns, cells, style)
    narrowest = _narrowest_widths(columns, cells)
    kept = _kept(columns, narrowest, style.width)
    if not kept:
        return "".join(_record(columns, row, style) for row in cells)
    columns, narrowest = [columns[n] for n in kept], [narrowest[n] for n in kept]
    cells = [[row[n] for n in kept] for row in cells]
    room = style.width - _GAP * (len(columns) - 1)
    return _rich(columns, cells, _widths(columns, cells, narrowest, room), style)


def _kept(columns: Sequence[Column], narrowest: Sequence[int], width: int) -> list[int]:
    """Return the indexes of the columns that a terminal has room for; none if too few may go."""
    least = [n for n, column in enumerate(columns) if column.least <= width]
    for limit in (math.inf, *sorted({columns[n].gives_way for n in least} - {0}, reverse=True)):
        kept = [n for n in least if columns[n].gives_way < limit]
        if sum(narrowest[n] for n in kept) + _GAP * (len(kept) - 1) <= width:
            return kept
    return []


def _cleaned(cell: str) -> str:
    return Painted(clean(cell), cell.look) if isinstance(cell, Painted) else clean(cell)


def _plain(columns: Sequence[Column], rows: Sequence[Sequence[str]], style: Style) -> str:
    lines = [[column.title for column in columns], *rows]
    widths = [max(map(text_width, cells)) for cells in zip(*lines, strict=True)]
    return "".join(
        "  ".join(
            _plain_cell(cell, width, column, style)
            for cell, width, column in zip(line, widths, columns, strict=True)
        ).rstrip()
        + "\n"
        for line in lines
    )


def _plain_cell(cell: str, width: int, column: Column, style: Style) -> str:
    gap = " " * (width - text_width(cell))
    return gap + _painted(cell, style) if column.right else _painted(cell, style) + gap


def _painted(cell: str, style: Style) -> str:
    return paint(cell, cell.look, style) if isinstance(cell, Painted) else cell


def _narrowest_widths(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the width that each column needs if it is folded between words only."""
    widths = []
    for position, column in enumerate(columns):
        cells = [column.title, *(row[position] for row in rows)]
        pieces = cells if column.whole else [word for cell in cells for word in cell.split(" ")]
        widths.append(max(map(text_width, pieces)))
    return widths


def _widths(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    narrowest: Sequence[int],
    room: int,
) -> list[int]:
    """Return the width of each column: what there is to share goes evenly to those in need."""
    widest = [
        max(text_width(column.title), *(text_width(row[position]) for row in rows))
        for position, column in enumerate(columns)
    ]
    widths, left = list(narrowest), room - sum(narrowest)
    while left and widths != widest:
        for position, wanted in enumerate(widest):
            if left and widths[position] < wanted:
                widths[position] += 1
                left -= 1
    return widths


def _record(columns: Sequence[Column], row: Sequence[str], style: Style) -> str:
    """Return one row as a list: the first cell, below it the others with their titles."""
    lines = wrap(_painted(row[0], style), style, "  ")
    for column, cell in zip(columns[1:], row[1:], strict=True):
        if cell:
            lines += wrap(f"  {column.title.lower()}: {cell}", style, "    ")
    return lines


def _rich(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], widths: Sequence[int], style: Style
) -> str:
    from io import StringIO  # noqa: PLC0415

    from rich.box import Box  # noqa: PLC0415  lazy: only a terminal needs rich
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    box = Box(_UNICODE_BOX if style.unicode else _ASCII_BOX, ascii=not style.unicode)
    grid = Table(box=box, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="")
    for column, width in zip(columns, widths, strict=True):
        grid.add_column(
            column.title,
            width=width,
            justify="right" if column.right else "left",
            no_wrap=column.whole,
            overflow="fold",
        )
    for row in rows:
        grid.add_row(*map(_rich_cell, row))
    console = Console(
        file=StringIO(),
        width=style.width,
        height=100,
        force_terminal=style.color,
        color_system="standard" if style.color else None,
        no_color=not style.color,
        legacy_windows=False,
        emoji=False,
        markup=False,
        highlight=False,
        _environ={},  # the environment was judged once, by whoever made the Style
    )
    with console.capture() as captured:
        console.print(grid)
    return "".join(line.rstrip() + "\n" for line in captured.get().splitlines())


def _rich_cell(cell: str) -> "Text":
    from rich.text import Text  # noqa: PLC0415

    look = _LOOKS.get(cell.look, "") if isinstance(cell, Painted) else ""
    return Text(cell, style=look)
