"""Which contracts stubs are made from, and that the quick way finds the same as the long one."""

import json
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from planner.adapters.cache import LocalCache
from planner.adapters.files import LocalFiles
from planner.adapters.surroundings import Surroundings
from planner.app.stubs import finding, noting
from planner.app.stubs.sources import Retry, StubSource, Use, find_sources
from planner.model.errors import InputError
from planner.model.problem import Problem
from tests.app.workspaces import SHOP, a_workspace, edited
from tests.governance.ledgers import a_shop, agree

CATALOG = "contracts/catalog/catalog-api/1.0.0/openapi.yaml"
USES = """\
name: order
team: web
publishes: [{contract: order-events, version: 1.0.0}]
consumes:
  - contract: catalog-api
    version: ^1.0
    operations: ["GET /products/{id}"]
    fields: [name, price]
    timeout: 1500ms
    retry: {attempts: 3, backoff: fixed, statuses: ["503"]}
    idempotency_key: Idempotency-Key
"""

Found = tuple[list[StubSource], tuple[Problem, ...]]


def found(
    folder: Path | None,
    *told: str,
    service: str = "",
    allow_draft: bool = True,
    cache: LocalCache | None = None,
    here: Path | None = None,
) -> Found:
    files = LocalFiles(folder) if folder else None
    return find_sources(
        files,
        told,
        service=service,
        allow_draft=allow_draft,
        world=Surroundings(here or folder or Path(), files),
        cache=cache,
    )


def keys(result: Found) -> list[str]:
    return [f"{s.bundle['contract']}@{s.bundle['version']}" for s in result[0]]


def problem(
    folder: Path | None, *told: str, service: str = "", here: Path | None = None
) -> Problem:
    with pytest.raises(InputError) as caught:
        found(folder, *told, service=service, here=here, allow_draft=False)
    return caught.value.problems[0]


# ---------------------------------------------------------------------- what is meant


def test_a_service_needs_what_it_consumes_and_subscribes_to(tmp_path: Path) -> None:
    shop = a_workspace(tmp_path)
    assert keys(found(shop, service="order")) == ["catalog-api@1.0.0"]
    assert keys(found(shop, service="catalog")) == ["order-events@1.0.0"]


def test_contracts_come_as_they_are_told_each_once(tmp_path: Path) -> None:
    shop = a_workspace(tmp_path)
    told = found(shop, "order-events", "catalog-api@1.0.0", "catalog-api", service="order")
    assert keys(told) == ["order-events@1.0.0", "catalog-api@1.0.0"]
    assert keys(found(shop)) == ["catalog-api@1.0.0", "order-events@1.0.0"]


def test_a_bundle_says_whose_it_is(tmp_path: Path) -> None:
    [source] = found(a_workspace(tmp_path), "catalog-api")[0]
    assert source.bundle["provider"] == "catalog"
    assert source.bundle["digest"].startswith("sha256:")
    assert source.bundle["operations"][0]["place"] == "openapi.yaml#/paths/~1products~1{id}/get"
    assert (source.is_ratified, source.is_draft, source.state) == (False, True, "open")


def test_uses_are_what_manifests_say_with_the_contract_s_own_names(tmp_path: Path) -> None:
    [catalog, events] = found(a_workspace(tmp_path, {"services/order.yaml": USES}))[0]
    assert catalog.uses == (
        Use(
            "order",
            ("getProduct",),
            (),
            ("name", "price"),
            1.5,
            Retry(3, "fixed", ("503",)),
            "Idempotency-Key",
        ),
    )
    assert events.uses == (Use("catalog", (), ("OrderPlaced",)),)


def test_what_is_not_listed_is_all(tmp_path: Path) -> None:
    changed = edited("services/order.yaml", "    operations: [getProduct]\n", "")
    [catalog] = found(a_workspace(tmp_path, changed), "catalog-api")[0]
    assert catalog.uses[0].operations is None


