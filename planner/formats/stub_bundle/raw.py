"""The documents of a contract as they are written, for what lowering doesn't look at."""

from collections.abc import Mapping
from typing import Any

from planner.formats._tree import Target
from planner.formats.lowering.schemas.documents import Documents
from planner.model.bundle import Omission
from planner.model.errors import InputError
from planner.model.source import Place


class Raw:
    """Looks up what stands at a place, and keeps account of what a bundle can't hold.

    Args:
        documents: the files of the contract.
        folder: the contract's folder.
    """

    def __init__(self, documents: Documents, folder: str) -> None:
        """Start with nothing left out."""
        inside = folder.strip("/")
        self._prefix = f"{inside}/" if inside not in {"", "."} else ""
        self.documents = documents
        self.left_out: list[Omission] = []

    def at(self, place: Place) -> Target:
        """Return the node at a place; its content is None if there is none."""
        node: Any = self.documents.files.get(place.file)
        for step in place.path:
            if isinstance(node, dict):
                node = node.get(step)
            elif isinstance(node, list) and isinstance(step, int) and step < len(node):
                node = node[step]
            else:
                node = None
        return Target(place.file, place.path, node)

    def mapping(self, place: Place) -> Mapping[str, Any]:
        """Return the mapping at a place; empty if something else stands there."""
        node = self.at(place).node
        return node if isinstance(node, dict) else {}

    def settled(self, target: Target) -> Target | None:
        """Return a node after the references that it consists of; None if they lead nowhere."""
        try:
            return self.documents.settle(target)
        except InputError:
            return None

    def shown(self, place: Place) -> str:
        """Return a place as `FILE#/pointer`, the file relative to the contract's folder."""
        steps = "".join(
            f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in place.path
        )
        return f"{place.file.removeprefix(self._prefix)}#{steps}"

    def leave_out(self, place: Place, reason: str) -> None:
        """Note something that the contract says and that the bundle does not hold."""
        self.left_out.append({"place": self.shown(place), "reason": reason})


def text_of(node: Any, key: str) -> str:  # noqa: ANN401  raw document
    """Return a text of a mapping; empty if there is none."""
    value = node.get(key) if isinstance(node, dict) else None
    return value if isinstance(value, str) else ""
