"""The critical path method against independent computations on random networks."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from planner.model.plan import CriticalPaths, Network, Task, TaskKind, Timing
from planner.planning.cpm import compute_timing, earliest_finishes
from planner.planning.critical import WAYS_LISTED, critical_paths
from tests.depth import trials

Durations = list[int]
Edges = list[tuple[int, int]]


def network_of(durations: Durations, edges: Edges) -> Network:
    """Edges go from a smaller to a greater index."""
    tasks = tuple(
        Task(f"t{i}", TaskKind.STEP, "A", f"t{i}", "", "s", "", "team", minutes)
        for i, minutes in enumerate(durations)
    )
    before = tuple(
        tuple(sorted({source for source, target in edges if target == i}))
        for i in range(len(durations))
    )
    return Network(tasks, before, {task.id: i for i, task in enumerate(tasks)})


@st.composite
def networks(draw: st.DrawFn, most: int = 12) -> Network:
    size = draw(st.integers(1, most))
    durations = draw(st.lists(st.integers(0, 9), min_size=size, max_size=size))
    pairs = [(i, j) for j in range(size) for i in range(j)]
    edges = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return network_of(durations, edges)


def all_paths(network: Network) -> list[tuple[int, ...]]:
    """Every chain from a task without predecessors to one without successors."""
    followed = {before for found in network.predecessors for before in found}

    def back(task: int) -> list[tuple[int, ...]]:
        before = network.predecessors[task]
        return [(*path, task) for b in before for path in back(b)] if before else [(task,)]

    return [path for end in range(len(network.tasks)) if end not in followed for path in back(end)]


def length(network: Network, path: tuple[int, ...]) -> int:
    return sum(network.tasks[task].duration for task in path)


def lp_times(network: Network, makespan: int, sign: int) -> list[int]:
    """Earliest (sign 1) or latest (sign -1) starts as the solution of a linear programme."""
    size = len(network.tasks)
    durations = [task.duration for task in network.tasks]
    rows, limits = [], []
    for task, found in enumerate(network.predecessors):
        for before in found:
            row = np.zeros(size)
            row[before], row[task] = 1, -1
            rows.append(row)
            limits.append(-durations[before])
    bounds = [(0, makespan - minutes) for minutes in durations]
    answer = linprog(
        sign * np.ones(size),
        A_ub=np.array(rows) if rows else None,
        b_ub=limits or None,
        bounds=bounds,
    )
    assert answer.success
    return [round(value) for value in answer.x]


@settings(max_examples=trials(150), deadline=None)
@given(networks())
def test_times_and_critical_paths_equal_brute_force(network: Network) -> None:
    timing = compute_timing(network)
    paths = all_paths(network)
    longest = max(length(network, path) for path in paths)
    assert timing.makespan == longest
    for task in range(len(network.tasks)):
        through = max(length(network, path) for path in paths if task in path)
        assert timing.slack(task) == longest - through
        heads = [p[: p.index(task)] for p in paths if task in p]
        assert timing.early_start[task] == max(length(network, head) for head in heads)
    decisive = sorted(path for path in paths if length(network, path) == longest)
    found = critical_paths(network, timing, listed=10**6)
    assert found.count == len(found.paths)
    assert {non_zero(network, p) for p in found.paths} == {non_zero(network, p) for p in decisive}
    assert recombined(found) == set(found.paths)


def recombined(found: CriticalPaths) -> set[tuple[int, ...]]:
    """All critical paths, made from the forks and what all paths share."""
    first = found.paths[0]
    own = {task for fork in found.forks for task in fork.ways[0]}
    shared = [task for task in first if task not in own]
    for fork in found.forks:
        assert fork.count == len(fork.ways) > 1
        assert {fork.start, fork.end} <= {None, *shared}
    return {
        tuple(sorted([*shared, *(task for way in ways for task in way)]))
        for ways in product(*(fork.ways for fork in found.forks))
    }


def non_zero(network: Network, path: tuple[int, ...]) -> tuple[int, ...]:
    """A path without its tasks of no length, which may hang off its ends."""
    return tuple(task for task in path if network.tasks[task].duration)


@settings(max_examples=trials(150), deadline=None)
@given(networks(most=25))
def test_starts_and_slack_equal_a_linear_programme(network: Network) -> None:
    timing = compute_timing(network)
    assert lp_times(network, timing.makespan, 1) == list(timing.early_start)
    assert lp_times(network, timing.makespan, -1) == list(timing.late_start)


@settings(max_examples=trials(80), deadline=None)
@given(networks(), st.data())
def test_a_task_may_be_late_by_its_slack_and_no_more(network: Network, data: st.DataObject) -> None:
    task = data.draw(st.integers(0, len(network.tasks) - 1))
    timing = compute_timing(network)

    def end_if_longer(minutes: int) -> int:
        durations = [
            t.duration + (minutes if i == task else 0) for i, t in enumerate(network.tasks)
        ]
        return max(earliest_finishes(durations, network.predecessors))

    slack = timing.slack(task)
    assert end_if_longer(slack) == timing.makespan
    assert end_if_longer(slack + 5) == timing.makespan + 5


@settings(max_examples=trials(80), deadline=None)
@given(networks())
def test_free_slack_disturbs_no_successor(network: Network) -> None:
    timing = compute_timing(network)
    for task in range(len(network.tasks)):
        starts = [
            timing.early_start[after]
            for after, found in enumerate(network.predecessors)
            if task in found
        ]
        first = min(starts, default=timing.makespan)
        assert timing.free_slack[task] == first - timing.early_finish[task]
        assert 0 <= timing.free_slack[task] <= timing.slack(task)


@settings(max_examples=trials(80), deadline=None)
@given(networks())
def test_critical_paths_are_tight_chains(network: Network) -> None:
    timing = compute_timing(network)
    for path in critical_paths(network, timing).paths:
        assert all(timing.is_critical(task) for task in path)
        assert timing.early_start[path[0]] == 0
        assert timing.early_finish[path[-1]] == timing.makespan
        assert all(
            timing.early_finish[before] == timing.early_start[after]
            for before, after in pairwise(path)
        )


def layered(layers: int, width: int) -> tuple[Network, Timing]:
    edges = [
        (layer * width + i, (layer + 1) * width + j)
        for layer in range(layers - 1)
        for i in range(width)
        for j in range(width)
    ]
    network = network_of([1] * (layers * width), edges)
    return network, compute_timing(network)


@pytest.mark.parametrize(("layers", "width"), [(3, 2), (12, 3), (60, 10)])
def test_paths_are_counted_without_being_walked(layers: int, width: int) -> None:
    paths = critical_paths(*layered(layers, width), listed=4)
    assert paths.count == width**layers
    assert len(paths.paths) == 4
    assert paths.paths[0] == tuple(layer * width for layer in range(layers))
    (fork,) = paths.forks
    assert (fork.start, fork.end, fork.count) == (None, None, width**layers)
    assert len(fork.ways) == min(WAYS_LISTED, width**layers)


def test_an_empty_network_has_no_length() -> None:
    assert compute_timing(network_of([], [])).makespan == 0
