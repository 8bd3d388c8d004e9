"""`plan milestone` as JUnit XML: a test suite a criterion, a test case a thing that it is about."""

from planner.model.milestone_view import Criterion, MilestoneView
from planner.model.style import Style
from planner.render._text import clean
from planner.render._xml import attribute, xml_text
from planner.render.milestone._words import by_criterion, place_text, said_text


def render(view: MilestoneView, style: Style) -> str:  # noqa: ARG001  machines have one style
    """Return the gate; what is open has failed, since the gate is closed by it."""
    suites = "".join(_suite(items, view) for _, items in by_criterion(view))
    name = attribute(f"plan milestone {view.milestone.removeprefix('M')}")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<testsuites name={name} {_numbers(list(view.criteria))}>\n{suites}</testsuites>\n"
    )


def _numbers(items: list[Criterion]) -> str:
    failures = sum(item.state.is_closed for item in items)
    return f'tests="{len(items)}" failures="{failures}" errors="0"'


def _suite(items: list[Criterion], view: MilestoneView) -> str:
    cases = "".join(_case(item, view) for item in items)
    head = f"name={attribute(items[0].id)} {_numbers(items)}"
    return f"  <testsuite {head}>\n{cases}  </testsuite>\n"


def _case(item: Criterion, view: MilestoneView) -> str:
    name = attribute(item.subject or view.workspace)
    of = attribute(f"{view.milestone}.{item.id}")
    said = f"{item.state}: {said_text(item)}"
    inner = f"<system-out>{xml_text(clean(said))}</system-out>"
    if item.state.is_closed:
        lines = [place_text(item.place, view), item.hint]
        body = xml_text("\n".join(clean(line) for line in lines if line))
        kind = attribute(str(item.state))
        inner = f"<failure type={kind} message={attribute(item.detail)}>{body}</failure>"
    return f"    <testcase classname={of} name={name}>\n      {inner}\n    </testcase>\n"
