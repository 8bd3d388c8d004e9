"""The stateful stub: what is created can be read, changed, listed and deleted, and is then gone."""

import asyncio
import json
from collections.abc import Iterable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from planner.model.bundle import Bundle, Operation, Schema
from planner.stubs.server.app import StubApp
from planner.stubs.server.resources import resources_of
from planner.stubs.server.state import CrudState
from planner.stubs.server.types import Mount, ServerOptions
from tests.stubs.server.a_bundle import a_bundle, an_object, an_operation

TEXT: Schema = {"type": "string", "minLength": 1}
UUID: Schema = {"type": "string", "format": "uuid"}
NEW = an_object("name", name=TEXT, price={"type": "integer"}, note=TEXT)
PRODUCT = an_object(
    "id", "name", "createdAt", id=UUID, name=TEXT, price={"type": "integer"}, note=TEXT,
    createdAt={"type": "string", "format": "date-time"},
)  # fmt: skip
ERROR = an_object("code", "message", code=TEXT, message=TEXT)
ITEMS: Schema = {"type": "array", "items": {"$ref": "#/$defs/Product"}}
LIMIT: Schema = {"type": "integer", "minimum": 1}


def crud(
    product: Schema = PRODUCT, listed: Schema = ITEMS, query: dict[str, Schema] | None = None
) -> Bundle:
    """Return a contract with everything that one can do to products."""
    one: Schema = {"$ref": "#/$defs/Product"}
    wrong: Schema = {"$ref": "#/$defs/Error"}
    operations = [
        an_operation("GET", "/products", {"200": listed}, query=query or {}),
        an_operation("POST", "/products", {"201": one, "409": wrong}, body=NEW),
        an_operation("GET", "/products/{productId}", {"200": one, "404": wrong}),
        an_operation("PUT", "/products/{productId}", {"200": one, "404": wrong}, body=NEW),
        an_operation(
            "PATCH",
            "/products/{productId}",
            {"200": one, "404": wrong},
            body=an_object(name=TEXT, price={"type": "integer"}, note={"type": ["string", "null"]}),
        ),
        an_operation("DELETE", "/products/{productId}", {"204": None, "404": wrong}),
    ]
    return a_bundle(*operations, schemas={"Product": product, "Error": ERROR})


class Client:
    """Calls a stateful stub, and judges each answer by the contract with another validator."""

    def __init__(self, bundle: Bundle, **options: Any) -> None:
        self.bundle = bundle
        self.app = StubApp(
            [Mount("", bundle)],
            ServerOptions(stateful=True, **options),
            make_state=CrudState,
        )
        self.headers: dict[str, str] = {}
        self.variant = ""

    def __call__(
        self, method: str, target: str, body: Any = None, prefer: str = ""
    ) -> tuple[int, Any]:
        path, _, query = target.partition("?")
        raw = json.dumps(body).encode() if body is not None else b""
        status, content = asyncio.run(self._ask(method, path, query, raw, prefer))
        value = json.loads(content) if content else None
        self._judge(status, value)
        return status, value

    async def _ask(
        self, method: str, path: str, query: str, raw: bytes, prefer: str
    ) -> tuple[int, bytes]:
        headers = [(b"host", b"stub"), (b"content-length", b"%d" % len(raw))]
        headers += [(b"content-type", b"application/json")] if raw else []
        headers += [(b"prefer", prefer.encode())] if prefer else []
        sent: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": raw, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": headers,
        }
        await self.app(scope, receive, send)
        self.headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        self.variant = self.headers.get("x-plan-variant", "")
        return sent[0]["status"], b"".join(each["body"] for each in sent[1:])

    def _judge(self, status: int, value: Any) -> None:
        named = self.headers.get("x-plan-operation")
        if self.headers.get("x-plan-undeclared"):  # a problem of the server's own (RFC 9457)
            assert value["status"] == status
            return
        for operation in self.bundle["operations"]:
            if operation["id"] == named:
                media = operation["responses"][str(status)]["media"]
                for content in media.values():
                    schema = {**_dict(content["schema"]), "$defs": self.bundle["schemas"]}
                    Draft202012Validator(schema).validate(value)


