"""System -> plan: the network, its times, and what follows from them."""

from datetime import timedelta
from itertools import islice

from planner.model.duration import format_days
from planner.model.plan import (
    ContractPriority,
    Network,
    Plan,
    ServiceLane,
    TaskKind,
    TeamLoad,
    Timing,
    WorkCalendar,
)
from planner.model.system import System
from planner.model.workspace_file import ReleaseWindows
from planner.planning.alternatives import alternatives
from planner.planning.calendar import make_calendar
from planner.planning.cpm import compute_timing
from planner.planning.critical import PATHS_LISTED, critical_paths
from planner.planning.lanes import service_lanes
from planner.planning.loads import team_loads
from planner.planning.network import build_network
from planner.planning.release_levels import release_graph, release_levels
from planner.planning.windows import window_days

_TEAMS_NAMED = 5
_SERVICES_NAMED = 5


def make_plan(system: System, *, paths_listed: int = PATHS_LISTED) -> Plan:
    """Return the whole plan of a system.

    Args:
        system: what is planned.
        paths_listed: how many critical paths are listed at most; all are counted.

    Raises:
        InputError: the plan runs past the last date there is.
    """
    network = build_network(system)
    timing = compute_timing(network)
    loads = team_loads(system, network, timing)
    calendar = make_calendar(system.settings.calendar, timing.makespan)
    lanes = service_lanes(system)
    return Plan(
        name=system.name,
        network=network,
        timing=timing,
        calendar=calendar,
        critical=critical_paths(network, timing, paths_listed),
        critical_services=_critical_services(network, timing),
        lanes=lanes,
        ratify_first=_ratify_first(system, network, timing),
        alternatives=alternatives(system, network, timing),
        loads=loads,
        notes=(
            *_foundation_notes(system, network, timing),
            *network.notes,
            *_load_notes(loads),
            *_window_notes(system, network, timing, calendar),
            *_left_out_notes(system, lanes),
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


def _window_notes(
    system: System,
    network: Network,
    timing: Timing,
    calendar: WorkCalendar,
) -> list[str]:
    """Say when the release windows let the services go live later than Wave R's dates tell."""
    if system.settings.release_windows == ReleaseWindows():
        return []
    level_of = release_levels(release_graph(system))
    if not level_of:
        return []
    ready = calendar.finish_date(timing.early_finish[network.index["M3"]])
    batches = max(level_of.values()) + 1
    days = list(islice(window_days(system.settings, ready + timedelta(days=1)), batches))
    if days[-1] <= calendar.finish_date(timing.makespan):
        return []
    moved = f"release windows put the releases on {days[0]} to {days[-1]} (`plan release`)"
    return [f"{moved}; the dates of Wave R know only working days"]


def _left_out_notes(system: System, lanes: tuple[ServiceLane, ...]) -> list[str]:
    """Say which services have no steps at all: an external system has only contracts."""
    left_out = sorted(set(system.services).difference(lane.service for lane in lanes))
    if not left_out:
        return []
    named = ", ".join(left_out[:_SERVICES_NAMED])
    more = len(left_out) - _SERVICES_NAMED
    listed = f"{named} and {more} more" if more > 0 else named
    count = f"{len(left_out)} services have" if len(left_out) > 1 else "1 service has"
    return [f"{count} no steps, only their contracts are planned: {listed}"]
