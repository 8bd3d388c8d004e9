"""What the readers of the parts of an AsyncAPI document share."""

from dataclasses import dataclass, field

from planner.compatibility.schemas import Space
from planner.formats._tree import Target
from planner.formats.lowering.asyncapi.documents import AsyncDocuments
from planner.formats.lowering.asyncapi.merged import Merged, merged
from planner.model.events import Channel
from planner.model.http import SchemaNode
from planner.model.source import DocumentPath


@dataclass(frozen=True, slots=True)
class Source:
    """One AsyncAPI document and what was read from it already.

    Args:
        documents: all files of the contract.
        space: of their schemas.
        top: the document.
        major: `2` or `3`.
        default_content_type: lower case; empty if the document says none.
        channels: key -> channel; filled as they are read.
        channel_keys: where a channel is written -> its key.
    """

    documents: AsyncDocuments
    space: Space
    top: Target
    major: str
    default_content_type: str = ""
    channels: dict[str, Channel] = field(default_factory=dict)
    channel_keys: dict[tuple[str, DocumentPath], str] = field(default_factory=dict)

    def with_traits(self, target: Target) -> Merged:
        """Return an object with its traits, as the version of the document merges them."""
        return merged(self.documents, target, traits_win=self.major == "2")

    def schema(self, target: Target) -> SchemaNode | None:
        """Return a node that stands for a raw schema; the schema is read by the space later."""
        return None if target.node is None else {"$ref": self.documents.name(target)}
