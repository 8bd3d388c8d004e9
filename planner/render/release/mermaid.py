"""The release order as a Mermaid flowchart, first batch at the left."""

from collections.abc import Iterator

from planner.model.views import ReleaseView, Style
from planner.render._figure import CRITICAL_COLOR
from planner.render._mermaid import mermaid_id, mermaid_label
from planner.render._text import clean
from planner.render.release._arrows import Arrow, arrows
from planner.render.release._rows import circles, headline

# Mermaid's default: https://mermaid.js.org/config/schema-docs/config.html
_MAX_EDGES = 500


def render(view: ReleaseView, style: Style) -> str:
    """Return one box a batch, arrows from consumer to provider; calls to break are marked."""
    del style  # a diagram looks the same everywhere
    drawn = list(arrows(view))
    lines = ["flowchart RL", f"  %% {clean(headline(view))}"]
    if len(drawn) > _MAX_EDGES:
        lines.append(f"  %% Needs the Mermaid setting maxEdges: {len(drawn)}.")
    lines += _batches(view)
    lines += [f"  {_arrow(arrow)}" for arrow in drawn]
    lines += _looks(view, drawn)
    return "\n".join(lines) + "\n"


def _batches(view: ReleaseView) -> Iterator[str]:
    for batch in view.order.batches:
        title = f"Batch {batch.number}: {batch.day.isoformat()}"
        # No service's id has two underscores before one digit, so the group's is its own.
        yield f'  subgraph g__{batch.number}["{mermaid_label(title)}"]'
        for name in batch.services:
            team = mermaid_label(view.system.services[name].team)
            yield f'    {mermaid_id(name)}["{mermaid_label(name)}<br/>{team}"]'
        yield "  end"


def _arrow(arrow: Arrow) -> str:
    shaft = '-.->|"soft"|' if arrow.is_soft else '-->|"break"|' if arrow.is_cut else "-->"
    return f"{mermaid_id(arrow.consumer)} {shaft} {mermaid_id(arrow.provider)}"


def _looks(view: ReleaseView, drawn: list[Arrow]) -> Iterator[str]:
    if cyclic := sorted(name for circle in circles(view) for name in circle.unit.services):
        yield f"  classDef circle stroke:{CRITICAL_COLOR},stroke-width:3px"
        yield f"  class {','.join(map(mermaid_id, cyclic))} circle"
    if cuts := ",".join(str(place) for place, arrow in enumerate(drawn) if arrow.is_cut):
        yield f"  linkStyle {cuts} stroke:{CRITICAL_COLOR},stroke-width:3px"
