"""Engines run in processes of their own: without the user's environment, and only so long."""

import json
import os
import time
from pathlib import Path

import pytest

from planner.adapters import engines
from planner.adapters.engines import PactReplay, Schemathesis, refuse_if_missing
from planner.model.errors import InputError
from planner.model.provider_call import FuzzRun, ReplayRun
from tests.servers import Answer, serving

SECRET = "Bearer quite-secret"  # noqa: S105  opens nothing
PACT = {
    "consumer": {"name": "shop"},
    "provider": {"name": "pet"},
    "interactions": [
        {
            "description": "a pet",
            "providerStates": [{"name": "there is one"}],
            "request": {"method": "GET", "path": "/pet"},
            "response": {"status": 200, "body": {"name": "Ada"}},
        }
    ],
    "metadata": {"pactSpecification": {"version": "3.0.0"}},
}


def a_replay(url: str, pacts: dict[str, bytes] | None = None, **more: str) -> ReplayRun:
    told = pacts or {"a.json": json.dumps(PACT).encode()}
    return ReplayRun("pet", told, url, more.get("state_url", ""), {"Authorization": SECRET}, 20)


def test_a_library_that_is_missing_is_told_with_the_command() -> None:
    with pytest.raises(InputError) as caught:
        refuse_if_missing("there_is_no_such_module", "conformance")
    (problem,) = caught.value.problems
    assert problem.code == "missing-library"
    assert "pip install 'contract-planner[verify]'" in problem.hint


def test_pacts_are_replayed_with_headers_and_nothing_is_printed(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with serving({"/pet": '{"name": "Ada"}'}) as server:
        results = PactReplay().run(a_replay(server.at("")))
        assert SECRET in server.headers[0].values()
    (interaction,) = results["a.json"].interactions
    assert (interaction["description"], interaction["result"]) == ("a pet", "OK")
    assert capfd.readouterr() == ("", "")


def test_a_pact_follows_no_redirect() -> None:
    with serving({"/pet": '{"name": "Ada"}'}) as other:
        away = Answer("", 302, {"Location": other.at("/pet")})
        with serving({"/pet": away}) as server:
            results = PactReplay().run(a_replay(server.at("")))
        assert other.asked == []
    assert results["a.json"].interactions[0]["result"] == "Error"


def test_a_file_that_is_no_pact_does_not_stop_the_others() -> None:
    pacts = {"a.json": b'{"interactions": 3}', "b.json": json.dumps(PACT).encode()}
    with serving({"/pet": '{"name": "Ada"}'}) as server:
        results = PactReplay().run(a_replay(server.at(""), pacts))
    assert not results["a.json"].interactions
    assert results["b.json"].interactions[0]["result"] == "OK"


def a_fuzz(url: str, seconds: float) -> FuzzRun:
    contract = b"openapi: 3.1.0\ninfo: {title: A, version: 1.0.0}\npaths: {}\n"
    return FuzzRun({"a.yaml": contract}, "a.yaml", url, {"Authorization": SECRET}, 1, 1, seconds)


def test_servers_and_links_of_a_contract_lead_nowhere_else() -> None:
    """Credentials would go there too."""
    with serving({}) as other, serving({"/pets/7": '{"id": "7"}'}) as server:
        away = [{"url": other.at("")}]
        link = {"operationId": "getPet", "parameters": {"id": "7"}, "server": away[0]}
        pet = {
            "operationId": "getPet",
            "servers": away,
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": {"const": "7"}}
            ],
            "responses": {"200": {"description": "It.", "links": {"next": link}}},
        }
        contract = {
            "openapi": "3.1.0",
            "info": {"title": "A", "version": "1.0.0"},
            "servers": away,
            "paths": {"/pets/{id}": {"servers": away, "get": pet}},
        }
        text = json.dumps(contract).encode()
        asked = FuzzRun({"a.json": text}, "a.json", server.at(""), {"A": SECRET}, 1, 1, 300)
        result = Schemathesis().run(asked)
        assert (result.is_complete, result.message) == (True, "")
        assert "/pets/7" in server.asked
        assert other.asked == []


def test_an_engine_that_does_not_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_START_FUZZING", "import time; time.sleep(60)")
    started = time.monotonic()
    result = Schemathesis().run(a_fuzz("http://127.0.0.1:9", 0.5))
    assert time.monotonic() - started < 10
    assert (list(result.events), result.is_complete) == ([], False)


def test_an_engine_that_breaks_off_is_told_in_its_last_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engines, "_START_FUZZING", "raise SystemExit('this spec is odd')")
    assert Schemathesis().run(a_fuzz("http://127.0.0.1:9", 20)).message == "this spec is odd"


def test_a_report_that_was_cut_off_is_read_to_its_last_whole_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    writes = "open('report.ndjson', 'w').write('{\"A\": {}}\\n{\"B\": ')"
    monkeypatch.setattr(engines, "_START_FUZZING", writes)
    result = Schemathesis().run(a_fuzz("http://127.0.0.1:9", 20))
    assert (list(result.events), result.is_complete) == ([{"A": {}}], False)


def test_engines_see_neither_the_environment_nor_command_lines_with_secrets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen = tmp_path / "seen.json"
    looks = (
        "import json, os, sys; json.dump([dict(os.environ), sys.argv, os.getcwd()], "
        f"open({str(seen)!r}, 'w'))"
    )
    monkeypatch.setattr(engines, "_START_FUZZING", looks)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.test")
    monkeypatch.setenv("API_TOKEN", "hidden")
    Schemathesis().run(a_fuzz("http://127.0.0.1:9", 20))
    environment, arguments, folder = json.loads(seen.read_text(encoding="utf-8"))
    assert "HTTPS_PROXY" not in environment
    assert "API_TOKEN" not in environment
    assert environment["PACT_DO_NOT_TRACK"] == "true"
    assert environment["HOME"] != os.environ.get("HOME")
    assert not any("quite-secret" in argument for argument in arguments)
    assert not Path(folder).exists()