def test_who_calls_an_operation_of_asyncapi_uses_its_messages(tmp_path: Path) -> None:
    quotes = """\
asyncapi: 3.0.0
info: {title: Order events, version: 1.0.0}
channels:
  quotes: {address: quotes, messages: {Ask: {payload: {}}, Answer: {payload: {}}}}
operations:
  quote:
    action: receive
    channel: {$ref: "#/channels/quotes"}
    messages: [{$ref: "#/channels/quotes/messages/Ask"}]
    reply:
      channel: {$ref: "#/channels/quotes"}
      messages: [{$ref: "#/channels/quotes/messages/Answer"}]
"""
    changes = {
        "contracts/order/order-events/1.0.0/asyncapi.yaml": quotes,
        "services/catalog.yaml": "name: catalog\nteam: goods\n"
        "provides: [{contract: catalog-api, version: 1.0.0}]\n"
        "consumes: [{contract: order-events, operations: [quote]}]\n",
        "services/order.yaml": SHOP["services/order.yaml"].replace("publishes", "provides"),
    }
    [source] = found(a_workspace(tmp_path, changes), "order-events")[0]
    assert [m["name"] for m in source.bundle["messages"]] == ["Ask", "Answer"]
    assert source.uses == (Use("catalog", ("quote",), None),)


@pytest.mark.parametrize(
    ("told", "service", "message"),
    [
        ("catalog-apo", "", "there is no contract `catalog-apo`"),
        ("catalog-api@9.9.9", "", "contract `catalog-api` has no version `9.9.9`"),
        ("gone.yaml", "", "there is no contract and no file `gone.yaml`"),
        ("../..", "", "`../..` holds"),
        ("", "ordr", "there is no service `ordr`"),
    ],
)
def test_what_is_not_there_is_told(tmp_path: Path, told: str, service: str, message: str) -> None:
    folder = tmp_path / "a" / "b"
    shop = a_workspace(folder)
    if told == "../..":
        (tmp_path / "plan.yaml").write_text("name: outer\n")
        told = str(tmp_path)
        message = f"`{told}` holds"
    names = [told] if told else []
    assert problem(shop, *names, service=service).message.startswith(message)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        found(a_workspace(tmp_path), "a", "b.yaml", service="c")
    assert [item.code for item in caught.value.problems] == [
        "unknown-contract",
        "unknown-contract",
        "unknown-service",
    ]


def test_a_service_that_needs_nothing_is_told(tmp_path: Path) -> None:
    order = "name: order\nteam: web\npublishes: [{contract: order-events, version: 1.0.0}]\n"
    shop = a_workspace(tmp_path, {"services/order.yaml": order})
    assert problem(shop, service="order").code == "nothing-consumed"


def test_what_is_only_planned_is_told(tmp_path: Path) -> None:
    planned = "provides:\n  - {contract: stock-api, version: 1.0.0, planned: true}\n  - contract: c"
    changed = edited("services/catalog.yaml", "provides:\n  - contract: c", planned)
    with pytest.raises(InputError, match="only planned"):
        found(a_workspace(tmp_path, changed), "stock-api")


# ---------------------------------------------------------------------- ratification


def test_a_contract_that_is_not_ratified_is_refused_with_who_must_agree(tmp_path: Path) -> None:
    told = problem(a_workspace(tmp_path), "catalog-api")
    assert told.code == "not-ratified"
    assert told.message == "`catalog-api@1.0.0` is not ratified: `goods`, `web` must still agree"
    assert "--allow-draft" in told.hint


@pytest.fixture
def agreed(tmp_path: Path) -> Path:
    """A shop whose teams have agreed to `catalog-api`, and not to `stock-api`."""
    shop = a_shop(tmp_path / "shop")
    agree(shop, "catalog-api", "goods", "ann")
    agree(shop, "catalog-api", "web", "cas")
    return shop


def test_a_ratified_contract_is_no_draft(agreed: Path) -> None:
    [source] = found(agreed, "catalog-api", allow_draft=False)[0]
    assert (source.is_ratified, source.is_draft, source.state) == (True, False, "ratified")


def test_a_ratified_contract_is_refused_once_its_files_say_something_else(agreed: Path) -> None:
    cache = LocalCache(agreed.parent / "cache")
    found(agreed, "catalog-api", allow_draft=False, cache=cache)
    file = agreed / CATALOG
    file.write_text(file.read_text(encoding="utf-8").replace("string", "boolean"), encoding="utf-8")
    with pytest.raises(InputError, match="says something else than what was ratified"):
        found(agreed, "catalog-api", allow_draft=False, cache=cache)
    [draft] = found(agreed, "catalog-api", cache=cache)[0]
    assert (draft.is_draft, draft.state) == (True, "changed")


