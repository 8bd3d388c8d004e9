"""Which operation answers: literal before template, mixed segments, bases, prefixes, methods."""

from typing import Any

import pytest

from planner.model.bundle import Operation
from planner.stubs.server.app import StubApp
from planner.stubs.server.routing import Mixed
from planner.stubs.server.types import Mount
from tests.stubs.server.a_bundle import a_bundle, a_parameter, an_operation
from tests.stubs.server.driving import an_app, ask


def get(path: str, **other: Any) -> Operation:
    return an_operation("GET", path, {"204": None}, **other)


PATHS = [
    "/pets",
    "/pets/{id}",
    "/pets/mine",
    "/pets/{id}/toys/{toy}",
    "/Accounts/{Sid}.json",
    "/Accounts/{Sid}/Calls.json",
    "/compare/{base}...{head}",
    "/compare/{basehead}",
    "/trailing/",
    "/",
    "/v2/{a}-{b}",
    "/sp%C3%A4t/{x}",
]


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/pets", "/pets"),
        ("/pets/7", "/pets/{id}"),
        ("/pets/mine", "/pets/mine"),
        ("/pets/mine/", "/pets/mine"),
        ("/pets/mine/toys/ball", "/pets/{id}/toys/{toy}"),
        ("/pets/a%2Fb", "/pets/{id}"),
        ("/pets/%E2%82%AC", "/pets/{id}"),
        ("/Accounts/AC1.json", "/Accounts/{Sid}.json"),
        ("/Accounts/AC1/Calls.json", "/Accounts/{Sid}/Calls.json"),
        ("/compare/main...dev", "/compare/{base}...{head}"),
        ("/compare/main..dev", "/compare/{basehead}"),
        ("/trailing", "/trailing/"),
        ("/trailing/", "/trailing/"),
        ("/", "/"),
        ("/v2/x-y-z", "/v2/{a}-{b}"),
        ("/sp%c3%a4t/1", "/sp%C3%A4t/{x}"),
    ],
)
def test_a_path_leads_to_its_operation(target: str, path: str) -> None:
    reply = ask(an_app(*map(get, PATHS)), "GET", target)
    assert reply.headers["x-plan-operation"] == f"GET {path}".encode("ascii", "replace").decode()


@pytest.mark.parametrize(
    "target",
    ["/nothing", "/pets//toys/1", "/pets/7/toys", "/Accounts/.json", "/pets/../pets", "//pets"],
)
def test_a_path_that_no_operation_has(target: str) -> None:
    reply = ask(an_app(*map(get, PATHS)), "GET", target)
    assert reply.status == 404
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["x-plan-undeclared"] == "1"


def test_who_leaves_the_id_empty_is_not_given_the_list() -> None:
    app = an_app(get("/pets"), get("/pets/{id}"), get("/shops"))
    reply = ask(app, "GET", "/pets/")
    assert (reply.status, reply.headers["x-plan-operation"]) == (404, "GET /pets/{id}")
    assert reply.faults == [{"in": "path", "name": "id", "message": "It is empty"}]
    assert ask(app, "PUT", "/pets/").status == 405
    assert ask(app, "GET", "/shops/").status == 204


def test_values_of_the_path_are_decoded() -> None:
    schema = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}
    app = an_app(an_operation("GET", "/pets/{id}", {"200": schema}))
    assert ask(app, "GET", "/pets/a%2Fb%20c").json["id"] == "a/b c"


@pytest.mark.parametrize(
    ("literals", "segment", "values"),
    [
        (["", ".json"], "AC.json", ("AC",)),
        (["", ".json"], ".json", None),
        (["", "...", ""], "a...b", ("a", "b")),
        (["", "...", ""], "a....b", ("a", ".b")),
        (["", "...", ""], "...b", None),
        (["x", "-", "y"], "x1-2y", ("1", "2")),
        (["x", "-", "y"], "x1-2", None),
        (["", "", ""], "ab", ("a", "b")),
    ],
)
def test_mixed_segments(literals: list[str], segment: str, values: tuple[str, ...] | None) -> None:
    assert Mixed(literals).split(segment) == values


def test_a_mixed_segment_takes_linear_time() -> None:
    assert Mixed(["", *["aa"] * 50, "b"]).split("a" * 50_000) is None


@pytest.mark.parametrize("target", ["/v1/pets", "/pets", "/v1/pets/"])
def test_base_paths_of_servers_are_accepted_and_optional(target: str) -> None:
    reply = ask(an_app(get("/pets", bases=["/v1"])), "GET", target)
    assert reply.status == 204


def test_a_base_path_of_another_operation_does_not_count() -> None:
    app = an_app(get("/pets", bases=["/v1"]), get("/toys", bases=["/v2"]))
    assert ask(app, "GET", "/v2/pets").status == 404


