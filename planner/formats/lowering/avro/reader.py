"""One raw schema -> types. The schema has been checked: it keeps to the specification."""

from collections.abc import Callable, Mapping
from math import floor, log10
from typing import Any, TypeGuard

from planner.formats._avro_rules import COMPLEX, PRIMITIVES, full_name, known_name
from planner.model.avro import (
    NO_DEFAULT,
    AvroArray,
    AvroEnum,
    AvroField,
    AvroFixed,
    AvroMap,
    AvroNamed,
    AvroPrimitive,
    AvroRecord,
    AvroReference,
    AvroType,
    AvroUnion,
    Logical,
)
from planner.model.source import Place

_UUID_SIZE = 16
_DURATION_SIZE = 12
_LARGEST = 2**40
"""Bytes of a fixed type beyond which nobody counts digits."""
_LOGICAL_OF: Mapping[str, frozenset[str]] = {
    "int": frozenset({"date", "time-millis"}),
    "long": frozenset(
        {
            "time-micros",
            "timestamp-millis",
            "timestamp-micros",
            "timestamp-nanos",
            "local-timestamp-millis",
            "local-timestamp-micros",
            "local-timestamp-nanos",
        }
    ),
    "string": frozenset({"uuid"}),
    "bytes": frozenset({"big-decimal"}),
}
"""Primitive type -> the logical types that it can have; decimals are looked at on their own."""


class Reader:
    """Reads the schemas of one contract.

    Attributes:
        types: full name -> named type, as far as they were read.
        used: full names that were used.
    """

    def __init__(self, known: frozenset[str]) -> None:
        """Start with the full names of all types that the contract defines."""
        self.types: dict[str, AvroNamed] = {}
        self.used: set[str] = set()
        self._known = known

    def read(self, raw: Any, place: Place, namespace: str = "") -> AvroType:  # noqa: ANN401  raw
        """Return a type; the named types that it defines are put into `types`."""
        if isinstance(raw, str):
            return self._by_name(raw, place, namespace)
        if isinstance(raw, dict):
            return self._mapping(raw, place, namespace)
        branches = (self.read(raw[i], place.at(i), namespace) for i in range(len(raw)))
        return AvroUnion(tuple(branches), place)

    def _mapping(self, raw: Mapping[str, Any], place: Place, namespace: str) -> AvroType:
        kind = raw["type"]
        if not isinstance(kind, str):
            return self.read(kind, place.at("type"), namespace)
        if kind in PRIMITIVES:
            return AvroPrimitive(kind, place, logical_of(kind, raw))
        if kind in {"array", "map"}:
            return self._container(raw, place, namespace)
        if kind in COMPLEX:
            return self._defined(raw, place, namespace)
        return self._by_name(kind, place, namespace)

    def _container(self, raw: Mapping[str, Any], place: Place, namespace: str) -> AvroType:
        if raw["type"] == "array":
            return AvroArray(self.read(raw["items"], place.at("items"), namespace), place)
        return AvroMap(self.read(raw["values"], place.at("values"), namespace), place)

    def _by_name(self, name: str, place: Place, namespace: str) -> AvroType:
        if name in PRIMITIVES:
            return AvroPrimitive(name, place)
        full = known_name(name, namespace, self._known)
        self.used.add(full)
        return AvroReference(full, place)

    def _defined(self, raw: Mapping[str, Any], place: Place, namespace: str) -> AvroReference:
        name, inner = full_name(raw, namespace)
        make = _MAKERS.get(raw["type"])
        if make is None:
            fields = raw["fields"]
            read = tuple(
                self._field(fields[i], place.at("fields", i), inner) for i in range(len(fields))
            )
            self.types[name] = AvroRecord(name, read, place, _aliases(raw, inner))
        else:
            self.types[name] = make(name, raw, place, _aliases(raw, inner))
        return AvroReference(name, place)

    def _field(self, raw: Mapping[str, Any], place: Place, namespace: str) -> AvroField:
        return AvroField(
            raw["name"],
            self.read(raw["type"], place.at("type"), namespace),
            place,
            raw.get("default", NO_DEFAULT),
            raw.get("order", "ascending"),
            tuple(dict.fromkeys(raw.get("aliases", ()))),
        )


def _enum(name: str, raw: Mapping[str, Any], place: Place, aliases: tuple[str, ...]) -> AvroEnum:
    return AvroEnum(name, tuple(raw["symbols"]), place, raw.get("default"), aliases)


def _fixed(name: str, raw: Mapping[str, Any], place: Place, aliases: tuple[str, ...]) -> AvroFixed:
    return AvroFixed(name, raw["size"], place, aliases, logical_of("fixed", raw))


_MAKERS: Mapping[
    str, Callable[[str, Mapping[str, Any], Place, tuple[str, ...]], AvroEnum | AvroFixed]
] = {"enum": _enum, "fixed": _fixed}


def _aliases(raw: Mapping[str, Any], namespace: str) -> tuple[str, ...]:
    """Return full names: an alias without dots stands in the namespace of its type."""
    found = (
        alias if "." in alias or not namespace else f"{namespace}.{alias}"
        for alias in raw.get("aliases", ())
    )
    return tuple(dict.fromkeys(name.lstrip(".") for name in found))


def logical_of(kind: str, raw: Mapping[str, Any]) -> Logical | None:
    """Return the logical type of a type; None where the specification says to ignore it.

    Source: Apache Avro 1.12.0 Specification, "Logical Types".
    """
    name = raw.get("logicalType")
    if name == "decimal":
        return _decimal(kind, raw)
    if not isinstance(name, str):
        return None
    size = raw.get("size")
    of_fixed = (name, size) in {("uuid", _UUID_SIZE), ("duration", _DURATION_SIZE)}
    fits = of_fixed if kind == "fixed" else name in _LOGICAL_OF.get(kind, ())
    return Logical(name) if fits else None


def _decimal(kind: str, raw: Mapping[str, Any]) -> Logical | None:
    precision, scale = raw.get("precision"), raw.get("scale", 0)
    if not _is_count(precision) or not _is_count(scale) or kind not in {"bytes", "fixed"}:
        return None
    if precision < 1 or not 0 <= scale <= precision:
        return None
    if kind == "fixed" and precision > _most_digits(raw["size"]):
        return None
    return Logical("decimal", precision, scale)


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _most_digits(size: int) -> int:
    """Return how many decimal digits fit into a number of bytes, whatever they are."""
    return floor(log10(2) * (8 * min(size, _LARGEST) - 1)) if size else 0
