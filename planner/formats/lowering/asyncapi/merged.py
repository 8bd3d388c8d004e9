"""Objects with the traits that are merged into them.

Sources: AsyncAPI 2.6.0, "Operation Object" and "Message Object": traits are merged into the object
with JSON Merge Patch (RFC 7396), one after the other, so that what a trait says holds. AsyncAPI
3.0.0, "Traits Merge Mechanism": what the object itself says holds, and of its traits the later one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from planner.formats._tree import Target
from planner.formats.lowering.asyncapi.documents import AsyncDocuments
from planner.formats.lowering.schemas.reading import child, items, mapping, unexpected

_DEEPEST = 64
_MOST_NODES = 20_000
"""Steps and nodes after which a binding is left as it is written: more is an attack."""


@dataclass(frozen=True, slots=True)
class Merged:
    """An object as it is once its traits are merged.

    Args:
        documents: where it stands.
        own: the object itself, references followed.
        parts: the object and its traits, those that win first.
    """

    documents: AsyncDocuments
    own: Target
    parts: tuple[Target, ...]

    @property
    def place(self) -> Any:  # noqa: ANN401  Place
        """Where the object itself is written."""
        return self.own.place

    def all(self, step: str) -> Iterator[Target]:
        """Yield what stands under a key, what wins first."""
        for part in self.parts:
            if mapping(part).get(step) is not None:
                yield child(part, step)

    def at(self, step: str) -> Target:
        """Return what stands under a key and wins; its content is None if nothing does."""
        return next(self.all(step), child(self.own, step))

    def text(self, step: str) -> str:
        """Return a text; empty if there is none."""
        node = self.at(step).node
        return node if isinstance(node, str) else ""

    def below(self, step: str) -> "Merged":
        """Return an object under a key, merged of all that stands there.

        Raises:
            InputError: something else than an object stands there.
        """
        found = [self.documents.settle(target) for target in self.all(step)]
        for target in found:
            mapping(target)
        parts = tuple(found)
        return Merged(self.documents, parts[0] if parts else self.at(step), parts)

    def plain(self) -> Any:  # noqa: ANN401  JSON
        """Return the whole as one value, references followed."""
        merged: Any = {}
        for part in reversed(self.parts):
            merged = _patched(merged, resolved(self.documents, part))
        return merged


def merged(documents: AsyncDocuments, target: Target, *, traits_win: bool) -> Merged:
    """Return an object with its traits.

    Args:
        documents: where it stands.
        target: the object, or a reference to it.
        traits_win: as in AsyncAPI 2.

    Raises:
        InputError: the object or a trait is no mapping.
    """
    own = documents.settle(target)
    mapping(own)
    traits = [documents.settle(trait) for trait in items(child(own, "traits"))]
    for trait in traits:
        if not isinstance(trait.node, dict):
            raise unexpected(trait, "a mapping", "write keys and values below it")
    later_first = traits[::-1]
    parts = (*later_first, own) if traits_win else (own, *later_first)
    return Merged(documents, own, parts)


def resolved(documents: AsyncDocuments, target: Target) -> Any:  # noqa: ANN401  JSON
    """Return a value with the references in it replaced by what they lead to, within reason."""
    return _Resolving(documents, _MOST_NODES).value(target, 0)


@dataclass(slots=True)
class _Resolving:
    documents: AsyncDocuments
    left: int

    def value(self, target: Target, depth: int) -> Any:  # noqa: ANN401  JSON
        """Return a value; what lies too deep stays as it is written."""
        self.left -= 1
        if depth > _DEEPEST or self.left < 0:
            return target.node
        if isinstance(target.node, dict) and isinstance(target.node.get("$ref"), str):
            target = self.documents.settle(target)
        if isinstance(target.node, dict):
            return {key: self.value(child(target, key), depth + 1) for key in target.node}
        if isinstance(target.node, list):
            return [self.value(item, depth + 1) for item in items(target)]
        return target.node


def _patched(target: Any, patch: Any) -> Any:  # noqa: ANN401  JSON
    """Return a value with a merge patch applied (RFC 7396)."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = _patched(result.get(key), value)
    return result
