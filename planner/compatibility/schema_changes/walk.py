"""The one place where two schema trees are walked side by side."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from planner.compatibility.schema_changes.change import Change, Pair, PairKey, Path, Step
from planner.compatibility.schema_changes.content import content_changes
from planner.compatibility.schema_changes.extensible import extensible_changes
from planner.compatibility.schema_changes.flat import MEANINGS, Flat, flatten
from planner.compatibility.schema_changes.items import item_changes, item_steps
from planner.compatibility.schema_changes.meaning import meaning_changes, never_changes
from planner.compatibility.schema_changes.members import member_changes, member_steps
from planner.compatibility.schema_changes.scalars import (
    are_of_other_types,
    scalar_changes,
    type_changes,
)
from planner.compatibility.schema_changes.unions import other_changes, union_changes, union_steps
from planner.compatibility.schemas import IsUnchanged, Sameness, Schema, nothing_is_known
from planner.model.finding import Polarity

_DEEPEST = 120


class Met(NamedTuple):
    """A change, the place where it was met, and the pair of schemas there.

    Args:
        chain: the pairs that lead there from the top, itself last; the owners of unions that are
            passed are among them.
    """

    path: Path
    change: Change
    pair: Pair
    chain: tuple[PairKey, ...] = ()


_PARTS = ("$ref", "allOf", "anyOf", "oneOf")


def _is_plain(step: Step, pair: Pair) -> bool:
    closed = [flat for flat in (pair.old, pair.new) if flat.additional]
    return not step.is_exclusive and not any(
        flat.schema.get(keyword) is not None for flat in closed for keyword in _PARTS
    )


class _Place(NamedTuple):
    changes: tuple[Change, ...]
    steps: tuple[Step, ...]
    pair: Pair


@dataclass(slots=True)
class Trail:
    """What a walk has passed.

    Args:
        elsewhere: unions some of whose branches were looked at elsewhere already, and there which.
        is_plain: what was passed is monotone: if each change is harmless, all of them together
            are. Branches of `oneOf` are not, nor are closed objects put together from parts.
    """

    elsewhere: dict[PairKey, set[PairKey]] = field(default_factory=dict)
    is_plain: bool = True


class Walk:
    """Walks pairs of schemas; what it has learned about a pair serves all later walks.

    Args:
        sameness: decides which pairs need no look.
        is_unchanged: see `Sameness`.
    """

    def __init__(self, sameness: Sameness, is_unchanged: IsUnchanged = nothing_is_known) -> None:
        """Start without knowledge."""
        self._sameness = sameness
        self._exactly = Sameness(MEANINGS, is_unchanged)
        self._places: dict[tuple[tuple[int, int], tuple[int, int], Polarity], _Place] = {}
        self._flats: dict[tuple[int, int], Flat] = {}

    def is_unchanged(self, old: Schema, new: Schema) -> bool:
        """Return whether two schemas are known to be the same without a look at them."""
        return self._exactly.is_unchanged(old, new)

    def is_same(self, old: Schema, new: Schema) -> bool:
        """Return whether two schemas are written the same, with what they mean."""
        return self._exactly.same(old, new)

    def changes(
        self, old: Schema, new: Schema, polarity: Polarity, trail: Trail | None = None
    ) -> Iterator[Met]:
        """Yield every change below two schemas; each pair of nodes is looked at once.

        Args:
            old: where to start.
            new: likewise.
            polarity: who sends what they describe.
            trail: takes in what is passed.
        """
        trail = trail or Trail()
        seen: set[tuple[tuple[int, int], tuple[int, int]]] = set()
        todo: list[tuple[Step, Path, tuple[PairKey, ...]]] = [(Step((), old, new), (), ())]
        while todo:
            step, path, above = todo.pop()
            trail.is_plain &= len(path) <= _DEEPEST
            if self._exactly.is_unchanged(step.old, step.new):
                continue
            first, second = step.old.followed(MEANINGS), step.new.followed(MEANINGS)
            key = (first.key, second.key)
            if key in seen and step.union:
                trail.elsewhere.setdefault(step.union, set()).add(key)
            if key in seen or len(path) > _DEEPEST or self._exactly.same(first, second):
                continue
            seen.add(key)
            place = self._place(first, second, polarity)
            trail.is_plain &= _is_plain(step, place.pair)
            chain = (*above, *((step.union,) if step.union else ()), key)
            yield from (
                Met(path + change.path, change, place.pair, chain) for change in place.changes
            )
            todo.extend((inner, path + inner.path, chain) for inner in reversed(place.steps))

    def _place(self, old: Schema, new: Schema, polarity: Polarity) -> _Place:
        key = (old.key, new.key, polarity)
        if key not in self._places:
            pair = Pair(self._flat(old), self._flat(new), polarity)
            steps = [] if are_of_other_types(pair) else list(self._steps(pair))
            self._places[key] = _Place(tuple(self._own_changes(pair)), tuple(steps), pair)
        return self._places[key]

    def _steps(self, pair: Pair) -> Iterator[Step]:
        yield from member_steps(pair)
        yield from item_steps(pair)
        yield from union_steps(pair, self._sameness)

    def _flat(self, schema: Schema) -> Flat:
        if schema.key not in self._flats:
            self._flats[schema.key] = flatten(schema)
        return self._flats[schema.key]

    def _own_changes(self, pair: Pair) -> Iterator[Change]:
        if pair.old.is_never is not pair.new.is_never:
            yield from never_changes(pair)
            return
        if are_of_other_types(pair):
            yield from type_changes(pair)
            return
        yield from scalar_changes(pair)
        yield from member_changes(pair)
        yield from item_changes(pair, self._sameness)
        yield from other_changes(pair, self._sameness)
        yield from union_changes(pair, self._sameness)
        yield from content_changes(pair)
        yield from extensible_changes(pair)
        yield from meaning_changes(pair)
