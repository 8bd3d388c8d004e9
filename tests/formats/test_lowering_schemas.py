# ruff: noqa: E501  a row of a table reads best on one line
"""Schemas of every version of OpenAPI, written as 2020-12."""

from typing import Any

import pytest

from planner.compatibility.schemas import Node
from planner.model.source import Place
from tests.formats.lowered import FOLDER, document, lowered_document, refused, schema

S, I, O = {"type": "string"}, {"type": "integer"}, {"type": "object"}  # noqa: E741  as in the tables
NULL = {"type": "null"}
PERHAPS_NULL = {"type": "null", "x-doubtful": True}

EVERYWHERE: list[tuple[str, Any, Node]] = [
    ("nothing said", {}, {}),
    ("assertions", {"type": "integer", "minimum": 1, "multipleOf": 2}, {"type": "integer", "minimum": 1, "multipleOf": 2}),
    ("annotations stay", {"title": "t", "default": 1, "deprecated": True, "xml": {"name": "n"}, "example": 2, "x-a": 3},
     {"title": "t", "default": 1, "deprecated": True, "xml": {"name": "n"}, "example": 2, "x-a": 3}),
    ("unknown keywords go", {"type": "string", "collectionFormat": "csv", "foo": {"type": 1}, "$comment": "c"}, S),
    ("nested", {"properties": {"a": {"items": S}}, "additionalProperties": False}, {"properties": {"a": {"items": S}}, "additionalProperties": False}),
    ("members are names", {"properties": {"type": S, "nullable": S, "$ref": S}}, {"properties": {"type": S, "nullable": S, "$ref": S}}),
    ("reference", {"$ref": "#/{where}/Other"}, {"$ref": "#/{where}/Other"}),
    ("draft 4 bound", {"minimum": 5, "exclusiveMinimum": True, "maximum": 9, "exclusiveMaximum": False}, {"exclusiveMinimum": 5, "maximum": 9}),
    ("number as bound", {"exclusiveMinimum": 5}, {"exclusiveMinimum": 5}),
    ("bound that is not there", {"exclusiveMaximum": True}, {}),
    ("tuple", {"items": [S, I]}, {"prefixItems": [S, I]}),
    ("all sorts of mistakes", {"required": True, "maxLength": "5", "minLength": -1, "maximum": True, "pattern": 3, "multipleOf": 0, "type": "any", "enum": "a", "uniqueItems": 1, "properties": None, "allOf": [], "oneOf": None}, {"properties": {}}),
    ("whole numbers", {"maxLength": 5.0}, {"maxLength": 5}),
    ("no infinity", {"maximum": float("inf")}, {}),
    ("required twice", {"required": ["a", "a", 3]}, {"required": ["a"]}),
    ("member without a schema", {"properties": {"a": None}}, {"properties": {"a": True}}),
    ("enum with null", {"enum": ["a", None]}, {"enum": ["a", None]}),
    ("condition", {"if": {"required": ["a"]}, "then": {"required": ["b"]}}, {"if": {"required": ["a"]}, "then": {"required": ["b"]}}),
]  # fmt: skip

