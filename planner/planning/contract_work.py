"""Contract work: each contract is defined, then ratified by its provider and its consumers."""

from collections.abc import Iterable

from planner.model.contract import Contract
from planner.model.plan import Task, TaskKind
from planner.model.system import System
from planner.planning.calls import CallGraph
from planner.planning.draft import Draft
from planner.planning.foundation import FoundationGates
from planner.planning.parties import named_contracts
from planner.planning.seed import CONTRACT_STEPS
from planner.planning.steps import StepPlanner


class ContractWork:
    """The contract tasks of a system, and what waits for them."""

    def __init__(
        self, system: System, planner: StepPlanner, calls: CallGraph, gates: FoundationGates
    ) -> None:
        """Take the system, its sync calls (hard and soft) and the gates of Wave 0."""
        self.gates = gates
        self.notes: list[str] = []
        self._services = system.services
        self._planner = planner
        self._calls = calls
        self._strict = system.settings.policy.contract_gate == "strict"
        self._with_provider = system.settings.policy.contract_start == "with-provider"
        self._ratified: dict[str, int] = {}
        self._called: dict[str, list[str]] = {}
        for edge in system.sync_edges:
            self._called.setdefault(edge.consumer, []).append(f"{edge.contract}@{edge.version}")
        self._owned: dict[str, list[Contract]] = {}
        for contract in _contracts_in_use(system):
            self._owned.setdefault(contract.provider, []).append(contract)

    def add_to(self, draft: Draft) -> None:
        """Add `define` and `ratify` of every contract that a manifest names.

        Providers come before their consumers, so that contract work which starts together with
        its provider's Wave A finds the ratifications that this Wave A waits for. In a cycle of
        calls that would wait for itself: contract work starts upfront there.
        """
        for group in self._calls.groups:
            in_cycle = len(group) > 1
            for number in group:
                name = self._calls.names[number]
                start = list(self.gates.of("contracts"))
                if self._with_provider and not in_cycle:
                    start += self.wave_a_gate(name)
                for contract in self._owned.get(name, ()):
                    self._add_contract(draft, contract, start)
        if self._with_provider and self._strict:
            self.notes += [
                f"{', '.join(cycle)} call each other in a circle: "
                "their contracts are defined right after Wave 0, not with their providers, "
                "so they can end sooner than the same services without the circle"
                for cycle in sorted(self._calls.cycles)
            ]

    def wave_a_gate(self, service: str) -> list[int]:
        """Return what Wave A of a service waits for."""
        called = self._called.get(service, ()) if self._strict else ()
        return [*self.gates.of("A"), *self.ratified(called)]

    def ratified(self, contracts: Iterable[str]) -> list[int]:
        """Return the `ratify` tasks of contracts given by key."""
        return [self._ratified[key] for key in contracts if key in self._ratified]

    def _add_contract(self, draft: Draft, contract: Contract, start: list[int]) -> None:
        service = self._services[contract.provider]
        last = -1
        for step in CONTRACT_STEPS:
            task = Task(
                f"{contract.key}/{step.id}",
                TaskKind.CONTRACT,
                "K",
                step.id,
                f"{step.title} {contract.key}",
                contract.provider,
                contract.key,
                service.team,
                self._planner.minutes_of(step.id, service.manifest),
            )
            last = draft.add(task, start if last < 0 else [last])
        self._ratified[contract.key] = last


def _contracts_in_use(system: System) -> list[Contract]:
    """Return the contracts that a manifest names and that are work, in order of their keys.

    What the ledger shows as ratified before the plan begins is no work of the plan. What is
    ratified later stays in it, as work that is done: dates are compared with the plan as it was.
    """
    named = named_contracts(system) - _ratified_before(system)
    return [contract for key, contract in sorted(system.contracts.items()) if key in named]


def _ratified_before(system: System) -> set[str]:
    start = system.settings.calendar.start
    return {
        key
        for key, standing in system.standings.items()
        if standing.last_ratified and standing.last_ratified < start
    }
