"""Where something stands in a file that a user wrote."""

from dataclasses import dataclass
from typing import NamedTuple

DocumentPath = tuple[str | int, ...]
"""Keys and list indexes from the top of a YAML or JSON document down to one node."""


class Position(NamedTuple):
    """A 1-based line and column."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Place:
    """One node of one document, named structurally; the position is looked up only on demand.

    Args:
        file: path relative to the workspace, with forward slashes.
        path: keys and indexes down to the node.
        document: index of the YAML document inside the file.
        on_key: the key itself is meant, not its value (an unknown key, say).
        position: line and column where they are known without a look-up (a syntax error).
    """

    file: str
    path: DocumentPath = ()
    document: int = 0
    on_key: bool = False
    position: Position | None = None

    def at(self, *steps: str | int, on_key: bool = False) -> "Place":
        """Return the place of a node below this one."""
        return Place(self.file, (*self.path, *steps), self.document, on_key)
