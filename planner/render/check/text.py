"""`plan check` for people: each changed contract, what blocks it and what would help; a verdict."""

from collections.abc import Iterator

from planner.model.check_view import Block, CheckedContract, CheckView
from planner.model.style import Style
from planner.render._evidence import hurt_list
from planner.render._text import clean, paint
from planner.render.check._words import (
    MOST_BREAKS,
    agreement_text,
    breaks_of,
    change_text,
    compared_text,
    finding_text,
    verdict_text,
    where_text,
)


def render(view: CheckView, style: Style) -> str:
    """Return the whole report; the verdict is the last line."""
    lines = [clean(compared_text(view))]
    for item in view.contracts:
        lines += ["", *_contract(item, view, style)]
    if view.blocks:
        lines += ["", paint("the workspace", "bold", style)]
        lines += (line for block in view.blocks for line in _block(block, view, style))
    verdict = paint(verdict_text(view), "good" if view.is_open else "critical", style)
    return "".join(f"{line}\n" for line in [*lines, "", verdict])


def _contract(item: CheckedContract, view: CheckView, style: Style) -> Iterator[str]:
    yield f"{paint(clean(item.key), 'bold', style)}  {clean(change_text(item))}"
    breaks = breaks_of(item)
    shown = breaks if style.verbose else breaks[:MOST_BREAKS]
    for finding in shown:
        yield f"  breaks {clean(finding_text(finding))}"
    if len(shown) < len(breaks):
        yield f"  and {len(breaks) - len(shown)} more (-v lists them)"
    if item.hurt:
        yield f"  hurts {clean(hurt_list(item.hurt, item.evidence))}"
    agreement = agreement_text(item)
    if agreement:
        yield f"  {clean(agreement)}"
    for block in item.blocks:
        yield from _block(block, view, style)


def _block(block: Block, view: CheckView, style: Style) -> Iterator[str]:
    place = clean(where_text(block, view))
    before = f"{place}: " if place else ""
    yield f"  {before}{paint('blocked', 'critical', style)} {block.rule}: {clean(block.message)}"
    for step in block.unblock:
        yield f"    {paint('to unblock', 'head', style)}: {clean(step)}"
