"""Small systems for tests: `a_system({"order": ["catalog"]})` and the like."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from planner.model.contract import Contract, ContractContent, Message, Operation
from planner.model.manifest import Manifest
from planner.model.progress_file import ProgressFile
from planner.model.source import Place
from planner.model.system import EventEdge, Service, SyncEdge, System
from planner.model.workspace_file import WorkspaceFile

Calls = Mapping[str, Iterable[str]]
"""Consumer -> the providers it calls. Every service has an entry."""
Topics = Mapping[str, tuple[str, Iterable[str]]]
"""Message -> its publisher and its subscribers."""

STOREFRONT_CALLS: Calls = {
    "order": ["user", "inventory", "catalog"],
    "inventory": ["catalog"],
    "notification": ["user"],
    "catalog": [],
    "user": [],
}
STOREFRONT_TOPICS: Topics = {
    "OrderPlaced": ("order", ["inventory", "notification"]),
    "OrderCancelled": ("order", ["inventory", "notification"]),
    "StockReserved": ("inventory", ["order", "notification"]),
    "StockReleased": ("inventory", ["order", "notification"]),
}


def settings_of(names: Iterable[str], **changes: Any) -> WorkspaceFile:
    """A `plan.yaml` with one team of two people a service, starting on Monday 2026-01-05."""
    return WorkspaceFile.model_validate(
        {
            "name": "sample",
            "calendar": {"start": "2026-01-05"},
            "teams": [{"name": f"{name}-team", "capacity": 2} for name in sorted(names)],
            **changes,
        }
    )


def a_system(
    calls: Calls,
    topics: Topics | None = None,
    *,
    soft: Iterable[tuple[str, str]] = (),
    manifests: Mapping[str, Mapping[str, Any]] | None = None,
    progress: Mapping[str, Mapping[str, Any]] | None = None,
    **settings: Any,
) -> System:
    """Return a system in which `x` provides `x-api@1.0.0` and publishes `x-events@1.0.0`.

    Args:
        calls: who calls whom; the operation called is always `getX` of provider `x`.
        topics: which messages there are, who sends and who receives them.
        soft: (consumer, provider) pairs whose calls are soft.
        manifests: more manifest keys by service, for example `{"order": {"estimates": ...}}`.
        progress: progress files by service, the shared one under the empty name.
        settings: keys of `plan.yaml`.
    """
    topics = topics or {}
    soft_pairs = set(soft)
    called = {provider for providers in calls.values() for provider in providers}
    sent = {name: sorted(m for m, (who, _) in topics.items() if who == name) for name in calls}
    contracts = {c.key: c for name in sorted(calls) for c in _contracts(name, called, sent[name])}
    services: dict[str, Service] = {}
    sync_edges: list[SyncEdge] = []
    event_edges: list[EventEdge] = []
    for name in sorted(calls):
        file = f"services/{name}.yaml"
        received = _received(name, topics)
        manifest = Manifest.model_validate(
            {
                "name": name,
                "team": f"{name}-team",
                "provides": [{"contract": f"{name}-api", "version": "1.0.0"}]
                if name in called
                else [],
                "publishes": [{"contract": f"{name}-events", "version": "1.0.0"}]
                if sent[name]
                else [],
                "consumes": [
                    {
                        "contract": f"{provider}-api",
                        "operations": [f"get{provider.title()}"],
                        "criticality": "soft" if (name, provider) in soft_pairs else "hard",
                    }
                    for provider in sorted(calls[name])
                ],
                "subscribes": [
                    {"contract": f"{publisher}-events", "messages": messages}
                    for publisher, messages in received.items()
                ],
                **(manifests or {}).get(name, {}),
            }
        )
        for position, call in enumerate(manifest.consumes):
            provider = call.contract.removesuffix("-api")
            place = Place(file, ("consumes", position))
            sync_edges.append(
                SyncEdge(name, provider, call.contract, "1.0.0", call.operations or (), call, place)
            )
        for position, (publisher, messages) in enumerate(received.items()):
            place = Place(file, ("subscribes", position))
            event_edges.append(
                EventEdge(publisher, name, f"{publisher}-events", "1.0.0", tuple(messages), place)
            )
        needs = tuple(
            sorted(
                {f"{call.contract}@1.0.0" for call in manifest.consumes}
                | {f"{item.contract}@1.0.0" for item in manifest.subscribes}
            )
        )
        services[name] = Service(
            manifest,
            Place(file),
            provides=tuple(f"{item.contract}@{item.version}" for item in manifest.provides),
            publishes=tuple(f"{item.contract}@{item.version}" for item in manifest.publishes),
            needs=needs,
        )
    return System(
        settings_of(calls, **settings),
        services,
        contracts,
        tuple(sync_edges),
        tuple(sorted(event_edges, key=lambda edge: (edge.publisher, edge.subscriber))),
        {
            name: ProgressFile.model_validate({**({"service": name} if name else {}), **file})
            for name, file in sorted((progress or {}).items())
        },
    )


def storefront(**settings: Any) -> System:
    """The five services of the decomposition that planner is built on."""
    return a_system(STOREFRONT_CALLS, STOREFRONT_TOPICS, **settings)


def commands() -> System:
    """`order` owns and receives commands: `shop` sends one, `audit` waits for one nobody sends.

    `shop` also tells `mail` something.
    """
    entry = {"contract": "order-commands", "version": "1.0.0", "messages": ["PlaceOrder"]}
    events = {"contract": "shop-events", "version": "1.0.0"}
    system = a_system(
        {"audit": [], "mail": [], "order": [], "shop": []},
        {"Sold": ("shop", ["mail"])},
        manifests={
            "shop": {"publishes": [events, entry]},
            "order": {"subscribes": [{"contract": "order-commands"}]},
            "audit": {"subscribes": [{"contract": "order-commands", "messages": ["DropOrder"]}]},
        },
    )
    folder = "contracts/order/order-commands/1.0.0"
    content = ContractContent("asyncapi", messages=(Message("DropOrder"), Message("PlaceOrder")))
    owned = Contract(
        "order-commands", "1.0.0", "order", content, folder, (f"{folder}/asyncapi.yaml",)
    )
    place = Place("services/order.yaml", ("subscribes", 0))
    sent = EventEdge("shop", "order", "order-commands", "1.0.0", ("PlaceOrder",), place)
    return replace(
        system,
        contracts={**system.contracts, owned.key: owned},
        event_edges=(sent, *system.event_edges),
    )


def _contracts(name: str, called: set[str], messages: list[str]) -> list[Contract]:
    found = []
    if name in called:
        folder = f"contracts/{name}/{name}-api/1.0.0"
        content = ContractContent("openapi", f"{name} API", (Operation(f"get{name.title()}"),))
        found.append(
            Contract(f"{name}-api", "1.0.0", name, content, folder, (f"{folder}/openapi.yaml",))
        )
    if messages:
        folder = f"contracts/{name}/{name}-events/1.0.0"
        content = ContractContent(
            "asyncapi", f"{name} events", messages=tuple(Message(message) for message in messages)
        )
        found.append(
            Contract(f"{name}-events", "1.0.0", name, content, folder, (f"{folder}/asyncapi.yaml",))
        )
    return found


def _received(name: str, topics: Topics) -> dict[str, list[str]]:
    received: dict[str, list[str]] = {}
    for message, (publisher, subscribers) in sorted(topics.items()):
        if name in subscribers:
            received.setdefault(publisher, []).append(message)
    return dict(sorted(received.items()))
