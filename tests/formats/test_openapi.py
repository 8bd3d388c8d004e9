# ruff: noqa: E501, ISC004  a row of a table reads best on one line
"""OpenAPI: names of operations and webhooks; what is wrong, and where."""

import pytest

from tests.formats.contracts import complaints, offered, read, refusal

HEAD = "openapi: 3.1.0\ninfo: {title: Orders, version: 1.0.0}\n"
OK = "{responses: {default: {description: d}}}"


def test_an_operation_is_called_by_its_id_and_by_method_and_path() -> None:
    text = (
        "openapi: 3.0.3\ninfo: {title: Orders, version: 1.0.0}\nservers: [{url: https://x/api/v1}]\n"
        "paths:\n  /orders/{id}:\n    parameters: []\n"
        f"    get: {{operationId: getOrder, responses: {{200: {{description: d}}}}}}\n    delete: {OK}\n"
    )
    assert offered(read({"openapi.yaml": text})) == {
        "DELETE /orders/{id}": ("DELETE /api/v1/orders/{id}",),
        "getOrder": ("GET /orders/{id}", "GET /api/v1/orders/{id}"),
    }
    assert read({"openapi.yaml": text}).title == "Orders"


def test_swagger_2_has_a_base_path() -> None:
    text = f"swagger: '2.0'\ninfo: {{title: T, version: '1'}}\nbasePath: /v2/\npaths: {{/a: {{get: {OK}}}}}\n"
    assert offered(read({"swagger.yaml": text})) == {"GET /a": ("GET /v2/a",)}


def test_openapi_3_2_has_the_method_query_and_methods_of_ones_own() -> None:
    text = (
        "openapi: 3.2.0\ninfo: {title: T, version: '1'}\n"
        f"paths: {{/a: {{query: {OK}, additionalOperations: {{COPY: {OK}}}}}}}\n"
    )
    assert set(offered(read({"openapi.yaml": text}))) == {"QUERY /a", "COPY /a"}
    assert complaints({"openapi.yaml": text}) == []


def test_webhooks_are_messages() -> None:
    text = HEAD + f"webhooks: {{orderPaid: {{post: {OK}}}}}\n"
    content = read({"openapi.yaml": text})
    assert [message.name for message in content.messages] == ["orderPaid"]
    assert content.operations == ()


def test_a_path_may_stand_in_another_file() -> None:
    files = {
        "openapi.yaml": HEAD + "paths: {/a: {$ref: paths/a.yaml}}\n",
        "paths/a.yaml": f"get: {OK}\n",
    }
    assert set(offered(read(files))) == {"GET /a"}
    assert complaints(files) == []


def test_of_two_operations_with_one_id_the_second_keeps_its_path() -> None:
    item = "{operationId: same, responses: {default: {description: d}}}"
    text = HEAD + f"paths:\n  /a: {{get: {item}}}\n  /b: {{get: {item}}}\n"
    assert set(offered(read({"openapi.yaml": text}))) == {"same", "GET /b"}
    assert complaints({"openapi.yaml": text}) == [
        "openapi.yaml:5:27 operation id `same` is used more than once"
    ]


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("3.0", "`openapi` must be text, got `3.0`"),
        ("[3]", "`openapi` must be text, got `[3]`"),
        ("4.0.0", "`openapi: 4.0.0` is not a version of OpenAPI that is known"),
        ("3.10.0", "`openapi: 3.10.0` is not a version of OpenAPI that is known"),
    ],
)
def test_versions_that_are_not_known(version: str, message: str) -> None:
    text = f"openapi: {version}\ninfo: {{title: T, version: '1'}}\npaths: {{}}\n"
    assert refusal({"openapi.yaml": text}) == [("openapi-version", message)]
    assert complaints({"openapi.yaml": text}) == [f"openapi.yaml:1:10 {message}"]


def test_all_wrong_structure_is_reported_at_once() -> None:
    text = "openapi: 3.1.0\npaths:\n  /a: 7\n  /b: {get: [x]}\nwebhooks: no\n"
    assert refusal({"openapi.yaml": text}) == [
        ("openapi", "`/a` must be a mapping"),
        ("openapi", "`get` must be a mapping"),
        ("openapi", "`webhooks` must be a mapping"),
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("paths:\n  /a:\n    get:\n      responses:\n        200: {descripton: x}\n",
         ["openapi.yaml:7:9 `200` lacks the key `description`",
          "openapi.yaml:7:15 unknown key `descripton` in `200`"]),
        ("paths:\n  a:\n    get: {}\n", ["openapi.yaml:4:3 unknown key `a` in `paths`"]),
        ("paths:\n  /a:\n    get:\n      parameters:\n        - {name: q, in: qery, schema: {}}\n"
         "      responses: {default: {description: d}}\n",
         ["openapi.yaml:7:25 `in` can't be `qery`"]),
        ("paths:\n  /a/{id}:\n    get: {responses: {default: {description: d}}}\n",
         ["openapi.yaml:5:5 path parameter `id` of `GET /a/{id}` is not declared"]),
        ("components:\n  schemas:\n    A: {type: strin}\n",
         ["openapi.yaml:5:15 `type` can't be `strin`"]),
        ("components:\n  schemas:\n    A: {type: integer, default: x}\n",
         ["openapi.yaml:5:33 warning: default `x` does not fit its schema"]),
        ("components:\n  schemas:\n    A: {type: object, required: [b]}\n", []),
    ],
)  # fmt: skip
def test_what_the_specification_forbids(body: str, expected: list[str]) -> None:
    assert complaints({"openapi.yaml": HEAD + body}) == expected


def test_a_fault_behind_a_reference_is_reported_where_it_stands() -> None:
    files = {
        "openapi.yaml": HEAD + "paths: {/a: {$ref: a.yaml}}\n",
        "a.yaml": "get:\n  responses:\n    200:\n      description: d\n      content:\n"
        "        application/json: {schema: {$ref: 'schemas.yaml#/Order'}}\n",
        "schemas.yaml": "Order:\n  type: object\n  properties:\n    n: {type: integer, default: x}\n",
    }
    assert complaints(files) == ["schemas.yaml:4:33 warning: default `x` does not fit its schema"]


def test_no_more_problems_are_listed_than_somebody_reads() -> None:
    bad = "".join(f"    A{n}: {{$ref: nowhere{n}.yaml}}\n" for n in range(50))
    found = complaints({"openapi.yaml": HEAD + "components:\n  schemas:\n" + bad})
    assert len(found) == 21
    assert found[-1] == "openapi.yaml:1:1 30 more problems in this file"
