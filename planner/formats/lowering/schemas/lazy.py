"""Collections whose content is made when it is asked for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar, overload

Part = TypeVar("Part")
Value = TypeVar("Value")


class LazyMap(Mapping[str, Value], Generic[Part, Value]):
    """A mapping that makes each value once, from a part that is known from the start.

    Args:
        parts: key -> what its value is made from.
        make: makes a value from key and part.
    """

    __slots__ = ("_made", "_make", "_parts")

    def __init__(self, parts: Mapping[str, Part], make: Callable[[str, Part], Value]) -> None:
        """Start with nothing made."""
        self._parts = parts
        self._make = make
        self._made: dict[str, Value] = {}

    def __getitem__(self, key: str) -> Value:
        """Return a value; it is made now if this is the first time."""
        if key not in self._made:
            self._made[key] = self._make(key, self._parts[key])
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        """Return the keys; nothing is made."""
        return iter(self._parts)

    def __len__(self) -> int:
        """Return the number of keys."""
        return len(self._parts)

    def __contains__(self, key: object) -> bool:
        """Return whether there is a key; nothing is made."""
        return key in self._parts

    def __repr__(self) -> str:
        """Return the mapping with all its values."""
        return repr(dict(self))


class LazySequence(Sequence[Value]):
    """A sequence that is made as a whole, once.

    Args:
        make: makes its items.
    """

    __slots__ = ("_items", "_make")

    def __init__(self, make: Callable[[], Sequence[Value]]) -> None:
        """Start with nothing made."""
        self._make = make
        self._items: Sequence[Value] | None = None

    def _all(self) -> Sequence[Value]:
        if self._items is None:
            self._items = self._make()
        return self._items

    @overload
    def __getitem__(self, index: int) -> Value: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Value]: ...
    def __getitem__(self, index: int | slice) -> Value | Sequence[Value]:
        """Return an item, or several."""
        return self._all()[index]

    def __len__(self) -> int:
        """Return the number of items."""
        return len(self._all())

    def __repr__(self) -> str:
        """Return the sequence with all its items."""
        return repr(self._all())
