"""`plan lint` for people: each finding with its place and what to do, then what was looked at."""

from planner.model.finding import Severity
from planner.model.lint_view import LintItem, LintView
from planner.model.style import Style
from planner.render._text import Look, clean, paint
from planner.render.lint._words import summary_text, where_text

_LOOKS: dict[Severity, Look] = {
    Severity.BREAKING: "critical",
    Severity.RISKY: "warn",
    Severity.SAFE: "dim",
}


def render(view: LintView, style: Style) -> str:
    """Return the findings, worst first; accepted ones with their reason in verbose output only."""
    shown = view.items if style.verbose else view.open_items
    blocks = [_block(item, view, style) for item in shown]
    worst = next((s for s in Severity if view.count(s)), None)
    summary = paint(summary_text(view), _LOOKS[worst] if worst else "good", style)
    return "".join([*blocks, f"{summary}\n"])


def _block(item: LintItem, view: LintView, style: Style) -> str:
    finding = item.finding
    place = clean(where_text(item, view.folder))
    severity = paint(str(finding.severity), _LOOKS[finding.severity], style)
    before = f"{place}: " if place else ""
    lines = [f"{before}{severity} {finding.rule}: {clean(finding.message)}"]
    if finding.accepted:
        lines.append(f"  accepted: {clean(finding.accepted)}")
    elif finding.hint:
        lines.append(f"  {paint('hint', 'head', style)}: {clean(finding.hint)}")
    return "".join(f"{line}\n" for line in lines)
