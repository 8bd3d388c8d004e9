"""What the progress files and the ledger say, by task of the network.

Where both speak about the ratification of a contract, the ledger is right: it shows who agreed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from planner.model.plan import Network, TaskKind
from planner.model.problem import Level, Problem
from planner.model.progress_file import ProgressFile, StepProgress
from planner.model.ratification import LedgerState, Standing
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
    versions = _versions(system, network)
    for name, file in system.progress.items():
        place = system.progress_places.get(name) or _usual_place(system, name)
        for ids, what, entry in _entries(name, file, place, versions):
            found = [network.index[task] for task in ids if task in network.index]
            entries.update(dict.fromkeys(found, entry))
            if not found and not _is_ratified(system, ids):
                problems.append(_unplanned(what, entry.place))
    for standing in system.standings.values():
        problems += _by_ledger(standing, network, entries)
    return Record(dict(sorted(entries.items())), tuple(problems))


def _is_ratified(system: System, tasks: list[str]) -> bool:
    """Return whether tasks are contract work that was done before the plan began."""
    keys = [task.rpartition("/")[0] for task in tasks]
    standings = [system.standings.get(key) for key in keys]
    return bool(keys) and all(found and found.last_ratified for found in standings)


def _by_ledger(
    standing: Standing, network: Network, entries: dict[int, Entry]
) -> Iterator[Problem]:
    """Write down what the ledger says about the two tasks of a contract version."""
    define, ratify = (network.index.get(f"{standing.key}/{step}") for step in ("define", "ratify"))
    if define is None or ratify is None:
        return
    first = _place_of(standing)
    if standing.last_ratified:
        done = StepProgress(state="done", finished=standing.last_ratified)
        for task in (define, ratify):
            if task not in entries or entries[task].progress.state != "done":
                entries[task] = Entry(done, first)
    elif ratify in entries and entries[ratify].progress.state == "done":
        yield _not_ratified(standing, entries[ratify].place)
        entries[ratify] = Entry(StepProgress(state="in-progress"), entries[ratify].place)
    elif standing.state is LedgerState.PARTIAL and ratify not in entries:
        entries[ratify] = Entry(StepProgress(state="in-progress"), first)


def _place_of(standing: Standing) -> Place:
    every = [item.entry for found in standing.approvals.values() for item in found]
    every += [item.entry for item in standing.rejections]
    return min((entry.place for entry in every), key=lambda place: place.file)


def _not_ratified(standing: Standing, place: Place) -> Problem:
    missing = ", ".join(f"`{team}`" for team in standing.missing)
    return Problem(
        "not-ratified",
        f"`{standing.key}` is not ratified: by the ledger, {missing} did not agree to it as it is",
        place,
        f"see `plan ratify --status {standing.key}`",
        Level.WARNING,
    )


def _usual_place(system: System, name: str) -> Place:
    return Place(f"{system.settings.progress}/{name or 'shared'}.yaml")


def _versions(system: System, network: Network) -> dict[tuple[str, str], list[str]]:
    """Return the keys of a provider's contract, by provider and contract id.

    What was ratified before the plan began is among them, though it is no work of the plan.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for task in network.tasks:
        if task.kind is TaskKind.CONTRACT and task.step == "define":
            contract = task.contract.rpartition("@")[0]
            found.setdefault((task.service, contract), []).append(task.contract)
    for key, standing in system.standings.items():
        if standing.last_ratified and f"{key}/define" not in network.index:
            owned = system.contracts[key]
            found.setdefault((owned.provider, owned.id), []).append(key)
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
