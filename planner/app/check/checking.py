"""The use case: two revisions of a workspace -> may the change go in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from planner.app.check.changes import ContractChange, find_changes
from planner.app.check.comparing import Comparisons, hurt_by
from planner.app.check.lost_uses import lost_uses
from planner.app.check.revision import Revision, with_users_of
from planner.app.check.sides import CheckOptions, Sides, nothing_compared, read_sides
from planner.app.check.trusted_policy import policies_to_come, trusted_policy
from planner.app.check.undeclared import undeclared_users
from planner.app.lint import architecture_of
from planner.app.locating import locate_problems
from planner.app.ports import Files, World
from planner.app.workspace.ledger import standings_of, withdrawn_problems
from planner.governance.gate import (
    Situation,
    decide,
    demanded_version,
    handed_over,
    teams_gone,
    trusted_settings,
)
from planner.governance.lost_use import LostUse, replaced, taken_away
from planner.model.check_view import Block, ChangeKind, CheckedContract, CheckView
from planner.model.contract import Contract
from planner.model.finding import Severity
from planner.model.problem import Level, Problem
from planner.model.ratification import LedgerEntry, Standing
from planner.model.source import Place
from planner.model.system import System

Standings = Mapping[str, Standing]
"""Ratifications of contract versions, by key."""


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
    sides = read_sides(files, world, options)
    gate = _Gate(world, sides, options)
    contracts = gate.contracts()
    blocks = (*_dangling(sides.head.errors), *gate.losses(contracts), *gate.architecture())
    view = CheckView(
        sides.system.name,
        sides.fork.name,
        sides.fork.commit,
        contracts,
        blocks,
        len(sides.head.contracts) - sum(item.key in sides.head.contracts for item in contracts),
        options.folder,
    )
    warnings = (*sides.warnings, *gate.warnings, *nothing_compared(sides, options))
    return replace(view, positions=positions_of(sides.head.files, view)), warnings


def _dangling(problems: Iterable[Problem]) -> tuple[Block, ...]:
    return tuple(
        Block("missing-in-contract", problem.message, _steps(problem.hint), problem.place)
        for problem in problems
    )


def _steps(hint: str) -> tuple[str, ...]:
    return (hint,) if hint else ()


class _Gate:
    """One run."""

    def __init__(self, world: World, sides: Sides, options: CheckOptions) -> None:
        self._sides = sides
        self._base = sides.base
        self._head = sides.head
        self._tip = sides.tip
        self._today = options.today
        tip, system = sides.tip.system, sides.system
        settings = trusted_settings(system.settings, tip.settings if tip else None)
        self._after = replace(system, settings=settings)
        self._system = with_users_of(self._after, tip)
        self._changes = find_changes(sides.base, sides.head, sides.tip)
        policy = trusted_policy(sides.tip)
        self._comparisons = Comparisons(world, sides, policy, options.today)
        self.warnings = list(policies_to_come(system.settings, sides.tip))

    def contracts(self) -> tuple[CheckedContract, ...]:
        """Return the contract versions that have changed; blocked ones first."""
        touched = {change.key for change in self._changes}
        ledger = sorted(self._ledger_changes() - touched)
        changes = (
            *self._changes,
            *(ContractChange(ChangeKind.LEDGER, k, new=self._head.contracts[k]) for k in ledger),
        )
        was, now = self._standings(changes)
        found = [self._checked(change, was, now) for change in changes]
        self.warnings += withdrawn_problems(was, now, self._sides.ledger)
        return tuple(sorted(found, key=lambda item: (not item.blocks, item.key)))

    def _standings(self, changes: Iterable[ContractChange]) -> tuple[Standings, Standings]:
        """Return who had agreed to what has changed, and who has: what is renamed, by both keys."""
        keys = {change.key for change in changes}
        earlier = keys | {change.old.key for change in changes if change.old}
        was = dict(_standings(self._base, self._base.system, self._base.ledger, earlier))
        if self._tip is not self._base:
            was |= _standings(self._tip, self._tip.system, self._tip.ledger, earlier)
        return was, _standings(self._head, self._system, self._sides.ledger, keys)

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

    def _checked(self, change: ContractChange, was: Standings, now: Standings) -> CheckedContract:
        renamed = change.old if change.kind is ChangeKind.RENAMED else None
        agreed, agrees = was.get(renamed.key if renamed else change.key), now.get(change.key)
        is_less = bool(teams_gone(agreed, agrees))
        compared = self._comparisons.like_added(change) if is_less else change
        findings, unreadable = self._comparisons.findings(compared)
        hurt, evidence = hurt_by(findings, self._system, change.new) if change.new else ((), ())
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
                *(unreadable or self._comparisons.not_frozen(change, *_digests(situation))),
                *undeclared_users(self._system, change.key, hurt, evidence),
                *self._decided(change, situation),
            ),
            place,
            evidence,
        )

    def _decided(self, change: ContractChange, situation: Situation) -> Iterator[Block]:
        """Yield what the rules say about a version."""
        blocks = decide(situation)
        yield from blocks
        old, new = change.old, change.new
        if old is None or new is None:
            return
        before, after = (self._team_of(each.provider) for each in (old, new))
        if before and before != after:
            yield from handed_over(situation, old.provider, new.provider, before)
        if change.kind is ChangeKind.EDITED and not blocks:
            yield from self._comparisons.outgrown(old, new)

    def _team_of(self, service: str) -> str:
        return self._system.services[service].team if service in self._system.services else ""

    def losses(self, contracts: Iterable[CheckedContract]) -> Iterator[Block]:
        """Yield what consumers lose because a version goes or another one takes its place."""
        asked = {(item.key, team) for item in contracts for team in item.must_agree}
        users = self._tip.system or self._sides.system
        for use in lost_uses(self._base, users, self._head, self._changes):
            team = self._team_of(use.consumer)
            if team == self._team_of(self._base.contracts[use.before].provider):
                continue
            service = self._sides.system.services.get(use.consumer)
            place = service.place if service else None
            if not use.after or not use.is_offered:
                yield taken_away(use, place)
            elif (use.after, team) not in asked and self._hurts(use, users, team):
                yield replaced(use, team, place)

    def _hurts(self, use: LostUse, users: System, team: str) -> bool:
        """Return whether what takes the place of another version breaks a consumer, unagreed."""
        old, new = self._base.contracts[use.before], self._head.contracts[use.after]
        change = ContractChange(ChangeKind.ADDED, use.after, old, self._base, new)
        findings, unreadable = self._comparisons.findings(change)
        if not unreadable and use.consumer not in hurt_by(findings, users, old)[0]:
            return False
        now = _standings(self._head, self._system, self._sides.ledger, [use.after])
        return team not in now[use.after].approvals

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
            self._head.files, self._after, self._today, looked_into
        )
        self.warnings += warnings
        return tuple(
            Block(finding.rule, finding.message, _steps(finding.hint), finding.place)
            for finding in findings
            if finding.severity is Severity.BREAKING and not finding.accepted
        )


def _digests(situation: Situation) -> tuple[str | None, str | None]:
    """Return the digest before and after a change; None where there is no such version."""
    was, now = situation.was, situation.now
    return was.digest if was else None, now.digest if now else None


def _standings(
    revision: Revision, system: System | None, ledger: Sequence[LedgerEntry], keys: Iterable[str]
) -> Standings:
    known = [key for key in keys if key in revision.contracts]
    return standings_of(revision.files, system, ledger, known) if system else {}


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
