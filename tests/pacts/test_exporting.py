"""Recorded calls as Pact files: what is in them, and that others can read them."""

import json
from pathlib import Path
from typing import Any

import pytest

from planner.instances.maker import Maker
from planner.model.errors import InputError
from planner.model.evidence import SeenOperation
from planner.model.problem import Level
from planner.pacts.checking import check_pact
from planner.pacts.documents import Specification, pact_document
from planner.pacts.examples import Left, only_fields
from planner.pacts.exporting import Reading, drafts_of
from planner.pacts.journal import read_journal
from planner.pacts.reading import read_pact
from tests.pacts.contracts import SHOP, a_side
from tests.pacts.provider import a_provider

PRODUCT = {
    "id": 7,
    "name": "Mug",
    "price": 3,
    "note": None,
    "parts": [{"n": 1}, {"n": 2}],
    "extra": {"any": 1},
}


def a_call(operation: str = "getProduct", **changes: Any) -> dict[str, Any]:
    request = {
        "method": "GET",
        "path": "/products/7",
        "query": "currency=EUR",
        "headers": {
            "authorization": "Bearer ***",
            "x-shop": "3",
            "user-agent": "test",
            "accept": "*/*",
        },
        "body": None,
        **changes.pop("request", {}),
    }
    response = {
        "status": 200,
        "headers": {"content-type": "application/json", "x-plan-variant": "typical"},
        "body": PRODUCT,
        **changes.pop("response", {}),
    }
    return {
        "contract": "shop",
        "version": "1.0.0",
        "digest": "",
        "operation": operation,
        "request": request,
        "response": response,
        "valid": True,
        **changes,
    }


def exported(
    *calls: dict[str, Any],
    seen: dict[str, SeenOperation] | None = None,
    specification: Specification = 4,
    states: dict[str, list[str]] | None = None,
    declared: tuple[str, ...] = (),
    text: str = SHOP,
) -> dict[str, Any]:
    side = a_side(text)
    drafts = drafts_of(
        read_journal({"calls": list(calls)}, "calls.json"), side, Reading(seen or {}, declared)
    )
    document = pact_document("order", "shop", drafts, specification, states or {})
    pact = check_pact(read_pact(document, "pact.json"), [side])
    assert [m for m in pact.mismatches if m.level is Level.ERROR] == []
    return document


def test_an_interaction_has_what_matters() -> None:
    (found,) = exported(a_call(), declared=tuple(PRODUCT))["interactions"]
    assert found["description"] == "getProduct answers 200 to a query for currency"
    assert found["request"]["headers"] == {"Authorization": ["Bearer key"], "X-Shop": ["3"]}
    assert found["request"]["query"] == {"currency": ["EUR"]}
    # null says nothing; one item stands for all; names in a map are examples
    body = found["response"]["body"]["content"]
    assert body == {"id": 7, "name": "Mug", "price": 3, "parts": [{"n": 1}], "extra": {}}
    rules = {
        path: rule["matchers"] for path, rule in found["response"]["matchingRules"]["body"].items()
    }
    assert rules == {
        "$.extra": [{"match": "type"}],
        "$.id": [{"match": "integer"}],
        "$.name": [{"match": "type"}],
        "$.parts": [{"match": "type", "min": 1}],
        "$.parts[*].n": [{"match": "integer"}],
        "$.price": [{"match": "number"}],
    }


def test_only_what_was_read_is_expected() -> None:
    seen = {"getProduct": SeenOperation(frozenset(), {"200": frozenset({"name", "parts.n"})})}
    (found,) = exported(a_call(), seen=seen)["interactions"]
    assert found["response"]["body"]["content"] == {"name": "Mug", "parts": [{"n": 1}]}
    nothing = {"getProduct": SeenOperation(frozenset(), {"200": frozenset()})}
    (found,) = exported(a_call(), seen=nothing)["interactions"]
    assert "body" not in found["response"]


def test_where_nobody_knows_what_is_read_only_what_is_demanded_is_expected() -> None:
    (found,) = exported(a_call())["interactions"]
    assert found["response"]["body"]["content"] == {"id": 7, "name": "Mug", "price": 3}
    # something is known of another operation, and of another status
    seen = {
        "addProduct": SeenOperation(frozenset(), {"201": frozenset({"name"})}),
        "getProduct": SeenOperation(frozenset(), {"404": frozenset({"title"})}),
    }
    assert exported(a_call(), seen=seen)["interactions"] == [found]