OF_VERSION: list[tuple[str, str, Any, Node]] = [
    ("2.0", "file", {"type": "file"}, {"type": "string", "format": "binary"}),
    ("2.0", "discriminator", {"discriminator": "kind"}, {"discriminator": {"propertyName": "kind"}}),
    ("2.0", "null by extension", {"type": "string", "x-nullable": True}, {"type": ["string", "null"], "x-nullable": True}),
    ("2.0", "nullable unknown", {"type": "string", "nullable": True}, S),
    ("3.0", "null", {"type": "string", "nullable": True}, {"type": ["string", "null"]}),
    ("3.0", "no null", {"type": "string", "nullable": False}, S),
    ("3.0", "enum without null", {"type": "string", "nullable": True, "enum": ["a"]}, {"type": ["string", "null"], "enum": ["a"]}),
    ("3.0", "null beside nothing", {"nullable": True, "maxLength": 3}, {"maxLength": 3}),
    ("3.0", "null beside anyOf", {"nullable": True, "anyOf": [S, I]}, {"anyOf": [S, I, PERHAPS_NULL]}),
    ("3.0", "null beside one allOf", {"nullable": True, "allOf": [S]}, {"anyOf": [S, PERHAPS_NULL]}),
    ("3.0", "null beside oneOf", {"nullable": True, "oneOf": [S, I]}, {"anyOf": [{"oneOf": [S, I]}, PERHAPS_NULL]}),
    ("3.0", "null beside type and allOf", {"nullable": True, "type": "object", "allOf": [O]}, {"type": ["object", "null"], "allOf": [O]}),
    ("3.0", "siblings of a reference", {"$ref": "#/{where}/Other", "maxLength": 3, "nullable": True}, {"$ref": "#/{where}/Other"}),
    ("3.0", "dependencies", {"dependencies": {"a": ["b"], "c": S}}, {"dependentRequired": {"a": ["b"]}, "dependentSchemas": {"c": S}}),
    ("3.0", "rest of a tuple", {"items": [S], "additionalItems": False}, {"prefixItems": [S], "items": False}),
    ("3.0", "own dialect", {"$schema": "https://json-schema.org/draft/2020-12/schema", "properties": {"a": {"$ref": "#/{where}/Other", "maxLength": 3}}},
     {"properties": {"a": {"$ref": "#/{where}/Other", "maxLength": 3}}}),
    ("3.1", "siblings of a reference", {"$ref": "#/{where}/Other", "maxLength": 3}, {"$ref": "#/{where}/Other", "maxLength": 3}),
    ("3.1", "types", {"type": ["string", "null"]}, {"type": ["string", "null"]}),
    ("3.1", "null without quotes", {"type": ["string", None]}, {"type": ["string", "null"]}),
    ("3.1", "nullable unknown", {"type": "string", "nullable": True}, S),
    ("3.1", "dependencies unknown", {"dependencies": {"a": ["b"]}}, {}),
    ("3.1", "dynamic reference", {"$dynamicAnchor": "node", "items": {"$dynamicRef": "#node"}}, {"items": {"$ref": "#/{where}/It"}}),
    ("3.1", "both references", {"$anchor": "a", "items": {"$ref": "#a", "$dynamicRef": "#/{where}/Other"}}, {"items": {"$ref": "#/{where}/It", "allOf": [{"$ref": "#/{where}/Other"}]}}),
    ("3.1", "anchor", {"properties": {"a": {"$anchor": "here"}, "b": {"$ref": "#here"}}}, {"properties": {"a": {}, "b": {"$ref": "#/{where}/It/properties/a"}}}),
    ("3.1", "own address", {"$id": "https://shop.example/it", "properties": {"a": {"$ref": "#/$defs/A"}}, "$defs": {"A": S}}, {"properties": {"a": {"$ref": "#/{where}/It/$defs/A"}}}),
    ("3.1", "address relative to another", {"$id": "https://shop.example/x/it", "items": {"$ref": "part"}, "$defs": {"A": {"$id": "part", "type": "string"}}}, {"items": {"$ref": "#/{where}/It/$defs/A"}}),
    ("3.1", "meta-schema", {"items": {"$ref": "https://json-schema.org/draft/2020-12/schema"}}, {"items": {"$ref": "#true"}}),
    ("3.1", "draft 4 inside", {"$schema": "http://json-schema.org/draft-04/schema#", "dependencies": {"a": ["b"]}, "items": [S], "additionalItems": I, "definitions": {"A": S}, "not": {"$ref": "#/{where}/It/definitions/A", "type": "integer"}},
     {"dependentRequired": {"a": ["b"]}, "prefixItems": [S], "items": I, "not": {"$ref": "#/{where}/It/definitions/A"}}),
    ("3.1", "booleans", {"items": False, "additionalProperties": True}, {"items": False, "additionalProperties": True}),
    ("3.1", "unevaluated", {"unevaluatedProperties": False, "contentSchema": S, "contentEncoding": "base64"}, {"unevaluatedProperties": False, "contentSchema": S, "contentEncoding": "base64", "format": "byte"}),
    ("3.2", "discriminator", {"discriminator": {"propertyName": "k", "mapping": {"o": "Other", "p": "#/{where}/Other", "q": "else"}, "defaultMapping": "Other"}},
     {"discriminator": {"propertyName": "k", "mapping": {"o": "#/{where}/Other", "p": "#/{where}/Other", "q": "else"}, "defaultMapping": "#/{where}/Other"}}),
    ("3.0", "empty mapping", {"discriminator": {"propertyName": "k", "mapping": {}}}, {"discriminator": {"propertyName": "k"}}),
]  # fmt: skip


