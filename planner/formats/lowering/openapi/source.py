"""What the readers of the parts of an operation share."""

from dataclasses import dataclass, field
from typing import Any

from planner.formats._tree import Target
from planner.formats.lowering.schemas.documents import Documents
from planner.model.http import Parameter, Response, SchemaNode, Server
from planner.model.source import DocumentPath


@dataclass(frozen=True, slots=True)
class Source:
    """One OpenAPI document and what was read from it already.

    Args:
        documents: all files of the contract.
        top: the document.
        is_swagger: it is of version 2.0.
        parameters, responses, servers: what several operations refer to is made once.
    """

    documents: Documents
    top: Target
    is_swagger: bool
    parameters: dict[tuple[str, DocumentPath, int | None], Parameter] = field(default_factory=dict)
    responses: dict[tuple[Any, ...], Response] = field(default_factory=dict)
    servers: dict[tuple[Any, ...], tuple[Server, ...]] = field(default_factory=dict)

    def schema(self, target: Target) -> SchemaNode | None:
        """Return a node that stands for a raw schema; the schema is read by the space later."""
        return None if target.node is None else {"$ref": self.documents.name(target)}
