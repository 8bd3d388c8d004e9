"""The published JSON Schemas are current, valid, and agree with what planner reads and writes."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from planner.adapters.files import LocalFiles
from planner.app import schemas
from planner.app.schemas import (
    FILE_KINDS,
    schema_names,
    schema_text,
    version_of,
    write_schemas,
)
from planner.app.validate import validate_workspace
from planner.app.workspace import load_system
from planner.cli.main import exit_code_of
from planner.formats.document import parse_documents
from tests.app.workspaces import SHOP, a_workspace

REPOSITORY = Path(__file__).parents[2]
CONTRACTS = REPOSITORY / "contracts"
PACTS = REPOSITORY / "tests/data/pacts"
EXAMPLES = sorted(path.parent for path in (REPOSITORY / "examples").glob("*/plan.yaml"))


@cache
def schema_of(name: str) -> dict[str, Any]:
    """Return a schema; nobody changes it, so it is made once."""
    return schemas.schema_of(name)


@pytest.mark.parametrize("name", schema_names())
def test_the_published_schema_is_current(name: str) -> None:
    published = CONTRACTS / f"planner/{name}/{version_of(name)}/schema.json"
    assert published.read_text(encoding="utf-8") == schema_text(name), (
        "run `plan schema --write contracts`"
    )


@pytest.mark.parametrize("name", schema_names())
def test_each_is_a_valid_schema_with_its_own_id(name: str) -> None:
    schema = schema_of(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:contract-planner:{name}:{version_of(name)}"


@pytest.mark.parametrize("name", [name for name in schema_names() if name.endswith("-output")])
def test_an_output_names_its_own_schema(name: str) -> None:
    header = schema_of(name)["properties"]
    # it names the major version alone, by its first number: members may be added, nothing breaks
    major = version_of(name).partition(".")[0]
    assert header["schema"]["const"] == f"urn:contract-planner:{name}:{major}.0.0"
    assert header["format_version"]["const"] == "1.0"
    assert header["command"]["type"] == "string"
    assert set(header) == set(schema_of(name)["required"])


OUTPUTS = {
    "check-output": ["check", "--all-history"],
    "contract-consumers-output": ["contracts", "consumers", "catalog-api"],
    "contract-digests-output": ["contracts", "digest"],
    "contract-history-output": ["contracts", "history", "catalog-api"],
    "contract-output": ["contracts", "show", "inventory-events"],
    "contracts-output": ["contracts", "list"],
    "critical-path-output": ["critical-path"],
    "diff-output": ["diff", "order-api@1.0.0", "catalog-api@1.0.0"],
    "explain-output": ["explain"],
    "flags-output": ["flags", "--today", "2026-02-02"],
    "graph-output": ["graph"],
    "history-output": ["diff", "--history", str(REPOSITORY / "tests/data/histories/order")],
    "impact-output": ["impact", "inventory"],
    "lint-output": ["lint", "--today", "2026-02-02"],
    "migration-output": ["migrate", "order-api@1.0.0", "catalog-api@1.0.0", "--consumers"],
    "milestone-output": ["milestone", "1", "--today", "2026-02-02"],
    "next-output": ["next", "--today", "2026-02-02"],
    "ratification-output": ["ratify", "--status"],
    "pact-check-output": ["pact", "check", str(PACTS / "order-user.json")],
    "pact-export-output": [
        *("pact", "export", "--consumer", "order"),
        *("--calls", str(PACTS / "calls.json"), "--out", "{tmp}/pacts"),
    ],
    "release-output": ["release"],
    "status-output": ["status", "--today", "2026-02-02"],
    "stubs-output": ["stubs", "generate", "user-api", "--out", "{tmp}/stubs"],
    "validation-output": ["validate"],
    "waves-output": ["waves"],
}


CLOSED = {"milestone-output"}
"""What the example answers with a closed gate."""
TRIED_WITH_SERVERS = {"served-output", "verification-output"}
"""See test_stubs_serve.py and test_verify.py."""


def test_every_output_schema_is_tried_on_an_output() -> None:
    assert set(OUTPUTS) | TRIED_WITH_SERVERS == {
        name for name in schema_names() if name.endswith("-output")
    }


@pytest.mark.parametrize("name", OUTPUTS)
def test_an_output_agrees_with_its_schema(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    storefront = str(REPOSITORY / "examples/storefront")
    at = [] if OUTPUTS[name] == ["explain"] else ["-w", storefront]  # rules need no workspace
    told = [word.replace("{tmp}", str(tmp_path)) for word in OUTPUTS[name]]
    assert exit_code_of([*told, *at, "-q", "-f", "json"]) == (name in CLOSED)
    output = json.loads(capsys.readouterr().out)
    errors = Draft202012Validator(schema_of(name)).iter_errors(output)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_nothing_is_published_that_planner_does_not_have() -> None:
    published = {path.parent.parent.name for path in CONTRACTS.glob("planner/*/*/schema.json")}
    assert published == set(schema_names())


def test_planner_s_own_workspace_has_no_problem() -> None:
    view, _ = validate_workspace(LocalFiles(CONTRACTS))
    assert view.problems == ()
    manifest = load_system(LocalFiles(CONTRACTS)).system.services["planner"].manifest
    assert sorted(item.contract for item in manifest.provides) == sorted(schema_names())


def documents(path: Path) -> list[Any]:
    return parse_documents(path.read_text(encoding="utf-8"), path.name)


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_files_of_the_examples_agree_with_their_schemas(folder: Path) -> None:
    files = {
        "plan": ["plan.yaml"],
        "manifest": ["services/*.yaml"],
        "progress": ["progress/*.yaml"],
        "ratification": ["ratifications/*/*/*/*/*.yaml"],
    }
    for kind, patterns in files.items():
        validator = Draft202012Validator(schema_of(kind))
        for path in (path for pattern in patterns for path in folder.glob(pattern)):
            for document in documents(path):
                assert [error.message for error in validator.iter_errors(document)] == []


AGREED = {
    "contract": "a",
    "version": "1.0.0",
    "digest": "sha256:" + "0" * 64,
    "team": "b",
    "person": "c",
    "time": "2026-01-05T09:00:00Z",
}


def test_an_entry_of_the_ledger_is_read() -> None:
    assert Draft202012Validator(schema_of("ratification")).is_valid(AGREED)
    assert FILE_KINDS["ratification"].model_validate(AGREED).model_dump()["person"] == "c"


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        ("plan", {"name": "x", "teams": [{"name": "a"}]}),
        ("plan", {"name": "x", "calendar": {"start": "2026-01-05"}, "teams": []}),
        ("manifest", {"name": "a b", "team": "x"}),
        ("manifest", {"name": "a", "team": "x", "taem": "y"}),
        ("manifest", {"name": "a", "team": "x", "estimates": {"A-1": 0}}),
        ("manifest", {"name": "a", "team": "x", "provides": [{"contract": "b", "version": "1"}]}),
        ("progress", {"service": "a", "steps": {"A-1": "finished"}}),
        ("progress", {"service": "a", "steps": {"first": "done"}}),
        ("ratification", {"contract": "a", "version": "1.0.0"}),
        ("ratification", {**AGREED, "digest": "sha256:12"}),
        ("ratification", {**AGREED, "time": "2026-01-05"}),
        ("ratification", {**AGREED, "accepted": [{"fingerprint": "12345678"}]}),
        ("ratification", {**AGREED, "signd": "x"}),
    ],
)
def test_what_the_reader_refuses_the_schema_refuses(kind: str, document: Any) -> None:
    assert not Draft202012Validator(schema_of(kind)).is_valid(document)
    with pytest.raises(ValueError, match="validation error"):
        FILE_KINDS[kind].model_validate(document)


def test_prints_names_and_schemas(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(["schema"]) == 0
    assert capsys.readouterr().out.split() == list(schema_names())
    assert exit_code_of(["schema", "manifest"]) == 0
    assert json.loads(capsys.readouterr().out) == schema_of("manifest")


def test_an_unknown_name_gets_near_misses(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(["schema", "manifset"]) == 2
    said = capsys.readouterr().err
    assert "error: there is no schema `manifset` [unknown-schema]" in said
    assert "hint: did you mean `manifest`?" in said


def test_writes_only_what_has_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = LocalFiles(a_workspace(tmp_path, base=SHOP))
    assert len(write_schemas(files)) == len(schema_names())
    assert write_schemas(files) == ()
    assert exit_code_of(["schema", "--write", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "all schemas are current\n"
