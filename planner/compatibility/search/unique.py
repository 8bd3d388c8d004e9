"""Items that must differ: a value for each position, no two the same.

Each position gets as many different candidates as there are positions, or all that there are; then
a position needs a candidate that nobody else takes. That is a matching in a bipartite graph, and it
exists exactly if the items do. Source: P. Hall, "On representatives of subsets", Journal of the
London Mathematical Society 10, 1935; augmenting paths by C. Berge, 1957.
"""

from collections.abc import Sequence

from planner.compatibility.schemas import Schema
from planner.compatibility.search.answers import (
    Answer,
    Found,
    Goal,
    GoalKey,
    NoValue,
    Solve,
    Undecided,
)
from planner.compatibility.values import Json, Key, json_key

_MOST_ITEMS = 60


def different_values(goals: Sequence[Goal], anchor: Schema, solve: Solve) -> Answer:
    """Return a list with a value for each goal, no two equal.

    Args:
        goals: what is wanted at each position.
        anchor: any schema; the schemas of values that are left out are made beside it.
        solve: finds a value for a goal.
    """
    if len(goals) > _MOST_ITEMS:
        return Undecided("very many items that differ are not decided")
    known: dict[GoalKey, _Candidates] = {}
    for goal in goals:
        if goal.key not in known:
            known[goal.key] = _Candidates(goal, len(goals), anchor, solve)
    positions = [known[goal.key] for goal in goals]
    taken: dict[Key, int] = {}
    for position in range(len(positions)):
        if not _place(position, positions, taken, set()):
            reasons = [c.reason for c in positions if c.reason]
            return Undecided(reasons[0]) if reasons else NoValue()
    chosen = {position: key for key, position in taken.items()}
    return Found([positions[i].values[chosen[i]] for i in range(len(positions))])


class _Candidates:
    """Different values for one goal: `count` of them, or all that there are."""

    def __init__(self, goal: Goal, count: int, anchor: Schema, solve: Solve) -> None:
        self.values: dict[Key, Json] = {}
        self.reason = ""
        while len(self.values) < count:
            answer = solve(_but(goal, list(self.values.values()), anchor))
            if isinstance(answer, Undecided):
                self.reason = answer.reason
            if not isinstance(answer, Found):
                return
            self.values[json_key(answer.value)] = answer.value


def _but(goal: Goal, left_out: list[Json], anchor: Schema) -> Goal:
    if not left_out:
        return goal
    return Goal(goal.accepted, (*goal.rejected, anchor.child(anchor.space.listed(left_out))))


def _place(
    position: int, positions: Sequence[_Candidates], taken: dict[Key, int], seen: set[Key]
) -> bool:
    """Give a position a candidate, if need be by moving others to another one."""
    for key in positions[position].values:
        if key in seen:
            continue
        seen.add(key)
        if key not in taken or _place(taken[key], positions, taken, seen):
            taken[key] = position
            return True
    return False
