"""`plan validate` for people: each problem with its line, then what was checked."""

from collections.abc import Mapping

from planner.model.problem import Level
from planner.model.views import Style, ValidationView
from planner.render._problems import count_text, problem_text
from planner.render._text import Look, paint, plural


def render(view: ValidationView, style: Style) -> str:
    """Return all problems and one line that sums up."""
    problems = "".join(problem_text(item, view.folder, color=style.color) for item in view.problems)
    return f"{problems}{_summary(view, style)}\n"


def _summary(view: ValidationView, style: Style) -> str:
    levels = [item.problem.level for item in view.problems]
    errors, warnings = levels.count(Level.ERROR), levels.count(Level.WARNING)
    verdict = count_text(errors, warnings)
    look: Look = "critical" if errors else "warn" if warnings else "good"
    return f"{paint(verdict, look, style)}. Checked {_checked(view.counts)}."


def _checked(counts: Mapping[str, int]) -> str:
    """Return `2 services, 1 contract, 1 contract file`; where all are planned, only that."""
    planned = counts.get("planned contracts", 0)
    left_out = {
        "planned contracts",
        *(["contracts"] if planned and not counts["contracts"] else []),
    }
    words = [
        plural(count, sort.removesuffix("s"))
        for sort, count in counts.items()
        if sort not in left_out
    ]
    words += [f"{plural(planned, 'contract')} planned"] * bool(planned)
    return ", ".join(words) or "nothing"
