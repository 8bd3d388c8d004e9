"""Could the provider answer as the consumer expects?"""

from typing import Any

import pytest

from tests.pacts.contracts import ASKED, JSON, checked, told, told_of_answer


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({}, []),
        ({"id": 7, "name": "Mug"}, []),
        ({"nam": "Mug"}, ["response-field-unknown /nam"]),
        ({"id": "7"}, ["response-value /id"]),
        ({"status": "sold"}, ["response-value /status"]),
        ({"price": -1}, ["response-value /price"]),
        ({"sku": "abc"}, ["response-value /sku"]),
        ({"added": "2026-13-01"}, ["response-value /added"]),
        ({"note": None}, []),
        ({"name": None}, ["response-value /name"]),
        ({"parts": [{"n": 1}, {}]}, []),
        (
            {"parts": [{"n": "1"}, {"m": 1}]},
            ["response-value /parts/0/n", "response-field-unknown /parts/1/m"],
        ),
        ({"parts": [{}, {}, {}, {}]}, ["response-value /parts"]),
        ({"parts": {}}, ["response-value /parts"]),
        ({"extra": {"any": 1}}, []),
        ({"extra": {"any": "x"}}, ["response-value /extra/any"]),
        ({"free": {"any": {"at": "all"}}}, []),
        ([], ["response-value "]),
    ],
)
def test_values_are_a_part_of_what_comes(body: Any, found: list[str]) -> None:
    assert told_of_answer(body) == found


REGEX = {"match": "regex", "regex": "^[A-Z]+-7$"}


@pytest.mark.parametrize(
    ("body", "rules", "found"),
    [
        # the rule admits other values, so that only the example is wrong
        ({"status": "sold"}, {"$.status": {"match": "type"}}, ["response-example /status"]),
        ({"price": -1}, {"$.price": {"match": "type"}}, ["response-example /price"]),
        ({"id": 1.5}, {"$.id": {"match": "type"}}, ["response-example /id"]),
        ({"sku": "A-7"}, {"$.sku": REGEX}, ["response-example /sku"]),
        # nothing that the rule admits ever comes
        ({"id": "7"}, {"$.id": {"match": "type"}}, ["response-value /id"]),
        ({"id": 7}, {"$.id": {"match": "decimal"}}, ["response-matcher /id"]),
        ({"price": 7}, {"$.price": {"match": "decimal"}}, []),
        ({"name": "7"}, {"$.name": {"match": "integer"}}, ["response-matcher /name"]),
        ({"note": None}, {"$.note": {"match": "null"}}, []),
        ({"name": "x"}, {"$.name": {"match": "null"}}, ["response-matcher /name"]),
        (
            {"sku": "a-1"},
            {"$.sku": {"match": "regex", "regex": "^[a-z]-1$"}},
            ["response-matcher /sku"],
        ),
        (
            {"status": "x1"},
            {"$.status": {"match": "regex", "regex": "^x[0-9]$"}},
            ["response-value /status"],
        ),
        (
            {"status": "on_hold"},
            {"$.status": {"match": "regex", "regex": "^on_"}},
            ["response-example /status"],
        ),
        (
            {"added": "01/02/2026"},
            {"$.added": {"match": "date", "date": "dd/MM/yyyy"}},
            ["response-value /added"],
        ),
        (
            {"added": "1/2"},
            {"$.added": {"match": "regex", "regex": "^[0-9]/[0-9]$"}},
            ["response-matcher /added"],
        ),
        # lists: the first item stands for all
        (
            {"parts": [{"n": 1}]},
            {"$.parts": {"match": "type", "min": 4}},
            ["response-matcher /parts"],
        ),
        ({"parts": [{"n": 1}]}, {"$.parts": {"match": "type", "min": 1}}, []),
        ({"parts": [{"n": 1}] * 4}, {"$.parts": {"match": "type"}}, []),
        (
            {"parts": [{"n": "x"}]},
            {"$.parts": {"match": "type", "min": 1}},
            ["response-value /parts/0/n"],
        ),
        (
            {"parts": [{"n": 5}]},
            {"$.parts[*].n": {"match": "decimal"}},
            ["response-matcher /parts/0/n"],
        ),
        # one of two rules is enough
        (
            {"status": "sold"},
            {"$.status": {"combine": "OR", "matchers": [{"match": "type"}, {"match": "null"}]}},
            ["response-example /status"],
        ),
        # keys of maps are examples too
        ({"extra": {"any": 1}}, {"$.extra": {"match": "values"}}, []),
        (
            {"extra": {"any": "x"}},
            {"$.extra": {"match": "eachValue", "rules": [{"match": "type"}]}},
            ["response-value /extra/any"],
        ),
    ],
)
def test_rules_are_compared_with_the_schema(
    body: Any, rules: dict[str, Any], found: list[str]
) -> None:
    assert told_of_answer(body, rules) == found


