"""Payloads, headers and other schemas, whatever format they are written in."""

from collections.abc import Mapping
from typing import Any

from planner.compatibility.schemas import Node, Space
from planner.formats._tree import Target
from planner.formats.lowering.asyncapi.documents import is_multi_format, schema_format
from planner.formats.lowering.asyncapi.merged import Merged, resolved
from planner.formats.lowering.asyncapi.source import Source
from planner.formats.lowering.schemas.dialects import DRAFT_7
from planner.formats.lowering.schemas.reading import child, text, unexpected
from planner.model.events import Payload


def read_payload(source: Source, target: Target, named: str = "") -> Payload | None:
    """Return what a schema describes; None if there is none.

    Args:
        source: the document.
        target: a schema, a reference to one, or (AsyncAPI 3) a schema with its format.
        named: the format that the message names (AsyncAPI 2).

    Raises:
        InputError: something else than a schema stands there.
    """
    if target.node is None:
        return None
    settled = source.documents.settle(target)
    if is_multi_format(settled.node):
        named = text(child(settled, "schemaFormat"))
        target = child(settled, "schema")
        settled = source.documents.settle(target)
    understood = schema_format(named)
    if understood.family == "avro":
        return _avro(source, settled, named)
    if understood.family == "other":
        return Payload(None, target.place, None, named, resolved(source.documents, settled))
    if not isinstance(settled.node, dict | bool):
        raise unexpected(settled, "a schema", "write keys and values below it")
    if understood.dialect is not DRAFT_7:
        source.documents.use(target, understood.dialect)
    return Payload(source.schema(target), target.place, None, named)


def _avro(source: Source, target: Target, named: str) -> Payload:
    from planner.formats.lowering.avro import lower_avro_schema  # noqa: PLC0415  few have Avro

    whole = resolved(source.documents, target)
    return Payload(None, target.place, lower_avro_schema(whole, target.place), named)


def read_merged(source: Source, owner: Merged, step: str) -> Payload | None:
    """Return a schema to which an object and its traits may each say a part, such as headers."""
    found = list(owner.all(step))
    if len(found) < 2:  # noqa: PLR2004  several
        return read_payload(source, found[0]) if found else None
    payloads = [payload for target in found if (payload := read_payload(source, target))]
    if any(payload.schema is None for payload in payloads):
        return payloads[0]
    nodes = [payload.schema for payload in payloads if payload.schema is not None]
    merged = nodes[-1]
    for stronger in reversed(nodes[:-1]):
        merged = _patched(source.space, merged, stronger)
    return Payload(merged, payloads[0].place, None, payloads[0].format)


def _patched(space: Space, weaker: Any, stronger: Any) -> Node:  # noqa: ANN401  JSON
    """Return a schema with another merged into it as a merge patch (RFC 7396)."""
    mine, theirs = _followed(space, weaker), _followed(space, stronger)
    if not isinstance(mine, Mapping) or not isinstance(theirs, Mapping):
        return stronger  # type: ignore[no-any-return]
    both = {key: _patched(space, mine[key], theirs[key]) for key in theirs if key in mine}
    return {**mine, **theirs, **both}


def _followed(space: Space, node: Any) -> Any:  # noqa: ANN401  JSON
    is_reference = isinstance(node, Mapping) and isinstance(node.get("$ref"), str)
    return space.schema(node).followed().node if is_reference else node
