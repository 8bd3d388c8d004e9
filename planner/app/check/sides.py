"""The revisions that the gate compares, and when it refuses to compare them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from posixpath import dirname

from planner.app.check.changes import find_changes
from planner.app.check.revision import Revision, read_revision
from planner.app.check.snapshot_files import SnapshotFiles
from planner.app.check.submodules import refuse_submodules
from planner.app.ports import Commit, Files, Fork, World
from planner.app.workspace.dangling import LEADS_NOWHERE
from planner.app.workspace.reading import SETTINGS
from planner.model.errors import InputError
from planner.model.problem import Level, Problem
from planner.model.ratification import LedgerEntry
from planner.model.system import System

DANGLING = LEADS_NOWHERE | {"unknown-message", "unknown-operation"}
"""Errors of a workspace that a change of a contract causes elsewhere: the gate's own business."""


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What the gate is told.

    Args:
        today: the day on which flags, sunset dates and acceptances are judged.
        base: a branch, tag or commit; empty: where the current branch left the default one.
        head: a branch, tag or commit whose workspace is judged; empty: what is on disk.
        inside: the workspace's path below the top of its repository; None: that of the files.
        folder: how the user names the workspace's folder.
        is_named: the user named the workspace; it was not found by looking upwards.
    """

    today: date
    base: str = ""
    head: str = ""
    inside: str | None = None
    folder: str = ""
    is_named: bool = True


@dataclass(frozen=True, slots=True)
class Sides:
    """A workspace before and after a change.

    Args:
        fork: where the change has started.
        base: the workspace there; what the change has done is the difference to it.
        tip: the workspace into which the change goes, as it is now. Who may agree, and by what
            rules, is read there: a change that has started before somebody was taken off the
            list can't be agreed to by them.
        head: after the change.
        system: that of `head`.
        warnings: what else there is to tell.
    """

    fork: Fork
    base: Revision
    tip: Revision
    head: Revision
    system: System
    warnings: tuple[Problem, ...] = ()

    @property
    def ledger(self) -> tuple[LedgerEntry, ...]:
        """The ledger as it will be once the change is merged."""
        if self.tip is self.base:
            return self.head.ledger
        before, after = set(self.base.ledger), set(self.tip.ledger)
        own = set(self.head.ledger)
        left = [entry for entry in self.head.ledger if entry in after or entry not in before]
        return (*left, *(e for e in self.tip.ledger if e not in before and e not in own))


def read_sides(files: Files | None, world: World, options: CheckOptions) -> Sides:
    """Return the workspace before and after a change.

    Args:
        files: the workspace on disk; None: that of `options.head`.
        world: its repository.
        options: with what to compare.

    Raises:
        InputError: there is no repository or no base, or something can't be read, so that nothing
            can be said about the change.
    """
    history = world.workspace_history if files is not None else world.history
    fork = history.fork(options.base, options.head)
    reader = _Reader(files, world, options)
    sides = reader.sides(fork)
    if fork.earlier is not None and not _differ(sides):
        return reader.sides(fork.earlier)
    return sides


def _differ(sides: Sides) -> bool:
    """Return whether anything that the gate looks at is different."""
    base, head = sides.base, sides.head
    is_same = base.system == head.system and base.ledger == head.ledger
    return not is_same or bool(find_changes(base, head))


def nothing_compared(sides: Sides, options: CheckOptions) -> Iterator[Problem]:
    """Yield that the base is the very commit that is checked, so that nothing closes the gate."""
    is_same = sides.fork.snapshot.commit == sides.fork.work.commit
    if options.base and is_same and not _differ(sides):
        yield Problem(
            "nothing-to-compare",
            f"`{sides.fork.name}` is the commit that is checked: there is no change to judge",
            hint="name the commit before the change: `--base REF`",
            level=Level.WARNING,
        )


@dataclass(frozen=True, slots=True)
class _Reader:
    files: Files | None
    world: World
    options: CheckOptions

    def sides(self, fork: Fork) -> Sides:
        told = self.options.inside
        inside = self.world.workspace_inside() if told is None else told
        files = self.files or SnapshotFiles(fork.work, inside)
        if not files.exists(SETTINGS):
            raise _no_workspace(self.options.head, inside)
        before, warnings = self._before(fork, files, inside)
        base = read_revision(before)
        head = read_revision(files, base)
        for commit in {fork.snapshot.commit: fork.snapshot, fork.work.commit: fork.work}.values():
            refuse_submodules(commit, inside, base, head)
        others = [problem for problem in head.errors if problem.code not in DANGLING]
        if head.system is None or others:
            raise InputError(head.errors)
        base = _as_far_as_known(base, head)
        if fork.tip is fork.snapshot:
            return Sides(fork, base, base, head, head.system, warnings)
        tip = read_revision(self._before(fork, files, inside, fork.tip)[0], base)
        return Sides(fork, base, _as_far_as_known(tip, head), head, head.system, warnings)

    def _before(
        self, fork: Fork, files: Files, inside: str, commit: Commit | None = None
    ) -> tuple[Files, tuple[Problem, ...]]:
        """Return the workspace as it was, at its old place if the change has moved it.

        Raises:
            InputError: the change hides it behind another one.
        """
        snapshot = commit or fork.snapshot
        here = SnapshotFiles(snapshot, inside)
        if here.exists(SETTINGS):
            return here, ()
        known = [dirname(path) for path in snapshot.match("", f"**/{SETTINGS}")]
        if not self.options.is_named:
            _refuse_hidden(inside, known, fork.name)
        gone = [folder for folder in known if not self._is_there(folder, fork)]
        like = read_revision(files)
        for folder in gone:
            there = SnapshotFiles(snapshot, folder)
            if _are_akin(read_revision(there), like):
                return there, (_moved(folder, inside, fork.name),)
        return here, ()

    def _is_there(self, folder: str, fork: Fork) -> bool:
        """Return whether there is a workspace in a folder of the repository after the change."""
        path = f"{folder}/{SETTINGS}".lstrip("/")
        found = self.world.find(self.world.workspace_shown()) if self.files else None
        return found.files.exists(path) if found else fork.work.exists(path)


def _no_workspace(head: str, inside: str) -> InputError:
    where = f"`{inside}`" if inside else "the top of the repository"
    return InputError.single(
        "no-workspace",
        f"there is no plan.yaml in {where} at `{head}`",
        hint="name the workspace's folder below the top with `--workspace DIR`",
    )


def _refuse_hidden(inside: str, known: Iterable[str], base: str) -> None:
    above = [folder for folder in known if not folder or inside.startswith(f"{folder}/")]
    if above:
        nearest = max(above, key=len)
        raise InputError.single(
            "hidden-workspace",
            f"`{inside}/{SETTINGS}` is new since `{base}`, and hides the workspace in "
            f"`{nearest or '.'}`",
            hint="name the workspace that is meant: `--workspace DIR`",
        )


def _are_akin(one: Revision, other: Revision) -> bool:
    """Return whether two workspaces seem to be the same one: a service or contract is in both."""
    if one.system is None or other.system is None:
        return False
    ids = [{c.id for c in item.contracts.values()} for item in (one, other)]
    names = [one.system.services.keys(), other.system.services.keys()]
    return bool(ids[0] & ids[1]) or bool(names[0] & names[1])


def _moved(folder: str, inside: str, base: str) -> Problem:
    return Problem(
        "workspace-moved",
        f"there is no workspace in `{inside or '.'}` at `{base}`; it is compared with the one in "
        f"`{folder or '.'}`, which is gone",
        level=Level.WARNING,
    )


# ---------------------------------------------------------------------- what was broken before


def _as_far_as_known(before: Revision, head: Revision) -> Revision:
    """Return a revision, even if its plan.yaml is broken: then with that of the change.

    So that what was broken can be repaired, in a change that leaves contracts alone.

    Raises:
        InputError: it is not known who used what, or who might agree, and contracts have changed.
    """
    unclear = list(_unclear(before))
    if not unclear:
        return before
    if before.system is None:
        before = read_revision(_WithSettings(before.files, head.files.read(SETTINGS)), head)
    if find_changes(before, head) or set(_values(before.ledger)) != set(_values(head.ledger)):
        raise InputError(
            [
                replace(
                    problem,
                    message=f"before the change: {problem.message}",
                    place=None,
                    hint=f"repair `{problem.place.file if problem.place else SETTINGS}` in a "
                    "change of its own that leaves contracts and ledger alone",
                )
                for problem in unclear
            ]
        )
    return before


def _unclear(revision: Revision) -> Iterator[Problem]:
    """Yield errors besides those in contracts, which the gate tells when they have changed."""
    settings = revision.system.settings if revision.system else None
    prefix = f"{settings.contracts.strip('/').removeprefix('./')}/" if settings else None
    for problem in revision.errors:
        is_of_contract = prefix and problem.place and problem.place.file.startswith(prefix)
        if not is_of_contract and problem.code not in DANGLING:
            yield problem


def _values(ledger: Sequence[LedgerEntry]) -> Iterator[tuple[str, object]]:
    return ((entry.place.file, entry.value) for entry in ledger)


class _WithSettings:
    """Files of which plan.yaml is another one."""

    def __init__(self, files: Files, settings: bytes) -> None:
        self._files = files
        self._settings = settings

    def read(self, path: str) -> bytes:
        """Return the content of a file."""
        return self._settings if path == SETTINGS else self._files.read(path)

    def read_if_there(self, path: str) -> bytes | None:
        """Return the content of a file, or None where there is none."""
        return self._settings if path == SETTINGS else self._files.read_if_there(path)

    def match(self, pattern: str) -> Sequence[str]:
        """Return the files that a glob pattern names, sorted."""
        return self._files.match(pattern)

    def list_files(self, folder: str) -> Sequence[str]:
        """Return all files below a folder, sorted."""
        return self._files.list_files(folder)

    def write(self, path: str, content: bytes) -> None:
        """Refuse: what was committed stays as it is."""
        self._files.write(path, content)

    def exists(self, path: str) -> bool:
        """Return whether there is a file or folder."""
        return self._files.exists(path)
