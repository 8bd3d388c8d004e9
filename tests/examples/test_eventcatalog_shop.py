"""The example shop of EventCatalog: what its catalogue says is what the system knows."""

from collections import Counter
from pathlib import Path

import pytest

from planner.adapters.files import LocalFiles
from planner.app.workspace import LoadedSystem, load_system
from planner.model.system import System
from planner.planning.plan import make_plan
from planner.planning.release import release_order

EXAMPLE = Path(__file__).parents[2] / "examples" / "eventcatalog-shop"

EDGES = {
    # publisher, subscriber, message
    ("cart-api", "promotion-service", "calculate-discount"),
    ("carrier-adapter", "carrier-shipping-api", "create-shipment"),
    ("checkout-orchestrator", "inventory-service", "reserve-inventory"),
    ("checkout-orchestrator", "order-service", "CreateOrder"),
    ("checkout-orchestrator", "payment-api", "authorize-payment"),
    ("order-service", "warehouse-service", "OrderCompleted"),
    ("payment-worker", "fraud-api", "payment-requested"),
    ("payment-worker", "stripe-payments-api", "payment-requested"),
    ("payment-worker", "stripe-payments-api", "refund-requested"),
    ("product-search-publisher", "search-indexer", "product-created"),
    ("product-search-publisher", "search-indexer", "product-deleted"),
    ("product-search-publisher", "search-indexer", "product-updated"),
    ("review-api", "review-moderation-worker", "review-flagged"),
    ("review-api", "review-moderation-worker", "review-submitted"),
    ("review-moderation-worker", "rating-aggregator", "ReviewPublished"),
    ("stripe-webhook-endpoint", "payment-worker", "payment-failed"),
    ("stripe-webhook-endpoint", "payment-worker", "payment-succeeded"),
    ("warehouse-service", "shipping-api", "order-ready-for-shipping"),
}
"""All that the front matter of the catalogue's services says about who hears whom."""
UNSENT = {
    # message -> who waits for it; the catalogue has no sender
    "authenticate-customer": {"oauth-api"},
    "CancelOrder": {"order-service"},
    "checkout-cart": {"checkout-api"},
    "get-order": {"order-service"},
    "get-stock-level": {"inventory-service"},
    "release-inventory": {"inventory-service"},
}
UNREAD = {
    # publisher -> messages that nobody receives
    "carrier-tracking-api": {"shipment-created", "shipment-delivered", "shipment-failed"},
    "cart-api": {"cart-checked-out"},
    "customer-api": {"customer-registered", "customer-updated"},
    "fraud-api": {"fraud-check-failed", "fraud-check-passed"},
    "inventory-service": {"inventory-reserved", "inventory-unavailable"},
    "oauth-api": {"customer-authenticated"},
    "order-service": {
        "OrderAmended",
        "OrderArchived",
        "OrderCancelled",
        "OrderConfirmed",
        "OrderCreated",
        "OrderDeliveryAddressChanged",
        "OrderFulfilmentStarted",
        "OrderHoldReleased",
        "OrderPlacedOnHold",
        "OrderStatusChanged",
    },
    "picking-worker": {"order-packed"},
    "promotion-service": {"discount-calculated"},
    "rating-aggregator": {"rating-updated"},
    "review-api": {"review-helpful-voted"},
    "review-moderation-worker": {"ReviewRejected"},
    "stripe-webhook-endpoint": {"refund-processed"},
}
EXTERNAL = {
    "carrier-shipping-api",
    "carrier-tracking-api",
    "fraud-api",
    "stripe-payments-api",
    "stripe-webhook-endpoint",
}


@pytest.fixture(scope="module")
def loaded() -> LoadedSystem:
    return load_system(LocalFiles(EXAMPLE))


@pytest.fixture(scope="module")
def system(loaded: LoadedSystem) -> System:
    return loaded.system


