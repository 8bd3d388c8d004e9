"""Schemas as fastavro takes them; what it writes and reads. Nothing else imports fastavro."""

from io import BytesIO
from typing import Any, NamedTuple

from planner.compatibility.avro.pairs import Value
from planner.model.avro import (
    AvroArray,
    AvroEnum,
    AvroField,
    AvroFixed,
    AvroMap,
    AvroNamed,
    AvroPrimitive,
    AvroRecord,
    AvroSchema,
    AvroType,
    AvroUnion,
    Logical,
)

_WRAPPER = "Datum_"
"""Record around a datum: it adds no byte to it, and lets any type stand at the top."""


class Read(NamedTuple):
    """What a reader made of bytes.

    Args:
        value: what was read.
        failure: why nothing was read; empty if it was.
    """

    value: Value
    failure: str = ""


class Codec:
    """Writes and reads data; schemas are made ready once.

    Args:
        with_meaning: take logical types for what they mean, not for the bytes they are made of.
    """

    def __init__(self, *, with_meaning: bool = False) -> None:
        """Start without any schema."""
        self._with_meaning = with_meaning
        self._names: dict[int, dict[str, Any]] = {}
        self._made: dict[tuple[int, int], Any] = {}
        self._kept: list[AvroSchema] = []  # identities stay taken while we remember them

    def write(self, schema: AvroSchema, value: Value) -> bytes:
        """Return a datum in Avro's binary encoding.

        Raises:
            ValueError, TypeError, RecursionError, OverflowError: fastavro can't write it.
        """
        import fastavro  # noqa: PLC0415  lazy: only breaks are shown

        stream = BytesIO()
        fastavro.schemaless_writer(stream, self._ready(schema), {"value": value})
        return stream.getvalue()

    def read(self, content: bytes, writer: AvroSchema, reader: AvroSchema | None = None) -> Read:
        """Return what a reader makes of bytes; without one, what was written."""
        import fastavro  # noqa: PLC0415  lazy: only breaks are shown

        own = self._ready(writer)
        other = None if reader is None else self._ready(reader)
        try:
            found: Any = fastavro.schemaless_reader(BytesIO(content), own, other)
        except Exception as error:  # noqa: BLE001  whatever it raises, nothing was read
            return Read(None, f"{type(error).__name__}: {error}")
        return Read(found["value"])

    def _ready(self, schema: AvroSchema) -> Any:  # noqa: ANN401  fastavro's own form
        key = (id(schema.types), id(schema.root))
        if key not in self._made:
            self._made[key] = self._make(schema)
            self._kept.append(schema)
        return self._made[key]

    def _make(self, schema: AvroSchema) -> Any:  # noqa: ANN401  fastavro's own form
        import fastavro  # noqa: PLC0415  lazy: only breaks are shown

        fields = [{"name": "value", "type": self._use(schema.root)}]
        wrapper: Any = {"type": "record", "name": _WRAPPER, "fields": fields}
        return fastavro.parse_schema(wrapper, dict(self._named(schema)))

    def _named(self, schema: AvroSchema) -> dict[str, Any]:
        """Return the named types, ready; all uses are by name, so that no order matters."""
        key = id(schema.types)
        if key not in self._names:
            import fastavro  # noqa: PLC0415  lazy: only breaks are shown

            names: dict[str, Any] = {name: {} for name in schema.types}
            for node in schema.types.values():
                fastavro.parse_schema(self._definition(node), names)
            self._names[key] = names
        return self._names[key]

    def _use(self, use: AvroType) -> Any:  # noqa: ANN401  JSON
        if isinstance(use, AvroPrimitive):
            return self._with_logical(use.kind, use.logical)
        if isinstance(use, AvroArray):
            return {"type": "array", "items": self._use(use.items)}
        if isinstance(use, AvroMap):
            return {"type": "map", "values": self._use(use.values)}
        if isinstance(use, AvroUnion):
            return [self._use(branch) for branch in use.branches]
        return use.name

    def _definition(self, node: AvroNamed) -> Any:  # noqa: ANN401  JSON
        own: dict[str, Any] = {"type": node.kind, "name": node.name, "aliases": list(node.aliases)}
        if isinstance(node, AvroRecord):
            return {**own, "fields": [self._field(field) for field in node.fields]}
        if isinstance(node, AvroEnum):
            default = {} if node.default is None else {"default": node.default}
            return {**own, "symbols": list(node.symbols), **default}
        return {**own, **self._fixed(node)}

    def _fixed(self, node: AvroFixed) -> dict[str, Any]:
        logical = self._with_logical("fixed", node.logical)
        more = logical if isinstance(logical, dict) else {}
        return {**more, "type": "fixed", "size": node.size}

    def _field(self, field: AvroField) -> dict[str, Any]:
        default = {"default": field.default} if field.has_default else {}
        aliases = list(field.aliases)
        return {"name": field.name, "type": self._use(field.type), "aliases": aliases, **default}

    def _with_logical(self, kind: str, logical: Logical | None) -> Any:  # noqa: ANN401  JSON
        if logical is None or not self._with_meaning:
            return kind
        return {"type": kind, **logical.keys}
