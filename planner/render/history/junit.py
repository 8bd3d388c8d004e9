"""`plan diff --history` as JUnit XML: a test case a version, which fails if it breaks with others.

The findings of the steps are there as `plan diff` writes them, in a suite of their own.
"""

from planner.model.history_view import HistoryView, VersionLine
from planner.model.views import Style
from planner.render._xml import attribute, xml_text
from planner.render.diff.junit import suite_text
from planner.render.history._words import breaks_with_text, step_text, summary_text


def render(view: HistoryView, style: Style) -> str:  # noqa: ARG001  machines have one style
    """Return two test suites: the versions, and the findings."""
    cases = [_case(line, view) for line in view.versions]
    failures = sum(bool(line.breaks) for line in view.versions)
    numbers = f'tests="{len(cases)}" failures="{failures}" errors="0" skipped="0"'
    findings, found, failed = suite_text(view.as_diff)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites name="plan diff" tests="{len(cases) + found}" '
        f'failures="{failures + failed}" errors="0">\n'
        f"  <testsuite name={attribute(f'versions of {view.name}')} {numbers}>\n"
        f"{''.join(cases)}  </testsuite>\n{findings}</testsuites>\n"
    )


def _case(line: VersionLine, view: HistoryView) -> str:
    head = f"classname={attribute(view.name)} name={attribute(line.version)}"
    place = f" file={attribute(line.path)}"
    if not line.breaks:
        inner = f"<system-out>{xml_text(step_text(line) or 'the first version')}</system-out>"
    else:
        message = f"breaks with {breaks_with_text(line, view)}"
        body = xml_text(f"{message}\n{summary_text(view)}")
        inner = f'<failure type="history" message={attribute(message)}>{body}</failure>'
    return f"    <testcase {head}{place}>\n      {inner}\n    </testcase>\n"
