"""`plan check` for GitHub Actions: workflow commands that annotate what blocks."""

from planner.model.check_view import Block, CheckView
from planner.model.finding import Severity
from planner.model.style import Style
from planner.render._github import COMMANDS, MOST_SHOWN, annotation
from planner.render._text import clean
from planner.render.check._words import all_blocks, file_of, position_of, said_text, verdict_text


def render(view: CheckView, style: Style) -> str:  # noqa: ARG001  machines have one style
    """Return one error for each reason that blocks, and a notice with the verdict."""
    blocks = list(all_blocks(view))
    shown = blocks[: MOST_SHOWN[Severity.BREAKING]]
    more = f"; {len(blocks) - len(shown)} not annotated" if len(shown) < len(blocks) else ""
    verdict = annotation("notice", [("title", "plan check")], clean(verdict_text(view)) + more)
    return "".join(f"{line}\n" for line in [*(_line(block, view) for block in shown), verdict])


def _line(block: Block, view: CheckView) -> str:
    properties = []
    if block.place:
        properties.append(("file", file_of(block, view)))
    position = position_of(block, view)
    if position:
        properties += [("line", str(position[0])), ("col", str(position[1]))]
    properties.append(("title", block.rule))
    return annotation(COMMANDS[Severity.BREAKING], properties, said_text(block))