def test_what_was_seen_goes_before_what_the_manifest_says() -> None:
    seen = {"getProduct": SeenOperation(frozenset(), {"200": frozenset({"price"})})}
    (found,) = exported(a_call(), seen=seen, declared=("name",))["interactions"]
    assert found["response"]["body"]["content"] == {"price": 3}
    (found,) = exported(a_call(), declared=("name", "parts.n", "sku"))["interactions"]
    assert found["response"]["body"]["content"] == {"name": "Mug", "parts": [{"n": 1}]}
    (found,) = exported(a_call(), declared=("weight",))["interactions"]
    assert "body" not in found["response"]


DEMANDS = """\
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
paths:
  /pet:
    get:
      operationId: getPet
      responses:
        "200":
          description: A pet.
          content: {application/json: {schema: SCHEMA}}
"""
CAT = "{type: object, required: [kind, id, age], properties: {id: {type: integer}, %s}}"
ONE_OF = f"{{oneOf: [{CAT % 'age: {type: integer}'}, {CAT % 'age: {type: string}'}]}}"


@pytest.mark.parametrize(
    ("schema", "answer", "expected", "rules"),
    [
        ("{type: object}", {"a": 1}, {}, {"$": "type"}),
        ("{type: [object, 'null']}", {"a": 1}, None, {}),
        (
            (
                "{type: object, required: [a, b, c], properties: {a: {type: [string, 'null']},"
                " b: {type: number}, c: {type: array, items: {type: integer}}}}"
            ),
            {"a": "x", "b": 1, "c": [3, 4]},
            {"b": 1, "c": [3]},
            {"$.b": "number", "$.c": "type", "$.c[*]": "integer"},
        ),
        ("{type: array, items: {type: object}}", [], None, {}),
        # `age` is of another type in the other alternative, and of `kind` nothing is said
        (ONE_OF, {"kind": "cat", "id": 7, "age": 3}, {"id": 7}, {"$.id": "integer"}),
        (
            (
                "{oneOf: [{type: object, required: [a], properties: {a: {type: string}}}, "
                "{type: object, required: [b], properties: {b: {type: string}}}]}"
            ),
            {"a": "x"},
            {},
            {"$": "type"},
        ),
    ],
)
def test_what_a_contract_demands(
    schema: str, answer: Any, expected: Any, rules: dict[str, str]
) -> None:
    call = a_call("getPet", request={"path": "/pet", "query": "", "headers": {}})
    call["response"]["body"] = answer
    (found,) = exported(call, text=DEMANDS.replace("SCHEMA", schema))["interactions"]
    response = found["response"]
    assert response.get("body", {}).get("content") == expected
    told = response.get("matchingRules", {}).get("body", {})
    assert {path: rule["matchers"][0]["match"] for path, rule in told.items()} == rules


LOOSE = DEMANDS.replace(
    "SCHEMA",
    "{type: object, required: [id, tags, size, owner], properties: {"
    "id: {type: integer}, size: {type: number}, note: {type: string}, "
    "tags: {type: array, items: {type: object, required: [n], properties: {n: {type: string}}}}, "
    "owner: {anyOf: [{type: object, required: [name], properties: {name: {type: string}}}, "
    "{type: object, required: [name, team], properties: {name: {type: string}, "
    "team: {type: integer}}}]}}}",
)
KEYS = """\
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
paths:
  /pet:
    get:
      operationId: getPet
      security: [{key: []}]
      parameters: [{name: Authorization, in: header, schema: {type: string}}]
      responses: {"204": {description: None.}}
components: {securitySchemes: {key: {type: apiKey, in: query, name: token}}}
"""


def test_no_credential_is_written_even_if_nobody_masked_it() -> None:
    headers = {"authorization": "Bearer quite-secret", "cookie": "session=quite-secret"}
    request = {"path": "/pet", "query": "token=quite-secret", "headers": headers}
    call = a_call("getPet", request=request, response={"status": 204, "headers": {}, "body": None})
    (found,) = exported(call, text=KEYS)["interactions"]
    assert "quite-secret" not in json.dumps(found)
    assert found["request"]["query"] == {"token": ["key"]}


def test_calls_of_one_sort_are_one_interaction_whatever_their_order() -> None:
    calls = [
        a_call(),
        a_call(request={"path": "/products/8"}),
        a_call(request={"query": ""}),
        a_call(response={"status": 404, "headers": {}, "body": None}),
    ]
    document = exported(*calls)
    assert len(document["interactions"]) == 3
    assert exported(*reversed(calls)) == document


