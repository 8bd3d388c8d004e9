"""What a stateful stub keeps: collections of entities, bounded."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from planner.stubs.server.resources import Action, Resource
from planner.stubs.server.types import NO_VALUE, Call

MOST_ENTITIES = 10_000
"""In one collection; the oldest ones are forgotten."""
MOST_BYTES = 32_000_000
"""Of what callers have sent, in all collections together; what is oldest is forgotten."""


@dataclass(slots=True)
class Kept:
    """An entity.

    Args:
        members: what is known of it.
        is_whole: a caller has said all of it; members that nobody has set are not there.
        weight: bytes that callers have sent for it.
    """

    members: dict[str, Any]
    is_whole: bool
    weight: int = 0


@dataclass(slots=True)
class Store:
    """One collection: the entities by id as text, and the ids that were deleted.

    Args:
        weight: bytes that callers have sent for what is in it.
    """

    kept: dict[str, Kept] = field(default_factory=dict)
    gone: dict[str, None] = field(default_factory=dict)
    created: int = 0
    weight: int = 0

    def put(self, key: str, entity: Kept) -> None:
        """Keep an entity under its id as text."""
        if key in self.gone:
            del self.gone[key]
            self.weight -= len(key)
        self.weight += len(key) + entity.weight - self._forgotten(key)
        self.kept[key] = entity
        while len(self.kept) > MOST_ENTITIES or (self.weight > MOST_BYTES and self.kept):
            oldest = next(iter(self.kept))
            self.weight -= self._forgotten(oldest)
            del self.kept[oldest]

    def remove(self, key: str) -> None:
        """Delete an entity; from now on its id is known to be gone."""
        self.weight -= self._forgotten(key)
        self.kept.pop(key, None)
        if key not in self.gone:
            self.gone[key] = None
            self.weight += len(key)
        while len(self.gone) > MOST_ENTITIES or (self.weight > MOST_BYTES and self.gone):
            oldest = next(iter(self.gone))
            self.weight -= len(oldest)
            del self.gone[oldest]

    def _forgotten(self, key: str) -> int:
        """Return by how much the collection is lighter without an entity."""
        known = self.kept.get(key)
        return len(key) + known.weight if known is not None else 0


class Task(NamedTuple):
    """A call, with all that is needed to answer it."""

    resource: Resource
    action: Action
    call: Call
    store: Store
    parents: tuple[str, ...]

    @property
    def key(self) -> str:
        """The id that was called, as text."""
        return str(self.id)

    @property
    def id(self) -> Any:  # noqa: ANN401  JSON value
        """The id that was called."""
        return self.call.path_values.get(self.action.id_parameter, "")

    @property
    def body(self) -> dict[str, Any] | None:
        """What the caller says of the entity; None: it says something else."""
        body = self.call.body
        if body is NO_VALUE:
            return {}
        return self.resource.own(body) if isinstance(body, dict) else None

    @property
    def id_member(self) -> dict[str, Any]:
        """The entity's own member for the id that was called."""
        return {self.resource.id_member: self.id} if self.resource.id_member else {}
