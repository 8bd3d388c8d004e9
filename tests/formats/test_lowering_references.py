# ruff: noqa: E501  a row of a table reads best on one line
"""References inside one document, between files, and those that lead nowhere."""

import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from planner.formats.lowering.openapi import lower_openapi
from planner.model.errors import InputError
from planner.model.source import Place
from tests.formats.lowered import FOLDER, all_schemas, inlined, lowered, operation, refused

HEAD = "openapi: 3.0.3\n"
MAIN = """\
openapi: 3.0.3
paths:
  /pets/{id}:
    $ref: paths/pet.yaml
  /pets:
    get:
      parameters: [{$ref: 'common.yaml#/parameters/Limit'}]
      responses: {200: {$ref: './common.yaml#/responses/Pets'}}
components:
  schemas:
    Owner: {type: object}
"""
PET = """\
parameters: [{in: path, name: id, required: true, schema: {type: string}}]
get:
  responses:
    200: {content: {application/json: {schema: {$ref: ../schemas/pet.yaml}}}}
"""
SCHEMA = """\
type: object
properties:
  owner: {$ref: '../openapi.yaml#/components/schemas/Owner'}
  kind: {$ref: '#/definitions/Kind'}
definitions:
  Kind: {enum: [cat], nullable: true, type: string}
"""
COMMON = """\
parameters:
  Limit: {in: query, name: limit, schema: {type: integer}}
responses:
  Pets: {content: {application/json: {schema: {type: array, items: {$ref: schemas/pet.yaml}}}}}
"""
OTHERS = {"paths__pet_yaml": PET, "schemas__pet_yaml": SCHEMA, "common_yaml": COMMON}
PET_SCHEMA = {
    "type": "object",
    "properties": {
        "owner": {"type": "object"},
        "kind": {"enum": ["cat"], "type": ["string", "null"]},
    },
}


def test_a_contract_of_several_files_is_one_web() -> None:
    contract = lowered(MAIN, **OTHERS)
    assert [item.label for item in contract.operations] == ["GET /pets/{id}", "GET /pets"]
    one, many = contract.operations
    assert [(p.name, p.position) for p in one.parameters] == [("id", 0)]
    assert [p.place for p in many.parameters] == [
        Place(f"{FOLDER}/common.yaml", ("parameters", "Limit"))
    ]
    space = contract.response_side
    schemas = [item.responses["200"].media["application/json"].schema for item in (one, many)]
    assert [inlined(space, node or {}) for node in schemas] == [
        PET_SCHEMA,
        {"type": "array", "items": PET_SCHEMA},
    ]


def test_names_of_schemas_say_neither_folder_nor_version() -> None:
    contract = lowered(MAIN, **OTHERS)
    space = contract.response_side
    top = contract.operations[0].responses["200"].media["application/json"].schema
    assert isinstance(top, Mapping)
    assert top == {"$ref": "paths/pet.yaml#/get/responses/200/content/application~1json/schema"}
    pet = space.target(top["$ref"]).followed().node
    assert isinstance(pet, dict)
    assert pet["properties"] == {
        "owner": {"$ref": "#/components/schemas/Owner"},
        "kind": {"$ref": "schemas/pet.yaml#/definitions/Kind"},
    }
    assert space.place_of(pet) == Place(f"{FOLDER}/schemas/pet.yaml")


def test_several_documents_of_one_contract_are_joined() -> None:
    def main(path: str) -> str:
        return f"{HEAD}servers: [{{url: /{path}}}]\npaths: {{/{path}: {{get: {{responses: {{200: {{content: {{a/b: {{schema: {{$ref: '#/components/schemas/A'}}}}}}}}}}}}}}}}\ncomponents: {{schemas: {{A: {{title: {path}}}}}}}\n"

    contract = lowered(main("a"), second_yaml=main("b"))
    assert [(item.label, item.servers[0].url) for item in contract.operations] == [
        ("GET /a", "/a"),
        ("GET /b", "/b"),
    ]
    titles = [node.get("title") for _, node in all_schemas(contract) if not isinstance(node, bool)]
    assert sorted(filter(None, titles)) == ["a", "b"]


def test_json_files_are_read_too() -> None:
    raw: dict[str, Any] = {
        "openapi": "3.1.0",
        "paths": {"/a": {"get": {"responses": {"200": {"$ref": "r.json"}}}}},
    }
    contract = lower_openapi({"openapi.json": raw, "r.json": {"description": "d"}}, "")
    assert operation(contract).responses["200"].place == Place("r.json")


