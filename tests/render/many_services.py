"""Bigger systems for the tests of drawings, the same on every machine."""

from hashlib import sha256
from random import Random
from typing import Any

from planner.model.system import System
from planner.model.views import Style
from planner.planning.graph import graph_view
from planner.render.registry import formats_of, renderer
from tests.builders import a_system

_DOMAINS = ("account", "billing", "fraud", "mail", "order", "price", "search", "shipping", "stock")
_TEAMS = ("checkout", "growth", "payments", "platform", "supply", "web")


def many_services(count: int, seed: int = 1) -> System:
    """A system of services on up to five levels, with events in all directions and one cycle."""
    random = Random(seed)  # noqa: S311  no secret; the same numbers everywhere

    def choose(items: list[str], most: int) -> list[str]:
        return sorted(items, key=lambda _: random.random())[:most]

    names = [f"{_DOMAINS[n % len(_DOMAINS)]}-{n:02d}" for n in range(count)]
    level = {name: min(4, int(random.random() ** 1.5 * 5)) for name in names}
    calls = {n: choose([o for o in names if level[o] < level[n]], 1 + n.count("1")) for n in names}
    caller = next(name for name in reversed(names) if calls[name])
    calls[calls[caller][0]].append(caller)
    topics = {
        f"Event{n:02d}": (names[n * 2 % count], choose(names[: n * 2 % count], 2))
        for n in range(count // 2)
    }
    manifests = {name: {"team": _TEAMS[n % len(_TEAMS)]} for n, name in enumerate(names)}
    return a_system(calls, topics, manifests=manifests)


def cyclic() -> System:
    """Three services that call each other in a circle, one below and two above."""
    calls = {"a": ["b"], "b": ["c"], "c": ["a", "d"], "d": [], "e": ["c", "d"], "f": ["e", "c"]}
    topics = {"Done": ("d", ["c", "e"]), "Failed": ("e", ["d"])}
    manifests: dict[str, dict[str, Any]] = {
        "a": {"tier": 1},
        "e": {"tier": 2, "description": "The way in."},
    }
    return a_system(calls, topics, soft=[("e", "d")], manifests=manifests)


def hashes() -> str:
    """Return a line for each format of the graph: what twenty-seven services look like in it."""
    view = graph_view(many_services(27))
    lines = []
    for name in formats_of("graph"):
        output = renderer("graph", name)(view, Style())
        data = output if isinstance(output, bytes) else output.encode()
        lines.append(f"{name} {sha256(data).hexdigest()}")
    return "\n".join(lines)
