"""What contract-first saves: the same system planned in other ways."""

from collections.abc import Mapping
from dataclasses import replace

from planner.model.plan import Alternative, Network, TaskKind, Timing
from planner.model.system import System
from planner.planning.calls import CallGraph, call_graph
from planner.planning.cpm import compute_timing, earliest_finishes
from planner.planning.network import build_network

_WITHOUT_STUBS = "consumers wait for live providers before Wave D"
_ONE_AFTER_ANOTHER = "consumers start when their providers have ended Waves C and D"
_NO_GAIN = "; no difference here, for the strict gate already makes Wave A wait for contracts"
_LEAN = "Wave A no longer waits for the contracts a service calls; a choice of `policy`"


def alternatives(system: System, network: Network, timing: Timing) -> tuple[Alternative, ...]:
    """Return the plan's alternatives, those that apply.

    `without-stubs`: Wave D waits for Wave C of every provider. `one-after-another`: Wave A waits
    for Waves C and D of every provider outside the service's own cycle. `lean-gate`: the contract
    gate is lean where the workspace says strict.
    """
    found = []
    if system.sync_edges:
        ends = _WaveEnds(system, network)
        found += [
            _explained(
                _with_more("without-stubs", _WITHOUT_STUBS, ends.c_before_d(), network, timing),
                system,
            ),
            _with_more(
                "one-after-another", _ONE_AFTER_ANOTHER, ends.all_before_a(), network, timing
            ),
        ]
    if system.settings.policy.contract_gate == "strict":
        makespan = compute_timing(build_network(_lean(system))).makespan
        found.append(Alternative("lean-gate", makespan, makespan - timing.makespan, _LEAN))
    return tuple(found)


def _with_more(
    name: str, note: str, more: Mapping[int, list[int]], network: Network, timing: Timing
) -> Alternative:
    durations = [task.duration for task in network.tasks]
    makespan = max(earliest_finishes(durations, network.predecessors, more))
    return Alternative(name, makespan, makespan - timing.makespan, note)


def _explained(alternative: Alternative, system: System) -> Alternative:
    """Say why stubs save nothing where the gate is what makes consumers wait."""
    if alternative.difference or system.settings.policy.contract_gate == "lean":
        return alternative
    return replace(alternative, note=alternative.note + _NO_GAIN)


def _lean(system: System) -> System:
    policy = system.settings.policy.model_copy(update={"contract_gate": "lean"})
    settings = system.settings.model_copy(update={"policy": policy})
    return System(settings, system.services, system.contracts, system.sync_edges, ())


class _WaveEnds:
    """Which tasks begin and end the waves of each service."""

    def __init__(self, system: System, network: Network) -> None:
        self._calls: CallGraph = call_graph(system, hard_only=False)
        self._begin: dict[tuple[str, str], list[int]] = {}
        self._end: dict[tuple[str, str], list[int]] = {}
        first: dict[tuple[str, str], int] = {}
        for index, task in enumerate(network.tasks):
            if task.kind is TaskKind.STEP and task.wave in "ACD":
                wave = (task.service, task.wave)
                start = first.setdefault(wave, index)
                before = [i for i in network.predecessors[index] if i >= start]
                self._take(wave, index, before)

    def _take(self, wave: tuple[str, str], task: int, before: list[int]) -> None:
        """Take in the next task of a wave, which follows some tasks of the same wave."""
        if not before:
            self._begin.setdefault(wave, []).append(task)
        ends = self._end.setdefault(wave, [])
        self._end[wave] = [*(end for end in ends if end not in before), task]

    def c_before_d(self) -> dict[int, list[int]]:
        """Return what the first steps of D wait for: the last steps of their providers' C."""
        more: dict[int, list[int]] = {}
        for service, providers in enumerate(self._calls.providers):
            self._add(more, service, "D", [(provider, "C") for provider in providers])
        return more

    def all_before_a(self) -> dict[int, list[int]]:
        """Return what the first steps of A wait for: the last of their providers' C and D."""
        more: dict[int, list[int]] = {}
        for service in range(len(self._calls.names)):
            providers = self._calls.outside_providers(service)
            self._add(more, service, "A", [(p, wave) for p in providers for wave in "CD"])
        return more

    def _add(
        self, more: dict[int, list[int]], service: int, wave: str, after: list[tuple[int, str]]
    ) -> None:
        names = self._calls.names
        ends = [
            task for other, letter in after for task in self._end.get((names[other], letter), ())
        ]
        if ends:
            more.update(dict.fromkeys(self._begin.get((names[service], wave), ()), ends))
