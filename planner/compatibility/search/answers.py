"""What is searched for, and what a search can say."""

from collections.abc import Callable
from typing import NamedTuple

from planner.compatibility.schemas import Schema
from planner.compatibility.values import Json

GoalKey = tuple[frozenset[tuple[int, int]], frozenset[tuple[int, int]]]


class Goal(NamedTuple):
    """A value is wanted that all of `accepted` accept and all of `rejected` reject."""

    accepted: tuple[Schema, ...]
    rejected: tuple[Schema, ...] = ()

    @property
    def key(self) -> GoalKey:
        """Identity: schemas live as long as their space."""
        return (
            frozenset(schema.key for schema in self.accepted),
            frozenset(schema.key for schema in self.rejected),
        )


class Found(NamedTuple):
    """Such a value; it was checked."""

    value: Json


class NoValue(NamedTuple):
    """There is no such value; proved."""


class Undecided(NamedTuple):
    """Neither a value was found nor that there is none."""

    reason: str


Answer = Found | NoValue | Undecided
Solve = Callable[[Goal], Answer]
"""Finds a value for a goal."""
