"""Problems as text: `file:line:column: error: message [code]`, the line, a caret, a hint."""

from planner.model.problem import Level
from planner.model.views import LocatedProblem
from planner.render._places import place_text
from planner.render._text import clean, plural, text_width

_WIDEST = 100
"""Columns of a source line that are shown; more is cut around the place."""
_COLORS = {Level.ERROR: "1;31", Level.WARNING: "1;33"}


def problem_text(item: LocatedProblem, folder: str = "", *, color: bool = False) -> str:
    """Return one problem as text that ends with a newline.

    Args:
        item: the problem, its position and its source line.
        folder: put before the file's path, so that editors find it; empty: nothing.
        color: ANSI colours may be used.
    """
    problem = item.problem
    level = _painted(problem.level.value, _COLORS[problem.level], color=color)
    first = f"{_place(item, folder)}{level}: {clean(problem.message)} [{problem.code}]"
    lines = [first, *_frame(item, color=color)]
    if problem.hint:
        label = _painted("hint", "1;36", color=color)
        lines.append(f"  {label}: {clean(problem.hint)}")
    return "".join(f"{line}\n" for line in lines)


def count_text(errors: int, warnings: int) -> str:
    """Return `2 errors, 1 warning`; a kind that there is none of is left out."""
    parts = [plural(errors, "error")] if errors else []
    parts += [plural(warnings, "warning")] if warnings else []
    return ", ".join(parts) or "no problems"


def _place(item: LocatedProblem, folder: str) -> str:
    place, position = item.problem.place, item.position
    if place is None:
        return ""
    return f"{clean(place_text(place, position, folder))}: "


def _frame(item: LocatedProblem, *, color: bool) -> list[str]:
    if item.position is None or not item.line.strip():
        return []
    start = max(0, item.position.column - 1 - _WIDEST // 2) if len(item.line) > _WIDEST else 0
    shown = item.line[start : start + _WIDEST].rstrip()
    shown = "".join(char if char.isprintable() else " " for char in shown)  # keeps the columns
    number = f"{item.position.line:5d}"
    before = text_width(
        shown[: item.position.column - 1 - start].ljust(item.position.column - 1 - start)
    )
    caret = " " * before + _painted("^", "1;31", color=color)
    return [f"{number} | {shown}", f"{'':5} | {caret}"]


def _painted(text: str, code: str, *, color: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if color else text
