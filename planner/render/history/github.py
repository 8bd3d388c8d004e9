"""`plan diff --history` for GitHub Actions: the findings of all steps as annotations."""

from planner.model.history_view import HistoryView
from planner.model.views import Style
from planner.render._github import annotation
from planner.render.diff import github
from planner.render.history._words import summary_text


def render(view: HistoryView, style: Style) -> str:  # noqa: ARG001  machines have one style
    """Return one command a finding, the worst first, and what sums up the history."""
    lines, left = github.annotations_of(view.as_diff)
    more = f"; {left} not annotated" if left else ""
    text = f"{summary_text(view)}{more}"
    lines.append(annotation("notice", [("title", "plan diff --history")], text))
    return "".join(f"{line}\n" for line in lines)
