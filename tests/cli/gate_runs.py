"""Runs of `plan check` on a repository of `gate_workspace`, and what they said."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from planner.app.schemas import schema_of
from tests.adapters.repositories import git
from tests.cli.running import run_here

TODAY = ("--today", "2026-03-01")
PERSON = {"users": "uma", "orders": "otto", "mails": "mia", "thieves": "theo"}


def check(repository: Path, *arguments: str, code: int) -> dict[str, Any]:
    run = run_here("check", *TODAY, "-f", "json", *arguments, cwd=repository)
    assert run.returncode == code, run.stdout + run.stderr
    payload: dict[str, Any] = json.loads(run.stdout)
    Draft202012Validator(schema_of("check-output")).validate(payload)
    assert payload["open"] is (code == 0)
    return payload


def refused(repository: Path, *arguments: str) -> str:
    """Return why the gate could not be judged."""
    run = run_here("check", *TODAY, *arguments, cwd=repository)
    assert run.returncode == 2, run.stdout + run.stderr
    return run.stderr


def blocked(payload: dict[str, Any]) -> list[tuple[str, str]]:
    """Return contract and rule of all that blocks; the workspace under an empty name."""
    of_contracts = [(c["key"], b["rule"]) for c in payload["contracts"] for b in c["blocks"]]
    return of_contracts + [("", block["rule"]) for block in payload["blocks"]]


def changed(payload: dict[str, Any]) -> dict[str, str]:
    return {contract["key"]: contract["change"] for contract in payload["contracts"]}


def write(repository: Path, path: str, text: str) -> None:
    (repository / path).parent.mkdir(parents=True, exist_ok=True)
    (repository / path).write_text(text, encoding="utf-8", newline="")


def replace(repository: Path, path: str, old: str, new: str) -> None:
    """Put one text in the place of another one that is there."""
    text = (repository / path).read_text(encoding="utf-8")
    assert old in text
    write(repository, path, text.replace(old, new))


def ratify(repository: Path, contract: str, *teams: str, person: str = "") -> None:
    for team in teams:
        who = person or PERSON[team]
        run = run_here("ratify", contract, "--as", team, "--person", who, cwd=repository)
        assert run.returncode == 0, run.stderr


def merge(repository: Path) -> None:
    """Commit what there is, and make it `main`, without asking the gate."""
    commit_all(repository)
    git(repository, "branch", "--force", "main", "HEAD")


def commit_all(repository: Path) -> None:
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "committed")
