"""Forms, urlencoded or in parts: from their fields to the object that the schema describes.

Source: OpenAPI 3.1.1, "Encoding Object". Where a form says nothing about a member, what clients
really send is understood: `a[b]=1`, `a[]=1`, repeated fields, JSON text.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from planner.instances.judge import Judge
from planner.model.bundle import Media, Parameter, Schema
from planner.stubs.server.decoding import Decoder, json_value
from planner.stubs.server.fields import (
    Fields,
    UnreadableError,
    bracket_tree,
    decoded,
    fields_of,
    has_brackets,
)
from planner.stubs.server.multipart import Part, parts_of
from planner.stubs.server.parameters import Sources, query_reader
from planner.stubs.server.shapes import Shapes
from planner.stubs.server.types import NO_VALUE, RequestFault
from planner.wire.media import content_type, declared_for, is_json

Read = Callable[[Sources], Any]


class FormReader:
    """Reads the forms of one body.

    Args:
        media: of the body.
        shapes, judge: of the bundle.
    """

    def __init__(self, media: Media, shapes: Shapes, judge: Judge) -> None:
        self._encoding: Mapping[str, Mapping[str, Any]] = media.get("encoding", {})
        self._shapes, self._judge = shapes, judge
        self._whole = self._decoder(media["schema"])
        self._members = {
            name: self._decoder(schema) for name, schema in self._whole.shape.properties.items()
        }
        self._readers = {
            name: _field_reader(name, decoder, self._encoding.get(name, {}))
            for name, decoder in self._members.items()
        }

    def _decoder(self, schema: Schema | None) -> Decoder:
        return Decoder(self._shapes, schema, self._judge.validator(schema))

    def urlencoded(self, text: str) -> tuple[dict[str, Any], list[RequestFault]]:
        """Return the object that a text is, and what can't be read of it.

        Raises:
            UnreadableError: it has too many fields.
        """
        fields = fields_of(text.strip())
        sources = Sources({}, "", fields, {}, {})
        value, faults = {}, []
        for name, read in self._readers.items():
            try:
                member = read(sources)
            except UnreadableError as error:
                faults.append(RequestFault("body", f"/{_escaped(name)}", f"`{name}` {error}"))
                continue
            if member is not NO_VALUE:
                value[name] = member
        return {**value, **self._others(fields)}, faults

    def _others(self, fields: Fields) -> dict[str, Any]:
        found = {}
        for name, values in fields.items():
            if name not in self._readers and name.partition("[")[0] not in self._readers:
                members = [self._whole.member(name, decoded(value)) for value in values]
                found[name] = members if len(members) > 1 else members[0]
        return found

    def multipart(self, raw: bytes, boundary: str) -> tuple[dict[str, Any], list[RequestFault]]:
        """Return the object that a multipart body is, and what can't be read of it.

        Raises:
            UnreadableError: it isn't cut into parts as it should be.
        """
        named: dict[str, list[Part]] = {}
        for part in parts_of(raw, boundary):
            named.setdefault(part.name, []).append(part)
        value, faults = {}, []
        for name, parts in named.items():
            faults += self._wrong_types(name, parts)
            try:
                value[name] = self._part_value(name, parts)
            except UnreadableError as error:
                faults.append(RequestFault("body", f"/{_escaped(name)}", f"Part `{name}` {error}"))
        return value, faults

    def _wrong_types(self, name: str, parts: Sequence[Part]) -> list[RequestFault]:
        wanted = self._encoding.get(name, {}).get("contentType")
        if not isinstance(wanted, str):
            return []
        allowed = [one.strip().lower() for one in wanted.split(",")]
        return [
            RequestFault(
                "body",
                f"/{_escaped(name)}",
                f"Part `{name}` is {part.media_type[:80]}, but must be {wanted}",
            )
            for part in parts
            if part.media_type and declared_for(part.media_type, allowed) is None
        ]

    def _part_value(self, name: str, parts: Sequence[Part]) -> Any:  # noqa: ANN401  JSON value
        decoder = self._members.get(name, self._whole)
        is_known = name in self._members
        if is_known and decoder.shape.says("array"):
            if len(parts) == 1 and is_json(content_type(parts[0].media_type).essence):
                return _json(parts[0])
            return [_text_or_json(part, decoder, decoder.item) for part in parts]
        read = decoder.scalar if is_known else (lambda text: self._whole.member(name, text))
        values = [_text_or_json(part, decoder, read) for part in parts]
        return values if len(values) > 1 else values[0]


def _text_or_json(part: Part, decoder: Decoder, read: Callable[[str], Any]) -> Any:  # noqa: ANN401  JSON value
    shape = decoder.shape
    must_be_json = shape.says("object") and not shape.says("string")
    if is_json(content_type(part.media_type).essence) or (must_be_json and not part.media_type):
        return _json(part)
    return read(part.data.decode("utf-8", "replace"))


def _json(part: Part) -> Any:  # noqa: ANN401  JSON value
    return json_value(part.data.decode("utf-8", "replace"))


def _field_reader(name: str, decoder: Decoder, encoding: Mapping[str, Any]) -> Read:
    style = str(encoding.get("style", "form"))
    given = str(encoding.get("contentType", ""))
    pseudo = Parameter(
        name=name,
        location="query",
        required=False,
        style=style,
        explode=bool(encoding.get("explode", style == "form")),
        allow_reserved=False,
        allow_empty_value=False,
        deprecated=False,
        schema=None,
        media_type=given if "style" not in encoding and is_json(given) else "",
        examples=[],
    )
    plain = query_reader(pseudo, decoder, frozenset())
    if decoder.is_scalar or pseudo["media_type"]:
        return plain

    def read(sources: Sources) -> Any:  # noqa: ANN401  JSON value
        values = sources.fields.get(name)
        if values is None:
            if has_brackets(sources.fields, name):
                return decoder.tree(bracket_tree(sources.fields, name))
            return NO_VALUE
        text = decoded(values[0])
        if len(values) == 1 and text[:1] in {"{", "["}:
            return json_value(text)
        if decoder.shape.says("object") and not decoder.shape.says("array"):
            return decoder.compound(text, [], None)
        return plain(sources)

    return read


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")
