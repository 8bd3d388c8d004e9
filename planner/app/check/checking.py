"""The use case: two revisions of a workspace -> may the change go in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from planner.app.check.changes import ContractChange, find_changes, version_before
from planner.app.check.revision import Revision, read_revision, with_users_of
from planner.app.check.snapshot_files import SnapshotFiles
from planner.app.check.submodules import refuse_submodules
from planner.app.check.undeclared import shown_evidence, undeclared_users
from planner.app.contract_changes import findings_between
from planner.app.diff_accepted import LoadedPolicy
from planner.app.diff_inputs import Side
from planner.app.diff_policy import parse_policy
from planner.app.lint import architecture_of
from planner.app.locating import locate_problems
from planner.app.ports import Files, World
from planner.app.workspace.dangling import LEADS_NOWHERE
from planner.app.workspace.ledger import standings_of, withdrawn_problems
from planner.formats.document import decode
from planner.governance.gate import (
    Situation,
    decide,
    demanded_version,
    teams_gone,
    trusted_settings,
    unreadable,
)
from planner.model.check_view import Block, ChangeKind, CheckedContract, CheckView
from planner.model.contract import Contract
from planner.model.errors import InputError
from planner.model.finding import Finding, Severity
from planner.model.problem import Level, Problem
from planner.model.ratification import Standing
from planner.model.source import Place
from planner.model.system import System
from planner.model.workspace_file import WorkspaceFile

_DANGLING = LEADS_NOWHERE | {"unknown-message", "unknown-operation"}
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
    """

    today: date
    base: str = ""
    head: str = ""
    inside: str | None = None
    folder: str = ""


def check_workspace(
    files: Files | None, world: World, options: CheckOptions
) -> tuple[CheckView, tuple[Problem, ...]]:
    """Return whether what has changed since the base may go in, and warnings.

    Args:
        files: the workspace on disk; None: that of `options.head`.
        world: its repository.
        options: with what to compare, and how.

    Raises:
        InputError: there is no repository or no base, or the workspace can't be read for reasons
            that are none of the gate's.
    """
    fork = world.history.fork(options.base, options.head)
    inside = world.workspace_inside() if options.inside is None else options.inside
    base = read_revision(SnapshotFiles(fork.snapshot, inside))
    if files is None:
        files = SnapshotFiles(world.history.at(options.head), inside)
        if not files.exists("plan.yaml"):
            raise _no_workspace(options.head, inside)
    head = read_revision(files, base)
    refuse_submodules(fork.snapshot, inside, base, head)
    if options.head:
        refuse_submodules(world.history.at(options.head), inside, base, head)
    others = [problem for problem in head.errors if problem.code not in _DANGLING]
    if head.system is None or others:
        raise InputError(head.errors)
    gate = _Gate(world, base, head, head.system, options)
    contracts = gate.contracts()
    blocks = (*_dangling(head.errors), *gate.architecture())
    view = CheckView(
        head.system.name,
        fork.name,
        fork.commit,
        contracts,
        blocks,
        len(head.contracts) - sum(item.key in head.contracts for item in contracts),
        options.folder,
    )
    return replace(view, positions=positions_of(files, view)), tuple(gate.warnings)


def _no_workspace(head: str, inside: str) -> InputError:
    where = f"`{inside}`" if inside else "the top of the repository"
    return InputError.single(
        "no-workspace",
        f"there is no plan.yaml in {where} at `{head}`",
        hint="name the workspace's folder below the top with `--workspace DIR`",
    )


def _dangling(problems: Iterable[Problem]) -> tuple[Block, ...]:
    return tuple(
        Block("missing-in-contract", problem.message, _steps(problem.hint), problem.place)
        for problem in problems
    )


def _steps(hint: str) -> tuple[str, ...]:
    return (hint,) if hint else ()


