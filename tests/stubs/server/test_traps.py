"""What stub servers fall into, one test each, named by the trap.

The traps were found in 183 published contracts and in the servers that serve them. Some are tried
where what they are about is tested:

- 14, pages that never end: `test_pages_by_cursor_end` and its neighbours in `test_state.py`
- 17, a start with nothing to serve: `test_what_can_not_be_served_is_told` in
  `tests/cli/test_stubs_serve.py`
- 19, models that disagree with the contract: `tests/stubs/package/test_models.py`, and
  `test_each_fixture_is_read_by_its_model` in `test_round_trip.py` beside it
- 20, drift: `test_one_byte_is_enough` and its neighbours in `tests/cli/test_stubs_generate.py`
- 22, tools that phone home:
  `test_engines_see_neither_the_environment_nor_command_lines_with_secrets`
  in `tests/adapters/test_engines.py`
"""

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from planner.model.bundle import Bundle
from planner.stubs.server.app import StubApp
from planner.stubs.server.types import Mount
from tests.stubs.server.driving import ask, openapi

SEEDS = [f"dynamic=true, seed={number}" for number in range(12)]


def serving(schema: Any, *, version: str = "3.1.0", **components: Any) -> tuple[StubApp, Bundle]:
    """Return a server of a contract with one schema, to be had by GET and to be sent by POST."""
    content = {"application/json": {"schema": schema}}
    bundle = openapi(
        {
            "openapi": version,
            "components": {"schemas": components},
            "paths": {
                "/things": {
                    "get": {"responses": {"200": {"description": "", "content": content}}},
                    "post": {
                        "requestBody": {"required": True, "content": content},
                        "responses": {"204": {"description": ""}},
                    },
                }
            },
        }
    )
    return StubApp([Mount("", bundle)]), bundle


def given(app: StubApp, prefer: str = "dynamic=true") -> Any:
    reply = ask(app, "GET", "/things", headers={"Prefer": prefer})
    assert reply.status == 200, reply.body
    return reply.json


def sent(app: StubApp, value: Any) -> int:
    headers = {"Content-Type": "application/json"}
    return ask(app, "POST", "/things", json.dumps(value), headers=headers).status


def judged(bundle: Bundle, value: Any) -> None:
    """Let another library judge an answer."""
    schema = bundle["operations"][0]["responses"]["200"]["media"]["application/json"]["schema"]
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    whole = {"allOf": [schema], "$defs": bundle["schemas"]}
    jsonschema.Draft202012Validator(whole, format_checker=checker).validate(value)


def test_trap_1_invalid_examples_are_never_served() -> None:
    schema = {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]}
    app, bundle = serving({**schema, "example": {"id": "one"}})
    reply = ask(app, "GET", "/things")
    judged(bundle, reply.json)
    assert reply.headers["x-plan-variant"] == "typical"


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"type": "string", "format": "uuid"}, "3f2f7a50-1d53-4a8e-9e0a-5d3c2f1b0a01", "no-uuid"),
        ({"type": "string", "format": "duration"}, "P3DT4H", "three days"),
        ({"type": "string", "format": "date-time"}, "2024-02-29T12:00:00Z", "Fri Nov 20 2026"),
        ({"type": "string", "format": "byte"}, "YWJj", "a§"),
        ({"type": "integer", "format": "int32"}, 2**31 - 1, 2**31),
    ],
)
def test_trap_2_formats_are_asserted(schema: Any, good: Any, bad: Any) -> None:
    app, bundle = serving(schema)
    assert (sent(app, good), sent(app, bad)) == (204, 422)
    for prefer in SEEDS:
        judged(bundle, given(app, prefer))


def test_trap_3_nullable_without_a_type_is_never_null_in_answers() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"nullable": True, "allOf": [{"type": "string"}]}},
        "required": ["a"],
    }
    app, _ = serving(schema, version="3.0.3")
    assert all(given(app, prefer)["a"] is not None for prefer in SEEDS)


@pytest.mark.parametrize(
    "pattern", ["^.{0,262144}$", "(?i)^abc$", r"^\p{L}+\Z", r"(?<y>a)\k<y>", "(", r"^(a+)+$"]
)
def test_trap_4_hard_patterns_harm_one_schema_at_most(pattern: str) -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "string", "pattern": pattern}, "b": {"type": "integer"}},
        "required": ["b"],
    }
    app, _ = serving(schema)
    reply = ask(app, "GET", "/things")
    assert reply.status == 200
    assert isinstance(reply.json["b"], int)
    assert sent(app, {"b": "x"}) == 422
    assert sent(app, {"a": "a" * 60 + "!", "b": 1}) in {204, 422}


