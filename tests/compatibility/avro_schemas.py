"""Avro schemas written inside tests, and what is said about two of them."""

from typing import Any

import yaml

from planner.compatibility.avro import compare_avro
from planner.compatibility.options import CompareOptions, Mode
from planner.formats.lowering.avro import lower_avro
from planner.model.avro import AvroContract
from planner.model.finding import Finding
from planner.model.source import Place

FILE = "schema.avsc"


def contract(schema: Any) -> AvroContract:
    """Return a contract; a text is YAML, an empty one is a schema that is gone."""
    raw = yaml.safe_load(schema) if isinstance(schema, str) else schema
    return AvroContract(None, Place(FILE)) if raw is None else lower_avro({FILE: raw}, FILE)


def compare(old: Any, new: Any, mode: Mode | None = None) -> tuple[Finding, ...]:
    """Return what is said about two schemas."""
    return compare_avro(contract(old), contract(new), CompareOptions(mode=mode))


def said(old: Any, new: Any, mode: Mode | None = None) -> set[str]:
    """Return rules with the promises that they break, or else their severity."""
    return {
        f"{finding.rule.removeprefix('avro-')}: {'+'.join(finding.breaks) or finding.severity}"
        for finding in compare(old, new, mode)
    }


def record(*fields: Any, name: str = "Order", **more: Any) -> dict[str, Any]:
    """Return a record."""
    return {"type": "record", "name": name, **more, "fields": list(fields)}


def field(name: str, kind: Any, **more: Any) -> dict[str, Any]:
    """Return a field."""
    return {"name": name, "type": kind, **more}


def total(kind: Any, **more: Any) -> dict[str, Any]:
    """Return a record with one field of a type."""
    return record(field("total", kind, **more))


def enum(*symbols: str, name: str = "Status", **more: Any) -> dict[str, Any]:
    """Return an enum."""
    return {"type": "enum", "name": name, "symbols": list(symbols), **more}


def fixed(size: int, name: str = "Hash", **more: Any) -> dict[str, Any]:
    """Return a fixed type."""
    return {"type": "fixed", "name": name, "size": size, **more}


def decimal(precision: int, scale: int, **more: Any) -> dict[str, Any]:
    """Return a decimal, of bytes if nothing else is said."""
    digits = {"precision": precision, "scale": scale}
    return {"type": "bytes", **more, "logicalType": "decimal", **digits}


def logical(kind: str, name: str) -> dict[str, Any]:
    """Return a primitive type with a logical type."""
    return {"type": kind, "logicalType": name}
