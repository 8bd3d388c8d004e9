"""What other comparators tell is counted by the labels that ours is counted by."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from benchmarks import pact_peers
from benchmarks.pact_check import Peers
from benchmarks.pact_mutants import Case
from benchmarks.pact_peers import judged_by, version_of

PACT: dict[str, Any] = {"interactions": [{"request": {"path": "/a"}}]}
CASES = [
    Case("a", "good", "", PACT),
    Case("a", "unknown field", "error", PACT),
    Case("a", "response example", "warning", PACT),
]


def a_tool(folder: Path, *told: dict[str, Any]) -> Path:
    """Make a driver that says something whatever it is asked, and keeps the pacts it was given."""
    lines = "".join(f"{json.dumps({'ms': 2, **one})}\n" for one in told)
    driver = folder / "driver.mjs"
    driver.write_text(
        'import { copyFileSync } from "node:fs";\n'
        f"copyFileSync(process.argv[4], {json.dumps(str(folder / 'asked.json'))});\n"
        f"process.stdout.write({json.dumps(lines)});\n"
    )
    return driver


def test_a_tool_that_is_not_installed_is_skipped_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert version_of(tmp_path, "opc") == ""
    Peers(tmp_path).show()
    told = capsys.readouterr().out
    assert f"swagger-mock-validator: not installed in {tmp_path}, skipped" in told
    Peers(None).show()
    assert capsys.readouterr().out == ""


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no node")
@pytest.mark.parametrize(
    ("told", "counts", "wrong"),
    [
        (
            [{"errors": [], "warnings": ["w"]}] * 3,
            {"good": 1, "mutants": 2, "mutants wrong": 1},
            ["a: unknown field"],
        ),
        (
            [{"errors": ["e"], "warnings": []}] * 3,
            {"good": 1, "good wrong": 1, "mutants": 2},
            ["a: good"],
        ),
        (
            [{"failure": "no"}, *[{"errors": ["e"], "warnings": []}] * 2],
            {"not judged": 1, "mutants": 2},
            [],
        ),
    ],
)
def test_what_a_tool_tells_is_counted(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    told: list[dict[str, Any]],
    counts: dict[str, int],
    wrong: list[str],
) -> None:
    monkeypatch.setattr(pact_peers, "_DRIVER", a_tool(tmp_path, *told))
    found = judged_by("opc", tmp_path, {"basePath": "/v1/"}, CASES)
    assert {k: n for k, n in found.counts.items() if n and k != "microseconds"} == counts
    assert [label for label, _ in found.wrong] == wrong
    assert found.refusal == ""
    asked = json.loads((tmp_path / "asked.json").read_bytes())
    assert [pact["interactions"][0]["request"]["path"] for pact in asked] == ["/v1/a"] * 3
    assert PACT["interactions"][0]["request"]["path"] == "/a"


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no node")
def test_a_contract_that_a_tool_can_not_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pact_peers, "_DRIVER", a_tool(tmp_path, *[{"failure": "too new"}] * 3))
    assert judged_by("smv", tmp_path, {}, CASES).refusal == "too new"
    monkeypatch.setattr(pact_peers, "_DRIVER", tmp_path / "nowhere.mjs")
    assert "MODULE_NOT_FOUND" in judged_by("smv", tmp_path, {}, CASES).refusal
