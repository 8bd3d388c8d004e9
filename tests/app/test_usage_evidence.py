"""Recorded usage and pacts: what is told about them, and whom a change hurts because of them."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from planner.app.contracts import show_consumers
from planner.app.diff_consumers import usage_of, with_hurt
from planner.app.workspace import inspect_workspace, load_system
from planner.model.errors import InputError
from planner.model.finding import Finding, Occurrence, Severity
from planner.model.problem import Level
from tests.app.memory_files import MemoryFiles
from tests.cli.gate_workspace import FILES, ORDER
from tests.render.diff_views import a_finding

BODY = "response 200 body application/json"
USAGE: dict[str, Any] = {
    "format": "contract-planner:usage:1",
    "consumer": "order",
    "contract": "user-api",
    "version": "1.0.0",
    "operations": {"getUser": {"sent": [], "statuses": {"200": {"read": ["id"]}}}},
}
PACT: dict[str, Any] = {
    "consumer": {"name": "mail"},
    "provider": {"name": "user"},
    "interactions": [
        {
            "description": "a user",
            "request": {"method": "GET", "path": "/users/7"},
            "response": {"status": 200, "body": {"email": "a@example.com"}},
        }
    ],
    "metadata": {"pactSpecification": {"version": "3.0.0"}},
}


def workspace(
    usage: dict[str, Any] | None = None,
    pact: dict[str, Any] | None = None,
    texts: Mapping[str, str] | None = None,
) -> MemoryFiles:
    files: dict[str, str] = {**FILES, **(texts or {})}
    if usage:
        files["usage/order/user-api.json"] = json.dumps(usage)
    if pact:
        files["pacts/mail-user.json"] = json.dumps(pact)
    return MemoryFiles(files)


def hurt(
    files: MemoryFiles, *path: str, operation: str = "GET /users/{id}", slot: str = BODY
) -> Finding:
    usage = usage_of(load_system(files).system, "user-api", "1.0.0")
    assert usage
    finding = a_finding(
        occurrences=(Occurrence(operation, slot),), path=path, severity=Severity.BREAKING
    )
    return with_hurt([finding], usage)[0]


def warnings(
    files: MemoryFiles, *, thorough: bool = False
) -> list[tuple[str, tuple[str | int, ...]]]:
    problems = inspect_workspace(files, thorough=thorough).problems
    assert all(problem.level is Level.WARNING for problem in problems)
    return [(p.code, p.place.path if p.place else ()) for p in problems]


def test_without_evidence_manifests_decide() -> None:
    assert hurt(workspace(), "email").hurt == ("order",)
    assert hurt(workspace(), "id").hurt == ()
    assert hurt(workspace(), "email").evidence == ()


def test_a_field_that_was_read_counts_although_no_manifest_names_it() -> None:
    finding = hurt(workspace(USAGE), "id")
    assert finding.hurt == ("order",)
    assert finding.evidence == (("order", "recorded: usage/order/user-api.json"),)


def test_what_a_manifest_declares_counts_although_it_was_not_seen() -> None:
    finding = hurt(workspace(USAGE), "email")
    assert finding.hurt == ("order",)
    assert finding.evidence == (("order", "declared: services/order.yaml, not seen in use"),)


def test_who_declares_all_stays_hurt_by_all() -> None:
    order = ORDER.replace(", operations: [getUser], fields: [email]", "")
    files = workspace(USAGE, texts={"services/order.yaml": order})
    assert hurt(files, "email").hurt == ("order",)
    assert hurt(files, operation="POST /users", slot="request body application/json").hurt == (
        "mail",
        "order",
    )


def test_a_pact_counts_for_a_consumer_whose_manifest_says_nothing_of_the_operation() -> None:
    finding = hurt(workspace(pact=PACT), "email")
    assert finding.hurt == ("mail", "order")
    assert finding.evidence == (("mail", "pact: pacts/mail-user.json"),)
    assert hurt(workspace(pact=PACT), "id").hurt == ()


@pytest.mark.parametrize(
    ("slot", "is_hurt"),
    [
        (BODY, True),
        ("response 2XX body application/json", True),
        ("response default body application/json", True),
        ("response 404 body application/json", False),
        ("request query", True),
    ],
)
def test_statuses_that_never_came_are_not_read(slot: str, is_hurt: bool) -> None:  # noqa: FBT001  a table
    files = workspace(USAGE, texts={"services/order.yaml": ORDER.replace("getUser", "addUser")})
    assert ("order" in hurt(files, "id", slot=slot).hurt) is is_hurt


def test_evidence_of_another_version_counts_as_far_as_the_manifest_takes_it() -> None:
    system = load_system(workspace(USAGE)).system
    for version, count in (("1.0.0", 1), ("1.4.0", 1), ("2.0.0", 0), ("", 1)):
        usage = usage_of(system, "user-api", version)
        assert usage
        assert len(usage.evidence) == count


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"consumer": "ordr"}, "unknown-service", ("consumer",)),
        ({"contract": "users-api"}, "unknown-contract", ("contract",)),
        ({"version": "3.0.0"}, "no-matching-version", ("version",)),
        ({"operations": {"getUsr": {}}}, "unknown-operation", ("operations", "getUsr")),
        ({"operations": {"addUser": {}}}, "undeclared-use", ("operations", "addUser")),
        ({"messages": {"UserAdded": {}}}, "unknown-message", ("messages", "UserAdded")),
    ],
)
def test_what_leads_nowhere_is_a_warning(
    change: dict[str, Any], code: str, path: tuple[str, ...]
) -> None:
    assert warnings(workspace({**USAGE, **change})) == [(code, path)]


def test_validation_looks_into_the_contract_too() -> None:
    read = {"200": {"read": ["id", "nick"]}, "201": {"read": []}}
    usage = {**USAGE, "digest": "sha256:0", "operations": {"getUser": {"statuses": read}}}
    assert warnings(workspace(usage)) == []
    statuses = ("operations", "getUser", "statuses")
    assert warnings(workspace(usage), thorough=True) == [
        ("stale-usage", ("digest",)),
        ("unknown-field", (*statuses, "200", "read")),
        ("unknown-status", (*statuses, "201")),
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"consumer": {"name": "web"}}, "unknown-service"),
        ({"provider": {"name": "usr"}}, "unknown-provider"),
        (
            {
                "interactions": [
                    {**PACT["interactions"][0], "request": {"method": "GET", "path": "/x"}}
                ]
            },
            "unknown-operation",
        ),
    ],
)
def test_pacts_that_lead_nowhere_are_warnings(change: dict[str, Any], code: str) -> None:
    assert [told for told, _ in warnings(workspace(pact={**PACT, **change}))] == [code]


def test_a_broken_file_is_an_error_with_its_place() -> None:
    for path, text in (
        ("usage/order/user-api.json", '{"consumer": "order"}'),
        ("pacts/a.json", '{"consumer": {}, "provider": {"name": "user"}, "interactions": []}'),
        ("pacts/b.json", '{"consumer": '),
    ):
        with pytest.raises(InputError) as caught:
            load_system(workspace(texts={path: text}))
        assert caught.value.problems[0].place
        assert caught.value.problems[0].place.file == path


def test_other_files_in_the_folder_of_pacts_are_let_be() -> None:
    assert load_system(workspace(texts={"pacts/other.json": "[1]"})).system.evidence == ()


def test_plan_yaml_says_where_they_are() -> None:
    plan = FILES["plan.yaml"] + "usage: seen\npacts: agreements\n"
    files: Mapping[str, str] = {
        **FILES,
        "plan.yaml": plan,
        "seen/a.json": json.dumps(USAGE),
        "agreements/b.json": json.dumps(PACT),
    }
    labels = [item.label for item in load_system(MemoryFiles(files)).system.evidence]
    assert labels == ["pact: agreements/b.json", "recorded: seen/a.json"]


def test_consumers_of_a_contract_are_shown_with_what_was_seen() -> None:
    view, _ = show_consumers(workspace(USAGE, PACT), "user-api")
    seen = {(u.service, u.seen_via, u.seen_fields, u.evidence) for u in view.usages}
    assert seen == {
        ("order", ("getUser",), ("id",), ("recorded: usage/order/user-api.json",)),
        ("mail", ("getUser",), ("email",), ("pact: pacts/mail-user.json",)),
    }
