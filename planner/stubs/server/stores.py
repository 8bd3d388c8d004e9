"""What a stateful stub keeps: collections of entities, bounded."""

from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from planner.stubs.server.resources import Action, Resource
from planner.stubs.server.types import NO_VALUE, Call

MOST_ENTITIES = 10_000
"""In one collection; the oldest ones are forgotten."""


@dataclass(slots=True)
class Kept:
    """An entity.

    Args:
        members: what is known of it.
        is_whole: a caller has said all of it; members that nobody has set are not there.
    """

    members: dict[str, Any]
    is_whole: bool


@dataclass(slots=True)
class Store:
    """One collection: the entities by id as text, and the ids that were deleted."""

    kept: dict[str, Kept] = field(default_factory=dict)
    gone: dict[str, None] = field(default_factory=dict)
    created: int = 0

    def put(self, key: str, entity: Kept) -> None:
        """Keep an entity under its id as text."""
        self.gone.pop(key, None)
        self.kept[key] = entity
        _shorten(self.kept)

    def remove(self, key: str) -> None:
        """Delete an entity; from now on its id is known to be gone."""
        self.kept.pop(key, None)
        self.gone[key] = None
        _shorten(self.gone)


def _shorten(entries: dict[str, Any]) -> None:
    for key in list(islice(entries, max(0, len(entries) - MOST_ENTITIES))):
        del entries[key]


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
