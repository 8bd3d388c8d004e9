"""`plan pact check` and `plan pact export` as people call them."""

import json
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft7Validator

from tests.app.workspaces import a_workspace
from tests.cli.gate_workspace import CONTRACT, FILES
from tests.cli.running import run_here

PACT: dict[str, Any] = {
    "consumer": {"name": "order"},
    "provider": {"name": "user"},
    "interactions": [
        {
            "description": "a user",
            "request": {"method": "GET", "path": "/users/7"},
            "response": {"status": 200, "body": {"id": "7", "emial": "a@example.com"}},
        },
        {
            "description": "one more",
            "request": {"method": "POST", "path": "/users", "body": {"email": "a@example.com"}},
            "response": {"status": 201},
        },
    ],
    "metadata": {"pactSpecification": {"version": "3.0.0"}},
}
GOOD = {**PACT, "interactions": PACT["interactions"][1:]}


def shop(folder: Path, **more: Any) -> Path:
    changes = {
        path: content if isinstance(content, str) else json.dumps(content, indent=2)
        for path, content in more.items()
    }
    return a_workspace(folder, changes, FILES)


def test_the_pacts_of_a_workspace(tmp_path: Path) -> None:
    run = run_here("pact", "check", "-q", cwd=shop(tmp_path, **{"pacts/order-user.json": PACT}))
    assert run.returncode == 1
    assert run.stdout == (
        "pacts/order-user.json:19:11: error: `emial`: the contract has no field `emial` here; "
        "did you mean `email`? [response-field-unknown]\n"
        '   19 |           "emial": "a@example.com"\n'
        "      |           ^\n"
        "  in: a user (/interactions/0/response/body/emial)\n"
        "  contract: user-api@1.0.0: contracts/user/user-api/1.0.0/openapi.yaml:11:11\n"
        "1 error. Compared 2 interactions in 1 pact with 1 contract.\n"
    )


@pytest.mark.parametrize(
    "command",
    [
        ("pact", "check", "build"),
        ("diff", "user-api@1.0.0", "user-api@1.0.0", "--consumers"),
    ],
)
def test_warnings_about_other_files_have_their_lines_too(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    folder = shop(tmp_path, **{"pacts/order-user.json": GOOD, "build/order-user.json": GOOD})
    said = run_here(*command, cwd=folder).stderr
    line = next(text for text in said.splitlines() if "[undeclared-use]" in text)
    assert line.startswith("pacts/order-user.json:13:"), said


def test_what_fits_is_listed_on_demand(tmp_path: Path) -> None:
    folder = shop(tmp_path, **{"pacts/order-user.json": GOOD})
    run = run_here("pact", "check", "-v", "-q", cwd=folder)
    assert run.returncode == 0
    assert "fits: one more (addUser) of user-api@1.0.0" in run.stdout


def test_a_file_and_a_contract_outside_of_any_workspace(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(FILES["contracts/user/user-api/1.0.0/openapi.yaml"])
    (tmp_path / "pact.json").write_text(json.dumps(PACT))
    run = run_here("pact", "check", "pact.json", "--contract", "api.yaml", cwd=tmp_path)
    assert run.returncode == 1
    assert "pact.json:1:" in run.stdout
    assert "api.yaml:" in run.stdout


def test_the_version_that_the_manifest_asks_for(tmp_path: Path) -> None:
    newer = FILES["contracts/user/user-api/1.0.0/openapi.yaml"].replace("email: {", "emial: {")
    folder = shop(
        tmp_path,
        **{"pacts/order-user.json": PACT, "contracts/user/user-api/2.0.0/openapi.yaml": newer},
    )
    assert run_here("pact", "check", "-q", cwd=folder).returncode == 1
    told = ("pact", "check", "-q", "--contract", "user-api@2.0.0")
    run = run_here(*told, "-f", "json", cwd=folder)
    codes = [
        m["code"]
        for i in json.loads(run.stdout)["pacts"][0]["interactions"]
        for m in i["mismatches"]
    ]
    assert "response-field-unknown" not in codes


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1), ("never", 0)])
def test_what_makes_it_fail(tmp_path: Path, fail_on: str, code: int) -> None:
    pact = {**GOOD, "interactions": [{**GOOD["interactions"][0]}]}
    pact["interactions"][0]["request"] = {
        "method": "POST",
        "path": "/users",
        "body": {"mail": "a@example.com"},
    }
    folder = shop(tmp_path, **{"pacts/order-user.json": pact})
    run = run_here("pact", "check", "-q", "--fail-on", fail_on, cwd=folder)
    assert run.returncode == code
    assert "request-field-unknown" in run.stdout


