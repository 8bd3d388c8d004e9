"""A workspace on disk becomes a system: services, contracts and resolved edges."""

import json
from pathlib import Path

import pytest

from planner.adapters.files import LocalFiles
from planner.app.workspace import LoadedSystem, load_system
from planner.model.errors import InputError
from planner.model.source import Place
from planner.model.system import System
from tests.app.workspaces import SHOP, Text, a_workspace, edited

CATALOG, ORDER, PLAN = "services/catalog.yaml", "services/order.yaml", "plan.yaml"
OPENAPI = "contracts/catalog/catalog-api/1.0.0/openapi.yaml"
ASYNCAPI = "contracts/order/order-events/1.0.0/asyncapi.yaml"


def loaded(folder: Path, changes: Text | None = None) -> LoadedSystem:
    return load_system(LocalFiles(a_workspace(folder, changes)))


def system_of(folder: Path, changes: Text | None = None) -> System:
    return loaded(folder, changes).system


def codes_of(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def calls(system: System) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [
        (edge.consumer, edge.provider, f"{edge.contract}@{edge.version}", edge.operations)
        for edge in system.sync_edges
    ]


def events(system: System) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [
        (edge.publisher, edge.subscriber, f"{edge.contract}@{edge.version}", edge.messages)
        for edge in system.event_edges
    ]


def with_calls(*operations: str) -> Text:
    return edited(ORDER, "[getProduct]", json.dumps(operations))


def test_the_shop(tmp_path: Path) -> None:
    found = loaded(tmp_path)
    system = found.system
    assert found.warnings == ()
    assert system.name == "shop"
    assert list(system.services) == ["catalog", "order"]
    assert list(system.contracts) == ["catalog-api@1.0.0", "order-events@1.0.0"]
    assert calls(system) == [("order", "catalog", "catalog-api@1.0.0", ("getProduct",))]
    assert events(system) == [("order", "catalog", "order-events@1.0.0", ("OrderPlaced",))]
    catalog, order = system.services.values()
    assert (catalog.provides, catalog.publishes, catalog.needs) == (
        ("catalog-api@1.0.0",),
        (),
        ("order-events@1.0.0",),
    )
    assert (order.provides, order.publishes, order.needs) == (
        (),
        ("order-events@1.0.0",),
        ("catalog-api@1.0.0",),
    )
    assert system.sync_edges[0].place == Place(ORDER, ("consumes", 0))
    contract = system.contracts["catalog-api@1.0.0"]
    assert contract.provider == "catalog"
    assert contract.folder == "contracts/catalog/catalog-api/1.0.0"
    assert contract.files == (OPENAPI,)
    assert contract.content is not None
    assert contract.content.kind == "openapi"


@pytest.mark.parametrize(
    "spelling",
    ["getProduct", "GET /products/{id}", "get /products/{productId}", "GET   /products/{id}"],
)
def test_an_operation_may_be_spelled_in_several_ways(tmp_path: Path, spelling: str) -> None:
    assert system_of(tmp_path, with_calls(spelling)).sync_edges[0].operations == ("getProduct",)


def test_without_operations_all_of_them_are_called(tmp_path: Path) -> None:
    system = system_of(tmp_path, edited(ORDER, "\n    operations: [getProduct]", ""))
    assert system.sync_edges[0].operations == ("getProduct", "listProducts")


def test_an_operation_named_twice_counts_once(tmp_path: Path) -> None:
    system = system_of(tmp_path, with_calls("listProducts", "getProduct", "GET /products"))
    assert system.sync_edges[0].operations == ("getProduct", "listProducts")


def test_manifests_as_documents_of_one_file_and_as_json(tmp_path: Path) -> None:
    catalog, order = SHOP[CATALOG], str(SHOP[ORDER])
    changes: Text = {
        CATALOG: None,
        ORDER: None,
        "services/all.yaml": f"---\n{catalog}---\n{order}---\n",
        "services/stock.json": json.dumps({"name": "stock", "team": "goods"}),
    }
    system = system_of(tmp_path, changes)
    assert {name: service.place for name, service in system.services.items()} == {
        "catalog": Place("services/all.yaml", document=0),
        "order": Place("services/all.yaml", document=1),
        "stock": Place("services/stock.json"),
    }
    assert system.sync_edges[0].place == Place("services/all.yaml", ("consumes", 0), document=1)


def catalog_versions(*offered: str, there: tuple[str, ...]) -> Text:
    """The catalogue API in several versions, of which some are offered."""
    entries = "".join(f"  - {{contract: catalog-api, version: {v}}}\n" for v in offered)
    manifest = SHOP[CATALOG].replace("  - contract: catalog-api\n    version: 1.0.0\n", entries)
    files = {f"contracts/catalog/catalog-api/{v}/openapi.yaml": SHOP[OPENAPI] for v in there}
    return {CATALOG: manifest, **files}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("^1.0", "1.10.0"),
        ("~1.2.0", "1.2.3"),
        ("1.x", "1.10.0"),
        ("<1.2", "1.0.0"),
        (">=1 <3", "2.0.0"),
        ("*", "2.0.0"),
        ("1.0.0", "1.0.0"),
        ("3.0.0-rc.1", "3.0.0-rc.1"),
    ],
)
def test_a_range_means_its_highest_version(tmp_path: Path, wanted: str, found: str) -> None:
    versions = ("1.0.0", "1.2.3", "1.10.0", "2.0.0", "3.0.0-rc.1")
    changes = {
        **catalog_versions(*versions, there=versions),
        **edited(ORDER, "version: ^1.0", f"version: '{wanted}'"),
    }
    system = system_of(tmp_path, changes)
    assert system.sync_edges[0].version == found
    assert system.services["order"].needs == (f"catalog-api@{found}",)


