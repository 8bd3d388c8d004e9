"""Facets of composition: `anyOf` and `oneOf` that are left, `not`, conditions, dependencies."""

from collections.abc import Iterator
from typing import NamedTuple

from planner.compatibility.schema_changes.change import Change, Pair, Step
from planner.compatibility.schema_changes.flat import Flat, Union, flatten
from planner.compatibility.schemas import Sameness, Schema, is_annotation

_FACETS = {
    "not": "not",
    "if": "if",
    "dependentSchemas": "dependent-schema",
    "dependentRequired": "dependent-required",
    "propertyNames": "property-names",
    "contains": "contains",
    "unevaluatedProperties": "unevaluated-properties",
    "unevaluatedItems": "unevaluated-items",
}
_UNION_FACETS = {"anyOf": "any-of", "oneOf": "one-of"}


def other_changes(pair: Pair, sameness: Sameness) -> Iterator[Change]:
    """Yield what differs in keywords that only the search understands."""
    for keyword, facet in _FACETS.items():
        old, new = pair.old.others.get(keyword, []), pair.new.others.get(keyword, [])
        lone_old, lone_new = unpaired(old, new, sameness)
        if not lone_old and not lone_new:
            continue
        verb = "changed" if lone_old and lone_new else "added" if lone_new else "removed"
        yield Change(
            facet,
            verb,
            (_together(pair.old, keyword, lone_old), _together(pair.new, keyword, lone_new)),
            old=lone_old[0] if lone_old else None,
            new=lone_new[0] if lone_new else None,
            narrows=None if lone_old and lone_new else bool(lone_new),
        )


def _together(flat: Flat, keyword: str, parts: list[Schema]) -> Schema | None:
    """Return what a side demands by keywords that the other side does not have."""
    if len(parts) <= 1:
        return parts[0] if parts else None
    nodes = [part.node for part in parts]
    key = f"all {keyword} {[id(node) for node in nodes]}"
    return flat.schema.space.made(flat.schema.node, key, lambda: {"allOf": nodes})


def unpaired(
    old: list[Schema], new: list[Schema], sameness: Sameness
) -> tuple[list[Schema], list[Schema]]:
    """Return the schemas of both sides that have no equal on the other."""
    left_new = list(new)
    left_old = []
    for schema in old:
        twin = next((other for other in left_new if sameness.same(schema, other)), None)
        if twin is None:
            left_old.append(schema)
        else:
            left_new.remove(twin)
    return left_old, left_new


def union_changes(pair: Pair, sameness: Sameness) -> Iterator[Change]:
    """Yield the unions that differ, each as one change with all it demands."""
    for old, new in _paired_unions(pair):
        left_old, left_new = unpaired(
            list(old.branches) if old else [], list(new.branches) if new else [], sameness
        )
        if not left_old and not left_new:
            continue
        said = new or old
        assert said is not None  # noqa: S101  one of both is there
        yield Change(
            _UNION_FACETS[said.keyword],
            _verb(old, new, left_old, left_new),
            (_demand(old) if old else None, _demand(new) if new else None),
            before=_titles(left_old),
            after=_titles(left_new),
            old=old.owner if old else None,
            new=new.owner if new else None,
            narrows=None,
            is_met_inside=_all_have_twins(left_old, left_new),
        )


def _demand(union: Union) -> Schema:
    owner = union.owner.node
    assert not isinstance(owner, bool)  # noqa: S101  it has a union
    if all(word == union.keyword or is_annotation(word) for word in owner):
        return union.owner
    node = union.node()
    return union.owner.space.made(union.owner.node, f"union {union.keyword}", lambda: node)


def _verb(
    old: Union | None, new: Union | None, left_old: list[Schema], left_new: list[Schema]
) -> str:
    if old is None or new is None:
        return "added" if old is None else "removed"
    if left_old and left_new:
        return "changed"
    return "branch-added" if left_new else "branch-removed"


def _titles(branches: list[Schema]) -> str:
    return ", ".join(filter(None, (_title(branch) for branch in branches)))


def _title(branch: Schema) -> str:
    ref = branch.get("$ref", "")
    return ref.rsplit("/", 1)[-1] if ref else str(branch.get("title", ""))


def _paired_unions(pair: Pair) -> Iterator[tuple[Union | None, Union | None]]:
    left = list(pair.new.unions)
    for old in pair.old.unions:
        twin = next((new for new in left if new.keyword == old.keyword), left[0] if left else None)
        if twin is not None:
            left.remove(twin)
        yield old, twin
    yield from ((None, new) for new in left)


def union_steps(pair: Pair, sameness: Sameness) -> Iterator[Step]:
    """Yield pairs of branches that differ and still are the same branch by name, tag or shape."""
    for old, new in _paired_unions(pair):
        if old is None or new is None:
            continue
        left_old, left_new = unpaired(list(old.branches), list(new.branches), sameness)
        for branch, twin in _twins(left_old, left_new):
            is_exclusive = "oneOf" in {old.keyword, new.keyword}
            yield Step((), branch, twin, (old.owner.key, new.owner.key), is_exclusive)


def _all_have_twins(left_old: list[Schema], left_new: list[Schema]) -> bool:
    return len(left_old) == len(left_new) == len(list(_twins(left_old, left_new)))


def _twins(left_old: list[Schema], left_new: list[Schema]) -> Iterator[tuple[Schema, Schema]]:
    """Yield the branches of both sides that are the same one by name, tag or shape."""
    others = dict(enumerate(left_new))
    looks: dict[int, _Look] = {}
    for branch in left_old:
        index = _twin(branch, others, looks)
        if index is not None:
            yield branch, others.pop(index)


def _twin(branch: Schema, others: dict[int, Schema], looks: "dict[int, _Look]") -> int | None:
    """Return which of the other branches is the same one.

    Args:
        branch: of one side.
        others: of the other side, by their place.
        looks: what is known of those.
    """
    ref = branch.get("$ref")
    named = next((i for i, other in others.items() if ref and other.get("$ref") == ref), None)
    if named is not None:
        return named
    look = _look(branch)
    for index, other in others.items():
        if index not in looks:
            looks[index] = _look(other)
    best = max(others, key=lambda index: (_likeness(look, looks[index]), -index), default=None)
    if best is None or _likeness(look, looks[best]) <= _LEAST_LIKENESS:
        return None
    return best


_LEAST_LIKENESS = 0.3


class _Look(NamedTuple):
    """What a branch is known by: its types, its members, the tags among them."""

    types: frozenset[str] | None
    names: frozenset[str]
    tags: frozenset[tuple[str, str]]
    tagged: frozenset[str]


def _look(branch: Schema) -> _Look:
    flat = flatten(branch)
    tags = frozenset(
        (n, str(s.get("const", s.get("enum")))) for n, (s, *_) in flat.members.items() if _tag(s)
    )
    return _Look(flat.types, frozenset(flat.members), tags, frozenset(n for n, _ in tags))


def _likeness(one: _Look, other: _Look) -> float:
    """Return how much two branches have in common, 0 to 1."""
    if one.types and other.types and not one.types & other.types:
        return 0.0
    if one.tagged & other.tagged and not one.tags & other.tags:
        return 0.0
    if not one.names and not other.names:
        return 0.5 if one.types == other.types else 0.0
    return len(one.names & other.names) / len(one.names | other.names)


def _tag(schema: Schema) -> bool:
    return schema.get("const") is not None or len(schema.get("enum", ())) == 1
