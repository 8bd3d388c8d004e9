"""The graph as JSON."""

from typing import Literal

from typing_extensions import TypedDict

from planner.model.views import GraphView, Style
from planner.render._json import json_text
from planner.render.graph._words import by_level


class ServiceJson(TypedDict):
    """One service; level 0 calls nobody."""

    name: str
    team: str
    tier: int | None
    level: int
    lane: str
    in_focus: bool
    description: str


class EdgeJson(TypedDict):
    """A call from consumer to provider, or a flow of events from publisher to subscriber."""

    source: str
    target: str
    kind: Literal["sync", "event"]
    contract: str
    version: str
    via: list[str]
    """Operations or messages; empty when the contract is only planned."""
    hard: bool | None
    """Whether the consumer can't work without the provider; null for events."""
    in_cycle: bool
    """The call lies on a cycle of hard calls."""


class LevelJson(TypedDict):
    """The services of one release level."""

    level: int
    services: list[str]


class HiddenJson(TypedDict):
    """How much of the system the view leaves out."""

    services: int
    edges: int
    implied_edges: int
    """Calls that a reduced view leaves out, because chains of other calls imply them."""


class PAYLOAD(TypedDict):
    """Output of `plan graph`."""

    schema: Literal["urn:contract-planner:graph-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["graph"]
    workspace: str
    services: list[ServiceJson]
    edges: list[EdgeJson]
    levels: list[LevelJson]
    cycles: list[list[str]]
    """Groups of services that call each other in a circle of hard calls."""
    hidden: HiddenJson


def render(view: GraphView, style: Style) -> str:
    """Return the view as JSON."""
    del style  # for programs
    payload: PAYLOAD = {
        "schema": "urn:contract-planner:graph-output:1.0.0",
        "format_version": "1.0",
        "command": "graph",
        "workspace": view.system.name,
        "services": [
            {
                "name": node.name,
                "team": node.team,
                "tier": node.tier,
                "level": node.level,
                "lane": node.lane.value,
                "in_focus": node.name in view.focus,
                "description": node.description,
            }
            for node in view.nodes
        ],
        "edges": _edges(view),
        "levels": [
            {"level": level, "services": [node.name for node in nodes]}
            for level, nodes in by_level(view)
        ],
        "cycles": [list(cycle) for cycle in view.cycles],
        "hidden": {
            "services": view.hidden_services,
            "edges": view.hidden_edges,
            "implied_edges": view.implied_edges,
        },
    }
    return json_text(payload)


def _edges(view: GraphView) -> list[EdgeJson]:
    return [
        {
            "source": edge.source,
            "target": edge.target,
            "kind": "sync" if edge.kind == "sync" else "event",
            "contract": edge.contract,
            "version": edge.version,
            "via": list(edge.via),
            "hard": edge.hard if edge.kind == "sync" else None,
            "in_cycle": edge.in_cycle,
        }
        for edge in view.edges
    ]