def named(value: Any, version: str) -> Any:
    """Put the place of named schemas into references."""
    where = "definitions" if version == "2.0" else "components/schemas"
    if isinstance(value, str):
        return value.replace("{where}", where)
    if isinstance(value, dict):
        return {key: named(item, version) for key, item in value.items()}
    return [named(item, version) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("version", ["2.0", "3.0", "3.1", "3.2"])
@pytest.mark.parametrize(
    ("raw", "expected"), [case[1:] for case in EVERYWHERE], ids=[case[0] for case in EVERYWHERE]
)
def test_what_all_versions_say_alike(version: str, raw: Any, expected: Node) -> None:
    assert schema(version, named(raw, version), named={"Other": S}) == named(expected, version)


@pytest.mark.parametrize(
    ("version", "raw", "expected"),
    [(v, *rest) for v, _, *rest in OF_VERSION],
    ids=[f"{v} {n}" for v, n, *_ in OF_VERSION],
)
def test_what_one_version_says(version: str, raw: Any, expected: Node) -> None:
    assert schema(version, named(raw, version), named={"Other": S}) == named(expected, version)


def test_another_dialect_can_be_named_for_the_whole_document() -> None:
    draft_7 = "http://json-schema.org/draft-07/schema#"
    raw = {"dependencies": {"a": ["b"]}}
    assert schema("3.1", raw, jsonSchemaDialect=draft_7) == {"dependentRequired": {"a": ["b"]}}


# ---------------------------------------------------------------------- members of one side

READ_ONLY = {"type": "string", "readOnly": True}
WRITE_ONLY = {"type": "string", "writeOnly": True}

MEMBERS: list[tuple[str, Any, Node, Node]] = [
    ("own", {"properties": {"r": READ_ONLY, "w": WRITE_ONLY, "a": S}, "required": ["r", "w", "a"]},
     {"properties": {"w": WRITE_ONLY, "a": S}, "required": ["w", "a"]},
     {"properties": {"r": READ_ONLY, "a": S}, "required": ["r", "a"]}),
    ("nested", {"properties": {"n": {"properties": {"r": READ_ONLY}, "required": ["r"]}}},
     {"properties": {"n": {"properties": {}, "required": []}}},
     {"properties": {"n": {"properties": {"r": READ_ONLY}, "required": ["r"]}}}),
    ("through a reference", {"properties": {"r": {"$ref": "#/{where}/ReadOnly"}}, "required": ["r"]},
     {"properties": {}, "required": []},
     {"properties": {"r": {"$ref": "#/{where}/ReadOnly"}}, "required": ["r"]}),
    ("through allOf", {"properties": {"r": {"allOf": [S, {"readOnly": True}]}}, "required": ["r"]},
     {"properties": {}, "required": []},
     {"properties": {"r": {"allOf": [S, {"readOnly": True}]}}, "required": ["r"]}),
    ("required beside", {"allOf": [{"$ref": "#/{where}/HasReadOnly"}, {"required": ["r", "a"]}]},
     {"allOf": [{"$ref": "#/{where}/HasReadOnly"}, {"required": ["a"]}]},
     {"allOf": [{"$ref": "#/{where}/HasReadOnly"}, {"required": ["r", "a"]}]}),
    ("in a part", {"required": ["r"], "allOf": [{"properties": {"r": READ_ONLY}}]},
     {"required": [], "allOf": [{"properties": {}}]},
     {"required": ["r"], "allOf": [{"properties": {"r": READ_ONLY}}]}),
    ("not of members of members", {"properties": {"a": {"properties": {"r": S}}, "r": READ_ONLY}},
     {"properties": {"a": {"properties": {"r": S}}}},
     {"properties": {"a": {"properties": {"r": S}}, "r": READ_ONLY}}),
    ("the whole is no member", {"type": "object", "readOnly": True}, {"type": "object", "readOnly": True}, {"type": "object", "readOnly": True}),
]  # fmt: skip


@pytest.mark.parametrize("version", ["3.0", "3.1"])
@pytest.mark.parametrize(
    ("raw", "sent", "received"), [case[1:] for case in MEMBERS], ids=[case[0] for case in MEMBERS]
)
def test_members_that_exist_on_one_side_only(
    version: str, raw: Any, sent: Node, received: Node
) -> None:
    others = {"ReadOnly": READ_ONLY, "HasReadOnly": {"properties": {"r": READ_ONLY}}}
    raw = named(raw, version)
    assert schema(version, raw, named=others) == named(sent, version)
    assert schema(version, raw, named=others, side="response") == named(received, version)


@pytest.mark.parametrize(
    ("version", "expected"), [("3.0", {"a": {"$ref": "#/components/schemas/S"}}), ("3.1", {})]
)
def test_a_mark_beside_a_reference_counts_where_siblings_count(version: str, expected: Any) -> None:
    raw = {"properties": {"a": {"$ref": "#/components/schemas/S", "readOnly": True}}}
    assert schema(version, raw, named={"S": S}) == {"properties": expected}


def test_a_schema_that_is_part_of_itself_is_read() -> None:
    raw = {
        "properties": {"r": READ_ONLY},
        "required": ["r"],
        "allOf": [{"$ref": "#/components/schemas/It"}],
    }
    assert schema("3.0", raw) == {
        "properties": {},
        "required": [],
        "allOf": [{"$ref": "#/components/schemas/It"}],
    }


def test_a_long_chain_of_parts_is_read_one_by_one() -> None:
    chain = {f"C{n}": {"allOf": [{"$ref": f"#/components/schemas/C{n + 1}"}]} for n in range(3000)}
    found = schema(
        "3.0", {"allOf": [{"$ref": "#/components/schemas/C0"}]}, named={**chain, "C3000": S}
    )
    assert found == {"allOf": [{"$ref": "#/components/schemas/C0"}]}


# ---------------------------------------------------------------------- places and errors


def test_each_schema_knows_where_it_is_written() -> None:
    raw = {"properties": {"a": {"nullable": True, "oneOf": [S, I]}}}
    parts = {"components": {"schemas": {"It": raw}}}
    space = lowered_document(document("3.0", **parts)).request_side
    top = Place(f"{FOLDER}/openapi.json", ("components", "schemas", "It"))
    node = space.target("#/components/schemas/It").node
    assert space.place_of(node) == top
    member = node["properties"]["a"]
    assert space.place_of(member) == top.at("properties", "a")
    assert space.place_of(member["anyOf"][0]["oneOf"][1]) == top.at("properties", "a", "oneOf", 1)
    assert space.place_of({"$ref": "#/components/schemas/It"}) == top
    assert space.place_of({"type": "string"}) is None


def test_a_reference_that_no_document_has_allows_everything() -> None:
    space = lowered_document(document("3.0")).request_side
    assert space.target("#/components/schemas/Nobody").node is True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a list", "openapi.yaml:5:49 `schema` must be a schema, got `a list`"),
        ("{allOf: {a: b}}", 'openapi.yaml:5:57 `allOf` must be a list, got `{"a": "b"}`'),
        ("{items: 3}", "openapi.yaml:5:57 `items` must be a schema, got `3`"),
    ],
)
def test_what_is_no_schema_is_refused(text: str, expected: str) -> None:
    parameter = f"{{in: query, name: q, schema: {text}}}"
    assert refused(
        f"openapi: 3.0.3\npaths:\n  /a:\n    get:\n      parameters: [{parameter}]\n"
    ) == [expected]