def _dict(schema: Schema | None) -> dict[str, Any]:
    assert isinstance(schema, dict)
    return schema


MUG = {"name": "Blue mug", "price": 1290}


def test_what_is_created_can_be_read() -> None:
    client = Client(crud())
    status, mug = client("POST", "/products", MUG)
    assert status == 201
    assert (mug["name"], mug["price"]) == ("Blue mug", 1290)
    assert client("GET", f"/products/{mug['id']}") == (200, mug)
    assert client.variant == "state"


def test_what_nobody_has_set_is_not_there() -> None:
    client = Client(crud())
    _, mug = client("POST", "/products", {"name": "Blue mug"})
    assert sorted(mug) == ["createdAt", "id", "name"]
    _, read = client("GET", f"/products/{mug['id']}")
    assert sorted(read) == ["createdAt", "id", "name"]


def test_what_an_answer_must_have_brings_nothing_else_with_it() -> None:
    """`price` can be set and must be answered; that it was left out makes up no `note`."""
    product = {**PRODUCT, "required": [*PRODUCT["required"], "price"]}
    client = Client(crud(product))
    _, mug = client("POST", "/products", {"name": "Blue mug"})
    assert sorted(mug) == ["createdAt", "id", "name", "price"]
    assert client("GET", f"/products/{mug['id']}") == (200, mug)


def test_each_created_entity_has_an_id_of_its_own() -> None:
    client = Client(crud())
    ids = [client("POST", "/products", MUG)[1]["id"] for _ in range(20)]
    assert len(set(ids)) == 20


@pytest.mark.parametrize(
    ("id_schema", "kind"),
    [
        ({"type": "integer", "minimum": 1}, int),
        ({"type": "number", "minimum": 0}, int),
        ({"type": "string", "pattern": "^prd_[a-z0-9]{8}$"}, str),
        ({"type": "string", "pattern": "^[0-9]{6}$"}, str),
        (TEXT, str),
    ],
)
def test_ids_are_of_the_kind_that_the_contract_has(id_schema: Schema, kind: type) -> None:
    product = {**PRODUCT, "properties": {**PRODUCT["properties"], "id": id_schema}}
    client = Client(crud(product))
    ids = [client("POST", "/products", MUG)[1]["id"] for _ in range(5)]
    assert len(set(ids)) == 5
    assert all(isinstance(each, kind) for each in ids)
    status, read = client("GET", f"/products/{ids[3]}")
    assert (status, read["id"], read["name"]) == (200, ids[3], "Blue mug")


def test_what_says_nothing_of_an_entity_creates_one_all_the_same() -> None:
    bundle = crud()
    body = bundle["operations"][1]["body"]
    assert body is not None
    body["media"]["application/json"]["schema"] = True
    client = Client(bundle)
    status, mug = client("POST", "/products", [None])
    assert (status, client.variant) == (201, "state")
    assert client("DELETE", f"/products/{mug['id']}")[0] == 204
    status, other = client("POST", "/products", [None])
    assert other["id"] != mug["id"]
    assert client("GET", f"/products/{other['id']}") == (200, other)


@pytest.mark.parametrize("told", ["", ".", ".."])
def test_an_id_that_no_path_can_name_is_not_taken(told: str) -> None:
    product = {**PRODUCT, "properties": {**PRODUCT["properties"], "id": TEXT}}
    client = Client(crud(product))
    status, mug = client("POST", "/products", {**MUG, "id": told})
    assert (status, mug["name"]) == (201, "Blue mug")
    assert mug["id"] not in {"", ".", ".."}
    assert client("GET", f"/products/{mug['id']}") == (200, mug)


