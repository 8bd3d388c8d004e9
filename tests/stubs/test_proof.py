"""The proof of a contract: two judges, reasons, published examples."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from planner.app.stubs.proving import proof_of
from planner.app.stubs.second_judge import OriginalJudge
from planner.formats.document import parse_bytes
from planner.formats.stub_bundle import bundle_of
from planner.instances.judge import Judge
from planner.model.bundle import Bundle
from planner.stubs.proof import Spot, proof_bytes, prove, valid_examples
from planner.stubs.proof_form import Proof, VariantProof

MUSEUM = Path(__file__).parent.parent / "data/contracts/museum/openapi.yaml"


def a_document(schema: Any, *, version: str = "3.0.3", **said: Any) -> dict[str, Any]:
    return {
        "openapi": version,
        "info": {"title": "Orders", "version": "1.0.0"},
        "paths": {
            "/orders": {
                "get": {
                    "operationId": "listOrders",
                    "responses": {
                        "200": {
                            "description": "All",
                            "content": {"application/json": {"schema": schema, **said}},
                        }
                    },
                }
            }
        },
    }


def a_proof(document: dict[str, Any]) -> Proof:
    bundle = bundle_of({"openapi.yaml": document}, "")
    return proof_of(bundle, documents={"openapi.yaml": document})


def variants(proof: Proof) -> Iterator[VariantProof]:
    for found in proof["schemas"].values():
        yield from found


def test_all_of_a_published_contract_is_proven_by_both_judges() -> None:
    document = parse_bytes(MUSEUM.read_bytes(), "openapi.yaml")
    proof = proof_of(
        bundle_of({"openapi.yaml": document}, ""), documents={"openapi.yaml": document}
    )
    counts = proof["counts"]
    assert counts["operations"] == len(proof["operations"]) == 8
    assert counts["proven"] == counts["declared"] > 100
    assert all(variant["judges"] == [True, True] for variant in variants(proof))
    assert proof["judges"] == [
        "jsonschema-rs over the compiled contract",
        "jsonschema (Python) over the original documents",
    ]


def test_a_proof_is_the_same_each_time_and_plain_json() -> None:
    document = a_document({"type": "array", "items": {"anyOf": [{"type": "string"}, {}]}})
    first, second = (proof_bytes(a_proof(document)) for _ in range(2))
    assert first == second
    assert json.loads(first)["form"] == "contract-planner:proof:1"


def test_a_mistake_in_compiling_a_contract_does_not_hide() -> None:
    """The compiled contract forgets that prices are numbers; the document still says so."""
    document = a_document({"type": "object", "required": ["price"],
                           "properties": {"price": {"type": "number"}}})  # fmt: skip
    bundle = bundle_of({"openapi.yaml": document}, "")
    schema: Any = bundle["operations"][0]["responses"]["200"]["media"]["application/json"]["schema"]
    schema["properties"]["price"]["type"] = "string"
    proof = prove(bundle, OriginalJudge(bundle, {"openapi.yaml": document}))
    assert proof["counts"]["disputed"] == proof["counts"]["declared"] == 4
    assert proof["counts"]["proven"] == 0
    disputed = [variant["disputed"] for variant in variants(proof)]
    assert all("is not of type 'number' (at `/price`)" in reason for reason in disputed)


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({"type": "integer", "minimum": 5, "maximum": 4},
         "no value satisfies all that its schema says"),
        ({"oneOf": [{"type": "integer"}, {"type": "number"}]},
         "whatever is valid by `/oneOf/0` is valid by another of its options, too"),
    ],
)  # fmt: skip
def test_what_can_not_exist_is_proved_and_told(schema: Any, reason: str) -> None:
    proof = a_proof(a_document(schema))
    assert proof["counts"]["impossible"] >= 1
    assert proof["counts"]["unproven"] == proof["counts"]["disputed"] == 0
    assert reason in proof["reasons"]


LAST: dict[str, Any] = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "integer"}},
}
PERHAPS_NULL: dict[str, dict[str, Any]] = {
    "allOf": {"nullable": True, "allOf": [LAST]},
    "anyOf": {"nullable": True, "anyOf": [LAST, {"type": "string"}]},
    "oneOf": {"nullable": True, "oneOf": [LAST, {"type": "string"}]},
}
"""OpenAPI 3.0.3: `nullable` adds null to the types beside it; here there is none."""


def an_order(last: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": ["last"], "properties": {"last": last}}


@pytest.mark.parametrize(
    ("keyword", "branches"),
    [("allOf", []), ("anyOf", ["anyOf/0", "anyOf/1"]),
     ("oneOf", ["anyOf/0/oneOf/0", "anyOf/0/oneOf/1"])],
)  # fmt: skip
def test_null_is_never_sent_where_readers_differ_on_it(keyword: str, branches: list[str]) -> None:
    document = a_document(an_order(PERHAPS_NULL[keyword]))
    proof = a_proof(document)
    assert proof["counts"]["disputed"] == proof["counts"]["unproven"] == 0
    assert proof["counts"]["proven"] == proof["counts"]["declared"]
    asked = [one["variant"] for one in variants(proof) if one["variant"].startswith("branch:")]
    assert asked == [f"branch:/properties/last/{branch}" for branch in branches]
    bundle = bundle_of({"openapi.yaml": document}, "")
    schema = bundle["operations"][0]["responses"]["200"]["media"]["application/json"]["schema"]
    judge = Judge(bundle["schemas"])
    assert judge.validator(schema).is_valid({"last": None}), "who receives it takes it"
    assert not judge.sendable(schema).is_valid({"last": None})
    assert judge.sendable(schema).is_valid({"last": {"id": 1}})


def test_a_published_example_that_only_some_readers_accept_is_not_served() -> None:
    document = a_document(
        an_order(PERHAPS_NULL["allOf"]),
        examples={"none": {"value": {"last": None}}, "one": {"value": {"last": {"id": 1}}}},
    )
    assert [example["name"] for example in a_proof(document)["invalid_examples"]] == ["none"]
    bundle = bundle_of({"openapi.yaml": document}, "")
    media = bundle["operations"][0]["responses"]["200"]["media"]["application/json"]
    assert valid_examples(media, Judge(bundle["schemas"])) == [("one", {"last": {"id": 1}})]


def test_null_is_sent_where_nesting_would_else_have_no_end() -> None:
    """By the letter no such list can exist; what its author means is better than nothing."""
    chain = {"type": "object", "required": ["next"], "properties": {
        "next": {"nullable": True, "allOf": [{"$ref": "#/components/schemas/Chain"}]}}}  # fmt: skip
    document = a_document({"$ref": "#/components/schemas/Chain"})
    document["components"] = {"schemas": {"Chain": chain}}
    counts = a_proof(document)["counts"]
    assert counts["disputed"] == counts["declared"] > 0
    document["paths"]["/orders"]["get"]["responses"]["200"]["content"]["application/json"] = {
        "schema": {
            "type": "object",
            "properties": {"chain": {"$ref": "#/components/schemas/Chain"}},
        }
    }
    assert a_proof(document)["counts"]["disputed"] == 0, "a member that can be left out is"


def test_a_discriminator_does_not_forbid_what_has_no_members() -> None:
    """GitHub answers with a file, whose type is said in it, or with a list of them."""
    kind: dict[str, Any] = {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"type": "string", "enum": ["file"]}},
    }
    document = a_document({
        "oneOf": [{"type": "array", "items": {"type": "string"}},
                  {"$ref": "#/components/schemas/File"}],
        "discriminator": {"propertyName": "type",
                          "mapping": {"file": "#/components/schemas/File"}},
    })  # fmt: skip
    document["components"] = {"schemas": {"File": kind}}
    counts = a_proof(document)["counts"]
    assert counts["proven"] == counts["declared"] > 4


def test_a_list_of_types_in_an_old_document_means_any_of_them() -> None:
    """It is not allowed there, and Docker's contract has it."""
    command = {"type": ["array", "string"], "items": {"type": "string"}}
    schema = {"type": "object", "required": ["command"], "properties": {"command": command}}
    proof = a_proof(a_document(schema))
    assert proof["counts"]["proven"] == proof["counts"]["declared"] == 4


