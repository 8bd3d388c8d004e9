"""`plan check` where a contract's files are not plain files of the repository."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from planner.adapters import git_snapshot
from tests.adapters.repositories import a_repository, commit, git
from tests.cli.gate_workspace import API, BREAKING, CONTRACT, FILES, a_gate_repository
from tests.cli.running import run_here

V1 = f"{API}/1.0.0/openapi.yaml"


def check(repository: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run_here("check", "--today", "2026-03-01", "-f", "json", *arguments, cwd=repository)


def told(run: subprocess.CompletedProcess[str], code: int) -> dict[str, Any]:
    assert run.returncode == code, run.stdout + run.stderr
    payload: dict[str, Any] = json.loads(run.stdout)
    return payload


@pytest.mark.parametrize("where", ["contracts", "contracts/user", API])
def test_contracts_in_a_submodule_are_not_judged(where: str, tmp_path: Path) -> None:
    inner = {p.removeprefix(f"{where}/"): t for p, t in FILES.items() if p.startswith(where)}
    other = a_repository(tmp_path / "other", inner)
    outer = {p: t for p, t in FILES.items() if not p.startswith("contracts/")}
    repository = a_repository(tmp_path / "shop", outer)
    allow = ("-c", "protocol.file.allow=always")
    git(repository, *allow, "submodule", "--quiet", "add", str(other), where)
    commit(repository, {}, "module")
    git(repository, "checkout", "--quiet", "-b", "change")
    (repository / V1).write_text(BREAKING, encoding="utf-8")
    for arguments in ([], ["--base", "v1", "--head", "change"]):
        run = check(repository, *arguments)
        assert run.returncode == 2, run.stdout
        assert f"`{where}` is a submodule, and the workspace has `contracts` there" in run.stderr
        assert f"run `plan check` in the repository of `{where}`" in run.stderr


def test_a_submodule_elsewhere_does_not_matter(tmp_path: Path) -> None:
    other = a_repository(tmp_path / "other", {"README": "hello"})
    repository = a_gate_repository(tmp_path / "shop")
    allow = ("-c", "protocol.file.allow=always")
    git(repository, *allow, "submodule", "--quiet", "add", str(other), "vendor/other")
    commit(repository, {}, "module")
    assert told(check(repository), 0)["contracts"] == []


def test_a_contract_may_be_a_link(tmp_path: Path) -> None:
    repository = a_gate_repository(tmp_path / "shop")
    (repository / V1).unlink()
    (repository / "shared.yaml").write_text(CONTRACT, encoding="utf-8")
    (repository / V1).symlink_to("../../../../shared.yaml")
    commit(repository, {}, "link")
    run = check(repository, "--base", "HEAD~1", "--head", "HEAD")
    assert told(run, 0)["contracts"] == []


def test_a_file_that_is_gone_from_a_contract_is_bad_input(tmp_path: Path) -> None:
    repository = a_gate_repository(tmp_path / "shop")
    start, end = CONTRACT.index("                type: object\n"), CONTRACT.index("  /users:\n")
    inner = "\n".join(line[16:] for line in CONTRACT[start:end].splitlines())
    head = CONTRACT[:start].removesuffix("              schema:\n")
    split = f"{head}              schema: {{$ref: user.yaml}}\n{CONTRACT[end:]}"
    commit(repository, {V1: split, f"{API}/1.0.0/user.yaml": inner}, "split")
    git(repository, "branch", "--force", "main", "HEAD")
    assert told(check(repository, "--base", "main"), 0)["contracts"] == []
    (repository / f"{API}/1.0.0/user.yaml").unlink()
    payload = told(check(repository), 1)
    [block] = payload["contracts"][0]["blocks"]
    assert block["rule"] == "contract-unreadable"
    assert "user.yaml" in block["message"]


def test_a_contract_that_was_too_large_to_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = a_repository(tmp_path / "shop", {**FILES, V1: f"{CONTRACT}# {'x' * 5000}\n"})
    git(repository, "checkout", "--quiet", "-b", "change")
    (repository / V1).write_text(CONTRACT, encoding="utf-8")
    monkeypatch.setattr(git_snapshot, "MAX_BYTES", 4000)
    run = check(repository)
    assert run.returncode == 2
    assert "at most 4000 are read" in run.stderr
    assert V1 in run.stderr
