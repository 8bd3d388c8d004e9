"""`plan lint` for a pull request or a page."""

from planner.model.lint_view import LintItem, LintView
from planner.model.style import Style
from planner.render._markdown import escape, markdown_table
from planner.render.lint._words import summary_text, where_text


def render(view: LintView, style: Style) -> str:  # noqa: ARG001  Markdown has one style
    """Return one table; accepted findings stand in a second one."""
    parts = [f"## Architecture of {escape(view.workspace)}\n", f"{summary_text(view)}\n"]
    if view.open_items:
        rows = [_row(item, item.finding.hint) for item in view.open_items]
        parts.append(markdown_table(("Severity", "Rule", "Finding", "Place", "What to do"), rows))
    accepted = [item for item in view.items if item.finding.accepted]
    if accepted:
        rows = [_row(item, item.finding.accepted) for item in accepted]
        parts.append("### Accepted\n")
        parts.append(markdown_table(("Severity", "Rule", "Finding", "Place", "Reason"), rows))
    return "\n".join(parts)


def _row(item: LintItem, last: str) -> list[str]:
    finding = item.finding
    said = (finding.message, where_text(item), last)
    return [str(finding.severity), f"`{finding.rule}`", *(escape(cell) for cell in said)]