def test_statuses_that_yaml_reads_as_numbers_are_found() -> None:
    document = a_document({"type": "integer"})
    responses = document["paths"]["/orders"]["get"]["responses"]
    responses[200] = responses.pop("200")
    proof = a_proof(document)
    assert proof["counts"]["proven"] == proof["counts"]["declared"] == 4


EXAMPLES: dict[str, Any] = {
    "good": {"value": {"id": 1}},
    "bad": {"value": {"id": "one"}},
}
ORDER: dict[str, Any] = {"type": "object", "properties": {"id": {"type": "integer"}}}


def test_published_examples_that_violate_their_schema_are_listed() -> None:
    proof = a_proof(a_document(ORDER, examples=EXAMPLES))
    assert proof["counts"]["examples"] == 2
    assert proof["invalid_examples"] == [
        {
            "name": "bad",
            "place": "openapi.yaml#/paths/~1orders/get/responses/200/content"
            "/application~1json/examples/bad/value",
            "valid": False,
            "reason": '"one" is not of type "integer" (at `/id`)',
        }
    ]


def test_only_valid_examples_may_be_served() -> None:
    bundle = bundle_of({"openapi.yaml": a_document(ORDER, examples=EXAMPLES)}, "")
    media = bundle["operations"][0]["responses"]["200"]["media"]["application/json"]
    assert valid_examples(media, Judge(bundle["schemas"])) == [("good", {"id": 1})]


