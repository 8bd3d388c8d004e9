"""What was met -> findings: one cause is one finding, wherever it is met."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from planner.compatibility.options import Agreement, CompareOptions
from planner.compatibility.rules.rule import Rule
from planner.model.finding import Effect, Finding, Occurrence, Polarity, Proof, Severity, Witness
from planner.model.source import Place


@dataclass(frozen=True, slots=True)
class Verified:
    """What is left of a severity when the payload was checked.

    Args:
        breaks: the promises that are left broken; None: those that the change was said to break.
    """

    severity: Severity
    proof: Proof
    reason: str
    witness: Witness | None
    breaks: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Met:
    """One change, met at one place.

    Args:
        cause: the same for the same change at all its places.
        rank: of the operation in the documents.
        verify: makes and checks the witness; called for one place of each cause.
        structure: what the fingerprint is made of, beside `before` and `after`.
        polarity: who sends what it is about, where the rule leaves it open; None: as the rule says.
        breaks: promises that it breaks, such as `BACKWARD` or `WIRE`.
        hint: what can be done, where the rule's hint does not say it.
        twin: what makes it the same change as one that is written elsewhere; empty: nothing does.
    """

    cause: tuple[object, ...]
    rule: Rule
    severity: Severity
    effect: Effect
    message: str
    occurrence: Occurrence
    rank: int
    verify: Callable[[], Verified]
    structure: tuple[str, ...]
    path: tuple[str, ...] = ()
    old: Place | None = None
    new: Place | None = None
    before: str = ""
    after: str = ""
    has_witness: bool = False
    polarity: Polarity | None = None
    breaks: tuple[str, ...] = ()
    hint: str = ""
    twin: tuple[object, ...] = ()

    @property
    def merit(self) -> tuple[bool, int]:
        """How good the place is to show the change: with a payload, near the top."""
        return (self.has_witness, -len(self.path))


@dataclass(slots=True)
class _Group:
    first: Met
    shown: Met
    occurrences: dict[Occurrence, None] = field(default_factory=dict)
    structures: set[tuple[str, ...]] = field(default_factory=set)

    @property
    def structure(self) -> tuple[str, ...]:
        """What the fingerprint is made of; of several places that which no order depends on."""
        return min({self.shown.structure, *self.structures})


class Findings:
    """Gathers what is met.

    Attributes:
        met: how much was taken in.
    """

    def __init__(self) -> None:
        """Start without any."""
        self.met = 0
        self._groups: dict[tuple[object, ...], _Group] = {}

    def add(self, met: Met) -> None:
        """Take in one change at one place."""
        self.met += 1
        key = (met.cause, met.severity)
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = _Group(met, met)
        elif met.merit > group.shown.merit:
            group.shown = met
        group.occurrences[met.occurrence] = None

    def reported(self, options: CompareOptions) -> tuple[Finding, ...]:
        """Return what the options want, worst first, then in order of the documents."""
        groups = enumerate(_without_twins(self._groups.values()))
        found = [
            ((_is_about_all(group.first), group.first.rank, index), _judged(group, options))
            for index, group in groups
            if _is_wanted(options, group.shown)
        ]
        found.sort(key=lambda entry: (entry[1].severity.rank, *entry[0]))
        return tuple(finding for _, finding in found)


def _judged(group: _Group, options: CompareOptions) -> Finding:
    return by_policy(_by_mode(group, options), options)


def _without_twins(groups: Iterable[_Group]) -> list[_Group]:
    """Return the groups with those put together that are the same change, written repeatedly."""
    found: dict[object, _Group] = {}
    for index, group in enumerate(groups):
        met = group.first
        first = found.setdefault((met.twin, met.severity) if met.twin else index, group)
        if first is group:
            continue
        first.occurrences |= group.occurrences
        first.structures |= {first.shown.structure, group.shown.structure}
        if group.shown.merit > first.shown.merit:
            first.shown = group.shown
    return list(found.values())


_FOR_ALL = frozenset({"basePath", "host", "schemes", "security", "servers"})


def _is_about_all(met: Met) -> bool:
    """Return whether a change is written once for all operations: it follows those of one."""
    place = met.old or met.new
    return bool(place and place.path and place.path[0] in _FOR_ALL)


def _is_wanted(options: CompareOptions, met: Met) -> bool:
    rule = met.rule
    if options.direction is not None and (met.polarity or rule.polarity) is not options.direction:
        return False
    if any(fnmatchcase(rule.id, pattern) for pattern in options.skip):
        return False
    return not options.only or any(fnmatchcase(rule.id, pattern) for pattern in options.only)


def _by_mode(group: _Group, options: CompareOptions) -> Finding:
    finding = _finding(group)
    is_free = options.promises_nothing and group.shown.rule.is_by_mode
    if not is_free or finding.severity is Severity.SAFE:
        return finding
    reason = f"the mode is {Agreement.NONE}; it would be {finding.severity}"
    return replace(finding, severity=Severity.SAFE, reason=reason, breaks=(), hint="")


def by_policy(finding: Finding, options: CompareOptions) -> Finding:
    """Return a finding with the severity that the policy gives it."""
    wanted = [s for p, s in options.severities.items() if fnmatchcase(finding.rule, p)]
    if not wanted or wanted[-1] is finding.severity:
        return finding
    reason = f"the policy makes it {wanted[-1]}; it would be {finding.severity}"
    return replace(finding, severity=wanted[-1], reason=reason)


def _finding(group: _Group) -> Finding:
    met = group.shown
    verified = met.verify()
    return Finding(
        rule=met.rule.id,
        severity=verified.severity,
        effect=met.effect,
        proof=verified.proof,
        message=met.message,
        occurrences=(met.occurrence, *(o for o in group.occurrences if o != met.occurrence)),
        path=met.path,
        old=met.old,
        new=met.new,
        before=met.before,
        after=met.after,
        hint=(met.hint or met.rule.hint) if verified.severity is not Severity.SAFE else "",
        reason=verified.reason,
        witness=verified.witness,
        breaks=_breaks(met, verified),
        fingerprint=_fingerprint([*group.structure, met.before, met.after]),
    )


def _breaks(met: Met, verified: Verified) -> tuple[str, ...]:
    if verified.severity is not Severity.BREAKING:
        return ()
    return met.breaks if verified.breaks is None else verified.breaks


def _fingerprint(parts: Iterable[str]) -> str:
    text = json.dumps(list(parts), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def anchor(place: Place | None) -> tuple[str, ...]:
    """Return the name of a shared part of the document and the way into it; empty if none.

    Numbers are left out: the order of parameters or branches is position, not structure.
    """
    path = place.path if place else ()
    if not path or path[0] not in {"components", "definitions", "parameters", "responses"}:
        return ()
    return tuple(step for step in path if isinstance(step, str))
