"""What a comparison of two contracts finds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from planner.model.source import Place


class Severity(StrEnum):
    """What a change does to those who rely on the contract."""

    BREAKING = "breaking"
    RISKY = "risky"
    """May break somebody: says why it can't be told."""
    SAFE = "safe"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return tuple(Severity).index(self)


class Effect(StrEnum):
    """What a change does to the set of values that are accepted."""

    SAME = "same"
    NARROWED = "narrowed"
    WIDENED = "widened"
    CROSSED = "crossed"
    MEANING = "other meaning"
    ANNOTATION = "annotation"
    UNDECIDED = "undecided"


class Proof(StrEnum):
    """Why the severity is what it is."""

    WITNESS = "witness"
    """A payload shows the break; it was checked by an independent validator."""
    PROVED = "proved"
    """All that was valid stays valid."""
    LAW = "law"
    """The rule itself: no payload is needed, or none can show it."""
    UNDECIDED = "undecided"


class Polarity(StrEnum):
    """Who sends what stands at a place."""

    CONSUMER_SENDS = "consumer sends"
    """May only be widened."""
    PROVIDER_SENDS = "provider sends"
    """May only be narrowed."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A payload that shows a break.

    Args:
        valid_for: `old` or `new`: the side that sends it and allows it.
        value: the whole payload of the slot.
        part: the value at the place of the finding.
        request: for a whole request: method, path, query, headers and the like.
        wire: the bytes that travel, as hexadecimal digits, where the value is only how people
            read them.
    """

    valid_for: str
    value: Any
    part: Any = None
    request: Mapping[str, Any] | None = None
    wire: str = ""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place of the contract where a finding is met.

    Args:
        operation: `METHOD /path`, `webhook NAME`; empty for the whole document.
        slot: `request body application/json`, `response 200 body application/json`, ...
    """

    operation: str
    slot: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One change, with one cause, wherever it is met.

    Args:
        rule: generated id, `<slot>-<what>-<how>`.
        path: member names and `*` for items, from the top of the payload to the change.
        before, after: what stood there and what stands there, short, for people.
        reason: why a verdict is undecided or was changed by the policy; else empty.
        hurt: consumers that use the place, where a workspace is known.
        evidence: consumer and what shows that it is hurt, where something besides its manifest
            was looked at.
        breaks: the promises that it breaks, where a contract makes several: `BACKWARD`, `FORWARD`,
            `WIRE`, `WIRE_JSON`, `PACKAGE`, `FILE`; empty if it breaks none or there is but one.
        fingerprint: from structure alone; the same for the same change, whatever its wording.
    """

    rule: str
    severity: Severity
    effect: Effect
    proof: Proof
    message: str
    occurrences: tuple[Occurrence, ...]
    path: tuple[str, ...] = ()
    old: Place | None = None
    new: Place | None = None
    before: str = ""
    after: str = ""
    hint: str = ""
    reason: str = ""
    witness: Witness | None = None
    hurt: tuple[str, ...] = ()
    evidence: tuple[tuple[str, str], ...] = ()
    breaks: tuple[str, ...] = ()
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found between two contracts.

    Args:
        findings: worst first, then in order of the document.
        accepted: findings that the policy accepts, with its reason.
    """

    old_name: str
    new_name: str
    findings: tuple[Finding, ...]
    accepted: tuple[tuple[Finding, str], ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def worst(self) -> Severity | None:
        """The worst severity, if anything was found."""
        return min((f.severity for f in self.findings), key=lambda s: s.rank, default=None)