def test_a_list_of_variants_is_no_whole_list() -> None:
    variants = [{"index": 1, "rules": {"$.n": {"matchers": [{"match": "decimal"}]}}}]
    rules = {"$.parts": {"match": "arrayContains", "variants": variants}}
    assert told_of_answer({"parts": [{"n": "not looked at"}, {"n": 1}]}, rules) == [
        "response-matcher /parts/1/n"
    ]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"kind": "Cat"}, []),
        ({"kind": "Cat", "lives": 9}, []),
        ({"kind": "Dog", "lives": 9}, ["response-field-unknown /lives"]),
        ({"kind": "Cow"}, ["response-value /kind"]),
        ({"barks": True}, []),
        ({"barks": "loud"}, ["response-value /barks"]),
    ],
)
def test_alternatives_that_a_member_tells(body: Any, found: list[str]) -> None:
    response = {"status": 200, "headers": JSON, "body": body}
    pact = checked({"request": {"method": "GET", "path": "/products/latest"}, "response": response})
    prefix = "/interactions/0/response/body"
    assert [f"{m.code} {m.pointer.removeprefix(prefix)}" for m in pact.mismatches] == found


@pytest.mark.parametrize(
    ("response", "found"),
    [
        ({"status": 404}, []),
        ({"status": 500}, ["response-status /status"]),
        ({"status": 200, "headers": {"X-Left": "3", "Date": "x"}}, []),
        ({"status": 200, "headers": {"X-Left": "x"}}, ["response-header-value /headers/X-Left"]),
        (
            {"status": 200, "headers": {"X-Right": "3"}},
            ["response-header-unknown /headers/X-Right"],
        ),
        (
            {"status": 200, "headers": {"Content-Type": "text/csv"}},
            ["response-content-type /headers/Content-Type"],
        ),
        ({"status": 200, "headers": {"content-type": "application/json; charset=utf-8"}}, []),
        ({"status": 404, "body": {"a": 1}}, ["response-body-unexpected /body"]),
        ({"status": 404, "body": ""}, []),
    ],
)
def test_status_headers_and_media_type(response: dict[str, Any], found: list[str]) -> None:
    pact = checked({"request": ASKED, "response": response})
    assert [f"{c} {p.removeprefix('/interactions/0/response')}" for c, p in told(pact)] == found


def test_a_class_of_statuses_may_be_meant() -> None:
    rules = {"status": {"$": {"matchers": [{"match": "statusCode", "status": "clientError"}]}}}
    response = {"status": 500, "matchingRules": rules}
    assert told(checked({"request": ASKED, "response": response}, version="4.0")) == []


def test_the_contract_is_named_with_its_place() -> None:
    pact = checked(
        {"request": ASKED, "response": {"status": 200, "headers": JSON, "body": {"id": "7"}}}
    )
    (found,) = pact.mismatches
    assert found.message == "`id`: `7` is of the type `string`; the contract says `integer`"
    assert found.contract_place is not None
    assert found.contract_place.path == ("paths", "/products/{id}", "get", "responses", "200")
    assert found.schema.endswith("allOf/1/properties/id")


def test_lists_that_must_not_repeat_or_be_empty() -> None:
    request = {"method": "PUT", "path": "/labels"}
    for names, code in ((["a", "a"], ["response-value"]), ([], ["response-value"]), (["a"], [])):
        response = {"status": 200, "headers": JSON, "body": {"names": names}}
        found = checked({"request": request, "response": response}).mismatches
        assert [m.code for m in found] == code


def test_schemas_that_hold_themselves_come_to_an_end() -> None:
    text = """\
openapi: 3.1.0
info: {title: Tree, version: 1.0.0}
paths:
  /tree:
    get:
      responses:
        "200":
          description: A tree.
          content: {application/json: {schema: {$ref: '#/components/schemas/Tree'}}}
components:
  schemas:
    Tree:
      type: object
      properties: {left: {$ref: '#/components/schemas/Tree'}}
      anyOf: [{$ref: '#/components/schemas/Leaf'}, {type: object}]
    Leaf: {allOf: [{$ref: '#/components/schemas/Leaf'}, {properties: {n: {type: integer}}}]}
"""
    response = {"status": 200, "headers": JSON, "body": {"left": {"left": {"right": {}}}}}
    request = {"method": "GET", "path": "/tree"}
    found = told(checked({"request": request, "response": response}, text=text))
    assert found == [("response-field-unknown", "/interactions/0/response/body/left/left/right")]


def test_a_rule_about_headers_that_names_none() -> None:
    rules = {"header": {"$": {"matchers": [{"match": "type"}]}}}
    response = {"status": 200, "headers": {"X-Left": "x"}, "matchingRules": rules}
    assert told(checked({"request": ASKED, "response": response})) == [
        ("response-header-value", "/interactions/0/response/headers/X-Left")
    ]
