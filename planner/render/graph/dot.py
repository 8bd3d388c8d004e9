"""The graph for Graphviz: levels from left to right, leaf at the left."""

from collections.abc import Iterator

from planner.model.views import GraphEdge, GraphNode, GraphView, Style
from planner.render._figure import CRITICAL_COLOR
from planner.render._text import clean
from planner.render.graph._words import (
    by_level,
    by_team,
    cycle_lines,
    headline,
    in_cycle,
    left_out,
    team_and_tier,
    what_passes,
)

_LISTED = 3


def render(view: GraphView, style: Style) -> str:
    """Return a digraph: calls solid, calls that can fail dotted, events dashed."""
    del style  # a diagram looks the same everywhere
    return "\n".join([f"digraph {_quoted(view.system.name)} {{", *_body(view), "}"]) + "\n"


def _body(view: GraphView) -> Iterator[str]:
    title = [headline(view), *left_out(view), *cycle_lines(view)]
    yield f"  graph [rankdir=RL, newrank=true, fontname=Helvetica, label={_quoted(*title)}];"
    yield '  node [shape=box, style="rounded,filled", fillcolor=white, fontname=Helvetica];'
    yield "  edge [fontname=Helvetica, fontsize=9];"
    cyclic = in_cycle(view)
    if view.by_team:
        for number, (team, nodes) in enumerate(by_team(view)):
            yield f"  subgraph cluster_{number} {{"
            yield f"    label={_quoted(team)};"
            yield from (f"    {_node(node, view, is_cyclic=node.name in cyclic)}" for node in nodes)
            yield "  }"
    else:
        yield from (f"  {_node(n, view, is_cyclic=n.name in cyclic)}" for n in view.nodes)
    for _, nodes in by_level(view):
        yield f"  {{ rank=same; {' '.join(f'{_quoted(node.name)};' for node in nodes)} }}"
    yield from (f"  {_edge(edge)}" for edge in view.edges)


def _quoted(*lines: str) -> str:
    r"""Return a quoted string of Graphviz; lines are joined with its `\n`."""
    escaped = (clean(line).replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return '"' + "\\n".join(escaped) + '"'


def _node(node: GraphNode, view: GraphView, *, is_cyclic: bool) -> str:
    settings = [f"label={_quoted(node.name, team_and_tier(node))}"]
    if is_cyclic:
        settings.append(f'color="{CRITICAL_COLOR}", penwidth=2')
    if node.name in view.focus:
        settings.append('fillcolor="#E8F1F8"')
    return f"{_quoted(node.name)} [{', '.join(settings)}];"


def _edge(edge: GraphEdge) -> str:
    settings = [f"label={_quoted(what_passes(edge, _LISTED))}"]
    if edge.kind == "event":
        # An event must not push its subscriber to another level.
        settings.append('style=dashed, color="#0072B2", constraint=false')
    elif not edge.hard:
        settings.append("style=dotted, constraint=false")
    elif edge.in_cycle:
        settings.append(f'color="{CRITICAL_COLOR}", penwidth=2')
    return f"{_quoted(edge.source)} -> {_quoted(edge.target)} [{', '.join(settings)}];"