def test_an_entity_is_replaced_as_a_whole() -> None:
    client = Client(crud())
    _, mug = client("POST", "/products", {**MUG, "note": "old"})
    status, replaced = client("PUT", f"/products/{mug['id']}", {"name": "Red mug"})
    assert status == 200
    assert replaced == {"id": mug["id"], "name": "Red mug", "createdAt": mug["createdAt"]}
    assert client("GET", f"/products/{mug['id']}") == (200, replaced)


def test_a_part_of_an_entity_is_changed() -> None:
    client = Client(crud())
    _, mug = client("POST", "/products", {**MUG, "note": "old"})
    status, changed = client("PATCH", f"/products/{mug['id']}", {"price": 990, "note": None})
    assert status == 200
    assert changed == {
        "id": mug["id"], "name": "Blue mug", "price": 990, "createdAt": mug["createdAt"],
    }  # fmt: skip
    assert client("GET", f"/products/{mug['id']}") == (200, changed)


def test_what_is_deleted_is_gone() -> None:
    client = Client(crud())
    _, mug = client("POST", "/products", MUG)
    where = f"/products/{mug['id']}"
    assert client("DELETE", where) == (204, None)
    for method, body in (("GET", None), ("DELETE", None), ("PATCH", {"price": 1})):
        status, error = client(method, where, body)
        assert status == 404
        assert mug["id"] in error["message"]
    assert mug["id"] not in [each["id"] for each in client("GET", "/products")[1]]


def test_what_was_deleted_may_be_put_again() -> None:
    client = Client(crud())
    _, mug = client("POST", "/products", MUG)
    client("DELETE", f"/products/{mug['id']}")
    assert client("PUT", f"/products/{mug['id']}", MUG)[0] == 200
    assert client("GET", f"/products/{mug['id']}")[1]["name"] == "Blue mug"


def test_an_id_that_was_never_heard_of_stands_for_something() -> None:
    client = Client(crud())
    where = "/products/7d444840-9dc0-41d1-b245-5ffdce74fad2"
    status, product = client("GET", where)
    assert (status, product["id"]) == (200, where.rpartition("/")[2])
    assert client("GET", where) == (200, product)
    changed = client("PATCH", where, {"price": 7})[1]
    assert changed == {**product, "price": 7}
    client("DELETE", where)
    assert client("GET", where)[0] == 404


def test_the_list_has_what_was_created_and_each_of_it_can_be_read() -> None:
    client = Client(crud())
    _, first = client("GET", "/products")
    _, mug = client("POST", "/products", MUG)
    _, listed = client("GET", "/products")
    assert listed == [*first, mug]
    for each in listed:
        assert client("GET", f"/products/{each['id']}")[1]["name"] == each["name"]


def test_a_parameter_named_as_a_member_filters_the_list() -> None:
    client = Client(crud(query={"name": TEXT}))
    client("POST", "/products", MUG)
    client("POST", "/products", {"name": "Tea pot"})
    assert [each["name"] for each in client("GET", "/products?name=Tea%20pot")[1]] == ["Tea pot"]


def test_after_a_reset_all_is_as_at_the_start() -> None:
    client = Client(crud())
    before = client("GET", "/products")
    _, mug = client("POST", "/products", MUG)
    client("DELETE", f"/products/{mug['id']}")
    client("POST", "/__plan__/reset")
    assert client("GET", "/products") == before
    assert client("POST", "/products", MUG)[1]["id"] == mug["id"]


def test_two_servers_make_the_same_of_the_same_calls() -> None:
    def run(**options: Any) -> list[Any]:
        client = Client(crud(), **options)
        made = [client("POST", "/products", MUG) for _ in range(3)]
        return [*made, client("GET", "/products"), client("GET", f"/products/{made[1][1]['id']}")]

    assert run() == run()
    assert run() != run(seed=1)


# -- pages

_PAGE = an_object("items", "page", items=ITEMS, page=an_object("limit", limit=LIMIT, next=TEXT))


def _filled(bundle: Bundle, count: int = 7) -> tuple[Client, list[str]]:
    client = Client(bundle)
    for each in _items(client("GET", "/products")[1]):
        client("DELETE", f"/products/{each['id']}")
    made = [client("POST", "/products", {"name": f"Mug {n}"})[1]["id"] for n in range(count)]
    return client, made


