"""What a comparison can be told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from planner.model.finding import Polarity, Severity


class Mode(StrEnum):
    """Which versions of a message must be readable by which.

    Source: the compatibility types of Confluent's Schema Registry, whose names they keep.
    """

    BACKWARD = "BACKWARD"
    """New readers read what was written by the old schema."""
    FORWARD = "FORWARD"
    """Old readers read what is written by the new schema."""
    FULL = "FULL"
    """Both."""

    @property
    def polarities(self) -> tuple[Polarity, ...]:
        """Who has to stand what: what is written by the old schema may only be widened."""
        if self is Mode.BACKWARD:
            return (Polarity.CONSUMER_SENDS,)
        return (Polarity.PROVIDER_SENDS,) if self is Mode.FORWARD else tuple(Polarity)


class Agreement(StrEnum):
    """What holds between the versions of a message: a mode, and how far back it reaches.

    Source: as of `Mode`.
    """

    BACKWARD = "BACKWARD"
    BACKWARD_TRANSITIVE = "BACKWARD_TRANSITIVE"
    FORWARD = "FORWARD"
    FORWARD_TRANSITIVE = "FORWARD_TRANSITIVE"
    FULL = "FULL"
    FULL_TRANSITIVE = "FULL_TRANSITIVE"
    NONE = "NONE"
    """Nothing is promised: no change breaks anything."""

    @property
    def mode(self) -> Mode:
        """Which of two versions must read what the other has written; of `NONE`: as of `FULL`."""
        return Mode.FULL if self is Agreement.NONE else Mode(self.removesuffix(_TRANSITIVE))

    @property
    def is_transitive(self) -> bool:
        """Whether it holds with every earlier version, not only with the one before."""
        return self.endswith(_TRANSITIVE)


_TRANSITIVE = "_TRANSITIVE"


def promise_of(polarity: Polarity) -> str:
    """Return the promise that a break in one direction breaks, as `Finding.breaks` names it."""
    return Mode.BACKWARD if polarity is Polarity.CONSUMER_SENDS else Mode.FORWARD


class Category(StrEnum):
    """What a Protobuf contract promises to stay; each promises what the ones below it promise.

    Source: the categories of `buf breaking`, whose names they keep.
    """

    FILE = "FILE"
    """Generated code, file by file."""
    PACKAGE = "PACKAGE"
    """Generated code, package by package."""
    WIRE_JSON = "WIRE_JSON"
    """Messages in the binary and in the JSON encoding."""
    WIRE = "WIRE"
    """Messages in the binary encoding."""


@dataclass(frozen=True, slots=True)
class CompareOptions:
    """What a comparison can be told.

    Args:
        strict_open_content: an optional member that appears on an open object is risky, because a
            sender may use its name already. Without it the name is taken to be unused.
        severities: rule id or pattern (`request-*-format-*`) -> severity; the last that fits holds.
        only: rule ids or patterns; nothing else is reported. Empty: everything.
        skip: rule ids or patterns that are not reported.
        direction: only findings about what consumers send, or about what they receive. Findings
            about whole operations belong to what consumers send.
        today: the day that sunset dates are compared with; None: they are not.
        mode: which of old and new must read what of the other, for messages; None: what the
            contract itself says about who sends, and `FULL` where it says nothing.
        category: what a Protobuf contract promises: `FILE`, `PACKAGE`, `WIRE_JSON` or `WIRE`.
        deprecation_days: how long an operation must stay after it was deprecated, in calendar
            days; 0: no sunset date is asked for.
        promises_nothing: no change of a message is worse than safe; see `Agreement.NONE`.
        version_bump: the version of the contract must say what its changes are.
    """

    strict_open_content: bool = False
    severities: Mapping[str, Severity] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    direction: Polarity | None = None
    today: date | None = None
    deprecation_days: int = 0
    mode: Mode | None = None
    category: Category = Category.FILE
    promises_nothing: bool = False
    version_bump: bool = False
