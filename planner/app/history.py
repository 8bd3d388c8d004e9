"""`plan diff --history`: each version of a contract against those before it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import pairwise

from planner.app.compared import a_kind
from planner.app.compared.compared_format import Breaks
from planner.app.diff import DiffOptions
from planner.app.diff_accepted import Accepted, policy_warnings, split_accepted
from planner.app.diff_inputs import Side, find_side
from planner.app.diff_locating import locate_findings
from planner.app.diff_modes import Promises, names_of, promises_of, word_of
from planner.app.diff_pairs import Pair
from planner.app.diff_rules import check_globs
from planner.app.diff_run import Job, Lowered, lowered, run_job
from planner.app.diff_sources import Entry, ShownFiles
from planner.app.history_versions import Version, find_versions, readable_side
from planner.app.ports import World
from planner.compatibility.options import CompareOptions
from planner.model.diff_view import AcceptedItem, ContractDiff, Item
from planner.model.errors import InputError
from planner.model.finding import Finding, Severity
from planner.model.history_view import Broken, HistoryView, VersionLine
from planner.model.problem import Problem

_Pair = tuple[int, int]
_Compare = Callable[[int, int], tuple[Finding, ...]]


def compare_history(
    world: World, name: str, options: DiffOptions, *, shown: ShownFiles | None = None
) -> tuple[HistoryView, tuple[Problem, ...]]:
    """Return what each version of a contract changed, and what it breaks with; and warnings.

    Args:
        world: where names lead.
        name: a folder, or `GITREF:path` of one, with all versions of one contract.
        options: a transitive mode compares each version with every earlier one.
        shown: learns the files that problems are about.

    Raises:
        InputError: there is no such folder, it does not hold at least two versions of one
            contract, a version can't be read, or a rule does not exist.
    """
    unknown = check_globs([(glob, None) for glob in (*options.only, *options.skip)])
    if unknown:
        raise InputError(unknown)
    shown = shown or ShownFiles()
    side = readable_side(find_side(world, name))
    try:
        versions = find_versions(side)
    except InputError as error:
        raise shown.renamed(error, side) from None
    return _History(world, side, versions, options, shown).run()


@dataclass(frozen=True, slots=True)
class _Judged:
    """Findings between two versions after the policy."""

    found: tuple[Finding, ...]
    left: tuple[Finding, ...]
    accepted: tuple[Accepted, ...]


_NOTHING = _Judged((), (), ())


@dataclass(slots=True)
class _History:
    """One run: the versions of one contract, one set of options."""

    world: World
    side: Side
    versions: tuple[Version, ...]
    options: DiffOptions
    shown: ShownFiles
    _same_as: dict[int, int] = field(default_factory=dict)
    _contracts: list[Lowered] = field(default_factory=list)
    _judged: dict[_Pair, _Judged] = field(default_factory=dict)

    def run(self) -> tuple[HistoryView, tuple[Problem, ...]]:
        """Return the view and the warnings."""
        self._same_as = _first_alike(self.versions)
        self._contracts = self._lowered()
        promises = self._promises()
        is_transitive = promises.mode is not None and promises.mode.is_transitive
        compared = promises.within(self.options.for_comparison())
        steps = [self._between(pair, compared) for pair in pairwise(range(len(self.versions)))]
        breaks = self._breaks(compared, [step.left for step in steps], is_transitive=is_transitive)
        further = self._further(breaks, compared)
        view = HistoryView(
            self.side.name,
            self.versions[0].kind,
            word_of(promises.mode) if promises.mode else "",
            is_transitive,
            tuple(self._lines(steps, breaks)),
            tuple(self._shown_steps(steps, further)),
            self.options.is_changelog,
        )
        every = [finding for judged in self._judged.values() for finding in judged.found]
        return view, policy_warnings(self.options.policy, every, self.options.today)

    # ------------------------------------------------------------------ reading

    def _lowered(self) -> list[Lowered]:
        """Return all versions in the form that is compared; the same files once.

        Raises:
            InputError: all that is wrong with any of them.
        """
        found: dict[int, Lowered] = {}
        problems: list[Problem] = []
        for number, version in enumerate(self.versions):
            if number in self._same_as:
                if self._same_as[number] in found:
                    found[number] = found[self._same_as[number]]
                continue
            contract, wrong = lowered(version.bundle)
            problems += self.shown.renamed_problems(wrong, version.side)
            if contract:
                found[number] = contract
        problems += [self._other_format(v) for v in self.versions if v.kind != self._kind]
        if problems:
            raise InputError(dict.fromkeys(problems))
        return [found[number] for number in range(len(self.versions))]

    @property
    def _kind(self) -> str:
        return self.versions[0].kind

    def _other_format(self, version: Version) -> Problem:
        first = self.versions[0]
        return Problem(
            "other-format",
            f"version `{version.name}` is {a_kind(version.kind)} contract, "
            f"`{first.name}` is {first.kind}",
            hint="keep contracts of one format in a history",
        )

    def _promises(self) -> Promises:
        policy = self.options.policy.policy
        if policy is None:
            return self.options.promises
        names: list[str] = [self.side.path, self.side.name]
        for version in self.versions:
            entry = Entry(version.path, version.name, version.kind)
            names += names_of(Pair("", entry, entry), version.side, version.side, self.world)
        return promises_of(self.options.promises, policy, dict.fromkeys(names))

    # ------------------------------------------------------------------ judging

    def _between(self, pair: _Pair, options: CompareOptions) -> _Judged:
        """Return the findings from one version to another; versions that are the same have none."""
        old, new = (self._same_as.get(number, number) for number in pair)
        if old == new:
            return _NOTHING
        if (old, new) not in self._judged:
            self._judged[old, new] = self._compare(old, new, options)
        return self._judged[old, new]

    def _compare(self, old: int, new: int, options: CompareOptions) -> _Judged:
        before, after = self._contracts[old], self._contracts[new]
        try:
            found = before.how.compare(before.contract, after.contract, options)
        except InputError:  # read as far as it is compared: find out which side is to blame
            found = self._refuse(old, new, options)
        left, accepted = split_accepted(found, self.options.policy, self.options.today)
        return _Judged(tuple(found), tuple(left), tuple(accepted))

    def _refuse(self, old: int, new: int, options: CompareOptions) -> tuple[Finding, ...]:
        before, after = self.versions[old], self.versions[new]
        outcome = run_job(Job(before.bundle, after.bundle, options))
        problems = (
            *self.shown.renamed_problems(outcome.old_problems, before.side),
            *self.shown.renamed_problems(outcome.new_problems, after.side),
        )
        raise InputError(dict.fromkeys(problems))

    def _breaks(
        self, options: CompareOptions, steps: Sequence[tuple[Finding, ...]], *, is_transitive: bool
    ) -> Breaks:
        """Return which versions break with which earlier ones."""
        count = len(self.versions)
        if not is_transitive:
            return _broken({(i, i + 1): step for i, step in enumerate(steps)})

        def compare(earlier: int, later: int) -> tuple[Finding, ...]:
            return self._between((earlier, later), options).left

        relate = self._contracts[0].how.relate
        contracts = [item.contract for item in self._contracts]
        found = relate(contracts, options, steps, compare) if relate else None
        if found is not None:
            found = self._confirmed(found, compare) if self._has_filters else found
            return {**_broken({(i, i + 1): step for i, step in enumerate(steps)}), **found}
        pairs = [(i, j) for j in range(count) for i in range(j)]
        return _broken({pair: compare(*pair) for pair in pairs})

    @property
    def _has_filters(self) -> bool:
        """Whether a break that values show may be none for the user."""
        policy = self.options.policy.policy
        own = policy is not None and bool(policy.accept or policy.severities)
        return own or bool(self.options.only or self.options.skip)

    def _confirmed(self, found: Breaks, compare: _Compare) -> Breaks:
        """Return the breaks that are left after the policy and the chosen rules."""
        left = _broken({pair: compare(*pair) for pair in found})
        return {pair: promises for pair, promises in left.items() if pair in found}

    def _further(self, breaks: Breaks, options: CompareOptions) -> dict[int, tuple[int, _Judged]]:
        """Return comparisons that show what no step does.

        For each version that is the first to break a promise with older ones, and does not break it
        with its predecessor: the comparison with the oldest of these.
        """
        oldest: dict[int, int] = {}
        for earlier, later in sorted(_first_breaks(breaks).items()):
            oldest.setdefault(later, earlier)
        found: dict[int, tuple[int, _Judged]] = {}
        for later, earlier in oldest.items():
            if set(breaks[earlier, later]) <= set(breaks.get((later - 1, later), ("",))):
                continue
            known = {f.fingerprint for f in self._between((later - 1, later), options).left}
            judged = self._between((earlier, later), options)
            worse = tuple(
                f
                for f in judged.left
                if f.severity is Severity.BREAKING and f.fingerprint not in known
            )
            if worse:
                found[later] = (earlier, _Judged(judged.found, worse, ()))
        return found

    # ------------------------------------------------------------------ showing

    def _lines(self, steps: Sequence[_Judged], breaks: Breaks) -> Iterator[VersionLine]:
        names = [version.name for version in self.versions]
        first = _first_breaks(breaks)
        broken: dict[int, list[Broken]] = {}
        for (earlier, later), promises in sorted(breaks.items()):
            broken.setdefault(later, []).append(Broken(names[earlier], promises))
        for number, version in enumerate(self.versions):
            yield VersionLine(
                version.name,
                version.side.shown(version.path),
                names[self._same_as[number]] if number in self._same_as else "",
                _counts(steps[number - 1].left) if number else {},
                tuple(broken.get(number, ())),
                names[first[number]] if number in first else "",
            )

    def _shown_steps(
        self, steps: Sequence[_Judged], further: Mapping[int, tuple[int, _Judged]]
    ) -> list[ContractDiff]:
        found = []
        for later, step in enumerate(steps, start=1):
            comparisons = [(later - 1, step)]
            comparisons += [further[later]] if later in further else []
            found += [self._located(old, later, judged) for old, judged in comparisons]
        return [step for step in found if step.items or step.accepted or any(step.counts.values())]

    def _located(self, old: int, new: int, judged: _Judged) -> ContractDiff:
        before, after = self.versions[old], self.versions[new]
        listed = [
            finding
            for finding in judged.left
            if self.options.is_changelog or finding.severity is not Severity.SAFE
        ]
        every = [*listed, *(item.finding for item in judged.accepted)]
        if self.options.is_located:
            items = locate_findings(every, before.side, after.side)
        else:
            items = [Item(finding) for finding in every]
        return ContractDiff(
            f"{before.name} → {after.name}",
            before.side.shown(before.path),
            after.side.shown(after.path),
            tuple(items[: len(listed)]),
            tuple(
                AcceptedItem(item, kept.entry.reason, kept.entry.expires)
                for item, kept in zip(items[len(listed) :], judged.accepted, strict=True)
            ),
            _counts(judged.left),
            after.path,
        )


def _first_alike(versions: Sequence[Version]) -> dict[int, int]:
    """Return for each version that has the files of an earlier one: the earliest of these."""
    first: dict[bytes, int] = {}
    found: dict[int, int] = {}
    for number, version in enumerate(versions):
        said = repr(version.bundle.relative_contents()).encode()
        digest = blake2b(said, digest_size=16).digest()
        if first.setdefault(digest, number) != number:
            found[number] = first[digest]
    return found


def _broken(findings: Mapping[_Pair, Sequence[Finding]]) -> dict[_Pair, tuple[str, ...]]:
    """Return the pairs with breaking findings, and the promises that these break."""
    found: dict[_Pair, tuple[str, ...]] = {}
    for pair, some in findings.items():
        breaking = [finding for finding in some if finding.severity is Severity.BREAKING]
        if breaking:
            promises = dict.fromkeys(name for finding in breaking for name in finding.breaks)
            found[pair] = tuple(sorted(promises))
    return found


def _first_breaks(breaks: Breaks) -> dict[int, int]:
    """Return for each version that a later one breaks with: the first of these."""
    found: dict[int, int] = {}
    for earlier, later in breaks:
        found[earlier] = min(later, found.get(earlier, later))
    return found


def _counts(findings: Sequence[Finding]) -> dict[Severity, int]:
    return {
        severity: sum(finding.severity is severity for finding in findings) for severity in Severity
    }
