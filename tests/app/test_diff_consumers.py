"""Which consumers a finding hurts."""

from dataclasses import replace
from typing import Any

import pytest

from planner.app.diff_consumers import usage_of, with_hurt
from planner.model.contract import ContractContent, Operation
from planner.model.finding import Occurrence, Severity
from planner.model.system import System
from tests.builders import a_system
from tests.render.diff_views import a_finding

BODY = "response 200 body application/json"


def shop(**call: Any) -> System:
    """`order` calls `getUser` of `user`; `mail` calls everything there; `web` calls `catalog`."""
    manifests = {
        "order": {"consumes": [{"contract": "user-api", "operations": ["getUser"], **call}]},
        "mail": {"consumes": [{"contract": "user-api"}]},
    }
    calls = {"order": ["user"], "mail": ["user"], "web": ["catalog"], "user": [], "catalog": []}
    system = a_system(calls, manifests=manifests)
    operations = (
        Operation("getUser", ("GET /users/{id}",)),
        Operation("listUsers", ("GET /users",)),
    )
    contract = system.contracts["user-api@1.0.0"]
    content = ContractContent("openapi", operations=operations)
    contracts = {**system.contracts, contract.key: replace(contract, content=content)}
    return replace(system, contracts=contracts)


def hurt(
    system: System,
    operation: str = "GET /users/{id}",
    *,
    path: tuple[str, ...] = (),
    slot: str = BODY,
    severity: Severity = Severity.BREAKING,
    version: str = "1.0.0",
) -> tuple[str, ...]:
    usage = usage_of(system, "user-api", version)
    assert usage
    finding = a_finding(occurrences=(Occurrence(operation, slot),), path=path, severity=severity)
    return with_hurt([finding], usage)[0].hurt


@pytest.mark.parametrize(
    ("operation", "who"),
    [
        ("GET /users/{id}", ("mail", "order")),
        ("GET /users", ("mail",)),
        ("POST /users", ("mail",)),
        ("", ("mail", "order")),
    ],
)
def test_who_calls_the_operation(operation: str, who: tuple[str, ...]) -> None:
    assert hurt(shop(), operation) == who


@pytest.mark.parametrize(
    ("fields", "path", "is_hurt"),
    [
        (["email"], ("email",), True),
        (["email"], ("name",), False),
        (["items.price"], ("items", "*", "price"), True),
        (["items.price"], ("items", "*", "weight"), False),
        (["items.price"], ("items",), True),
        (["items"], ("items", "*", "price"), True),
        (["price"], ("items", "*", "price"), True),
        (["email"], (), True),
        (["email"], ("*",), True),
        (["prices.net"], ("prices", "{*}", "net"), True),
        ([], ("name",), True),
    ],
)
def test_who_reads_the_field(fields: list[str], path: tuple[str, ...], is_hurt: bool) -> None:  # noqa: FBT001  a table
    assert ("order" in hurt(shop(fields=fields), path=path)) is is_hurt


def test_fields_say_nothing_about_requests() -> None:
    slot = "request body application/json"
    assert "order" in hurt(shop(fields=["email"]), path=("name",), slot=slot)


def test_a_safe_change_hurts_nobody() -> None:
    assert hurt(shop(), severity=Severity.SAFE) == ()


@pytest.mark.parametrize(
    ("wanted", "old", "is_hurt"),
    [
        ("^1.0", "1.0.0", True),
        ("^1.0", "1.4.0", True),
        ("^1.0", "2.0.0", False),
        ("*", "2.0.0", True),
        ("^1.0", "", True),
    ],
)
def test_who_wants_another_version_is_not_hurt(wanted: str, old: str, is_hurt: bool) -> None:  # noqa: FBT001  a table
    assert ("order" in hurt(shop(version=wanted), version=old)) is is_hurt


def test_an_unknown_contract_has_no_known_users() -> None:
    assert usage_of(shop(), "no-api", "") is None
