"""How many people of each team the plan's early dates keep busy at once."""

from planner.model.plan import Network, TeamLoad, Timing
from planner.model.system import System


def team_loads(system: System, network: Network, timing: Timing) -> tuple[TeamLoad, ...]:
    """Return the peak demand of each team beside its capacity, by team name."""
    teams = system.teams
    starts: dict[str, list[int]] = {name: [] for name in teams}
    finishes: dict[str, list[int]] = {name: [] for name in teams}
    for index, task in enumerate(network.tasks):
        if task.duration and task.team in starts:
            starts[task.team].append(timing.early_start[index])
            finishes[task.team].append(timing.early_finish[index])
    loads = []
    for name, team in teams.items():
        peak, at = _peak(sorted(starts[name]), sorted(finishes[name]))
        work = sum(finishes[name]) - sum(starts[name])
        loads.append(TeamLoad(name, team.capacity, peak, at, work))
    return tuple(loads)


def _peak(starts: list[int], finishes: list[int]) -> tuple[int, int]:
    """Return the most tasks under way at once and when that is first so."""
    peak = at = ended = 0
    for begun, start in enumerate(starts, start=1):
        while finishes[ended] <= start:
            ended += 1
        if begun - ended > peak:
            peak, at = begun - ended, start
    return peak, at
