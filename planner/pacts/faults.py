"""What can be wrong at a place of a body, and which of several alternatives fits best."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

Path = tuple[str | int, ...]


class FaultKind(StrEnum):
    """What is wrong at a place of a body."""

    UNKNOWN = "unknown"
    """The contract has no such member."""
    VALUE = "value"
    """The contract refuses each value that is meant."""
    MATCHER = "matcher"
    """What the rule demands and what the contract allows have nothing in common."""
    EXAMPLE = "example"
    """The contract refuses this value, but allows others that the rule admits too."""
    MISSING = "missing"
    """The contract demands a member that is not there."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a place of a body.

    Args:
        path: from the top of the body.
        message: in plain words.
        schema: what of the contract refuses it: `Product/properties/price`.
    """

    kind: FaultKind
    path: Path
    message: str
    schema: str


class TooManyStepsError(Exception):
    """The schema has too many alternatives inside alternatives."""


def badness(faults: Sequence[Fault], path: Path) -> tuple[int, int, int, int]:
    """Order alternatives: those of another kind or with other members come last."""
    errors = [fault for fault in faults if fault.kind is not FaultKind.EXAMPLE]
    at_once = sum(fault.path == path and fault.kind is FaultKind.VALUE for fault in errors)
    unknown = sum(fault.kind is FaultKind.UNKNOWN for fault in errors)
    return at_once, unknown, len(errors), len(faults)
