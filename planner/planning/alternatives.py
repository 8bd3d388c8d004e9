"""What contract-first saves: the same system planned in other ways."""

from collections.abc import Iterator, Mapping

from planner.model.plan import Alternative, Network, Timing
from planner.model.system import System
from planner.planning.calls import CallGraph, call_graph
from planner.planning.cpm import compute_timing, earliest_finishes
from planner.planning.network import build_network
from planner.planning.steps import StepPlanner

_WITHOUT_STUBS = "consumers wait for live providers before Wave D"
_ONE_AFTER_ANOTHER = "consumers start when their providers have ended Waves C and D"
_LEAN = "Wave A no longer waits for the contracts a service calls"


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
            _with_more("without-stubs", _WITHOUT_STUBS, ends.c_before_d(), network, timing),
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


def _lean(system: System) -> System:
    policy = system.settings.policy.model_copy(update={"contract_gate": "lean"})
    settings = system.settings.model_copy(update={"policy": policy})
    return System(settings, system.services, system.contracts, system.sync_edges, ())


class _WaveEnds:
    """Which tasks begin and end the waves of each service."""

    def __init__(self, system: System, network: Network) -> None:
        planner = StepPlanner(system.settings)
        self._calls: CallGraph = call_graph(system, hard_only=False)
        self._index = network.index
        self._steps = [
            planner.steps_of(system.services[name].manifest) for name in self._calls.names
        ]

    def _sources(self, service: int, letter: str) -> Iterator[int]:
        wave = self._steps[service].get(letter)
        if wave:
            for position in sorted(wave.sources):
                yield self._task(service, wave.steps[position].id)

    def _sinks(self, service: int, letter: str) -> Iterator[int]:
        wave = self._steps[service].get(letter)
        if wave:
            for position in wave.sinks:
                yield self._task(service, wave.steps[position].id)

    def _task(self, service: int, step: str) -> int:
        return self._index[f"{self._calls.names[service]}/{step}"]

    def c_before_d(self) -> dict[int, list[int]]:
        """Return what the first steps of D wait for: the last steps of their providers' C."""
        more: dict[int, list[int]] = {}
        for service, providers in enumerate(self._calls.providers):
            ends = [task for provider in providers for task in self._sinks(provider, "C")]
            if ends:
                more.update(dict.fromkeys(self._sources(service, "D"), ends))
        return more

    def all_before_a(self) -> dict[int, list[int]]:
        """Return what the first steps of A wait for: the last of their providers' C and D."""
        more: dict[int, list[int]] = {}
        for service in range(len(self._calls.names)):
            ends = [
                task
                for provider in self._calls.outside_providers(service)
                for letter in "CD"
                for task in self._sinks(provider, letter)
            ]
            if ends:
                more.update(dict.fromkeys(self._sources(service, "A"), ends))
        return more
