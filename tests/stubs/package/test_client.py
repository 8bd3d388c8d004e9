"""Generated clients: what they send, and what they make of answers."""

import asyncio
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from planner.stubs.package.settings import Settings
from tests.stubs.package.packages import a_shop, imported

PATHS = """
/orders/{id}:
  parameters: [{name: id, in: path, required: true, schema: {type: string}}]
  get:
    operationId: getOrder
    summary: One order
    parameters:
      - {name: tags, in: query, schema: {type: array, items: {type: string}}}
      - {name: sizes, in: query, explode: false, schema: {type: array, items: {type: integer}}}
      - {name: filter, in: query, style: deepObject, schema: {type: object}}
      - {name: since, in: query, schema: {type: string, format: date-time}}
      - {name: all, in: query, schema: {type: boolean}}
      - {name: X-Trace, in: header, schema: {type: string}}
      - {name: seen, in: cookie, schema: {type: string}}
      - {name: where, in: query, content: {application/json: {schema: {type: object}}}}
      - {name: id, in: query, schema: {type: string}}
      - {name: self, in: query, schema: {type: string}}
    security: [{key: []}, {token: [], other: []}]
    responses:
      '200': {description: '', content: {application/json: {schema: {
        $ref: '#/components/schemas/Order'}}}}
      '202': {description: later}
      '404': {description: '', content: {application/problem+json: {schema: {
        $ref: '#/components/schemas/Problem'}}}}
      5XX: {description: '', content: {text/plain: {schema: {type: string}}}}
  delete:
    operationId: deleteOrder
    responses: {'204': {description: gone}, default: {description: '', content: {
      application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}}
/orders:
  post:
    operationId: placeOrder
    requestBody:
      required: true
      content:
        application/json: {schema: {$ref: '#/components/schemas/Order'}}
        application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Order'}}
        multipart/form-data: {schema: {type: object, required: [file, meta], properties: {
          file: {type: string, format: binary}, meta: {$ref: '#/components/schemas/Order'},
          sizes: {type: array, items: {type: integer}}}}}
    responses: {'201': {description: '', content: {application/json: {schema: {
      $ref: '#/components/schemas/Order'}}}}}
/files/{name}{ending}:
  get:
    operationId: list
    parameters:
      - {name: ending, in: path, required: true, style: label, schema: {type: string}}
      - {name: name, in: path, required: true, schema: {type: string}}
    responses:
      '200': {description: '', content: {
        text/csv: {schema: {type: string}}, image/png: {schema: {type: string, format: binary}}}}
/latest:
  get:
    operationId: getLatest
    responses: {'302': {description: there}}
"""
SCHEMAS = """
schemas:
  Order: {type: object, required: [id], properties: {
    id: {type: string}, items: {type: array, items: {type: string}}, note: {type: string}}}
  Problem: {type: object, required: [title], properties: {title: {type: string}}}
securitySchemes:
  key: {type: apiKey, in: query, name: api_key}
  token: {type: http, scheme: bearer}
  other: {type: apiKey, in: header, name: X-Other}
"""
Handler = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return imported(tmp_path_factory.mktemp("client"), a_shop(PATHS, SCHEMAS))


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Any:
    settings = Settings(
        consumer="web",
        timeout=0.3,
        attempts=3,
        statuses=("503",),
        idempotency_key="Idempotency-Key",
    )
    return imported(tmp_path_factory.mktemp("patient"), a_shop(PATHS, SCHEMAS), settings)


