"""The graph as a Mermaid flowchart, for documents and wikis."""

from collections.abc import Iterator, Sequence

from planner.model.views import GraphEdge, GraphNode, GraphView, Style
from planner.render._figure import CRITICAL_COLOR
from planner.render._mermaid import mermaid_id, mermaid_label
from planner.render._text import clean
from planner.render.graph._words import (
    by_level,
    by_team,
    cycle_lines,
    headline,
    in_cycle,
    left_out,
    level_title,
    team_and_tier,
    what_passes,
)

# Mermaid's defaults: https://mermaid.js.org/config/schema-docs/config.html
_MAX_EDGES = 500
_MAX_LETTERS = 50_000
_LISTED = 3


def render(view: GraphView, style: Style) -> str:
    """Return a flowchart: calls solid, calls that can fail and events dotted.

    A chart beyond Mermaid's default limits goes without labels on its edges; if that is not
    enough, a comment says which settings it needs. No edge is left out.
    """
    del style  # a diagram looks the same everywhere
    text = _chart(view, has_labels=True)
    if len(text) <= _MAX_LETTERS and len(view.edges) <= _MAX_EDGES:
        return text
    text = _chart(view, has_labels=False)
    notes = ["Too large for labels on its edges."]
    if len(view.edges) > _MAX_EDGES:
        notes.append(f"Needs the Mermaid setting maxEdges: {len(view.edges)}.")
    if len(text) > _MAX_LETTERS:
        notes.append(f"Needs the Mermaid setting maxTextSize: {len(text) + 500}.")
    notes.append("A focus is smaller: plan graph --service NAME.")
    first, rest = text.split("\n", 1)
    return "\n".join([first, *(f"  %% {note}" for note in notes), rest])


def _chart(view: GraphView, *, has_labels: bool) -> str:
    lines = ["flowchart RL"]
    lines += [f"  %% {line}" for line in (headline(view), *left_out(view), *cycle_lines(view))]
    lines += _groups(view)
    lines += [f"  {_edge(edge, has_labels=has_labels)}" for edge in view.edges]
    lines += _looks(view)
    return "\n".join(lines) + "\n"


def _groups(view: GraphView) -> Iterator[str]:
    groups: list[tuple[str, Sequence[GraphNode]]] = (
        [(f"Team {clean(team)}", nodes) for team, nodes in by_team(view)]
        if view.by_team
        else [(level_title(level).replace(":", ","), level[1]) for level in by_level(view)]
    )
    for number, (title, nodes) in enumerate(groups):
        # No service's id has two underscores before one digit, so the group's is its own.
        yield f'  subgraph g__{number}["{mermaid_label(title)}"]'
        for node in nodes:
            label = f"{mermaid_label(node.name)}<br/>{mermaid_label(team_and_tier(node))}"
            yield f'    {mermaid_id(node.name)}["{label}"]'
        yield "  end"


def _edge(edge: GraphEdge, *, has_labels: bool) -> str:
    arrow = "-->" if edge.kind == "sync" and edge.hard else "-.->"
    text = what_passes(edge, _LISTED)
    if edge.kind == "sync" and not edge.hard:
        text += " (soft)"
    label = f'|"{mermaid_label(text)}"|' if has_labels else ""
    return f"{mermaid_id(edge.source)} {arrow}{label} {mermaid_id(edge.target)}"


def _looks(view: GraphView) -> Iterator[str]:
    if cyclic := sorted(in_cycle(view).intersection(node.name for node in view.nodes)):
        yield f"  classDef cycle stroke:{CRITICAL_COLOR},stroke-width:3px"
        yield f"  class {','.join(map(mermaid_id, cyclic))} cycle"
    if view.focus:
        yield "  classDef focus fill:#E8F1F8"
        yield f"  class {','.join(map(mermaid_id, view.focus))} focus"
    if events := _numbers(view, "event"):
        yield f"  linkStyle {events} stroke:#0072B2"
    if cycles := ",".join(str(i) for i, edge in enumerate(view.edges) if edge.in_cycle):
        yield f"  linkStyle {cycles} stroke:{CRITICAL_COLOR},stroke-width:3px"


def _numbers(view: GraphView, kind: str) -> str:
    return ",".join(str(i) for i, edge in enumerate(view.edges) if edge.kind == kind)
