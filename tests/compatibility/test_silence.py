"""A contract is not changed by being written in another way."""

from collections.abc import Iterator
from copy import deepcopy
from functools import lru_cache
from typing import Any

import pytest

from planner.compatibility.http import compare_http
from planner.formats.lowering.openapi import lower_openapi
from planner.model.finding import Finding
from planner.model.http import HttpContract
from tests.compatibility.real_pairs import real_document
from tests.compatibility.restated.forms import forms_for
from tests.compatibility.restated.order import reordered
from tests.compatibility.restated.references import MAIN, inlined, split
from tests.compatibility.restated.swagger import as_3_0
from tests.compatibility.restated.versions import as_3_1
from tests.compatibility.restated.walking import Document

DOCUMENTS = {
    "museum": ["2024-11-20.56d2e8f6__2770b2b2.new.yaml"],
    "adyen": [
        "BinLookupService.v53__v54.new.yaml",
        "LegalEntityService.v3__v4.new.yaml",
        "PaymentService.v67__v68.new.yaml",
    ],
    "twilio": [
        "twilio_bulkexports_v1.2.3.3__2.3.4.new.yaml",
        "twilio_flex_v1.2.1.12__2.1.13.new.yaml",
        "twilio_messaging_v1.1.9.0__1.10.0.new.yaml",
    ],
    "moby": ["engine-v1.30__v1.31.old.yaml", "engine-v1.39__v1.40.new.yaml"],
    "stripe": ["2018-02-14.a3e18282__c71408a2.new.yaml"],
}
VERSIONS = {"museum": "3.1", "adyen": "3.1", "twilio": "3.0", "stripe": "3.0", "moby": "2.0"}
CASES = [
    pytest.param(source, name, form, marks=[pytest.mark.slow] if source == "stripe" else [])
    for source, names in DOCUMENTS.items()
    for name in names
    for form in forms_for(VERSIONS[source])
]


@lru_cache(maxsize=2)
def as_published(source: str, name: str) -> HttpContract:
    """Return a contract as it is; read once for all its forms."""
    return lower_openapi({MAIN: real_document(source, name)}, "")


def but_for_the_version(findings: tuple[Finding, ...]) -> list[str]:
    """Return what is found, but that a document is written in another version of OpenAPI."""
    return [f.message for f in findings if not f.rule.startswith("document-openapi-version-")]


@pytest.mark.parametrize(("source", "name", "form"), CASES)
def test_a_restated_contract_is_the_same(source: str, name: str, form: str) -> None:
    old = as_published(source, name)
    new = lower_openapi(forms_for(VERSIONS[source])[form](real_document(source, name)), "")
    assert but_for_the_version(compare_http(old, new)) == []
    assert but_for_the_version(compare_http(new, old)) == []


# ---------------------------------------------------------------------- silence is not deafness

CHANGES = {
    "museum": ("components", "schemas", "Ticket", "properties", "ticketId"),
    "twilio": ("components", "schemas", "bulkexports.v1.export.job", "properties", "job_sid"),
    "moby": ("definitions", "Port", "properties", "PublicPort"),
}
"""A member that is taken away in the first document of a source."""


def without(document: Document, *steps: str) -> Document:
    """Return the document with one thing less."""
    changed = deepcopy(document)
    node = changed
    for step in steps[:-1]:
        node = node[step]
    del node[steps[-1]]
    return changed


@pytest.mark.parametrize(
    ("source", "form"), [(s, form) for s in CHANGES for form in forms_for(VERSIONS[s])]
)
def test_a_change_is_found_in_a_restated_contract(source: str, form: str) -> None:
    name = DOCUMENTS[source][0]
    steps = CHANGES[source]
    restated = forms_for(VERSIONS[source])[form](without(real_document(source, name), *steps))
    findings = compare_http(as_published(source, name), lower_openapi(restated, ""))
    rules = {f.rule for f in findings if f.path and f.path[-1] == steps[-1]}
    assert "response-property-optional-removed" in rules


