"""`plan verify` for people: part by part, findings with their calls; the verdict."""

from collections.abc import Iterator

from planner.model.style import Style
from planner.model.verification_view import (
    Outcome,
    VerificationFinding,
    VerificationPart,
    VerificationView,
    VerifiedCase,
)
from planner.render._text import clean, paint
from planner.render.verification._words import (
    LOOKS,
    SEVERITIES,
    place_text,
    subject_text,
    summary_of,
    title_of,
    verdict_text,
)


def render(view: VerificationView, style: Style) -> str:
    """Return the whole report; the verdict is the last line."""
    lines = [clean(subject_text(view)), ""]
    for part in view.parts:
        lines += _part(part, view, style)
    verdict = paint(clean(verdict_text(view)), "good" if view.is_passed else "critical", style)
    return "".join(f"{line}\n" for line in [*lines, "", verdict])


def _part(part: VerificationPart, view: VerificationView, style: Style) -> Iterator[str]:
    outcome = paint(f"{part.outcome:7}", LOOKS[part.outcome], style)
    yield f"{outcome}  {clean(title_of(part))}: {clean(summary_of(part))}"
    for case in part.cases:
        if style.verbose or case.findings:
            yield from _case(case, view, style)


def _case(case: VerifiedCase, view: VerificationView, style: Style) -> Iterator[str]:
    said = f" ({clean(case.reason)})" if case.reason else ""
    outcome = "" if case.outcome is Outcome.FAILED else f"{case.outcome}: "
    yield f"  {outcome}{paint(clean(case.name), 'bold', style)}{said}"
    for finding in case.findings:
        yield from _finding(finding, view, style)


def _finding(finding: VerificationFinding, view: VerificationView, style: Style) -> Iterator[str]:
    place = clean(place_text(finding.place, view))
    severity = paint(str(finding.severity), SEVERITIES.get(finding.severity, ""), style)
    before = f"{place}: " if place else ""
    yield f"    {before}{severity} {finding.check}: {clean(finding.message)}"
    if finding.request:
        yield f"      {paint('call', 'head', style)}: {clean(finding.request)}"
    if finding.response:
        yield f"      {paint('answer', 'head', style)}: {clean(finding.response)}"
    if finding.hint:
        yield f"      {paint('hint', 'head', style)}: {clean(finding.hint)}"
