"""What the versions that a change touches break, by the policy that counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import PurePosixPath

from planner.app.check.changes import ContractChange, version_before
from planner.app.check.parts_elsewhere import parts_elsewhere
from planner.app.check.revision import Revision
from planner.app.check.sides import Sides
from planner.app.check.undeclared import shown_evidence
from planner.app.contract_changes import findings_between
from planner.app.contract_files import digest_of_contract
from planner.app.diff_accepted import LoadedPolicy
from planner.app.diff_inputs import Side
from planner.app.memory_files import MemoryFiles
from planner.app.ports import Snapshot, World
from planner.governance.gate import BEFORE_SUNSET, Situation, too_small, unreadable
from planner.model.check_view import Block, ChangeKind
from planner.model.contract import Contract
from planner.model.errors import InputError
from planner.model.finding import Finding, Severity
from planner.model.problem import Problem
from planner.model.source import Place
from planner.model.system import System

_READ = frozenset({".yaml", ".yml", ".json"})
_COMPARED = frozenset({ChangeKind.ADDED, ChangeKind.EDITED, ChangeKind.LEDGER})

Hurt = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]
"""Services, and of each what shows that it is hurt besides its manifest."""


@dataclass(frozen=True)
class Comparisons:
    """Compares versions of contracts.

    Args:
        world: for what they refer to.
        sides: where they stand.
        policy: by which changes are judged.
        today: the day on which dates are judged.
    """

    world: World
    sides: Sides
    policy: LoadedPolicy
    today: date

    @cached_property
    def versions(self) -> Mapping[str, Sequence[Contract]]:
        """The versions after the change, by contract."""
        return self.sides.head.versions()

    def findings(self, change: ContractChange) -> tuple[tuple[Finding, ...], tuple[Block, ...]]:
        """Return what a change breaks or adds, and why that can't be told."""
        old, new, revision = change.old, change.new, change.old_revision
        if change.kind is ChangeKind.REMOVED and old and revision:
            return self._removed_early(revision, old), ()
        if old is None or new is None or revision is None or change.kind not in _COMPARED:
            return (), ()
        try:
            return self._between(revision, old, self.sides.head, new), ()
        except InputError as error:
            return (), tuple(unreadable(change.key, problem) for problem in error.problems)

    def _between(
        self, before: Revision, old: Contract, after: Revision, new: Contract
    ) -> tuple[Finding, ...]:
        sides = _side(before.files, old), _side(after.files, new)
        return findings_between(self.world, *sides, self.today, self.policy)

    def _removed_early(self, revision: Revision, old: Contract) -> tuple[Finding, ...]:
        """Return what goes with a whole version before the end of its deprecation.

        What another version still has does not go.
        """
        if not any(b"sunset" in text.lower() for text in revision.texts(old).values()):
            return ()
        try:
            sides = _side(revision.files, old), _side(MemoryFiles({}), old)
            found = findings_between(self.world, *sides, self.today, self.policy)
        except InputError:
            return ()
        kept = {
            name
            for other in self.versions.get(old.id, ())
            for operation in (other.content.operations if other.content else ())
            for name in (operation.name, *operation.aliases)
        }
        return tuple(
            finding
            for finding in found
            if finding.rule == BEFORE_SUNSET and not kept.intersection(_operations(finding))
        )

    def like_added(self, change: ContractChange) -> ContractChange:
        """Return a version that only agreements of have changed, compared with the one before it.

        What it breaks there has come in because of them.
        """
        if change.new is None or change.kind not in {ChangeKind.LEDGER, ChangeKind.REWRITTEN}:
            return change
        before = version_before(self.versions, change.new)
        return replace(change, old=before, old_revision=self.sides.head, kind=ChangeKind.LEDGER)

    def outgrown(self, old: Contract, new: Contract) -> Iterator[Block]:
        """Yield the block of a draft whose number has become too small for what it changes.

        Else a version could come in as small as its number says, and grow after that.
        """
        found = list(self._too_small(self.sides.head, self.versions, new))
        base = self.sides.base
        if found and not any(self._too_small(base, base.versions(), old)):
            yield from found

    def _too_small(
        self, revision: Revision, versions: Mapping[str, Sequence[Contract]], contract: Contract
    ) -> Iterator[Block]:
        before = version_before(versions, contract)
        if before is None:
            return
        try:
            findings = self._between(revision, before, revision, contract)
        except InputError:
            return  # that it can't be read is told where it is compared with itself
        kind, place = ChangeKind.ADDED, Place(contract.files[0])
        yield from too_small(
            Situation(
                contract.key,
                contract.version,
                kind,
                before.version,
                findings,
                folder=contract.folder,
                place=place,
            )
        )

    def not_frozen(
        self, change: ContractChange, was: str | None, now: str | None
    ) -> Iterator[Block]:
        """Yield why a version can't be judged as a whole: it has no digest.

        One that had none before may be changed, as far as all its parts are compared.

        Args:
            change: of the version.
            was: its digest before; empty if it had none; None if it was not there.
            now: its digest after, likewise.
        """
        if now != "" or change.new is None or change.kind not in _COMPARED:
            return
        if was == "" and change.kind is ChangeKind.EDITED and change.old:
            yield from self._changed_afar(change.old, change.new)
            return
        try:
            digest_of_contract(self.sides.head.files, change.new)
        except InputError as error:
            yield from (unreadable(change.key, problem) for problem in error.problems)

    def _changed_afar(self, old: Contract, new: Contract) -> Iterator[Block]:
        before = parts_elsewhere(self.sides.base.files, old)
        after = parts_elsewhere(self.sides.head.files, new)
        for path in sorted(before.keys() | after.keys()):
            is_read = PurePosixPath(path).suffix in _READ
            if not is_read and before.get(path) != after.get(path):
                message = f"`{path}`, to which it refers, has changed and is not read"
                hint = f"move it into `{new.folder}/`, under a name that ends with .yaml or .json"
                place = Place(new.files[0])
                yield unreadable(new.key, Problem("unread-part", message, place, hint))


def hurt_by(findings: Sequence[Finding], system: System, contract: Contract) -> Hurt:
    """Return the services that use what is broken of a contract version."""
    from planner.app.diff_consumers import usage_of, with_hurt  # noqa: PLC0415  few runs ask

    breaks = [finding for finding in findings if finding.severity is Severity.BREAKING]
    usage = usage_of(system, contract.id, contract.version) if breaks else None
    named = with_hurt(breaks, usage) if usage else breaks
    return tuple(sorted({name for item in named for name in item.hurt})), shown_evidence(named)


def _operations(finding: Finding) -> Iterator[str]:
    return (occurrence.operation for occurrence in finding.occurrences)


def _side(files: Snapshot, contract: Contract) -> Side:
    return Side(
        contract.key,
        files,
        contract.folder,
        is_folder=True,
        contract=contract.id,
        version=contract.version,
    )
