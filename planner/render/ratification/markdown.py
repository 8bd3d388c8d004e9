"""`plan ratify` for a pull request or a wiki."""

from planner.model.governance_views import RatificationView
from planner.model.ratification import Standing
from planner.model.views import Style
from planner.render._markdown import code, escape, markdown_table
from planner.render._standing import agreed_text, missing_text, short_digest, signed_text
from planner.render.ratification._words import break_lines, headline, outcome, rejections

_HEADER = ("Contract", "State", "Agreed", "Missing", "Signed", "Digest")


def render(view: RatificationView, style: Style) -> str:
    """Return a table of the versions, and a list of entries that don't count."""
    del style
    parts = [
        f"# Ratification of the contracts of {escape(view.workspace)}\n",
        f"{escape(headline(view))}.\n",
        f"{escape(outcome(view))}.\n" if view.written else "",
        _breaks(view),
        markdown_table(_HEADER, [_row(standing) for standing in view.standings]),
        _rejections(view),
    ]
    return "\n".join(part for part in parts if part)


def _row(standing: Standing) -> tuple[str, ...]:
    return (
        escape(standing.key),
        standing.state.value,
        escape(agreed_text(standing)) or "-",
        escape(missing_text(standing)) or "-",
        signed_text(standing),
        code(short_digest(standing.digest)) if standing.digest else "-",
    )


def _breaks(view: RatificationView) -> str:
    lines = list(break_lines(view))
    items = [f"- {escape(line.strip())}" for line in lines[1:]]
    return "\n".join([escape(lines[0]), "", *items, ""]) if lines else ""


def _rejections(view: RatificationView) -> str:
    items = [
        f"- {code(item.entry.place.file)}: {escape(item.message)}. Hint: {escape(item.hint)}."
        for item in rejections(view)
    ]
    return "\n".join(["## Do not count", "", *items, ""]) if items else ""
