"""AsyncAPI, JSON Schema, Avro and Protobuf as the one form that stubs are made from."""

import json
from base64 import b64decode
from functools import cache
from typing import Any

import pytest
from google.protobuf import descriptor_pb2

from planner.formats.asyncapi import FORMAT
from planner.formats.document import parse_single
from planner.formats.stub_bundle import bundle_of
from planner.instances.judge import Judge
from planner.model.bundle import Bundle, Message
from tests.formats.bundles import FOLDER, accepts, bundled, check, references

ORDERS = """\
asyncapi: 3.0.0
info: {title: Orders, version: 1.2.0, description: What happens to orders.}
defaultContentType: application/json
channels:
  placed:
    address: order.placed
    messages:
      OrderPlaced: {$ref: "#/components/messages/OrderPlaced"}
  quotes:
    address: null
    messages:
      Ask: {payload: {type: object}}
      Answer: {payload: {type: object, example: {price: 3}}}
operations:
  tell: {action: send, channel: {$ref: "#/channels/placed"}}
  quote:
    action: receive
    channel: {$ref: "#/channels/quotes"}
    messages: [{$ref: "#/channels/quotes/messages/Ask"}]
    reply:
      channel: {$ref: "#/channels/quotes"}
      messages: [{$ref: "#/channels/quotes/messages/Answer"}]
components:
  messageTraits:
    common:
      headers: {type: object, properties: {trace: {type: string}}}
      examples: [{name: shared, payload: {id: 9}}]
  messages:
    OrderPlaced:
      summary: Somebody ordered.
      traits: [{$ref: "#/components/messageTraits/common"}]
      payload: {$ref: "#/components/schemas/Order"}
      examples:
        - {name: small, headers: {trace: t}, payload: {id: 1}}
        - {payload: {id: 2}}
        - {headers: {trace: u}}
        - nothing
    Orphan: {payload: {type: string}}
  schemas:
    Order: {type: object, required: [id], properties: {id: {type: integer}}}
"""


def named(bundle: Bundle, name: str) -> Message:
    [found] = [item for item in bundle["messages"] if item["name"] == name]
    return found


def test_messages_know_their_channel_and_direction() -> None:
    bundle = bundled(ORDERS, "asyncapi.yaml")
    found = [(m["name"], m["channel"], m["address"], m["action"]) for m in bundle["messages"]]
    assert found == [
        ("OrderPlaced", "placed", "order.placed", "send"),
        ("Ask", "quotes", "", "receive"),
        ("Answer", "quotes", "", "send"),
        ("Orphan", "", "", ""),
    ]
    assert (bundle["kind"], bundle["version"]) == ("asyncapi", "1.2.0")
    assert bundle["description"] == "What happens to orders."


def test_a_message_has_payload_headers_and_examples_traits_included() -> None:
    bundle = bundled(ORDERS, "asyncapi.yaml")
    message = named(bundle, "OrderPlaced")
    assert message["payload"] == {"$ref": "#/$defs/Order"}
    assert message["headers"] == {"$ref": "#/$defs/common_headers"}
    assert bundle["schemas"]["common_headers"] == {
        "type": "object",
        "properties": {"trace": {"type": "string"}},
    }
    assert message["summary"] == "Somebody ordered."
    assert message["content_type"] == "application/json"
    assert [(e["name"], e["payload"], e["headers"]) for e in message["examples"]] == [
        ("small", {"id": 1}, {"trace": "t"}),
        ("1", {"id": 2}, None),
        ("2", None, {"trace": "u"}),
        ("shared", {"id": 9}, None),
    ]
    assert message["examples"][0]["place"] == (
        "asyncapi.yaml#/components/messages/OrderPlaced/examples/0"
    )


def test_what_is_no_example_is_told() -> None:
    [omission] = bundled(ORDERS, "asyncapi.yaml")["left_out"]
    assert omission == {
        "place": "asyncapi.yaml#/components/messages/OrderPlaced/examples/3",
        "reason": "an example must be a mapping that JSON can hold",
    }