@pytest.mark.parametrize("step", [0.01, 0.5, 0.1, 2.5])
def test_trap_5_multiples_of_fractions(step: float) -> None:
    app, _ = serving({"type": "number", "multipleOf": step, "minimum": 1, "maximum": 1000})
    for prefer in SEEDS:
        assert Decimal(str(given(app, prefer))) % Decimal(str(step)) == 0


def test_trap_6_exactly_one_branch_holds() -> None:
    schema = {
        "oneOf": [
            {"type": "object", "properties": {"message": {"type": "string"}}},
            {"type": "object", "properties": {"errors": {"type": "array"}}, "required": ["errors"]},
        ]
    }
    app, bundle = serving(schema)
    for prefer in SEEDS:
        judged(bundle, given(app, prefer))


def test_trap_6_a_discriminator_names_the_branch() -> None:
    branches: dict[str, Any] = {
        name: {
            "type": "object",
            "properties": {"kind": {"type": "string"}, name.lower(): {"type": "integer"}},
            "required": ["kind", name.lower()],
        }
        for name in ("Cat", "Dog")
    }
    choice = {
        "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in branches],
        "discriminator": {"propertyName": "kind"},
    }
    app, _ = serving(choice, **branches)
    kinds = {given(app, prefer)["kind"] for prefer in SEEDS}
    assert kinds <= {"Cat", "Dog"}
    assert kinds


def test_trap_7_recursion_ends() -> None:
    tree = {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
            "parent": {"$ref": "#/components/schemas/Tree"},
        },
        "required": ["name", "children"],
    }
    app, bundle = serving({"$ref": "#/components/schemas/Tree"}, Tree=tree)
    judged(bundle, given(app, "variant=saturated"))


def test_trap_7_what_can_not_exist_is_said() -> None:
    endless = {
        "type": "object",
        "properties": {"self": {"$ref": "#/components/schemas/Endless"}},
        "required": ["self"],
    }
    app, _ = serving({"$ref": "#/components/schemas/Endless"}, Endless=endless)
    reply = ask(app, "GET", "/things")
    assert reply.status == 500
    assert "No valid body can be made" in reply.json["detail"]


def test_trap_8_read_only_and_write_only_members() -> None:
    schema = {
        "type": "object",
        "properties": {
            "id": {"type": "integer", "readOnly": True},
            "password": {"type": "string", "writeOnly": True},
        },
        "required": ["id", "password"],
    }
    app, _ = serving(schema)
    for prefer in SEEDS:
        assert set(given(app, prefer)) == {"id"}
    assert sent(app, {"password": "x"}) == 204
    assert sent(app, {}) == 422


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "patternProperties": {"^x-": {"type": "integer"}}, "minProperties": 2,
         "additionalProperties": False},
        {"type": "object", "minProperties": 3, "additionalProperties": {"type": "boolean"}},
        {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
         "required": ["a"], "dependentRequired": {"a": ["b"]}},
        {"type": "array", "contains": {"const": 7}, "minContains": 2, "items": {"type": "integer"}},
        {"allOf": [{"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}],
         "unevaluatedProperties": False},
        {"type": "array", "items": {"enum": [1, 2, 3]}, "uniqueItems": True, "minItems": 3},
    ],
)  # fmt: skip
def test_trap_9_rare_keywords(schema: Any) -> None:
    app, bundle = serving(schema)
    for prefer in SEEDS:
        judged(bundle, given(app, prefer))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 406, 415, 422, 429, 500, 503])
def test_trap_10_errors_have_their_declared_form(status: int) -> None:
    error = {
        "type": "object",
        "properties": {
            "code": {"type": "string", "pattern": "^[A-Z]{4}$"},
            "message": {"type": "string"},
        },
        "required": ["code", "message"],
    }
    content = {"application/json": {"schema": error}}
    responses = {str(status): {"description": "", "content": content}, "204": {"description": ""}}
    bundle = openapi({"paths": {"/things": {"get": {"responses": responses}}}})
    reply = ask(
        StubApp([Mount("", bundle)]), "GET", "/things", headers={"Prefer": f"code={status}"}
    )
    assert reply.status == status
    jsonschema.validate(reply.json, error)
    assert reply.json["message"]


@pytest.mark.parametrize(
    "body",
    [
        b"{bad",
        b"\x00",
        b"\xef\xbb\xbf1",
        b"NaN",
        b"1e999",
        b"[" * 100_000,
        b'{"a":' * 9_999,
        b"\xff",
    ],
)
def test_trap_11_malformed_bodies_are_answered(body: bytes) -> None:
    app, _ = serving({"type": "object"})
    reply = ask(app, "POST", "/things", body, headers={"Content-Type": "application/json"})
    assert 400 <= reply.status < 500
    assert b"Traceback" not in reply.body


