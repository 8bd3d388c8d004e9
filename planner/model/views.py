"""What a renderer gets: one view a command, complete and already filtered by the use case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.model.problem import Problem
from planner.model.source import Position
from planner.model.style import Style as Style  # noqa: PLC0414  it belongs to the views, too

if TYPE_CHECKING:  # a comparison of two contracts should not wait for the model of a system
    from planner.model.milestone_view import Disagreement
    from planner.model.plan import Forecast, Impact, Lane, Plan, ReleaseOrder
    from planner.model.system import System


@dataclass(frozen=True, slots=True)
class Selection:
    """What the user asked to see. An empty set selects everything."""

    services: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    waves: frozenset[str] = frozenset()

    @property
    def is_everything(self) -> bool:
        """Whether nothing was filtered."""
        return not (self.services or self.teams or self.waves)

    def has(self, service: str, team: str, wave: str) -> bool:
        """Return whether a task with these three belongs to the selection."""
        return (
            (not self.services or service in self.services)
            and (not self.teams or team in self.teams)
            and (not self.waves or wave in self.waves)
        )


@dataclass(frozen=True, slots=True)
class PlanView:
    """`plan waves` and `plan critical-path`."""

    system: System
    plan: Plan
    selection: Selection = Selection()


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """`plan release`."""

    system: System
    order: ReleaseOrder


@dataclass(frozen=True, slots=True)
class ProgressView:
    """`plan next` and `plan status`.

    Args:
        disagreements: where progress says something else than evidence does, with the position
            where that is known.
    """

    system: System
    plan: Plan
    forecast: Forecast
    selection: Selection = Selection()
    disagreements: tuple[tuple[Disagreement, Position | None], ...] = ()


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A service (or one that a focus left at the rim).

    Args:
        level: release level, 0 for a leaf; the same for all services of a sync cycle.
    """

    name: str
    team: str
    tier: int | None
    level: int
    lane: Lane
    description: str = ""


@dataclass(frozen=True, slots=True)
class GraphEdge:
    """From a consumer to its provider (sync), or from a publisher to its subscriber (event).

    Args:
        kind: `sync` or `event`.
        via: operations or messages, sorted.
        hard: false for a soft call.
        in_cycle: the edge lies on a cycle of sync calls.
    """

    source: str
    target: str
    kind: str
    contract: str
    version: str
    via: tuple[str, ...]
    hard: bool = True
    in_cycle: bool = False


@dataclass(frozen=True, slots=True)
class GraphView:
    """`plan graph`.

    Args:
        cycles: groups of services that call each other in a circle of hard calls.
        hidden_services, hidden_edges: how many a focus or a choice of edges left out.
        implied_edges: how many calls the reduced view left out, because others imply them.
        focus: the services that were asked for; empty without a focus.
        by_team: diagrams that can group services put those of a team together.
    """

    system: System
    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    cycles: tuple[tuple[str, ...], ...] = ()
    hidden_services: int = 0
    hidden_edges: int = 0
    implied_edges: int = 0
    focus: tuple[str, ...] = ()
    by_team: bool = False


@dataclass(frozen=True, slots=True)
class ImpactView:
    """`plan impact`."""

    system: System
    impact: Impact


@dataclass(frozen=True, slots=True)
class LocatedProblem:
    """A problem with where it stands.

    Args:
        position: None when no file is concerned or the file can't be read.
        line: the text of that line, without its end.
    """

    problem: Problem
    position: Position | None = None
    line: str = ""


@dataclass(frozen=True, slots=True)
class ValidationView:
    """`plan validate`: every problem with its position, in order of file and line.

    Args:
        counts: how many of each sort were read: `manifests`, `contracts`, ...
        workspace: the workspace's name; empty when `plan.yaml` can't be read.
        folder: how the user names the workspace's folder; empty for the current one.
    """

    problems: tuple[LocatedProblem, ...]
    counts: Mapping[str, int]
    workspace: str = ""
    folder: str = ""
