"""`plan check` on a real repository in which recorded usage and pacts tell more than manifests."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.repositories import commit, git
from tests.cli.gate_workspace import API, CONTRACT, ORDER, a_gate_repository
from tests.cli.running import run_here

TODAY = ("--today", "2026-03-01")
V1, V2 = f"{API}/1.0.0/openapi.yaml", f"{API}/2.0.0/openapi.yaml"
ID_GONE = CONTRACT.replace("required: [id, email]", "required: [email]")
"""`id` may be left out of what `getUser` answers: no manifest says that anybody reads it."""
USAGE = {
    "consumer": "order",
    "contract": "user-api",
    "version": "1.0.0",
    "operations": {"getUser": {"statuses": {"200": {"read": ["id"]}}}},
}
PACT = {
    "consumer": {"name": "mail"},
    "provider": {"name": "user"},
    "interactions": [
        {
            "description": "a user",
            "request": {"method": "GET", "path": "/users/7"},
            "response": {"status": 200, "body": {"id": "7"}},
        }
    ],
    "metadata": {"pactSpecification": {"version": "3.0.0"}},
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return a_gate_repository(tmp_path / "shop")


def write(repository: Path, path: str, content: Any) -> None:
    (repository / path).parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content)
    (repository / path).write_text(text, encoding="utf-8", newline="")


def on_main(repository: Path, path: str, content: Any) -> None:
    """Commit a file before the change."""
    git(repository, "checkout", "--quiet", "main")
    text = content if isinstance(content, str) else json.dumps(content)
    commit(repository, {path: text}, f"seen-{path.replace('/', '-')}")
    git(repository, "checkout", "--quiet", "-B", "change")


def the_contract(repository: Path) -> dict[str, Any]:
    """Return what the gate says about the contract whose `id` may be left out."""
    write(repository, V1, ID_GONE)
    run = run_here("check", *TODAY, "-f", "json", "-q", cwd=repository)
    assert run.returncode == 1, run.stdout + run.stderr
    (found,) = json.loads(run.stdout)["contracts"]
    assert isinstance(found, dict)
    return found


def test_without_evidence_nobody_is_hurt(repository: Path) -> None:
    found = the_contract(repository)
    assert (found["hurt"], found["must_agree"]) == ([], ["users"])
    assert "evidence" not in found


def test_a_recorded_field_makes_its_reader_one_to_ask(repository: Path) -> None:
    on_main(repository, "usage/order/user-api.json", USAGE)
    found = the_contract(repository)
    assert (found["hurt"], found["must_agree"]) == (["order"], ["orders", "users"])
    assert found["evidence"] == [
        {"consumer": "order", "evidence": "recorded: usage/order/user-api.json"}
    ]


def test_a_change_that_takes_the_evidence_away_is_judged_by_it(repository: Path) -> None:
    on_main(repository, "usage/order/user-api.json", USAGE)
    (repository / "usage/order/user-api.json").unlink()
    assert the_contract(repository)["hurt"] == ["order"]


def test_a_change_that_moves_the_folder_of_evidence_is_judged_by_it(repository: Path) -> None:
    on_main(repository, "usage/order/user-api.json", USAGE)
    plan = (repository / "plan.yaml").read_text(encoding="utf-8")
    write(repository, "plan.yaml", f"{plan}usage: elsewhere\n")
    assert the_contract(repository)["hurt"] == ["order"]


def test_a_pact_that_no_manifest_backs_says_what_to_declare(repository: Path) -> None:
    on_main(repository, "pacts/mail-user.json", PACT)
    found = the_contract(repository)
    assert (found["hurt"], found["must_agree"]) == (["mail"], ["mails", "users"])
    assert found["evidence"] == [{"consumer": "mail", "evidence": "pact: pacts/mail-user.json"}]


def test_a_service_that_is_no_party_is_told_to_declare_its_use(repository: Path) -> None:
    pact = {**PACT, "consumer": {"name": "web"}}
    plan = (repository / "plan.yaml").read_text(encoding="utf-8")
    on_main(repository, "plan.yaml", f"{plan}  - {{name: webs, approvers: [wil]}}\n")
    on_main(repository, "services/web.yaml", "name: web\nteam: webs\nhealth: GET /health\n")
    on_main(repository, "pacts/web-user.json", pact)
    found = the_contract(repository)
    assert found["hurt"] == ["web"]
    unblock = [step for block in found["blocks"] for step in block["unblock"]]
    assert "name it under `consumes` in `services/web.yaml`" in unblock


def test_text_names_the_evidence(repository: Path) -> None:
    on_main(repository, "usage/order/user-api.json", USAGE)
    write(repository, V1, ID_GONE)
    run = run_here("check", *TODAY, "-q", cwd=repository)
    assert "hurts order (recorded: usage/order/user-api.json)" in run.stdout


def test_a_field_that_was_never_seen_to_be_read_keeps_the_gate_shut(repository: Path) -> None:
    on_main(repository, "usage/order/user-api.json", USAGE)
    write(repository, V1, CONTRACT.replace("required: [id, email]", "required: [id]"))
    run = run_here("check", *TODAY, "-q", cwd=repository)
    assert run.returncode == 1
    assert "hurts order (declared: services/order.yaml, not seen in use)" in run.stdout


def test_plan_diff_names_the_evidence_too(repository: Path) -> None:
    on_main(repository, "usage/order/user-api.json", USAGE)
    write(repository, V1, ID_GONE)
    run = run_here("diff", f"main:{V1}", V1, "--consumers", "-f", "json", *TODAY, cwd=repository)
    findings = [f for c in json.loads(run.stdout)["contracts"] for f in c["findings"]]
    assert [f["hurt"] for f in findings] == [["order"]]
    assert findings[0]["evidence"][0]["evidence"] == "recorded: usage/order/user-api.json"


def test_consumers_are_listed_with_their_evidence(repository: Path) -> None:
    write(repository, "usage/order/user-api.json", USAGE)
    write(repository, "services/order.yaml", ORDER)
    run = run_here("contracts", "consumers", "user-api", cwd=repository)
    assert "email, seen: id" in run.stdout
    assert "recorded: usage/order/user-api.json" in run.stdout
