"""Colours of services, and the legend that explains a drawn graph."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from planner.model.views import GraphNode
from planner.render._text import clean
from planner.render.graph._columns import Arrow

# Light tints of Okabe and Ito's colours; black text on each has a contrast of at least 11.
_TINTS = ("#CFE3F5", "#FBE3BF", "#CDEBDD", "#F3D7E6", "#F6F2B8", "#D9D5F0", "#D4F0F4", "#F4D3C6")
_REST = "#EDEDED"
_TEXT_SIZE = 8.0
_LINE_NAMES = {
    "hard": "calls",
    "soft": "calls, can do without it",
    "event": "sends events to",
    "cycle": "calls in a circle",
}


@dataclass(frozen=True, slots=True)
class Tints:
    """Which fill a service has: by tier or by team.

    Args:
        fills: by group.
        groups: group of each service by name.
    """

    fills: dict[str, str]
    groups: dict[str, str]

    def of(self, node: GraphNode) -> str:
        """Return the fill of a service."""
        return self.fills[self.groups[node.name]]


def tints_of(nodes: Sequence[GraphNode]) -> Tints:
    """Return the fills of services; with too many teams, the smallest share one.

    Tiers are shown where most services have one.
    """
    if 2 * sum(node.tier is not None for node in nodes) > len(nodes):
        groups = {n.name: "no tier" if n.tier is None else f"tier {n.tier}" for n in nodes}
        return Tints(_fills(sorted(set(groups.values()) - {"no tier"}), "no tier"), groups)
    sizes = Counter(node.team for node in nodes)
    teams = sorted(sizes, key=lambda team: (-sizes[team], team))
    if len(teams) > len(_TINTS):
        teams = teams[: len(_TINTS) - 1]
    groups = {n.name: clean(n.team) if n.team in teams else "other teams" for n in nodes}
    return Tints(_fills(sorted(map(clean, teams)), "other teams"), groups)


def _fills(groups: Iterable[str], rest: str) -> dict[str, str]:
    named = {group: _TINTS[number % len(_TINTS)] for number, group in enumerate(groups)}
    return {**named, rest: _REST}


@dataclass(frozen=True, slots=True)
class LegendItem:
    """One sample and its text; `x` in inches, `line` or `tint` says what the sample is."""

    x: float
    text: str
    line: str = ""
    tint: str = ""


def legend_lines(
    arrows: Iterable[Arrow], tints: Tints, width: float, measure: Callable[[str, float], float]
) -> list[list[LegendItem]]:
    """Return the legend: the kinds of arrows in the first lines, then the fills.

    Args:
        arrows: those drawn; only their kinds are explained.
        tints: the fills; only those in use are explained.
        width: inches to fill.
        measure: how wide text is.
    """
    kinds = {"cycle" if arrow.in_cycle else arrow.line for arrow in arrows}
    lines = [LegendItem(0, name, line=kind) for kind, name in _LINE_NAMES.items() if kind in kinds]
    used = set(tints.groups.values())
    fills = [LegendItem(0, g, tint=fill) for g, fill in tints.fills.items() if g in used]
    return [*_flow(lines, width, measure), *_flow(fills, width, measure)]


def _flow(
    items: Iterable[LegendItem], width: float, measure: Callable[[str, float], float]
) -> list[list[LegendItem]]:
    lines: list[list[LegendItem]] = []
    x = 0.0
    for item in items:
        own = 0.7 + measure(item.text, _TEXT_SIZE)
        if not lines or x + own > width:
            lines.append([])
            x = 0.0
        lines[-1].append(LegendItem(x, item.text, item.line, item.tint))
        x += own
    return lines