# ---------------------------------------------------------------------- the transformations


def references(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from references(item)
    elif isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)


def test_inlining_leaves_no_reference_where_nothing_is_recursive() -> None:
    document = real_document("museum", DOCUMENTS["museum"][0])
    assert len(list(references(document["paths"]))) > 20
    left = set(references(inlined(document, depth=9)["paths"]))
    assert {reference for reference in left if "/examples/" not in reference} == set()


def test_splitting_moves_paths_and_components_to_files() -> None:
    document = real_document("adyen", DOCUMENTS["adyen"][0])
    files = split(document)
    assert [name for name in files if name.startswith("parts/")] == [
        "parts/examples.json",
        "parts/schemas.json",
    ]
    assert files[MAIN]["paths"] == {
        "/get3dsAvailability": {"$ref": "./paths/0.json"},
        "/getCostEstimate": {"$ref": "./paths/1.json"},
    }
    assert list(files[MAIN]["components"]) == ["securitySchemes"]
    assert "../parts/schemas.json#/CostEstimateRequest" in set(references(files["paths/1.json"]))


def test_reordering_turns_keys_and_lists_round_but_not_data() -> None:
    get = {"tags": ["x", "y"], "parameters": [{"name": "p"}, {"name": "q"}]}
    schema = {"enum": [1, 2], "default": [1, 2]}
    turned = reordered({"paths": {"/a": {"get": get}}, "components": {"schemas": {"A": schema}}})
    assert list(turned) == ["components", "paths"]
    assert turned["components"]["schemas"]["A"] == {"default": [1, 2], "enum": [2, 1]}
    assert turned["paths"]["/a"]["get"] == {
        "parameters": [{"name": "q"}, {"name": "p"}],
        "tags": ["y", "x"],
    }


NULLABLE = {"type": "string", "nullable": True}
UPGRADED: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (NULLABLE, {"type": ["string", "null"]}),
    ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
    ({"minimum": 1, "exclusiveMinimum": False}, {"minimum": 1}),
    ({"example": 5}, {"examples": [5]}),
    (
        {"type": "string", "format": "binary"},
        {"type": "string", "contentMediaType": "application/octet-stream"},
    ),
    ({"type": "string", "format": "byte"}, {"type": "string", "contentEncoding": "base64"}),
    ({"$ref": "#/components/schemas/B", "nullable": True}, {"$ref": "#/components/schemas/B"}),
    (
        {"nullable": True, "allOf": [NULLABLE]},
        {"anyOf": [{"allOf": [{"type": ["string", "null"]}]}, {"type": "null"}]},
    ),
]


@pytest.mark.parametrize(("old", "new"), UPGRADED)
def test_schemas_of_3_1(old: dict[str, Any], new: dict[str, Any]) -> None:
    document = {"openapi": "3.0.3", "components": {"schemas": {"A": old}}}
    assert as_3_1(document) == {"openapi": "3.1.0", "components": {"schemas": {"A": new}}}


def test_a_form_of_swagger_in_3_0() -> None:
    upload = {"name": "file", "in": "formData", "type": "file", "required": True}
    names = {
        "name": "names",
        "in": "formData",
        "type": "array",
        "items": {"type": "string"},
        "collectionFormat": "multi",
    }
    post = {"parameters": [upload, names], "responses": {"200": {"description": "ok"}}}
    new = as_3_0({"swagger": "2.0", "basePath": "/v1", "paths": {"/files": {"post": post}}})
    assert new["servers"] == [{"url": "/v1"}]
    body = new["paths"]["/files"]["post"]["requestBody"]
    assert body["required"] is True
    assert body["content"] == {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {
                    "file": {"type": "string", "format": "binary"},
                    "names": {"type": "array", "items": {"type": "string"}},
                },
                "required": ["file"],
            },
            "encoding": {"names": {"style": "form", "explode": True}},
        }
    }