def test_a_version_that_nobody_offers_is_not_taken_while_another_fits(tmp_path: Path) -> None:
    changes = catalog_versions("1.0.0", there=("1.0.0", "1.1.0"))
    assert system_of(tmp_path, changes).sync_edges[0].version == "1.0.0"


def test_a_planned_version_may_be_consumed(tmp_path: Path) -> None:
    changes: Text = {
        **edited(CATALOG, "    version: 1.0.0", "    version: 1.1.0\n    planned: true"),
        **with_calls("removeProduct"),
        OPENAPI: None,
    }
    found = loaded(tmp_path, changes)
    contract = found.system.contracts["catalog-api@1.1.0"]
    assert (contract.content, contract.files) == (None, ())
    assert contract.folder == "contracts/catalog/catalog-api/1.1.0"
    assert calls(found.system) == [("order", "catalog", "catalog-api@1.1.0", ("removeProduct",))]
    assert found.warnings == ()


def test_a_command_belongs_to_its_receiver_and_is_published_by_its_sender(tmp_path: Path) -> None:
    commands = SHOP[ASYNCAPI].replace("OrderPlaced", "RestockProduct")
    changes: Text = {
        "contracts/catalog/catalog-commands/1.0.0/asyncapi.yaml": commands,
        CATALOG: f"{SHOP[CATALOG]}  - contract: catalog-commands\n",
        ORDER: SHOP[ORDER].replace(
            "consumes:", "  - {contract: catalog-commands, version: 1.0.0}\nconsumes:"
        ),
    }
    found = loaded(tmp_path, changes)
    assert found.warnings == ()
    assert found.system.contracts["catalog-commands@1.0.0"].provider == "catalog"
    assert events(found.system) == [
        ("order", "catalog", "catalog-commands@1.0.0", ("RestockProduct",)),
        ("order", "catalog", "order-events@1.0.0", ("OrderPlaced",)),
    ]


def test_a_planned_contract_belongs_to_who_provides_it(tmp_path: Path) -> None:
    changes: Text = {
        "services/a.yaml": "name: a\nteam: web\n"
        "publishes: [{contract: stock-commands, version: 1.0.0, planned: true}]\n",
        "services/stock.yaml": "name: stock\nteam: goods\n"
        "provides: [{contract: stock-commands, version: 1.0.0, planned: true}]\n"
        "subscribes: [{contract: stock-commands, messages: [Restock]}]\n",
    }
    found = loaded(tmp_path, changes)
    assert found.warnings == ()
    assert found.system.contracts["stock-commands@1.0.0"].provider == "stock"
    assert events(found.system)[0] == ("a", "stock", "stock-commands@1.0.0", ("Restock",))


def test_several_publishers_of_one_message(tmp_path: Path) -> None:
    changes: Text = {
        "services/shop.yaml": "name: shop\nteam: web\n"
        "publishes: [{contract: order-events, version: 1.0.0}]\n"
    }
    assert events(system_of(tmp_path, changes)) == [
        ("order", "catalog", "order-events@1.0.0", ("OrderPlaced",)),
        ("shop", "catalog", "order-events@1.0.0", ("OrderPlaced",)),
    ]