def test_json_junit_and_sarif(tmp_path: Path) -> None:
    folder = shop(tmp_path, **{"pacts/order-user.json": PACT})
    outputs = {
        name: run_here("pact", "check", "-q", "-f", name, cwd=folder).stdout
        for name in ("json", "junit", "sarif")
    }
    found = json.loads(outputs["json"])["pacts"][0]["interactions"][0]["mismatches"][0]
    assert found["place"] == {
        "file": "pacts/order-user.json",
        "line": 19,
        "column": 11,
        "pointer": "/interactions/0/response/body/emial",
    }
    assert found["contract_place"]["pointer"].endswith("/get/responses/200")
    suite = ET.fromstring(outputs["junit"])  # noqa: S314  our own output
    assert [len(case) for case in suite.iter("testcase")] == [1, 0]
    log = json.loads(outputs["sarif"])
    schema = json.loads((Path(__file__).parent.parent / "data/sarif/sarif-2.1.0.json").read_text())
    Draft7Validator(schema).validate(log)
    assert log["runs"][0]["results"][0]["ruleId"] == "response-field-unknown"


@pytest.mark.parametrize(
    ("more", "arguments", "message"),
    [
        ({}, (), "there is no Pact file"),
        ({}, ("nowhere.json",), "there is no file or folder `nowhere.json`"),
        ({"pacts/a.json": '{"consumer": '}, (), "pacts/a.json:1:14: error: not valid JSON"),
        ({"pacts/a.json": {**PACT, "provider": {}}}, (), "the provider has no name"),
        ({"p/a.json": {**PACT, "provider": {"name": "usr"}}}, ("p",), "did you mean `user`?"),
        ({"p/a.json": PACT}, ("p", "--contract", "user-app"), "user-app"),
    ],
)
def test_bad_input(
    tmp_path: Path, more: dict[str, Any], arguments: tuple[str, ...], message: str
) -> None:
    run = run_here("pact", "check", *arguments, cwd=shop(tmp_path, **more))
    assert run.returncode == 2, run.stdout
    assert message in run.stderr
    assert "Traceback" not in run.stderr


def test_a_pact_that_is_nested_too_deeply_is_refused(tmp_path: Path) -> None:
    deep = "[" * 50_000 + "]" * 50_000
    text = (
        '{"consumer": {"name": "order"}, "provider": {"name": "user"}, "interactions": '
        + deep
        + "}"
    )
    run = run_here("pact", "check", cwd=shop(tmp_path, **{"pacts/a.json": text}))
    assert run.returncode == 2
    assert "nested too deeply" in run.stderr


def test_rules_that_would_take_for_ever_elsewhere(tmp_path: Path) -> None:
    """A regex with backtracking without end, and brackets in brackets: an answer comes soon."""
    body = {"id": "a" * 60 + "!"}
    rules = {"body": {"$.id": {"matchers": [{"match": "regex", "regex": "^((a+)+)+$"}]}}}
    response = {"status": 200, "body": body, "matchingRules": rules}
    pact = {**PACT, "interactions": [{**PACT["interactions"][0], "response": response}]}
    folder = shop(tmp_path, **{"pacts/a.json": pact})
    start = time.perf_counter()
    assert run_here("pact", "check", "-q", cwd=folder).returncode == 0
    assert time.perf_counter() - start < 10


CALLS = {
    "calls": [
        {
            "contract": "user-api",
            "version": "1.0.0",
            "digest": "",
            "operation": "getUser",
            "request": {"method": "GET", "path": f"/users/{number}", "query": "", "headers": {}},
            "response": {
                "status": 200,
                "headers": {"content-type": "application/json"},
                "body": {"id": "7", "email": "a@example.com"},
            },
            "valid": valid,
        }
        for number, valid in ((7, True), (8, True), (9, False))
    ]
}
USAGE = {
    "consumer": "order",
    "contract": "user-api",
    "operations": {"getUser": {"statuses": {"200": {"read": ["email"]}}}},
}


@pytest.mark.parametrize("specification", ["3", "4"])
def test_recorded_calls_become_a_pact_that_passes(tmp_path: Path, specification: str) -> None:
    folder = shop(tmp_path, **{"calls.json": CALLS, "usage/order/user-api.json": USAGE})
    arguments = ("--consumer", "order", "--calls", "calls.json", "--spec", specification)
    run = run_here("pact", "export", *arguments, cwd=folder)
    assert run.returncode == 0, run.stderr
    assert run.stdout == (
        "pacts/order-user.json: 1 interaction from 2 calls "
        "(user-api@1.0.0; only fields that were seen to be read)\n"
        "1 call left out: invalid, or of no operation\n"
    )
    first = (folder / "pacts/order-user.json").read_bytes()
    assert b'"id"' not in first
    assert run_here("pact", "check", cwd=folder).returncode == 0
    run_here("pact", "export", *arguments, cwd=folder)
    assert (folder / "pacts/order-user.json").read_bytes() == first