def test_a_payload_may_bring_the_example() -> None:
    [example] = named(bundled(ORDERS, "asyncapi.yaml"), "Answer")["examples"]
    assert example["payload"] == {"price": 3}


ASYNCAPI_2 = """\
asyncapi: 2.6.0
info: {title: Old, version: 1.0.0}
channels:
  orders/{id}:
    subscribe:
      operationId: onOrder
      message:
        oneOf:
          - {name: placed, payload: {type: object}}
          - {$ref: "#/components/messages/Gone"}
    publish:
      operationId: doOrder
      message: {payload: {type: string}}
components:
  messages: {Gone: {contentType: text/plain, payload: {type: string}}}
"""


def test_asyncapi_2_is_turned_round() -> None:
    found = [
        (m["name"], m["address"], m["action"], m["content_type"])
        for m in bundled(ASYNCAPI_2, "asyncapi.yaml")["messages"]
    ]
    assert found == [
        ("placed", "orders/{id}", "send", ""),
        ("Gone", "orders/{id}", "send", "text/plain"),
        ("doOrder", "orders/{id}", "receive", ""),
    ]


def test_names_are_those_of_manifests() -> None:
    for text in (ORDERS, ASYNCAPI_2):
        files = {f"{FOLDER}/asyncapi.yaml": parse_single(text, "asyncapi.yaml")}
        listed = {message.name for message in FORMAT.read(files, FOLDER).messages}
        assert {message["name"] for message in bundle_of(files, FOLDER)["messages"]} == listed


# ---------------------------------------------------------------------- JSON Schema


def schemas(**documents: Any) -> Bundle:
    files = {f"{FOLDER}/{name}.schema.json": node for name, node in documents.items()}
    bundle = bundle_of(files, FOLDER)
    check(bundle)
    return bundle


def test_each_schema_that_no_other_uses_is_a_message() -> None:
    money = {"type": "object", "properties": {"cents": {"type": "integer"}}}
    order = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "An order",
        "type": "object",
        "properties": {"total": {"$ref": "money.schema.json"}, "next": {"$ref": "#"}},
        "examples": [{"total": {"cents": 1}}],
    }
    refund = {"type": "object", "properties": {"total": {"$ref": "money.schema.json"}}}
    bundle = schemas(order=order, refund=refund, money=money)
    assert [message["name"] for message in bundle["messages"]] == ["order", "refund"]
    assert list(bundle["schemas"]) == ["money", "order"]
    message = named(bundle, "order")
    assert message["examples"][0]["payload"] == {"total": {"cents": 1}}
    assert message["content_type"] == "application/json"
    assert accepts(bundle, message["payload"], {"next": {"total": {"cents": 1}}})
    assert not accepts(bundle, message["payload"], {"next": {"total": {"cents": "1"}}})


def test_a_schema_that_refers_to_itself_has_the_name_of_its_file() -> None:
    bundle = schemas(tree={"type": "object", "properties": {"left": {"$ref": "#"}}})
    assert list(bundle["schemas"]) == ["tree"]


def test_a_file_of_definitions_only_has_a_message_for_each() -> None:
    bundle = schemas(all={"$defs": {"A": {"type": "string"}, "B": {"type": "integer"}}})
    assert [(m["name"], m["payload"]) for m in bundle["messages"]] == [
        ("A", {"type": "string"}),
        ("B", {"type": "integer"}),
    ]


# ---------------------------------------------------------------------- Avro

SHIPMENT: dict[str, Any] = {
    "type": "record",
    "name": "Sent",
    "namespace": "shop",
    "fields": [
        {"name": "id", "type": {"type": "string", "logicalType": "uuid"}},
        {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["ON", "OFF"]}},
        {"name": "weight", "type": ["null", "float"], "default": None},
        {
            "name": "price",
            "type": {"type": "bytes", "logicalType": "decimal", "precision": 5, "scale": 2},
        },
        {"name": "day", "type": {"type": "int", "logicalType": "date"}},
        {"name": "sum", "type": {"type": "fixed", "name": "Sum", "size": 2}},
        {"name": "tags", "type": {"type": "map", "values": "string"}},
        {"name": "next", "type": ["null", "Sent"], "default": None},
    ],
}
VALUE: dict[str, Any] = {
    "id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "state": "ON",
    "price": "123.45",
    "day": 20000,
    "sum": "ÿ0",
    "tags": {"a": "b"},
}


