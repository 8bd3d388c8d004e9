"""The steps of one service: the seed steps, changed by the workspace and by its manifest."""

from collections.abc import Mapping
from dataclasses import dataclass
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


ServiceSteps = Mapping[str, WaveSteps]
"""By wave letter; a wave without steps is left out."""


class StepPlanner:
    """Gives each service its steps; services that change nothing share one answer."""

    def __init__(self, settings: WorkspaceFile) -> None:
        """Take the workspace's own changes and estimates."""
        self._settings = settings
        self._default = _service_steps(settings, settings.steps, {})

    def steps_of(self, manifest: Manifest) -> ServiceSteps:
        """Return the steps of a service, by wave."""
        if not manifest.steps and not manifest.estimates:
            return self._default
        changes = _merge(self._settings.steps, manifest.steps)
        return _service_steps(self._settings, changes, manifest.estimates)

    def minutes_of(self, step: str, manifest: Manifest) -> int:
        """Return the expected minutes of a step that every service has (`define`, `ratify`)."""
        return _minutes(step, self._settings.estimates, manifest.estimates)


def _merge(
    first: Mapping[str, StepChange], second: Mapping[str, StepChange]
) -> dict[str, StepChange]:
    merged = dict(first)
    for step, change in second.items():
        told = change.model_dump(exclude_unset=True)
        merged[step] = merged.get(step, StepChange()).model_copy(update=told)
    return merged


def _minutes(step: str, general: Mapping[str, Estimate], special: Mapping[str, Estimate]) -> int:
    estimate = special.get(step) or general.get(step) or DEFAULT_ESTIMATES.get(step)
    return (estimate or Estimate.of_days(1)).expected


def _service_steps(
    settings: WorkspaceFile, changes: Mapping[str, StepChange], estimates: Mapping[str, Estimate]
) -> ServiceSteps:
    titles = {step.id: step.title for step in SEED_STEPS}
    for step, change in changes.items():
        titles[step] = change.title or titles.get(step, step)
    kept = [step for step in titles if step not in changes or not changes[step].drop]
    waves = {}
    for letter, _ in WAVES:
        names = sorted((s for s in kept if s[0] == letter), key=lambda s: int(s[2:]))
        if names:
            after = {name: _after(name, names, changes) for name in names}
            minutes = {name: _minutes(name, settings.estimates, estimates) for name in names}
            waves[letter] = _wave(letter, after, titles, minutes)
    return waves


def _after(step: str, wave: list[str], changes: Mapping[str, StepChange]) -> tuple[str, ...]:
    """Return what a step follows: what its change says, else the step before it in the wave."""
    told = changes[step].after if step in changes else None
    if told is not None:
        return tuple(name for name in told if name in wave)
    position = wave.index(step)
    return (wave[position - 1],) if position else ()


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
