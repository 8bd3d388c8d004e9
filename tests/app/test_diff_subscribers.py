"""Which services a change of a message hurts."""

from dataclasses import replace
from typing import Any

import pytest

from planner.app.diff_consumers import usage_of, with_hurt
from planner.compatibility.events.comparison import compare_events
from planner.formats.lowering.asyncapi import lower_asyncapi
from planner.model.contract import ContractContent, Message
from planner.model.finding import Finding, Occurrence, Severity
from planner.model.system import System
from tests.builders import a_system, commands, storefront
from tests.render.diff_views import a_finding

PAYLOAD = "message OrderPlaced payload"


def shop(**subscription: Any) -> System:
    """`order` sends two messages; `mail` hears `OrderPlaced`, `books` hears all."""
    manifests = {
        "mail": {
            "subscribes": [
                {"contract": "order-events", "messages": ["OrderPlaced"], **subscription}
            ]
        },
        "books": {"subscribes": [{"contract": "order-events"}]},
    }
    topics = {"OrderPlaced": ("order", ["mail"]), "OrderLost": ("order", ["books"])}
    system = a_system({"order": [], "mail": [], "books": []}, topics, manifests=manifests)
    contract = system.contracts["order-events@1.0.0"]
    messages = (
        Message("OrderLost", ("Lost",), "order.lost"),
        Message("OrderPlaced", ("Order placed",), "order.placed"),
    )
    content = ContractContent("asyncapi", messages=messages)
    contracts = {**system.contracts, contract.key: replace(contract, content=content)}
    return replace(system, contracts=contracts)


def hurt(
    system: System,
    operation: str = "send order.placed",
    slot: str = PAYLOAD,
    *,
    contract: str = "order-events",
    path: tuple[str, ...] = (),
    version: str = "1.0.0",
    severity: Severity = Severity.BREAKING,
) -> tuple[str, ...]:
    usage = usage_of(system, contract, version)
    assert usage
    finding = a_finding(occurrences=(Occurrence(operation, slot),), path=path, severity=severity)
    return with_hurt([finding], usage)[0].hurt


@pytest.mark.parametrize(
    ("operation", "slot", "who"),
    [
        ("send order.placed", "message OrderPlaced payload", ("books", "mail")),
        ("send order.placed", "message Order placed payload", ("books", "mail")),
        ("send order.lost", "message OrderLost headers", ("books",)),
        ("send order.placed", "channel", ("books", "mail")),
        ("send order.lost", "channel kafka binding", ("books",)),
        ("", "server main", ("books", "mail")),
        ("", "message OrderLost payload", ("books",)),
        ("", "message that nobody knows payload", ("books", "mail")),
        ("send elsewhere", "channel", ("books", "mail")),
        ("receive order.placed", "message OrderPlaced payload", ()),
    ],
)
def test_who_hears_the_message(operation: str, slot: str, who: tuple[str, ...]) -> None:
    assert hurt(shop(), operation, slot) == who


@pytest.mark.parametrize(
    ("fields", "path", "slot", "is_hurt"),
    [
        (["total"], ("total",), PAYLOAD, True),
        (["total"], ("note",), PAYLOAD, False),
        (["items.price"], ("items",), PAYLOAD, True),
        (["total"], ("note",), "message OrderPlaced headers", True),
        (["total"], ("note",), "message OrderPlaced key", True),
        (["total"], ("note",), "schema", False),
        ([], ("note",), PAYLOAD, True),
    ],
)
def test_who_reads_the_field(
    fields: list[str], path: tuple[str, ...], slot: str, *, is_hurt: bool
) -> None:
    assert ("mail" in hurt(shop(fields=fields), slot=slot, path=path)) is is_hurt


@pytest.mark.parametrize(
    ("version", "who"),
    [("1.4.0", ("books", "mail")), ("2.0.0", ("books",)), ("", ("books", "mail"))],
)
def test_whose_range_takes_the_version_in(version: str, who: tuple[str, ...]) -> None:
    assert hurt(shop(version="^1.0"), version=version) == who


def test_a_safe_change_hurts_nobody() -> None:
    assert hurt(shop(), severity=Severity.SAFE) == ()


@pytest.mark.parametrize(
    ("operation", "slot", "who"),
    [
        ("receive commands", "message PlaceOrder payload", ("shop",)),
        ("receive commands", "message DropOrder payload", ()),
        ("send commands", "message DropOrder payload", ("audit",)),
        ("", "server main", ("audit", "shop")),
    ],
)
def test_who_sends_what_the_owner_receives(operation: str, slot: str, who: tuple[str, ...]) -> None:
    assert hurt(commands(), operation, slot, contract="order-commands") == who


def test_the_owner_is_not_hurt_by_its_own_contract() -> None:
    assert hurt(storefront(), slot="", operation="") == ("inventory", "notification")


def test_callers_of_an_operation_that_answers() -> None:
    manifests = {"web": {"consumes": [{"contract": "price-api", "operations": ["ask"]}]}}
    system = a_system({"price": [], "web": ["price"]}, manifests=manifests)
    contract = system.contracts["price-api@1.0.0"]
    document = {
        "asyncapi": "3.0.0",
        "info": {"title": "Prices", "version": "1.0.0"},
        "channels": {
            "asked": {"address": "prices/asked", "messages": {"Ask": {"payload": {}}}},
            "told": {"address": "prices/told", "messages": {"Told": {"payload": {}}}},
        },
        "operations": {
            "ask": {
                "action": "receive",
                "channel": {"$ref": "#/channels/asked"},
                "reply": {"channel": {"$ref": "#/channels/told"}},
            }
        },
    }
    from planner.formats.asyncapi import FORMAT  # noqa: PLC0415  used here alone

    content = FORMAT.read({"asyncapi.yaml": document}, "")
    contracts = {contract.key: replace(contract, content=content)}
    system = replace(system, contracts=contracts)
    for operation in ("receive prices/asked", "reply to receive prices/asked"):
        assert hurt(system, operation, contract="price-api") == ("web",)


def test_findings_of_a_comparison_name_their_subscribers() -> None:
    def events(required: list[str]) -> Any:
        payload = {"type": "object", "required": required, "properties": {"total": {}}}
        return {
            "asyncapi": "3.0.0",
            "info": {"title": "Orders", "version": "1.0.0"},
            "channels": {
                "placed": {
                    "address": "order.placed",
                    "messages": {"Placed": {"name": "OrderPlaced", "payload": payload}},
                }
            },
            "operations": {"tell": {"action": "send", "channel": {"$ref": "#/channels/placed"}}},
        }

    old, new = (lower_asyncapi({"a.yaml": events(said)}, "") for said in (["total"], []))
    usage = usage_of(shop(fields=["total"]), "order-events", "1.0.0")
    assert usage
    findings: list[Finding] = with_hurt(compare_events(old, new), usage)
    assert [(f.rule, f.hurt) for f in findings] == [
        ("event-property-became-optional", ("books", "mail"))
    ]