def test_recursive_schemas_are_read_as_far_as_they_are_asked_for() -> None:
    text = f"{HEAD}paths: {{/a: {{get: {{parameters: [{{in: query, name: q, schema: {{$ref: '#/components/schemas/Tree'}}}}]}}}}}}\ncomponents: {{schemas: {{Tree: {{properties: {{left: {{$ref: '#/components/schemas/Tree'}}}}}}}}}}\n"
    assert len(list(all_schemas(lowered(text)))) == 4


def test_a_chain_of_references_is_followed() -> None:
    text = f"{HEAD}components: {{schemas: {{A: {{$ref: '#/components/schemas/B'}}, B: {{$ref: '#/components/schemas/C'}}, C: {{type: string}}}}}}\n"
    space = lowered(text).request_side
    assert space.target("#/components/schemas/A").followed().node == {"type": "string"}


REFUSED = [
    ("nowhere", "#/components/schemas/Nobody", "openapi.yaml:4:15 `$ref` leads nowhere: `#/components/schemas/Nobody`"),
    ("no file", "other.yaml", "openapi.yaml:4:15 `$ref` names a file that is not there: `other.yaml`"),
    ("out of the folder", "../other.yaml", "openapi.yaml:4:15 `$ref` leads out of the contract's folder: `../other.yaml`"),
    ("absolute", "/etc/passwd", "openapi.yaml:4:15 `$ref` leads out of the contract's folder: `/etc/passwd`"),
    ("remote", "https://shop.example/a.yaml", "openapi.yaml:4:15 `$ref` leads out of the repository: `https://shop.example/a.yaml`"),
    ("itself", "#/components/schemas/A", "openapi.yaml:4:15 `$ref` leads back to itself: `#/components/schemas/A`"),
    ("circle", "#/components/schemas/B", "openapi.yaml:4:15 `$ref` leads back to itself: `#/components/schemas/B`"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("reference", "expected"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_references_that_lead_nowhere_are_refused_with_their_place(
    reference: str, expected: str
) -> None:
    text = f"{HEAD}components:\n  schemas:\n    A: {{$ref: '{reference}'}}\n    B: {{$ref: '#/components/schemas/A'}}\n"
    found = refused(text)
    assert found[0] == expected
    assert len(found) == len(set(found))


def test_all_of_them_are_said_at_once() -> None:
    text = f"{HEAD}components:\n  schemas:\n    A: {{$ref: '#/x'}}\n    B: {{$ref: 'c.yaml'}}\n"
    assert refused(text, c_yaml="{items: {$ref: '#/nobody'}}\n") == [
        "openapi.yaml:4:15 `$ref` leads nowhere: `#/x`",
        "c.yaml:1:16 `$ref` leads nowhere: `#/nobody`",
    ]


def test_what_looks_like_a_reference_in_an_example_is_none() -> None:
    text = f"{HEAD}components: {{schemas: {{A: {{example: {{$ref: nowhere}}, default: {{$ref: '#/x'}}}}}}}}\n"
    space = lowered(text).request_side
    assert space.target("#/components/schemas/A").node == {
        "example": {"$ref": "nowhere"},
        "default": {"$ref": "#/x"},
    }


def test_files_that_the_contract_does_not_refer_to_do_not_matter() -> None:
    assert lowered(f"{HEAD}paths: {{}}\n", notes_yaml="{$ref: nowhere}\n").operations == ()


VERSIONS = [
    (
        "{openapi: 4.0.0}",
        "openapi.yaml:1:11 `openapi: 4.0.0` is not a version of OpenAPI that is known",
    ),
    ("{swagger: 1.2}", "openapi.yaml:1:11 `swagger` must be text, got `1.2`"),
    (
        "{openapi: '2.0'}",
        "openapi.yaml:1:11 `openapi: 2.0` is not a version of OpenAPI that is known",
    ),
    (
        "{openapi: '3.10'}",
        "openapi.yaml:1:11 `openapi: 3.10` is not a version of OpenAPI that is known",
    ),
    ("{openapi: []}", "openapi.yaml:1:11 `openapi` must be text, got `[]`"),
]


@pytest.mark.parametrize(("text", "expected"), VERSIONS)
def test_other_versions_are_refused(text: str, expected: str) -> None:
    assert refused(f"{text}\n") == [expected]


def test_files_without_an_openapi_document_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        lower_openapi({"c/a.yaml": {}, "elsewhere/openapi.yaml": {"openapi": "3.0.0"}}, "c")
    (problem,) = caught.value.problems
    assert problem.message == "no file in `c` is an OpenAPI document"
    assert problem.place == Place("c/a.yaml")


def test_looking_for_formats_does_not_import_the_lowering() -> None:
    code = "import sys; from planner.formats.contract_format import contract_formats; contract_formats(); sys.exit('planner.formats.lowering.openapi.contract' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
