"""System -> plan: the network, its times, and what follows from them."""

from planner.model.duration import format_days
from planner.model.plan import (
    ContractPriority,
    Network,
    Plan,
    TaskKind,
    TeamLoad,
    Timing,
)
from planner.model.system import System
from planner.planning.alternatives import alternatives
from planner.planning.calendar import make_calendar
from planner.planning.cpm import compute_timing
from planner.planning.critical import critical_paths
from planner.planning.lanes import service_lanes
from planner.planning.loads import team_loads
from planner.planning.network import build_network

_TEAMS_NAMED = 5


def make_plan(system: System) -> Plan:
    """Return the whole plan of a system.

    Raises:
        InputError: the plan runs past the last date there is.
    """
    network = build_network(system)
    timing = compute_timing(network)
    loads = team_loads(system, network, timing)
    return Plan(
        name=system.name,
        network=network,
        timing=timing,
        calendar=make_calendar(system.settings.calendar, timing.makespan),
        critical=critical_paths(network, timing),
        critical_services=_critical_services(network, timing),
        lanes=service_lanes(system),
        ratify_first=_ratify_first(system, network, timing),
        alternatives=alternatives(system, network, timing),
        loads=loads,
        notes=(
            *_foundation_notes(system, network, timing),
            *network.notes,
            *_load_notes(loads),
        ),
    )


def _critical_services(network: Network, timing: Timing) -> frozenset[str]:
    return frozenset(
        task.service
        for index, task in enumerate(network.tasks)
        if task.kind is TaskKind.STEP and task.wave in "ABCD" and timing.is_critical(index)
    )


def _ratify_first(system: System, network: Network, timing: Timing) -> tuple[ContractPriority, ...]:
    """Return the contracts in the order in which they must be ratified: least slack first."""
    consumers: dict[str, set[str]] = {}
    for service in system.services.values():
        for key in (*service.needs, *service.publishes):
            consumers.setdefault(key, set()).add(service.team)
    found = []
    for index, task in enumerate(network.tasks):
        if task.kind is TaskKind.CONTRACT and task.step == "ratify":
            others = sorted(consumers.get(task.contract, set()) - {task.team})
            parties = (task.team, *others)
            slack = timing.slack(index)
            found.append(ContractPriority(task.contract, task.service, parties, index, slack))
    found.sort(key=lambda c: (c.slack, timing.early_finish[c.task], c.contract))
    return tuple(found)


def _foundation_notes(system: System, network: Network, timing: Timing) -> list[str]:
    length = timing.early_finish[network.index["M0"]]
    limit = system.settings.policy.foundation_limit
    if length <= limit:
        return []
    scope = f"Wave 0 takes {format_days(length)}, more than {format_days(limit)}"
    return [f"{scope}: it is over-scoped; keep in it only what services cannot start without"]


def _load_notes(loads: tuple[TeamLoad, ...]) -> list[str]:
    over = sorted(
        (load for load in loads if load.peak > load.capacity),
        key=lambda load: (load.capacity - load.peak, load.team),
    )
    if not over:
        return []
    named = ", ".join(f"{load.team} {load.peak} of {load.capacity}" for load in over[:_TEAMS_NAMED])
    more = f" and {len(over) - _TEAMS_NAMED} more" if len(over) > _TEAMS_NAMED else ""
    assumed = "dates assume that nobody waits for people"
    return [f"{assumed}; some teams would need more at once than they have: {named}{more}"]
