"""`plan pact check` for people: each mismatch with its two places, then what was compared."""

from collections.abc import Iterator

from planner.model.pact_view import CheckedPact, Mismatch, PactCheckView
from planner.model.problem import Level, Problem
from planner.model.style import Style
from planner.model.views import LocatedProblem
from planner.render._problems import problem_text
from planner.render._text import clean, paint
from planner.render.pact_check._words import contract_text, summary_text, title_of


def render(view: PactCheckView, style: Style) -> str:
    """Return the mismatches by file; in verbose output also the interactions that fit."""
    blocks = [line for pact in view.pacts for line in _pact(pact, view, style)]
    worst = "critical" if view.count(Level.ERROR) else "warn" if view.mismatches else "good"
    summary = paint(summary_text(view), worst, style)  # type: ignore[arg-type]  # a look
    return "".join([*blocks, f"{summary}\n"])


def _pact(pact: CheckedPact, view: PactCheckView, style: Style) -> Iterator[str]:
    for item in pact.interactions:
        for found in item.mismatches:
            yield _block(found, view, style)
        if not item.mismatches and style.verbose:
            contract = f" of {item.contract}" if item.contract else ""
            yield f"{clean(pact.file)}: fits: {clean(title_of(item))}{clean(contract)}\n"


def _block(found: Mismatch, view: PactCheckView, style: Style) -> str:
    spot = view.spots.get(found.place)
    problem = Problem(found.code, found.message, found.place, found.hint, found.level)
    located = LocatedProblem(problem, spot.position if spot else None, spot.line if spot else "")
    lines = [problem_text(located, color=style.color)]
    lines.append(f"  in: {clean(found.interaction)} ({clean(found.pointer)})\n")
    contract = contract_text(found, view)
    if contract:
        lines.append(f"  contract: {clean(contract)}\n")
    return "".join(lines)
