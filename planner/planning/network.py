"""System -> task network: what waits for what while the system is being built.

The rules are those of the decomposition that planner is built on: Wave 0 first; then, for each
service, A, B and after them C and D side by side; contract work beside them; milestones as gates;
real integration, hardening and release after the milestones. Tasks are made in an order in which
each one's predecessors exist already, so the network is acyclic by construction, whatever circles
the services call each other in.
"""

from collections.abc import Mapping, Sequence

from planner.model.plan import Network, Task, TaskKind
from planner.model.system import System
from planner.planning.calls import call_graph
from planner.planning.contract_work import ContractWork
from planner.planning.draft import Draft
from planner.planning.foundation import add_foundation
from planner.planning.seed import MILESTONES
from planner.planning.steps import PlannedStep, StepPlanner, WaveSteps

_MILESTONE_TITLES = dict(MILESTONES)
_DEPLOY = "E-1"
_NOTHING: Mapping[str, list[int]] = {}


def build_network(system: System) -> Network:
    """Return the task network of a system.

    Edges (all finish to start): a foundation item gates what it unblocks; waves of a service
    follow each other, C and D side by side after B; `B-2` waits for the ratification of the
    contracts the service publishes, `C-1` for those it provides, `D` for those it consumes (and
    `A` under a strict contract gate); M1 waits for all C and D, M2 for all E, M3 for all H;
    deployment and release follow the order of hard sync calls.
    """
    return _Builder(system).build()