@pytest.mark.parametrize(
    ("calls", "message"),
    [
        ("nowhere.json", "can't be read"),
        ("plan.yaml", "plan.yaml:1:1: error: not valid JSON"),
        ("empty.json", "there is no valid call among 0"),
        ("http://192.0.2.1/__plan__/calls", "is not an address of this machine"),
        ("http://localhost.example.com/__plan__/calls", "is not an address of this machine"),
        ("http://127.0.0.1:9/__plan__/calls", "127.0.0.1:9"),
    ],
)
def test_calls_that_can_not_be_had(tmp_path: Path, calls: str, message: str) -> None:
    folder = shop(tmp_path, **{"empty.json": {"calls": []}})
    run = run_here("pact", "export", "--consumer", "order", "--calls", calls, cwd=folder)
    assert run.returncode == 2
    assert message in run.stderr


def test_calls_of_another_contract_make_no_empty_pact(tmp_path: Path) -> None:
    other = {"openapi": "3.1.0", "info": {"title": "Other", "version": "1.0.0"}, "paths": {}}
    folder = shop(tmp_path, **{"calls.json": CALLS, "other.json": other})
    arguments = ("--consumer", "order", "--calls", "calls.json", "--contract", "other.json")
    run = run_here("pact", "export", *arguments, cwd=folder)
    assert (run.returncode, run.stdout) == (2, "")
    assert "no call is of an operation of `other@1.0.0`" in run.stderr
    assert not (folder / "pacts").exists()


def test_a_provider_without_fitting_calls_gets_no_pact(tmp_path: Path) -> None:
    """Calls of two contracts, those of one all of operations that it does not have any more."""
    goods = CONTRACT.replace("/users", "/goods").replace("User", "Good")
    service = "name: goods\nteam: users\nprovides: [{contract: goods-api, version: 1.0.0}]\n"
    gone = {**CALLS["calls"][0], "contract": "goods-api", "operation": "getGone"}
    folder = shop(
        tmp_path,
        **{
            "services/goods.yaml": service,
            "contracts/goods/goods-api/1.0.0/openapi.yaml": goods,
            "calls.json": {"calls": [*CALLS["calls"], gone]},
        },
    )
    run = run_here("pact", "export", "--consumer", "order", "--calls", "calls.json", cwd=folder)
    assert run.returncode == 0
    assert [path.name for path in (folder / "pacts").iterdir()] == ["order-user.json"]
    assert run.stdout == (
        "pacts/order-user.json: 1 interaction from 2 calls "
        "(user-api@1.0.0; only fields that the manifest names)\n"
        "2 calls left out: invalid, or of no operation\n"
    )
    assert (
        "no call is of an operation of `goods-api@1.0.0`, so there is no pact of `order` with "
        "`goods`"
    ) in run.stderr


def test_without_evidence_only_what_the_contract_demands_is_expected(tmp_path: Path) -> None:
    manifest = FILES["services/order.yaml"].replace(" fields: [email],", "")
    loose = CONTRACT.replace("required: [id, email]", "required: [id]")
    folder = shop(
        tmp_path,
        **{
            "services/order.yaml": manifest,
            "contracts/user/user-api/1.0.0/openapi.yaml": loose,
            "calls.json": CALLS,
        },
    )
    arguments = ("--consumer", "order", "--calls", "calls.json")
    run = run_here("pact", "export", *arguments, cwd=folder)
    assert "only what the contract demands of every answer" in run.stdout
    assert "services/order.yaml:1:1: warning: nothing tells what `order` reads of" in run.stderr
    assert "PLAN_RECORD=1" in run.stderr
    written = json.loads((folder / "pacts/order-user.json").read_text(encoding="utf-8"))
    assert written["interactions"][0]["response"]["body"]["content"] == {"id": "7"}
    told = json.loads(run_here("pact", "export", *arguments, "-f", "json", cwd=folder).stdout)
    assert told["pacts"][0]["usage"] is False


def test_help_lists_both() -> None:
    run = run_here("pact", "--help", cwd=Path.cwd())
    assert "check" in run.stdout
    assert "export" in run.stdout
