"""`plan check` as JUnit XML: a test case a changed contract; blocked ones have failed."""

from collections.abc import Sequence

from planner.model.check_view import Block, CheckView
from planner.model.style import Style
from planner.render._text import clean
from planner.render._xml import attribute, xml_text
from planner.render.check._words import change_text, said_text, where_text


def render(view: CheckView, style: Style) -> str:  # noqa: ARG001  machines have one style
    """Return one test suite; the workspace as a whole is a case of its own."""
    cases = [_case(item.key, change_text(item), item.blocks, view) for item in view.contracts]
    cases.append(_case(view.workspace, "the workspace as a whole", view.blocks, view))
    failures = sum(bool(item.blocks) for item in view.contracts) + bool(view.blocks)
    numbers = f'tests="{len(cases)}" failures="{failures}" errors="0"'
    name = attribute(f"plan check {view.base}")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites name="plan check" {numbers}>\n'
        f"  <testsuite name={name} {numbers}>\n{''.join(cases)}  </testsuite>\n</testsuites>\n"
    )


def _case(name: str, said: str, blocks: Sequence[Block], view: CheckView) -> str:
    head = f'    <testcase classname="plan check" name={attribute(name)}>\n'
    inner = (
        _failure(blocks, view) if blocks else f"<system-out>{xml_text(clean(said))}</system-out>"
    )
    return f"{head}      {inner}\n    </testcase>\n"


def _failure(blocks: Sequence[Block], view: CheckView) -> str:
    """Return one failure, since readers expect one; its text has all reasons."""
    lines = [line for block in blocks for line in _lines(block, view)]
    body = xml_text("\n".join(line for line in lines if line))
    first = blocks[0]
    said = f"type={attribute(first.rule)} message={attribute(first.message)}"
    return f"<failure {said}>{body}</failure>"


def _lines(block: Block, view: CheckView) -> list[str]:
    return [clean(where_text(block, view)), f"{block.rule}: {said_text(block)}"]