class Server:
    """Keeps the requests, and answers them one by one."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    @property
    def only(self) -> httpx.Request:
        assert len(self.requests) == 1
        return self.requests[0]

    @property
    def target(self) -> str:
        return self.only.url.raw_path.decode()


def client(shop: Any, server: Handler, **settings: Any) -> Any:
    transport = httpx.MockTransport(server)
    return shop.Client("https://shop.example/v1/", transport=transport, **settings)


def an_order(**members: Any) -> httpx.Response:
    return httpx.Response(200, json={"id": "1", **members})


# ---- what is sent


@pytest.mark.parametrize(
    ("arguments", "target"),
    [
        ({}, "/v1/orders/a"),
        ({"tags": ["a b", "c,d"]}, "/v1/orders/a?tags=a%20b&tags=c%2Cd"),
        ({"sizes": [1, 2]}, "/v1/orders/a?sizes=1,2"),
        ({"filter": {"a": 1, "b": {"c": "&"}}}, "/v1/orders/a?filter[a]=1&filter[b][c]=%26"),
        ({"filter": {"in": ["x", "y"]}}, "/v1/orders/a?filter[in][]=x&filter[in][]=y"),
        (
            {"since": datetime(2026, 1, 2, 3, tzinfo=UTC)},
            "/v1/orders/a?since=2026-01-02T03%3A00%3A00Z",
        ),
        ({"all_": True}, "/v1/orders/a?all=true"),
        ({"where": {"a": [1]}}, "/v1/orders/a?where=%7B%22a%22%3A%5B1%5D%7D"),
        ({"id_query": "b", "self_": "c"}, "/v1/orders/a?id=b&self=c"),
        ({"tags": []}, "/v1/orders/a"),
    ],
)
def test_parameters_are_written_in_their_styles(
    shop: Any, arguments: dict[str, Any], target: str
) -> None:
    server = Server(an_order())
    renamed = {("all" if name == "all_" else name): value for name, value in arguments.items()}
    with client(shop, server) as shop_client:
        shop_client.get_order("a", **renamed)
    assert server.target == target


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("a/b", "/v1/orders/a%2Fb"),
        ("..", "/v1/orders/%2E%2E"),
        ("ä?#", "/v1/orders/%C3%A4%3F%23"),
        ("a+b c", "/v1/orders/a%2Bb%20c"),
    ],
)
def test_a_value_never_becomes_another_path(shop: Any, value: str, path: str) -> None:
    server = Server(an_order())
    with client(shop, server) as shop_client:
        shop_client.get_order(value)
    assert server.target == path


def test_an_empty_path_value_is_refused(shop: Any) -> None:
    with (
        client(shop, Server(an_order())) as shop_client,
        pytest.raises(ValueError, match="`id` is part of the path"),
    ):
        shop_client.get_order("")


def test_path_arguments_stand_in_the_order_of_the_path(shop: Any) -> None:
    server = Server(httpx.Response(200, text="a;b", headers={"content-type": "text/csv"}))
    with client(shop, server) as shop_client:
        assert shop_client.list_("report", "csv") == "a;b"
    assert server.target == "/v1/files/report.csv"


def test_headers_and_cookies(shop: Any) -> None:
    server = Server(an_order())
    with client(shop, server, headers={"User-Agent": "web"}) as shop_client:
        options = shop.CallOptions(headers={"X-More": "1"}, timeout=2.5)
        shop_client.get_order("a", x_trace="t", seen="y n", options=options)
    sent = server.only.headers
    assert (sent["x-trace"], sent["cookie"], sent["x-more"]) == ("t", "seen=y%20n", "1")
    assert sent["user-agent"] == "web"
    assert sent["accept"] == "application/json, application/problem+json, text/plain"
    assert server.only.extensions["timeout"]["read"] == 2.5


@pytest.mark.parametrize(
    ("credentials", "query", "headers"),
    [
        ({"key": "k&"}, "?api_key=k%26", {}),
        ({"token": "t", "other": lambda: "o"}, "", {"authorization": "Bearer t", "x-other": "o"}),
        ({"token": "t"}, "", {}),  # no alternative is complete
        ({}, "", {}),
    ],
)
def test_credentials_of_the_first_alternative_that_is_complete(
    shop: Any, credentials: dict[str, Any], query: str, headers: dict[str, str]
) -> None:
    server = Server(an_order())
    with client(shop, server, credentials=credentials) as shop_client:
        shop_client.get_order("a")
    assert server.target == f"/v1/orders/a{query}"
    sent = server.only.headers
    assert {n: sent[n] for n in ("authorization", "x-other") if n in sent} == headers


def test_json_without_what_was_not_given(shop: Any) -> None:
    server = Server(httpx.Response(201, json={"id": "1"}))
    with client(shop, server) as shop_client:
        made = shop_client.place_order(shop.models.Order(id="1", items=["a"]))
    assert server.only.content == b'{"id":"1","items":["a"]}'
    assert server.only.headers["content-type"] == "application/json"
    assert made.id == "1"


def test_forms(shop: Any) -> None:
    server = Server(httpx.Response(201, json={"id": "1"}))
    with client(shop, server) as shop_client:
        body = shop.models.Order(id="a&b", items=["x", "y"])
        shop_client.place_order(body, content_type="application/x-www-form-urlencoded")
    assert server.only.content == b"id=a%26b&items=x&items=y"


def test_forms_in_parts(shop: Any) -> None:
    server = Server(httpx.Response(201, json={"id": "1"}))
    body = shop.models.PlaceOrderFormRequest(
        file=b"\x00\xff", meta=shop.models.Order(id="1"), sizes=[1, 2]
    )
    with client(shop, server) as shop_client:
        shop_client.place_order(body, content_type="multipart/form-data")
    sent = server.only
    assert sent.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'name="file"; filename="file"' in sent.content
    assert b"\r\n\r\n\x00\xff\r\n" in sent.content
    assert b'name="meta"\r\nContent-Type: application/json\r\n\r\n{"id":"1"}' in sent.content
    assert sent.content.count(b'name="sizes"') == 2


# ---- what comes back


def test_results_have_their_types(shop: Any) -> None:
    with client(shop, Server(an_order(), httpx.Response(202))) as shop_client:
        assert type(shop_client.get_order("a")) is shop.models.Order
        assert shop_client.get_order("a") is None


def test_what_is_not_json(shop: Any) -> None:
    picture = httpx.Response(200, content=b"\x89PNG", headers={"content-type": "image/png"})
    with client(shop, Server(picture)) as shop_client:
        assert shop_client.list_("a", "png") == b"\x89PNG"


def test_an_error_has_its_class_and_its_body(shop: Any) -> None:
    answer = httpx.Response(
        404, json={"title": "gone"}, headers={"content-type": "application/problem+json"}
    )
    with client(shop, Server(answer)) as shop_client, pytest.raises(shop.errors.NotFound) as caught:
        shop_client.get_order("a")
    assert type(caught.value) is shop.errors.GetOrderNotFound
    assert isinstance(caught.value, shop.ApiError)
    assert type(caught.value.body) is shop.models.Problem
    assert (caught.value.status, caught.value.operation) == (404, "getOrder")
    assert str(caught.value) == "getOrder: 404 Not Found"


def test_ranges_and_default(shop: Any) -> None:
    server = Server(httpx.Response(502, text="no", headers={"content-type": "text/plain"}))
    with client(shop, server) as shop_client:
        with pytest.raises(shop.errors.GetOrderStatus5XX) as caught:
            shop_client.get_order("a")
        assert caught.value.body == "no"
    with (
        client(shop, Server(httpx.Response(418, json={"title": "tea"}))) as shop_client,
        pytest.raises(shop.errors.DeleteOrderError) as other,
    ):
        shop_client.delete_order("a")
    assert other.value.body.title == "tea"


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json={"id": 1}),
        httpx.Response(200, content=b"{", headers={"content-type": "application/json"}),
        httpx.Response(200, text="<html>", headers={"content-type": "text/html"}),
        httpx.Response(409),
    ],
)
def test_an_answer_that_the_contract_does_not_allow(shop: Any, answer: httpx.Response) -> None:
    with (
        client(shop, Server(answer)) as shop_client,
        pytest.raises(shop.ContractViolationError) as caught,
    ):
        shop_client.get_order("a")
    assert caught.value.response.status_code == answer.status_code


def test_where_all_that_counts_is_in_headers_the_response_is_the_result(shop: Any) -> None:
    answer = httpx.Response(302, headers={"location": "/orders/9"})
    with client(shop, Server(answer)) as shop_client:
        assert shop_client.get_latest().headers["location"] == "/orders/9"


def test_headers_of_any_response(shop: Any) -> None:
    seen: list[str] = []
    options = shop.CallOptions(on_response=lambda response: seen.append(response.headers["etag"]))
    with client(shop, Server(httpx.Response(204, headers={"etag": "7"}))) as shop_client:
        assert shop_client.delete_order("a", options=options) is None
    assert seen == ["7"]


# ---- trying again


def tried(package: Any, server: Server, call: Callable[[Any], Any], **settings: Any) -> list[float]:
    """The waits between the tries of a call."""
    waits: list[float] = []
    with client(package, server, sleep=waits.append, **settings) as shop_client:
        try:
            call(shop_client)
        except (package.ApiError, httpx.TransportError):
            waits.append(-1)
    return waits


def get(shop_client: Any) -> Any:
    return shop_client.get_order("a")


BUSY = httpx.Response(503, text="busy", headers={"content-type": "text/plain"})


@pytest.mark.parametrize(
    ("answers", "waits"),
    [
        ([BUSY, an_order()], [0.1]),
        ([BUSY], [0.1, 0.2, -1]),
        ([httpx.ConnectError("no"), an_order()], [0.1]),
        ([httpx.ReadTimeout("slow")], [0.1, 0.2, -1]),
        ([httpx.Response(500, text="x", headers={"content-type": "text/plain"})], [-1]),
        ([httpx.Response(503, headers={"retry-after": "2"}), an_order()], [2]),
        ([httpx.Response(503, text="", headers={"retry-after": "900"}), an_order()], [-1]),
    ],
)
def test_calls_are_tried_again_as_the_manifest_says(
    patient: Any, answers: list[Any], waits: list[float]
) -> None:
    assert tried(patient, Server(*answers), get) == waits


def test_a_client_without_a_manifest_tries_once(shop: Any) -> None:
    assert tried(shop, Server(BUSY), get) == [-1]


def test_all_tries_of_a_post_have_one_key(patient: Any) -> None:
    server = Server(BUSY, BUSY, httpx.Response(201, json={"id": "1"}))
    order = patient.models.Order(id="1")
    waits = tried(patient, server, lambda one: one.place_order(order))
    assert waits == [0.1, 0.2]
    keys = {request.headers["idempotency-key"] for request in server.requests}
    assert len(keys) == 1
    assert uuid.UUID(keys.pop()).version == 4


def test_a_post_without_a_key_is_never_repeated(shop: Any) -> None:
    server = Server(BUSY)
    retry = shop.Retry(attempts=3, statuses=("5XX",))
    order = shop.models.Order(id="1")
    assert tried(shop, server, lambda one: one.place_order(order), retry=retry) == [-1]


def test_the_timeout_of_the_manifest(patient: Any) -> None:
    server = Server(an_order())
    with client(patient, server) as shop_client:
        get(shop_client)
    assert server.only.extensions["timeout"] == dict.fromkeys(
        ("connect", "read", "write", "pool"), 0.3
    )


# ---- asynchronous


def test_the_other_client_does_the_same(patient: Any) -> None:
    server = Server(httpx.ConnectError("no"), BUSY, an_order(note="n"))
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async def main() -> Any:
        transport = httpx.MockTransport(server)
        url = "https://shop.example/v1"
        async with patient.AsyncClient(url, transport=transport, sleep=sleep) as shop_client:
            return await shop_client.get_order("a", sizes=[1])

    assert asyncio.run(main()).note == "n"
    assert waits == [0.1, 0.2]
    assert server.requests[0].url.raw_path == b"/v1/orders/a?sizes=1"


def test_a_client_of_your_own_stays_open(shop: Any) -> None:
    with httpx.Client(transport=httpx.MockTransport(Server(an_order()))) as own:
        with shop.Client("https://shop.example", http=own) as shop_client:
            get(shop_client)
        assert not own.is_closed


def test_generated_modules_import_nothing_of_planner(tmp_path: Path) -> None:
    package = imported(tmp_path, a_shop(PATHS, SCHEMAS))
    folder = Path(package.__file__).parent
    imports = [
        line.strip()
        for path in folder.glob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if line.strip().startswith(("import ", "from ")) and " import planner" not in line
    ]
    outside = {line.split()[1].split(".")[0] for line in imports if not line.startswith("from .")}
    allowed = {"httpx", "pydantic", "pydantic_core", "typing_extensions"}
    standard = {
        *("__future__", "asyncio", "atexit", "base64", "collections", "contextlib", "dataclasses"),
        *("datetime", "functools", "importlib", "io", "json", "os", "pathlib", "time", "types"),
        *("typing", "urllib", "uuid", "weakref", "decimal"),
    }
    assert outside <= allowed | standard


def test_arguments_with_the_names_of_other_things(tmp_path: Path) -> None:
    names = ["operations", "models", "self", "body", "options", "content_type", "errors", "list"]
    listed = ", ".join(f"{{name: {name}, in: query, schema: {{type: string}}}}" for name in names)
    paths = f"""
    /orders:
      get:
        operationId: listOrders
        parameters: [{listed}]
        responses: {{'204': {{description: ''}}}}
    """
    package = imported(tmp_path, a_shop(paths))
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(204)

    with package.Client("http://shop", transport=httpx.MockTransport(answer)) as client:
        taken = {"operations", "self", "body", "options", "content_type"}
        told = {f"{name}_" if name in taken else name: f"1 {name}" for name in names}
        client.list_orders(**told)
    assert dict(seen[0].url.params) == {name: f"1 {name}" for name in names}
