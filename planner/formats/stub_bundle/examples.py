"""Examples where authors write them, and which of them count.

Sources: OpenAPI 3.2.0, "Media Type Object", "Parameter Object", "Example Object" and "Schema
Object" (`example`, `examples`); Swagger 2.0, "Example Object". What a media type, parameter or
header says itself goes before what its schema says.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from planner.formats._tree import Target
from planner.formats.lowering.openapi.content import media_name
from planner.formats.stub_bundle.raw import Raw
from planner.formats.stub_bundle.schemas import SchemaBook, Side
from planner.formats.stub_bundle.stripping import Stripper
from planner.formats.stub_bundle.values import measured
from planner.model.bundle import Example
from planner.model.http import SchemaNode
from planner.model.source import Place

_MOST_NODES = 5_000_000
"""Values in all examples together, each as often as it is used; more is an attack."""
_NO_JSON = "JSON can't hold the value of this example"
_TOO_MUCH = "the examples of the contract are too many"
_OTHER_SIDE: Mapping[Side, Side] = {"request": "response", "response": "request"}


class ExampleReader:
    """Reads examples.

    Args:
        raw: the documents.
        book: the schemas, for members that exist on one side only.
    """

    def __init__(self, raw: Raw, book: SchemaBook) -> None:
        """Keep what is needed."""
        self._raw = raw
        self._book = book
        self._left = _MOST_NODES
        self._strippers: dict[Side, Stripper] = {}

    def read(self, place: Place, side: Side, schema: SchemaNode | None) -> list[Example]:
        """Return the examples of a media type, parameter or header; else those of its schema.

        Args:
            place: where it stands.
            side: who sends it.
            schema: its schema as lowering gives it.
        """
        holder = self._raw.at(place)
        found = [*self._single(holder), *self._several(holder)]
        return self._visible(found or list(self._of_schema(schema)), side, schema)

    def of_response(
        self, place: Place, media_type: str, schema: SchemaNode | None
    ) -> list[Example]:
        """Return the examples of a response of Swagger 2.0, which names them by media type."""
        own = self._raw.mapping(place.at("examples"))
        found = [
            example
            for name in own
            if media_name(str(name)) == media_type
            for example in self._made(
                "", Target(place.file, (*place.path, "examples", name), own[name])
            )
        ]
        return self._visible(found or list(self._of_schema(schema)), "response", schema)

    # ------------------------------------------------------------------ where they stand

    def _single(self, holder: Target) -> Iterator[Example]:
        if isinstance(holder.node, dict) and "example" in holder.node:
            path = (*holder.path, "example")
            yield from self._made("", Target(holder.file, path, holder.node["example"]))

    def _several(self, holder: Target) -> Iterator[Example]:
        several = holder.node.get("examples") if isinstance(holder.node, dict) else None
        if isinstance(several, list):
            yield from self._listed(holder, several)
        for name, node in several.items() if isinstance(several, dict) else ():
            target = Target(holder.file, (*holder.path, "examples", name), node)
            yield from self._example_object(str(name), target)

    def _example_object(self, name: str, target: Target) -> Iterator[Example]:
        settled = self._raw.settled(target)
        if settled is None or not isinstance(settled.node, dict):
            self._raw.leave_out(target.place, "an example must be a mapping with a `value`")
            return
        for key in ("dataValue", "value", "serializedValue"):
            if key in settled.node:
                path = (*settled.path, key)
                yield from self._made(name, Target(settled.file, path, settled.node[key]))
                return
        reason = "the example is in another file, which is not read"
        if "externalValue" not in settled.node:
            reason = "the example has no value"
        self._raw.leave_out(settled.place, reason)

    def _listed(self, holder: Target, values: list[Any]) -> Iterator[Example]:
        for index, value in enumerate(values):
            target = Target(holder.file, (*holder.path, "examples", index), value)
            yield from self._made(str(index) if len(values) > 1 else "", target)

    def _of_schema(self, schema: SchemaNode | None) -> Iterator[Example]:
        reference = None if schema is None or isinstance(schema, bool) else schema.get("$ref")
        target = self._raw.documents.named(reference) if isinstance(reference, str) else None
        while target is not None and isinstance(target.node, dict):
            own = [*self._single(target), *self._several(target)]
            settled = self._raw.settled(target)
            if own or settled is None or settled.node is target.node:
                yield from own
                return
            target = settled

    def _made(self, name: str, target: Target) -> Iterator[Example]:
        kept, size = measured(target.node)
        self._left -= size
        if kept is None or self._left < 0:
            self._raw.leave_out(target.place, _NO_JSON if kept is None else _TOO_MUCH)
            return
        yield {"name": name, "value": target.node, "place": self._raw.shown(target.place)}

    # ------------------------------------------------------------------ one side only

    def _visible(
        self, examples: list[Example], side: Side, schema: SchemaNode | None
    ) -> list[Example]:
        """Return examples without the members that only the other side sends."""
        if self._book.is_one_sided or schema is None or isinstance(schema, bool):
            return examples
        if side not in self._strippers:
            own, other = (self._book.space(name) for name in (side, _OTHER_SIDE[side]))
            self._strippers[side] = Stripper(own, other)
        strip = self._strippers[side].strip
        return [{**example, "value": strip(example["value"], schema)} for example in examples]