def avro(*documents: Any) -> Bundle:
    files = {f"{FOLDER}/{index}.avsc": node for index, node in enumerate(documents)}
    bundle = bundle_of(files, FOLDER)
    check(bundle)
    return bundle


@pytest.mark.parametrize(
    ("change", "is_valid"),
    [
        ({}, True),
        ({"weight": None, "next": {**VALUE, "weight": 1.5}}, True),
        ({"id": 7}, False),
        ({"state": "BROKEN"}, False),
        ({"price": "1234.5"}, False),
        ({"price": "1.234"}, False),
        ({"price": 1.2}, False),
        ({"day": 99_999_999}, False),
        ({"sum": "abc"}, False),
        ({"sum": "日本"}, False),
        ({"tags": {"a": 1}}, False),
        ({"next": {}}, False),
        ({"unknown": 1}, False),
    ],
)
def test_the_plain_json_form_of_an_avro_record(change: dict[str, Any], *, is_valid: bool) -> None:
    bundle = avro(SHIPMENT)
    payload = bundle["messages"][0]["payload"]
    assert accepts(bundle, payload, {**VALUE, **change}) is is_valid


def test_an_avro_message_carries_its_schema_with_full_names() -> None:
    [message] = avro(SHIPMENT)["messages"]
    assert (message["name"], message["place"]) == ("Sent", "0.avsc#")
    wire = message["wire"]
    assert wire is not None
    assert (wire["format"], wire["schema"]["name"]) == ("avro", "shop.Sent")
    assert wire["schema"]["fields"][-1] == {
        "name": "next",
        "type": ["null", "shop.Sent"],
        "default": None,
    }


def test_types_of_other_files_are_defined_where_they_are_met_first() -> None:
    order = {
        "type": "record",
        "name": "Order",
        "fields": [{"name": "a", "type": "Money"}, {"name": "b", "type": "Money"}],
    }
    money = {"type": "record", "name": "Money", "fields": [{"name": "cents", "type": "long"}]}
    bundle = avro(order, money)
    [message] = bundle["messages"]
    wire = message["wire"]
    assert wire is not None
    kinds = [field["type"] for field in wire["schema"]["fields"]]
    assert kinds == [{**money}, "Money"]
    assert list(bundle["schemas"]) == ["Money"]


def test_asyncapi_with_an_avro_payload() -> None:
    text = f"""\
asyncapi: 3.0.0
info: {{title: T, version: 1.0.0}}
channels:
  sent:
    messages:
      Sent:
        payload:
          schemaFormat: application/vnd.apache.avro;version=1.9.0
          schema: {json.dumps(SHIPMENT)}
"""
    bundle = bundled(text, "asyncapi.yaml")
    [message] = bundle["messages"]
    assert message["wire"] is not None
    assert message["wire"]["schema"]["name"] == "shop.Sent"
    assert accepts(bundle, message["payload"], VALUE)
    assert not accepts(bundle, message["payload"], {**VALUE, "sum": ""})


# ---------------------------------------------------------------------- Protobuf

PARCELS = """\
syntax = "proto3";
package shop;
import "google/protobuf/timestamp.proto";
service Parcels {
  // Sends a parcel
  // somewhere.
  rpc Send(SendRequest) returns (SendReply);
  rpc Watch(SendRequest) returns (stream SendReply);
}
message SendRequest { string parcel_id = 1; }
message SendReply { bool ok = 1; }
message Sent {
  enum State { UNKNOWN = 0; ON = 1; }
  int64 weight = 1;
  State state = 2;
  google.protobuf.Timestamp sent_at = 3;
  repeated Sent parts = 4;
  map<int32, bool> flags = 5;
  oneof to { string address = 6; uint32 shop = 7; }
  bytes raw = 8;
  uint64 total = 9;
}
"""


@cache
def parcels() -> Bundle:
    return bundled(PARCELS, "parcels.proto")


