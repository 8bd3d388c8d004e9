"""`plan pact check` as JUnit XML: a test suite a pact, a test case an interaction."""

from planner.model.pact_view import CheckedInteraction, CheckedPact, PactCheckView
from planner.model.problem import Level
from planner.model.style import Style
from planner.render._text import clean
from planner.render._xml import attribute, xml_text
from planner.render.pact_check._words import contract_text, place_text, title_of


def render(view: PactCheckView, style: Style) -> str:  # noqa: ARG001  machines have one style
    """Return one test suite for each pact; an interaction with an error has failed."""
    suites = "".join(_suite(pact, view) for pact in view.pacts)
    failed = sum(_has_failed(item) for pact in view.pacts for item in pact.interactions)
    numbers = f'tests="{view.interactions}" failures="{failed}" errors="0"'
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites name="plan pact check" {numbers}>\n{suites}</testsuites>\n'
    )


def _suite(pact: CheckedPact, view: PactCheckView) -> str:
    cases = "".join(_case(item, pact, view) for item in pact.interactions)
    failed = sum(map(_has_failed, pact.interactions))
    name = attribute(f"{pact.consumer} -> {pact.provider}")
    numbers = f'tests="{len(pact.interactions)}" failures="{failed}" errors="0"'
    return f"  <testsuite name={name} {numbers}>\n{cases}  </testsuite>\n"


def _has_failed(item: CheckedInteraction) -> bool:
    return any(found.level is Level.ERROR for found in item.mismatches)


def _case(item: CheckedInteraction, pact: CheckedPact, view: PactCheckView) -> str:
    spot = view.spots.get(item.place)
    line = f' line="{spot.position.line}"' if spot else ""
    head = (
        f"classname={attribute(f'{pact.consumer} {pact.provider}')} "
        f"name={attribute(title_of(item))} file={attribute(pact.file)}{line}"
    )
    if not item.mismatches:
        return f"    <testcase {head}/>\n"
    return f"    <testcase {head}>\n      {_inner(item, view)}\n    </testcase>\n"


def _inner(item: CheckedInteraction, view: PactCheckView) -> str:
    lines = [
        f"{place_text(found.place, view)}: {found.level} {found.code}: {found.message}"
        + (f" ({contract_text(found, view)})" if found.contract else "")
        for found in item.mismatches
    ]
    body = xml_text("\n".join(map(clean, lines)))
    first = next((f for f in item.mismatches if f.level is Level.ERROR), None)
    if first is None:
        return f"<system-out>{body}</system-out>"
    return (
        f"<failure type={attribute(first.code)} message={attribute(first.message)}>{body}</failure>"
    )