def test_an_agreement_that_is_withdrawn_is_noticed(agreed: Path) -> None:
    cache = LocalCache(agreed.parent / "cache")
    found(agreed, "catalog-api", allow_draft=False, cache=cache)
    next(agreed.rglob("cas.yaml")).unlink()
    with pytest.raises(InputError, match="`web` must still agree"):
        found(agreed, "catalog-api", allow_draft=False, cache=cache)


def test_all_contracts_are_those_that_are_ratified(agreed: Path) -> None:
    sources, warnings = found(agreed, allow_draft=False)
    assert [source.bundle["contract"] for source in sources] == ["catalog-api"]
    assert any("`stock-api@1.0.0` is not ratified" in item.message for item in warnings)
    assert keys(found(agreed)) == ["catalog-api@1.0.0", "stock-api@1.0.0"]


def test_the_highest_version_is_meant_that_is_ratified(agreed: Path) -> None:
    newer = agreed / CATALOG.replace("1.0.0", "1.1.0")
    newer.parent.mkdir()
    text = (agreed / CATALOG).read_text(encoding="utf-8").replace("1.0.0", "1.1.0", 1)
    newer.write_text(text, encoding="utf-8")
    assert keys(found(agreed, "catalog-api", allow_draft=False)) == ["catalog-api@1.0.0"]
    assert keys(found(agreed, "catalog-api")) == ["catalog-api@1.1.0"]


def test_who_must_agree_is_told_at_the_contract(tmp_path: Path) -> None:
    place = problem(a_workspace(tmp_path), "catalog-api").place
    assert place is not None
    assert place.file == CATALOG


# ---------------------------------------------------------------------- only some paths


def only(told: str, paths: list[str] | None, here: Path, cache: LocalCache | None) -> list[str]:
    [source] = find_sources(None, [told], world=Surroundings(here), cache=cache, paths=paths)[0]
    return [operation["path"] for operation in source.bundle["operations"]]


def test_only_what_paths_may_lead_to_is_compiled(tmp_path: Path, quick: list[int]) -> None:
    path_item = "get: {responses: {'200': {description: A.}}}"
    templates = ["/a", "/a/{id}", "/a/{id}/b", "/c", "/{any}/x-{id}"]
    items = "".join(f"  {template}: {{{path_item}}}\n" for template in templates)
    text = f"openapi: 3.1.0\ninfo: {{title: A, version: 1.0.0}}\npaths:\n{items}"
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    cache = LocalCache(tmp_path / "cache")
    assert only("a.yaml", ["/v1/a/7"], tmp_path, cache) == ["/a/{id}", "/{any}/x-{id}"]
    assert only("a.yaml", ["/c"], tmp_path, cache) == ["/c"]
    assert only("a.yaml", ["nowhere"], tmp_path, cache) == []
    assert only("a.yaml", ["/c"], tmp_path, cache) == ["/c"]
    assert len(quick) == 3
    assert only("a.yaml", None, tmp_path, cache) == templates
    # a whole one is kept by now, and will do
    assert only("a.yaml", ["/b"], tmp_path, cache) == templates


