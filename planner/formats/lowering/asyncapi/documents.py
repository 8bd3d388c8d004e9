"""The files of an AsyncAPI contract; schemas in them may be written in several formats.

Source: AsyncAPI 2.6.0, "Schema formats table" and "Message Object" (`schemaFormat`); 3.0.0,
"Multi Format Schema Object".
"""

import re
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from planner.formats._tree import Target, walk
from planner.formats.lowering.asyncapi.versions import ASYNCAPI
from planner.formats.lowering.schemas.dialects import (
    DRAFT_7,
    DRAFT_2020,
    OPENAPI_3_0,
    SWAGGER_2,
    Dialect,
)
from planner.formats.lowering.schemas.documents import Documents
from planner.model.source import DocumentPath

Family = Literal["json", "avro", "other"]
_OWN = re.compile(r"^application/vnd\.aai\.asyncapi(\+(json|yaml))?\s*(;|$)")
_JSON_SCHEMA = re.compile(r"^application/schema(\+(json|yaml))?\s*(;|$)")
_OPENAPI = re.compile(r"^application/vnd\.oai\.openapi(\+(json|yaml))?\s*(;|$)")
_AVRO = re.compile(r"^(application|avro)/(vnd\.apache\.avro|avro|binary)(\+(json|yaml))?\s*(;|$)")
_VERSION = re.compile(r"version\s*=\s*\"?([^\";\s]+)")


class SchemaFormat(NamedTuple):
    """What a `schemaFormat` means.

    Args:
        family: which comparison understands it.
        dialect: of JSON Schemas.
    """

    family: Family
    dialect: Dialect = DRAFT_7


def schema_format(named: str) -> SchemaFormat:
    """Return what a `schemaFormat` means; an empty one is the document's own."""
    name = named.strip().lower()
    version = _VERSION.search(name)
    said = version[1] if version else ""
    if not name or _OWN.match(name):
        return SchemaFormat("json")
    if _JSON_SCHEMA.match(name):
        return SchemaFormat("json", DRAFT_2020 if "20" in said else DRAFT_7)
    if _OPENAPI.match(name):
        old = SWAGGER_2 if said.startswith("2") else OPENAPI_3_0
        return SchemaFormat("json", DRAFT_2020 if said.startswith(("3.1", "3.2")) else old)
    return SchemaFormat("avro" if _AVRO.match(name) else "other")


def is_multi_format(node: object) -> bool:
    """Return whether a node is a schema together with the name of its format (AsyncAPI 3)."""
    return isinstance(node, dict) and "schemaFormat" in node and "schema" in node


class AsyncDocuments(Documents):
    """The files of one contract."""

    def __init__(self, files: Mapping[str, Any], folder: str) -> None:
        """Find the AsyncAPI documents among the files."""
        super().__init__(files, folder, ASYNCAPI)
        self._dialects: dict[tuple[str, DocumentPath], Dialect] = {}

    def use(self, target: Target, dialect: Dialect) -> None:
        """Read a schema, and what it refers to, in another dialect than the document's own."""
        todo = [target]
        while todo:
            top = todo.pop()
            if (top.file, top.path) in self._dialects:
                continue
            self._dialects[top.file, top.path] = dialect
            for part in walk(top):
                reference = part.node.get("$ref")
                if isinstance(reference, str):
                    found = self.find(part.place.at("$ref"), reference)
                    todo += [found] if found else []

    def dialect(self, target: Target) -> Dialect:
        """Return how a schema that stands at a place is written."""
        if not self._dialects:
            return super().dialect(target)
        node: Any = self.files[target.file]
        dialect = self._dialects.get((target.file, ()))
        for index, step in enumerate(target.path):
            dialect = dialect.within(node) if dialect else None
            node = node[step] if isinstance(node, dict | list) else None  # type: ignore[index]
            dialect = self._dialects.get((target.file, target.path[: index + 1]), dialect)
        return dialect or super().dialect(target)

    def name(self, target: Target) -> str:
        """Return the reference that schema nodes use; of a schema with a format, the schema's."""
        if is_multi_format(target.node):
            target = Target(target.file, (*target.path, "schema"), target.node["schema"])
        return super().name(target)
