"""What the formats of `plan graph` say in the same words, so that they agree."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from planner.model.views import GraphEdge, GraphNode, GraphView
from planner.render._text import clean, list_words, plural

Level = tuple[int, Sequence[GraphNode]]


def by_level(view: GraphView) -> list[Level]:
    """Return the services by release level, lowest first, then by name."""
    ordered = sorted(view.nodes, key=lambda node: (node.level, node.name))
    return [(level, list(nodes)) for level, nodes in groupby(ordered, key=lambda n: n.level)]


def by_team(view: GraphView) -> list[tuple[str, Sequence[GraphNode]]]:
    """Return the services by team, both sorted by name."""
    ordered = sorted(view.nodes, key=lambda node: (node.team, node.name))
    return [(team, list(nodes)) for team, nodes in groupby(ordered, key=lambda n: n.team)]


def level_title(level: Level) -> str:
    """Return `Level 0: start immediately`."""
    number, nodes = level
    return f"Level {number}: {nodes[0].lane.value}"


def headline(view: GraphView) -> str:
    """Return what is in view, counted."""
    calls = sum(edge.kind == "sync" for edge in view.edges)
    flows = len(view.edges) - calls
    counts = [
        plural(len(view.nodes), "service"),
        plural(calls, "call"),
        plural(flows, "event flow"),
        plural(len({node.level for node in view.nodes}), "level"),
    ]
    return f"{clean(view.system.name)}: {', '.join(counts)}"


def in_cycle(view: GraphView) -> frozenset[str]:
    """Return the services that lie on a cycle of calls."""
    return frozenset(name for cycle in view.cycles for name in cycle)


def left_out(view: GraphView) -> list[str]:
    """Return, sentence by sentence, what the view does not show and why."""
    said = []
    if view.focus:
        said.append(f"Focus: {list_words(view.focus)}.")
    if view.hidden_services or view.hidden_edges:
        services = plural(view.hidden_services, "service")
        edges = plural(view.hidden_edges, "call or event flow", "calls and event flows")
        said.append(f"Not shown: {services}, {edges}.")
    if view.implied_edges:
        calls = plural(view.implied_edges, "call")
        said.append(f"Reduced: {calls} that chains of other calls imply left out.")
    return said


def cycle_lines(view: GraphView) -> list[str]:
    """Return one sentence for each cycle of calls."""
    return [
        f"Cycle: {list_words(cycle)} call each other in a circle and are released together."
        for cycle in view.cycles
    ]


def what_passes(edge: GraphEdge, limit: int | None = None) -> str:
    """Return the operations or messages of an edge; the contract where none is known."""
    return list_words((clean(name) for name in edge.via or (edge.contract,)), limit)


def team_and_tier(node: GraphNode) -> str:
    """Return `order-team, tier 1`."""
    tier = f", tier {node.tier}" if node.tier is not None else ""
    return f"{clean(node.team)}{tier}"


def call_lines(edges: Iterable[GraphEdge], limit: int | None) -> list[str]:
    """Return a line for each provider that one service calls: `calls user: getUser`."""
    lines = []
    for edge in edges:
        if edge.kind == "sync":
            verb = "calls" if edge.hard else "may call"
            marks = ["can do without it"] * (not edge.hard) + ["in a circle"] * edge.in_cycle
            note = f" ({', '.join(marks)})" if marks else ""
            lines.append(f"{verb} {edge.target}: {what_passes(edge, limit)}{note}")
    return lines


def send_lines(edges: Iterable[GraphEdge], limit: int | None) -> list[str]:
    """Return what one service sends, messages with the same subscribers on one line."""
    subscribers: dict[str, list[str]] = {}
    for edge in edges:
        for name in (edge.via or (edge.contract,)) if edge.kind == "event" else ():
            subscribers.setdefault(clean(name), []).append(edge.target)
    messages: dict[tuple[str, ...], list[str]] = {}
    for name, targets in sorted(subscribers.items()):
        messages.setdefault(tuple(sorted(targets)), []).append(name)
    return [
        f"sends {list_words(names, limit)} to {list_words(targets)}"
        for targets, names in messages.items()
    ]
