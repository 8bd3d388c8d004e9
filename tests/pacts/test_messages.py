"""Messages of pacts against the messages of a contract."""

from typing import Any

import pytest

from tests.pacts.contracts import checked

EVENTS = """\
asyncapi: 3.0.0
info: {title: Stock, version: 1.0.0}
defaultContentType: application/json
channels:
  stock:
    address: shop.stock
    messages:
      StockReserved: {$ref: '#/components/messages/StockReserved'}
      StockReleased: {$ref: '#/components/messages/StockReleased'}
operations:
  sendStock: {action: send, channel: {$ref: '#/channels/stock'}}
components:
  messages:
    StockReserved:
      headers: {type: object, properties: {trace: {type: string, minLength: 4}}}
      payload:
        type: object
        required: [orderId, quantity]
        properties: {orderId: {type: string}, quantity: {type: integer}}
    StockReleased:
      payload:
        type: object
        required: [orderId, reason]
        properties: {orderId: {type: string}, reason: {enum: [expired, cancelled]}}
"""


def found(description: str, payload: Any, **metadata: Any) -> list[str]:
    contents = {"content": payload, "contentType": "application/json", "encoded": False}
    raw = {
        "type": "Asynchronous/Messages",
        "description": description,
        "contents": contents,
        "metadata": metadata,
    }
    pact = checked(raw, version="4.0", text=EVENTS)
    told = [f"{m.code} {m.pointer.partition('/content/')[2] or m.pointer}" for m in pact.mismatches]
    return [*told, pact.interactions[0].operation]


@pytest.mark.parametrize(
    ("description", "payload", "told"),
    [
        ("stock reserved for an order", {"orderId": "1", "quantity": 2}, ["StockReserved"]),
        ("a StockReserved event", {"orderId": "1"}, ["StockReserved"]),
        ("a StockReserved event", {"quantity": "2"}, ["message-value quantity", "StockReserved"]),
        (
            "a StockReserved event",
            {"reason": "expired"},
            ["message-field-unknown reason", "StockReserved"],
        ),
        # nothing names it: the one that fits best is meant
        ("something happened", {"reason": "expired"}, ["StockReleased"]),
        ("something happened", {"reason": "lost"}, ["message-value reason", "StockReleased"]),
    ],
)
def test_payloads(description: str, payload: Any, told: list[str]) -> None:
    assert found(description, payload) == told


def test_metadata_name_the_message() -> None:
    told = found("an event", {"reason": "expired"}, messageType="StockReserved")
    assert told == ["message-field-unknown reason", "StockReserved"]


def test_headers_that_the_contract_knows_are_compared() -> None:
    told = found("StockReserved", {"orderId": "1"}, trace="abc", key="any")
    assert told == ["message-metadata-value /interactions/0/metadata/trace", "StockReserved"]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({"match": "regex", "regex": "^[a-z]{3,8}$"}, []),
        ({"match": "regex", "regex": "^[a-z]{1,3}$"}, ["message-metadata-value"]),
        ({"match": "type"}, []),
        ({"match": "equality"}, ["message-metadata-value"]),
    ],
)
def test_metadata_with_a_rule_are_examples(rule: dict[str, str], told: list[str]) -> None:
    raw = {
        "type": "Asynchronous/Messages",
        "description": "StockReserved",
        "contents": {"content": {"orderId": "1"}},
        "metadata": {"trace": "abc"},
        "matchingRules": {"metadata": {"trace": {"matchers": [rule]}}},
    }
    assert [m.code for m in checked(raw, version="4.0", text=EVENTS).mismatches] == told


def test_another_media_type() -> None:
    contents = {"content": "a", "contentType": "text/csv", "encoded": False}
    raw = {"type": "Asynchronous/Messages", "description": "StockReserved", "contents": contents}
    pact = checked(raw, version="4.0", text=EVENTS)
    assert [m.code for m in pact.mismatches] == ["message-content-type"]


def test_a_contract_without_messages() -> None:
    raw = {"type": "Asynchronous/Messages", "contents": {"content": {}}}
    assert [m.code for m in checked(raw, version="4.0").mismatches] == ["unknown-message"]
