"""The graph as a tree by release level, leaf first."""

from collections.abc import Iterator, Sequence

from planner.model.views import GraphEdge, GraphNode, GraphView, Style
from planner.render._text import Look, clean, paint, plural, wrap
from planner.render.graph._words import (
    Level,
    by_level,
    call_lines,
    cycle_lines,
    headline,
    in_cycle,
    left_out,
    level_title,
    send_lines,
    team_and_tier,
)

_LISTED = 4
"""Operations or messages in a line on a terminal; all of them piped or with --verbose."""


def render(view: GraphView, style: Style) -> str:
    """Return the tree, then what is not shown, then the cycles."""
    head = _painted(headline(view), "bold", style)
    if not view.nodes:
        return head
    order = "Leaf first: a service stands below every service that it calls."
    edges: dict[str, list[GraphEdge]] = {}
    for edge in view.edges:
        edges.setdefault(edge.source, []).append(edge)
    levels = [_level_text(view, level, edges, style) for level in by_level(view)]
    foot = [wrap(line, style) for line in left_out(view)]
    foot += [_painted(line, "critical", style) for line in cycle_lines(view)]
    return "\n".join([head + wrap(order, style), *levels, *(["".join(foot)] if foot else [])])


def _painted(text: str, look: Look, style: Style) -> str:
    """Return folded text in colour, line by line."""
    lines = wrap(text, style).splitlines()
    return "".join(f"{paint(line, look, style)}\n" for line in lines)


def _level_text(
    view: GraphView, level: Level, edges: dict[str, list[GraphEdge]], style: Style
) -> str:
    title = f"{level_title(level)} ({plural(len(level[1]), 'service')})"
    lines = [paint(title, "head", style) + "\n"]
    for node, (first, rest) in zip(level[1], _branches(len(level[1]), style), strict=True):
        lines.append(f"{first}{_service_text(view, node, style)}\n")
        details = _details(node, edges.get(node.name, ()), style)
        for detail, (own, below) in zip(details, _branches(len(details), style), strict=True):
            lines.append(wrap(f"{rest}{own}{detail}", style, f"{rest}{below}  "))
    return "".join(lines)


def _branches(count: int, style: Style) -> Iterator[tuple[str, str]]:
    """Yield, for each of the items below a line, its branch and what stands below the branch."""
    tee, last, bar = ("├─ ", "└─ ", "│  ") if style.unicode else ("|- ", "`- ", "|  ")
    for position in range(count):
        yield (last, "   ") if position == count - 1 else (tee, bar)


def _service_text(view: GraphView, node: GraphNode, style: Style) -> str:
    is_cyclic = node.name in in_cycle(view)
    name = paint(clean(node.name), "critical" if is_cyclic else "bold", style)
    marks = ["focus"] * (node.name in view.focus) + ["in a circle"] * is_cyclic
    return f"{name} ({', '.join([team_and_tier(node), *marks])})"


def _details(node: GraphNode, edges: Sequence[GraphEdge], style: Style) -> list[str]:
    limit = None if style.width is None or style.verbose else _LISTED
    about = [clean(node.description)] if style.verbose and node.description else []
    return [*about, *call_lines(edges, limit), *send_lines(edges, limit)]
