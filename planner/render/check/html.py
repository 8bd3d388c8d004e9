"""`plan check` as one HTML page: the verdict, then each changed contract with what blocks it."""

from collections.abc import Iterable

from planner.model.check_view import Block, CheckedContract, CheckView
from planner.model.style import Style
from planner.render._evidence import hurt_list
from planner.render.check._words import (
    agreement_text,
    breaks_of,
    change_text,
    compared_text,
    finding_text,
    verdict_text,
    where_text,
)
from planner.render.diff._page import page
from planner.render.diff.html import text_of


def render(view: CheckView, style: Style) -> str:  # noqa: ARG001  the page has one style
    """Return a page that needs nothing but itself."""
    parts = [
        f"<h1>{text_of(verdict_text(view))}</h1>\n<p>{text_of(compared_text(view))}</p>\n<main>\n",
        *(_contract(item, view) for item in view.contracts),
        _workspace(view) if view.blocks else "",
        "</main>\n",
    ]
    return page(f"Contracts of {view.workspace}", "".join(parts))


def _contract(item: CheckedContract, view: CheckView) -> str:
    word = "blocked" if item.blocks else "goes in"
    look = "breaking" if item.blocks else "safe"
    facts = [("change", change_text(item)), ("hurts", hurt_list(item.hurt, item.evidence))]
    facts.append(("agreement", agreement_text(item)))
    listed = "".join(f"<dt>{name}</dt><dd>{text_of(text)}</dd>" for name, text in facts if text)
    breaks = "".join(f"<li>{text_of(finding_text(finding))}</li>\n" for finding in breaks_of(item))
    inner = f"<details><summary>What breaks</summary>\n<ul>\n{breaks}</ul>\n</details>\n"
    return (
        f'<section class="finding {look}">\n<h2><span class="word">{word}</span> '
        f"<code>{text_of(item.key)}</code></h2>\n<dl>{listed}</dl>\n"
        f"{_blocks(item.blocks, view)}{inner if breaks else ''}</section>\n"
    )


def _workspace(view: CheckView) -> str:
    return (
        '<section class="finding breaking">\n<h2><span class="word">blocked</span> '
        f"the workspace</h2>\n{_blocks(view.blocks, view)}</section>\n"
    )


def _blocks(blocks: Iterable[Block], view: CheckView) -> str:
    return "".join(_block(block, view) for block in blocks)


def _block(block: Block, view: CheckView) -> str:
    place = where_text(block, view)
    where = f' <span class="soft">{text_of(place)}</span>' if place else ""
    steps = "".join(f"<li>{text_of(step)}</li>\n" for step in block.unblock)
    return (
        f"<p><code>{text_of(block.rule)}</code>: {text_of(block.message)}{where}</p>\n"
        f"<p>To unblock:</p>\n<ul>\n{steps}</ul>\n"
    )
