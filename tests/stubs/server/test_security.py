"""Credentials: there or not, in the right form or not, good or not."""

import base64
from typing import Any

import pytest

from planner.stubs.server.app import StubApp
from planner.stubs.server.types import ServerOptions
from tests.stubs.server.a_bundle import an_operation
from tests.stubs.server.driving import an_app, ask

ERROR = {
    "type": "object",
    "properties": {"message": {"type": "string"}},
    "required": ["message"],
    "additionalProperties": False,
}
SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "location": "", "parameter": ""},
    "basic": {"type": "http", "scheme": "basic", "location": "", "parameter": ""},
    "oauth": {"type": "oauth2", "scheme": "", "location": "", "parameter": ""},
    "header": {"type": "apiKey", "scheme": "", "location": "header", "parameter": "X-Key"},
    "query": {"type": "apiKey", "scheme": "", "location": "query", "parameter": "key"},
    "cookie": {"type": "apiKey", "scheme": "", "location": "cookie", "parameter": "sid"},
    "tls": {"type": "mutualTLS", "scheme": "", "location": "", "parameter": ""},
}


def guarded(*alternatives: dict[str, Any], options: ServerOptions | None = None) -> StubApp:
    responses: dict[str, Any] = {"204": None, "401": ERROR, "403": ERROR}
    operation = an_operation("GET", "/pets", responses, security=list(alternatives))
    return an_app(operation, schemes=SCHEMES, options=options)


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("scheme", "target", "headers", "status"),
    [
        ("bearer", "/pets", {"Authorization": "Bearer abc"}, 204),
        ("bearer", "/pets", {"Authorization": "bearer abc"}, 204),
        ("bearer", "/pets", {}, 401),
        ("bearer", "/pets", {"Authorization": "Bearer"}, 401),
        ("bearer", "/pets", {"Authorization": "Bearer a b"}, 401),
        ("bearer", "/pets", {"Authorization": "Basic abc"}, 401),
        ("bearer", "/pets", {"Authorization": "Bearer an-INVALID-one"}, 401),
        ("bearer", "/pets", {"Authorization": "Bearer forbidden"}, 403),
        ("oauth", "/pets", {"Authorization": "Bearer abc"}, 204),
        ("oauth", "/pets", {}, 401),
        ("basic", "/pets", {"Authorization": basic("ada:secret")}, 204),
        ("basic", "/pets", {"Authorization": basic("ada")}, 401),
        ("basic", "/pets", {"Authorization": basic("invalid:x")}, 401),
        ("basic", "/pets", {"Authorization": "Basic %%%"}, 401),
        ("header", "/pets", {"x-key": "abc"}, 204),
        ("header", "/pets", {"x-key": " "}, 401),
        ("header", "/pets", {"x-key": "invalid"}, 401),
        ("query", "/pets?key=abc", {}, 204),
        ("query", "/pets?key=", {}, 401),
        ("query", "/pets?key=inv%61lid", {}, 401),
        ("cookie", "/pets", {"Cookie": "sid=abc"}, 204),
        ("cookie", "/pets", {"Cookie": "other=abc"}, 401),
        ("tls", "/pets", {}, 204),
    ],
)
def test_schemes(scheme: str, target: str, headers: dict[str, str], status: int) -> None:
    reply = ask(guarded({scheme: []}), "GET", target, headers=headers)
    assert reply.status == status
    if status > 204:
        assert set(reply.json) == {"message"}


def test_all_schemes_of_an_alternative_are_needed() -> None:
    app = guarded({"bearer": [], "header": []}, {"query": []})
    both = {"Authorization": "Bearer a", "X-Key": "b"}
    assert ask(app, "GET", "/pets", headers=both).status == 204
    assert ask(app, "GET", "/pets", headers={"X-Key": "b"}).status == 401
    assert ask(app, "GET", "/pets?key=c").status == 204


def test_an_empty_alternative_needs_nothing() -> None:
    assert ask(guarded({"bearer": []}, {}), "GET", "/pets").status == 204


def test_401_says_what_is_wanted() -> None:
    reply = ask(guarded({"bearer": []}), "GET", "/pets")
    assert reply.headers["www-authenticate"] == 'Bearer realm="stub"'
    assert reply.json == {"message": "No credential in header `Authorization`"}


def test_a_401_that_is_not_declared_is_said_all_the_same() -> None:
    operation = an_operation("GET", "/pets", {"204": None}, security=[{"bearer": []}])
    reply = ask(an_app(operation, schemes=SCHEMES), "GET", "/pets")
    assert (reply.status, reply.headers["x-plan-undeclared"]) == (401, "1")
    assert reply.headers["www-authenticate"] == 'Bearer realm="stub"'


def test_only_403_is_declared() -> None:
    responses: dict[str, Any] = {"204": None, "403": ERROR}
    operation = an_operation("GET", "/pets", responses, security=[{"bearer": []}])
    assert ask(an_app(operation, schemes=SCHEMES), "GET", "/pets").status == 403


def test_checking_can_be_left_out() -> None:
    app = guarded({"bearer": []}, options=ServerOptions(checks_auth=False))
    assert ask(app, "GET", "/pets").status == 204


def test_rejected_tokens_are_chosen() -> None:
    app = guarded({"bearer": []}, options=ServerOptions(rejected_tokens=("expired",)))
    assert ask(app, "GET", "/pets", headers={"Authorization": "Bearer invalid"}).status == 204
    assert ask(app, "GET", "/pets", headers={"Authorization": "Bearer expired-1"}).status == 401
