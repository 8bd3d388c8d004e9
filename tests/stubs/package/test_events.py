"""Generated builders and parsers of messages."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import fastavro
import httpx
import pytest

from planner.formats.stub_bundle import bundle_of
from tests.stubs.package.packages import a_message, imported

PAYLOAD = """
type: object
required: [orderId, items]
properties:
  orderId: {type: string, format: uuid}
  items: {type: array, items: {type: object, properties: {sku: {type: string}}}}
  note: {type: string}
"""
ORDER = '{"orderId":"7f3c1d52-1111-4222-8333-444455556666","items":[{"sku":"A-1"}]}'
AVRO = {
    "type": "record",
    "name": "Shipped",
    "namespace": "shop",
    "fields": [
        {"name": "orderId", "type": "string"},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "weight", "type": ["null", "double"], "default": None},
        {"name": "label", "type": "bytes"},
        {
            "name": "price",
            "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2},
        },
        {
            "name": "box",
            "type": [
                "null",
                {
                    "type": "record",
                    "name": "Box",
                    "fields": [{"name": "seal", "type": {"type": "fixed", "name": "S", "size": 2}}],
                },
            ],
        },
        {"name": "spare", "type": {"type": "array", "items": "Box"}},
        {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["SMALL", "LARGE"]}},
        {"name": "tags", "type": {"type": "map", "values": "int"}},
    ],
}
SHIPPED = {
    "orderId": "o-1",
    "at": 1767322800000,
    "weight": 1.5,
    "label": "\u0000\u00ff",
    "price": "12.50",
    "box": {"seal": "ab"},
    "spare": [{"seal": "\u00ffz"}],
    "kind": "LARGE",
    "tags": {"a": 1},
}
PROTO = """
syntax = "proto3";
package shop;
message Shipped {
  string order_id = 1;
  int64 weight = 2;
  repeated Box boxes = 3;
}
message Box { bytes seal = 1; }
service Shipping { rpc Ship(Shipped) returns (Box); }
"""


def test_json(tmp_path: Path) -> None:
    orders = imported(tmp_path, a_message(PAYLOAD))
    payload = orders.events.parse_order_placed(ORDER)
    assert payload.items[0].sku == "A-1"
    assert payload.note is orders.MISSING
    sent = orders.events.order_placed(payload)
    assert sent.data == ORDER.encode()
    assert (sent.name, sent.address, sent.content_type) == (
        "OrderPlaced",
        "orders.placed",
        "application/json",
    )
    assert orders.events.parse("OrderPlaced", sent.data) == payload


@pytest.mark.parametrize("data", ["{", "{}", '{"orderId": 1, "items": []}', b"\xff"])
def test_what_the_contract_does_not_allow_is_refused(tmp_path: Path, data: str | bytes) -> None:
    orders = imported(tmp_path, a_message(PAYLOAD))
    with pytest.raises(ValueError, match="validation error"):
        orders.events.parse_order_placed(data)


def test_avro_is_written_as_other_readers_expect_it(tmp_path: Path) -> None:
    bundle = bundle_of({"ship/shipped.avsc": AVRO}, "ship", contract="ship")
    ship = imported(tmp_path, bundle)
    model: Any = ship.events.SHIPPED.payload
    sent = ship.events.shipped(model.model_validate_json(json.dumps(SHIPPED)))
    read: Any = fastavro.schemaless_reader(BytesIO(sent.data), fastavro.parse_schema(AVRO), None)
    assert read["box"] == {"seal": b"ab"}
    assert str(read["price"]) == "12.50"
    assert read["label"] == b"\x00\xff"
    assert (
        json.loads(ship.events.parse_shipped(sent.data).model_dump_json(by_alias=True)) == SHIPPED
    )


def test_protobuf_is_written_as_the_contract_says(tmp_path: Path) -> None:
    text = PROTO.partition("service")[0]
    bundle = bundle_of({"ship/shipped.proto": text}, "ship", contract="ship")
    ship = imported(tmp_path, bundle)
    payload = ship.models.Shipped(order_id="o-1", weight="5", boxes=[])
    sent = ship.events.shipped(payload)
    assert sent.data == b"\n\x03o-1\x10\x05"
    again = ship.events.parse_shipped(sent.data)
    assert (again.order_id, again.weight) == ("o-1", "5")


def test_an_rpc_is_a_call_with_json(tmp_path: Path) -> None:
    bundle = bundle_of({"ship/shipped.proto": PROTO}, "ship", contract="ship")
    ship = imported(tmp_path, bundle)
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"seal": "AAE="})

    transport = httpx.MockTransport(answer)
    with ship.Client("https://ship.example", transport=transport) as client:
        box = client.shipping_ship(ship.models.Shipped(order_id="o-1"))
    assert box.seal == "AAE="
    assert seen[0].url.path == "/shop.Shipping/Ship"
    assert json.loads(seen[0].content) == {"orderId": "o-1"}


DECIMAL = {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 9}
DEFAULTS: dict[str, Any] = {
    "type": "record",
    "name": "Weighed",
    "fields": [
        {"name": "raw", "type": "bytes", "default": "\u00ff\u0001"},
        {"name": "mass", "type": DECIMAL, "default": "\u0001"},
        {"name": "seal", "type": {"type": "fixed", "name": "Seal", "size": 2}, "default": "ab"},
        {"name": "part", "type": {"type": "record", "name": "Part", "fields": [
            {"name": "mark", "type": ["bytes", "null"], "default": "\u00fe"},
            {"name": "count", "type": "int", "default": 3}]}, "default": {"count": 7}},
    ],
}  # fmt: skip


def test_defaults_of_avro_stand_for_what_was_left_out(tmp_path: Path) -> None:
    ship = imported(tmp_path, bundle_of({"ship/weighed.avsc": DEFAULTS}, "ship", contract="ship"))
    sent = ship.events.weighed(ship.models.Weighed())
    read = ship.events.parse_weighed(sent.data)
    assert json.loads(read.model_dump_json(by_alias=True)) == {
        "raw": "\u00ff\u0001",
        "mass": "0.000000001",
        "seal": "ab",
        "part": {"mark": "\u00fe", "count": 7},
    }


@pytest.mark.parametrize("weight", ["9223372036854775807", "-9223372036854775808", "0"])
def test_numbers_of_64_bits_go_both_ways(tmp_path: Path, weight: str) -> None:
    text = PROTO.partition("service")[0]
    ship = imported(tmp_path, bundle_of({"ship/shipped.proto": text}, "ship", contract="ship"))
    sent = ship.events.shipped(ship.models.Shipped(order_id="o-1", weight=weight, boxes=[]))
    assert ship.events.parse_shipped(sent.data).weight in {weight, ship.MISSING}
