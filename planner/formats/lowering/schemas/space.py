"""The schemas of a document as one side of a comparison."""

from planner.compatibility.schemas import Node, Space
from planner.formats._tree import Target
from planner.formats.lowering.schemas.documents import Documents
from planner.formats.lowering.schemas.reader import SchemaReader
from planner.model.source import Place


class DocumentSpace(Space):
    """The schemas of a contract as they are on one side; read when they are asked for.

    Args:
        documents: where they stand.
        hidden: `readOnly` for what consumers send, `writeOnly` for what they receive.
    """

    def __init__(self, documents: Documents, hidden: str) -> None:
        """Start with nothing read."""
        super().__init__(self._node_of, self._place_of)
        self.documents = documents
        self._reader = SchemaReader(documents, hidden, self._note)
        self._origins: dict[int, tuple[Node, Target]] = {}

    def _place_of(self, node: Node) -> Place | None:
        """Return where a schema is written; of one made to refer to another, the other's place.

        What is written nowhere as it is has no place.
        """
        origin = self._origins.get(id(node))
        if origin is not None:
            return origin[1].place
        reference = None if isinstance(node, bool) else node.get("$ref")
        target = self.documents.named(reference) if isinstance(reference, str) else None
        return target.place if target else None

    def _node_of(self, reference: str) -> Node:
        target = self.documents.named(reference)
        return True if target is None else self._reader.read(target)

    def _note(self, node: Node, target: Target) -> None:
        self._origins[id(node)] = (node, target)  # an identity stays taken while we remember it
