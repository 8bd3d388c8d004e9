"""A bundle cut down to what a consumer uses."""

import json
from collections.abc import Collection

import pytest

from planner.formats.document import parse_single
from planner.formats.stub_bundle import bundle_of
from planner.model.bundle import Bundle
from planner.stubs.pruning import pruned

SHOP = """\
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
security: [{key: []}]
paths:
  /pets:
    get:
      operationId: listPets
      parameters: [{name: size, in: query, schema: {$ref: "#/components/schemas/Size"}}]
      responses:
        "200":
          description: Pets.
          headers: {Next: {schema: {$ref: "#/components/schemas/Cursor"}}}
          content:
            application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Pet"}}}
  /orders:
    post:
      operationId: order
      security: [{token: []}]
      requestBody:
        content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}
      responses: {"204": {description: Done.}}
webhooks:
  paid:
    post:
      requestBody:
        content: {application/json: {schema: {$ref: "#/components/schemas/Paid"}}}
      responses: {"204": {description: Taken.}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: key}
    token: {type: http, scheme: bearer}
  schemas:
    Size: {type: integer}
    Cursor: {type: string}
    Pet:
      type: object
      discriminator: {propertyName: kind, mapping: {cat: "#/components/schemas/Cat"}}
      properties: {kind: {type: string}, $ref: {$ref: "#/components/schemas/Owner"}}
      example: {$ref: "#/$defs/Order"}
    Cat: {allOf: [{$ref: "#/components/schemas/Pet"}]}
    Owner: {type: object, properties: {pet: {$ref: "#/components/schemas/Pet"}}}
    Order: {type: object, properties: {lines: {type: array, items: {$ref: "#/components/schemas/Line"}}}}
    Line: {type: object}
    Paid: {type: object, properties: {order: {$ref: "#/components/schemas/Order"}}}
"""  # noqa: E501  a table


@pytest.fixture(scope="module")
def shop() -> Bundle:
    return bundle_of({"openapi.yaml": parse_single(SHOP, "openapi.yaml")}, "")


@pytest.mark.parametrize(
    ("operations", "messages", "schemas"),
    [
        (None, None, "Cat Cursor Line Order Owner Paid Pet Size"),
        (["listPets"], [], "Cat Cursor Owner Pet Size"),
        (["order"], [], "Line Order"),
        ([], ["paid"], "Line Order Paid"),
        ([], None, "Line Order Paid"),
        (None, [], "Cat Cursor Line Order Owner Pet Size"),
        ([], [], ""),
        (["unknown"], ["unknown"], ""),
    ],
)
def test_only_what_is_reached_is_kept(
    shop: Bundle,
    operations: Collection[str] | None,
    messages: Collection[str] | None,
    schemas: str,
) -> None:
    assert " ".join(pruned(shop, operations, messages)["schemas"]) == schemas


def test_operations_messages_and_schemes_go_too(shop: Bundle) -> None:
    small = pruned(shop, {"order"}, set())
    assert [operation["id"] for operation in small["operations"]] == ["order"]
    assert small["messages"] == []
    assert list(small["schemes"]) == ["token"]
    assert (small["contract"], small["digest"]) == (shop["contract"], shop["digest"])


def test_the_whole_bundle_stays_as_it_is(shop: Bundle) -> None:
    before = json.dumps(shop)
    pruned(shop, [], [])
    assert json.dumps(shop) == before


def test_pruning_twice_changes_nothing_more(shop: Bundle) -> None:
    once = pruned(shop, ["listPets"], None)
    assert pruned(once, ["listPets"], None) == once