def test_one_s_own_messages_make_no_edge(tmp_path: Path) -> None:
    changes = {ORDER: f"{SHOP[ORDER]}subscribes:\n  - contract: order-events\n"}
    found = loaded(tmp_path, changes)
    assert events(found.system) == [("order", "catalog", "order-events@1.0.0", ("OrderPlaced",))]
    assert found.warnings == ()


def test_public_contracts_need_no_consumer(tmp_path: Path) -> None:
    changes = {
        **edited(CATALOG, "    version: 1.0.0", "    version: 1.0.0\n    audience: public"),
        ORDER: "name: order\nteam: web\npublishes:\n  - {contract: order-events, version: 1.0.0}\n",
    }
    assert loaded(tmp_path, changes).warnings == ()


def test_messages_that_nobody_receives_are_named(tmp_path: Path) -> None:
    message = "      OrderCancelled:\n        payload: {type: object}\noperations:"
    found = loaded(tmp_path, edited(ASYNCAPI, "operations:", message))
    assert [(problem.code, problem.message) for problem in found.warnings] == [
        ("unused-message", "no service subscribes to `OrderCancelled` of `order-events@1.0.0`")
    ]


def test_a_contract_may_have_several_files_and_a_readme(tmp_path: Path) -> None:
    changes = {
        **edited(
            OPENAPI,
            '        "200": {description: All products.}',
            '        "200": {$ref: "common.yaml#/responses/All"}',
        ),
        "contracts/catalog/catalog-api/1.0.0/common.yaml": "responses:\n"
        "  All: {description: All products.}\n",
        "contracts/catalog/catalog-api/1.0.0/README.md": "# Catalogue\n",
        "contracts/catalog/README.md": "# Contracts of the catalogue\n",
        "contracts/README.md": "# Contracts\n",
    }
    assert system_of(tmp_path, changes).contracts["catalog-api@1.0.0"].files == (
        "contracts/catalog/catalog-api/1.0.0/common.yaml",
        OPENAPI,
    )


def test_progress_by_service_and_for_all(tmp_path: Path) -> None:
    changes: Text = {
        "progress/shared.yaml": "foundation: {types: done}\n",
        "progress/order.yaml": "service: order\nsteps: {A-1: done}\ncontracts:\n"
        "  order-events: {define: done}\n",
    }
    progress = system_of(tmp_path, changes).progress
    assert list(progress) == ["", "order"]
    assert progress["order"].steps["A-1"].state == "done"
    assert progress[""].foundation["types"].state == "done"


def test_added_and_dropped_steps_are_known(tmp_path: Path) -> None:
    order = f"{SHOP[ORDER]}steps:\n  A-5: {{title: Migration}}\n  C-1: {{drop: true}}\n"
    changes: Text = {
        ORDER: f"{order}estimates:\n  A-5: 2d\n",
        "progress/order.yaml": "service: order\nsteps: {A-5: done}\n",
    }
    assert system_of(tmp_path, changes).progress["order"].steps["A-5"].state == "done"


def test_the_order_in_which_files_are_read_does_not_matter(tmp_path: Path) -> None:
    """The same documents under names that sort the other way give the same system."""
    changes: Text = {
        CATALOG: None,
        ORDER: None,
        "services/z.yaml": SHOP[CATALOG],
        "services/a.yaml": SHOP[ORDER],
    }
    one, two = system_of(tmp_path / "one"), system_of(tmp_path / "two", changes)
    assert list(one.services) == list(two.services)
    assert one.contracts == two.contracts
    assert (calls(one), events(one)) == (calls(two), events(two))


def test_all_problems_are_raised_together(tmp_path: Path) -> None:
    changes = {
        **edited(ORDER, "team: web", "team: wbe"),
        **edited(CATALOG, "[OrderPlaced]", "[OrderPlacd, OrderShiped]"),
        **edited(OPENAPI, "openapi: 3.1.0", "openapi: 3.9.0"),
    }
    with pytest.raises(InputError) as error:
        loaded(tmp_path, changes)
    assert codes_of(error)[1:] == ["unknown-message", "unknown-message", "unknown-team"]


def test_a_contract_that_is_broken_does_not_make_its_consumers_look_wrong(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        loaded(tmp_path, edited(OPENAPI, "paths:", "paths: ["))
    assert codes_of(error) == ["syntax"]
