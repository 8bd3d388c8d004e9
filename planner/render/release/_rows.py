"""The release order as rows and sentences that all formats share, so that they agree."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from planner.model.plan import ReleaseBatch, ReleaseUnit
from planner.model.system import SyncEdge, System
from planner.model.views import ReleaseView
from planner.model.workspace_file import WEEKDAYS
from planner.render._text import list_words, plural

_READ_ONLY = ("GET ", "HEAD ")
SAFE_ORDER = (
    "A service may go as soon as what it needs is live; batch after batch is the simplest safe "
    "order."
)


class ServiceRow(NamedTuple):
    """One service of the release.

    Args:
        needs: its direct hard providers outside its own circle; they must be live.
        together: the other services of its circle.
    """

    batch: ReleaseBatch
    service: str
    team: str
    needs: tuple[str, ...]
    together: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """One call whose breaking helps to untie a circle.

    Args:
        what: the contracts and operations called, in words.
        is_read: all operations called only read.
    """

    consumer: str
    provider: str
    what: str
    is_read: bool


def release_day(batch: ReleaseBatch) -> str:
    """Return `2026-03-02 Mon`, the same in every locale."""
    return f"{batch.day.isoformat()} {WEEKDAYS[batch.day.weekday()].title()}"


class Circle(NamedTuple):
    """A unit of services that call each other in a circle, and its batch."""

    batch: ReleaseBatch
    unit: ReleaseUnit

    @property
    def is_proven(self) -> bool:
        """Whether no smaller set of cuts can do."""
        return self.unit.cut_bound == len(self.unit.cuts)


def service_rows(view: ReleaseView) -> list[ServiceRow]:
    """Return all services in the order of their batches, then by name."""
    rows = []
    for batch in view.order.batches:
        for unit in batch.units:
            inside = set(unit.services)
            for name in unit.services:
                needs = tuple(p for p in view.order.needs[name] if p not in inside)
                together = tuple(other for other in unit.services if other != name)
                team = view.system.services[name].team
                rows.append(ServiceRow(batch, name, team, needs, together))
    rows.sort(key=lambda row: (row.batch.number, row.service))
    return rows


def circles(view: ReleaseView) -> list[Circle]:
    """Return the units of more than one service, in order of their batches."""
    return [
        Circle(batch, unit)
        for batch in view.order.batches
        for unit in batch.units
        if len(unit.services) > 1
    ]


def cuts_of(view: ReleaseView) -> dict[tuple[str, str], Cut]:
    """Return the cuts of all circles by consumer and provider."""
    wanted = {pair for circle in circles(view) for pair in circle.unit.cuts}
    edges: dict[tuple[str, str], list[SyncEdge]] = {pair: [] for pair in sorted(wanted)}
    for edge in view.system.sync_edges:
        pair = (edge.consumer, edge.provider)
        if edge.is_hard and pair in edges:
            edges[pair].append(edge)
    return {
        pair: Cut(
            *pair,
            "; ".join(_what(edge) for edge in calls),
            is_read=bool(calls) and all(_is_read(view.system, edge) for edge in calls),
        )
        for pair, calls in edges.items()
    }


def _what(edge: SyncEdge) -> str:
    contract = f"{edge.contract}@{edge.version}"
    return f"{contract}: {list_words(edge.operations)}" if edge.operations else contract


def _is_read(system: System, edge: SyncEdge) -> bool:
    contract = system.contracts.get(f"{edge.contract}@{edge.version}")
    known = contract.content.operations if contract and contract.content else ()
    names = {item.name: (item.name, *item.aliases) for item in known}
    return bool(edge.operations) and all(
        any(name.upper().startswith(_READ_ONLY) for name in names.get(operation, (operation,)))
        for operation in edge.operations
    )


def headline(view: ReleaseView) -> str:
    """Return what is released, counted, with the direction in words."""
    services = plural(len(view.order.needs), "service")
    batches = plural(len(view.order.batches), "batch", "batches")
    return (
        f"{view.system.name}: {services} in {batches}, leaf first: "
        "a service goes live after every service that it calls"
    )


def circle_title(circle: Circle) -> str:
    """Return `order, user (batch 2): order > user > order`."""
    services = list_words(circle.unit.services, 12)
    return f"{services} (batch {circle.batch.number}): {' > '.join(circle.unit.loop)}"


def cut_summary(circle: Circle) -> str:
    """Return how many calls must be cut, and how sure that is."""
    count = len(circle.unit.cuts)
    if circle.is_proven:
        proof = "no smaller set can do" if count > 1 else "it is enough"
        return f"{plural(count, 'call')} to break; {proof}"
    bound = plural(circle.unit.cut_bound, "call")
    return f"{plural(count, 'call')} to break; at least {bound} must be, a smaller set may exist"


def ways_out(cut: Cut) -> Iterator[tuple[str, str]]:
    """Yield the ways to break one call: a name and what to do."""
    consumer, provider = cut.consumer, cut.provider
    yield (
        "flag",
        f"{consumer} calls {provider} behind a flag, off until {provider} is live (a soft call)",
    )
    if cut.is_read:
        yield "event", f"{provider} publishes what {consumer} reads, and {consumer} keeps a copy"
    else:
        yield "event", f"{consumer} sends an event to {provider} and does not wait for the answer"
    first = f"{provider} goes live first with only what {consumer} calls"
    yield "expand-contract", f"{first}, then {consumer}, then the rest of {provider}"


def soft_lines(view: ReleaseView) -> list[str]:
    """Return the soft calls, one line a consumer."""
    by_consumer: dict[str, list[str]] = {}
    for consumer, provider in view.order.soft:
        by_consumer.setdefault(consumer, []).append(provider)
    return [f"{name} calls {list_words(found)}" for name, found in sorted(by_consumer.items())]


def event_line(view: ReleaseView) -> str:
    """Return what events mean for the order; empty without events."""
    count = len(view.system.event_edges)
    if not count:
        return ""
    flows = plural(count, "event flow")
    return f"Events order nothing ({flows}): a subscriber tolerates that nothing is sent yet"


def left_out_line(view: ReleaseView) -> str:
    """Return who is not released; empty if everybody is."""
    left_out = view.order.left_out
    if not left_out:
        return ""
    count = plural(len(left_out), "service")
    why = "has no release step" if len(left_out) == 1 else "have no release step"
    return f"{count} {why}, so that nobody waits: {list_words(left_out, 8)}"
