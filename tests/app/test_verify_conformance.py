"""What an engine reports becomes findings, one for each mistake, with the place in the contract."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from planner.model.errors import InputError
from planner.model.verification_view import Outcome, VerificationPart
from tests.app.providers import (
    API,
    CONTRACT,
    TOKEN,
    FakeFuzzer,
    FakeProvider,
    a_zoo,
    findings_of,
    part_of,
    verified,
)

GOOD_PETS = [{"id": 1, "name": "Ada"}]


def a_call(
    method: str = "GET",
    path: str = "/pets",
    status: int = 200,
    body: Any = GOOD_PETS,
    *,
    failure: dict[str, Any] | None = None,
    mode: str = "positive",
    query: str = "",
) -> dict[str, Any]:
    """Return an event about one recorded call, as the engine writes it."""
    content = base64.b64encode(json.dumps(body).encode()).decode()
    kind = "application/problem+json" if status >= 400 else "application/json"
    check = {"name": "status_code_conformance", "status": "success"}
    case = {"method": method, "path": path, "meta": {"generation": {"mode": mode}}}
    failed = {
        "name": (failure or {}).get("check", ""),
        "status": "failure",
        "failure_info": {"failure": failure},
    }
    return {
        "ScenarioFinished": {
            "recorder": {
                "label": f"{method} {path}",
                "cases": {
                    "a": {"value": case},
                },
                "checks": {"a": [check, *([failed] if failure else [])]},
                "interactions": {
                    "a": {
                        "request": {
                            "method": method,
                            "uri": f"{FakeProvider.url}{path}{query}",
                            "headers": {"Authorization": [TOKEN], "User-Agent": ["engine"]},
                            "body": None,
                        },
                        "response": {
                            "status_code": status,
                            "headers": {"content-type": [kind]},
                            "content": {"$base64": content},
                        },
                    }
                },
            }
        }
    }


ALL_GOOD = (
    a_call(),
    a_call("POST", "/pets", 201, None),
    a_call("GET", "/health", 200, {"status": "pass"}),
)
ENDED = {"EngineFinished": {"stop_reason": "completed"}}


def a_failure(kind: str, check: str, message: str = "says so") -> dict[str, Any]:
    return {"type": kind, "title": "Something", "message": message, "check": check}


def conformance(folder: Path, *events: dict[str, Any], **fuzzer: Any) -> VerificationPart:
    view = verified(a_zoo(folder), fuzzer=FakeFuzzer(*events, ENDED, **fuzzer))
    return part_of(view, "conformance")


def test_nothing_wrong_is_passed(tmp_path: Path) -> None:
    part = conformance(tmp_path, *ALL_GOOD)
    assert [(case.name, str(case.outcome), case.reason) for case in part.cases] == [
        ("GET /pets", "passed", "1 call"),
        ("POST /pets", "passed", "1 call"),
        ("GET /health", "passed", "1 call"),
    ]


def test_a_wrong_body_is_one_finding_with_its_place_and_the_shortest_call(tmp_path: Path) -> None:
    wrong = [{"name": "Ada"}]
    failure = a_failure("JsonSchemaError", "response_schema_conformance")
    part = conformance(
        tmp_path,
        *ALL_GOOD,
        a_call(body=wrong, query="?limit=100", failure=failure),
        a_call(body=wrong, failure=failure),
    )
    (finding,) = part.cases[0].findings
    assert finding.check == "response-schema-conformance"
    assert finding.message == 'the body at `/0` is not as declared: "id" is a required property'
    assert finding.place
    assert (finding.place.file, finding.place.path) == (
        f"{API}/shapes.yaml",
        ("Pet", "properties", "id"),
    )
    assert finding.request == "curl -X GET -H 'Authorization: ***' http://pets.test/pets"
    assert finding.response == '200 application/json: [{"name": "Ada"}]'


def test_our_own_judge_finds_what_the_engine_does_not(tmp_path: Path) -> None:
    part = conformance(tmp_path, *ALL_GOOD, a_call(body=[{"id": 1, "name": ""}]))
    assert part.outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("kind", "check", "status"),
    [
        ("ServerError", "not_a_server_error", 500),
        ("AcceptedNegativeData", "negative_data_rejection", 200),
        ("IgnoredAuth", "ignored_auth", 200),
        ("UseAfterFree", "use_after_free", 200),
    ],
)
def test_what_the_engine_finds_is_told(tmp_path: Path, kind: str, check: str, status: int) -> None:
    body = GOOD_PETS if status == 200 else {"title": "No", "status": status}
    call = a_call(status=status, body=body, failure=a_failure(kind, check), mode="negative")
    part = conformance(tmp_path, *ALL_GOOD, call)
    found = {f.check: f.message for f in part.cases[0].findings}
    assert found[check.replace("_", "-")] == "Something: says so"


def test_a_status_that_is_not_declared_is_told_once(tmp_path: Path) -> None:
    failure = a_failure("UndefinedStatusCode", "status_code_conformance")
    part = conformance(tmp_path, *ALL_GOOD, a_call(status=418, body=None, failure=failure))
    assert findings_of(part) == {"GET /pets": ["status 418 is not declared; `200`, `401` are"]}


def test_a_declared_refusal_is_only_risky_where_others_are_accepted(tmp_path: Path) -> None:
    refusal = a_call(
        "POST", "/pets", 422, {"title": "No", "status": 422},
        failure=a_failure("RejectedPositiveData", "positive_data_acceptance"),
    )  # fmt: skip
    some = conformance(tmp_path / "some", *ALL_GOOD, refusal)
    assert some.outcome is Outcome.PASSED
    assert [f.severity for f in some.cases[1].findings] == ["risky"]
    none = conformance(tmp_path / "none", ALL_GOOD[0], ALL_GOOD[2], refusal)
    assert none.outcome is Outcome.FAILED
    (finding,) = none.cases[1].findings
    assert finding.message.startswith("no valid request is accepted: ")


def test_a_precondition_that_no_request_meets_is_only_risky(tmp_path: Path) -> None:
    """What `If-Match` of the contract's example names is gone once something was changed."""
    refused = '"400": {$ref: "shapes.yaml#/Refused"}'
    contract = CONTRACT.replace(refused, f"{refused}\n        {refused.replace('400', '412')}")
    zoo = a_zoo(tmp_path, {f"{API}/openapi.yaml": contract})
    refusal = a_call(
        "POST", "/pets", 412, {"title": "No", "status": 412},
        failure=a_failure("RejectedPositiveData", "positive_data_acceptance"),
    )  # fmt: skip
    view = verified(zoo, fuzzer=FakeFuzzer(ALL_GOOD[0], ALL_GOOD[2], refusal, ENDED))
    part = part_of(view, "conformance")
    assert part.outcome is Outcome.PASSED
    (finding,) = part.cases[1].findings
    assert (finding.severity, "no precondition" in finding.message) == ("risky", True)


