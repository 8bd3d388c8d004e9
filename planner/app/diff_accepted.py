"""What a policy accepts of what a comparison has found. Needs no reader of policies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from planner.app.diff_rules import fits
from planner.model.finding import Finding
from planner.model.problem import Level, Problem
from planner.model.source import Place

if TYPE_CHECKING:
    from planner.model.diff_policy import Acceptance, DiffPolicy


@dataclass(frozen=True, slots=True)
class LoadedPolicy:
    """A policy that is right, and where it stands.

    Args:
        policy: None: there is none.
        file: how messages name it; empty if it did not come from a file.
    """

    policy: "DiffPolicy | None" = None
    file: str = ""

    @property
    def entries(self) -> "tuple[Acceptance, ...]":
        """What it accepts."""
        return self.policy.accept if self.policy else ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that the policy accepts, and the entry that says so."""

    finding: Finding
    entry: "Acceptance"


def split_accepted(
    findings: Iterable[Finding], loaded: LoadedPolicy, today: date
) -> tuple[list[Finding], list[Accepted]]:
    """Return what is left of findings, and what the policy accepts on a day.

    A finding that is met in several operations, of which an entry names some, is split: the others
    stay.
    """
    entries = [entry for entry in loaded.entries if entry.expires >= today]
    left: list[Finding] = []
    accepted: list[Accepted] = []
    for finding in findings:
        rest: Finding | None = finding
        for entry in entries:
            if rest is None:
                break
            rest, taken = _split(rest, entry)
            if taken:
                accepted.append(Accepted(taken, entry))
        if rest:
            left.append(rest)
    return left, accepted


def _split(finding: Finding, entry: "Acceptance") -> tuple[Finding | None, Finding | None]:
    """Return the part of a finding that an entry leaves, and the part that it accepts."""
    if entry.fingerprint:
        is_meant = finding.fingerprint.startswith(entry.fingerprint)
        return (None, finding) if is_meant else (finding, None)
    rule, operation = entry.rule or "", entry.operation or ""
    if not fits(finding.rule, [rule]):
        return finding, None
    named = tuple(o for o in finding.occurrences if fnmatchcase(o.operation, operation))
    if len(named) == len(finding.occurrences):
        is_meant = bool(named) or operation == "*"
        return (None, finding) if is_meant else (finding, None)
    if not named:
        return finding, None
    others = tuple(o for o in finding.occurrences if o not in named)
    return replace(finding, occurrences=others), replace(finding, occurrences=named)


def policy_warnings(
    loaded: LoadedPolicy, findings: Sequence[Finding], today: date
) -> tuple[Problem, ...]:
    """Return what is doubtful about the acceptances: expired, or for nothing that was found.

    Args:
        loaded: the policy.
        findings: all that was found, before anything was accepted.
        today: the day on which its dates are looked at.
    """
    warnings = []
    for number, entry in enumerate(loaded.entries):
        place = Place(loaded.file, ("accept", number)) if loaded.file else None
        is_met = any(_split(finding, entry)[1] for finding in findings)
        what = f"`{entry.fingerprint or entry.rule}`"
        if not is_met:
            message = f"{what} accepts nothing: no such finding was made"
            hint = "remove the entry if the change is gone"
            warnings.append(Problem("unused-acceptance", message, place, hint, Level.WARNING))
        elif entry.expires < today:
            message = f"the acceptance of {what} ended on {entry.expires}; its findings count again"
            hint = "undo the change, or agree on a new date"
            warnings.append(Problem("expired-acceptance", message, place, hint, Level.WARNING))
    return tuple(warnings)