def test_trap_12_encoded_slashes_repeated_keys_and_plus() -> None:
    words = {"type": "array", "items": {"type": "string"}, "minItems": 2}
    parameters = [
        {"name": "id", "in": "path", "required": True, "schema": {"const": "a/b"}},
        {"name": "q", "in": "query", "schema": words},
        {"name": "text", "in": "query", "schema": {"const": "a b+c"}},
    ]
    answers = {"204": {"description": ""}}
    bundle = openapi(
        {"paths": {"/x/{id}": {"get": {"parameters": parameters, "responses": answers}}}}
    )
    reply = ask(StubApp([Mount("", bundle)]), "GET", "/x/a%2Fb?q=1&q=2&text=a+b%2Bc")
    assert reply.status == 204


def test_trap_13_base_paths_and_mixed_segments() -> None:
    answers = {"responses": {"204": {"description": ""}}}
    parameter = {"name": "Sid", "in": "path", "required": True, "schema": {"type": "string"}}
    paths = {"/Accounts/{Sid}.json": {"get": answers, "parameters": [parameter]}}
    bundle = openapi({"servers": [{"url": "https://api.shop.example/2010"}], "paths": paths})
    app = StubApp([Mount("", bundle)])
    assert ask(app, "GET", "/2010/Accounts/AC1.json").status == 204
    assert ask(app, "GET", "/Accounts/AC1.json").status == 204
    assert ask(app, "GET", "/Accounts/AC1").status == 404


def test_trap_15_a_bad_token_is_refused() -> None:
    schemes = {"auth": {"type": "http", "scheme": "bearer"}}
    responses = {"204": {"description": ""}, "401": {"description": ""}}
    bundle = openapi(
        {
            "components": {"securitySchemes": schemes},
            "security": [{"auth": []}],
            "paths": {"/x": {"get": {"responses": responses}}},
        }
    )
    app = StubApp([Mount("", bundle)])
    tokens = {"": 401, "Bearer invalid": 401, "Bearer good": 204}
    for token, status in tokens.items():
        headers = {"Authorization": token} if token else {}
        assert ask(app, "GET", "/x", headers=headers).status == status


_ASK_TWICE = """
import hashlib, sys
from tests.stubs.server.driving import ask
from tests.stubs.server.test_traps import a_shop
app = a_shop()
replies = [ask(app, "GET", f"/products/{n}?page={n}") for n in range(40)]
replies += [ask(app, "POST", "/products", {"name": f"n{n}"}) for n in range(10)]
print(hashlib.sha256(repr(replies).encode()).hexdigest())
"""


def a_shop() -> StubApp:
    product = {
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "name": {"type": "string"},
            "createdAt": {"type": "string", "format": "date-time"},
            "labels": {"type": "object", "additionalProperties": {"type": "string"}},
        },
        "required": ["id", "name", "createdAt"],
    }
    content = {"application/json": {"schema": product}}
    answer = {"description": "", "content": content}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    paths = {
        "/products/{id}": {"get": {"parameters": [key], "responses": {"200": answer}}},
        "/products": {
            "post": {
                "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
                "responses": {"201": answer},
            }
        },
    }
    return StubApp([Mount("", openapi({"paths": paths}))])


def test_trap_16_two_processes_answer_alike() -> None:
    root = Path(__file__).parents[3]
    digests = {
        subprocess.run(
            [sys.executable, "-c", _ASK_TWICE],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            cwd=root,
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert len(digests) == 1


def test_trap_16_the_order_of_requests_does_not_matter() -> None:
    targets = [f"/products/{n}" for n in range(30)]
    one, other = a_shop(), a_shop()
    forwards = {target: ask(one, "GET", target) for target in targets}
    backwards = {target: ask(other, "GET", target) for target in reversed(targets)}
    assert forwards == backwards


def test_trap_18_what_was_asked_for_comes_back() -> None:
    assert ask(a_shop(), "GET", "/products/p-2").json["id"] == "p-2"
    assert ask(a_shop(), "POST", "/products", {"name": "Lamp"}).json["name"] == "Lamp"


def test_trap_21_variants_show_optional_members_and_their_absence() -> None:
    schema = {
        "type": "object",
        "properties": {
            "a": {"type": "string"},
            "b": {"type": ["string", "null"]},
            "c": {"type": "array", "items": {"type": "integer"}},
        },
        "required": ["a"],
    }
    app, _ = serving(schema)
    assert set(given(app, "variant=minimal")) == {"a"}
    whole = given(app, "variant=saturated")
    assert set(whole) == {"a", "b", "c"}
    assert whole["c"]
    assert given(app, "variant=nulls")["b"] is None
