"""The branches of a schema that can be asked for, and the way that leads to each."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from planner.instances.cases import Book, ChoiceKey
from planner.instances.nodes import is_doubtful
from planner.model.bundle import Schema

_DEEPEST = 5
"""Members and items that are entered on the way to a choice."""
_MOST = 48
_MOST_NODES = 5_000


class Taken(NamedTuple):
    """An option of a choice that is taken on the way.

    Args:
        node: the schema that leaves the choice.
        keyword: `oneOf` or `anyOf`.
        option: its index.
        place: where the option is written.
    """

    node: Mapping[str, Any]
    keyword: str
    option: int
    place: str


class Route(NamedTuple):
    """How a variant is made.

    Args:
        mode: the plain variant that all the rest follows.
        forced: which option to take of which choice.
        through: identities of the schemas that the value must have members or items for.
        taken: the forced options, outermost first.
    """

    mode: str
    forced: Mapping[ChoiceKey, int]
    through: frozenset[int]
    taken: tuple[Taken, ...] = ()


class _Visit(NamedTuple):
    node: Schema
    place: str
    depth: int
    taken: tuple[Taken, ...]
    through: tuple[int, ...]


def routes(schema: Schema, book: Book) -> dict[str, Route]:
    """Return a variant for each branch of each choice, breadth first.

    A branch is named by where it is written: `branch:NAME/oneOf/1` in a named schema,
    `branch:/items/anyOf/0` in the schema itself.
    """
    found: dict[str, Route] = {}
    todo = [_Visit(book.canonical(schema), "", 0, (), ())]
    seen: set[int] = set()
    for visit in todo:
        node = book.canonical(visit.node)
        if not isinstance(node, Mapping) or id(node) in seen or len(seen) > _MOST_NODES:
            continue
        seen.add(id(node))
        for key, index, branch in _branches(node):
            if len(found) >= _MOST:
                return found
            place = f"{visit.place}/{key[1]}/{index}"
            taken = (*visit.taken, Taken(node, key[1], index, place))
            through = (*visit.through, id(book.canonical(branch)))
            forced = {(id(item.node), item.keyword): item.option for item in taken}
            found[f"branch:{place}"] = Route("typical", forced, frozenset(visit.through), taken)
            todo.append(_Visit(branch, place, visit.depth, taken, through))
        todo.extend(_below(visit, node, book))
    return found


def _branches(node: Mapping[str, Any]) -> Iterator[tuple[ChoiceKey, int, Schema]]:
    for keyword, branches in _certain(node):
        if len(branches) > 1:
            yield from (((id(node), keyword), index, branch) for index, branch in branches)


def _certain(node: Mapping[str, Any]) -> Iterator[tuple[str, list[tuple[int, Schema]]]]:
    """Yield the choices of a schema with the branches that all readers of the contract know."""
    for keyword in ("oneOf", "anyOf"):
        branches = enumerate(node.get(keyword, ()))
        yield keyword, [(index, branch) for index, branch in branches if not is_doubtful(branch)]


def _below(visit: _Visit, node: Mapping[str, Any], book: Book) -> Iterator[_Visit]:
    if isinstance(node.get("$ref"), str):
        name, target = book.named(node["$ref"])
        yield visit._replace(node=target, place=name)
    for index, part in enumerate(node.get("allOf", ())):
        yield visit._replace(node=part, place=f"{visit.place}/allOf/{index}")
    for keyword, branches in _certain(node):
        if len(branches) == 1:
            index, branch = branches[0]
            yield visit._replace(node=branch, place=f"{visit.place}/{keyword}/{index}")
    if visit.depth >= _DEEPEST:
        return
    for name, part in node.get("properties", {}).items():
        step = str(name).replace("~", "~0").replace("/", "~1")
        yield _deeper(book, visit, part, f"properties/{step}")
    for keyword in ("items", "additionalProperties"):
        if isinstance(node.get(keyword), Mapping):
            yield _deeper(book, visit, node[keyword], keyword)
    for index, part in enumerate(node.get("prefixItems", ())):
        yield _deeper(book, visit, part, f"prefixItems/{index}")


def _deeper(book: Book, visit: _Visit, part: Schema, step: str) -> _Visit:
    part = book.canonical(part)
    through = (*visit.through, id(part))
    return _Visit(part, f"{visit.place}/{step}", visit.depth + 1, visit.taken, through)