def test_a_loose_file_does_not_wait_for_the_models_of_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(SHOP[CATALOG], encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; "
        "from planner.adapters.surroundings import Surroundings; "
        "from planner.app.stubs.sources import find_sources; "
        "find_sources(None, ['shop.yaml'], world=Surroundings(Path())); "
        "print({'pydantic', 'planner.model.system', 'planner.app.workspace'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


# ---------------------------------------------------------------------- loose files


def test_a_loose_file_needs_neither_workspace_nor_ratification(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(SHOP[CATALOG], encoding="utf-8")
    [source] = found(None, "shop.yaml", here=tmp_path, allow_draft=False)[0]
    assert (source.state, source.is_ratified, source.is_draft) == ("file", False, False)
    bundle = source.bundle
    assert (bundle["contract"], bundle["version"], bundle["provider"]) == ("shop", "1.0.0", "")
    assert bundle["operations"][0]["place"].startswith("shop.yaml#")


def test_a_loose_file_may_refer_to_others(tmp_path: Path) -> None:
    text = SHOP[CATALOG].replace("{type: string}", "{$ref: ../parts/id.yaml}")
    for path, content in {"api/shop.yaml": text, "parts/id.yaml": "type: integer\n"}.items():
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).write_text(content, encoding="utf-8")
    (tmp_path / "plan.yaml").write_text("name: top\n", encoding="utf-8")
    [source] = found(None, "api/shop.yaml", here=tmp_path)[0]
    assert source.bundle["schemas"] == {"id": {"type": "integer"}}
    assert source.bundle["operations"][0]["place"].startswith("api/shop.yaml#")


def test_a_folder_with_one_contract_is_that_contract(tmp_path: Path) -> None:
    shop = a_workspace(tmp_path)
    assert keys(found(shop, str(shop / "contracts" / "catalog"))) == ["openapi@1.0.0"]
    told = problem(shop, str(shop / "contracts"))
    assert (told.code, told.message.endswith("holds 2 contracts")) == ("several-contracts", True)


def test_what_is_wrong_with_a_loose_file_is_shown_as_the_user_named_it(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.yaml").write_text("openapi: [\n", encoding="utf-8")
    told = problem(None, "in/a.yaml", here=tmp_path)
    assert told.place is not None
    assert told.place.file == "in/a.yaml"


def test_a_problem_of_a_loose_file_brings_its_line_and_column(tmp_path: Path) -> None:
    """Nobody finds it later on: the file lies in no workspace."""
    text = "openapi: 3.1.0\ninfo: {title: A, version: 1.0.0}\npaths:\n  /a: {$ref: '#/b'}\n"
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    place = problem(None, "a.yaml", here=tmp_path).place
    assert place is not None
    assert place.position == (4, 14)


# ---------------------------------------------------------------------- the quick way


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often the long way was taken."""
    taken: list[int] = []
    original = finding.found_sources

    def counting(*arguments: object) -> Found:
        taken.append(1)
        return original(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(finding, "found_sources", counting)
    return taken


def test_the_second_time_the_same_is_found_the_quick_way(tmp_path: Path, quick: list[int]) -> None:
    shop = a_workspace(tmp_path / "shop", {"services/order.yaml": USES})
    cache = LocalCache(tmp_path / "cache")
    first = found(shop, "catalog-api", service="catalog", cache=cache)
    again = found(shop, "catalog-api", service="catalog", cache=cache)
    assert quick == [1]
    assert again == first
    assert again == found(shop, "catalog-api", service="catalog")


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (CATALOG, "type: string", "type: integer"),
        ("services/order.yaml", "operations: [getProduct]", "operations: [listProducts]"),
        ("plan.yaml", "capacity: 2", "capacity: 3"),
    ],
)
def test_whatever_changes_is_noticed(
    tmp_path: Path, quick: list[int], path: str, old: str, new: str
) -> None:
    shop = a_workspace(tmp_path / "shop")
    cache = LocalCache(tmp_path / "cache")
    found(shop, "catalog-api", cache=cache)
    text = SHOP[path]
    assert old in text
    (shop / path).write_text(text.replace(old, new), encoding="utf-8")
    assert found(shop, "catalog-api", cache=cache) == found(shop, "catalog-api")
    assert len(quick) == 3
    (shop / path).write_text(text, encoding="utf-8")


def test_new_and_lost_files_are_noticed(tmp_path: Path, quick: list[int]) -> None:
    shop = a_workspace(tmp_path / "shop")
    cache = LocalCache(tmp_path / "cache")
    found(shop, cache=cache)
    newer = shop / CATALOG.replace("1.0.0", "1.1.0")
    newer.parent.mkdir()
    newer.write_text(SHOP[CATALOG].replace("version: 1.0.0", "version: 1.1.0"), encoding="utf-8")
    assert keys(found(shop, cache=cache)) == ["catalog-api@1.1.0", "order-events@1.0.0"]
    newer.unlink()
    assert keys(found(shop, cache=cache)) == ["catalog-api@1.0.0", "order-events@1.0.0"]
    assert len(quick) in {2, 3}
    (shop / CATALOG).unlink()
    with pytest.raises(InputError):
        found(shop, cache=cache)


def test_a_loose_file_and_its_parts_are_looked_at(tmp_path: Path, quick: list[int]) -> None:
    text = SHOP[CATALOG].replace("{type: string}", "{$ref: id.yaml}")
    (tmp_path / "shop.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "id.yaml").write_text("type: integer\n", encoding="utf-8")
    cache = LocalCache(tmp_path / "cache")
    for _ in range(2):
        assert "id" in found(None, "shop.yaml", here=tmp_path, cache=cache)[0][0].bundle["schemas"]
    assert len(quick) == 1
    (tmp_path / "id.yaml").write_text("type: boolean\n", encoding="utf-8")
    [source] = found(None, "shop.yaml", here=tmp_path, cache=cache)[0]
    assert source.bundle["schemas"] == {"id": {"type": "boolean"}}


def test_warnings_are_remembered_with_their_places(tmp_path: Path, quick: list[int]) -> None:
    lone = {CATALOG.replace("catalog-api", "lone-api"): SHOP[CATALOG]}
    shop = a_workspace(tmp_path / "shop", lone)
    cache = LocalCache(tmp_path / "cache")
    first = found(shop, "lone-api", cache=cache)
    assert [item.code for item in first[1]] == ["unoffered-contract"]
    assert first[1][0].place is not None
    assert found(shop, "lone-api", cache=cache) == first
    assert len(quick) == 1


def test_an_emptied_or_damaged_cache_only_costs_time(tmp_path: Path, quick: list[int]) -> None:
    shop = a_workspace(tmp_path / "shop")
    cache = LocalCache(tmp_path / "cache")
    first = found(shop, cache=cache)
    for entry in (tmp_path / "cache").iterdir():
        entry.write_bytes(b"damaged")
    assert found(shop, cache=cache) == first
    shutil.rmtree(tmp_path / "cache")
    assert found(shop, cache=cache) == first
    assert len(quick) == 3


def test_drafts_are_not_remembered_for_those_who_refuse_them(tmp_path: Path) -> None:
    shop = a_workspace(tmp_path / "shop")
    cache = LocalCache(tmp_path / "cache")
    found(shop, "catalog-api", cache=cache)
    with pytest.raises(InputError, match="not ratified"):
        found(shop, "catalog-api", cache=cache, allow_draft=False)


def test_what_another_process_reads_is_not_taken_for_read(tmp_path: Path) -> None:
    notes = noting.Notes()
    files = noting.NotedFiles(LocalFiles(a_workspace(tmp_path)), notes)
    copy = pickle.loads(pickle.dumps(files))  # noqa: S301  our own
    assert copy.read("plan.yaml") == files.read("plan.yaml")
    assert not notes.are_complete


def test_what_could_not_be_looked_at_is_not_remembered(tmp_path: Path) -> None:
    notes = noting.Notes()
    files = noting.NotedFiles(LocalFiles(a_workspace(tmp_path)), notes)
    with pytest.raises(InputError):
        files.exists("../outside")
    assert not notes.are_complete


def test_numbers_of_more_than_64_bits_are_kept_exactly(tmp_path: Path) -> None:
    big = str(10**30 + 1)
    schemas = {"$defs": {}, "title": "Big", "type": "integer", "maximum": int(big)}
    (tmp_path / "a.schema.json").write_text(json.dumps(schemas), encoding="utf-8")
    cache = LocalCache(tmp_path / "cache")
    for _ in range(2):
        [source] = found(None, "a.schema.json", here=tmp_path, cache=cache)[0]
        schema = source.bundle["messages"][0]["payload"]
        assert isinstance(schema, dict)
        assert str(schema["maximum"]) == big


HEAVY = ("pydantic", "ryaml", "yaml", "jsonschema", "networkx", "semantic_version", "rfc8785")
PROGRAM = f"""
import sys
from pathlib import Path
from planner.adapters.cache import LocalCache
from planner.adapters.files import LocalFiles
from planner.adapters.surroundings import Surroundings
from planner.app.stubs.sources import find_sources
files = LocalFiles(Path(sys.argv[1]))
sources, _ = find_sources(
    files, [], service="order", allow_draft=True,
    world=Surroundings(Path(), files), cache=LocalCache(Path(sys.argv[2])),
)
print([s.bundle["contract"] for s in sources], [m for m in {HEAVY!r} if m in sys.modules])
"""


def test_the_quick_way_imports_nothing_heavy(tmp_path: Path) -> None:
    shop = a_workspace(tmp_path / "shop")
    said = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM, str(shop), str(tmp_path / "cache")],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for _ in range(2)
    ]
    assert "pydantic" in said[0]
    assert said[1] == "['catalog-api'] []\n"
