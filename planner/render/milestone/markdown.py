"""`plan milestone` for a pull request's comment, a wiki or a meeting."""

from planner.model.milestone_view import Criterion, MilestoneView
from planner.model.style import Style
from planner.render._markdown import code, escape, markdown_table
from planner.render.milestone._words import said_text, title_text, verdict_text

_TO_DO = ("Criterion", "About", "State", "What is missing", "What to do")
_MET = ("Criterion", "About", "State", "What shows it")
_DISAGREE = ("About", "Progress and evidence disagree")


def render(view: MilestoneView, style: Style) -> str:  # noqa: ARG001  Markdown has one style
    """Return verdict, what is still to do, and a table of everything else."""
    parts = [f"## {escape(title_text(view))}\n", f"**{escape(verdict_text(view))}**\n"]
    closed = [item for item in view.criteria if item.state.is_closed]
    if closed:
        rows = [[*_row(item), escape(item.hint)] for item in closed]
        parts.append(f"### To do\n\n{markdown_table(_TO_DO, rows)}")
    met = [item for item in view.criteria if not item.state.is_closed]
    if met:
        parts.append(f"### Met\n\n{markdown_table(_MET, map(_row, met))}")
    if view.disagreements:
        told = [[escape(item.subject), escape(item.message)] for item in view.disagreements]
        parts.append(markdown_table(_DISAGREE, told))
    return "\n".join(parts)


def _row(item: Criterion) -> list[str]:
    cells = (item.subject or "workspace", str(item.state), said_text(item))
    return [code(item.id), *map(escape, cells)]