def test_templates_of_one_shape_are_told_apart_by_their_schemas() -> None:
    number = a_parameter("id", "path", {"type": "integer"})
    name = a_parameter("name", "path", {"type": "string", "pattern": "^[a-z]+$"})
    app = an_app(get("/users/{id}", parameters=[number]), get("/users/{name}", parameters=[name]))
    assert ask(app, "GET", "/users/7").headers["x-plan-operation"] == "GET /users/{id}"
    assert ask(app, "GET", "/users/ada").headers["x-plan-operation"] == "GET /users/{name}"


def test_a_concrete_path_hides_a_template() -> None:
    delete = an_operation("DELETE", "/pets/{id}", {"204": None})
    reply = ask(an_app(get("/pets/mine"), delete), "DELETE", "/pets/mine")
    assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_a_mixed_segment_without_the_method_leaves_it_to_a_whole_one() -> None:
    delete = an_operation("DELETE", "/pets/{id}", {"204": None})
    app = an_app(get("/pets/{id}.json"), delete)
    assert ask(app, "DELETE", "/pets/7.json").status == 204
    assert ask(app, "PUT", "/pets/7.json").headers["allow"] == "DELETE, GET, HEAD, OPTIONS"


def test_a_parameter_that_may_hold_slashes_takes_the_rest() -> None:
    rest = a_parameter("path", "path", {"type": "string"}, allow_reserved=True)
    app = an_app(get("/files/{path}", parameters=[rest]))
    assert ask(app, "GET", "/files/a/b/c").status == 204


def test_contracts_under_prefixes() -> None:
    one, other = a_bundle(get("/pets"), contract="one"), a_bundle(get("/pets"), contract="other")
    app = StubApp([Mount("/one", one), Mount("/one/other", other)])
    assert ask(app, "GET", "/one/pets").headers["x-plan-contract"].startswith("one@1.0.0 ")
    assert ask(app, "GET", "/one/other/pets").headers["x-plan-contract"].startswith("other@")
    assert ask(app, "GET", "/onepets").status == 404
    assert ask(app, "GET", "/pets").status == 404


def test_contracts_on_the_same_prefix_complete_each_other() -> None:
    one, other = a_bundle(get("/pets"), contract="one"), a_bundle(get("/toys"), contract="other")
    app = StubApp([Mount("", one), Mount("", other)])
    assert ask(app, "GET", "/toys").headers["x-plan-contract"].startswith("other@")


def test_another_method_is_refused_with_those_there_are() -> None:
    reply = ask(an_app(get("/pets"), an_operation("POST", "/pets", {"201": None})), "PUT", "/pets")
    assert reply.status == 405
    assert reply.headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_a_declared_405_has_its_declared_form() -> None:
    schema = {
        "type": "object",
        "properties": {"message": {"type": "string"}},
        "required": ["message"],
    }
    reply = ask(an_app(an_operation("GET", "/pets", {"204": None, "405": schema})), "PUT", "/pets")
    assert (reply.status, reply.json) == (405, {"message": "This path doesn't have this method"})
    assert reply.headers["allow"] == "GET, HEAD, OPTIONS"
    assert "x-plan-undeclared" not in reply.headers


def test_head_is_get_without_the_body() -> None:
    app = an_app(an_operation("GET", "/pets", {"200": {"type": "array"}}))
    got, headed = ask(app, "GET", "/pets"), ask(app, "HEAD", "/pets")
    assert headed.status == 200
    assert headed.body == b""
    assert headed.headers == got.headers


def test_options_names_the_methods() -> None:
    reply = ask(an_app(get("/pets")), "OPTIONS", "/pets")
    assert (reply.status, reply.headers["allow"]) == (204, "GET, HEAD, OPTIONS")


def test_a_preflight_is_answered() -> None:
    headers = {
        "Origin": "http://shop.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "x-trace, authorization",
    }
    reply = ask(an_app(get("/pets")), "OPTIONS", "/pets", headers=headers)
    assert reply.headers["access-control-allow-origin"] == "http://shop.example"
    assert reply.headers["access-control-allow-headers"] == "x-trace, authorization"
    assert "GET" in reply.headers["access-control-allow-methods"]


def test_pages_of_other_origins_may_read_answers() -> None:
    reply = ask(an_app(get("/pets")), "GET", "/pets", headers={"Origin": "http://shop.example"})
    assert reply.headers["access-control-allow-origin"] == "http://shop.example"
    assert "x-plan-operation" in reply.headers["access-control-expose-headers"]
    assert "access-control-allow-origin" not in ask(an_app(get("/pets")), "GET", "/pets").headers


def test_a_declared_options_is_an_operation() -> None:
    app = an_app(an_operation("OPTIONS", "/pets", {"200": {"const": "x"}}))
    assert ask(app, "OPTIONS", "/pets").json == "x"
