"""A small contract with most of what a request and a response can have, and pacts of it."""

from typing import Any

from planner.formats.document import parse_bytes
from planner.formats.stub_bundle import bundle_of
from planner.model.pact_view import CheckedPact
from planner.pacts.checking import check_pact
from planner.pacts.reading import read_pact
from planner.pacts.telling import ContractSide

SHOP = """\
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
servers: [{url: https://shop.example/v1}]
security: [{token: []}]
paths:
  /products/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer, minimum: 1}}]
    get:
      operationId: getProduct
      parameters:
        - {name: currency, in: query, schema: {enum: [EUR, SEK]}}
        - {name: tags, in: query, explode: false, schema: {type: array, items: {type: string}}}
        - {name: filter, in: query, style: deepObject, explode: true,
           schema: {type: object, properties: {max: {type: integer}}}}
        - {name: X-Shop, in: header, required: true, schema: {type: integer}}
        - {name: lang, in: cookie, schema: {enum: [en, sv]}}
      responses:
        "200":
          description: The product.
          headers: {X-Left: {schema: {type: integer}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Product'}}}
        4XX: {description: Refused.}
  /products/latest:
    get:
      operationId: latest
      security: []
      responses:
        default:
          description: Any.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
  /products:
    post:
      operationId: addProduct
      security: [{key: []}]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/NewProduct'}}}
      responses:
        "201": {description: Added.}
        "422":
          description: Refused.
          content: {application/problem+json: {schema: {type: object}}}
  /labels:
    put:
      operationId: setLabels
      security: [{}]
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [count]
              properties:
                count: {type: integer}
                names: {type: array, items: {type: string, maxLength: 3}}
      responses:
        "200":
          description: All.
          content: {application/json: {schema: {$ref: '#/components/schemas/Labels'}}}
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
    key: {type: apiKey, in: header, name: X-Key}
  schemas:
    NewProduct:
      type: object
      required: [name, price]
      properties:
        name: {type: string, minLength: 1}
        price: {type: number, minimum: 0}
        status: {enum: [draft, on_sale]}
    Product:
      allOf:
        - $ref: '#/components/schemas/NewProduct'
        - type: object
          required: [id]
          properties:
            id: {type: integer}
            sku: {type: string, pattern: '^[A-Z]{3}-[0-9]+$'}
            added: {type: string, format: date}
            note: {type: [string, "null"]}
            parts:
              type: array
              maxItems: 3
              items: {type: object, required: [n], properties: {n: {type: integer}}}
            extra: {type: object, additionalProperties: {type: integer}}
            free: {type: object}
    Labels:
      type: object
      properties: {names: {type: array, minItems: 1, uniqueItems: true, items: {type: string}}}
    Pet:
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
      discriminator: {propertyName: kind}
    Cat:
      type: object
      required: [kind, lives]
      properties: {kind: {type: string}, lives: {type: integer}}
    Dog:
      type: object
      required: [kind, barks]
      properties: {kind: {type: string}, barks: {type: boolean}}
"""
ASKED: dict[str, Any] = {
    "method": "GET",
    "path": "/products/7",
    "headers": {"Authorization": "Bearer x", "X-Shop": "3"},
}
JSON = {"Content-Type": "application/json"}


def a_side(text: str = SHOP, file: str = "shop.yaml") -> ContractSide:
    """Return a contract, ready to be compared with."""
    return ContractSide(bundle_of({file: parse_bytes(text.encode(), file)}, ""))


def a_document(*interactions: dict[str, Any], version: str = "3.0.0") -> dict[str, Any]:
    """Return a Pact file as JSON data."""
    return {
        "consumer": {"name": "order"},
        "provider": {"name": "shop"},
        "interactions": [{"description": "a call", **item} for item in interactions],
        "metadata": {"pactSpecification": {"version": version}},
    }


def checked(*interactions: dict[str, Any], version: str = "3.0.0", text: str = SHOP) -> CheckedPact:
    """Return what is wrong with interactions."""
    document = a_document(*interactions, version=version)
    return check_pact(read_pact(document, "pact.json"), [a_side(text)])


def told(pact: CheckedPact) -> list[tuple[str, str]]:
    """Return code and pointer of what is wrong."""
    return [(found.code, found.pointer) for found in pact.mismatches]


def told_of_answer(
    body: Any, rules: dict[str, Any] | None = None, path: str = "/products/7"
) -> list[str]:
    """Return what is wrong with an expected body: `code pointer`, the pointer inside the body."""
    response: dict[str, Any] = {"status": 200, "headers": JSON, "body": body}
    if rules:
        listed = {p: m if "matchers" in m else {"matchers": [m]} for p, m in rules.items()}
        response["matchingRules"] = {"body": listed}
    found = checked({"request": {**ASKED, "path": path}, "response": response})
    prefix = "/interactions/0/response/body"
    return [f"{m.code} {m.pointer.removeprefix(prefix)}" for m in found.mismatches]