class _Gate:
    """One run."""

    def __init__(
        self, world: World, base: Revision, head: Revision, system: System, options: CheckOptions
    ) -> None:
        self._world = world
        self._base = base
        self._head = head
        self._options = options
        before = base.system.settings if base.system else None
        trusted = replace(system, settings=trusted_settings(system.settings, before))
        self._after = trusted
        self._system = with_users_of(trusted, base.system)
        self.warnings: list[Problem] = []
        self._changes = find_changes(base, head)
        self._policy = self._trusted_policy(system.settings, before)

    def _trusted_policy(self, wanted: WorkspaceFile, base: WorkspaceFile | None) -> LoadedPolicy:
        """Return the policy of the comparisons as it was: a change can't accept itself.

        Raises:
            InputError: the policy at the base can't be read.
        """
        path = base.diff_policy if base else None
        if path is not None and not self._base.files.exists(path):
            path = None
        if wanted.diff_policy not in {None, path}:
            self._warn_of_policy(f"`{wanted.diff_policy}` is not the policy", "diff_policy")
        if base and wanted.lint != base.lint:
            self._warn_of_policy("`lint` is another", "lint")
        if path is None:
            return LoadedPolicy()
        return parse_policy(decode(self._base.files.read(path), path), path)

    def _warn_of_policy(self, what: str, key: str) -> None:
        message = f"{what} at the base, and what is there counts until this is merged"
        hint = "merge the policy in a change of its own"
        place = Place("plan.yaml", (key,))
        self.warnings.append(Problem("no-policy-yet", message, place, hint, Level.WARNING))

    def contracts(self) -> tuple[CheckedContract, ...]:
        """Return the contract versions that have changed; blocked ones first."""
        touched = {change.key for change in self._changes}
        ledger = sorted(self._ledger_changes() - touched)
        changes = (
            *self._changes,
            *(ContractChange(ChangeKind.LEDGER, k, new=self._head.contracts[k]) for k in ledger),
        )
        was = _standings(self._base, self._base.system, [change.key for change in changes])
        now = _standings(self._head, self._system, [change.key for change in changes])
        found = [self._checked(change, was, now) for change in changes]
        self.warnings += withdrawn_problems(was, now, self._head.ledger)
        return tuple(sorted(found, key=lambda item: (not item.blocks, item.key)))

    def _ledger_changes(self) -> set[str]:
        """Return the keys of contracts on whose entries the two sides don't agree."""
        before, after = (
            {
                (entry.key, entry.provider, entry.team, entry.file, entry.value)
                for entry in revision.ledger
            }
            for revision in (self._base, self._head)
        )
        keys = {key for key, *_ in before ^ after}
        return keys & self._head.contracts.keys() & self._base.contracts.keys()

    def _checked(
        self,
        change: ContractChange,
        was: Mapping[str, Standing],
        now: Mapping[str, Standing],
    ) -> CheckedContract:
        agreed, agrees = was.get(change.key), now.get(change.key)
        is_less = bool(teams_gone(agreed, agrees))
        compared = self._like_added(change) if is_less else change
        findings, unreadable = self._findings(compared)
        hurt, evidence = self._hurt(change, findings)
        contract = change.new or change.old
        assert contract is not None  # noqa: S101  a change has at least one side
        place = Place(contract.files[0])
        situation = Situation(
            change.key,
            contract.version,
            change.kind,
            change.old.version if change.old and change.kind is ChangeKind.ADDED else "",
            findings,
            hurt,
            self._must_agree(contract, hurt),
            agreed,
            agrees,
            contract.folder,
            place,
        )
        return CheckedContract(
            change.key,
            contract.provider,
            change.kind,
            _before(change),
            findings,
            demanded_version(situation),
            hurt,
            situation.must_agree if situation.breaks else (),
            situation.now,
            (
                *unreadable,
                *undeclared_users(self._system, change.key, hurt, evidence),
                *decide(situation),
            ),
            place,
            evidence,
        )

    def _like_added(self, change: ContractChange) -> ContractChange:
        """Return a version that only agreements of have changed, compared with the one before it.

        What it breaks there has come in because of them.
        """
        if change.new is None or change.kind not in {ChangeKind.LEDGER, ChangeKind.REWRITTEN}:
            return change
        before = version_before(self._head.versions(), change.new)
        return replace(change, old=before, old_revision=self._head, kind=ChangeKind.LEDGER)

    def _findings(self, change: ContractChange) -> tuple[tuple[Finding, ...], tuple[Block, ...]]:
        """Return what a change breaks or adds, and why that can't be told."""
        old, new, revision = change.old, change.new, change.old_revision
        if old is None or new is None or revision is None:
            return (), ()
        if change.kind not in {ChangeKind.ADDED, ChangeKind.EDITED, ChangeKind.LEDGER}:
            return (), ()
        sides = [_side(revision.files, old), _side(self._head.files, new)]
        try:
            found = findings_between(
                self._world, sides[0], sides[1], self._options.today, self._policy
            )
        except InputError as error:
            return (), tuple(unreadable(change.key, problem) for problem in error.problems)
        return found, ()

    def _hurt(
        self, change: ContractChange, findings: Sequence[Finding]
    ) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
        """Return the services that use what is broken in the version that they get, and why."""
        from planner.app.diff_consumers import usage_of, with_hurt  # noqa: PLC0415  few runs ask

        breaks = [finding for finding in findings if finding.severity is Severity.BREAKING]
        if not breaks or change.new is None:
            return (), ()
        usage = usage_of(self._system, change.new.id, change.new.version)
        named = with_hurt(breaks, usage) if usage else breaks
        hurt = tuple(sorted({name for finding in named for name in finding.hurt}))
        return hurt, shown_evidence(named)

    def _must_agree(self, contract: Contract, hurt: Sequence[str]) -> tuple[str, ...]:
        names = [name for name in (contract.provider, *hurt) if name in self._system.services]
        return tuple(sorted({self._system.services[name].team for name in names}))

    def architecture(self) -> tuple[Block, ...]:
        """Return what breaks the architecture rules that the policy takes for breaking.

        Into the text of contracts is looked only where they, or those who use them, have changed.
        """
        if self._head.errors:
            return ()
        before = self._base.system.services if self._base.system else {}
        looked_into = {
            key
            for name, service in self._after.services.items()
            if name not in before or before[name].manifest != service.manifest
            for key in service.needs
        }
        looked_into.update(change.key for change in self._changes)
        findings, warnings = architecture_of(
            self._head.files, self._after, self._options.today, looked_into
        )
        self.warnings += warnings
        return tuple(
            Block(finding.rule, finding.message, _steps(finding.hint), finding.place)
            for finding in findings
            if finding.severity is Severity.BREAKING and not finding.accepted
        )


def _side(files: Files, contract: Contract) -> Side:
    return Side(
        contract.key,
        files,
        contract.folder,
        is_folder=True,
        contract=contract.id,
        version=contract.version,
    )


def _standings(
    revision: Revision, system: System | None, keys: Iterable[str]
) -> Mapping[str, Standing]:
    if system is None:
        return {}
    known = [key for key in keys if key in revision.contracts]
    return standings_of(revision.files, system, revision.ledger, known)


def _before(change: ContractChange) -> str:
    if change.old is None or change.kind in {ChangeKind.REMOVED, ChangeKind.LEDGER}:
        return ""
    return change.old.key


def positions_of(files: Files, view: CheckView) -> Mapping[Place, tuple[int, int]]:
    """Return line and column of what blocks."""
    blocks = [*view.blocks, *(block for item in view.contracts for block in item.blocks)]
    places = list(dict.fromkeys(block.place for block in blocks if block.place))
    problems = [Problem("", "", place, level=Level.WARNING) for place in places]
    located = locate_problems(files, problems)
    return {
        place: (item.position.line, item.position.column)
        for place, item in zip(places, located, strict=True)
        if item.position
    }