def _items(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return next((each for each in value.values() if isinstance(each, list)), [])


def _ids(pages: Iterable[Any]) -> list[str]:
    return [each["id"] for page in pages for each in _items(page)]


def test_pages_by_limit_and_offset() -> None:
    listed = an_object("items", "total", items=ITEMS, total={"type": "integer"})
    client, ids = _filled(
        crud(listed=listed, query={"limit": LIMIT, "offset": {"type": "integer"}})
    )
    pages = [client("GET", f"/products?limit=3&offset={start}")[1] for start in (0, 3, 6)]
    assert _ids(pages) == ids
    assert [page["total"] for page in pages] == [7, 7, 7]


def test_pages_by_number() -> None:
    members = {
        "total_pages": {"type": "integer"}, "has_more": {"type": "boolean"},
        "page": {"type": "integer"},
    }  # fmt: skip
    listed = an_object("data", *members, data=ITEMS, **members)
    client, ids = _filled(crud(listed=listed, query={"per_page": LIMIT, "page": LIMIT}))
    pages = [client("GET", f"/products?per_page=3&page={number}")[1] for number in (1, 2, 3)]
    assert _ids(pages) == ids
    assert [(each["page"], each["total_pages"], each["has_more"]) for each in pages] == [
        (1, 3, True), (2, 3, True), (3, 3, False),
    ]  # fmt: skip


def test_pages_by_cursor_end() -> None:
    client, ids = _filled(crud(listed=_PAGE, query={"limit": LIMIT, "cursor": TEXT}))
    pages, following = [], ""
    while True:
        page = client("GET", f"/products?limit=2{following}")[1]
        pages.append(page)
        if "next" not in page["page"]:
            break
        following = f"&cursor={page['page']['next']}"
    assert [len(_items(page)) for page in pages] == [2, 2, 2, 1]
    assert _ids(pages) == ids
    assert page["page"]["limit"] == 2


def test_a_cursor_that_leads_nowhere_ends_the_list() -> None:
    client, _ = _filled(crud(query={"cursor": TEXT}))
    assert client("GET", "/products?cursor=nowhere") == (200, [])


def test_what_is_deleted_between_two_pages_shifts_nothing() -> None:
    client, ids = _filled(crud(listed=_PAGE, query={"limit": LIMIT, "after": TEXT}))
    first = client("GET", "/products?limit=3")[1]
    client("DELETE", f"/products/{ids[0]}")
    second = client("GET", f"/products?limit=3&after={first['page']['next']}")[1]
    assert _ids([first, second]) == ids[:6]


def test_the_header_link_leads_to_the_next_page() -> None:
    bundle = crud(query={"per_page": LIMIT, "page": LIMIT})
    header: Any = {"required": False, "explode": False, "schema": TEXT, "examples": []}
    bundle["operations"][0]["responses"]["200"]["headers"] = {"link": header}
    client, ids = _filled(bundle, 3)
    page = client("GET", "/products?per_page=2")[1]
    assert client.headers["link"] == '<http://stub/products?per_page=2&page=2>; rel="next"'
    rest = client("GET", "/products?per_page=2&page=2")[1]
    assert "rel" not in client.headers.get("link", "")
    assert _ids([page, rest]) == ids


# -- what doesn't fit


def test_what_is_only_written_is_never_shown() -> None:
    bundle = crud()
    body = bundle["operations"][1]["body"]
    assert body is not None
    secret = {**NEW, "properties": {**NEW["properties"], "password": TEXT}}
    body["media"]["application/json"]["schema"] = secret
    client = Client(bundle)
    _, mug = client("POST", "/products", {**MUG, "password": "secret"})
    for value in (mug, client("GET", f"/products/{mug['id']}")[1], client("GET", "/products")[1]):
        assert "secret" not in json.dumps(value)


def test_members_that_only_answers_have_are_kept_in_nested_objects() -> None:
    line = an_object("sku", "lineId", sku=TEXT, lineId={"type": "integer"})
    product = an_object("id", "lines", id=UUID, lines={"type": "array", "items": line})
    bundle = crud(product)
    for place in (1, 3):
        body = bundle["operations"][place]["body"]
        assert body is not None
        sent = an_object("lines", lines={"type": "array", "items": an_object("sku", sku=TEXT)})
        body["media"]["application/json"]["schema"] = sent
    client = Client(bundle)
    _, made = client("POST", "/products", {"lines": [{"sku": "A"}, {"sku": "B"}]})
    assert [line["sku"] for line in made["lines"]] == ["A", "B"]
    assert client("GET", f"/products/{made['id']}")[1] == made


def test_defaults_of_the_request_are_set() -> None:
    bundle = crud()
    body = bundle["operations"][1]["body"]
    assert body is not None
    price = {"type": "integer", "default": 5}
    body["media"]["application/json"]["schema"] = an_object("name", name=TEXT, price=price)
    assert Client(bundle)("POST", "/products", {"name": "Mug"})[1]["price"] == 5


def test_an_id_that_the_caller_chooses_must_be_free() -> None:
    bundle = crud()
    body = bundle["operations"][1]["body"]
    assert body is not None
    body["media"]["application/json"]["schema"] = an_object("id", "name", id=UUID, name=TEXT)
    client = Client(bundle)
    mug = {"id": "7d444840-9dc0-41d1-b245-5ffdce74fad2", "name": "Mug"}
    assert client("POST", "/products", mug)[1]["id"] == mug["id"]
    status, error = client("POST", "/products", mug)
    assert status == 409
    assert mug["id"] in error["message"]


def test_wrapped_entities_are_found() -> None:
    bundle = crud()
    for operation in bundle["operations"]:
        for status, response in operation["responses"].items():
            for media in response["media"].values():
                if status in {"200", "201"}:
                    media["schema"] = an_object("data", data=_dict(media["schema"]))
    client = Client(bundle)
    _, mug = client("POST", "/products", MUG)
    assert mug["data"]["name"] == "Blue mug"
    assert client("GET", f"/products/{mug['data']['id']}") == (200, mug)
    assert mug["data"] in client("GET", "/products")[1]["data"]


def test_what_belongs_to_something_is_kept_apart_and_goes_with_it() -> None:
    one: Schema = {"$ref": "#/$defs/Product"}
    bundle = crud()
    bundle["operations"] += [
        an_operation("GET", "/products/{id}/parts", {"200": ITEMS}),
        an_operation("POST", "/products/{id}/parts", {"201": one}, body=NEW),
        an_operation("DELETE", "/products/{id}/parts/{partId}", {"204": None}),
    ]
    client = Client(bundle)
    mugs = [client("POST", "/products", MUG)[1]["id"] for _ in range(2)]
    part = client("POST", f"/products/{mugs[0]}/parts", {"name": "Handle"})[1]["id"]
    assert part in _ids([client("GET", f"/products/{mugs[0]}/parts")[1]])
    assert part not in _ids([client("GET", f"/products/{mugs[1]}/parts")[1]])
    client("DELETE", f"/products/{mugs[0]}")
    assert client("GET", f"/products/{mugs[0]}/parts")[0] == 404
    assert client("GET", f"/products/{mugs[1]}/parts")[0] == 200


def test_a_call_that_asks_for_something_else_gets_it_from_the_stateless_server() -> None:
    client = Client(crud())
    where = f"/products/{client('POST', '/products', MUG)[1]['id']}"
    assert client("GET", where, prefer="code=404")[0] == 404
    assert client("GET", where, prefer="variant=minimal")[0] == 200
    assert client.variant == "minimal"
    assert client("GET", where)[1]["name"] == "Blue mug"


def _only(*operations: Operation) -> list[str]:
    bundle = a_bundle(*operations, schemas={"Product": PRODUCT})
    return sorted(
        f"{role} {resource.path}" for resource in resources_of(bundle) for role in resource.actions
    )


_GET = an_operation("GET", "/products/{id}", {"200": PRODUCT})


def test_what_only_reads_is_no_resource() -> None:
    assert _only(_GET, an_operation("GET", "/products", {"200": ITEMS})) == []


def test_an_update_by_post_and_names_in_another_case() -> None:
    """As some large providers do it: forms with names in Pascal case, changes by POST."""
    bundle = crud()
    bundle["operations"] = [each for each in bundle["operations"] if each["method"] != "PATCH"]
    sent = an_object(Name=TEXT, Price={"type": "integer", "default": 3})
    create = bundle["operations"][1]
    assert create["body"] is not None
    create["body"]["media"]["application/json"]["schema"] = sent
    change = an_operation(
        "POST", "/products/{productId}", {"200": {"$ref": "#/$defs/Product"}}, body=sent
    )
    bundle["operations"].append(change)
    client = Client(bundle)
    _, mug = client("POST", "/products", {"Name": "Blue mug"})
    assert (mug["name"], mug["price"]) == ("Blue mug", 3)
    status, changed = client("POST", f"/products/{mug['id']}", {"Price": 990})
    assert (status, changed) == (200, {**mug, "price": 990})
    assert client("GET", f"/products/{mug['id']}") == (200, changed)


def test_actions_on_an_item_are_left_alone() -> None:
    cancel = an_operation("POST", "/products/{id}/cancel", {"200": PRODUCT})
    delete = an_operation("DELETE", "/products/{id}", {"204": None})
    assert _only(_GET, delete, cancel) == ["delete /products", "read /products"]


def test_an_answer_without_the_id_is_left_alone() -> None:
    accepted = an_operation("POST", "/products", {"202": an_object("job", job=TEXT)}, body=NEW)
    delete = an_operation("DELETE", "/products/{id}", {"204": None})
    assert _only(_GET, delete, accepted) == ["delete /products", "read /products"]


def test_a_list_of_something_else_is_left_alone() -> None:
    names = an_operation("GET", "/products", {"200": {"type": "array", "items": TEXT}})
    delete = an_operation("DELETE", "/products/{id}", {"204": None})
    assert _only(_GET, delete, names) == ["delete /products", "read /products"]


def test_a_template_below_the_root_is_no_collection() -> None:
    delete = an_operation("DELETE", "/{id}", {"204": None})
    assert _only(an_operation("GET", "/{id}", {"200": PRODUCT}), delete) == []


def test_operations_tell_whether_they_are_kept() -> None:
    bundle = crud()
    bundle["operations"].append(an_operation("GET", "/health", {"200": an_object()}))
    client = Client(bundle)
    status, told = client("GET", "/__plan__/operations")
    assert status == 200
    assert {each["id"]: each["stateful"] for each in told["operations"]} == {
        **{operation["id"]: True for operation in crud()["operations"]},
        "GET /health": False,
    }


def test_what_callers_send_is_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("stores", "state"):
        monkeypatch.setattr(f"planner.stubs.server.{module}.MOST_BYTES", 3_000)
    client = Client(crud())
    ids = [client("POST", "/products", {"name": "x" * 900})[1]["id"] for _ in range(6)]
    listed = _ids([client("GET", "/products")[1]])
    assert listed == ids[-len(listed) :]
    assert 1 <= len(listed) <= 3
    client("PATCH", f"/products/{ids[-1]}", {"note": "y" * 2_500})
    assert _ids([client("GET", "/products")[1]]) in ([], [ids[-1]])
    for number in range(20):
        client("DELETE", f"/products/{number:0>900}")
    assert client("GET", f"/products/{19:0>900}")[0] == 404
    assert client("GET", f"/products/{0:0>900}")[0] == 200  # that it was deleted is forgotten


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.stubs.server.stores.MOST_ENTITIES", 5)
    client, ids = _filled(crud(), 8)
    assert _ids([client("GET", "/products")[1]]) == ids[-5:]
