"""What was met -> findings: one cause is one finding, wherever it is met."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from planner.compatibility.rules.rule import Rule
from planner.model.finding import Effect, Finding, Occurrence, Proof, Severity, Witness
from planner.model.source import Place


@dataclass(frozen=True, slots=True)
class Verified:
    """What is left of a severity when the payload was checked."""

    severity: Severity
    proof: Proof
    reason: str
    witness: Witness | None


@dataclass(frozen=True, slots=True)
class Met:
    """One change, met at one place.

    Args:
        cause: the same for the same change at all its places.
        rank: of the operation in the documents.
        verify: makes and checks the witness; called for one place of each cause.
        structure: what the fingerprint is made of, beside `before` and `after`.
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

    @property
    def merit(self) -> tuple[bool, int]:
        """How good the place is to show the change: with a payload, near the top."""
        return (self.has_witness, -len(self.path))


@dataclass(slots=True)
class _Group:
    first: Met
    shown: Met
    occurrences: dict[Occurrence, None] = field(default_factory=dict)


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

    def all(self, is_wanted: Callable[[Rule], bool]) -> tuple[Finding, ...]:
        """Return the findings of wanted rules, worst first, then in order of the documents."""
        found = [
            (group.first.rank, index, _finding(group))
            for index, group in enumerate(self._groups.values())
            if is_wanted(group.shown.rule)
        ]
        found.sort(key=lambda entry: (entry[2].severity.rank, entry[0], entry[1]))
        return tuple(finding for *_, finding in found)


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
        hint=met.rule.hint if verified.severity is not Severity.SAFE else "",
        reason=verified.reason,
        witness=verified.witness,
        fingerprint=_fingerprint([*met.structure, met.before, met.after]),
    )


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
