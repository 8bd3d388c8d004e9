"""Which operations are written the same in two versions of a contract.

Units of the two documents are compared as they are written, and a change is spread along the
references that lead to it. Nothing is read for that, so that most of a large document never is.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from planner.formats._tree import Target
from planner.formats.lowering.documents import Documents, version_of
from planner.formats.lowering.operations import Found
from planner.formats.lowering.units import Unit, is_path_item, is_same
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

    def unchanged(self, other: Written, *, with_access: bool = True) -> frozenset[str]:
        """Return the operations that are written the same in another contract; see `Written`."""
        keys = _INHERITED + (_ACCESS if with_access else ())
        if not isinstance(other, WrittenContract) or self.inherited(keys) != other.inherited(keys):
            return frozenset()
        old, new = self.units(), other.units()
        changed = {key for key in old.keys() | new.keys() if not _is_same(old, new, key)}
        changed.add(_NOWHERE)
        mine, theirs = (side.stable(changed, with_access) for side in (self, other))
        return frozenset(mine & theirs)

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

    def stable(self, changed: Iterable[Key], with_access: bool) -> set[str]:  # noqa: FBT001  passed on
        """Return the operations that don't lead to any of the changed units."""
        reached = self._reaching(changed)
        return {
            name
            for name, (operation, found) in self._operations.items()
            if reached.isdisjoint(self._needs(found))
            and not (with_access and any(map(reached.__contains__, self._schemes(operation))))
        }

    # ------------------------------------------------------------------ references

    def _reaching(self, changed: Iterable[Key]) -> set[Key]:
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

    def _units_at(self, target: Target | None) -> list[Key]:
        """Return the units that a node is part of, or else that are parts of it."""
        if target is None:
            return [_NOWHERE]
        file = self._documents.short_name(target.file)
        units = self._documents.units(target.file)
        path = target.path
        ends = range(len(path), -1, -1)
        around = next((path[:end] for end in ends if path[:end] in units), None)
        if around is not None and (around != path or not is_path_item(path)):
            return [(file, around)]
        below = [(file, other) for other in units if other[: len(path)] == path]
        return below or [_NOWHERE]


def _is_same(old: Mapping[Key, Unit], new: Mapping[Key, Unit], key: Key) -> bool:
    return key in old and key in new and is_same(old[key], new[key])
