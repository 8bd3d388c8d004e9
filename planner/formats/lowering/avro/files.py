"""Parsed schema files -> the contract; schemas inside other documents -> a schema."""

from collections.abc import Mapping
from typing import Any

from planner.formats._avro_rules import NAMED, check, check_schemas, full_name
from planner.formats._schema_errors import at_most
from planner.formats.lowering.avro.names import defined_names
from planner.formats.lowering.avro.reader import Reader
from planner.model.avro import AvroContract, AvroSchema
from planner.model.errors import InputError
from planner.model.source import Place


def lower_avro(documents: Mapping[str, Any], main: str) -> AvroContract:
    """Return the contract of one schema file.

    Args:
        documents: path -> parsed file: the main one, and those that define types which it uses.
        main: path of the file whose schema is meant. A list at its top is a union.

    Raises:
        InputError: a schema breaks the specification; all problems with their places.
    """
    problems = at_most(check(documents))
    if problems:
        raise InputError(problems)
    reader = Reader(frozenset().union(*map(defined_names, documents.values())))
    root = reader.read(documents[main], Place(main))
    for path in sorted(documents):
        if path != main:
            reader.read(documents[path], Place(path))
    return AvroContract(AvroSchema(root, reader.types), Place(main), _parts(documents[main]))


def lower_avro_schema(raw: Any, place: Place) -> AvroSchema:  # noqa: ANN401  raw
    """Return a schema that stands inside another document.

    Args:
        raw: the parsed schema: a mapping, a list or a name.
        place: where it stands.

    Raises:
        InputError: it breaks the specification; all problems with their places.
    """
    problems = at_most(check_schemas([(raw, place)]))
    if problems:
        raise InputError(problems)
    reader = Reader(defined_names(raw))
    return AvroSchema(reader.read(raw, place), reader.types)


def _parts(document: Any) -> frozenset[str]:  # noqa: ANN401  raw
    """Return the types of a list at the top that its other types use."""
    if not isinstance(document, list):
        return frozenset()
    top = {
        full_name(schema, "")[0]: schema
        for schema in document
        if isinstance(schema, dict) and schema.get("type") in NAMED
    }
    used: set[str] = set()
    for own, schema in top.items():
        reader = Reader(frozenset(top) | defined_names(schema))
        reader.read(schema, Place(""))
        used |= reader.used - {own}
    return frozenset(used & set(top))