def test_a_member_that_tells_the_alternative_keeps_its_value() -> None:
    call = a_call("latest", request={"path": "/products/latest", "query": ""})
    call["response"]["body"] = {"kind": "Cat", "lives": 9}
    (found,) = exported(call, declared=("kind", "lives"))["interactions"]
    rules = found["response"]["matchingRules"]["body"]
    assert rules["$.kind"]["matchers"] == [{"match": "equality"}]


def test_bodies_that_are_sent_stay_as_they_are() -> None:
    request = {
        "method": "POST",
        "path": "/products",
        "query": "",
        "headers": {"x-key": "***", "content-type": "application/json"},
        "body": {"name": "Mug", "price": 3},
    }
    call = a_call(
        "addProduct", request=request, response={"status": 201, "headers": {}, "body": None}
    )
    (found,) = exported(call)["interactions"]
    assert found["request"]["body"]["content"] == {"name": "Mug", "price": 3}
    assert found["request"]["headers"]["X-Key"] == ["key"]


def test_provider_states() -> None:
    states = {"": ["the shop is open"], "getProduct": ["product 7 is there"]}
    (found,) = exported(a_call(), states=states)["interactions"]
    assert [state["name"] for state in found["providerStates"]] == [
        "the shop is open",
        "product 7 is there",
    ]


@pytest.mark.parametrize("specification", [3, 4])
def test_another_reader_takes_it_and_verifies_a_provider_by_it(
    tmp_path: Path, specification: Specification
) -> None:
    """pact-python reads the file: a provider that answers so passes, one that does not fails."""
    pact = pytest.importorskip("pact")
    seen = {"getProduct": SeenOperation(frozenset(), {"200": frozenset({"name", "parts.n"})})}
    document = exported(a_call(), seen=seen, specification=specification)
    path = tmp_path / "order-shop.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    good = {"name": "Cup", "parts": [{"n": 4}, {"n": 5}], "other": 1}
    with a_provider(good) as port:
        verify(pact, path, port)
    with a_provider({"name": "Cup", "parts": [{"n": "four"}]}) as port, pytest.raises(RuntimeError):
        verify(pact, path, port)


@pytest.mark.parametrize("specification", [3, 4])
def test_whatever_the_contract_allows_passes_where_nobody_knows_what_is_read(
    tmp_path: Path, specification: Specification
) -> None:
    """pact-python verifies providers by it that answer in all ways that the contract allows."""
    pact = pytest.importorskip("pact")
    side = a_side(LOOSE)
    (operation,) = side.bundle["operations"]
    schema = operation["responses"]["200"]["media"]["application/json"]["schema"]
    maker = Maker(side.bundle["schemas"], side.judge)
    call = a_call("getPet", request={"path": "/pet", "query": "", "headers": {}})
    call["response"]["body"] = maker.make(schema, 1, "saturated")
    document = exported(call, text=LOOSE, specification=specification)
    path = tmp_path / "order-shop.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    for variant in maker.variants(schema):
        with a_provider(maker.make(schema, 7, variant)) as port:
            verify(pact, path, port)
    with a_provider({"id": "7"}) as port, pytest.raises(RuntimeError):
        verify(pact, path, port)


def verify(pact: Any, path: Path, port: int) -> None:
    verifier = pact.Verifier("shop", host="127.0.0.1")
    verifier.add_transport(url=f"http://127.0.0.1:{port}").add_source(str(path)).verify()


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        (["name"], {"name": "Mug"}),
        (["parts"], {"parts": [{"n": 1}, {"n": 2}]}),
        (["parts.n", "extra.any"], {"parts": [{"n": 1}, {"n": 2}], "extra": {"any": 1}}),
        (["other"], None),
    ],
)
def test_the_part_that_is_read(fields: list[str], found: Any) -> None:
    if found is None:
        with pytest.raises(Left):
            only_fields(PRODUCT, fields)
    else:
        assert only_fields(PRODUCT, fields) == found


@pytest.mark.parametrize(
    "journal",
    [[], {"calls": 3}, {"calls": [3]}, {"calls": [{"request": {}, "response": {"status": 200}}]}],
)
def test_what_is_no_journal_is_refused(journal: Any) -> None:
    with pytest.raises(InputError):
        read_journal(journal, "calls.json")
