"""`plan check` for a pull request's comment or the summary of a job."""

from collections.abc import Iterator

from planner.model.check_view import Block, CheckedContract, CheckView
from planner.model.style import Style
from planner.render._evidence import hurt_list
from planner.render._markdown import escape, markdown_table
from planner.render.check._words import (
    MOST_BREAKS,
    agreement_text,
    all_blocks,
    breaks_of,
    change_text,
    compared_text,
    finding_text,
    verdict_text,
    where_text,
)


def render(view: CheckView, style: Style) -> str:  # noqa: ARG001  Markdown has one style
    """Return verdict, what blocks with what would help, and a table of all changes."""
    parts = [f"## Contracts: {escape(verdict_text(view))}\n", f"{escape(compared_text(view))}\n"]
    blocks = list(all_blocks(view))
    if blocks:
        parts.append("### To unblock\n")
        parts.append("".join(f"{line}\n" for block in blocks for line in _block(block, view)))
    if view.contracts:
        header = ("Contract", "Change", "Hurts", "Agreement")
        parts.append("### Changes\n")
        parts.append(markdown_table(header, [_row(item) for item in view.contracts]))
    breaks = [line for item in view.contracts for line in _breaks(item)]
    if breaks:
        parts.append("### What breaks\n")
        parts.append("".join(f"{line}\n" for line in breaks))
    return "\n".join(parts)


def _block(block: Block, view: CheckView) -> Iterator[str]:
    place = where_text(block, view)
    where = f" ({escape(place)})" if place else ""
    yield f"- **{block.rule}**: {escape(block.message)}{where}"
    yield from (f"  - {escape(step)}" for step in block.unblock)


def _row(item: CheckedContract) -> list[str]:
    cells = (item.key, change_text(item), hurt_list(item.hurt, item.evidence), agreement_text(item))
    return [escape(cell) for cell in cells]


def _breaks(item: CheckedContract) -> Iterator[str]:
    breaks = breaks_of(item)
    for finding in breaks[:MOST_BREAKS]:
        yield f"- {escape(item.key)}: {escape(finding_text(finding))}"
    if len(breaks) > MOST_BREAKS:
        yield f"- {escape(item.key)}: and {len(breaks) - MOST_BREAKS} more"
