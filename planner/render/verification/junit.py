"""`plan verify` as JUnit XML: a test suite a part, a test case a thing that was tried."""

from planner.model.style import Style
from planner.model.verification_view import (
    Outcome,
    VerificationFinding,
    VerificationPart,
    VerificationView,
    VerifiedCase,
)
from planner.render._text import clean
from planner.render._xml import attribute, xml_text
from planner.render.verification._words import place_text, title_of


def render(view: VerificationView, style: Style) -> str:  # noqa: ARG001  machines have one style
    """Return one suite for each part; what was left out as a whole is one skipped case."""
    suites = "".join(_suite(part, view) for part in view.parts)
    cases = [case for part in view.parts for case in _cases(part)]
    name = attribute(f"plan verify {view.service}")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<testsuites name={name} {_numbers(cases)}>\n{suites}</testsuites>\n"
    )


def _cases(part: VerificationPart) -> tuple[VerifiedCase, ...]:
    if part.cases:
        return part.cases
    return (VerifiedCase(title_of(part), reason=part.reason, is_skipped=True),)


def _numbers(cases: list[VerifiedCase]) -> str:
    failures = sum(case.outcome is Outcome.FAILED for case in cases)
    skipped = sum(case.outcome is Outcome.SKIPPED for case in cases)
    return f'tests="{len(cases)}" failures="{failures}" errors="0" skipped="{skipped}"'


def _suite(part: VerificationPart, view: VerificationView) -> str:
    cases = _cases(part)
    body = "".join(_case(part, case, view) for case in cases)
    name = attribute(title_of(part))
    return f"  <testsuite name={name} {_numbers(list(cases))}>\n{body}  </testsuite>\n"


def _case(part: VerificationPart, case: VerifiedCase, view: VerificationView) -> str:
    of = f"{view.service}.{part.name}"
    head = f"    <testcase classname={attribute(of)} name={attribute(case.name)}>\n"
    return f"{head}{_inner(case, view)}    </testcase>\n"


def _inner(case: VerifiedCase, view: VerificationView) -> str:
    if case.outcome is Outcome.SKIPPED:
        return f"      <skipped message={attribute(case.reason)}/>\n"
    told = "\n".join(line for finding in case.findings for line in _lines(finding, view))
    if case.outcome is Outcome.FAILED:
        first = case.findings[0]
        said = f"type={attribute(first.check)} message={attribute(first.message)}"
        return f"      <failure {said}>{xml_text(told)}</failure>\n"
    text = "\n".join(line for line in (clean(case.reason), told) if line)
    return f"      <system-out>{xml_text(text)}</system-out>\n" if text else ""


def _lines(finding: VerificationFinding, view: VerificationView) -> list[str]:
    place = place_text(finding.place, view)
    said = f"{finding.severity} {finding.check}: {finding.message}"
    lines = [place, said, finding.request, finding.response, finding.hint]
    return [clean(line) for line in lines if line]