def test_a_method_that_is_not_declared_is_told_at_its_path(tmp_path: Path) -> None:
    failure = a_failure("UnsupportedMethodResponse", "unsupported_method")
    part = conformance(tmp_path, *ALL_GOOD, a_call("PURGE", "/health", failure=failure))
    (finding,) = part.cases[2].findings
    assert finding.operation == "PURGE /health"
    assert finding.place
    assert finding.place.path == ("paths", "/health")


def test_an_operation_that_was_not_called_has_not_passed(tmp_path: Path) -> None:
    done = conformance(tmp_path / "done", ALL_GOOD[0])
    assert findings_of(done)["POST /pets"] == [
        "the operation was not called: no request for it could be made up"
    ]
    cut = conformance(tmp_path / "cut", ALL_GOOD[0], complete=False)
    assert findings_of(cut)["POST /pets"] == ["the operation was not called: the time was spent"]
    assert cut.note == "stopped after 60 s, before the end"


def test_a_connection_that_breaks_off_is_told(tmp_path: Path) -> None:
    error = {
        "NonFatalError": {
            "label": "GET /pets",
            "value": {"type": "ConnectionError", "message": "x"},
        }
    }
    part = conformance(tmp_path, *ALL_GOOD, error)
    assert findings_of(part) == {
        "GET /pets": ["the provider ends the connection, or does not answer in time"]
    }


