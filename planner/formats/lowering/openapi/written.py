"""Which operations are written the same in two versions of a contract.

Units of the two documents are compared as they are written, and a change is spread along the
references that lead to it. Nothing is read for that, so that most of a large document never is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from planner.formats._tree import Target
from planner.formats.lowering.openapi.operations import Found
from planner.formats.lowering.openapi.versions import version_of
from planner.formats.lowering.schemas.documents import Documents
from planner.formats.lowering.schemas.units import (
    Unit,
    is_path_item,
    is_same,
    references_in,
    says_the_same,
)
from planner.model.http import HttpOperation, Written
from planner.model.source import DocumentPath

Key = tuple[str, DocumentPath]
"""File, and path of a unit in it. The file of the only OpenAPI document is called ``."""
_NOWHERE: Key = ("", ("?",))
"""Stands for what can't be told: it counts as changed."""
_INHERITED = ("jsonSchemaDialect", "$self", "consumes", "produces")
_ACCESS = ("servers", "security", "host", "basePath", "schemes")
"""What operations take over from the document."""
_SCHEMES = (("components", "securitySchemes"), ("securityDefinitions",))


class WrittenContract:
    """The operations of a contract as they are written.

    Args:
        documents: all files.
        operations: label or key -> the operation, and where it stands.
    """

    def __init__(
        self, documents: Documents, operations: Mapping[str, tuple[HttpOperation, Found]]
    ) -> None:
        """Keep what is needed to compare later."""
        self._documents = documents
        self._operations = operations
        self._reached: tuple[WrittenContract, set[Key]] | None = None

    def unchanged(self, other: Written, *, with_access: bool = True) -> frozenset[str]:
        """Return the operations that are written the same in another contract; see `Written`."""
        keys = _INHERITED + (_ACCESS if with_access else ())
        if not isinstance(other, WrittenContract) or self.inherited(keys) != other.inherited(keys):
            return frozenset()
        reached = self._reached_with(other)
        mine, theirs = (side.stable(reached, with_access) for side in (self, other))
        return frozenset(mine & theirs)

    def same_schemas(self, other: Written) -> Callable[[str], bool]:
        """Return what tells which references mean the same in both contracts; see `Written`."""
        if not isinstance(other, WrittenContract) or (
            self.inherited(_INHERITED) != other.inherited(_INHERITED)
        ):
            return lambda _: False
        return _SameSchemas(self, other, self._reached_with(other)).is_same

    def _reached_with(self, other: "WrittenContract") -> set[Key]:
        """Return the units of both contracts that are changed or lead to a changed one."""
        if self._reached is None or self._reached[0] is not other:
            old, new = self.units(), other.units()
            changed = {key for key in old.keys() | new.keys() if not _is_same(old, new, key)}
            changed.add(_NOWHERE)
            self._reached = (other, self.reaching(changed) | other.reaching(changed))
        return self._reached[1]

    def inherited(self, keys: tuple[str, ...]) -> list[Any]:
        """Return what all operations depend on, whatever they say themselves."""
        tops = [self._documents.files[file] for file in self._documents.mains]
        return [(version_of(top), repr([(key, top.get(key)) for key in keys])) for top in tops]

    def units(self) -> dict[Key, Unit]:
        """Return all units that can matter."""
        return {
            (self._documents.short_name(file), path): unit
            for file in self._documents.reachable
            for path, unit in self._documents.units(file).items()
        }

    def stable(self, reached: set[Key], with_access: bool) -> set[str]:  # noqa: FBT001  passed on
        """Return the operations that are not part of units that lead to a change."""
        return {
            name
            for name, (operation, found) in self._operations.items()
            if reached.isdisjoint(self._needs(found))
            and not (with_access and any(map(reached.__contains__, self._schemes(operation))))
        }

    # ------------------------------------------------------------------ references

    def named(self, reference: str) -> Target | None:
        """Return what a reference of a schema node means; None if it leads nowhere."""
        return self._documents.named(reference)

    def raw(self, target: Target) -> list[Any]:
        """Return the nodes from the top of a file down to a target."""
        nodes = [self._documents.files[target.file]]
        for step in target.path:
            nodes.append(nodes[-1][step])
        return nodes

    def units_needed(self, target: Target) -> Iterator[Key]:
        """Yield the units that the references in a node lead to."""
        for reference in references_in(target.node):
            yield from self._units_at(self._documents.find_from_top(target.file, reference))

    def reaching(self, changed: Iterable[Key]) -> set[Key]:
        """Return the units that are changed or lead to a changed one."""
        users: dict[Key, list[Key]] = {}
        for user, needed in self._edges():
            users.setdefault(needed, []).append(user)
        found = set(changed)
        todo = list(found)
        while todo:
            new = [user for user in users.get(todo.pop(), ()) if user not in found]
            found.update(new)
            todo += new
        return found

    def _edges(self) -> Iterator[tuple[Key, Key]]:
        leading: dict[tuple[str, str], list[Key]] = {}
        for file in self._documents.reachable:
            short = self._documents.short_name(file)
            for path, unit in self._documents.units(file).items():
                for reference in unit.references:
                    if (file, reference) not in leading:
                        found = self._documents.find_from_top(file, reference)
                        leading[file, reference] = self._units_at(found)
                    for needed in leading[file, reference]:
                        yield (short, path), needed

    def _needs(self, found: Found) -> Iterator[Key]:
        for holder in found.holders:
            own = (self._documents.short_name(holder.file), holder.path)
            is_unit = holder.path in self._documents.units(holder.file)
            yield from [own] if is_unit else self._units_at(holder)

    def _schemes(self, operation: HttpOperation) -> Iterator[Key]:
        names = {scheme for requirement in operation.security for scheme, _ in requirement}
        for file in self._documents.mains:
            for path in ((*where, name) for where in _SCHEMES for name in names):
                if path in self._documents.units(file):
                    yield (self._documents.short_name(file), path)

    def unit_around(self, target: Target) -> DocumentPath | None:
        """Return the path of the unit that a node is, or is part of; None if it is larger."""
        units, path = self._documents.units(target.file), target.path
        ends = range(len(path), -1, -1)
        return next((path[:end] for end in ends if path[:end] in units), None)

    def key_of(self, file: str, path: DocumentPath) -> Key:
        """Return what names a unit in both contracts."""
        return (self._documents.short_name(file), path)

    def _units_at(self, target: Target | None) -> list[Key]:
        """Return the units that a node is part of, or else that are parts of it."""
        if target is None:
            return [_NOWHERE]
        file = self._documents.short_name(target.file)
        units = self._documents.units(target.file)
        path = target.path
        around = self.unit_around(target)
        if around is not None and (around != path or not is_path_item(path)):
            return [(file, around)]
        below = [(file, other) for other in units if other[: len(path)] == path]
        return below or [_NOWHERE]


