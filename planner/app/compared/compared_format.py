"""What a format must have so that its contracts can be compared."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.compatibility.options import CompareOptions
from planner.model.finding import Finding

Breaks = Mapping[tuple[int, int], tuple[str, ...]]
"""Positions of an earlier and a later version -> the promises that break between them."""

Relate = Callable[
    [
        Sequence[Any],
        CompareOptions,
        Sequence[tuple[Finding, ...]],
        Callable[[int, int], tuple[Finding, ...]],
    ],
    Breaks | None,
]
"""All versions, the oldest first; options; the findings between each and the next; what finds those
between any two -> which break; None: it can't tell."""


@dataclass(frozen=True, slots=True)
class ComparedFormat:
    """One contract format.

    Args:
        lower: parsed files (raw text for those that are neither YAML nor JSON) and the path of the
            main one -> neutral form. Raises InputError with places for what can't be read.
        emptied: what is left of a contract that is gone: nothing can be used any more.
        compare: neutral forms -> findings, worst first.
        relate: a way to compare all versions of a history that is quicker than one by one.
    """

    lower: Callable[[Mapping[str, Any], str], Any]
    emptied: Callable[[Any], Any]
    compare: Callable[[Any, Any, CompareOptions], tuple[Finding, ...]]
    relate: Relate | None = None
