"""What CI systems run is run here: the steps of the files for them, in a shell, on a repository."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import ryaml

from planner.governance.gate import GATE_RULES
from tests.adapters.repositories import commit, git
from tests.cli.gate_workspace import ADDITIVE, API, BREAKING, a_gate_repository

TOP = Path(__file__).parents[2]
V1 = f"{API}/1.0.0/openapi.yaml"


def document(name: str) -> Any:
    return ryaml.loads((TOP / name).read_text(encoding="utf-8"))


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of the repository, on its branch `change`; `origin/main` is the base."""
    origin = a_gate_repository(tmp_path / "origin")
    git(tmp_path, "clone", "--quiet", str(origin), "clone")
    return tmp_path / "clone"


def shell(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script with `plan` on the path, as GitHub and GitLab do: it ends at the first error."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize(
    ("text", "code", "verdict"), [(ADDITIVE, 0, "open"), (BREAKING, 1, "closed")]
)
def test_the_action_of_github(clone: Path, text: str, code: int, verdict: str) -> None:
    [step] = [s for s in document("action.yml")["runs"]["steps"] if s.get("name") == "Check"]
    assert set(step["env"]) == {"BASE", "WORKSPACE"}
    commit(clone, {V1: text}, "work")
    summary = clone.parent / "summary.md"
    run = shell(
        step["run"], clone, BASE="origin/main", WORKSPACE=".", GITHUB_STEP_SUMMARY=str(summary)
    )
    assert run.returncode == code, run.stderr
    assert f"::notice title=plan check::{verdict}" in run.stdout
    assert ("::error " in run.stdout) is bool(code)
    assert summary.read_text(encoding="utf-8").startswith(f"## Contracts: {verdict}")


def test_the_action_summarises_no_mistake(clone: Path) -> None:
    [step] = [s for s in document("action.yml")["runs"]["steps"] if s.get("name") == "Check"]
    summary = clone.parent / "summary.md"
    run = shell(step["run"], clone, BASE="nowhere", WORKSPACE=".", GITHUB_STEP_SUMMARY=str(summary))
    assert run.returncode == 2
    assert not summary.exists()


@pytest.mark.parametrize(("text", "code", "count"), [(ADDITIVE, 0, 0), (BREAKING, 1, 1)])
def test_the_job_of_gitlab(clone: Path, text: str, code: int, count: int) -> None:
    job = document("ci/gitlab.yml")["plan-check"]
    commit(clone, {V1: text}, "work")
    run = shell(
        "\n".join(job["script"]),
        clone,
        PLAN_WORKSPACE=".",
        CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main",
    )
    assert run.returncode == code, run.stderr
    report = job["artifacts"]["reports"]["codequality"]
    entries = json.loads((clone / report).read_text(encoding="utf-8"))
    assert len(entries) == count
    assert run.stdout.splitlines()[-1].startswith("closed" if code else "open")


@pytest.mark.parametrize(("text", "code"), [(ADDITIVE, 0), (BREAKING, 1)])
def test_the_hooks_of_pre_commit(clone: Path, text: str, code: int) -> None:
    check, validate = document(".pre-commit-hooks.yaml")
    commit(clone, {V1: text}, "work")
    assert shell(check["entry"], clone).returncode == code
    if not code:
        assert shell(validate["entry"], clone).returncode == 0


def test_the_page_names_every_rule_of_the_gate() -> None:
    page = (TOP / "docs/check.md").read_text(encoding="utf-8")
    for rule in GATE_RULES:
        assert f"| `{rule.id}` | {rule.title} | {rule.why} |" in page
