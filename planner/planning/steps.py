"""The steps of one service: the seed steps, changed by the workspace and by its manifest.

The rules by which changes apply are here alone: whoever checks what users write asks here too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import NamedTuple

from planner.model.duration import Estimate
from planner.model.manifest import Manifest
from planner.model.workspace_file import StepChange, WorkspaceFile
from planner.planning.seed import DEFAULT_ESTIMATES, SEED_STEPS, WAVES


class PlannedStep(NamedTuple):
    """One step of a service.

    Args:
        minutes: expected duration.
        after: indexes of the steps of the same wave that come first; all smaller than its own.
    """

    id: str
    title: str
    minutes: int
    after: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WaveSteps:
    """The steps of one wave in an order in which they can be done."""

    letter: str
    steps: tuple[PlannedStep, ...]
    sources: frozenset[int]
    """Indexes of the steps that come after no other."""
    sinks: tuple[int, ...]
    """Indexes of the steps that no other comes after."""
    ids: frozenset[str]

    def missing(self, gates: Mapping[str, list[int]]) -> list[int]:
        """Return what steps wait for that the wave doesn't have."""
        return [task for step, tasks in gates.items() if step not in self.ids for task in tasks]


ServiceSteps = Mapping[str, WaveSteps]
"""By wave letter; a wave without steps is left out."""
Changes = Mapping[str, StepChange]
"""By step."""
_SEED = tuple(step.id for step in SEED_STEPS)


def all_steps(changes: Changes) -> frozenset[str]:
    """Return the ids of the seed steps and of those that changes add, dropped ones included."""
    return frozenset((*_SEED, *changes))


def _estimated(waves: ServiceSteps, estimates: Mapping[str, Estimate]) -> ServiceSteps:
    """Return the same steps with some other estimates; waves without any are not copied."""
    changed = dict(waves)
    for step, estimate in estimates.items():
        wave = changed.get(step[:1])
        if wave and step in wave.ids:
            minutes = estimate.expected
            steps = tuple(s._replace(minutes=minutes) if s.id == step else s for s in wave.steps)
            changed[wave.letter] = replace(wave, steps=steps)
    return changed


def merge_changes(first: Changes, second: Changes) -> dict[str, StepChange]:
    """Return a workspace's step changes with those of a manifest on top, key by key."""
    merged = dict(first)
    for step, change in second.items():
        told = {key: getattr(change, key) for key in change.model_fields_set}
        merged[step] = merged.get(step, StepChange()).model_copy(update=told)
    return merged


def steps_of_wave(letter: str, changes: Changes) -> list[str]:
    """Return the steps of a wave that are not dropped, by number."""
    names = dict.fromkeys((*_SEED, *changes))
    kept = (s for s in names if s[0] == letter and not (s in changes and changes[s].drop))
    return sorted(kept, key=lambda step: int(step[2:]))


def wave_order(wave: Sequence[str], changes: Changes) -> dict[str, tuple[str, ...]]:
    """Return what each step of a wave follows: what its change says, else the step before it.

    Args:
        wave: from `steps_of_wave`.
        changes: what `after` says there counts, as far as it names steps of the wave.
    """
    found = {}
    for position, step in enumerate(wave):
        told = changes[step].after if step in changes else None
        default = tuple(wave[max(0, position - 1) : position])
        found[step] = default if told is None else tuple(name for name in told if name in wave)
    return found


class StepPlanner:
    """Gives each service its steps; services that change nothing share one answer."""

    def __init__(self, settings: WorkspaceFile) -> None:
        """Take the workspace's own changes and estimates."""
        self._settings = settings
        self._default = _service_steps(settings, settings.steps, {})

    def steps_of(self, manifest: Manifest) -> ServiceSteps:
        """Return the steps of a service, by wave."""
        if not manifest.steps:
            return _estimated(self._default, manifest.estimates)
        changes = merge_changes(self._settings.steps, manifest.steps)
        return _service_steps(self._settings, changes, manifest.estimates)

    def waves_of(self, manifest: Manifest) -> frozenset[str]:
        """Return the letters of the waves in which a service has a step."""
        if not manifest.steps:
            return frozenset(self._default)
        general, own = self._settings.steps, manifest.steps
        return frozenset(
            step[0] for step in all_steps({**general, **own}) if _is_kept(step, general, own)
        )

    def minutes_of(self, step: str, manifest: Manifest) -> int:
        """Return the expected minutes of a step that every service has (`define`, `ratify`)."""
        return _minutes(step, self._settings.estimates, manifest.estimates)


def _is_kept(step: str, general: Changes, own: Changes) -> bool:
    """Return what `drop` says in the end, without merging anything: this is asked often."""
    change = own.get(step)
    if change is None or "drop" not in change.model_fields_set:
        change = general.get(step)
    return change is None or not change.drop


def _minutes(step: str, general: Mapping[str, Estimate], special: Mapping[str, Estimate]) -> int:
    estimate = special.get(step) or general.get(step) or DEFAULT_ESTIMATES.get(step)
    return (estimate or Estimate.of_days(1)).expected


def _service_steps(
    settings: WorkspaceFile, changes: Mapping[str, StepChange], estimates: Mapping[str, Estimate]
) -> ServiceSteps:
    titles = {step.id: step.title for step in SEED_STEPS}
    for step, change in changes.items():
        titles[step] = change.title or titles.get(step, step)
    waves = {}
    for letter, _ in WAVES:
        names = steps_of_wave(letter, changes)
        if names:
            minutes = {name: _minutes(name, settings.estimates, estimates) for name in names}
            waves[letter] = _wave(letter, wave_order(names, changes), titles, minutes)
    return waves


def _wave(
    letter: str,
    after: Mapping[str, tuple[str, ...]],
    titles: Mapping[str, str],
    minutes: Mapping[str, int],
) -> WaveSteps:
    order = _feasible_order(after)
    index = {name: position for position, name in enumerate(order)}
    steps = tuple(
        PlannedStep(
            name,
            titles[name],
            minutes[name],
            tuple(sorted(index[before] for before in after[name])),
        )
        for name in order
    )
    followed = set(chain.from_iterable(step.after for step in steps))
    return WaveSteps(
        letter,
        steps,
        frozenset(i for i, step in enumerate(steps) if not step.after),
        tuple(i for i in range(len(steps)) if i not in followed),
        frozenset(order),
    )


def _feasible_order(after: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the steps of a wave so that each follows what it waits for; ties keep their order."""
    order: list[str] = []
    waiting = list(after)
    while waiting:
        ready = next(name for name in waiting if all(before in order for before in after[name]))
        waiting.remove(ready)
        order.append(ready)
    return order
