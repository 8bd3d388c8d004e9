"""What all outputs of `plan lint` say."""

from planner.model.finding import Severity
from planner.model.lint_view import LintItem, LintView
from planner.render._places import place_text
from planner.render._text import plural


def summary_text(view: LintView) -> str:
    """Return `1 breaking, 3 risky, 1 accepted`, and what was looked at."""
    parts = [f"{view.count(s)} {s}" for s in Severity if view.count(s)]
    accepted = len(view.items) - len(view.open_items)
    parts += [f"{accepted} accepted"] if accepted else []
    found = ", ".join(parts) or "nothing found"
    services = plural(view.services, "service")
    return f"{found}. Looked at {services} with {plural(view.rules, 'rule')}."


def where_text(item: LintItem, folder: str = "") -> str:
    """Return `file:line:column`; empty if no file is concerned."""
    return place_text(item.finding.place, item.position, folder)
