"""What `plan milestone` shows: whether a milestone may be passed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

from planner.model.source import Place

MilestoneName = Literal["M1", "M2", "M3"]
MILESTONES: tuple[MilestoneName, ...] = ("M1", "M2", "M3")


class CriterionState(StrEnum):
    """Whether a criterion is met."""

    FAILED = "failed"
    """Evidence shows that it is not met."""
    OPEN = "open"
    """Nothing shows that it is met."""
    WAIVED = "waived"
    """It is not met, and somebody decided to go on."""
    ATTESTED = "attested"
    """Somebody says that it is met."""
    PASSED = "passed"
    """Evidence shows that it is met."""

    @property
    def is_closed(self) -> bool:
        """Whether it keeps the milestone from being passed."""
        return self in {CriterionState.FAILED, CriterionState.OPEN}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of a milestone, about one thing.

    Args:
        id: stable.
        subject: service, contract or `consumer -> provider`; empty for the whole workspace.
        is_automatic: evidence alone counts; else somebody may attest it.
        detail: what shows it, or what is missing.
        hint: what to do about it.
        by: who attests or waives it.
        day: when; of a waiver, its last day.
        place: where the evidence or its lack stands.
    """

    id: str
    title: str
    subject: str
    state: CriterionState
    is_automatic: bool
    detail: str
    hint: str = ""
    by: str = ""
    day: date | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Progress that says something else than evidence does."""

    subject: str
    message: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class MilestoneView:
    """`plan milestone`.

    Args:
        day: the day that dates are judged on.
        criteria: in the order of the gate, then by subject.
        folder: how the user names the workspace's folder; empty for the current one.
        positions: line and column of places.
    """

    workspace: str
    milestone: MilestoneName
    title: str
    day: date
    criteria: tuple[Criterion, ...]
    disagreements: tuple[Disagreement, ...] = ()
    folder: str = ""
    positions: Mapping[Place, tuple[int, int]] = field(default_factory=dict)

    @property
    def is_passed(self) -> bool:
        """Whether no criterion is open."""
        return not any(item.state.is_closed for item in self.criteria)

    def count(self, state: CriterionState) -> int:
        """Return how many criteria are in a state."""
        return sum(item.state is state for item in self.criteria)