def test_an_engine_that_can_not_work_is_told(tmp_path: Path) -> None:
    part = conformance(tmp_path, message=f"schema error with {TOKEN}")
    (finding,) = part.cases[0].findings
    assert finding.message == "requests can't be made up by this contract: schema error with ***"


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"ScenarioFinished": None},
        {"ScenarioFinished": {"recorder": {"interactions": {"a": 3}, "cases": []}}},
        {
            "ScenarioFinished": {
                "recorder": {"interactions": {"a": {"request": {}, "response": {}}}}
            }
        },
        {"NonFatalError": {"label": 7, "value": "x"}},
        {"Unheard": {"of": 1}},
    ],
)
def test_events_of_another_form_do_no_harm(tmp_path: Path, event: dict[str, Any]) -> None:
    assert conformance(tmp_path, *ALL_GOOD, event).cases


def test_the_engine_gets_the_files_and_fetches_nothing(tmp_path: Path) -> None:
    example = (
        "schema: {$ref: \"shapes.yaml#/Pet\"}, examples: {one: {externalValue: 'http://x.test/'}}"
    )
    contract = CONTRACT.replace('schema: {$ref: "shapes.yaml#/Pet"}}', example + "}", 1)
    assert contract != CONTRACT
    fuzzer = FakeFuzzer(*ALL_GOOD, ENDED)
    verified(a_zoo(tmp_path, {f"{API}/openapi.yaml": contract}), fuzzer=fuzzer, seed=7, examples=3)
    (asked,) = fuzzer.asked
    assert (asked.main, sorted(asked.documents)) == (
        "openapi.yaml",
        ["openapi.yaml", "shapes.yaml"],
    )
    assert b"externalValue" not in asked.documents["openapi.yaml"]
    assert (asked.url, asked.seed, asked.examples) == (FakeProvider.url, 7, 3)
    assert asked.headers == {"Authorization": TOKEN}


def test_a_contract_that_refers_to_the_network_is_refused(tmp_path: Path) -> None:
    remote = CONTRACT.replace("shapes.yaml#/Pet", "http://x.test/shapes.yaml#/Pet", 1)
    with pytest.raises(InputError):
        verified(a_zoo(tmp_path, {f"{API}/openapi.yaml": remote}))


def test_a_path_that_fits_two_templates_has_the_methods_of_both(tmp_path: Path) -> None:
    twins = CONTRACT.replace("  /health:", TWIN + "  /health:")
    failure = a_failure("UnsupportedMethodResponse", "unsupported_method")
    call = a_call("DELETE", "/pets", failure=failure)
    twin = a_call("DELETE", "/pets/best", status=200, failure=failure)
    files = a_zoo(tmp_path, {f"{API}/openapi.yaml": twins})
    seen = FakeFuzzer(*ALL_GOOD, call, twin, a_call("GET", "/pets/best"), ENDED)
    part = part_of(verified(files, fuzzer=seen), "conformance")
    assert [
        f.operation for case in part.cases for f in case.findings if f.check != "not-called"
    ] == ["DELETE /pets"]


TWIN = """\
  /pets/best:
    get: {operationId: bestPet, responses: {"200": {description: The best.}}}
  /pets/{id}:
    delete:
      operationId: sellPet
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"204": {description: Sold.}}
"""
