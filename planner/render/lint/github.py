"""`plan lint` for GitHub Actions: workflow commands that annotate manifests and contracts."""

from planner.model.finding import Severity
from planner.model.lint_view import LintItem, LintView
from planner.model.style import Style
from planner.render._github import COMMANDS, MOST_SHOWN, annotation
from planner.render._places import file_text
from planner.render._text import clean
from planner.render.lint._words import summary_text


def render(view: LintView, style: Style) -> str:  # noqa: ARG001  machines have one style
    """Return one command a finding, the worst first, and a notice that sums up."""
    shown: list[LintItem] = []
    for severity in Severity:
        found = [item for item in view.open_items if item.finding.severity is severity]
        shown += found[: MOST_SHOWN[severity]]
    left = len(view.open_items) - len(shown)
    more = f" {left} not annotated." if left else ""
    summary = annotation("notice", [("title", "plan lint")], clean(summary_text(view)) + more)
    return "".join(f"{line}\n" for line in [*(_line(item, view) for item in shown), summary])


def _line(item: LintItem, view: LintView) -> str:
    finding = item.finding
    properties = [("title", f"{finding.severity}: {finding.rule}")]
    if finding.place:
        properties.insert(0, ("file", file_text(finding.place.file, view.folder)))
    if item.position:
        line, column = str(item.position.line), str(item.position.column)
        properties[1:1] = [("line", line), ("col", column)]
    hint = f"\nhint: {clean(finding.hint)}" if finding.hint else ""
    return annotation(COMMANDS[finding.severity], properties, clean(finding.message) + hint)