def test_bodies_that_say_the_same_are_proven_once() -> None:
    document = a_document({"$ref": "#/components/schemas/Order"})
    document["components"] = {"schemas": {"Order": ORDER}}
    document["paths"]["/same"] = {"get": {**document["paths"]["/orders"]["get"],
                                          "operationId": "same"}}  # fmt: skip
    proof = a_proof(document)
    assert len(proof["schemas"]) == 1
    assert [owner["bodies"][0]["schema"] for owner in proof["operations"]] == list(
        proof["schemas"]
    ) * 2
    assert proof["counts"]["declared"] == 8


@pytest.mark.parametrize(("side", "hidden", "shown"), [("response", "secret", "id"),
                                                        ("request", "id", "secret")])  # fmt: skip
def test_the_second_judge_reads_each_side(side: Any, hidden: str, shown: str) -> None:
    schema = {
        "type": "object",
        "properties": {
            "id": {"type": "integer", "readOnly": True},
            "secret": {"type": "string", "writeOnly": True},
        },
    }
    document = a_document(schema)
    operation = document["paths"]["/orders"]["get"]
    operation["requestBody"] = {"content": {"application/json": {"schema": schema}}}
    bundle: Bundle = bundle_of({"openapi.yaml": document}, "")
    proof = proof_of(bundle, documents={"openapi.yaml": document})
    assert proof["counts"]["proven"] == proof["counts"]["declared"] == 8
    judge = OriginalJudge(bundle, {"openapi.yaml": document})
    place = bundle["operations"][0]["place"]
    spot = Spot(place, side, "200" if side == "response" else "", "application/json")
    values: dict[str, Any] = {"id": 1, "secret": "s"}
    assert judge.fault(spot, {}, {hidden: values[hidden]})
    assert judge.fault(spot, {}, {shown: values[shown]}) == ""


def test_messages_are_proven_too() -> None:
    document: dict[str, Any] = {
        "asyncapi": "3.0.0",
        "info": {"title": "Events", "version": "1.0.0"},
        "channels": {
            "orders": {
                "address": "orders",
                "messages": {
                    "OrderPlaced": {
                        "payload": {
                            "type": "object",
                            "required": ["orderId"],
                            "properties": {"orderId": {"type": "string", "format": "uuid"}},
                        },
                        "examples": [{"name": "bad", "payload": {"orderId": 7}}],
                    }
                },
            }
        },
        "operations": {
            "place": {"action": "send", "channel": {"$ref": "#/channels/orders"}},
        },
    }
    proof = a_proof(document)
    assert proof["counts"]["messages"] == 1
    assert proof["counts"]["proven"] == proof["counts"]["declared"] == 4
    assert [example["name"] for example in proof["invalid_examples"]] == ["bad"]


@pytest.mark.parametrize(
    ("version", "schema"),
    [
        ("3.1.0", {"type": "number", "multipleOf": 0.1, "minimum": 0.3, "maximum": 0.35}),
        ("3.1.0", {"type": "string", "format": "time"}),
        ("3.0.3", {"type": "string", "format": "time"}),
    ],
)
def test_the_second_judge_reads_as_the_specifications_of_today(version: str, schema: Any) -> None:
    counts = a_proof(a_document(schema, version=version))["counts"]
    assert counts["proven"] == counts["declared"] == 4


def test_a_discriminator_may_map_to_bare_names() -> None:
    """OpenAPI 3.0.4, "Discriminator Object": names of schemas, or addresses."""
    cat = {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"type": "string", "enum": ["c"]}},
    }
    document = a_document(
        {"oneOf": [{"$ref": "#/components/schemas/Cat"}],
         "discriminator": {"propertyName": "kind", "mapping": {"c": "Cat"}}}
    )  # fmt: skip
    document["components"] = {"schemas": {"Cat": cat}}
    counts = a_proof(document)["counts"]
    assert counts["proven"] == counts["declared"] == 4