class _Builder:
    def __init__(self, system: System) -> None:
        self._system = system
        self._draft = Draft()
        self._planner = StepPlanner(system.settings)
        self._services = [system.services[name] for name in sorted(system.services)]
        self._named = [(service.name, service.team) for service in self._services]
        self._steps = [self._planner.steps_of(service.manifest) for service in self._services]
        self._all_calls = call_graph(system, hard_only=False)
        self._hard_calls = call_graph(system, hard_only=True)
        self._milestones: dict[str, int] = {}
        self._deployed: dict[int, int] = {}
        self._step_gates: dict[str, dict[str, list[int]]] = {}

    def build(self) -> Network:
        draft, policy = self._draft, self._system.settings.policy
        gates = add_foundation(draft, self._system.settings)
        self._step_gates = {wave: gates.steps_of(wave) for wave in "ABCD"}
        self._milestones["M0"] = gates.complete
        contracts = ContractWork(self._system, self._planner, self._all_calls, gates)
        contracts.add_to(draft)
        self._add_waves_a_to_d(contracts)
        self._add_milestone("M1", [gates.complete, *draft.dangling(), *gates.of("M1")])
        hardening = self._add_hardening("M1") if policy.early_hardening else []
        self._add_integration()
        self._add_milestone("M2", [self._milestones["M1"], *draft.dangling(but=hardening)])
        if not policy.early_hardening:
            hardening = self._add_hardening("M2")
        self._add_milestone("M3", [self._milestones["M2"], *hardening])
        self._add_release()
        return draft.network(contracts.notes)

    def _add_milestone(self, name: str, waits_for: list[int]) -> None:
        title = _MILESTONE_TITLES[name]
        task = Task(name, TaskKind.MILESTONE, "M", name, title, "", "", "", 0)
        self._milestones[name] = self._draft.add(task, waits_for)

    def _add_waves_a_to_d(self, contracts: ContractWork) -> None:
        # Wave D of a cycle's services comes after all their C: what-if edges go from C to D.
        for group in self._all_calls.groups:
            after_b = {number: self._add_a_b_c(number, contracts) for number in group}
            for number, frontier in after_b.items():
                agreed = contracts.ratified(self._services[number].needs)
                gates = contracts.gates
                gate = [*frontier, *agreed, *gates.of("D")]
                self._add_wave(number, "D", gate, self._step_gates["D"])

    def _add_a_b_c(self, number: int, contracts: ContractWork) -> list[int]:
        """Add the waves A to C of a service; return the tasks that end its Wave B."""
        service, gates = self._services[number], contracts.gates
        after_a = self._add_wave(
            number, "A", contracts.wave_a_gate(service.name), self._step_gates["A"]
        )
        after_b = self._add_wave(
            number,
            "B",
            [*after_a, *gates.of("B")],
            self._step_gates["B"],
            {"B-2": contracts.ratified(service.publishes)},
        )
        self._add_wave(
            number,
            "C",
            [*after_b, *gates.of("C")],
            self._step_gates["C"],
            {"C-1": contracts.ratified(service.provides)},
        )
        return after_b

    def _add_wave(
        self,
        number: int,
        letter: str,
        gate: Sequence[int],
        step_gates: Mapping[str, list[int]] = _NOTHING,
        named_gates: Mapping[str, list[int]] = _NOTHING,
    ) -> list[int]:
        """Add one wave of a service and return the tasks that end it.

        Args:
            number: the service.
            letter: the wave.
            gate: what the steps that follow no other wait for.
            step_gates: what single steps wait for besides.
            named_gates: the same; if the service has no such step, the whole wave waits for it.
        """
        wave = self._steps[number].get(letter)
        if wave is None:
            return [*gate, *(task for tasks in named_gates.values() for task in tasks)]
        draft, (name, team) = self._draft, self._named[number]
        kind, first = TaskKind.STEP, len(draft)
        gate = [*gate, *wave.missing(named_gates)] if named_gates else gate
        for position, (step, title, minutes, after) in enumerate(wave.steps):
            waits_for = [first + before for before in after]
            if position in wave.sources:
                waits_for += gate
            if step in step_gates:
                waits_for += step_gates[step]
            if step in named_gates:
                waits_for += named_gates[step]
            task = Task(f"{name}/{step}", kind, letter, step, title, name, "", team, minutes)
            draft.add(task, waits_for)
        return [first + sink for sink in wave.sinks]

    def _add_integration(self) -> None:
        """Add Wave E: deployment in the order of hard calls, then work with the real providers."""
        gate = [self._milestones["M1"]]
        for group in self._hard_calls.groups:
            first = {number: self._add_deployment(number, gate) for number in group}
            for number, made in first.items():
                self._add_after_deployment(number, gate, made)

    def _add_deployment(self, number: int, gate: list[int]) -> dict[int, int]:
        """Add `E-1` and the steps before it; return position in the wave -> task."""
        wave = self._steps[number].get("E")
        made: dict[int, int] = {}
        if wave is None:
            return made
        deploy = next((i for i, step in enumerate(wave.steps) if step.id == _DEPLOY), None)
        if deploy is None:
            return made
        for position in _with_ancestors(wave, deploy):
            waits_for = [*gate, *(made[before] for before in wave.steps[position].after)]
            if position == deploy:
                providers = self._hard_calls.outside_providers(number)
                waits_for += [self._deployed[p] for p in providers if p in self._deployed]
            made[position] = self._add_step(number, "E", wave.steps[position], waits_for)
        self._deployed[number] = made[deploy]
        return made

    def _add_after_deployment(self, number: int, gate: list[int], made: dict[int, int]) -> None:
        """Add the rest of Wave E; it needs the deployment of every hard provider."""
        wave = self._steps[number].get("E")
        if wave is None:
            return
        live = [
            self._deployed[p] for p in self._hard_calls.providers[number] if p in self._deployed
        ]
        for position, step in enumerate(wave.steps):
            if position not in made:
                before = [made[index] for index in step.after]
                made[position] = self._add_step(number, "E", step, [*gate, *live, *before])

    def _add_hardening(self, milestone: str) -> list[int]:
        """Add Wave H of all services after a milestone; return the tasks that end it."""
        gate = [self._milestones[milestone]]
        ends: list[int] = []
        for number in range(len(self._services)):
            ends += self._add_wave(number, "H", gate)
        return ends

    def _add_release(self) -> None:
        """Add Wave R: each service after all its hard providers outside its own cycle.

        Services without steps of Wave R are not released: nobody waits for them.
        """
        numbers = [number for number, steps in enumerate(self._steps) if "R" in steps]
        calls = self._hard_calls
        if len(numbers) < len(self._services):
            among = [self._services[number].name for number in numbers]
            calls = call_graph(self._system, hard_only=True, among=among)
        released: dict[int, list[int]] = {}
        for group in calls.groups:
            for place in group:
                gate = [self._milestones["M3"]]
                for provider in calls.outside_providers(place):
                    gate += released[provider]
                released[place] = self._add_wave(numbers[place], "R", gate)

    def _add_step(self, number: int, letter: str, step: PlannedStep, waits_for: list[int]) -> int:
        name, team = self._named[number]
        step_id, title, minutes, _ = step
        kind = TaskKind.STEP
        task = Task(f"{name}/{step_id}", kind, letter, step_id, title, name, "", team, minutes)
        return self._draft.add(task, waits_for)


def _with_ancestors(wave: WaveSteps, position: int) -> list[int]:
    """Return a step of a wave and all that come before it, in order."""
    wanted = {position}
    for index in range(position, -1, -1):
        if index in wanted:
            wanted.update(wave.steps[index].after)
    return sorted(wanted)
