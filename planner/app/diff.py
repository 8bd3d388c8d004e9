"""`plan diff`: what changed between two contracts, and whom it hurts."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from posixpath import join, normpath
from typing import TYPE_CHECKING

from planner.app.compared import compared_kinds
from planner.app.diff_accepted import (
    Accepted,
    LoadedPolicy,
    policy_warnings,
    split_accepted,
)
from planner.app.diff_inputs import Side, find_side
from planner.app.diff_locating import locate_findings
from planner.app.diff_modes import Promises, names_of, promises_of, word_of
from planner.app.diff_pairs import Pair, pair_entries
from planner.app.diff_rules import check_globs
from planner.app.diff_run import Job, MakeExecutor, Outcome, run_jobs
from planner.app.diff_sources import Bundle, Entry, ShownFiles, find_entries, read_bundle
from planner.app.ports import World
from planner.compatibility.options import CompareOptions
from planner.model.diff_view import AcceptedItem, ContractDiff, DiffView, Item, NotCompared
from planner.model.errors import InputError
from planner.model.finding import Finding, Polarity, Severity
from planner.model.problem import Level, Problem

if TYPE_CHECKING:
    from planner.model.system import System


@dataclass(frozen=True, slots=True)
class DiffOptions:
    """What a comparison shows and how it judges.

    Args:
        today: the day on which acceptances and sunset dates are looked at.
        direction: only what consumers send, or only what they receive; None: both.
        only, skip: rule globs; `only` is empty for all rules.
        is_changelog: list safe changes too.
        asks_consumers: look up who is hurt; needs a workspace.
        is_located: look up lines and columns.
        promises: mode and category that hold for all contracts, whatever the policy says.
    """

    today: date
    direction: Polarity | None = None
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    policy: LoadedPolicy = field(default_factory=LoadedPolicy)
    is_changelog: bool = False
    asks_consumers: bool = False
    is_located: bool = True
    promises: Promises = field(default_factory=Promises)

    def for_comparison(self) -> CompareOptions:
        """Return what the comparison itself is told."""
        options = CompareOptions(
            only=self.only, skip=self.skip, direction=self.direction, today=self.today
        )
        policy = self.policy.policy
        if policy is None:
            return options
        return replace(
            options,
            strict_open_content=policy.strict_open_content,
            severities=policy.severities,
            deprecation_days=policy.deprecation_days,
            version_bump=policy.version_bump,
        )


def compare_sides(
    world: World,
    old_name: str,
    new_name: str,
    options: DiffOptions,
    *,
    shown: ShownFiles | None = None,
    make_executor: MakeExecutor | None = None,
) -> tuple[DiffView, tuple[Problem, ...]]:
    """Return what changed from one side to the other, and warnings.

    Args:
        world: where names lead.
        old_name: a file, a folder, `GITREF:path`, or `contract@version`.
        new_name: likewise.
        options: what to show.
        shown: learns the files that problems are about.
        make_executor: makes the pool in which many contracts are compared side by side.

    Raises:
        InputError: a side can't be read, a rule does not exist, or nothing can be compared.
    """
    old, new = find_side(world, old_name), find_side(world, new_name)
    return compare_found(
        world, old, new, options, shown=shown or ShownFiles(), make_executor=make_executor
    )


def compare_found(
    world: World,
    old: Side,
    new: Side,
    options: DiffOptions,
    *,
    shown: ShownFiles,
    make_executor: MakeExecutor | None = None,
) -> tuple[DiffView, tuple[Problem, ...]]:
    """Return what changed from one side to the other, and warnings; see `compare_sides`."""
    unknown = check_globs([(glob, None) for glob in (*options.only, *options.skip)])
    if unknown:
        raise InputError(unknown)
    return _Comparison(world, options, shown, make_executor).run(old, new)


@dataclass(frozen=True, slots=True)
class _Judged:
    """The findings of one contract after the policy and the filters."""

    pair: Pair
    found: tuple[Finding, ...]
    left: tuple[Finding, ...]
    accepted: tuple[Accepted, ...]


class _Comparison:
    """One run: two sides, one set of options."""

    def __init__(
        self,
        world: World,
        options: DiffOptions,
        shown: ShownFiles,
        make_executor: MakeExecutor | None,
    ) -> None:
        self._world = world
        self._options = options
        self._shown = shown
        self._make_executor = make_executor
        self._warnings: list[Problem] = []
        self._system: System | None = None

    def run(self, old: Side, new: Side) -> tuple[DiffView, tuple[Problem, ...]]:
        """Return the view and the warnings."""
        if self._options.asks_consumers:
            self._system = self._loaded_system()
        pairs = pair_entries(old, new, self._entries(old), self._entries(new))
        comparable = [pair for pair in pairs if pair.kind in compared_kinds() or not pair.name]
        others = [pair for pair in pairs if pair not in comparable]
        jobs = [self._job(pair, old, new) for pair in comparable]
        is_one = not (old.is_folder and new.is_folder)
        differing = [
            (pair, job)
            for pair, job in zip(comparable, jobs, strict=True)
            if is_one or _differs(job)
        ]
        outcomes = run_jobs([job for _, job in differing], self._make_executor)
        self._refuse(outcomes, old, new)
        judged = [
            self._judged(pair, outcome.findings, old)
            for (pair, _), outcome in zip(differing, outcomes, strict=True)
        ]
        not_compared = self._not_compared(others, old, new)
        self._warn(judged, not_compared)
        view = DiffView(
            old.name,
            new.name,
            tuple(self._located(item, old, new) for item in judged),
            len(comparable) - len(differing),
            not_compared,
            self._options.is_changelog,
            self._system.name if self._system else "",
            self._system is not None,
        )
        return view, tuple(self._warnings)

    # ------------------------------------------------------------------ reading

    @contextmanager
    def _naming(self, side: Side) -> Iterator[None]:
        """Let errors name the files of a side as the user knows them."""
        try:
            yield
        except InputError as error:
            raise self._shown.renamed(error, side) from None

    def _entries(self, side: Side) -> Sequence[Entry]:
        with self._naming(side):
            return find_entries(side)

    def _job(self, pair: Pair, old: Side, new: Side) -> Job:
        options = self._promises(pair, old, new).within(self._options.for_comparison())
        return Job(self._bundle(old, pair.old), self._bundle(new, pair.new), options)

    def _promises(self, pair: Pair, old: Side, new: Side) -> Promises:
        policy = self._options.policy.policy
        if policy is None or not (policy.modes or policy.categories):
            return self._options.promises
        names = names_of(pair, old, new, self._world)
        return promises_of(self._options.promises, policy, names)

    def _bundle(self, side: Side, entry: Entry | None) -> Bundle | None:
        if entry is None:
            return None
        with self._naming(side):
            return read_bundle(side, entry.path, entry.kind)

    def _refuse(self, outcomes: Sequence[Outcome], old: Side, new: Side) -> None:
        """Raise all that is wrong with both sides at once."""
        problems: list[Problem] = []
        for outcome in outcomes:
            problems += self._shown.renamed_problems(outcome.old_problems, old)
            problems += self._shown.renamed_problems(outcome.new_problems, new)
        if problems:
            raise InputError(dict.fromkeys(problems))

    def _not_compared(self, pairs: Sequence[Pair], old: Side, new: Side) -> tuple[NotCompared, ...]:
        """Return contracts in other formats that differ, as far as their own file tells."""
        return tuple(
            NotCompared(pair.name, pair.kind)
            for pair in pairs
            if pair.old is None
            or pair.new is None
            or old.files.read(pair.old.path) != new.files.read(pair.new.path)
        )

    # ------------------------------------------------------------------ judging

    def _judged(self, pair: Pair, found: Sequence[Finding], old: Side) -> _Judged:
        options = self._options
        left, accepted = split_accepted(found, options.policy, options.today)
        hurt = self._with_hurt(pair, left, old)
        return _Judged(pair, tuple(found), tuple(hurt), tuple(accepted))

    def _with_hurt(self, pair: Pair, findings: list[Finding], old: Side) -> list[Finding]:
        if self._system is None:
            return findings
        from planner.app.diff_consumers import usage_of, with_hurt  # noqa: PLC0415  lazy: few ask

        contract, version = self._contract_of(pair, old)
        usage = usage_of(self._system, contract, version) if contract else None
        if usage is None:
            self._warnings.append(_no_usage(pair.name or old.name))
            return findings
        return with_hurt(findings, usage)

    def _contract_of(self, pair: Pair, old: Side) -> tuple[str, str]:
        """Return id and version of the contract on the old side; empty if it is none."""
        if old.contract:
            return old.contract, old.version
        entry = pair.old or pair.new
        inside = self._world.workspace_inside()
        path = (entry.path if entry else "").removeprefix(f"{inside}/" if inside else "")
        from planner.app.diff_consumers import contract_at  # noqa: PLC0415  lazy: few runs ask

        found = contract_at(self._system, path) if self._system else None
        return (found.id, found.version) if found else ("", "")

    def _loaded_system(self) -> "System":
        from planner.app.workspace import load_system  # noqa: PLC0415  lazy: few runs ask

        files = self._world.workspace
        if files is None:
            raise InputError.single(
                "no-workspace",
                "consumers are known in a workspace only, and there is no plan.yaml here or above",
                hint="go to the workspace, or name it with `--workspace DIR`",
            )
        top = self._world.workspace_shown()
        side = Side("", files, "", is_folder=True, shown=lambda path: normpath(join(top, path)))
        with self._naming(side):
            loaded = load_system(files)
        self._warnings += self._shown.renamed_problems(loaded.warnings, side)
        return loaded.system

    # ------------------------------------------------------------------ showing

    def _warn(self, judged: Sequence[_Judged], not_compared: Sequence[NotCompared]) -> None:
        found = [finding for item in judged for finding in item.found]
        self._warnings += policy_warnings(self._options.policy, found, self._options.today)
        self._warnings += [_other_format(item) for item in not_compared]

    def _located(self, judged: _Judged, old: Side, new: Side) -> ContractDiff:
        listed = [
            finding
            for finding in judged.left
            if self._options.is_changelog or finding.severity is not Severity.SAFE
        ]
        accepted = [item.finding for item in judged.accepted]
        every = [*listed, *accepted]
        is_located = self._options.is_located
        items = locate_findings(every, old, new) if is_located else [Item(f) for f in every]
        pair = judged.pair
        mode = self._promises(pair, old, new).mode
        entry = pair.new or pair.old
        return ContractDiff(
            pair.name,
            old.shown(pair.old.path) if pair.old else "",
            new.shown(pair.new.path) if pair.new else "",
            tuple(items[: len(listed)]),
            tuple(
                AcceptedItem(item, kept.entry.reason, kept.entry.expires)
                for item, kept in zip(items[len(listed) :], judged.accepted, strict=True)
            ),
            _counts(judged.left),
            entry.path if entry else "",
            word_of(mode) if mode else "",
        )


def _differs(job: Job) -> bool:
    if job.old is None or job.new is None:
        return True
    return job.old.relative_contents() != job.new.relative_contents()


def _counts(findings: Sequence[Finding]) -> dict[Severity, int]:
    return {
        severity: sum(finding.severity is severity for finding in findings) for severity in Severity
    }


def _no_usage(name: str) -> Problem:
    return Problem(
        "unknown-contract",
        f"`{name}` is not a contract of the workspace, so its consumers are not known",
        hint="name it as `contract@version`, or a file of the contract registry",
        level=Level.WARNING,
    )


def _other_format(item: NotCompared) -> Problem:
    return Problem(
        "not-compared",
        f"`{item.name}` differs, but {item.kind} contracts can't be compared",
        hint="compare it by hand",
        level=Level.WARNING,
    )