class _SameSchemas:
    """Tells which references mean the same in two contracts, all that they lead to included.

    Args:
        old: the one contract.
        new: the other one.
        reached: the units of both that are changed or lead to a changed one.
    """

    def __init__(self, old: WrittenContract, new: WrittenContract, reached: set[Key]) -> None:
        self._old = old
        self._new = new
        self._reached = reached
        self._known: dict[str, bool] = {}

    def is_same(self, reference: str) -> bool:
        if reference not in self._known:
            old, new = self._old.named(reference), self._new.named(reference)
            self._known[reference] = (
                old is not None and new is not None and self._are_same(old, new)
            )
        return self._known[reference]

    def _are_same(self, old: Target, new: Target) -> bool:
        if old.path != new.path:
            return False
        unit = self._old.unit_around(old)
        if unit is None or unit != self._new.unit_around(new):
            return False
        if self._old.key_of(old.file, unit) not in self._reached:
            return True
        return unit != old.path and self._inside_are_same(old, new)

    def _inside_are_same(self, old: Target, new: Target) -> bool:
        """Return whether parts of a changed unit are the same, and so is what they lead to."""
        if not says_the_same(old.node, new.node):
            return False
        for node, other in zip(self._old.raw(old)[:-1], self._new.raw(new)[:-1], strict=True):
            if any(_said(node, key) != _said(other, key) for key in _CONTEXT):
                return False
        needed = {*self._old.units_needed(old), *self._new.units_needed(new)}
        return self._reached.isdisjoint(needed)


_CONTEXT = ("$id", "$schema", "id")
"""Keys that say something about all that stands below them."""


def _said(node: Any, key: str) -> Any:  # noqa: ANN401  raw document
    return node.get(key) if isinstance(node, dict) else None


def _is_same(old: Mapping[Key, Unit], new: Mapping[Key, Unit], key: Key) -> bool:
    return key in old and key in new and is_same(old[key], new[key])
