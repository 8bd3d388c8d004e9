"""Every version of every contract against the one before it, in as many processes as there are."""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import pairwise

from planner.app.check.checking import positions_of
from planner.app.check.revision import Revision, read_revision
from planner.app.diff import DiffOptions
from planner.app.diff_accepted import split_accepted
from planner.app.diff_inputs import Side
from planner.app.diff_modes import names_of, promises_of
from planner.app.diff_pairs import Pair, pair_entries
from planner.app.diff_policy import policy_at
from planner.app.diff_run import Job, run_job
from planner.app.diff_sources import find_entries, read_bundle
from planner.app.memory_files import MemoryFiles
from planner.app.ports import Files
from planner.compatibility.options import CompareOptions
from planner.governance.gate import (
    Situation,
    changed_since_ratified,
    decide,
    demanded_version,
    unreadable,
)
from planner.model.check_view import Block, ChangeKind, CheckedContract, CheckView
from planner.model.contract import Contract
from planner.model.errors import InputError
from planner.model.finding import Finding
from planner.model.problem import Problem
from planner.model.ratification import LedgerState
from planner.model.source import Place
from planner.model.system import System

_BATCH = 16
"""Versions that travel to another process together."""

MakeExecutor = Callable[[int], Executor]
Tell = Callable[[int, int], object]
"""Told how many versions are done, and of how many."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A version and the one before it: all that a process needs to compare them."""

    contract: str
    old: Mapping[str, bytes]
    new: Mapping[str, bytes]
    old_folder: str
    new_folder: str


@dataclass(frozen=True, slots=True)
class _Told:
    """What a comparison has found, or why it could not be made."""

    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()


def check_all_versions(
    files: Files,
    today: date,
    make_executor: MakeExecutor,
    *,
    folder: str = "",
    tell: Tell | None = None,
) -> tuple[CheckView, tuple[Problem, ...]]:
    """Return whether every version number says what its version changed, whoever runs it.

    Args:
        files: the workspace.
        today: the day on which sunset dates are judged.
        make_executor: makes what runs the comparisons, given how many batches there are.
        folder: how the user names the workspace's folder.
        tell: told about the progress.

    Raises:
        InputError: the workspace can't be read.
    """
    revision = read_revision(files, judges_ledger=True)
    if revision.system is None or revision.errors:
        raise InputError(revision.errors)
    pairs = list(_pairs(revision))
    options = DiffOptions(today, policy=policy_at(files, revision.system.settings.diff_policy))
    steps = [_step(revision, old, new) for old, new in pairs]
    told = _run(steps, options, make_executor, tell)
    found = [_checked(old, new, one) for (old, new), one in zip(pairs, told, strict=True)]
    blocked = [item for item in found if item.blocks]
    frozen = list(_frozen(revision.system))
    count = len(revision.contracts)
    view = CheckView(
        revision.system.name,
        "",
        "",
        tuple(sorted([*blocked, *frozen], key=lambda item: item.key)),
        (),
        count - len({item.key for item in (*blocked, *frozen)}),
        folder,
    )
    return replace(view, positions=positions_of(files, view)), ()


def _pairs(revision: Revision) -> Iterator[tuple[Contract, Contract]]:
    """Yield each version with the one before it, by contract."""
    for versions in revision.versions().values():
        yield from pairwise(versions)


def _step(revision: Revision, old: Contract, new: Contract) -> _Step:
    texts = [{path: revision.files.read(path) for path in item.files} for item in (old, new)]
    return _Step(new.id, texts[0], texts[1], old.folder, new.folder)


def _run(
    steps: Sequence[_Step], options: DiffOptions, make_executor: MakeExecutor, tell: Tell | None
) -> list[_Told]:
    """Return what each comparison has found, in order."""
    batches = [tuple(steps[start : start + _BATCH]) for start in range(0, len(steps), _BATCH)]
    if not batches:
        return []
    told: list[_Told] = []
    with make_executor(len(batches)) as executor:
        for done in executor.map(partial(_compare_batch, options), batches):
            told += done
            if tell:
                tell(len(told), len(steps))
    return told


def _compare_batch(options: DiffOptions, batch: Sequence[_Step]) -> list[_Told]:
    """Return what each step has found; in another process, which was not started by us."""
    # to look for circular garbage, of which there is next to none, would take a quarter of the time
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return [_compare(step, options) for step in batch]
    finally:
        if was_enabled:
            gc.enable()


def _compare(step: _Step, options: DiffOptions) -> _Told:
    """Return what changed in one step; errors are values, so that they travel anywhere."""
    old, new = (
        Side("", MemoryFiles(contents), folder, is_folder=True, contract=step.contract)
        for contents, folder in ((step.old, step.old_folder), (step.new, step.new_folder))
    )
    findings: list[Finding] = []
    try:
        for pair in pair_entries(old, new, find_entries(old), find_entries(new)):
            sides = [
                read_bundle(side, entry.path, entry.kind) if entry else None
                for side, entry in ((old, pair.old), (new, pair.new))
            ]
            outcome = run_job(Job(sides[0], sides[1], _judged_by(pair, old, new, options)))
            problems = (*outcome.old_problems, *outcome.new_problems)
            if problems:
                return _Told(problems=problems)
            findings += split_accepted(outcome.findings, options.policy, options.today)[0]
    except InputError as error:
        return _Told(problems=tuple(error.problems))
    return _Told(tuple(findings))


def _judged_by(pair: Pair, old: Side, new: Side, options: DiffOptions) -> CompareOptions:
    names = names_of(pair, old, new, None)
    promises = promises_of(options.promises, options.policy.policy, names)
    return promises.within(options.for_comparison())


def _checked(old: Contract, new: Contract, told: _Told) -> CheckedContract:
    place = Place(new.files[0])
    situation = Situation(
        new.key,
        new.version,
        ChangeKind.ADDED,
        old.version,
        told.findings,
        folder=new.folder,
        place=place,
    )
    return CheckedContract(
        new.key,
        new.provider,
        ChangeKind.ADDED,
        old.key,
        told.findings,
        demanded_version(situation),
        blocks=(
            *(unreadable(new.key, problem) for problem in told.problems),
            *decide(situation),
        ),
        place=place,
    )


def _frozen(system: System) -> Iterator[CheckedContract]:
    """Yield versions whose files are not what was agreed to."""
    for key, standing in system.standings.items():
        if standing.state is LedgerState.CHANGED and key in system.contracts:
            contract = system.contracts[key]
            place = Place(contract.files[0])
            block: Block = changed_since_ratified(key, contract.folder, place)
            yield CheckedContract(
                key,
                contract.provider,
                ChangeKind.EDITED,
                standing=standing,
                blocks=(block,),
                place=place,
            )
