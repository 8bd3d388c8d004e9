"""What the progress files say, by task of the network."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from planner.model.plan import Network, TaskKind
from planner.model.problem import Level, Problem
from planner.model.progress_file import ProgressFile, StepProgress
from planner.model.source import Place
from planner.model.system import System


@dataclass(frozen=True, slots=True)
class Entry:
    """What was written about one task, and where."""

    progress: StepProgress
    place: Place

    def at(self, key: str) -> Place:
        """Return the place of one of its keys, or its own if the key is not written."""
        return self.place.at(key) if key in self.progress.model_fields_set else self.place

    @property
    def dates(self) -> list[date]:
        """The dates that it names."""
        return [day for day in (self.progress.started, self.progress.finished) if day]


@dataclass(frozen=True, slots=True)
class Record:
    """All progress of a system.

    Args:
        entries: by task index, ascending.
        problems: warnings about progress that fits no task.
    """

    entries: Mapping[int, Entry]
    problems: tuple[Problem, ...]


def read_record(system: System, network: Network) -> Record:
    """Return what the progress files of a system say about the tasks of its network."""
    entries: dict[int, Entry] = {}
    problems: list[Problem] = []
    versions = _versions(network)
    for name, file in system.progress.items():
        place = system.progress_places.get(name) or _usual_place(system, name)
        for ids, what, entry in _entries(name, file, place, versions):
            found = [network.index[task] for task in ids if task in network.index]
            entries.update(dict.fromkeys(found, entry))
            if not found:
                problems.append(_unplanned(what, entry.place))
    return Record(dict(sorted(entries.items())), tuple(problems))


def _usual_place(system: System, name: str) -> Place:
    return Place(f"{system.settings.progress}/{name or 'shared'}.yaml")


def _versions(network: Network) -> dict[tuple[str, str], list[str]]:
    """Return the keys of a provider's contract, by provider and contract id."""
    found: dict[tuple[str, str], list[str]] = {}
    for task in network.tasks:
        if task.kind is TaskKind.CONTRACT and task.step == "define":
            contract = task.contract.rpartition("@")[0]
            found.setdefault((task.service, contract), []).append(task.contract)
    return found


def _entries(
    name: str, file: ProgressFile, place: Place, versions: Mapping[tuple[str, str], list[str]]
) -> Iterator[tuple[list[str], str, Entry]]:
    """Yield the ids of the tasks concerned (several for several versions), a name, the entry."""
    for step, progress in file.steps.items():
        yield [f"{name}/{step}"], f"step `{step}`", Entry(progress, place.at("steps", step))
    for contract, work in file.contracts.items():
        keys = versions.get((name, contract), [])
        for step, told in (("define", work.define), ("ratify", work.ratify)):
            if told:
                where = place.at("contracts", contract, step)
                ids = [f"{key}/{step}" for key in keys]
                yield ids, f"contract `{contract}`", Entry(told, where)
    for item, progress in file.foundation.items():
        where = place.at("foundation", item)
        yield [f"0/{item}"], f"foundation item `{item}`", Entry(progress, where)
    for milestone, passed in file.milestones.items():
        done = StepProgress(state="done", finished=passed.passed)
        where = place.at("milestones", milestone, "passed")
        yield [milestone], f"milestone `{milestone}`", Entry(done, where)


def _unplanned(what: str, place: Place) -> Problem:
    return Problem(
        "progress-without-task",
        f"the plan has no {what}, so its progress counts for nothing",
        place,
        "correct the name, or remove the entry",
        Level.WARNING,
    )
