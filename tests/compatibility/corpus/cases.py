"""The corpus of schema pairs, read from `schemas.yaml`, and the questions that it asks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from planner.compatibility.judge import Judge
from planner.compatibility.schemas import Space
from planner.compatibility.verdict import Verdict
from planner.model.finding import Polarity, Proof, Severity

_FILE = Path(__file__).with_name("schemas.yaml")


@dataclass(frozen=True, slots=True)
class Case:
    """Two versions of a schema and the truth about them.

    Args:
        only_old: values that the old schema accepts and the new one refuses; none: it accepts all.
        only_new: the other way round.
        reserved: names that only one side declares; what they forbid doesn't count.
    """

    name: str
    old: Any
    new: Any
    only_old: list[Any] = field(default_factory=list)
    only_new: list[Any] = field(default_factory=list)
    old_definitions: Mapping[str, Any] = field(default_factory=dict)
    new_definitions: Mapping[str, Any] = field(default_factory=dict)
    reserved: list[str] = field(default_factory=list)

    @property
    def mirrored(self) -> "Case":
        """The same change the other way round."""
        return Case(
            f"{self.name} (mirrored)",
            self.new,
            self.old,
            self.only_new,
            self.only_old,
            self.new_definitions,
            self.old_definitions,
            self.reserved,
        )


class Question(NamedTuple):
    """Whether a change breaks somebody, where the schema stands in a request or a response."""

    case: Case
    polarity: Polarity

    @property
    def is_breaking(self) -> bool:
        """The truth: something that is sent is refused."""
        is_sent = self.polarity is Polarity.CONSUMER_SENDS
        return bool(self.case.only_old if is_sent else self.case.only_new)

    def verdicts(self) -> list[Verdict]:
        """Return what the judge says."""
        old = Space.of(self.case.old_definitions).schema(self.case.old)
        new = Space.of(self.case.new_definitions).schema(self.case.new)
        return list(Judge().judge(old, new, self.polarity))


@cache
def cases() -> tuple[Case, ...]:
    """Return all pairs, in the order of the file."""
    found = []
    for entry in yaml.load(_FILE.read_text("utf-8"), yaml.CSafeLoader):
        shared = entry.pop("definitions", None)
        if shared is not None:
            entry |= {"old_definitions": shared, "new_definitions": shared}
        found.append(Case(**entry))
    return tuple(found)


def questions(*only: Case) -> Iterator[Question]:
    """Yield each pair, or only these, in both directions, as request and as response."""
    for case in only or cases():
        for direction in (case, case.mirrored):
            for polarity in Polarity:
                yield Question(direction, polarity)


def answer(verdicts: list[Verdict]) -> str:
    """Return `breaking`, `undecided` or `safe`."""
    if any(verdict.severity is Severity.BREAKING for verdict in verdicts):
        return "breaking"
    is_open = any(verdict.proof is Proof.UNDECIDED for verdict in verdicts)
    return "undecided" if is_open else "safe"
