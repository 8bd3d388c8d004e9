"""Which version number a set of changes asks for.

Source: Semantic Versioning 2.0.0, sections 4 (versions below 1.0.0 may change at any time; by
common use their minor number then stands for the major one), 6 to 8, 10 and 11.
"""

import re
from collections.abc import Iterable
from enum import IntEnum
from typing import TYPE_CHECKING

from planner.model.finding import Effect, Finding, Severity

if TYPE_CHECKING:
    from semantic_version import Version

_WRITTEN = re.compile(
    r"v?(\d{1,18})(?:\.(\d{1,18})(?:\.(\d{1,18})(-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?)?)?"
    r"(?:\+[0-9A-Za-z.-]+)?"
)
_SILENT = frozenset({Effect.ANNOTATION, Effect.SAME})


class Demand(IntEnum):
    """The number of a version that must grow."""

    NOTHING = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    @property
    def word(self) -> str:
        """What people call it: `none`, `patch`, `minor`, `major`."""
        return ("none", "patch", "minor", "major")[self]


def demand_of(findings: Iterable[Finding]) -> Demand:
    """Return what changes ask for: a break a major version, what consumers can notice a minor."""
    return max(map(_demand_of_one, findings), default=Demand.NOTHING)


def _demand_of_one(finding: Finding) -> Demand:
    if finding.severity is Severity.BREAKING:
        return Demand.MAJOR
    is_silent = finding.severity is Severity.SAFE and finding.effect in _SILENT
    return Demand.PATCH if is_silent else Demand.MINOR


def version_of(text: str) -> "Version | None":
    """Return a version; `1`, `v1.2` are filled up with zeros. None for dates and other texts."""
    from semantic_version import Version  # noqa: PLC0415  lazy: few comparisons ask for versions

    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return None
    numbers = (int(found[index] or 0) for index in (1, 2, 3))
    before_release = (found[4] or "")[1:].split(".")
    if any(part.isdigit() and part != str(int(part)) for part in before_release):
        return None
    return Version(".".join(map(str, numbers)) + (found[4] or ""))


def moved(old: "Version", new: "Version") -> Demand:
    """Return how far a version number has moved; a pre-release of the same numbers: not at all."""
    if old.major != new.major:
        return Demand.MAJOR
    if old.minor != new.minor:
        return Demand.MINOR
    return Demand.PATCH if old.patch != new.patch else Demand.NOTHING


def lowest_version(old: "Version", demand: Demand) -> "Version":
    """Return the lowest version after another one that satisfies a demand."""
    if demand is Demand.NOTHING:
        return old
    if old.prerelease:
        return old.truncate()  # what is not released may still change
    if demand is Demand.MAJOR:
        return old.next_major() if old.major else old.next_minor()
    return old.next_minor() if demand is Demand.MINOR and old.major else old.next_patch()


def satisfies(old: "Version", new: "Version", demand: Demand) -> bool:
    """Return whether a version is high enough after another one; release candidates count."""
    if demand is Demand.NOTHING:
        return bool(new >= old)
    if old.prerelease:
        return bool(new > old)
    return bool(new > old and new.truncate() >= lowest_version(old, demand))