def test_everything_of_the_catalogue_is_there(system: System) -> None:
    names = {
        name.lower().replace("-", "")
        for contract in system.contracts.values()
        if contract.content
        for name in [
            *(operation.name for operation in contract.content.operations),
            *(message.name for message in contract.content.messages),
        ]
    }
    # the moderation worker's document also lists the two messages that it receives
    assert len(system.services) == 27
    assert len(names) == 64


def test_contract_formats(system: System) -> None:
    kinds = Counter(c.content.kind for c in system.contracts.values() if c.content)
    assert kinds == {"openapi": 5, "asyncapi": 2, "json-schema": 37}
    versions = [c.version for c in system.contracts.values() if c.id == "order-created"]
    assert versions == ["0.3.0", "0.6.0"]


def test_edges_are_those_of_the_catalogue(system: System) -> None:
    edges = {
        (edge.publisher, edge.subscriber, message)
        for edge in system.event_edges
        for message in edge.messages
    }
    assert edges == EDGES
    assert system.sync_edges == ()


def test_a_command_may_belong_to_its_receiver(system: System) -> None:
    contract = system.contracts["order-messages@1.0.0"]
    assert contract.provider == "order-service"
    assert "order-messages@1.0.0" in system.services["checkout-orchestrator"].publishes


def test_messages_do_not_order_a_release(system: System) -> None:
    order = release_order(system)
    assert [len(batch.services) for batch in order.batches] == [22]
    assert set(order.left_out) == EXTERNAL


def test_what_others_run_is_not_built(system: System) -> None:
    steps = Counter(task.service for task in make_plan(system).network.tasks if task.kind == "step")
    assert not EXTERNAL & set(steps)
    assert set(system.services) - EXTERNAL == set(steps)
    assert make_plan(system).notes[-1].startswith("5 services have no steps, only their contracts")


def test_their_contracts_are_agreed_all_the_same(system: System) -> None:
    tasks = {task.id for task in make_plan(system).network.tasks}
    assert "payment-succeeded@1.0.0/ratify" in tasks


def test_what_dangles_in_the_catalogue_dangles_here(system: System) -> None:
    heard = {(e.contract, m) for e in system.event_edges for m in e.messages}
    unread: dict[str, set[str]] = {}
    for name, service in system.services.items():
        for entry in service.manifest.publishes:
            content = system.contracts[f"{entry.contract}@{entry.version}"].content
            assert content
            for message in entry.messages or [message.name for message in content.messages]:
                if (entry.contract, message) not in heard:
                    unread.setdefault(name, set()).add(message)
    assert unread == UNREAD


def test_warnings_are_the_dangling_ends_and_the_old_versions(loaded: LoadedSystem) -> None:
    own = {message for message in UNSENT if message != "CancelOrder"}
    unread = {message for messages in UNREAD.values() for message in messages}
    expected = {
        *(("no-publisher", f"{message}@1.0.0") for message in own),
        *(("unused-contract", f"{m}@1.0.0") for m in unread if m.islower()),
        ("unsent-message", "CancelOrder"),
        ("unused-message", "OrderAmended"),  # and the nine after it
        ("unused-message", "ReviewRejected"),
        ("unoffered-contract", "order-created"),  # both of its versions
    }
    found = [(w.code, w.message.split("`")[1]) for w in loaded.warnings]
    assert sorted(found) == sorted(expected)


def test_what_nobody_sends_has_somebody_who_waits(loaded: LoadedSystem) -> None:
    waiting: dict[str, set[str]] = {}
    for name, service in loaded.system.services.items():
        for entry in service.manifest.subscribes:
            waiting.setdefault(entry.contract, set()).add(name)
            for message in entry.messages or ():
                waiting.setdefault(message, set()).add(name)
    assert {message: waiting[message] for message in UNSENT} == UNSENT


def test_services_with_an_http_api_and_events_decide_milestone_1(system: System) -> None:
    assert make_plan(system).critical_services == {"cart-api", "customer-api", "review-api"}