def test_an_rpc_is_a_call() -> None:
    bundle = parcels()
    send, watch = bundle["operations"]
    assert (send["id"], send["method"], send["path"]) == (
        "Parcels/Send",
        "POST",
        "/shop.Parcels/Send",
    )
    assert send["summary"] == "Sends a parcel somewhere."
    assert send["body"] is not None
    assert send["body"]["media"]["application/json"]["schema"] == {"$ref": "#/$defs/SendRequest"}
    reply = send["responses"]["200"]["media"]["application/json"]["schema"]
    assert reply == {"$ref": "#/$defs/SendReply"}
    assert watch["id"] == "Parcels/Watch"
    assert [item["place"] for item in bundle["left_out"]] == ["parcels.proto#/Parcels/Watch"]


@pytest.mark.parametrize(
    ("value", "is_valid"),
    [
        ({}, True),
        ({"weight": "-12", "state": "ON", "sentAt": "2026-01-01T00:00:00.5Z"}, True),
        ({"parts": [{"parts": []}], "flags": {"-3": True}, "raw": "YQ=="}, True),
        ({"address": "a"}, True),
        ({"shop": 1}, True),
        ({"weight": "9223372036854775807"}, True),
        ({"weight": "-9223372036854775808"}, True),
        ({"weight": "012"}, False),
        ({"total": "18446744073709551615"}, True),
        ({"total": "-1"}, False),
        ({"flags": {"2147483647": True}}, True),
        ({"address": "a", "shop": 1}, False),
        ({"weight": 12}, False),
        ({"state": "OFF"}, False),
        ({"sent_at": "2026-01-01T00:00:00Z"}, False),
        ({"sentAt": "yesterday"}, False),
        ({"flags": {"x": True}}, False),
        ({"shop": -1}, False),
        ({"parts": [{"shop": "1"}]}, False),
    ],
)
def test_the_json_form_of_a_protobuf_message(value: Any, *, is_valid: bool) -> None:
    bundle = parcels()
    [message] = bundle["messages"]
    assert accepts(bundle, message["payload"], value) is is_valid


@pytest.mark.parametrize(
    "value",
    [
        {"weight": "9223372036854775808"},
        {"total": "18446744073709551616"},
        {"flags": {"2147483648": True}},
    ],
)
def test_numbers_as_text_keep_their_bounds_to_the_last_digit(value: Any) -> None:
    bundle = parcels()
    [message] = bundle["messages"]
    assert not Judge(bundle["schemas"]).validator(message["payload"]).is_valid(value)


def test_a_protobuf_message_carries_its_descriptors_and_no_prose() -> None:
    [message] = parcels()["messages"]
    wire = message["wire"]
    assert wire is not None
    assert wire["type"] == "shop.Sent"
    found = descriptor_pb2.FileDescriptorSet.FromString(b64decode(wire["descriptors"]))
    assert [file.name for file in found.file] == [
        "google/protobuf/timestamp.proto",
        "parcels.proto",
    ]
    assert not any(file.HasField("source_code_info") for file in found.file)


def test_what_a_file_imports_is_not_its_own() -> None:
    files = {
        "shop/paid.proto": 'syntax = "proto3"; import "money.proto"; message Paid { Money m = 1; }',
        "shop/money.proto": 'syntax = "proto3"; message Money { int64 cents = 1; }\n'
        "service Bank { rpc Count(Money) returns (Money); }",
    }
    alone = bundle_of(files, "shop", main="shop/paid.proto")
    assert [message["name"] for message in alone["messages"]] == ["Paid"]
    assert alone["operations"] == []
    assert list(alone["schemas"]) == ["Money", "Paid"]
    both = bundle_of(files, "shop")
    assert [message["name"] for message in both["messages"]] == ["Paid"]
    assert [operation["id"] for operation in both["operations"]] == ["Bank/Count"]


def test_references_of_all_formats_lead_into_the_bundle() -> None:
    for bundle in (avro(SHIPMENT), parcels()):
        for message in bundle["messages"]:
            for reference in references(message["payload"]):
                assert reference.removeprefix("#/$defs/") in bundle["schemas"]
